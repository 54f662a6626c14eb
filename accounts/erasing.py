"""Erasing a person: one transaction over every log that holds something of them; afterwards nothing leads back.

Entries, tree and totals stay as they are.  Natural keys stay too: they are keyed by the organisation and name nobody.
"""

import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from accounts import email_codes, farewells, join_requests
from accounts.erasure_requests import ErasureRequests
from accounts.farewells import Farewell
from accounts.households import erasing as households
from accounts.partners import see
from accounts.people import PersonUnknown
from accounts.roster import claiming as roster
from accounts.signing_in import second_factor, sessions
from kernel.clock import Clock
from kernel.ids import PROGRAMME, public
from kernel.work import Connection, Database
from ledger import log
from privacy import erasure
from privacy.erasure import Tombstones
from privacy.keys import KeyRing
from privacy.person_data import Erase, Kept, Whose, rows

KEPT = (
    Kept("person", column="id", tenant=""),
    Kept("telegram_account", tenant=""),
    Kept("membership", hidden=("invitation_id", "email_mac")),
    Kept("partner_link"),
    Kept("role_grant", hidden=("granted_by",)),
    Kept("broadcast", column="created_by"),
    Kept("broadcast_recipient"),
    Kept("approval", where="$2 IN (proposed_by, decided_by)", hidden=("proposed_by", "decided_by", "body")),
    *households.KEPT,
    sessions.KEPT,
    second_factor.KEPT,
    *roster.KEPT,
    *join_requests.KEPT,
    *email_codes.KEPT,
)
BEFORE_RESTORE, OWN_WISH = "erased_before_restore", "own_wish"
"""Reasons in the log."""
AT_ONCE = 5000
"""People who are compared with the list of tombstones at a time."""
Forget = Callable[[UUID, Sequence[int]], Awaitable[int]]
"""Drops what may be lost anyway of a person with these Telegram ids (open questions, counters); how much it was."""


@dataclass
class Erased:
    """What went, by log and beside the logs: rows of what kind.  entries: the number of `subject.erased`, by log."""

    person_id: UUID
    entries: dict[str, int] = field(default_factory=dict)
    logs: dict[str, dict[str, int]] = field(default_factory=dict)
    beside: dict[str, int] = field(default_factory=dict)
    organisations: list[UUID] = field(default_factory=list)
    chats: list[int] = field(default_factory=list)


class _OnlyLooked(Exception):
    """Ends the transaction of a preview."""


class _NotDue(Exception):
    """The person changed their mind, or asked later than that."""


class Erasing:
    """Erases people, or tells what would go."""

    def __init__(
        self,
        database: Database,
        keys: KeyRing,
        clock: Clock,
        parts: Sequence[Erase],
        tombstones: Tombstones,
        forget: Forget,
    ) -> None:
        """parts: of the packages above this floor; the ones from here down are known."""
        self._database = database
        self._keys = keys
        self._clock = clock
        # The vault is emptied last: by then nothing leads to it.
        self._parts = [*parts, _links, roster.within, erasure.within]
        self._forget = forget
        self.tombstones = tombstones
        self.requests = ErasureRequests(database, clock, tombstones)

    async def preview(self, person_id: UUID) -> Erased:
        """What an erasure would take, by doing it and taking it back; raises `PersonUnknown`."""
        try:
            async with self._database.work() as connection:
                found = await self._everything(connection, person_id, ())
                raise _OnlyLooked
        except _OnlyLooked:
            return found

    async def erase(self, person_id: UUID, reasons: Sequence[str] = ()) -> Erased:
        """Erases the person for good, all or nothing; raises `PersonUnknown` and `TombstoneUnwritable`.

        reasons: codes for the log.  Whatever was about to be recorded for them is refused: each log's epoch changes.
        """
        listed = person_id in self.tombstones
        # Before the commit: a crash between the two must not leave an erasure that a restore takes back.
        self.tombstones.add(person_id)
        try:
            async with self._database.work() as connection:
                erased = await self._everything(connection, person_id, reasons)
        except PersonUnknown:
            if not listed:
                self.tombstones.remove(person_id)
            raise
        return await self._afterwards(erased)

    async def erase_due(self, person_id: UUID, farewell: Farewell | None) -> Erased | None:
        """Erases whoever asked for it and whose time to change their mind is over; None where that is not so any more.

        farewell: where the certificate goes, in the same transaction; None where nothing reaches them.  Of several that
        try, one does it.  Raises `TombstoneUnwritable`.
        """
        listed, now = person_id in self.tombstones, self._clock.now()
        self.tombstones.add(person_id)
        try:
            async with self._database.work() as connection:
                erased = await self._everything(connection, person_id, (OWN_WISH,), due_by=now)
                if farewell is not None:
                    await farewells.post(connection, farewell, erased.logs, erased.entries, erased.beside, now)
        except _NotDue:
            if not listed:
                self.tombstones.remove(person_id)
            return None
        except PersonUnknown:
            # They were there when they were found due: somebody else has erased them, and the list is right.
            return None
        return await self._afterwards(erased)

    async def _afterwards(self, erased: Erased) -> Erased:
        """What may be done when the account is gone."""
        # Once more: whoever changed their mind while this waited for their row took an unfinished try off the list.
        self.tombstones.add(erased.person_id)
        await self._once_more(erased)
        erased.beside["fleeting"] = await self._forget(erased.person_id, erased.chats)
        self.tombstones.take_back(erased.person_id)
        return erased

    async def reapply(self) -> list[UUID]:
        """Erases whoever is on the list and stands in the database, as after a restore; who it was.

        Who asked to be erased, of which a restored database knows nothing, is to be erased again, a day from now.  Whose
        request stands is left to it, though a try that was killed put them on the list.
        """
        names, waiting = self.tombstones.names(), self.tombstones.waiting()
        if not names | waiting:
            return []
        back: list[UUID] = []
        some = await self._some(UUID(int=0))
        while some:
            hashed = {person_id: self._keys.tombstone(person_id) for person_id in some}
            for person_id, name in hashed.items():
                if name in names and not await self.requests.stands(person_id):
                    await self.erase(person_id, (BEFORE_RESTORE,))
                    back.append(person_id)
                elif name in waiting:
                    await self.requests.renew(person_id)
            some = await self._some(some[-1])
        return back

    async def _some(self, after: UUID) -> list[UUID]:
        """The next people by id."""
        async with self._database.work() as connection:
            found = await connection.fetch("SELECT id FROM person WHERE id > $1 ORDER BY id LIMIT $2", after, AT_ONCE)
        return [row["id"] for row in found]

    async def _everything(
        self, connection: Connection, person_id: UUID, reasons: Sequence[str], *, due_by: datetime | None = None
    ) -> Erased:
        # The person's row first, then the heads in order: nobody else takes these locks the other way round.
        row = await connection.fetchrow("SELECT home_org, erase_due_at FROM person WHERE id = $1 FOR UPDATE", person_id)
        if row is None:
            raise PersonUnknown
        home, due_at = row
        if due_by is not None and (due_at is None or due_at > due_by):
            raise _NotDue
        await connection.execute("SELECT set_config('app.person', $1, true)", str(person_id))
        members = await connection.fetch("SELECT org_id FROM membership WHERE person_id = $1", person_id)
        erased = Erased(person_id)
        erased.organisations = sorted({PROGRAMME, home, *(row["org_id"] for row in members)})
        for org_id in erased.organisations:
            await see(connection, org_id)
            log_id = public("log", org_id)
            whose = Whose(person_id, org_id, log_id)
            counts, seq = await self._in_log(connection, whose, reasons, at_home=org_id == home)
            if counts:
                erased.logs[log_id] = counts
            if seq is not None:
                erased.entries[log_id] = seq
        await _account(connection, erased)
        return erased

    async def _in_log(
        self, connection: Connection, whose: Whose, reasons: Sequence[str], *, at_home: bool
    ) -> tuple[dict[str, int], int | None]:
        """Erases in one organisation and seals `subject.erased`: how many rows of what, and nothing else; its number."""
        written = at_home or await log.size(connection, whose.log_id)
        head = await log.lock(connection, whose.log_id) if written else None
        counts: dict[str, int] = {}
        for part in self._parts:
            counts |= {name: count for name, count in (await part(connection, whose)).items() if count}
        if head is None or not (at_home or counts):
            return counts, None
        payload: dict[str, object] = {
            "type": "subject.erased",
            "counts": counts,
            "recorded_on": self._clock.now().date().isoformat(),
        }
        if reasons:
            payload["reasons"] = list(reasons)
        sealed = head.seal(payload, os.urandom(16))
        await head.write(connection)
        return counts, sealed.seq

    async def _once_more(self, erased: Erased) -> None:
        """What a handler that had begun before put in while the erasure ran."""
        async with self._database.work() as connection:
            for org_id in erased.organisations:
                await see(connection, org_id)
                for part in self._parts:
                    await part(connection, Whose(erased.person_id, org_id, public("log", org_id)))
            await households.forget(connection, erased.person_id)
            await _messages(connection, erased)


async def _links(connection: Connection, whose: Whose) -> dict[str, int]:
    """Deletes the pseudonyms that partners know the person by, and open requests for the same users of theirs."""
    deleted = await connection.execute(
        "DELETE FROM partner_link l USING partner_link own WHERE l.org_id = $1 AND own.org_id = $1"
        " AND own.person_id = $2 AND l.partner_id = own.partner_id"
        " AND (l.person_id = $2 OR l.person_id IS NULL AND l.reference = own.reference)",
        whose.org_id,
        whose.person_id,
    )
    return {"partner_links": rows(deleted)}


async def _account(connection: Connection, erased: Erased) -> None:
    """Deletes the account itself, with its key; the chat's stored updates and the messages that wait for the person."""
    person_id = erased.person_id
    accounts = await connection.fetch(
        "DELETE FROM telegram_account WHERE person_id = $1 RETURNING user_id, chat_id", person_id
    )
    erased.chats = sorted({number for row in accounts for number in row})
    memberships = await connection.execute("DELETE FROM membership WHERE person_id = $1", person_id)
    erased.beside = {"telegram_accounts": len(accounts), "memberships": rows(memberships)}
    erased.beside |= await households.forget(connection, person_id)
    erased.beside |= await sessions.forget(connection, person_id)
    erased.beside |= await second_factor.forget(connection, person_id)
    erased.beside |= await join_requests.forget(connection, person_id)
    erased.beside |= await email_codes.forget(connection, person_id)
    await _messages(connection, erased)
    await erasure.destroy_key(connection, person_id)
    await connection.execute("DELETE FROM person WHERE id = $1", person_id)
    erased.beside["people"] = 1


async def _messages(connection: Connection, erased: Erased) -> None:
    """Deletes the private chat's updates, handled ones from groups that name the person, and notices to them."""
    inbox = await connection.execute(
        "DELETE FROM inbox WHERE chat_id = any($1::bigint[])"
        " OR (done_at IS NOT NULL OR failed_at IS NOT NULL) AND body ~ $2",
        erased.chats,
        # Never matches where there is no account: no number is written so.
        rf'"(user_)?id": ?({"|".join(map(str, erased.chats)) or "none"})[,}}\s]',
    )
    outbox = await connection.execute("DELETE FROM outbox WHERE body->>'person_id' = $1", str(erased.person_id))
    for name, status in (("updates", inbox), ("notices", outbox)):
        erased.beside[name] = erased.beside.get(name, 0) + rows(status)
