"""Makes an exported log with every kind of entry that this version writes, through the real use cases.

usage: log_fixture.py DIRECTORY

Run once for each entry format: `tests/vectors/log_v1/` is its output and is never made again, because every later
version must verify it with unchanged totals (`tests/house/test_log_v1.py`).
"""

import asyncio
import json
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from pydantic import SecretStr

from accounts import organisations, partners, people
from actions import evidence, of_campaign
from actions.commands import Receipt, RecordAction
from app.container import Container, build
from app.export import write_month
from app.migrate import migrate
from app.programs import Postgres, Valkey
from app.settings import Settings
from app.worker import integrate_all
from campaigns import closing, organising
from kernel.clock import local_date
from kernel.errors import DomainError
from ledger.verify import verify
from methodologies.engine import recompute

PEOPLE = 14


class Company:
    """Two departments, a partner app, a reviewer outside both."""

    def __init__(self, container: Container) -> None:
        self.box = container
        self.riders: list[people.Person] = []
        self.members: list[UUID] = []
        self.number = 0

    async def open(self) -> None:
        box, now = self.box, self.box.clock.now()
        async with box.database.work() as connection:
            chosen = ("cn-sz-lcpt", "modeshift-cycling", "recycle-warm")
            firm = await organisations.create(
                connection, box.keys, name="固定账本公司", region="CN-GD-SZ", now=now, methodology_set=chosen
            )
        self.org_id = firm.id
        async with box.database.work(firm.id) as connection:
            units = [await organisations.add_unit(connection, firm.id, name) for name in ("研发", "行政")]
            self.partner = await partners.create(connection, firm.id, name="示例出行", source="ride")
        for number in range(PEOPLE + 1):
            async with box.database.work(firm.id) as connection:
                person = await people.register(
                    connection,
                    box.keys,
                    user_id=number + 1,
                    chat_id=number + 1,
                    nickname=f"{number}",
                    locale="zh",
                    now=now,
                )
                unit_id = None if number == PEOPLE else units[number % 2].id
                roles = frozenset(("reviewer", "organiser", "admin")) if number == PEOPLE else frozenset[str]()
                person = await people.join(connection, person.id, firm.id, now=now, unit_id=unit_id, roles=roles)
                member, _ = await partners.request_link(
                    connection, box.keys.token_key, self.partner, reference=str(number), now=now
                )
                await partners.accept_link(connection, firm.id, member, person.id, now)
            await box.consents.give(firm.id, person.id, "service", "board_name")
            self.riders.append(person)
            self.members.append(member)
        self.reviewer = self.riders.pop()
        self.members.pop()

    async def tell(self, who: int, kind: str, quantity: int, **more: object) -> Receipt:
        """An act told in chat."""
        self.number += 1
        at = self.box.clock.now() - timedelta(minutes=self.number)
        return await self.box.recorder.record(
            self.org_id,
            RecordAction(
                kind=kind, quantity=quantity, occurred_at=at, source="telegram", external_id=f"{self.number}:0",
                person_id=self.riders[who].id, another=True, **more,  # type: ignore[arg-type]
            ),
        )  # fmt: skip

    async def ride(self, who: int, kind: str, quantity: int, minutes_ago: int) -> Receipt:
        """A ride that the partner vouches for."""
        self.number += 1
        return await self.box.recorder.record(
            self.org_id,
            RecordAction(
                kind=kind, quantity=quantity, occurred_at=self.box.clock.now() - timedelta(minutes=minutes_ago),
                source="ride", external_id=f"r{self.number}", partner=self.partner, member_id=self.members[who],
                evidence_kind="operator_record",
            ),
        )  # fmt: skip


async def live(firm: Company) -> None:
    """A little of everything."""
    box, org_id, reviewer = firm.box, firm.org_id, firm.reviewer
    today = local_date(box.clock.now(), "Asia/Shanghai")
    async with box.database.work(org_id) as connection:
        campaign = await organising.publish(
            connection, box.keys, reviewer, name="节能周", starts_on=today, now=box.clock.now(), goal_mg=50_000_000
        )
        for rider in firm.riders:
            await organising.join(connection, rider, org_id, campaign.id, box.clock.now())
    for who in range(PEOPLE):
        await firm.tell(who, "metro", 12_000)
        await firm.ride(who, "metro", 11_403, 300)
        await firm.ride(who, "bus", 3_217, 500)
        await firm.tell(who, "cycling", 5_000)
        await firm.tell(who, "metal", 750)
        await firm.tell(who, "setpoint_check", 1)
    await firm.ride(0, "metro", 90_000, 900)
    await firm.ride(0, "metro", 90_000, 1000)
    await firm.ride(1, "bus", 3_000, 501)
    await box.corrector.undo(org_id, firm.riders[1].id, (await firm.tell(1, "walking", 2_000)).action_id)
    changed = await firm.tell(2, "bus", 9_000)
    await box.corrector.change_quantity(org_id, firm.riders[2].id, changed.action_id, 7_000)
    asked = await firm.tell(3, "metro", 70_000, review=True)
    await box.reviewing.approve(org_id, reviewer, asked.action_id)
    for who in range(6):
        await firm.tell(who, "bus", 20_000)
        pictured = await firm.tell(who, "metro", 25_000)
        async with box.database.work(org_id) as connection:
            await evidence.attach(
                connection, pictured.log_id, firm.riders[who].id, pictured.action_id, file_id="f",
                file_unique_id=f"u{who}", now=box.clock.now(),
            )  # fmt: skip
        await box.reviewing.approve(org_id, reviewer, pictured.action_id)
    await box.reviewing.release_attested(org_id, reviewer, today)
    wrong = await firm.ride(5, "bus", 4_000, 200)
    await box.reviewing.release_attested(org_id, reviewer, today)
    await box.reviewing.reject(org_id, reviewer, wrong.action_id, "duplicate")
    await integrate_all(box)
    await box.consents.withdraw(org_id, firm.riders[6].id, "board_name")
    async with box.database.work(org_id) as connection:
        await closing.close(connection, box.keys, reviewer, campaign.id, of_campaign.figures, box.clock.now())


async def main(directory: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        postgres, valkey = Postgres(Path(folder) / "postgres"), Valkey(Path(folder) / "valkey")
        postgres.start()
        valkey.start()
        try:
            await postgres.prepare()
            await migrate(postgres.url("lf_owner"))
            settings = Settings(
                data_dir=Path(folder) / "data",
                database_url=SecretStr(postgres.url("lf_app")),
                redis_url=SecretStr(valkey.url()),
                public_url="https://ledger.example.org",
            )
            async with build(settings) as container:
                firm = Company(container)
                await firm.open()
                await live(firm)
                month = container.clock.now().strftime("%Y-%m")
                await write_month(container, month, directory, firm.org_id)
        finally:
            valkey.stop()
            postgres.stop()
    found = verify(directory, (directory / "policy.txt").read_text(), recompute)
    sys.stdout.write(json.dumps(found.__dict__, default=str, indent=2) + "\n")


if __name__ == "__main__":
    try:
        asyncio.run(main(Path(sys.argv[1])))
    except DomainError as problem:
        sys.exit(str(problem))
