"""Reading a methodology package: strict JSON, the closed list of fields, the rules that data alone can break."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from methodologies.contract import CREDIT_CLASSES, EVIDENCE_LEVELS, PackageInvalid
from methodologies.description import check_description
from methodologies.engine import read_factors
from methodologies.fields import day, inside, mapping, one_of, text, texts
from methodologies.formula import Factor
from methodologies.numbers import exact, is_decimal, less
from methodologies.schema import array_with

FORMAT = "leafledger-methodology/1"
SCHEMA = Path(__file__).parent / "package.schema.json"
"""The format's shape, for readers and for tests; the loader checks the same and more."""
LARGEST_BYTES = 60_000
"""Canonical bytes: a package travels whole inside one ledger entry."""

_FIELDS = frozenset(
    {"format", "id", "version", "status", "supersedes", "title", "source", "packaged_on", "use_by", "activity_from"}
    | {"activity_to", "region", "day_zone", "gases", "credit_class", "baseline", "export", "additionality", "inputs"}
    | {"factors", "rounding", "discount", "caps", "evidence", "plausibility", "action_codes", "attribution", "golden"}
)
_OPTIONAL = frozenset(
    {"formula", "plugin", "output", "checks", "notes", "baseline_kind", "impacts", "intensity", "factors_published_on"}
    | {"provisional_to"}
)
BASELINE_KINDS = ("fixed_average", "substituted_mode", "mix", "own_average", "metered", "none")
_SPEEDS = {"speed_kmh_min", "speed_kmh_max"}
_TEXT_STATES = ("on_file", "quoted", "structure_only")
_MATERIAL_FACTORS_IN = ("paper", "textile-reuse")
_LIMITS: Mapping[str, str] = json.loads((Path(__file__).parent / "limits.json").read_text("utf-8"))["most_mg_per_unit"]


@dataclass(frozen=True, slots=True)
class Cap:
    """How much of one input counts per person and day, for the part of the inputs that `where` picks.

    array: the list of the inputs whose members carry it, None where it stands at the top.
    """

    per: str
    where: Mapping[str, object]
    input: str
    maximum: int
    array: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Package:
    """One version of one methodology, read and checked.

    name: `id/version`.  sha256: hex of the canonical bytes.  hold: why market lots wait, None where they may be made.
    use_by, activity_to: last day, inclusive.  provisional_to: last day that it prices until another version does.
    known_from: the day on which its factors were published, before which nobody could have used them.
    baseline_kind: None in files that were frozen before there was one.  evidence: kind of evidence -> level.
    plausibility: mode -> limits.
    """

    id: str
    version: str
    name: str
    sha256: str
    canonical: bytes
    document: Mapping[str, object]
    title: Mapping[str, str]
    status: str
    credit_class: str
    region: str
    text_state: str
    hold: str | None
    use_by: date
    packaged_on: date
    activity_from: date
    activity_to: date | None
    provisional_to: date | None
    known_from: date | None
    day_zone: str
    baseline_kind: str | None
    caps: tuple[Cap, ...]
    evidence: Mapping[str, str]
    plausibility: Mapping[str, Mapping[str, int]]
    action_codes: tuple[str, ...]
    attribution: str
    factors: Mapping[str, Factor]

    def covers(self, on: date) -> bool:
        """Whether the methodology speaks about activities of that local day."""
        return self.activity_from <= on and (self.activity_to is None or on <= self.activity_to)

    def provisional(self, on: date) -> bool:
        """Whether it prices that local day, and only until a version does whose own day it is."""
        return (
            self.provisional_to is not None and not self.covers(on) and self.activity_from <= on <= self.provisional_to
        )

    def place(self, region: str | None) -> str | None:
        """The region as the inputs want it, for somebody in `region`; None where the package does not reach there.

        A national package that knows provinces takes the province of a city: CN-GD for CN-GD-SZ.  What it does not
        know (Tibet's electricity) it does not cover, and no neighbour stands in for it.
        """
        held = region is not None and f"{region}-".startswith(f"{self.region}-")
        if region is None or not held:
            return None
        parts = region.split("-")
        wider = ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
        known = self.known_regions()
        return region if known is None else next((one for one in wider if one in known), None)

    def told(self, field: str, locale: str) -> str:
        """`baseline` or `notes` in a language; files that say it in one only say it in that one.  "" for nothing."""
        found = self.document.get(field, "")
        return str(found[locale] if isinstance(found, Mapping) else found)

    def known_regions(self) -> Collection[object] | None:
        """The regions that its inputs know; None where they take any or ask for none."""
        schema = self.document["inputs"]
        asked = schema["properties"].get("region") if isinstance(schema, Mapping) else None
        if not isinstance(asked, Mapping) or not {"const", "enum"} & set(asked):
            return None
        names = asked.get("enum", [asked.get("const")])
        return names if isinstance(names, list) else []

    def discount(self, evidence: str) -> str:
        """What is taken off at a level of evidence, as decimal text; "0" is nothing."""
        taken = self.document["discount"]
        return str(taken[evidence] if isinstance(taken, Mapping) else taken)


def canonical(document: Mapping[str, object]) -> bytes:
    """RFC 8785 bytes of a document without floats and with ASCII keys."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def read(document: Mapping[str, object], file: str) -> Package:
    """The package in `document`; raises `PackageInvalid` at the first rule it breaks.  Golden cases run later."""
    fields = set(document)
    if document.get("format") != FORMAT:
        raise PackageInvalid(file=file, reason="format", at="/format")
    if not fields >= _FIELDS or fields - _FIELDS - _OPTIONAL or ("formula" in fields) == ("plugin" in fields):
        odd = sorted((_FIELDS - fields) | (fields - _FIELDS - _OPTIONAL)) or ["formula"]
        raise PackageInvalid(file=file, reason="fields", at=f"/{odd[0]}")
    data = canonical(document)
    if len(data) > LARGEST_BYTES:
        raise PackageInvalid(file=file, reason="too_large", at="")
    try:
        check_description(document)
        package = _built(document, data)
        _check_class(package)
        _check_days(package)
        _check_region(package)
        _check_factors(package)
        _check_intensity(document)
    except PackageInvalid as error:
        raise PackageInvalid(**{**error.params, "file": file}) from None
    return package


def _built(document: Mapping[str, object], data: bytes) -> Package:
    source, export = mapping(document, "source"), mapping(document, "export")
    identity, version = text(document, "id"), text(document, "version")
    allowed = export.get("allowed") is True
    with inside("export"):
        hold = None if allowed else text(export, "hold")
    with inside("source"):
        text_state = one_of(source, "text_state", _TEXT_STATES)
    if allowed and (source.get("text_state") != "on_file" or not source.get("document_sha256")):
        raise PackageInvalid(reason="export_without_text", at="/export")
    return Package(
        id=identity,
        version=version,
        name=f"{identity}/{version}",
        sha256=hashlib.sha256(data).hexdigest(),
        canonical=data,
        document=document,
        title={str(locale): str(title) for locale, title in mapping(document, "title").items()},
        status=one_of(document, "status", ("draft", "active", "retired")),
        credit_class=one_of(document, "credit_class", CREDIT_CLASSES),
        region=text(document, "region"),
        text_state=text_state,
        hold=hold,
        use_by=day(document, "use_by"),
        packaged_on=day(document, "packaged_on"),
        activity_from=day(document, "activity_from"),
        activity_to=None if document["activity_to"] is None else day(document, "activity_to"),
        provisional_to=_optional_day(document, "provisional_to"),
        known_from=_optional_day(document, "factors_published_on"),
        day_zone=text(document, "day_zone"),
        baseline_kind=one_of(document, "baseline_kind", BASELINE_KINDS) if "baseline_kind" in document else None,
        caps=_caps(document["caps"], mapping(document, "inputs")),
        evidence=_evidence(mapping(document, "evidence")),
        plausibility=_plausibility(mapping(document, "plausibility")),
        action_codes=texts(document, "action_codes"),
        attribution=text(document, "attribution"),
        factors=read_factors(document["factors"]),
    )


def _check_class(package: Package) -> None:
    if package.region == "*" and package.credit_class in ("market", "company"):
        # Official and verified baselines are local; what serves everywhere is an estimate.
        raise PackageInvalid(reason="class_needs_a_region", at="/credit_class")
    if package.document.get("output") == "emission" and package.credit_class != "none":
        raise PackageInvalid(reason="inventory_with_credit", at="/credit_class")
    if package.document.get("output") != "emission" and package.credit_class == "none":
        # What is worth no credit has no package: the act is recorded, and no gram with it.
        raise PackageInvalid(reason="reduction_without_class", at="/credit_class")
    if package.credit_class == "market" and package.text_state == "structure_only":
        raise PackageInvalid(reason="market_without_text", at="/credit_class")


def _check_days(package: Package) -> None:
    final, provisional = package.activity_to, package.provisional_to
    if package.use_by < package.packaged_on:
        raise PackageInvalid(reason="days", at="/use_by")
    if final is not None and final < package.activity_from:
        raise PackageInvalid(reason="days", at="/activity_to")
    if provisional is not None and (final is None or provisional <= final):
        raise PackageInvalid(reason="days", at="/provisional_to")
    if provisional is not None and "occurred_on" not in texts(mapping(package.document, "inputs"), "required"):
        # Without its day an entry could not say that it is preliminary.
        raise PackageInvalid(reason="days", at="/inputs")


def _check_region(package: Package) -> None:
    """Inputs of another region would never be asked for, or price an act of somewhere else."""
    known = package.known_regions()
    if package.region != "*" and known is not None:
        outside = [one for one in known if not f"{one}-".startswith(f"{package.region}-")]
        if outside or not known:
            raise PackageInvalid(reason="region_of_inputs", at="/inputs/properties/region")


def _check_intensity(document: Mapping[str, object]) -> None:
    if document.get("intensity") is None:
        return
    bound = mapping(document, "intensity")
    with inside("intensity"):
        most, limit = text(bound, "most"), _LIMITS.get(text(bound, "unit"))
    if limit is None or not is_decimal(most) or less(exact(limit), exact(most)):
        raise PackageInvalid(reason="intensity", at="/intensity")


def _check_factors(package: Package) -> None:
    for index, factor in enumerate(package.factors.values()):
        if _fault(package, factor):
            raise PackageInvalid(reason=_fault(package, factor), at=f"/factors/{index}")


def _fault(package: Package, factor: Factor) -> str | None:
    name, reduces = factor.factor_id, factor.factor_id.endswith(("-REDUCTION", "-REDUCTION-ALT"))
    inventory = package.document.get("output") == "emission"
    if name.startswith("UNV-"):
        return "factor_unverified"
    if reduces is not (factor.kind == "reduction"):
        return "factor_kind"
    if name.startswith("UK-DESNZ-") and "-waste-" in name and not inventory:
        return "waste_factor_in_a_reduction"
    if name.startswith("UK-DESNZ-") and "-material-" in name and package.id not in _MATERIAL_FACTORS_IN:
        return "material_factor_in_a_reduction"
    most = _LIMITS.get(factor.unit)
    size = (abs(factor.number[0]), factor.number[1])
    if most is not None and factor.per != "vehicle" and less(exact(most), size):
        return "intensity"
    return None


def _optional_day(document: Mapping[str, object], name: str) -> date | None:
    return day(document, name) if name in document else None


def _caps(rows: object, schema: Mapping[str, object]) -> tuple[Cap, ...]:
    caps = []
    for index, row in enumerate(rows if isinstance(rows, list) else [None]):
        well = isinstance(row, Mapping) and set(row) == {"per", "where", "input", "max"}
        if not well or row["per"] != "person-day" or not isinstance(row["where"], Mapping):
            raise PackageInvalid(reason="cap", at=f"/caps/{index}")
        if type(row["max"]) is not int or row["max"] < 1 or not isinstance(row["input"], str) or not row["input"]:
            raise PackageInvalid(reason="cap", at=f"/caps/{index}")
        array = array_with(schema, row["input"])
        _check_cap(row, schema if array is None else schema["properties"][array]["items"], f"/caps/{index}")  # type: ignore[index]
        caps.append(Cap(row["per"], row["where"], row["input"], row["max"], array))
    return tuple(caps)


def _check_cap(row: Mapping[str, Any], part: Mapping[str, Any], at: str) -> None:
    """A cap on what the inputs do not have would never cut."""
    known = part.get("properties")
    if not isinstance(known, Mapping):
        raise PackageInvalid(reason="cap_input", at=f"{at}/input")
    capped = known.get(row["input"])
    if not isinstance(capped, Mapping) or not (capped.get("type") == "integer" or type(capped.get("const")) is int):
        raise PackageInvalid(reason="cap_input", at=f"{at}/input")
    for name, value in row["where"].items():
        field = known.get(name)
        if not isinstance(field, Mapping):
            raise PackageInvalid(reason="cap_where", at=f"{at}/where/{name}")
        values = field.get("enum", [field["const"]] if "const" in field else None)
        if value is not None and values is not None and not (isinstance(values, list) and value in values):
            raise PackageInvalid(reason="cap_where", at=f"{at}/where/{name}")


def _evidence(levels: Mapping[str, object]) -> dict[str, str]:
    if set(levels) != set(EVIDENCE_LEVELS):
        raise PackageInvalid(reason="evidence", at="/evidence")
    found: dict[str, str] = {}
    for level in EVIDENCE_LEVELS:
        with inside("evidence"):
            kinds = texts(levels, level)
        for kind in kinds:
            if kind in found:
                raise PackageInvalid(reason="evidence", at=f"/evidence/{level}")
            found[kind] = level
    return found


def _plausibility(limits: Mapping[str, object]) -> dict[str, Mapping[str, int]]:
    for mode, limit in limits.items():
        well = isinstance(limit, Mapping) and set(limit) <= _SPEEDS
        if not isinstance(limit, Mapping) or not well or any(type(number) is not int for number in limit.values()):
            raise PackageInvalid(reason="plausibility", at=f"/plausibility/{mode}")
    return {mode: limit for mode, limit in limits.items() if isinstance(limit, Mapping)}
