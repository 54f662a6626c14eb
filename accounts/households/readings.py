"""The readings of a household's one meter: each kind and period once, whoever enters it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from accounts.households import home, meter
from accounts.households.home import Household
from accounts.households.meter import BILL, Kind, ReadingDoubtful, ReadingOutOfRange, Readings
from accounts.people import keep
from kernel.errors import DomainError
from kernel.work import Connection

OLDEST_BILL = timedelta(days=3 * 366)


class ReadingStands(DomainError):
    """Another member entered that period already; it counts once.  name: their nickname."""

    code = "reading_stands"


class ReadingOvertaken(DomainError):
    """A later reading rests on this one: only the last of a kind can be corrected."""

    code = "reading_overtaken"


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading.  person_id: who entered it, None once they are erased.  revision: how often its act was recorded anew.

    log_id, action_id: where what it saved is recorded, if it saved anything.
    """

    kind: Kind
    period: date
    reading_wh: int
    person_id: UUID | None
    entered_at: datetime
    revision: int
    log_id: str | None
    action_id: UUID | None


async def every(connection: Connection, household_id: UUID) -> dict[tuple[Kind, date], Reading]:
    """All readings of the household that the transaction sees."""
    rows = await connection.fetch(
        "SELECT kind, period, reading_wh, person_id, entered_at, revision, log_id, action_id FROM household_reading"
        " WHERE household_id = $1 ORDER BY period",
        household_id,
    )
    return {(row["kind"], row["period"]): Reading(**row) for row in rows}


def amounts(readings: dict[tuple[Kind, date], Reading], kind: Kind) -> dict[date, int]:
    """The watt-hours of a kind by period."""
    return {period: one.reading_wh for (of, period), one in readings.items() if of == kind}


async def enter(
    connection: Connection, person_id: UUID, kind: Kind, period: date, reading_wh: int, at: datetime, today: date,
    *, sure: bool,
) -> tuple[Household, Reading]:  # fmt: skip
    """Keeps a reading, or corrects one's own last one; the same again changes nothing.  A transaction of their own.

    A reading of a day is entered on that day, and corrected later too.  at: when it was said.  sure: the person was asked
    back and means it.  Raises `PersonUnknown`, `HouseholdMissing`, `ReadingOutOfRange`, `ReadingDoubtful` (reason
    `other`, too: another figure of one's own stands), `ReadingStands` and `ReadingOvertaken`.
    """
    await keep(connection, person_id)
    found = await home.lock(connection, (await home.required(connection, person_id)).id)
    found.member(person_id)
    known = await every(connection, found.id)
    standing = known.get((kind, period))
    if standing is None:
        _check_period(kind, period, today)
    others = {on: wh for on, wh in amounts(known, kind).items() if on != period}
    if standing is not None:
        if standing.person_id != person_id:
            raise ReadingStands(name=_name(found, standing.person_id))
        if standing.reading_wh == reading_wh:
            return found, standing
        if any(on > period for on in others):
            raise ReadingOvertaken
        if not sure:
            raise ReadingDoubtful(reason="other", last_wh=standing.reading_wh, usual_wh=0)
    _check(kind, others, period, reading_wh, sure=sure)
    row = await connection.fetchrow(
        "INSERT INTO household_reading (household_id, kind, period, reading_wh, person_id, entered_at)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (household_id, kind, period) DO UPDATE SET reading_wh = $4"
        " RETURNING kind, period, reading_wh, person_id, entered_at, revision, log_id, action_id",
        found.id,
        kind,
        period,
        reading_wh,
        person_id,
        at,
    )
    assert row is not None, "inserted or updated"
    return found, Reading(**row)


async def recorded(
    connection: Connection, household_id: UUID, reading: Reading, revision: int, log_id: str, action_id: UUID
) -> None:
    """Notes where what the reading saved is recorded; the transaction sees the household."""
    await connection.execute(
        "UPDATE household_reading SET revision = $4, log_id = $5, action_id = $6"
        " WHERE household_id = $1 AND kind = $2 AND period = $3",
        household_id,
        reading.kind,
        reading.period,
        revision,
        log_id,
        action_id,
    )


def _check_period(kind: Kind, period: date, today: date) -> None:
    """Raises `ReadingOutOfRange` for a month that is not over or long past, and for another day than today."""
    over = period.day == 1 and today - OLDEST_BILL <= period < today.replace(day=1)
    if not (over if kind == BILL else period == today):
        raise ReadingOutOfRange(most_kwh=meter.MOST_WH // 1000)


def _check(kind: Kind, others: Readings, period: date, reading_wh: int, *, sure: bool) -> None:
    try:
        meter.check(kind, others, period, reading_wh)
    except ReadingDoubtful:
        if not sure:
            raise


def _name(household: Household, person_id: UUID | None) -> str:
    """Who entered it; a leaf for whoever has left or was erased."""
    return next((one.nickname for one in household.members if one.person_id == person_id and one.nickname), "🌱")
