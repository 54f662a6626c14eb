"""The files of an example day, and the marks in them that only the day of playing can fill."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from kernel.errors import DomainError
from rewards.streaks import Calendar

FORMAT = "leafledger-example-day/1"
REACH_DAYS = 6
"""The chat takes seven days back, and some of the day's sentences are about the day before it."""
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(T.*)", re.DOTALL)
_MEMBER = re.compile(r"\$member:(\d+)")
_NOW = re.compile(r"\$now([+-]\d+)")
Json = Any


class ExampleDayUnreadable(DomainError):
    """The folder does not hold an example day.  file: what is missing or malformed."""

    code = "example_day_unreadable"


class DayOutOfReach(DomainError):
    """The doors would refuse acts of that day.  first, last: the days that can be played."""

    code = "day_out_of_reach"


@dataclass(frozen=True)
class ExampleDay:
    """The files, read.  rides, verdicts: in step; each update and row with its step's name."""

    organisation: Json
    expected: Json
    updates: tuple[tuple[str, Json], ...]
    rides: tuple[tuple[str, Json], ...]
    verdicts: tuple[Json, ...]

    @property
    def base_on(self) -> date:
        """The day that the files speak of."""
        return date.fromisoformat(self.organisation["base_on"])

    def updates_of(self, step: str) -> list[Json]:
        """The step's updates in the order of arrival."""
        return [update for name, update in self.updates if name == step]

    def rides_of(self, step: str) -> list[tuple[Json, Json]]:
        """The step's rows, each with the verdict that is expected."""
        return [(row, verdict) for (name, row), verdict in zip(self.rides, self.verdicts, strict=True) if name == step]


def read(directory: Path) -> ExampleDay:
    """The day in `directory`; raises `ExampleDayUnreadable`."""
    expected = _json(directory / "expected.json")
    if not isinstance(expected, dict) or expected.get("format") != FORMAT:
        raise ExampleDayUnreadable(file=str(directory / "expected.json"))
    day = ExampleDay(
        organisation=_json(directory / "organisation.json"),
        expected=expected,
        updates=tuple((line["step"], line["update"]) for line in _lines(directory / "updates.ndjson")),
        rides=tuple((line["step"], line["row"]) for line in _lines(directory / "rides.ndjson")),
        verdicts=tuple(_lines(directory / "expected_rides.ndjson")),
    )
    if len(day.rides) != len(day.verdicts):
        raise ExampleDayUnreadable(file=str(directory / "expected_rides.ndjson"))
    return day


def _json(file: Path) -> Json:
    try:
        return json.loads(file.read_text())
    except (OSError, ValueError) as problem:
        raise ExampleDayUnreadable(file=str(file)) from problem


def _lines(file: Path) -> Iterator[Json]:
    try:
        for line in file.read_text().split("\n"):
            if line:
                yield json.loads(line)
    except (OSError, ValueError, KeyError) as problem:
        raise ExampleDayUnreadable(file=str(file)) from problem


def choose_day(on: str, today: date) -> date:
    """The day that `on` (YYYY-MM-DD) names, or the last workday before today; raises `DayOutOfReach`."""
    first, last = today - timedelta(days=REACH_DAYS), today - timedelta(days=1)
    try:
        chosen = date.fromisoformat(on) if on else None
    except ValueError as problem:
        raise DayOutOfReach(on=on[:40], first=first.isoformat(), last=last.isoformat()) from problem
    if chosen is None:
        calendar = Calendar()
        days = (last - timedelta(days=back) for back in range(REACH_DAYS))
        return next((day for day in days if calendar.is_workday(day)), last)
    if not first <= chosen <= last:
        raise DayOutOfReach(on=on[:40], first=first.isoformat(), last=last.isoformat())
    return chosen


def moved_row(row: Json, days: int, member: Callable[[int], str], now: datetime) -> Json:
    """A partner's row with its times moved by whole days and its marks filled; anything that is no row as it is."""
    if not isinstance(row, dict):
        return row
    found = dict(row)
    for name, value in row.items():
        if isinstance(value, str) and (asked := _MEMBER.fullmatch(value)):
            found[name] = member(int(asked[1]))
        elif isinstance(value, str) and (skew := _NOW.fullmatch(value)):
            found[name] = (now + timedelta(seconds=int(skew[1]))).replace(microsecond=0).isoformat()
        elif name == "occurred_at" and isinstance(value, str):
            found[name] = _moved_moment(value, days)
    return found


def _moved_moment(text: str, days: int) -> str:
    """RFC 3339 moved by whole days; a text that is no moment stays as wrong as it is."""
    parts = _MOMENT.fullmatch(text)
    try:
        return text if parts is None else f"{date.fromisoformat(parts[1]) + timedelta(days=days)}{parts[2]}"
    except ValueError:
        return text


@dataclass(frozen=True)
class Move:
    """How updates move: by whole days, and to people and groups that nobody has met yet."""

    days: int
    people: int

    def update(self, update: Json) -> Json:
        """The update at its new place, without its file's number; marks stay."""
        return {name: self._content(value) for name, value in update.items() if name != "update_id"}

    def _content(self, value: Json, name: str = "") -> Json:
        if isinstance(value, list):
            return [self._content(item) for item in value]
        if isinstance(value, dict):
            bot = value.get("is_bot") is True
            return {key: item if bot else self._content(item, key) for key, item in value.items()}
        if name in ("date", "edit_date"):
            return value + self.days * 86_400
        if name == "id" and isinstance(value, int):
            return self.chat(value)
        if name == "id":
            return f"{value}{self.people}"
        return value

    def chat(self, number: int) -> int:
        """A person's or a group's number where the day is played."""
        return number + self.people if number > 0 else number - self.people % 10**9
