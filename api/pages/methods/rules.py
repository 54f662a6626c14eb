"""The rules of a version as blocks: formula, factors, inputs with their bounds, evidence, limits, further impacts."""

from collections.abc import Iterator, Mapping, Sequence

from api.pages.methods.blocks import Block, Code, Heading, Items, Line, Listing, Paragraph, Table
from api.pages.methods.view import View
from methodologies.contract import EVIDENCE_LEVELS
from methodologies.package import Package
from methodologies.wording import Wording, checks


def numbered(lines: Sequence[str]) -> Items:
    """Sentences whose order counts."""
    return Items([[line] for line in lines], numbered=True)


def formula(package: Package, view: View) -> list[Block]:
    """The formula, what its signs mean, what is taken where something is not given, and the checks."""
    document, wording = package.document, Wording()
    blocks: list[Block] = [Heading(view.say("method-formula"))]
    emits = document.get("output") == "emission"
    if "formula" in document:
        written = wording.of(document["formula"])
        blocks.append(Listing(view.say("method-formula"), f"{'emission_mg' if emits else 'signed_mg'} = {written}"))
        blocks.append(Paragraph([view.say("method-formula-signs")]))
    else:
        blocks.append(Paragraph([view.say("method-formula-plugin", plugin=view.shown(document.get("plugin")))]))
    tested = checks(document, wording)
    for name, table in wording.tables.items():
        values = ", ".join(f"{key} → {value}" for key, value in table.items())
        blocks.append(Paragraph([Code(name), f": {values}"]))
    if wording.defaults:
        blocks.append(Paragraph([view.say("method-defaults")]))
        blocks.append(Items([[Code(f"{name} = {value}")] for name, value in wording.defaults.items()]))
    blocks.append(Paragraph([view.say("method-rounded-up" if emits else "method-rounded-down")]))
    if tested:
        blocks.append(Paragraph([view.say("method-checks")]))
        blocks.append(Items([[Code(text), f" ({name.replace('_', ' ')})"] for name, text in tested]))
    return blocks


def factors(package: Package, view: View) -> list[Block]:
    """Every factor with value, unit, boundary, published text and id."""
    names = ("name", "kind", "value", "boundary", "published", "factor-id")
    head = [view.say(f"method-factor-{name}") for name in names]
    rows: list[Sequence[Line]] = []
    for factor in package.factors.values():
        unit = factor.unit if factor.per == "unit" else f"{factor.unit} · {view.say(f'method-per-{factor.per}')}"
        boundary = "-" if factor.boundary is None else view.say(f"method-boundary-{factor.boundary.replace('_', '-')}")
        rows.append(
            [
                [Code(f"f[{factor.key}]")],
                [view.say(f"method-kind-{factor.kind}")],
                [f"{factor.value} {unit}"],
                [boundary],
                [factor.published],
                [Code(factor.factor_id)],
            ]
        )
    if not rows:
        return []
    title = view.say("method-factors")
    return [Heading(title), Paragraph([view.say("method-factors-what")]), Table(title, head, rows)]


def inputs(package: Package, view: View) -> list[Block]:
    """Every input with what it may be."""
    schema = package.document["inputs"]
    assert isinstance(schema, Mapping)  # The loader has compiled it.
    title = view.say("method-inputs")
    head = [view.say(f"method-input-{name}") for name in ("name", "needed", "allowed")]
    rows: list[Sequence[Line]] = [
        [[Code(path)], [view.say("method-yes" if needed else "method-no")], allowed]
        for path, needed, allowed in _inputs(schema, "", view)
    ]
    return [Heading(title), Paragraph([view.say("method-inputs-what")]), Table(title, head, rows)]


def _inputs(schema: Mapping[str, object], path: str, view: View) -> Iterator[tuple[str, bool, Line]]:
    properties, required = schema.get("properties"), schema.get("required", [])
    for name, field in properties.items() if isinstance(properties, Mapping) else ():
        needed = isinstance(required, list) and name in required
        if isinstance(field.get("properties"), Mapping):
            yield f"{path}{name}", needed, [view.say("method-input-object")]
            yield from _inputs(field, f"{path}{name}.", view)
        elif field.get("type") == "array":
            bounds = {"least": field.get("minItems", 0), "most": field["maxItems"]}
            yield f"{path}{name}", needed, [view.say("method-input-list", **bounds)]
            yield from _inputs(field["items"], f"{path}{name}ᵢ.", view)
        else:
            yield f"{path}{name}", needed, _allowed(field, name, view)


def _allowed(field: Mapping[str, object], name: str, view: View) -> Line:
    values = field.get("enum", [field["const"]] if "const" in field else None)
    if isinstance(values, list):
        line: list[Code | str] = []
        for value in values:
            line += [", ", Code(view.shown(value))] if line else [Code(view.shown(value))]
        return line
    if field.get("format") in ("date", "region"):
        return [view.say(f"method-input-{field['format']}")]
    if field.get("type") == "boolean":
        return [view.say("method-input-boolean")]
    least, most = field.get("minimum"), field.get("maximum")
    if type(least) is int and type(most) is int:
        return [view.say("method-input-whole", least=view.amount(least, name), most=view.amount(most, name))]
    return [view.say("method-input-decimal", least=str(least), most=str(most))]


def evidence(package: Package, view: View) -> list[Block]:
    """Which kinds of evidence prove it, and what each level takes off."""
    title = view.say("method-evidence")
    head = [view.say(f"method-evidence-{name}") for name in ("level", "kinds", "discount")]
    rows: list[Sequence[Line]] = []
    for level in EVIDENCE_LEVELS:
        kinds = [kind for kind, reached in package.evidence.items() if reached == level]
        rows.append(
            [
                [view.say("method-level", level=level)],
                [Code(", ".join(kinds)) if kinds else "-"],
                [package.discount(level)],
            ]
        )
    return [Heading(title), Table(title, head, rows)]


def limits(package: Package, view: View) -> list[Block]:
    """What counts per person and day, and what is held for review."""
    lines: list[Line] = []
    for cap in package.caps:
        where = ", ".join(_where(cap.where, "", view))
        code = "method-cap-where" if where else "method-cap"
        lines.append([view.say(code, input=cap.input, most=view.amount(cap.maximum, cap.input), where=where)])
    for mode, bounds in package.plausibility.items():
        told = ", ".join(_bound(name, number, view) for name, number in bounds.items())
        lines.append([view.say("method-plausible", mode=mode, bounds=told)])
    bound = package.document.get("intensity")
    if isinstance(bound, Mapping):
        per = Wording().of(bound["per"])
        lines.append([view.say("method-intensity", per=per, most=str(bound["most"]), unit=str(bound["unit"]))])
    if not lines:
        lines.append([view.say("method-limits-none")])
    return [Heading(view.say("method-limits")), Items(lines)]


def _where(wanted: Mapping[str, object], path: str, view: View) -> Iterator[str]:
    for name, value in wanted.items():
        if isinstance(value, Mapping):
            yield from _where(value, f"{path}{name}.", view)
        elif value is None:
            yield view.say("method-cap-absent", input=f"{path}{name}")
        else:
            yield f"{path}{name} = {view.shown(value)}"


def _bound(name: str, number: int, view: View) -> str:
    if name in ("speed_kmh_min", "speed_kmh_max"):
        return view.say(f"method-{name.replace('_', '-')}", speed=number)
    return f"{name.replace('_', ' ')} {number}"


def impacts(package: Package, view: View) -> list[Block]:
    """What else it counts; never added to CO2e."""
    rows = package.document.get("impacts")
    if not isinstance(rows, list) or not rows:
        return []
    lines: list[Line] = [[Code(f"{row['key']} = {Wording().of(row['formula'])}"), f" {row['unit']}"] for row in rows]
    return [Heading(view.say("method-impacts")), Paragraph([view.say("method-impacts-what")]), Items(lines)]
