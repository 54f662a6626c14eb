"""The partner's rides as rows of `POST /v1/actions:batch`, in the order in which they arrive.

The first delivery brings what its members rode in the three weeks before; then come the day's own rides.  Marks that
only the day of playing can fill: `$member:<number>` and `$now+<seconds>`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from company import PARTNER, Person
from oracle import CLOCK_DAY, DAY_S, Book, Verdict
from telegram import BASE_ON

LATE_DAYS = (-14, -11, -10, -9, -8, -7, -4, -3, -2, -1)
"""Workdays of the three weeks before the base day, a Friday."""
PRESENT = 0.84
MODES = {"metro": "metro", "bus": "bev_bus"}


@dataclass(frozen=True)
class Trip:
    """What somebody really rode.  at: seconds after midnight of the base day."""

    person: Person
    kind: str
    metres: int
    at: int


@dataclass
class Ride:
    """One row and what becomes of it."""

    row: Any
    effect: Callable[[Book], Verdict]


def trips(random: Random, person: Person, day: int) -> list[Trip]:
    """The rides of one working day: there, back, and sometimes one at noon; a bus may feed the metro."""
    kind = person.commute if person.commute != "driving" else "metro"
    base = person.one_way_m or random.randrange(3_000, 16_000)
    found: list[Trip] = []
    for start in (random.randrange(25_800, 33_600), random.randrange(63_000, 75_000)):
        at = day * DAY_S + start
        if kind == "metro" and person.number % 4 == 1:
            found.append(Trip(person, "bus", random.randrange(900, 3_600), at))
            at += random.randrange(1_300, 2_000)
        found.append(Trip(person, kind, max(400, base + random.randrange(-60, 61)), at))
        if person.commute == "driving":
            break
    if random.random() < 0.1:
        found.append(
            Trip(person, "bus", random.randrange(1_000, 5_000), day * DAY_S + random.randrange(43_300, 46_500))
        )
    return sorted(found, key=lambda trip: trip.at)


class Feed:
    """Numbers rides and remembers them, so that they can be sent again."""

    def __init__(self) -> None:
        self._trips: dict[str, tuple[Trip, tuple[tuple[str, int], ...]]] = {}

    def ride(self, trip: Trip) -> Ride:
        """A trip as one row: quantity and unit."""
        return self._row(trip, {"quantity": trip.metres, "unit": "m"}, ((trip.kind, trip.metres),))

    def legs(self, person: Person, at: int, parts: Sequence[tuple[str, int]]) -> Ride:
        """A journey of several legs as one row: the methodology's own inputs."""
        segments = [{"mode": MODES[kind], "distance_m": metres} for kind, metres in parts]
        return self._row(Trip(person, "metro", 0, at), {"inputs": {"segments": segments}}, tuple(parts))

    def again(self, ride: Ride, metres: int | None = None) -> Ride:
        """The same external id once more, with the same content, or told as `metres`."""
        trip, parts = self._trips[ride.row["external_id"]]
        if metres is None:
            return Ride(ride.row, _effect(ride.row, trip, parts))
        row = {**ride.row, "quantity": metres}
        return Ride(row, _effect(row, trip, ((trip.kind, metres),)))

    def broken(self, person: Person, at: int, code: str, **other: Any) -> Ride:
        """A row that is refused with `code` whatever stands; a value of None takes the field away."""
        plain = self.ride(Trip(person, "metro", 5_000, at)).row
        row = {name: value for name, value in {**plain, **other}.items() if value is not None}
        return Ride(row, lambda book: Verdict("refused", code=code))

    def nonsense(self, row: Any) -> Ride:
        """Something that is no row at all."""
        return Ride(row, lambda book: Verdict("refused", code="request_invalid"))

    def soon(self, person: Person, seconds: int, metres: int) -> Ride:
        """A ride whose time lies `seconds` after the moment at which it is sent: clocks differ."""
        ride = self._row(
            Trip(person, "metro", metres, CLOCK_DAY * DAY_S), {"quantity": metres, "unit": "m"}, (("metro", metres),)
        )
        ride.row["occurred_at"] = f"$now{seconds:+d}"
        if seconds > 300:
            return Ride(ride.row, lambda book: Verdict("refused", code="action_out_of_time"))
        return ride

    def _row(self, trip: Trip, amount: dict[str, Any], parts: tuple[tuple[str, int], ...]) -> Ride:
        row: dict[str, Any] = {
            "source": PARTNER["source"],
            "external_id": f"ride-{len(self._trips) + 1:06d}",
            "member_id": f"$member:{trip.person.number}",
            "kind": trip.kind,
            **amount,
            "occurred_at": clock(trip.at),
        }
        self._trips[row["external_id"]] = (trip, parts)
        return Ride(row, _effect(row, trip, parts))


def _effect(row: dict[str, Any], trip: Trip, parts: tuple[tuple[str, int], ...]) -> Callable[[Book], Verdict]:
    content = tuple(str(row.get(name)) for name in ("kind", "quantity", "inputs", "occurred_at", "member_id"))
    return lambda book: book.ride(trip.person.number, row["kind"], parts, trip.at, row["external_id"], content)


def clock(at: int) -> str:
    """Seconds after the base day's midnight as RFC 3339 in China's time."""
    moment = BASE_ON + timedelta(days=at // DAY_S)
    seconds = at % DAY_S
    return f"{moment.isoformat()}T{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}+08:00"


def broken_rows(feed: Feed, people: Sequence[Person], random: Random) -> Iterable[Ride]:
    """Rows with one thing wrong each, and the code under which each is refused."""
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("request_invalid", {"quantity": "5000"}),
        ("request_invalid", {"quantity": 12.5}),
        ("request_invalid", {"quantity": True}),
        ("request_invalid", {"quantity": -5_000}),
        ("request_invalid", {"quantity": 0}),
        ("request_invalid", {"quantity": 10**8}),
        ("request_invalid", {"quantity": 10**17}),
        ("request_invalid", {"quantity": [5_000]}),
        ("request_invalid", {"unit": "km"}),
        ("request_invalid", {"unit": None}),
        ("request_invalid", {"kind": "METRO"}),
        ("request_invalid", {"kind": 7}),
        ("request_invalid", {"external_id": None}),
        ("request_invalid", {"external_id": "ride\u200b7"}),
        ("request_invalid", {"external_id": "r" * 200}),
        ("request_invalid", {"external_id": ""}),
        ("request_invalid", {"source": ""}),
        ("request_invalid", {"member_id": "mem_short"}),
        ("request_invalid", {"member_id": "per_" + "0" * 26}),
        ("request_invalid", {"occurred_at": "2026-11-20T08:00:00"}),
        ("request_invalid", {"occurred_at": "2026-13-40T08:00:00+08:00"}),
        ("request_invalid", {"occurred_at": "yesterday"}),
        ("request_invalid", {"occurred_at": 1_795_132_800}),
        ("request_invalid", {"occurred_at": None}),
        ("request_invalid", {"reduction_mg": 999_999_999}),
        ("request_invalid", {"evidence": "attested"}),
        ("request_invalid", {"inputs": {"segments": [{"mode": "metro", "distance_m": 5_000}]}}),
        ("unit_mismatch", {"unit": "g"}),
        ("kind_unknown", {"kind": "teleport"}),
        ("kind_unknown", {"kind": "driving"}),
        ("source_foreign", {"source": "somebody-else"}),
        ("member_unknown", {"member_id": "mem_" + "0" * 25 + "1"}),
        ("member_unknown", {"member_id": "mem_" + "7" + "z" * 25}),
        ("quantity_out_of_range", {"quantity": 120_001}),
        ("quantity_out_of_range", {"quantity": 9_999_999}),
        ("action_out_of_time", {"occurred_at": clock(-45 * DAY_S + 30_000)}),
        ("action_out_of_time", {"occurred_at": "1999-12-31T23:59:59Z"}),
        ("action_out_of_time", {"occurred_at": "2099-01-01T00:00:00+08:00"}),
    ]
    strange = ({"mode": "ferry", "distance_m": 5_000}, {"mode": "metro", "distance_m": 9, "x": 1})
    wrong += [("input_refused", {"quantity": None, "unit": None, "inputs": {"segments": [leg]}}) for leg in strange]
    for place, (code, other) in enumerate(wrong * 2):
        yield feed.broken(random.choice(people), 30_000 + place, code, **other)
    for row in ("ride", 7, None, [], [1], {}, True):
        yield feed.nonsense(row)


def shuffled(random: Random, rides: list[Ride], extra: list[Ride]) -> list[Ride]:
    """`rides` in their order with `extra` strewn in between."""
    found = list(rides)
    for ride in extra:
        found.insert(random.randrange(len(found) + 1), ride)
    return found
