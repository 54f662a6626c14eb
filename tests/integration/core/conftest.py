"""A company for the core's tests: departments, riders, reviewers, a partner app, and its log as an export."""

import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from pydantic import SecretStr

from accounts import choosing, organisations, partners, people
from actions.commands import Outcome, Receipt, RecordAction
from app.container import Container, build
from app.settings import Settings
from app.worker import integrate_all
from kernel.clock import FixedClock
from kernel.ids import public
from ledger import entry, integrator, layout, log
from ledger.integrator import Signed
from ledger.verify import Verified, verify
from methodologies.engine import recompute
from tests.integration.core.projections import live

NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
"""Wednesday noon in Shenzhen."""


class Company:
    """An organisation with riders in one department and a reviewer in another; a partner app knows the riders."""

    def __init__(self, container: Container, clock: FixedClock) -> None:
        self.container = container
        self.clock = clock
        self.riders: list[people.Person] = []
        self.members: list[UUID] = []
        self.reviewer: people.Person
        self.partner: partners.Partner
        self.org_id: UUID
        self._told = 0

    @property
    def log_id(self) -> str:
        return public("log", self.org_id)

    async def open(self, name: str = "福田", riders: int = 2, first_user: int = 1) -> "Company":
        box, now = self.container, self.clock.now()
        async with box.database.work() as connection:
            firm = await organisations.create(connection, box.keys, name=name, region="CN-GD-SZ", now=now)
        self.org_id = firm.id
        async with box.database.work(firm.id) as connection:
            self.partner = await partners.create(connection, firm.id, name="出行", source="rides")
            field = await organisations.add_unit(connection, firm.id, "field")
            desk = await organisations.add_unit(connection, firm.id, "desk")
        for number in range(riders + 1):
            async with box.database.work(firm.id) as connection:
                person = await people.register(
                    connection, box.keys, user_id=first_user + number, chat_id=first_user + number, nickname="n",
                    locale="zh", now=now,
                )  # fmt: skip
                last = number == riders
                roles = frozenset(("reviewer",) if last else ())
                unit = desk if last else field
                person = await people.join(connection, person.id, firm.id, now=now, unit_id=unit.id, roles=roles)
                if last:
                    self.reviewer = person
                    continue
                self.riders.append(person)
                member_id, _ = await partners.request_link(
                    connection, box.keys.token_key, self.partner, reference=str(number), now=now
                )
                await partners.accept_link(connection, firm.id, member_id, person.id, now)
                self.members.append(member_id)
        return self

    def tell(
        self, quantity: int, *, rider: int = 0, kind: str = "metro", at: datetime | None = None,
        external_id: str | None = None, another: bool = False, review: bool = False,
    ) -> RecordAction:  # fmt: skip
        """What a rider says in chat."""
        self._told += 1
        return RecordAction(
            kind=kind, quantity=quantity, occurred_at=at or self.clock.now(), source="telegram",
            external_id=external_id or f"{self._told}:0", person_id=self.riders[rider].id, another=another, review=review,
        )  # fmt: skip

    def ride(
        self, quantity: int, *, rider: int = 0, kind: str = "metro", at: datetime | None = None,
        external_id: str | None = None,
    ) -> RecordAction:  # fmt: skip
        """What the partner sends of a rider."""
        self._told += 1
        return RecordAction(
            kind=kind, quantity=quantity, occurred_at=at or self.clock.now(), source="rides",
            external_id=external_id or f"r{self._told}", partner=self.partner, member_id=self.members[rider],
            evidence_kind=self.partner.evidence_kind,
        )  # fmt: skip

    async def record(self, command: RecordAction) -> Receipt:
        return await self.container.recorder.record(self.org_id, command)

    async def walks(self, count: int) -> None:
        """Records that many of a rider's walks, and signs them."""
        at = self.clock.now()
        await self.record_many(
            *(self.tell(100 + n, kind="walking", at=at - timedelta(minutes=n), another=True) for n in range(count))
        )
        await integrate_all(self.container)

    async def signed(self) -> Signed:
        """The log's newest checkpoint."""
        async with self.container.database.work(self.org_id) as connection:
            newest = await integrator.latest(connection, self.log_id)
        assert newest is not None
        return newest

    async def record_many(self, *commands: RecordAction) -> list[Outcome]:
        return list(await self.container.recorder.record_many(self.org_id, commands))

    async def entries(self) -> list[dict[str, object]]:
        async with self.container.database.work(self.org_id) as connection:
            size = await log.size(connection, self.log_id)
            return [entry.parse(data) for data in await log.read_range(connection, self.log_id, 0, size)]

    async def total_mg(self) -> tuple[int, int]:
        """(what stands, what is verified) by the projection."""
        async with self.container.database.work(self.org_id) as connection:
            row = await connection.fetchrow(
                "SELECT coalesce(sum(reduction_mg), 0)::bigint AS mg, coalesce(sum(verified_mg), 0)::bigint AS verified"
                " FROM action WHERE log_id = $1",
                self.log_id,
            )
        assert row is not None
        return row["mg"], row["verified"]

    async def audit(self, directory: Path) -> Verified:
        """Integrates, exports and verifies the log; raises `LogInvalid`."""
        await integrate_all(self.container)
        async with self.container.database.work(self.org_id) as connection:
            await layout.export_log(connection, self.log_id, layout.Directory(directory))
        return verify(directory, None, recompute)

    async def audited(self, directory: Path) -> None:
        """The log is valid, and its totals are the projection's."""
        found = await self.audit(directory)
        assert (found.reduction_mg, found.verified_mg) == await self.total_mg()

    def later(self, **delta: int) -> datetime:
        self.clock.at += timedelta(**delta)
        return self.clock.at


@pytest.fixture
def settings(settings: Settings, services: Any) -> Settings:
    """With a role that reads everything, as a server needs for backups."""
    assert settings.database_url is not None
    name = settings.database_url.get_secret_value().rpartition("/")[2]
    return settings.model_copy(update={"database_backup_url": SecretStr(services[0].url("postgres", name))})


@pytest.fixture
async def elsewhere(settings: Settings, services: Any, tmp_path: Path) -> AsyncIterator[Callable[[], Any]]:
    """Makes empty installations: a database without tables, and a folder that holds a copy of the key alone."""
    async with AsyncExitStack() as stack:
        admin = await asyncpg.connect(services[0].url(database="postgres"))
        stack.push_async_callback(admin.close)

        async def make() -> Settings:
            name = f"leaf_empty_{os.urandom(4).hex()}"
            await admin.execute(f"CREATE DATABASE {name} OWNER lf_owner")
            stack.push_async_callback(admin.execute, f"DROP DATABASE {name} WITH (FORCE)")
            folder = tmp_path / name
            folder.mkdir()
            shutil.copy(settings.key_path, folder / "key")
            return settings.model_copy(
                update={
                    "data_dir": folder,
                    "database_url": SecretStr(services[0].url("lf_app", name)),
                    "database_owner_url": SecretStr(services[0].url("lf_owner", name)),
                    "database_backup_url": None,
                }
            )

        yield make


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
async def box(settings: Settings, clock: FixedClock) -> AsyncIterator[Container]:
    """A running product whose clock the test sets."""
    async with build(settings, clock) as built:
        await built.redis.flushdb()
        yield built


@pytest.fixture
async def company(box: Container, clock: FixedClock) -> Company:
    return await Company(box, clock).open()


@pytest.fixture
async def rival(box: Container, clock: FixedClock) -> Company:
    """Another organisation beside `company`."""
    return await Company(box, clock).open("南山", first_user=1000)


@pytest.fixture
async def lived(company: Company) -> Company:
    """A company in which everything has become of some act."""
    await live(company)
    return company


@pytest.fixture
async def british(company: Company) -> Company:
    """A company whose acts happen in Great Britain."""
    box = company.container
    async with box.database.work(company.org_id) as connection:
        wanted = choosing.Wanted(region="GB")
        await choosing.choose(connection, box.keys, box.catalogue, company.org_id, wanted, box.clock.now(), author=None)
    return company
