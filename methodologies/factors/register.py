"""Reading the register of published factors: `factors.csv` as exact decimals, `sets.json` as what is known of each set.

Values are kilograms of CO2e per unit; times 1,000 the same figure is mg per m, Wh, g or L.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from methodologies.contract import MethodologyError
from methodologies.factors.sets import FactorSet, Sets, read_sets
from methodologies.fields import parse
from methodologies.numbers import is_decimal
from methodologies.package import canonical

HERE = Path(__file__).parent
COLUMNS = (
    "factor_id", "activity", "unit", "kgCO2e_per_unit", "region", "year", "source", "source_ref", "licence", "notes",
)  # fmt: skip
PINNED = ("factor_id", "kgCO2e_per_unit", "region", "unit", "year")
"""The columns whose canonical object `row_sha256` is the hash of, all five as the strings of the file."""
BASE_UNITS: Mapping[str, tuple[str, int]] = {
    "passenger-km": ("mg/m", 1_000),
    "vehicle-km": ("mg/m", 1_000),
    "kWh": ("mg/Wh", 1_000),
    "kg": ("mg/g", 1_000),
    "m3": ("mg/L", 1_000),
    "FTE-hour": ("mg/h", 1_000_000),
    "room-night": ("mg/event", 1_000_000),
    "meal": ("mg/event", 1_000_000),
    "trip": ("mg/event", 1_000_000),
}
"""A published unit -> the package's unit, and milligrams of that for one kilogram of this."""
UNITS = frozenset({*BASE_UNITS, "vehicle-mile"})
REDUCTIONS = ("-REDUCTION", "-REDUCTION-ALT")
_SET = re.compile(r"^[A-Z0-9-]*?-(?:v?[0-9]+)-")
"""The beginning of an id up to its year or version."""
_CAR_OR_SEAT = {"vehicle-km": "vehicle", "passenger-km": "passenger"}


class FactorUnknown(MethodologyError):
    """The register has no such row.  factor: the id asked for."""

    code = "factor_unknown"


class FactorNotExact(MethodologyError):
    """A value per mile has no exact decimal per metre; the set has a row per kilometre.  factor: its id."""

    code = "factor_not_exact"


class RegisterInvalid(MethodologyError):
    """A file of the register breaks its rules.  file, reason: codes.  at: the row's id or the place."""

    code = "register_invalid"


@dataclass(frozen=True, slots=True)
class Row:
    """One published factor.  value: kilograms of CO2e per unit, exact; text: as the file has it."""

    factor_id: str
    activity: str
    unit: str
    value: Decimal
    text: str
    region: str
    year: int
    source: str
    source_ref: str
    licence: str
    notes: str
    of: FactorSet

    @property
    def kind(self) -> str:
        """`reduction` where the baseline is already taken off, else `emission`."""
        return "reduction" if self.factor_id.endswith(REDUCTIONS) else "emission"

    @property
    def row_sha256(self) -> str:
        """What a package pins: hex of the canonical object of the five columns."""
        values = (self.factor_id, self.text, self.region, self.unit, str(self.year))
        return hashlib.sha256(canonical(dict(zip(PINNED, values, strict=True)))).hexdigest()

    def for_package(self) -> dict[str, str]:
        """The row as a package's `factors` need it; raises `FactorNotExact` for a value per mile."""
        if self.unit not in BASE_UNITS:
            raise FactorNotExact(factor=self.factor_id)
        unit, scale = BASE_UNITS[self.unit]
        made = {
            "key": _key(self.factor_id, self.of),
            "kind": self.kind,
            "value": _written(self.value * scale),
            "unit": unit,
        }
        if self.kind == "emission" and self.of.boundary is not None:
            made["boundary"] = self.of.boundary
        if self.unit in _CAR_OR_SEAT and self.kind == "emission":
            made["per"] = _CAR_OR_SEAT[self.unit]
        gas = "CO2" if self.of.gases == ("CO2",) else "CO2e"
        made["published"] = f"{self.text} kg{gas}/{self.unit}"
        return {**made, "factor_id": self.factor_id, "row_sha256": self.row_sha256}


@dataclass(frozen=True)
class Register:
    """All rows by id, in the file's order, and all sets by name."""

    rows: Mapping[str, Row]
    sets: Mapping[str, FactorSet]

    def row(self, factor_id: str) -> Row:
        """The row of that id; raises `FactorUnknown`."""
        found = self.rows.get(factor_id)
        if found is None:
            raise FactorUnknown(factor=factor_id[:80])
        return found

    def search(
        self,
        words: Iterable[str] = (),
        region: str = "",
        unit: str = "",
        year: int | None = None,
        on: date | None = None,
    ) -> list[Row]:
        """Rows that hold every word, in their id, activity, source or set.

        region: itself and what lies in it ("CN" finds "CN-GD").  unit: as published.  year: as the source labels it.
        on: a day of activity that the row's set serves.
        """
        wanted = [word.casefold() for word in words]
        return [
            row
            for row in self.rows.values()
            if (not region or row.region == region or row.region.startswith(f"{region}-"))
            and unit in ("", row.unit)
            and year in (None, row.year)
            and (on is None or row.of.serves(on))
            and all(word in _told(row) for word in wanted)
        ]


@lru_cache(maxsize=1)
def load() -> Register:
    """The shipped register; raises `RegisterInvalid`."""
    return read((HERE / "factors.csv").read_bytes(), (HERE / "sets.json").read_bytes())


def read(table: bytes, sets: bytes) -> Register:
    """The register in the bytes of its two files; raises `RegisterInvalid` and `PackageInvalid` at the first fault."""
    found = read_sets(parse(sets, "sets.json"))
    lines = csv.reader(io.StringIO(table.decode("utf-8"), newline=""), strict=True)
    if tuple(next(lines, ())) != COLUMNS:
        raise RegisterInvalid(file="factors.csv", reason="columns", at="")
    rows: dict[str, Row] = {}
    for cells in lines:
        row = _row(cells, found)
        if row.factor_id in rows:
            raise RegisterInvalid(file="factors.csv", reason="twice", at=row.factor_id)
        rows[row.factor_id] = row
    return Register(rows, found.named)


def _row(cells: list[str], sets: Sets) -> Row:
    at = cells[0][:80] if cells else ""
    if len(cells) != len(COLUMNS):
        raise RegisterInvalid(file="factors.csv", reason="columns", at=at)
    cell = dict(zip(COLUMNS, cells, strict=True))
    of = sets.of(at)
    text, year = cell["kgCO2e_per_unit"], cell["year"]
    faults = {
        "unverified": at.startswith("UNV-"),
        "id": not at.isascii() or not at or at != cells[0],
        "set": of is None,
        "unit": cell["unit"] not in UNITS,
        "value": not is_decimal(text),
        "year": not (year.isascii() and year.isdigit() and 2000 <= int(year) <= 2100),
        "empty": not all(cell[name] for name in COLUMNS if name != "notes"),
    }
    for reason, wrong in faults.items():
        if wrong:
            raise RegisterInvalid(file="factors.csv", reason=reason, at=at)
    assert of is not None  # Among the faults.
    low, high = sets.range_of(of, cell["unit"])
    value = Decimal(text)
    if not low <= value <= high:
        raise RegisterInvalid(file="factors.csv", reason="implausible", at=at)
    told = (cell[name] for name in ("region", "source", "source_ref", "licence", "notes"))
    region, source, source_ref, licence, notes = told
    return Row(
        at, cell["activity"], cell["unit"], value, text, region, int(year), source, source_ref, licence, notes, of
    )


def _told(row: Row) -> str:
    return " ".join((row.factor_id, row.activity, row.source, *row.of.title.values())).casefold()


def _key(factor_id: str, of: FactorSet) -> str:
    """A short name within a package: the id without the set's beginning, in the packages' spelling."""
    name = factor_id.removesuffix("-ALT").removesuffix("-REDUCTION")
    beginnings = [one.removesuffix("-*") for one in of.ids if one.endswith("-*")]
    begins = max((one for one in beginnings if name.startswith(f"{one}-")), key=len, default="")
    return (name.removeprefix(f"{begins}-") if begins else _SET.sub("", name)).lower().replace("-", "_")


def _written(value: Decimal) -> str:
    """The one text form of a decimal: no exponent, no trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
