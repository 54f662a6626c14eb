"""The one comparison of a reduction with a thing of everyday life; its numbers stand in `equivalents.json` alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from methodologies.fields import parse, text, texts, wrong
from methodologies.numbers import Number, exact, is_decimal

FORMAT = "leafledger-equivalents/1"
FILE = Path(__file__).parent / "equivalents.json"
EVERYWHERE = "*"
LEAST = 100
"""Metres or watt-hours: below a tenth of a kilometre or kilowatt-hour a comparison says nothing."""
_BASE_UNITS = {"mg/m": "m", "mg/Wh": "Wh"}


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing to compare with: what a base unit of it emits.  regions: those that take it, "*" is everywhere else."""

    key: str
    regions: tuple[str, ...]
    factor_id: str
    number: Number
    unit: str
    attribution: str


@dataclass(frozen=True, slots=True)
class Equivalent:
    """What emits as much.  quantity: whole base units (`unit`), rounded down."""

    key: str
    quantity: int
    unit: str
    factor_id: str
    attribution: str


def of(milligrams: int, region: str | None) -> Equivalent | None:
    """What emits `milligrams`; None for less than is worth a comparison, and for an increase.

    region: of the person or organisation ("CN-GD-SZ" lies in "CN"), None where it is not known.
    """
    measure = _for(region, load())
    quantity = milligrams * measure.number[1] // measure.number[0]
    if quantity < LEAST:
        return None
    return Equivalent(measure.key, quantity, measure.unit, measure.factor_id, measure.attribution)


@lru_cache(maxsize=1)
def load() -> tuple[Measure, ...]:
    """The table; raises `PackageInvalid`."""
    return read(FILE.read_bytes())


def read(data: bytes) -> tuple[Measure, ...]:
    """The measures in the bytes of a table; raises `PackageInvalid` at the first fault."""
    document = parse(data, FILE.name)
    rows = document.get("equivalents")
    if document.get("format") != FORMAT or not isinstance(rows, list):
        raise wrong("format")
    measures = []
    for row in rows:
        value, unit = text(row, "value"), text(row, "unit")
        if not is_decimal(value) or value.startswith("-") or value == "0" or unit not in _BASE_UNITS:
            raise wrong("value")
        measures.append(
            Measure(
                text(row, "key"),
                texts(row, "regions"),
                text(row, "factor_id"),
                exact(value),
                _BASE_UNITS[unit],
                text(row, "attribution"),
            )
        )
    claimed = [region for measure in measures for region in measure.regions]
    if len(set(claimed)) != len(claimed) or EVERYWHERE not in claimed:
        raise wrong("regions")
    return tuple(measures)


def _for(region: str | None, measures: Sequence[Measure]) -> Measure:
    found = [
        measure
        for measure in measures
        for one in measure.regions
        if region is not None and (region == one or region.startswith(f"{one}-"))
    ]
    return found[0] if found else next(measure for measure in measures if EVERYWHERE in measure.regions)
