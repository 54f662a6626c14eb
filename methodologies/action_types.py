"""The catalogue of action types: which acts there are, what may be said of their grams, and why not where not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from methodologies.contract import CREDIT_CLASSES, PackageInvalid
from methodologies.fields import Document, day, integer, mapping, mappings, one_of, parse, text, texts, wrong
from methodologies.kinds import Kind
from methodologies.package import BASELINE_KINDS, Package

FORMAT = "leafledger-action-types/1"
FILE = Path(__file__).parent / "actions.json"
HOW_MANY = 63
CATEGORIES = ("travel", "energy", "materials", "office", "event")
UNITS = ("m", "g", "Wh", "L", "event")
CAP_UNITS = (*UNITS, "h", "percent")
"""What a day's cap may be told in: base units, hours a day, percent of the metered baseline."""
_FIELDS = frozenset(
    {"code", "number", "category", "unit", "credit_class", "held", "baseline_kind", "cap", "plausibility", "titles"}
    | {"evidence", "methodologies"}
)
_STRENGTH = {name: index for index, name in enumerate(reversed(CREDIT_CLASSES))}


@dataclass(frozen=True, slots=True)
class ActionType:
    """One type of act.

    number: its place in the catalogue, from 1.  credit_class: the strongest that a methodology of any region reaches.
    held: its market lots wait.  cap: amount and unit of `CAP_UNITS` per person and day, None without one.
    plausibility: speed_kmh_min and speed_kmh_max where they are known.  evidence: what proves it, by language.
    methodologies: ids by the region they price it in, "*" being everywhere; empty where none does.  kinds: the everyday
    kinds that mean it.  reason: why no grams are said of it, by language; None where they are.  use_by: the first day
    on which one of its methodologies needs a newer version, or the catalogue's own where it has none.
    """

    code: str
    number: int
    category: str
    unit: str
    titles: Mapping[str, str]
    credit_class: str
    held: bool
    baseline_kind: str
    cap: tuple[int, str] | None
    plausibility: Mapping[str, int]
    evidence: Mapping[str, str]
    methodologies: Mapping[str, tuple[str, ...]]
    kinds: tuple[str, ...]
    reason: Mapping[str, str] | None
    use_by: date


def load(packages: Iterable[Package], kinds: Mapping[str, Kind]) -> dict[str, ActionType]:
    """The shipped catalogue by code, in its order; raises `PackageInvalid` like `read_action_types`."""
    return read_action_types(parse(FILE.read_bytes(), FILE.name), FILE.name, packages, kinds)


def read_action_types(
    document: Document, file: str, packages: Iterable[Package], kinds: Mapping[str, Kind]
) -> dict[str, ActionType]:
    """The action types of a document, checked against the packages in force and the everyday kinds.

    Exactly 63 with unique codes, numbered in order; every methodology named exists in its region and lists the code,
    and every active package's codes name it in turn; no package is stronger than its type; what nothing prices has a
    reason; every code of a kind exists.  Raises `PackageInvalid`, whose `at` names the type.
    """
    active = [package for package in packages if package.status == "active"]
    try:
        one_of(document, "format", (FORMAT,))
        if set(document) != {"format", "why", "use_by", "types"}:
            raise wrong("types")
        rows = mappings(document, "types")
        review_on = day(document, "use_by")
        types = {kind.code: kind for kind in (_action_type(row, active, kinds, review_on) for row in rows)}
        if [one.number for one in types.values()] != list(range(1, HOW_MANY + 1)) or len(rows) != HOW_MANY:
            raise PackageInvalid(reason="how_many", at="/types")
        _check_codes(types, active, kinds)
    except PackageInvalid as error:
        raise PackageInvalid(**{**error.params, "file": file}) from None
    return types


def _action_type(row: Document, active: list[Package], kinds: Mapping[str, Kind], review_on: date) -> ActionType:
    code = text(row, "code")
    if set(row) - {"reason"} != _FIELDS:
        raise wrong(code)
    regions = mapping(row, "methodologies")
    methodologies = {region: texts(regions, region) for region in regions}
    serving = _serving(code, methodologies, active)
    made = ActionType(
        code=code,
        number=integer(row, "number", 1),
        category=one_of(row, "category", CATEGORIES),
        unit=one_of(row, "unit", UNITS),
        titles=_both(row, "titles"),
        credit_class=one_of(row, "credit_class", CREDIT_CLASSES),
        held=row["held"] is True,
        baseline_kind=one_of(row, "baseline_kind", BASELINE_KINDS),
        cap=_cap(row),
        plausibility=_speeds(row),
        evidence=_both(row, "evidence"),
        methodologies=methodologies,
        kinds=tuple(kind.code for kind in kinds.values() if code in kind.catalogue_codes),
        reason=_both(row, "reason") if "reason" in row else None,
        use_by=_use_by(serving, review_on),
    )
    _check_class(made, serving)
    return made


def _serving(code: str, methodologies: Mapping[str, tuple[str, ...]], active: list[Package]) -> list[Package]:
    """The packages in force that a type names; every id must be one, in that region, with the code on its list."""
    serving: list[Package] = []
    for region, ids in methodologies.items():
        for identity in ids:
            found = [one for one in active if (one.id, one.region) == (identity, region) and code in one.action_codes]
            if not found:
                raise PackageInvalid(reason="methodology_of_type", at=f"/{code}/{identity}")
            serving += found
    return serving


def _check_class(made: ActionType, serving: list[Package]) -> None:
    """A type is as strong as its strongest package, and says why where it has none."""
    reached = [_STRENGTH[package.credit_class] for package in serving]
    baselines = {package.baseline_kind for package in serving} - {None}
    if (made.reason is None) is not bool(serving):
        raise PackageInvalid(reason="reason_of_type", at=f"/{made.code}/reason")
    if reached and max(reached) != _STRENGTH[made.credit_class]:
        raise PackageInvalid(reason="class_of_type", at=f"/{made.code}/credit_class")
    if baselines and made.baseline_kind not in baselines:
        raise PackageInvalid(reason="baseline_of_type", at=f"/{made.code}/baseline_kind")
    if made.held and not (serving and all(package.hold for package in serving)):
        raise PackageInvalid(reason="hold_of_type", at=f"/{made.code}/held")


def _check_codes(types: Mapping[str, ActionType], active: list[Package], kinds: Mapping[str, Kind]) -> None:
    for package in active:
        for code in package.action_codes:
            if code not in types or package.id not in types[code].methodologies.get(package.region, ()):
                raise PackageInvalid(reason="code_of_package", at=f"/{package.name}/{code}")
    for kind in kinds.values():
        for code in kind.catalogue_codes:
            if code not in types:
                raise PackageInvalid(reason="code_of_kind", at=f"/{kind.code}/{code}")


def _use_by(serving: list[Package], review_on: date) -> date:
    latest: dict[tuple[str, str], date] = {}
    for package in serving:
        key = (package.id, package.region)
        latest[key] = max(package.use_by, latest.get(key, package.use_by))
    return min(latest.values(), default=review_on)


def _cap(row: Document) -> tuple[int, str] | None:
    if row["cap"] is None:
        return None
    cap = mapping(row, "cap")
    if set(cap) != {"amount", "unit"}:
        raise wrong("cap")
    return integer(cap, "amount", 1), one_of(cap, "unit", CAP_UNITS)


def _speeds(row: Document) -> Mapping[str, int]:
    speeds = mapping(row, "plausibility")
    if not set(speeds) <= {"speed_kmh_min", "speed_kmh_max"}:
        raise wrong("plausibility")
    return {name: integer(speeds, name, 1) for name in speeds}


def _both(row: Document, name: str) -> dict[str, str]:
    said = mapping(row, name)
    return {locale: text(said, locale) for locale in ("zh", "en")}
