"""Everything about one person, from every table that knows people and every log that holds something of theirs."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from accounts import erasing as accounts
from accounts import organisations, partners, people
from accounts.households import erasing as households
from accounts.households import home
from actions import balances
from actions import erasing as acts
from actions.commands import Receipt
from campaigns import erasing as weeks
from kernel.clock import Clock
from kernel.ids import PROGRAMME, public
from kernel.work import Connection, Database
from privacy import consent, erasure, vault
from privacy.keys import KeyRing
from privacy.person_data import Kept, Whose, own_rows

FORMAT = "leafledger-own-data/2"
MOST_RECORDS = 100_000
KEPT: tuple[Kept, ...] = (*accounts.KEPT, *acts.KEPT, *weeks.KEPT, *erasure.KEPT)
"""Every table that knows people.  A table with a column for a person that stands in none of these lists fails a test."""
_ISSUED = ("org_id", "log_id")
"""Tenants of the tables that stand with an organisation."""


@dataclass(frozen=True)
class OwnData:
    """Collects it."""

    database: Database
    keys: KeyRing
    clock: Clock

    async def collected(self, person_id: UUID) -> dict[str, Any]:
        """Plain values, by what they are of; raises `PersonUnknown`.

        records: oldest first, each as its receipt says it.  stored: by organisation, the rows as they stand, and of each
        ledger entry its exact text and what it commits to.
        """
        async with self.database.work(person_id=person_id) as connection:
            person = await people.find(connection, person_id)
            members = await connection.fetch("SELECT org_id FROM membership WHERE person_id = $1", person_id)
            key = await self.keys.subject_key(connection, person_id)
            whose = Whose(person_id, PROGRAMME, public("log", PROGRAMME))
            beside = {kept.table: await own_rows(connection, kept, whose) for kept in KEPT if not kept.tenant}
            chat = await _chat(connection, beside["telegram_account"], person_id)
        made: dict[str, Any] = {
            "format": FORMAT,
            "made_at": self.clock.now(),
            "person": {
                "id": person.public_id,
                "telegram_user_id": next((row["user_id"] for row in beside["telegram_account"]), None),
                "nickname": person.nickname,
                "locale": person.locale,
                "region": person.region,
                "roles": sorted(person.roles),
                "roles_in_parts": [[grant.role, grant.scope, str(grant.scope_id)] for grant in person.narrower],
                "commute": person.commute,
                "usual_mode": person.usual_mode,
                "goal_mg": person.goal_mg,
                "goal_days": person.goal_days,
            },
            "organisation": None,
            "consents": [],
            "partner_links": [],
            "records": [],
            "stored": {"account": beside, **chat},
        }
        every = {PROGRAMME, person.org_id, *(row["org_id"] for row in members)}
        for org_id in sorted(every, key=lambda one: (one != person.org_id, one)):
            await self._of(org_id, person_id, key, made, at_home=org_id == person.org_id)
        await self._at_home(person_id, made)
        made["records"].sort(key=lambda one: (one["recorded_at"], one["ledger"]["n"]))
        return made

    async def _at_home(self, person_id: UUID, made: dict[str, Any]) -> None:
        """Adds what the households hold of the person in which they are, or were."""
        async with self.database.work(person_id=person_id) as connection:
            for household_id in await households.every(connection, person_id):
                await home.see(connection, household_id)
                whose = Whose(person_id, PROGRAMME, "", household_id)
                rows = {
                    kept.table: await own_rows(connection, kept, whose)
                    for kept in KEPT
                    if kept.tenant == "household_id"
                }
                made["stored"][public("hh", household_id)] = {table: found for table, found in rows.items() if found}

    async def _of(self, org_id: UUID, person_id: UUID, key: bytes, made: dict[str, Any], *, at_home: bool) -> None:
        """Adds what one organisation and its log hold."""
        whose = Whose(person_id, org_id, public("log", org_id))
        async with self.database.work(org_id, person_id=person_id) as connection:
            rows = {kept.table: await own_rows(connection, kept, whose) for kept in KEPT if kept.tenant in _ISSUED}
            entries = await _entries(connection, whose, [row["seq"] for row in rows["entry_context"]])
            texts = {one["n"]: one["entry"] for one in entries}
            records = await balances.recent(connection, whose.log_id, person_id, MOST_RECORDS)
            made["records"] += [_record(one, texts.get(one.seq)) for one in records]
            rows["vault"] = await _opened(connection, whose, key)
            rows["log_entry"] = entries
            links = await partners.links_of(connection, org_id, person_id)
            made["partner_links"] += [
                {"member_id": link.public_id, "partner": link.partner.name, "linked_at": link.linked_at}
                for link in links
            ]
            if at_home:
                organisation = await organisations.find(connection, org_id)
                made["organisation"] = {
                    "id": organisation.public_id,
                    "name": organisation.name,
                    "log_id": organisation.log_id,
                }
                made["consents"] = sorted(await consent.standing(connection, org_id, person_id))
        made["stored"][public("org", org_id)] = {table: found for table, found in rows.items() if found}


def as_json(collected: dict[str, Any]) -> bytes:
    """The file that programs read."""
    return orjson.dumps(collected, option=orjson.OPT_INDENT_2)


async def _entries(connection: Connection, whose: Whose, numbers: list[int]) -> list[dict[str, Any]]:
    """The ledger's entries of the person's acts, by number, with their exact text."""
    rows = await connection.fetch(
        "SELECT seq, entry FROM log_entry WHERE log_id = $1 AND seq = any($2::bigint[]) ORDER BY seq",
        whose.log_id,
        numbers,
    )
    return [{"n": row["seq"], "entry": row["entry"].decode()} for row in rows]


async def _opened(connection: Connection, whose: Whose, key: bytes) -> list[dict[str, Any]]:
    """The personal parts that entries commit to, opened."""
    rows = await connection.fetch(
        "SELECT rid, sealed FROM vault WHERE log_id = $1 AND person_id = $2 ORDER BY rid",
        whose.log_id,
        whose.person_id,
    )
    return [
        {
            "rid": row["rid"].hex,
            "part": orjson.loads(
                vault.open_part(key, whose.log_id, row["rid"].bytes, whose.person_id, bytes(row["sealed"]))
            ),
        }
        for row in rows
    ]


async def _chat(connection: Connection, accounts: list[dict[str, Any]], person_id: UUID) -> dict[str, Any]:
    """The chat's messages that are still stored, and the notices to the person."""
    chats = sorted({int(row[name]) for row in accounts for name in ("user_id", "chat_id")})
    inbox = await connection.fetch(
        "SELECT update_id, received_at, body FROM inbox WHERE chat_id = any($1::bigint[]) ORDER BY update_id", chats
    )
    outbox = await connection.fetch(
        "SELECT due_at, done_at, body FROM outbox WHERE body->>'person_id' = $1 ORDER BY id", str(person_id)
    )
    return {"inbox": [dict(row) for row in inbox], "outbox": [dict(row) for row in outbox]}


def _record(receipt: Receipt, entry: str | None) -> dict[str, Any]:
    return {
        "id": receipt.public_id,
        "kind": receipt.kind,
        "quantity": receipt.quantity,
        "unit": receipt.unit,
        "occurred_on": receipt.occurred_on,
        "recorded_at": receipt.recorded_at,
        "evidence": receipt.evidence,
        "status": receipt.status,
        "reasons": list(receipt.reasons),
        "methodology": receipt.methodology,
        "reduction_mg": receipt.reduction_mg,
        "ledger": {"log_id": receipt.log_id, "n": receipt.seq, "entry": entry},
    }
