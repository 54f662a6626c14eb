"""Rules that judge an act against the rest of the person's day.  Pure: rows in, verdicts out.

Caps come from the methodology package; windows, tolerance and overlap are the project's own starting values.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from uuid import UUID

from actions.commands import ActionOutOfTime
from methodologies.caps import counted, cut
from methodologies.claims import Bound
from methodologies.package import Package

CHAT = "telegram"
"""The source of what people tell; every other source is a measurement or a code."""
CHAT_WINDOW = timedelta(days=7)
PARTNER_WINDOW = timedelta(days=30)
SKEW = timedelta(minutes=5)
"""Clocks differ: an event may seem this far in the future."""
SAME_AGAIN = timedelta(minutes=30)
NIGHT_ENDS_HOUR = 4
"""Until this hour a person who names no day may be telling of the evening before."""
TOLERANCE_PERMILLE = 200
TOLERANCE_BASE = {"m": 1000, "g": 200}
"""A told quantity and a measured one are of the same act within 20 % of the larger, or within 1 km or 200 g."""
_SAID_THEN = timedelta(hours=20)
"""What is told of another day stands at that day's clock time, so nearly a day or more before it was recorded."""
_DAY = timedelta(days=1)


@dataclass(slots=True)
class DayAct:
    """What already stands of a person's day; changed in place while a batch is judged."""

    seq: int
    action_id: UUID
    person_id: UUID | None
    kind: str
    quantity: int
    unit: str
    occurred_on: date
    occurred_at: datetime | None
    evidence: str
    status: str
    sources: list[str]
    methodology: str | None
    credit_class: str
    inputs: Mapping[str, object]
    reasons: Sequence[str]
    reduction_mg: int
    verified_mg: int = 0
    recorded_at: datetime | None = None

    @property
    def only_told(self) -> bool:
        """Whether nothing but a person's word in chat stands behind it."""
        return self.sources == [CHAT]

    @property
    def told(self) -> bool:
        """Whether the person told it in chat, alone or beside a measurement."""
        return CHAT in self.sources


def check_time(occurred_at: datetime, now: datetime, *, partner: bool) -> None:
    """Raises `ActionOutOfTime` for the future and for what is older than the window."""
    window = PARTNER_WINDOW if partner else CHAT_WINDOW
    if occurred_at > now + SKEW:
        raise ActionOutOfTime(reason="future", days=window.days)
    # A day of grace: the window counts calendar days of the person's zone, this check counts hours.
    if occurred_at < now - window - timedelta(days=1):
        raise ActionOutOfTime(reason="too_old", days=window.days)


def told_already(kinds: Collection[str], quantity: int, occurred_at: datetime, day: Iterable[DayAct]) -> DayAct | None:
    """An equal act of one of these kinds that was told in chat within half an hour of this one."""
    for act in day:
        if (
            act.kind in kinds
            and act.quantity == quantity
            and act.told
            and act.occurred_at is not None
            and abs(act.occurred_at - occurred_at) < SAME_AGAIN
        ):
            return act
    return None


def same_act(
    kinds: Collection[str], quantity: int, unit: str, occurred_at: datetime, day: Iterable[DayAct], *, measured: bool
) -> DayAct | None:
    """The act of the day that this one tells again, the nearest in quantity, then in time.

    kinds: those that may be tellings of the same act (`Kind.same_act`).
    A measured event looks for one that was only told; a told one for one that was only measured.  So each telling is
    paired with at most one measurement, and n tellings of m measured rides count max(n, m) times.  What waits for
    review is paired like the rest: approved beside its twin it would count twice.
    """
    least = TOLERANCE_BASE.get(unit)
    if least is None:
        return None
    found = [
        act
        for act in day
        if act.kind in kinds
        and abs(act.quantity - quantity) <= max(least, max(act.quantity, quantity) * TOLERANCE_PERMILLE // 1000)
        and (act.only_told if measured else not act.told)
    ]
    return min(
        found,
        key=lambda act: (
            abs(act.quantity - quantity),
            abs((act.occurred_at or occurred_at) - occurred_at),
            act.seq,
        ),
        default=None,
    )


def days_beside(occurred_at: datetime, now: datetime, zone: tzinfo, *, measured: bool) -> Iterator[date]:
    """The days beside its own on which the act can stand that this one tells again; none lies in the future."""
    local = occurred_at.astimezone(zone)
    own = local.date()
    if measured:
        if (occurred_at - SAME_AGAIN).astimezone(zone).date() != own:
            yield own - _DAY
        if own < (now + SKEW).astimezone(zone).date():
            yield own + _DAY
    elif now - occurred_at < _SAID_THEN:
        if local.hour < NIGHT_ENDS_HOUR:
            yield own - _DAY
        if (occurred_at + SAME_AGAIN).astimezone(zone).date() != own:
            yield own + _DAY


def across_midnight(told_at: datetime, recorded_at: datetime, ride_at: datetime, zone: tzinfo) -> bool:
    """Whether what was told on one day may be what happened on the day before or after.

    In the small hours, without a day, people tell of the evening before; and who tells a ride as it begins shortly before
    midnight is ahead of its record by minutes.  recorded_at: of the telling; a day that was named is taken at its word.
    """
    local = told_at.astimezone(zone)
    if recorded_at - told_at >= _SAID_THEN:
        return False
    days = (ride_at.astimezone(zone).date() - local.date()).days
    return local.hour < NIGHT_ENDS_HOUR if days == -1 else days == 1 and ride_at - told_at <= SAME_AGAIN


def overlaps(
    occurred_at: datetime, quantity: int, speed_kmh_max: int, day: Iterable[DayAct], speeds: Mapping[str, int]
) -> bool:
    """Whether the ride began before another measured one can have ended (both at their mode's greatest speed)."""
    end = occurred_at + least_duration(quantity, speed_kmh_max)
    for act in day:
        began = act.occurred_at
        if began is None or began >= end or act.only_told or act.kind not in speeds:
            continue
        if began >= occurred_at or occurred_at < began + least_duration(act.quantity, speeds[act.kind]):
            return True
    return False


def least_duration(distance_m: int, speed_kmh_max: int) -> timedelta:
    """How long a ride takes at its mode's greatest speed."""
    return timedelta(seconds=distance_m * 3600 // (speed_kmh_max * 1000))


def quantity_in(value: object, key: str) -> int:
    """The sum of all whole numbers that stand under `key` anywhere inside a methodology's inputs."""
    if isinstance(value, Mapping):
        return sum(
            item if name == key and isinstance(item, int) else quantity_in(item, key) for name, item in value.items()
        )
    if isinstance(value, list | tuple):
        return sum(quantity_in(item, key) for item in value)
    return 0


def within_caps(
    package: Package, inputs: Mapping[str, object], used: Sequence[int]
) -> tuple[Mapping[str, object] | None, dict[str, int], int]:
    """Inputs cut to what the person-day still allows, the full quantities that were cut, and how much was cut.

    used: what the day's other standing acts under the same package took of each of its caps.  None: nothing is left.
    """
    asked = counted(package, inputs)
    if all(before + more <= cap.maximum for before, more, cap in zip(used, asked, package.caps, strict=True)):
        return inputs, {}, 0
    kept, lost = cut(package, inputs, used)
    full: dict[str, int] = {}
    for cap, more, over in zip(package.caps, asked, lost, strict=True):
        if over:
            full[cap.input] = full.get(cap.input, 0) + more
    return kept, full, sum(lost)


def within_bound(
    bound: Bound, package: Package, inputs: Mapping[str, object], acts: Iterable[DayAct]
) -> tuple[Mapping[str, object] | None, int]:
    """Inputs cut to what the day's acts under the same package leave of the bound, and how much was cut.

    None: nothing is left.  What waits for review takes nothing, as with caps.
    """
    beside = [act.inputs for act in acts if act.status != "pending_review" and _of(package, act)]
    asked = _amount(bound, inputs)
    left = max(0, bound.most(inputs, *beside) - sum(_amount(bound, other) for other in beside))
    if asked <= left:
        return inputs, 0
    return ({**inputs, bound.input: left} if left else None), asked - left


def _of(package: Package, act: DayAct) -> bool:
    return act.methodology is not None and act.methodology.partition("/")[0] == package.id


def _amount(bound: Bound, inputs: Mapping[str, object]) -> int:
    amount = inputs.get(bound.input, 0)
    assert isinstance(amount, int)  # The package's schema says so.
    return amount


def taken(package: Package, acts: Iterable[DayAct]) -> list[int]:
    """How much of each of the package's caps the acts take; what waits for review takes nothing.

    Acts of other versions take their part too: a day on which one version follows another is still one day.
    """
    used = [0] * len(package.caps)
    for act in acts:
        if act.status != "pending_review" and _binds(package, act):
            used = [before + amount for before, amount in zip(used, counted(package, act.inputs), strict=True)]
    return used


def _binds(package: Package, act: DayAct) -> bool:
    """Whether the package's caps can read the act's inputs: its own always, another version's where they are alike."""
    if act.methodology is None or act.methodology == package.name:
        return act.methodology is not None
    if not _of(package, act):
        return False
    return all(_readable(act.inputs, cap.array, cap.input) for cap in package.caps)


def _readable(inputs: Mapping[str, object], array: str | None, name: str) -> bool:
    parts = [inputs] if array is None else inputs.get(array)
    return isinstance(parts, list) and all(
        isinstance(part, Mapping) and isinstance(part.get(name, 0), int) for part in parts
    )
