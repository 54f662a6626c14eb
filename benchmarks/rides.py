"""A partner with its members in a fresh organisation, and rides of theirs that are all different and all plausible."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts import organisations, partners, people
from accounts.partners import Partner
from actions.commands import RecordAction
from app.container import Container
from benchmarks.wire import request
from kernel.ids import public

DAYS = 28
"""A partner may tell of what lies up to 30 days back."""
AT_ONCE = 4
"""Transactions that make members side by side."""
SLOTS = 12
FIRST_HOUR = 6


@dataclass(frozen=True)
class Fleet:
    """A partner, its key, and its members: enough for `len(members) * DAYS * SLOTS` rides."""

    org_id: UUID
    partner: Partner
    api_key: str
    members: list[UUID]
    today: datetime

    def ride(self, number: int) -> tuple[UUID, datetime, int]:
        """Member, moment and metres of ride `number`: no two overlap, no day passes the metro's cap."""
        round_, member = divmod(number, len(self.members))
        slot, day = divmod(round_, DAYS)
        assert slot < SLOTS, "more rides than the fleet can have made"
        at = self.today - timedelta(days=1 + day) + timedelta(hours=FIRST_HOUR + slot, minutes=number % 30)
        return self.members[member], at, 5000 + number % 4000

    def body(self, number: int) -> dict[str, object]:
        """The ride as the partner tells it."""
        member, at, metres = self.ride(number)
        return {
            "source": self.partner.source,
            "external_id": f"ride-{number:09d}",
            "member_id": public("mem", member),
            "kind": "metro",
            "quantity": metres,
            "unit": "m",
            "occurred_at": at.isoformat(),
        }

    def command(self, number: int) -> RecordAction:
        """The ride as the use case takes it."""
        member, at, metres = self.ride(number)
        return RecordAction(
            kind="metro",
            occurred_at=at,
            source=self.partner.source,
            external_id=f"ride-{number:09d}",
            quantity=metres,
            unit="m",
            evidence_kind=self.partner.evidence_kind,
            partner=self.partner,
            member_id=member,
        )

    def single_requests(self, numbers: range) -> list[bytes]:
        """`POST /v1/actions`, a ride each."""
        return [self._post("/v1/actions", f"single-{number:012d}", self.body(number)) for number in numbers]

    def batch_requests(self, numbers: range, rows: int) -> Iterator[bytes]:
        """`POST /v1/actions:batch`, `rows` rides each."""
        for start in range(numbers.start, numbers.stop, rows):
            body: dict[str, object] = {"actions": [self.body(number) for number in range(start, start + rows)]}
            yield self._post("/v1/actions:batch", f"batch-{start:012d}", body)

    def _post(self, path: str, key: str, body: dict[str, object]) -> bytes:
        headers = {
            "authorization": f"Bearer {self.api_key}",
            "content-type": "application/json",
            "idempotency-key": key,
        }
        return request("POST", path, headers, json.dumps(body, separators=(",", ":")).encode())


async def _members(container: Container, partner: Partner, numbers: range) -> list[UUID]:
    now, keys, linked = container.clock.now(), container.keys, list[UUID]()
    async with container.database.work(partner.org_id) as connection:
        for number in numbers:
            person = await people.register(
                connection, keys, user_id=-1 - number, chat_id=-1 - number, nickname="", locale="zh", now=now
            )
            await people.join(connection, person.id, partner.org_id, now=now)
            member, _ = await partners.request_link(connection, keys.token_key, partner, reference="", now=now)
            await partners.accept_link(connection, partner.org_id, member, person.id, now)
            linked.append(member)
    return linked


async def fleet(container: Container, members: int) -> Fleet:
    """Makes the organisation, the partner, its key and its members through the real use cases."""
    now, keys = container.clock.now(), container.keys
    async with container.database.work() as connection:
        firm = await organisations.create(connection, keys, name="Bench", region="CN-GD-SZ", now=now)
    async with container.database.work(firm.id) as connection:
        partner = await partners.create(connection, firm.id, name="Rides", source="bench-ride")
        key = await partners.issue_key(
            connection, keys.token_key, firm.id, scopes=sorted(partners.SCOPES), now=now, partner_id=partner.id
        )
    made = await asyncio.gather(*(_members(container, partner, range(n, members, AT_ONCE)) for n in range(AT_ONCE)))
    linked = [member for some in made for member in some]
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return Fleet(firm.id, partner, key, linked, today)
