"""The last message to somebody who was erased: what their certificate says, and where it goes.

It is posted in the transaction that erases.  The chat's number in it is the one thing that is left of the person; the row
is deleted as soon as the message is out, or can't be.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts import people
from kernel import mailbox
from kernel.work import Connection, Database

KIND = "telegram.farewell"


@dataclass(frozen=True)
class Farewell:
    """Where the certificate goes, in which language, and the grams to give thanks for."""

    chat_id: int
    locale: str
    total_mg: int


@dataclass(frozen=True)
class Certificate:
    """What was destroyed, when, and where the ledger says so; nothing of whom it was.

    logs: rows by kind, by log.  entries: the number of `subject.erased`, by log.  beside: rows by kind, outside the logs.
    """

    erased_at: datetime
    logs: Mapping[str, Mapping[str, int]]
    entries: Mapping[str, int]
    beside: Mapping[str, int]


async def reached(database: Database, person_id: UUID) -> tuple[int, str] | None:
    """The private chat that reaches the person and their language; None where nothing does."""
    async with database.work() as connection:
        chat_id = await people.chat_of(connection, person_id)
        return None if chat_id is None else (chat_id, (await people.find(connection, person_id)).locale)


async def post(
    connection: Connection,
    farewell: Farewell,
    logs: Mapping[str, Mapping[str, int]],
    entries: Mapping[str, int],
    beside: Mapping[str, int],
    now: datetime,
) -> None:
    """Puts the farewell into the outbox, in the transaction that erases."""
    body: dict[str, object] = {
        "chat_id": farewell.chat_id,
        "locale": farewell.locale,
        "total_mg": farewell.total_mg,
        "erased_at": now.isoformat(),
        "logs": {log_id: dict(counts) for log_id, counts in logs.items()},
        "entries": dict(entries),
        "beside": {name: count for name, count in beside.items() if count},
    }
    await mailbox.post(connection, KIND, body, now)


def read(body: Mapping[str, object]) -> tuple[Farewell, Certificate]:
    """A farewell as it was posted."""
    chat_id, total_mg = body["chat_id"], body["total_mg"]
    logs, entries, beside = body["logs"], body["entries"], body["beside"]
    assert isinstance(chat_id, int) and isinstance(total_mg, int)
    assert isinstance(logs, dict) and isinstance(entries, dict) and isinstance(beside, dict)
    erased_at = datetime.fromisoformat(str(body["erased_at"]))
    return Farewell(chat_id, str(body["locale"]), total_mg), Certificate(erased_at, logs, entries, beside)


async def drop(connection: Connection, parcel_id: int) -> None:
    """Nothing is left of a farewell once it is out, or can't be sent."""
    await connection.execute("DELETE FROM outbox WHERE id = $1 AND kind = $2", parcel_id, KIND)
