"""The green-office page as HTML: words, figures, charts, and the tables behind them.  What is put in is escaped."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from api.pages.green_office_charts import bar, ring
from issuance.verified import Report
from language import formats
from language.texts import Texts, Value
from methodologies.kinds import Kind
from reporting.commuting import HUMAN_POWERED, CommutingLine
from reporting.green_office import Amount, GreenOffice

LEVELS = ("attested", "corroborated", "self_reported")
_KILOGRAM_MG, _TONNE_MG = 1_000_000, 1_000_000_000
_TONNE = {"zh": "吨", "en": "t"}


def mass(milligrams: int, locale: str) -> str:
    """Grams, kilograms or, from 1,000 kg, tonnes with two decimals, towards zero."""
    if milligrams < _TONNE_MG:
        return formats.mass(milligrams, locale)
    return f"{formats.number(Decimal(milligrams) / _TONNE_MG, locale, 2)} {_TONNE[locale]}"


def kilometres(metres: int, locale: str) -> str:
    """Whole kilometres from 100 km on, else one decimal."""
    return formats.number(Decimal(metres) / 1000, locale, 0 if metres >= 100_000 else 1)


@dataclass(frozen=True, slots=True)
class View:
    """How things are said on one page."""

    texts: Texts
    kinds: Mapping[str, Kind]
    locale: str
    minimum: int

    def say(self, code: str, **params: Value) -> str:
        """A text of the page, escaped."""
        return html.escape(self.texts.render(f"green-{code}", params, self.locale))

    def kind(self, code: str) -> str:
        """Icon and title of an everyday kind."""
        found = self.kinds.get(code)
        return html.escape(code) if found is None else f"{found.icon} {html.escape(found.titles[self.locale])}"

    def grams(self, milligrams: int | None) -> str:
        """A mass, or that it is hidden."""
        return self.unseen() if milligrams is None else html.escape(mass(milligrams, self.locale))

    def number(self, value: int | None) -> str:
        """A count, or that it is hidden."""
        return self.unseen() if value is None else formats.number(value, self.locale)

    def unseen(self) -> str:
        """What stands in a hidden figure's place."""
        return self.say("hidden", minimum=self.minimum)

    def figure(self, text: str | None, unit: str = "") -> str:
        """A large number with its unit smaller; None is hidden."""
        if text is None:
            return f'<p class="figure hidden">{self.unseen()}</p>'
        number, _, tail = text.rpartition(" ") if not unit else (text, "", unit)
        return f'<p class="figure">{html.escape(number)}<small>{html.escape(tail)}</small></p>'

    def cell(self, value: int | None, text: str) -> str:
        """A number's cell of a table."""
        return f'<td class="hidden">{self.unseen()}</td>' if value is None else f'<td class="number">{text}</td>'

    def count_cell(self, value: int | None) -> str:
        return self.cell(value, self.number(value))

    def mass_cell(self, value: int | None) -> str:
        return self.cell(value, self.grams(value))

    def table(self, label: str, head: Sequence[tuple[str, bool]], rows: Sequence[str], *, folded: bool = True) -> str:
        """A table whose head says (text, is a number); its rows are markup."""
        kinds = {True: ' class="number"', False: ""}
        cells = "".join(f'<th scope="col"{kinds[number]}>{text}</th>' for text, number in head)
        made = (
            f'<div class="scroll" role="region" aria-label="{label}" tabindex="0"><table><thead><tr>{cells}</tr></thead>'
            f"<tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table></div>"
        )
        return f"<details><summary>{self.say('table')}</summary>{made}</details>" if folded else made

    def legend(self) -> str:
        """What the colours mean."""
        items = "".join(
            f'<li><span class="swatch {_dashed(level)}"></span>{self.level(level)}</li>' for level in LEVELS
        )
        return f'<ul class="legend">{items}</ul>'

    def level(self, evidence: str) -> str:
        """A level of evidence in words."""
        return self.say(f"evidence-{_dashed(evidence)}")


def _dashed(code: str) -> str:
    """A code as style sheet and texts write it."""
    return code.replace("_", "-")


def content(view: View, found: GreenOffice, report: Report) -> str:
    """The whole of the page between its header and its footer."""
    panels = (departments(view, found), travel(view, found), commuting(view, found), methodologies(view, found))
    return (
        f"{glance(view, found)}<div class='panels'>{''.join(panels)}</div>{office(view, found)}{verified(view, report)}"
    )


def glance(view: View, found: GreenOffice) -> str:
    """Four tiles: who took part, what was reduced, how far people went, what their way to work emits."""
    total, locale = found.total, view.locale
    people = (
        f'<div class="tile with-ring">{ring(found.participation_permille or 0)}<div><h3>{view.say("participation")}</h3>'
        f"{view.figure(_percent(found.participation_permille, locale))}"
        + (
            f"<p>{view.say('participation-of', people=total.participants, members=found.members)}</p>"
            f"<p>{view.say('acts', acts=total.acts or 0)}</p></div></div>"
            if total.participants is not None
            else "</div></div>"
        )
    )
    reduced = f'<div class="tile"><h3>{view.say("reduction")}</h3>{view.figure(_mass(total.reduction_mg, locale))}'
    if found.verified_mg is not None:
        reduced += f"<p>{view.say('reduction-verified', mass=mass(found.verified_mg, locale))}</p>"
    if total.estimate_mg:
        reduced += f"<p>{view.say('reduction-estimate', mass=mass(total.estimate_mg, locale))}</p>"
    reduced += f"{bar(_parts(total), total.reduction_mg or 0)}</div>"
    went = None if found.passenger_m is None else kilometres(found.passenger_m, locale)
    far = (
        f'<div class="tile"><h3>{view.say("distance")}</h3>{view.figure(went, _KM[locale])}'
        f"<p>{view.say('distance-what')}</p></div>"
    )
    emission = found.commuting
    emitted = (
        f'<div class="tile emission"><h3>{view.say("emission")}</h3>'
        f"{view.figure(mass(emission.emission_mg, locale))}<p>{view.say('emission-what')}</p></div>"
    )
    return f'<h2>{view.say("in-figures")}</h2><div class="glance">{people}{reduced}{far}{emitted}</div>'


_KM = {"zh": "公里", "en": "km"}


def _percent(permille: int | None, locale: str) -> str | None:
    return None if permille is None else formats.percent(permille, locale)


def _mass(milligrams: int | None, locale: str) -> str | None:
    return None if milligrams is None else mass(milligrams, locale)


def _parts(amount: Amount) -> list[tuple[str, int]]:
    return [(_dashed(level), amount.by_evidence[level] or 0) for level in LEVELS]


def _row(name: str, value: str, drawn: str, *, hidden: bool = False, note: str = "") -> str:
    seen = "value hidden" if hidden else "value"
    told = f'<p class="note">{note}</p>' if note else ""
    head = f'<div class="head"><span class="name">{name}</span><span class="{seen}">{value}</span></div>'
    return f"<li>{head}{drawn}{told}</li>"


def departments(view: View, found: GreenOffice) -> str:
    """Stacked bars by department, the numbers in the table behind."""
    most = max((row.amount.reduction_mg or 0 for row in found.departments), default=0)
    names = [view.say("no-department") if row.unit is None else html.escape(row.unit.name) for row in found.departments]
    bars = [
        _row(
            f"{name}<span>{view.number(row.members)} {view.say('members')}</span>",
            view.grams(row.amount.reduction_mg),
            bar(_parts(row.amount) if row.amount.reduction_mg is not None else [], most),
            hidden=row.amount.reduction_mg is None,
        )
        for name, row in zip(names, found.departments, strict=True)
    ]
    rows = [
        f'<th scope="row">{name}</th>{view.count_cell(row.members)}{_amount_cells(view, row.amount)}'
        for name, row in zip(names, found.departments, strict=True)
    ]
    rows.append(
        f'<th scope="row">{view.say("total")}</th>{view.count_cell(found.members)}{_amount_cells(view, found.total)}'
    )
    head = [
        (view.say("department"), False),
        (view.say("members"), True),
        (view.say("participants"), True),
        *((view.level(level), True) for level in LEVELS),
        (view.say("total"), True),
        (view.say("estimate"), True),
    ]
    return _panel(
        view, "departments", f'{view.legend()}<ul class="rows">{"".join(bars)}</ul>', head, rows, wide=len(bars) > 6
    )


def _amount_cells(view: View, amount: Amount) -> str:
    levels = "".join(view.mass_cell(amount.by_evidence[level]) for level in LEVELS)
    total, estimate = view.mass_cell(amount.reduction_mg), view.mass_cell(amount.estimate_mg)
    return f"{view.count_cell(amount.participants)}{levels}{total}{estimate}"


def travel(view: View, found: GreenOffice) -> str:
    """Bars by mode."""
    most = max((row.passenger_m or 0 for row in found.travel), default=0)
    bars, rows = [], []
    for row in sorted(found.travel, key=lambda row: -(row.passenger_m or 0)):
        km = "" if row.passenger_m is None else f"{kilometres(row.passenger_m, view.locale)} {_KM[view.locale]}"
        name = view.kind(row.kind)
        drawn = bar([("corroborated", row.passenger_m or 0)], most)
        bars.append(_row(name, km or view.unseen(), drawn, hidden=row.passenger_m is None))
        rows.append(
            f'<th scope="row">{name}</th>{view.count_cell(row.people)}{view.count_cell(row.trips)}'
            f"{view.cell(row.passenger_m, km)}"
        )
    head = [
        (view.say("kind"), False),
        (view.say("people"), True),
        (view.say("trips"), True),
        (view.say("kilometres"), True),
    ]
    return _panel(view, "travel", f'<ul class="rows">{"".join(bars)}</ul>', head, rows)


def commuting(view: View, found: GreenOffice) -> str:
    """The inventory: bars of another colour, the foreign factor named on each line."""
    inventory = found.commuting
    if not inventory.lines:
        return f'<section class="panel"><h2>{view.say("commuting")}</h2><p>{view.say("commuting-empty")}</p></section>'
    most = max((line.emission_mg or 0 for line in inventory.lines), default=0)
    bars, rows = [], []
    for line in inventory.lines:
        basis = view.say(f"basis-{_dashed(line.basis)}", days=inventory.workdays)
        name, factor = view.kind(line.kind), _factor(view, line)
        closed = line.passenger_m is None
        unknown = not closed and line.emission_mg is None
        bars.append(
            _row(
                f"{name}<span>{basis}</span>",
                "–" if unknown else view.grams(line.emission_mg),
                bar([("emission", line.emission_mg or 0)], most),
                hidden=closed,
                note=factor,
            )
        )
        km = "" if line.passenger_m is None else f"{kilometres(line.passenger_m, view.locale)} {_KM[view.locale]}"
        emission = (
            view.mass_cell(line.emission_mg) if closed or line.emission_mg is not None else '<td class="number">–</td>'
        )
        rows.append(
            f'<th scope="row">{name}</th><td>{basis}</td>{view.count_cell(line.people)}'
            f"{view.cell(line.passenger_m, km)}{emission}<td>{factor}</td>"
        )
    head = [
        (view.say("kind"), False),
        (view.say("basis"), False),
        (view.say("people"), True),
        (view.say("kilometres"), True),
        (view.say("emission-column"), True),
        (view.say("factor"), False),
    ]
    covered = (
        view.say("commuting-coverage-hidden")
        if inventory.travellers is None
        else view.say("commuting-coverage", people=inventory.travellers, members=inventory.members)
    )
    missing = f"<p>{view.say('commuting-missing')}</p>" if not inventory.complete else ""
    foreign = "" if inventory.factor_year is None else view.say("commuting-foreign", year=str(inventory.factor_year))
    notes = (
        f'<p class="callout">{foreign}</p><ul class="rows">{"".join(bars)}</ul><p class="note">{covered}</p>{missing}'
    )
    return _panel(view, "commuting", notes, head, rows)


def _factor(view: View, line: CommutingLine) -> str:
    """Which factor a line uses, by name, published value and id."""
    if line.factor is None:
        return view.say("factor-human") if line.kind in HUMAN_POWERED else view.say("factor-none")
    published, name = html.escape(line.factor.published), html.escape(line.factor.factor_id)
    return f"{view.say('factor-' + line.kind)} · {published} · <code>{name}</code>"


def methodologies(view: View, found: GreenOffice) -> str:
    """Which methodology each gram comes from; estimates carry their mark."""
    rows = []
    for row in found.methodologies:
        name = view.say("unpriced") if row.methodology is None else f"<code>{html.escape(row.methodology)}</code>"
        mark = f'<span class="tag {row.credit_class}">{view.say("class-" + row.credit_class)}</span>'
        source = "" if row.text_state is None else view.say(f"source-{_dashed(row.text_state)}")
        rows.append(
            f'<th scope="row">{name}</th><td>{mark}</td><td>{source}</td>'
            f"{view.count_cell(row.acts)}{view.mass_cell(row.reduction_mg)}"
        )
    head = [
        (view.say("methodology"), False),
        (view.say("class"), False),
        (view.say("source"), False),
        (view.say("acts-column"), True),
        (view.say("reduction-column"), True),
    ]
    return _panel(view, "methodologies", "", head, rows, folded=False)


def office(view: View, found: GreenOffice) -> str:
    """Meetings, sheets, set-points."""
    data, locale = found.office, view.locale
    meetings = (
        None
        if data.video_meetings is None
        else view.texts.render("green-meetings-unit", {"count": data.video_meetings}, locale)
    )
    sheets = (
        None
        if data.sheets_not_printed is None
        else view.texts.render("green-sheets-unit", {"count": data.sheets_not_printed}, locale)
    )
    if data.setpoint_checks is None:
        checks = view.figure(None)
    elif not data.setpoint_checks:
        checks = f"<p>{view.say('setpoints-none')}</p>"
    else:
        told = view.say("setpoints-of", compliant=data.setpoint_compliant or 0, checks=data.setpoint_checks)
        checks = f"{view.figure(_percent(data.setpoint_permille, locale))}<p>{told}</p>"
    return (
        f'<h2>{view.say("office")}</h2><div class="glance">'
        f'<div class="tile"><h3>{view.say("meetings")}</h3>{view.figure(meetings)}</div>'
        f'<div class="tile"><h3>{view.say("sheets")}</h3>{view.figure(sheets)}</div>'
        f'<div class="tile with-ring">{ring(data.setpoint_permille or 0)}<div><h3>{view.say("setpoints")}</h3>{checks}</div>'
        "</div></div>"
    )


def verified(view: View, report: Report) -> str:
    """The verified-reduction report, and its files."""
    rows = [
        f'<th scope="row"><code>{html.escape(line.source.methodology)}</code></th><td>{view.level(line.evidence)}</td>'
        + f"<td>{view.say('source-' + _dashed(line.source.text_state))}</td>"
        + view.count_cell(None if line.figures is None else line.figures.actions)
        + view.mass_cell(None if line.figures is None else line.figures.verified_mg)
        + view.mass_cell(None if line.figures is None else line.figures.unverified_mg)
        + view.mass_cell(None if line.figures is None else line.figures.self_reported_mg)
        for line in report.lines
    ]
    head = [
        (view.say("methodology"), False),
        (html.escape(view.texts.render("report-column-evidence", {}, view.locale)), False),
        (view.say("source"), False),
        (view.say("acts-column"), True),
        (view.say("verified-column"), True),
        (view.say("unverified-column"), True),
        (view.say("self-reported-column"), True),
    ]
    month = f"{report.month.year:04d}-{report.month.month:02d}"
    links = "".join(
        f'<a href="/green-office/verified-reductions.{kind}?month={month}">{view.say("download-" + kind)}</a>'
        for kind in ("csv", "xlsx")
    )
    body = (
        view.table(view.say("verified"), head, rows, folded=False) if rows else f"<p>{view.say('verified-empty')}</p>"
    )
    statement = html.escape(view.texts.render("report-not-a-market-unit", {}, view.locale))
    return (
        f'<section class="panel wide"><h2>{view.say("verified")}</h2><p>{view.say("verified-what")}'
        f" <strong>{statement}</strong></p>{body}<div class='downloads'>{links}</div></section>"
    )


def _panel(
    view: View, name: str, drawn: str, head: Sequence[tuple[str, bool]], rows: Sequence[str], *, wide: bool = False,
    folded: bool = True,
) -> str:  # fmt: skip
    title = view.say(name)
    table = view.table(title, head, rows, folded=folded) if rows else ""
    shape = "panel wide" if wide else "panel"
    what = view.say(f"{name}-what")
    return f'<section class="{shape}"><h2>{title}</h2><p>{what}</p>{drawn}{table}</section>'


def attributions(found: GreenOffice, report: Report) -> list[str]:
    """Every source whose text or factors stand behind a figure, each once."""
    names = {row.attribution for row in found.methodologies} | {found.commuting.attribution} | set(report.attributions)
    return sorted(name for name in names if name)


def last_day(found: GreenOffice) -> date:
    """The last day that the figures cover."""
    return found.until - timedelta(days=1)
