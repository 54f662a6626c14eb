"""What the page of a version says: status, source, baseline, then its rules, then a worked example.

Everything is read from the package.  A package may come from a stranger: what the loader does not check is shown as it
is, as text.
"""

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from api.pages.methods import rules
from api.pages.methods.blocks import Block, Code, Facts, Heading, Line, Link, Listing, Page, Paragraph, Table
from api.pages.methods.view import View
from language import holds, traces
from methodologies.catalogue import Catalogue
from methodologies.package import Package


@dataclass(frozen=True, slots=True)
class Family:
    """The versions around one.  before: what it supersedes; after: the active versions that supersede it."""

    before: Package | None
    after: tuple[Package, ...]


def family_of(package: Package, catalogue: Catalogue) -> Family:
    """The versions of this installation that a version supersedes and is superseded by."""
    older = catalogue.packages.get(str(package.document.get("supersedes")))
    newer = (one for one in catalogue.packages.values() if one.document.get("supersedes") == package.name)
    return Family(older, tuple(one for one in newer if one.status == "active"))


def page(package: Package, catalogue: Catalogue, view: View) -> Page:
    """The whole page in the language of `view`."""
    blocks: list[Block] = [
        Paragraph([Code(package.name)]),
        *_standing(package, view),
        Facts(_facts(package, family_of(package, catalogue), view)),
        *_source(package, view),
        *_baseline(package, view),
        *rules.formula(package, view),
        *rules.factors(package, view),
        *rules.inputs(package, view),
        *rules.evidence(package, view),
        *rules.limits(package, view),
        *rules.impacts(package, view),
        *_example(package, catalogue, view),
        *_end(package, view),
    ]
    return Page(view.title(package), blocks)


def _standing(package: Package, view: View) -> list[Block]:
    """What its figures may be used for, and what holds them back."""
    emits = package.document.get("output") == "emission"
    found: list[Block] = [
        Paragraph([view.say("method-class-inventory" if emits else f"method-class-{package.credit_class}")])
    ]
    if package.status != "active":
        found.append(Paragraph([view.say(f"method-status-{package.status}")], weighty=True))
    if package.hold is not None and package.credit_class in ("market", "company"):
        found.append(
            Paragraph([view.say("method-hold", hold=holds.told(view.texts, package.hold, view.locale))], weighty=True)
        )
    return found


def _facts(package: Package, family: Family, view: View) -> list[tuple[str, Line]]:
    def named(code: str, line: Line) -> tuple[str, Line]:
        return view.say(f"method-{code}"), line

    document = package.document
    rows = [
        named("status", [view.say("method-status-word", status=package.status)]),
        named("class", [view.say("method-class-word", class_=package.credit_class)]),
        named("region", [view.say("method-region-anywhere") if package.region == "*" else Code(package.region)]),
        named("days", [view.days(package)]),
        named("use-by", [package.use_by.isoformat()]),
        named("gases", [view.listed(document["gases"])]),
        named("day-zone", [Code(package.day_zone)]),
        named("packaged", [package.packaged_on.isoformat()]),
    ]
    if package.known_from is not None:
        rows.append(named("known-from", [package.known_from.isoformat()]))
    if family.before is not None:
        rows.append(named("supersedes", [_link(family.before)]))
    rows += [named("superseded-by", [_link(newer)]) for newer in family.after]
    rows.append(named("acts", [view.listed(view.act(code) for code in package.action_codes)]))
    rows.append(named("sha256", [Code(package.sha256)]))
    return rows


def _link(package: Package) -> Link:
    return Link(package.name, (package.id, package.version))


def _source(package: Package, view: View) -> list[Block]:
    """The document behind it, as far as it is known, and every quotation with its figures."""
    source = package.document["source"]
    assert isinstance(source, Mapping)  # The loader has read it.
    rows: list[tuple[str, Line]] = [(view.say("method-text"), [view.say("trace-state", state=package.text_state)])]
    names = {"issuer": "method-issuer", "number": "method-number", "published_on": "method-published"}
    for name, value in source.items():
        if name in ("text_state", "quotations", "factor_workbooks") or value is None:
            continue
        rows.append((view.say(names[name]) if name in names else name.replace("_", " "), [view.shown(value)]))
    if source.get("document_sha256") is None:
        rows.append((view.say("method-document"), [view.say("method-document-missing")]))
    workbooks = source.get("factor_workbooks")
    for name, value in workbooks.items() if isinstance(workbooks, Mapping) else ():
        rows.append((view.say("method-workbook", name=str(name)), [Code(str(value))]))
    rows.append((view.say("method-attribution"), [package.attribution]))
    return [Heading(view.say("method-source")), Facts(rows), *_quotations(source.get("quotations"), view)]


def _quotations(found: object, view: View) -> list[Block]:
    """Each quotation with the figures that stand in it: where two differ, both are named."""
    rows = [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
    if not rows:
        return []
    names = list(dict.fromkeys(str(name) for row in rows for name in row if name != "where"))
    lines = [
        [[view.shown(row.get("where", ""))], *([view.shown(row.get(name, "-"))] for name in names)] for row in rows
    ]
    told = view.say("method-quotations")
    differing = [name for name in names if len({str(row.get(name)) for row in rows}) > 1]
    blocks: list[Block] = [Paragraph([told]), Table(told, [view.say("method-quoted-where"), *names], lines)]
    if differing and len(rows) > 1:
        pairs = "; ".join(f"{name}: {', '.join(str(row.get(name, '-')) for row in rows)}" for name in differing)
        blocks.append(Paragraph([view.say("method-quotations-differ", pairs=pairs)], weighty=True))
    return blocks


def _baseline(package: Package, view: View) -> list[Block]:
    kind = package.baseline_kind
    blocks: list[Block] = [Heading(view.say("method-baseline"))]
    if kind is not None:
        blocks.append(Paragraph([view.say(f"method-baseline-{kind.replace('_', '-')}")]))
    return [*blocks, Paragraph([package.told("baseline", view.locale)])]


def _example(package: Package, catalogue: Catalogue, view: View) -> list[Block]:
    """The first golden case, step by step, in the words of the bot's "why this number"."""
    cases = package.document["golden"]
    assert isinstance(cases, list)  # The loader has run them.
    case = cases[0]
    evidence = str(case.get("evidence", "attested"))
    result = catalogue.quantify(package, case["input"], evidence)
    steps = traces.steps_told(view.texts, result.trace, view.render)
    outcome = result.reduction_mg if result.emission_mg is None else result.emission_mg
    code = "method-example-reduction" if result.emission_mg is None else "method-example-emission"
    level = view.say("method-level", level=evidence)
    written = json.dumps(case["input"], ensure_ascii=False, indent=2)
    return [
        Heading(view.say("method-example")),
        Paragraph([view.say("method-example-case", case=str(case.get("case", "1")), level=level)]),
        Listing(view.say("method-inputs"), written),
        # The first step only repeats the inputs.
        *([rules.numbered(steps[1:] if result.trace and result.trace[0].code == "inputs" else steps)]),
        Paragraph([view.say(code, mass=view.mass(outcome), mg=outcome)]),
        Paragraph([view.say("method-example-again")]),
        Listing(view.say("method-example"), _command(package, case["input"])),
    ]


def _command(package: Package, inputs: object) -> str:
    text = json.dumps(inputs, ensure_ascii=False, separators=(",", ":"))
    return f"leafledger quantify {shlex.quote(package.name)} --input {shlex.quote(text)}"


def _end(package: Package, view: View) -> list[Block]:
    notes = package.told("notes", view.locale)
    return [Heading(view.say("method-notes")), Paragraph([notes])] if notes else []
