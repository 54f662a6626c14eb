"""A small company in November 2026, its people and their acts, recorded through the one way in."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest
import uvicorn

from accounts import organisations, people
from accounts.organisations import Organisation, Unit
from accounts.people import Person
from actions.commands import Receipt, RecordAction
from app.api import application
from app.container import Container, build
from app.settings import Settings
from kernel.clock import FixedClock

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)  # A Friday.


@dataclass
class Company:
    """An organisation with departments; `record` tells an act of one of its people."""

    container: Container
    organisation: Organisation
    clock: FixedClock
    units: dict[str, Unit] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def org_id(self) -> UUID:
        return self.organisation.id

    async def department(self, name: str) -> Unit:
        async with self.container.database.work(self.org_id) as connection:
            self.units[name] = await organisations.add_unit(connection, self.org_id, name)
        return self.units[name]

    async def hire(self, department: str | None = None, *, role: str = "member") -> Person:
        number = next(self.numbers)
        async with self.container.database.work(self.org_id) as connection:
            person = await people.register(
                connection, self.container.keys, user_id=number, chat_id=number, nickname=f"甲{number}", locale="zh",
                now=self.clock.now() - timedelta(days=40),
            )  # fmt: skip
            return await people.join(
                connection,
                person.id,
                self.org_id,
                now=self.clock.now() - timedelta(days=40),
                unit_id=None if department is None else self.units[department].id,
                roles=frozenset({role}),
            )

    async def record(
        self, person: Person, kind: str, quantity: int, *, proof: str = "statement", hours_ago: int = 2
    ) -> Receipt:
        """One act; proof: the kind of evidence, `operator_record` for a partner's word."""
        return await self.container.recorder.record(
            self.org_id,
            RecordAction(
                kind=kind,
                quantity=quantity,
                occurred_at=self.clock.now() - timedelta(hours=hours_ago),
                source="telegram" if proof == "statement" else "rides",
                external_id=f"{next(self.numbers)}:0",
                person_id=person.id,
                evidence_kind=proof,
            ),
        )


@pytest.fixture
async def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
async def running(settings: Settings, clock: FixedClock) -> AsyncIterator[Container]:
    """A product whose clock stands still."""
    async with build(settings, clock) as built:
        await built.redis.flushdb()
        yield built


@pytest.fixture
async def company(running: Container, clock: FixedClock) -> Company:
    """A company in Shenzhen without people yet; it lets the two estimates on foreign factors count."""
    async with running.database.work() as connection:
        organisation = await organisations.create(
            connection,
            running.keys,
            name="鹏城电子",
            region="CN-GD-SZ",
            now=clock.now(),
            methodology_set=("cn-sz-lcpt", "modeshift-cycling", "recycle-warm"),
        )
    return Company(running, organisation, clock)


@pytest.fixture
async def door(running: Container) -> AsyncIterator[str]:
    """The real HTTP door over real HTTP; its origin."""
    server = uvicorn.Server(uvicorn.Config(application(running), log_config=None, lifespan="off"))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(32)
        serving = asyncio.ensure_future(server.serve(sockets=[listening]))
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        await serving
