"""The green-office page's sections: figures, charts, and the tables behind them.  What is put in is escaped."""

import html
from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import quote

from api.pages.green_office_charts import bar, ring
from api.pages.green_office_words import KILOMETRE, LEVELS, View, dashed, kilometres, mass
from api.pages.methods.view import address
from issuance import months
from issuance.verified import Line, Report
from language import formats
from reporting.commuting import HUMAN_POWERED, CommutingLine
from reporting.green_office import Amount, GreenOffice

CO2E = " CO₂e"
NUMBER, TEXT = True, False


def content(view: View, found: GreenOffice, report: Report) -> str:
    """The whole of the page between its header and its footer."""
    right = f"{travel(view, found)}{commuting(view, found)}"
    columns = f'<div class="columns"><div>{departments(view, found)}</div><div>{right}</div></div>'
    return f"{glance(view, found)}{columns}{methodologies(view, found)}{office(view, found)}{verified(view, report)}"


def attributions(found: GreenOffice, report: Report) -> list[str]:
    """Every source whose text or factors stand behind a figure, each once."""
    names = {row.attribution for row in found.methodologies} | {found.commuting.attribution} | set(report.attributions)
    return sorted(name for name in names if name)


def last_day(found: GreenOffice) -> date:
    """The last day that the figures cover."""
    return found.until - timedelta(days=1)


def glance(view: View, found: GreenOffice) -> str:
    """Four tiles: who took part, what was reduced, how far people went, what their way to work emits."""
    total, locale = found.total, view.locale
    took_part = view.figure(_percent(found.participation_permille, locale))
    if total.participants is not None:
        took_part += f"<p>{view.say('participation-of', people=total.participants, members=found.members)}</p>"
        took_part += f"<p>{view.say('acts', acts=total.acts or 0)}</p>"
    reduced = view.figure(None if total.reduction_mg is None else mass(total.reduction_mg, locale), CO2E)
    if total.reduction_mg is not None:
        reduced += view.comparison(total.reduction_mg, found.organisation.region)
    if found.verified_mg is not None:
        reduced += f"<p>{view.say('reduction-verified', mass=mass(found.verified_mg, locale))}</p>"
    if total.estimate_mg:
        reduced += f"<p>{view.say('reduction-estimate', mass=mass(total.estimate_mg, locale))}</p>"
    went = None if found.passenger_m is None else _kilometres(view, found.passenger_m)
    emission_mg = found.commuting.emission_mg
    emitted = view.figure(None if emission_mg is None else mass(emission_mg, locale), CO2E)
    tiles = (
        _ringed(view, "participation", found.participation_permille, took_part),
        _tile(view, "reduction", reduced + bar(_parts(total), total.reduction_mg or 0), "main"),
        _tile(view, "distance", f"{view.figure(went)}<p>{view.say('distance-what')}</p>"),
        _tile(view, "emission", f"{emitted}<p>{view.say('emission-what')}</p>", "emission"),
    )
    return f'<h2 class="unseen">{view.say("in-figures")}</h2><div class="glance">{"".join(tiles)}</div>'


def departments(view: View, found: GreenOffice) -> str:
    """Stacked bars by department, the numbers in the table behind."""
    most = max((row.amount.reduction_mg or 0 for row in found.departments), default=0)
    bars, rows = [], []
    for row in found.departments:
        name = view.say("no-department") if row.unit is None else html.escape(row.unit.name)
        parts = _parts(row.amount)
        bars.append(_row(view, f"{name}<span>{view.members(row.members)}</span>", row.amount.reduction_mg, parts, most))
        rows.append(f'<th scope="row">{name}</th>{view.count_cell(row.members)}{_amount_cells(view, row.amount)}')
    whole = f"{view.count_cell(found.members)}{_amount_cells(view, found.total)}"
    rows.append(f'<th scope="row">{view.say("total")}</th>{whole}')
    head = [
        (view.say("department"), TEXT),
        (view.say("members"), NUMBER),
        (view.say("participants"), NUMBER),
        *((view.level(level), NUMBER) for level in LEVELS),
        (view.say("total"), NUMBER),
        (view.say("estimate"), NUMBER),
    ]
    withheld = any(part for row in found.departments for name, part in _parts(row.amount) if name == "withheld")
    return _panel(
        view,
        "departments",
        f"{view.legend(withheld=withheld)}{_rows(bars)}",
        view.table(view.say("departments"), head, rows),
    )


def methodologies(view: View, found: GreenOffice) -> str:
    """Which methodology each gram comes from; estimates carry their mark."""
    rows = []
    for row in found.methodologies:
        name = view.say("unpriced") if row.methodology is None else _method(view, row.methodology)
        mark = f'<span class="tag {row.credit_class}">{view.say("class-" + row.credit_class)}</span>'
        source = "" if row.text_state is None else view.say(f"source-{dashed(row.text_state)}")
        figures = f"{view.count_cell(row.acts)}{view.mass_cell(row.reduction_mg)}"
        rows.append(f'<th scope="row">{name}</th><td>{mark}</td><td>{source}</td>{figures}')
    head = [
        (view.say("methodology"), TEXT),
        (view.say("class"), TEXT),
        (view.say("source"), TEXT),
        (view.say("acts-column"), NUMBER),
        (view.say("reduction-column"), NUMBER),
    ]
    return _panel(
        view, "methodologies", "", view.table(view.say("methodologies"), head, rows, folded=False) if rows else ""
    )


def travel(view: View, found: GreenOffice) -> str:
    """Bars by mode."""
    most = max((row.passenger_m or 0 for row in found.travel), default=0)
    bars, rows = [], []
    for row in sorted(found.travel, key=lambda row: -(row.passenger_m or 0)):
        name, km = view.kind(row.kind), "" if row.passenger_m is None else _kilometres(view, row.passenger_m)
        bars.append(_row(view, name, row.passenger_m, [("corroborated", row.passenger_m or 0)], most, told=km))
        counts = f"{view.count_cell(row.people)}{view.count_cell(row.trips)}"
        rows.append(f'<th scope="row">{name}</th>{counts}{view.cell(row.passenger_m, km)}')
    head = [
        (view.say("kind"), TEXT),
        (view.say("people"), NUMBER),
        (view.say("trips"), NUMBER),
        (view.say("kilometres"), NUMBER),
    ]
    return _panel(view, "travel", _rows(bars), view.table(view.say("travel"), head, rows) if rows else "")


def commuting(view: View, found: GreenOffice) -> str:
    """The inventory: bars of another colour, the foreign factor named on each line."""
    inventory = found.commuting
    if not inventory.lines:
        return f'<section class="panel"><h2>{view.say("commuting")}</h2><p>{view.say("commuting-empty")}</p></section>'
    most = max((line.emission_mg or 0 for line in inventory.lines), default=0)
    bars, rows = [], []
    for line in sorted(inventory.lines, key=lambda line: -(line.emission_mg or 0)):
        basis = view.say(f"basis-{dashed(line.basis)}", days=inventory.workdays)
        name, factor = view.kind(line.kind), _factor(view, line)
        drawn = [("emission", line.emission_mg or 0)]
        told = "–" if line.emission_mg is None else view.grams(line.emission_mg)
        title = f"{name}<span>{basis}</span>"
        bars.append(_row(view, title, line.passenger_m, drawn, most, told=told, note=factor))
        km = "" if line.passenger_m is None else _kilometres(view, line.passenger_m)
        figures = f"{view.count_cell(line.people)}{view.cell(line.passenger_m, km)}{view.cell(line.passenger_m, told)}"
        rows.append(f'<th scope="row">{name}</th><td>{basis}</td>{figures}<td>{factor}</td>')
    head = [
        (view.say("kind"), TEXT),
        (view.say("basis"), TEXT),
        (view.say("people"), NUMBER),
        (view.say("kilometres"), NUMBER),
        (view.say("emission-column"), NUMBER),
        (view.say("factor"), TEXT),
    ]
    return _panel(
        view, "commuting", f"{_foreign(view, found)}{_rows(bars)}{_coverage(view, found)}",
        view.table(view.say("commuting"), head, rows),
    )  # fmt: skip


def _method(view: View, name: str) -> str:
    """A version's name, leading to the page that explains it."""
    methodology_id, _, version = name.partition("/")
    href = html.escape(f"{address(methodology_id, version)}?lang={view.locale}")
    return f'<a href="{href}"><code>{html.escape(name)}</code></a>'


def office(view: View, found: GreenOffice) -> str:
    """Meetings, sheets, set-points."""
    data, locale = found.office, view.locale
    meetings, sheets = data.video_meetings, data.sheets_not_printed
    held = None if meetings is None else view.texts.render("green-meetings-unit", {"count": meetings}, locale)
    saved = None if sheets is None else view.texts.render("green-sheets-unit", {"count": sheets}, locale)
    if data.setpoint_checks == 0:
        checks = f"<p>{view.say('setpoints-none')}</p>"
    else:
        checks = view.figure(_percent(data.setpoint_permille, locale))
        if data.setpoint_checks is not None and data.setpoint_compliant is not None:
            of = view.say("setpoints-of", compliant=data.setpoint_compliant, checks=data.setpoint_checks)
            checks += f"<p>{of}</p>"
    tiles = (
        _tile(view, "meetings", view.figure(held)),
        _tile(view, "sheets", view.figure(saved)),
        _ringed(view, "setpoints", data.setpoint_permille, checks),
    )
    return f'<h2>{view.say("office")}</h2><div class="glance">{"".join(tiles)}</div>'


def verified(view: View, report: Report) -> str:
    """The verified-reduction report, its files, and the checkpoint that stands behind it."""
    head = [
        (view.say("methodology"), TEXT),
        (view.say("evidence-column"), TEXT),
        (view.say("source"), TEXT),
        (view.say("acts-column"), NUMBER),
        (view.say("verified-column"), NUMBER),
        (view.say("unverified-column"), NUMBER),
        (view.say("self-reported-column"), NUMBER),
    ]
    rows = [_verified_row(view, line) for line in report.lines]
    month = quote(months.written(report.month))
    links = [
        (f"/green-office/verified-reductions.{kind}?month={month}", view.say(f"download-{kind}"))
        for kind in ("csv", "xlsx")
    ]
    if report.tree_size:
        links.append((f"/v1/logs/{quote(report.organisation.log_id)}/checkpoint", view.say("checkpoint")))
    body = (
        view.table(view.say("verified"), head, rows, folded=False) if rows else f"<p>{view.say('verified-empty')}</p>"
    )
    statement = html.escape(view.texts.render("report-not-a-market-unit", {}, view.locale))
    listed = "".join(f'<a href="{address}">{name}</a>' for address, name in links)
    return (
        f'<section class="panel"><h2>{view.say("verified")}</h2><p>{view.say("verified-what")}'
        f' <strong>{statement}</strong></p>{body}<div class="downloads">{listed}</div></section>'
    )


def _verified_row(view: View, line: Line) -> str:
    figures = line.figures
    counts = (
        view.count_cell(None if figures is None else figures.actions),
        view.mass_cell(None if figures is None else figures.verified_mg),
        view.mass_cell(None if figures is None else figures.unverified_mg),
        view.mass_cell(None if figures is None else figures.self_reported_mg),
    )
    source = view.say(f"source-{dashed(line.source.text_state)}")
    return (
        f'<th scope="row"><code>{html.escape(line.source.methodology)}</code></th><td>{view.level(line.evidence)}</td>'
        f"<td>{source}</td>{''.join(counts)}"
    )


def _percent(permille: int | None, locale: str) -> str | None:
    return None if permille is None else formats.percent(permille, locale)


def _kilometres(view: View, metres: int) -> str:
    return f"{kilometres(metres, view.locale)} {KILOMETRE[view.locale]}"


def _parts(amount: Amount) -> list[tuple[str, int]]:
    """What a bar is made of; grams whose level is hidden are drawn as such, so that the bar is as long as its number."""
    told = [(dashed(level), amount.by_evidence[level] or 0) for level in LEVELS]
    return [*told, ("withheld", max((amount.reduction_mg or 0) - sum(part for _, part in told), 0))]


def _amount_cells(view: View, amount: Amount) -> str:
    levels = "".join(view.mass_cell(amount.by_evidence[level]) for level in LEVELS)
    return (
        f"{view.count_cell(amount.participants)}{levels}{view.mass_cell(amount.reduction_mg)}"
        f"{view.mass_cell(amount.estimate_mg)}"
    )


def _factor(view: View, line: CommutingLine) -> str:
    """Which factor a line uses, by name, published value and id."""
    if line.factor is None:
        return view.say("factor-human") if line.kind in HUMAN_POWERED else view.say("factor-none")
    published, name = html.escape(line.factor.published), html.escape(line.factor.factor_id)
    return f"{view.say('factor-' + line.kind)} · {published} · <code>{name}</code>"


def _foreign(view: View, found: GreenOffice) -> str:
    year = found.commuting.factor_year
    return "" if year is None else f'<p class="callout">{view.say("commuting-foreign", year=str(year))}</p>'


def _coverage(view: View, found: GreenOffice) -> str:
    """How many people the inventory speaks of, and what is not in it."""
    inventory = found.commuting
    if inventory.travellers is None:
        told = view.say("commuting-coverage-hidden")
    else:
        told = view.say("commuting-coverage", people=inventory.travellers, members=inventory.members)
    hidden = any(line.passenger_m is None for line in inventory.lines)
    unpriced = any(line.factor is None and line.kind not in HUMAN_POWERED for line in inventory.lines)
    left_out = [("commuting-hidden", hidden), ("commuting-missing", unpriced)]
    sentences = [told, *(view.say(name) for name, true in left_out if true)]
    return f'<p class="after">{" ".join(sentences)}</p>'


def _row(
    view: View, name: str, value: int | None, parts: Sequence[tuple[str, int]], most: int, *, told: str = "", note: str = ""
) -> str:  # fmt: skip
    """One bar with its name and value; value None is a hidden figure.  told: the value in words, a mass by default."""
    below = f'<p class="note">{note}</p>' if note else ""
    if value is None:
        head = f'<span class="name">{name}</span><span class="value hidden">{view.unseen()}</span>'
        return f'<li class="closed"><div class="head">{head}</div>{bar([], 0)}{below}</li>'
    head = f'<span class="name">{name}</span><span class="value">{told or view.grams(value)}</span>'
    return f'<li><div class="head">{head}</div>{bar(parts, most)}{below}</li>'


def _rows(bars: Sequence[str]) -> str:
    return f'<ul class="rows">{"".join(bars)}</ul>'


def _tile(view: View, name: str, body: str, look: str = "") -> str:
    return f'<div class="tile {look}"><h3>{view.say(name)}</h3>{body}</div>'


def _ringed(view: View, name: str, permille: int | None, body: str) -> str:
    return f'<div class="tile with-ring">{ring(permille or 0)}<div><h3>{view.say(name)}</h3>{body}</div></div>'


def _panel(view: View, name: str, drawn: str, table: str) -> str:
    what = view.say(f"{name}-what")
    return f'<section class="panel"><h2>{view.say(name)}</h2><p>{what}</p>{drawn}{table}</section>'
