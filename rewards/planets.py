"""The nine planets: which one a person has reached, how far the next is, and the caps that bind only the planet."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kernel.errors import DomainError

PLANET_DAILY_CAP_MG = 2_000_000
"""At most 2 kg of one category and day reach the planet, so that one bag of clothes cannot open five of them."""

STAGE_BOUNDS_PERMILLE = (200, 400, 700, 1000)
"""A planet is bare (荒), sprouts (芽), grows (长), flourishes (盛) and shines (耀); these are the four steps up."""


class PlanetUnknown(DomainError):
    """There is no planet of this number; 0 is the sprout before the first, 9 the last."""

    code = "planet_unknown"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as #rrggbb; `sky` from zenith to horizon, `globe` from lit to shaded side."""

    sky: tuple[str, str]
    globe: tuple[str, str]
    land: str
    accents: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Planet:
    """One level; reached by `threshold_mg` of reductions or by `threshold_days` days with an act."""

    number: int
    code: str
    name: Mapping[str, str]
    threshold_mg: int
    threshold_days: int
    palette: Palette


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands.  `current` is None before the first unlock, `next` is None after the ninth.

    `progress_permille` is that of the better track between the two, 0 to 999, and 1000 after the ninth; `stage` 0 to 4.
    """

    current: Planet | None
    next: Planet | None
    progress_permille: int
    remaining_mg: int
    remaining_days: int
    stage: int


def _planet(row: Mapping[str, Any]) -> Planet:
    colours = row["palette"]
    return Planet(
        number=row["number"],
        code=row["code"],
        name=row["name"],
        threshold_mg=row["threshold_mg"],
        threshold_days=row["threshold_days"],
        palette=Palette(tuple(colours["sky"]), tuple(colours["globe"]), colours["land"], tuple(colours["accents"])),
    )


_FILE = json.loads(Path(__file__).with_name("planets.json").read_text(encoding="utf-8"))
VERSION: str = _FILE["version"]
SPROUT = _planet(_FILE["sprout"])
PLANETS = tuple(_planet(row) for row in _FILE["planets"])


def planet(number: int) -> Planet:
    """The planet of `number`, 0 (the sprout) to 9; raises `PlanetUnknown`."""
    if not 0 <= number <= len(PLANETS):
        raise PlanetUnknown(number=number)
    return PLANETS[number - 1] if number else SPROUT


def standing(reduction_mg: int, days: int, *, unlocked: int = 0) -> Standing:
    """Where `reduction_mg` (after `planet_mg`) and `days` with an accepted act put somebody.

    unlocked: number of the highest planet ever shown to them; it is theirs even if a later version asks for more.
    Raises `PlanetUnknown` for an `unlocked` outside 0 to 9.
    """
    number = planet(unlocked).number
    for candidate in PLANETS:
        if reduction_mg >= candidate.threshold_mg or days >= candidate.threshold_days:
            number = max(number, candidate.number)
    here = planet(number)
    if number == len(PLANETS):
        return Standing(here, None, 1000, 0, 0, stage(1000))
    there = PLANETS[number]
    progress = max(
        _share(reduction_mg, here.threshold_mg, there.threshold_mg),
        _share(days, here.threshold_days, there.threshold_days),
    )
    return Standing(
        current=here if number else None,
        next=there,
        progress_permille=progress,
        remaining_mg=there.threshold_mg - max(reduction_mg, 0),
        remaining_days=there.threshold_days - max(days, 0),
        stage=stage(progress),
    )


def stage(progress_permille: int) -> int:
    """Which of the five pictures belongs to a progress of 0 to 1000: 0 bare, 4 shining."""
    return sum(progress_permille >= bound for bound in STAGE_BOUNDS_PERMILLE)


def planet_mg(daily: Iterable[tuple[date, str, int]]) -> int:
    """Milligrams that reach the planet out of (day, category, mg) rows, which may be several per day and negative.

    A day's category counts at most `PLANET_DAILY_CAP_MG` and at least nothing.  The ledger is not touched by this.
    """
    cells: defaultdict[tuple[date, str], int] = defaultdict(int)
    for day, category, amount_mg in daily:
        cells[day, category] += amount_mg
    return sum(min(max(amount_mg, 0), PLANET_DAILY_CAP_MG) for amount_mg in cells.values())


def mist_permille(reduction_mg: int, self_reported_mg: int) -> int:
    """The share of self-reported grams in all, 0 to 1000, rounded up; 0 where there is nothing to hide."""
    if reduction_mg <= 0:
        return 0
    return min(max(-(-self_reported_mg * 1000 // reduction_mg), 0), 1000)


def _share(value: int, start: int, end: int) -> int:
    """How far `value` has come from `start` to `end`, 0 to 999 (the end itself would be the next planet)."""
    return min(max((value - start) * 1000 // (end - start), 0), 999)
