"""A served API over real HTTP: an organisation, its partner's key, a member who agreed; and the check page on a disk."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page
from pydantic import SecretStr

from accounts import organisations, partners, people
from accounts.organisations import Organisation
from accounts.partners import Partner
from accounts.people import Person
from api.pages.check import CheckPage, assemble
from app.api import server
from app.container import Container, build
from app.programs import Postgres, Valkey
from app.settings import Settings
from kernel.ids import public
from kernel.work import Connection
from methodologies.catalogue import Catalogue
from tests.integration.api.check_page import opened
from tests.integration.chromium import chromium

_NUMBERS = iter(range(1, 1_000_000))
BOT_ID = 4242
SECRET = "the-webhook-secret"


@dataclass
class Tenant:
    """An organisation with one partner and one linked member."""

    organisation: Organisation
    partner: Partner
    key: str
    person: Person
    member_id: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    def action(self, container: Container, **changes: object) -> dict[str, Any]:
        """The body of one metro ride, hours apart from every other one."""
        number = next(_NUMBERS)
        return {
            "source": self.partner.source,
            "external_id": f"ride-{number:08d}",
            "member_id": self.member_id,
            "kind": "metro",
            "quantity": 12_000,
            "unit": "m",
            "occurred_at": (container.clock.now() - timedelta(hours=1 + number % 600)).isoformat(timespec="seconds"),
            **changes,
        }


async def link(container: Container, tenant_partner: Partner) -> tuple[Person, str]:
    """A new person of the partner's organisation who agreed, and their member id."""
    number = next(_NUMBERS)
    now, org_id = container.clock.now(), tenant_partner.org_id
    async with container.database.work(org_id) as connection:
        person = await people.register(
            connection, container.keys, user_id=number, chat_id=number, nickname="小林", locale="zh", now=now
        )
        person = await people.join(connection, person.id, org_id, now=now)
        member_id, _ = await partners.request_link(
            connection, container.keys.token_key, tenant_partner, reference=f"user-{number}", now=now
        )
        await partners.accept_link(connection, org_id, member_id, person.id, now)
    return person, public("mem", member_id)


async def issue_key(container: Container, partner: Partner, *scopes: str) -> str:
    """A key of the partner with these scopes, all of them where none is named."""
    async with container.database.work(partner.org_id) as connection:
        return await partners.issue_key(
            connection,
            container.keys.token_key,
            partner.org_id,
            scopes=scopes or sorted(partners.SCOPES),
            now=container.clock.now(),
            partner_id=partner.id,
        )


async def make_tenant(container: Container, name: str) -> Tenant:
    """An organisation of that name; its partner's source bears it too."""

    async def create(connection: Connection) -> Organisation:
        return await organisations.create(
            connection, container.keys, name=name, region="CN-GD-SZ", now=container.clock.now()
        )

    async with container.database.work() as connection:
        organisation = await create(connection)
    async with container.database.work(organisation.id) as connection:
        partner = await partners.create(connection, organisation.id, name=name, source=f"{name}-ride")
    person, member_id = await link(container, partner)
    return Tenant(organisation, partner, await issue_key(container, partner), person, member_id)


@pytest.fixture(scope="module")
def redis_url(services: tuple[Postgres, Valkey]) -> str:
    """A database of the run's Valkey."""
    return services[1].url().replace("/0", "/9")


@pytest.fixture(scope="module")
def methodologies_dir() -> Path | None:
    """Where further methodologies are dropped in; a file of its own tests says where."""
    return None


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def container(
    services: tuple[Postgres, Valkey],
    redis_url: str,
    methodologies_dir: Path | None,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Container]:
    """One product for a whole file: its tests tell their own acts apart."""
    postgres, _ = services
    name = f"api_{next(_NUMBERS)}"
    admin = await asyncpg.connect(postgres.url(database="postgres"))
    try:
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE leafledger OWNER lf_owner")
        settings = Settings(
            data_dir=tmp_path_factory.mktemp("data"),
            methodologies_dir=methodologies_dir,
            database_url=SecretStr(postgres.url("lf_app", name)),
            redis_url=SecretStr(redis_url),
            telegram_token=SecretStr(f"{BOT_ID}:a-token-of-a-test"),
            telegram_webhook_secret=SecretStr(SECRET),
        )
        async with build(settings) as built:
            await built.redis.flushdb()
            await built.remember_bot("yiye_test_bot")  # links to it are given once it has run
            yield built
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await admin.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def tenant(container: Container) -> Tenant:
    """An organisation with its partner and one member."""
    return await make_tenant(container, "alpha")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def other(container: Container) -> Tenant:
    """Another organisation, of which the first must see nothing."""
    return await make_tenant(container, "beta")


@asynccontextmanager
async def served(container: Container) -> AsyncIterator[int]:
    """A real uvicorn with the product's own parser; the port it listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        running = server(container)
        task = asyncio.ensure_future(running.serve([listener]))
        while not running.started:
            await asyncio.sleep(0.01)
        yield listener.getsockname()[1]
        running.should_exit = True
        await task


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def port(container: Container) -> AsyncIterator[int]:
    """The port of a served API."""
    async with served(container) as found:
        yield found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def http(port: int) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the served API."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20, trust_env=False) as client:
        yield client


Post = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
def post(http: httpx.AsyncClient, tenant: Tenant) -> Post:
    """Posts a body as the tenant's partner, under a fresh Idempotency-Key unless one is given."""

    async def send(path: str, body: object, *, key: str = "", headers: dict[str, str] | None = None) -> httpx.Response:
        made = {"Idempotency-Key": key or f"test-key-{next(_NUMBERS):012d}", **tenant.headers, **(headers or {})}
        return await http.post(path, json=body, headers=made)

    return send


@pytest.fixture
def entries(container: Container) -> Callable[[Tenant], Awaitable[int]]:
    """Counts the entries of a tenant's log."""

    async def count(tenant: Tenant) -> int:
        async with container.database.work(tenant.organisation.id) as connection:
            found: int = await connection.fetchval("SELECT count(*) FROM log_entry")
            return found

    return count


@pytest.fixture
def new_member(container: Container) -> Callable[[Partner], Awaitable[tuple[Person, str]]]:
    """Makes another person who agreed to a partner."""

    async def make(partner: Partner) -> tuple[Person, str]:
        return await link(container, partner)

    return make


@pytest.fixture
def new_key(container: Container) -> Callable[..., Awaitable[str]]:
    """Issues another key of a partner, with the scopes named."""

    async def issue(partner: Partner, *scopes: str) -> str:
        return await issue_key(container, partner, *scopes)

    return issue


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def second_partner(container: Container, tenant: Tenant) -> str:
    """A key of another partner of the tenant's organisation."""
    async with container.database.work(tenant.organisation.id) as connection:
        partner = await partners.create(connection, tenant.organisation.id, name="second", source="second-ride")
    return await issue_key(container, partner)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as launched:
        yield launched


@pytest.fixture(scope="module")
def built() -> CheckPage:
    return assemble(Catalogue.load().kinds.values())


@pytest.fixture(scope="module")
def saved(built: CheckPage, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page's address on a disk."""
    file = tmp_path_factory.mktemp("saved") / "check.html"
    file.write_bytes(built.document)
    return file.as_uri()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def offline(browser: Browser, saved: str) -> AsyncIterator[Page]:
    """The page from the disk, without any network."""
    window = await browser.new_context(locale="en-GB", offline=True)
    page, faults = await opened(window, saved)
    yield page
    assert faults == []
    await window.close()
