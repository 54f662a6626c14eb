"""Later entries about an act: each is one transaction under the locked head; nothing recorded is edited."""

import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from accounts.admin_acts import Act, Author
from actions import publishing, tables
from actions.commands import ActionUnknown, Receipt
from actions.judging import Judgement, restate
from actions.plausibility import DayAct
from kernel.clock import Clock
from kernel.ids import public
from kernel.statements import Writes
from kernel.work import Connection, Database
from ledger import log
from methodologies.catalogue import Catalogue
from methodologies.package import Package
from privacy import vault
from privacy.keys import KeyRing


class Amendment:
    """One transaction that appends later entries and brings the projection up to them."""

    def __init__(self, connection: Connection, head: log.Head, keys: KeyRing, clock: Clock) -> None:
        self.connection = connection
        self.now = clock.now()
        self._head = head
        self._keys = keys
        self._changed: dict[int, DayAct] = {}
        self._vault: list[vault.Part] = []
        self._authors: dict[UUID, vault.Subject] = {}
        self._published: dict[str, publishing.Place] = {}

    async def act(self, action_id: UUID) -> tuple[DayAct, Any]:
        """The act, to be changed, and its row; raises `ActionUnknown`."""
        return (await self.acts([action_id]))[0]

    async def acts(self, action_ids: Sequence[UUID]) -> list[tuple[DayAct, Any]]:
        """The acts in this order, each once; raises `ActionUnknown`."""
        rows = await tables.standing(self.connection, self._head.log_id, action_ids)
        for action_id in action_ids:
            if action_id not in rows:
                raise ActionUnknown(action_id=public("act", action_id))
        return [(tables.day_act(rows[action_id]), rows[action_id]) for action_id in dict.fromkeys(action_ids)]

    async def others(self, act: DayAct) -> list[DayAct]:
        """What else stands of the person's day; nothing is known of it once they are erased."""
        if act.person_id is None:
            return []
        pair = (act.person_id, act.occurred_on)
        days = await tables.day_acts(self.connection, self._head.log_id, {pair})
        return [other for other in days[pair] if other.seq != act.seq]

    async def seal(self, type_: str, act: DayAct, author: UUID, comment: str, fields: Mapping[str, object]) -> None:
        """Appends an entry about `act`; who did it and why lie in the vault, committed to by the entry."""
        await self._seal_of({"type": type_, "ref": act.seq, **fields}, author, comment)
        self._changed[act.seq] = act

    async def acted(self, author: Author, act: Act) -> UUID:
        """Appends what somebody did by their role; the entry's random id, under which the vault keeps the comment."""
        payload: dict[str, object] = {
            "type": "admin.acted",
            "act": act.name,
            "role": author.role,
            "reason": act.reason,
        }
        if author.person_id is not None:
            return UUID(bytes=(await self._seal_of(payload, author.person_id, act.comment)).rid)
        rid = os.urandom(16)
        self._head.seal({"recorded_on": self.now.date().isoformat(), **payload}, rid)
        return UUID(bytes=rid)

    async def _seal_of(self, payload: Mapping[str, object], author: UUID, comment: str) -> log.Sealed:
        if author not in self._authors:
            self._authors[author] = vault.Subject(await self._keys.subject_key(self.connection, author), author)
        personal = {"author": str(author), "comment": comment, "at": self.now.isoformat()}
        part = self._authors[author].part(self._head.log_id, personal)
        self._vault.append(part)
        recorded_on = self.now.date().isoformat()
        return self._head.seal({"recorded_on": recorded_on, "commitment": part.commitment, **payload}, part.rid)

    def seal_by_rule(self, type_: str, act: DayAct, fields: Mapping[str, object]) -> None:
        """Appends an entry about `act` that no single person decided: it commits to nobody."""
        payload = {"type": type_, "ref": act.seq, "recorded_on": self.now.date().isoformat(), **fields}
        self._head.seal(payload, os.urandom(16))
        self._changed[act.seq] = act

    async def publish(self, package: Package) -> bool:
        """Puts the package into the log before its first use there; whether it was new to it.

        Raises `PackageInvalid` where another file stands there under the name.
        """
        if package.name in self._published or await publishing.stands(self.connection, self._head.log_id, package):
            return False
        self._stands(package, self._head.seal(publishing.publication(package, self.now), os.urandom(16)))
        return True

    async def publish_as_admin(self, package: Package, reason: str, author: UUID, comment: str) -> None:
        """Puts a version into the log that admins made; raises as `publish`.  reason: a code."""
        await publishing.stands(self.connection, self._head.log_id, package)
        payload = {**publishing.publication(package, self.now), "role": "admin", "reasons": [reason]}
        self._stands(package, await self._seal_of(payload, author, comment))

    def _stands(self, package: Package, sealed: log.Sealed) -> None:
        self._published[package.name] = publishing.Place(package.name, package.sha256, sealed.seq)

    async def receipt(self, act: DayAct) -> Receipt:
        """The act's receipt after `write`."""
        return (await tables.receipts(self.connection, self._head.log_id, [act.seq]))[act.seq]

    async def write(self) -> None:
        """Appends what was sealed and updates the projection; harmless when there is nothing more."""
        writes, log_id = Writes(), self._head.log_id
        self._head.write_with(writes)
        tables.update_with(writes, log_id, list(self._changed.values()))
        vault.insert_with(writes, log_id, self._vault)
        publishing.remember_with(writes, log_id, list(self._published.values()))
        await log.send(self.connection, log_id, writes)
        self._changed, self._vault, self._published = {}, [], {}


class Amending:
    """What corrections and reviews share: database, keys, catalogue and clock."""

    def __init__(self, database: Database, keys: KeyRing, catalogue: Catalogue, clock: Clock) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock
        self.catalogue = catalogue

    @asynccontextmanager
    async def open(self, org_id: UUID) -> AsyncIterator[Amendment]:
        """An amendment under the locked head; written and committed at the end."""
        async with self._database.work(org_id) as connection:
            head = await log.lock(connection, public("log", org_id))
            amendment = Amendment(connection, head, self._keys, self._clock)
            yield amendment
            await amendment.write()

    async def restated(
        self, amendment: Amendment, act: DayAct, inputs: Mapping[str, object], quantity: int
    ) -> Judgement:
        """What an act with a methodology comes to with these inputs beside the rest of its day."""
        assert act.methodology is not None
        package = self.catalogue.package(act.methodology)
        return restate(self.catalogue, act, package, inputs, quantity, await amendment.others(act))

    def worth(self, act: DayAct, inputs: Mapping[str, object], evidence: str) -> int:
        """Milligrams of an act with these inputs at this evidence, under the package that it was recorded with."""
        if act.methodology is None:
            return 0
        package = self.catalogue.package(act.methodology)
        return self.catalogue.quantify(package, inputs, evidence).reduction_mg
