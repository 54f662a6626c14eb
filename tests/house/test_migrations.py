"""Migrations go up, down and up again on filled tables, and the code expects the newest one."""

import hashlib
import importlib.util
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from accounts import approvals, email_codes, join_requests, joining, partners
from accounts.households import children, home
from accounts.households import joining as households
from accounts.signing_in import links, second_factor, sessions
from actions.attesting import next_version
from actions.commands import RecordAction
from actions.requests import Request
from app import platform
from app.container import Container, build
from app.migrate import RevisionOlder, RevisionUnknown, migrate
from app.reconciling import reconcile_due
from app.schema import FOLDER, current, newest, revisions
from app.settings import Settings
from kernel.ids import PLATFORM_LOG, new_uuid, public
from kernel.mailbox import Arrival, Inbox
from ledger import cosignatures
from privacy import access

PUBLISHED = {
    "0001_spine.py": "d9dba10c05c59062b6dc7f7ec899d08cfa314e415a57533d60b62a93f90a1609",
    "0002_log_head_epoch.py": "b3f1f86805eb76282dd162de65804b1a15d53d4b67ceb8b7850de11f12c38e83",
    "0003_no_index_of_context_by_person.py": "14838a6999e8af58e2cede84c014c4b1864c27a990d37a0d552b808f31ac79b5",
    "0004_key_rotation_and_cosignatures.py": "018048efc6be5e8b5fe0bcd218b9b3f206b2b642cb12e26854d1421f850e2945",
    "0005_platform_checkpoint.py": "6e641965ef9197c29b82eb6b41e024f73ecb055783ff9cc17087565aa2b71dd2",
    "0006_erasing.py": "f5ad82b324a7802e137a9f7fd099d341fd402c0f66cc8355ed4b198ff789c898",
    "0007_projections_rebuilt.py": "4d822d7a042c2d8b8bff8c63f5405d41a1be116e043c05e8ab5467febbe72fb2",
    "0008_choosing.py": "e05204b4b4e07cfe2f877202078a2b58d3605bb18328c2830903ca918ea58ec0",
    "0009_attesting.py": "4aeef4905b98ed36bfea499dc78cf23d7c40d9309db5cf1ba073ec4bf979af20",
    "0010_one_balance.py": "4544cd2121e1039580af71a9aa19d1d81fd49258b633d4a04a8214cb397712cd",
    "0011_roles_and_approvals.py": "ac77fc000b53f10e84b33f617ce4e48df9c2a8a95ea25900d67501ebeec82db1",
    "0012_leaving.py": "614e4b5c5276d12d67713f74f8087f4b80f07ba4cfed6e5a85922fbf8b3a8fd6",
    "0013_notifications.py": "74f343180f86463a7f992053b98f50728ab1370507f2d0733a0ce3e3302c9ba5",
    "0014_broadcasts.py": "3be56ced63e359cba660b4dd40d28677aafa05bd06159e2be3bc0f41a3a506e6",
    "0015_groups.py": "11f65045c636cc6ac441d91ddffb29aec78a977c44518a760f1bbec6166f9b57",
    "0016_households.py": "b85df1175ffbc5ecb53590538e438267f640fd9a96f42d7baae34d091a5c5165",
    "0017_rosters.py": "698c2324e97c67449fcc7517aaa88b3b1bfc3366ce9f8cf8abd5bd78b2147c48",
    "0018_household_goal.py": "d17d1cccbc772f75f5d24fc7c1d20068fc3553fbfdd14a892f3c6dc39aee1d64",
    "0019_signing_in.py": "881a2e6809f9cfb0c012033d124b94b405af2233b6cd4fa5ef4b8956c667dd25",
    "0020_join_requests.py": "9e77e4d9fdf7d4547219b5024ea33bd44696e707e2da10ae05bdb943c1dc02c9",
    "0021_email_codes.py": "76eb7ffbb6b2a85190efa494de50859721252022f83a578d1ee8664780e6dce7",
}
"""SHA-256 of what data folders have gone through: a change is a new file, never an edit of one of these."""
DRIVER = FOLDER.parent / "tests" / "drivers" / "log_fixture.py"
TABLES = (
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE nspname = 'public' AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> 'alembic_version'"
)
CATALOGUE = {
    "columns": "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns"
    " WHERE table_schema = 'public' ORDER BY 1, 2",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
    "constraints": "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2",
    "policies": "SELECT tablename, policyname, qual, with_check FROM pg_policies ORDER BY 1, 2",
    "security": "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class"
    " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1",
    "grants": "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
    " WHERE grantee = 'lf_app' ORDER BY 1, 2",
}


@asynccontextmanager
async def _owner(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(_owner_url(settings))
    try:
        yield connection
    finally:
        await connection.close()


def _owner_url(settings: Settings) -> str:
    assert settings.database_owner_url is not None
    return settings.database_owner_url.get_secret_value()


async def _schema(settings: Settings) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that a migration can make, as the catalogue tells it."""
    async with _owner(settings) as connection:
        return {name: [tuple(row) for row in await connection.fetch(query)] for name, query in CATALOGUE.items()}


async def _empty_tables(settings: Settings, org_id: UUID, household_id: UUID, person_id: UUID) -> list[str]:
    """Tables without a row that the organisation, the household, the person or the platform log sees."""
    async with _owner(settings) as connection:
        names = [row["relname"] for row in await connection.fetch(TABLES)]
        for log_id in (public("log", org_id), PLATFORM_LOG):
            await connection.execute(
                "SELECT set_config('app.org', $1, false), set_config('app.log', $2, false),"
                " set_config('app.household', $3, false), set_config('app.person', $4, false)",
                str(org_id),
                log_id,
                str(household_id),
                str(person_id),
            )
            names = [name for name in names if not await connection.fetchval(f"SELECT count(*) FROM {name}")]
        return names


async def _household(container: Container, person_id: UUID) -> UUID:
    """A home with a child, an act of its own, a link and a reading; its id."""
    now = container.clock.now()
    async with container.database.work(person_id=person_id) as connection:
        made = await households.make(connection, container.consents, person_id, "home", now)
        await home.see(connection, made.id)
        await households.invite(connection, container.keys.token_key, made, now)
    async with container.database.work(person_id=person_id) as connection:
        (child,) = (await children.add(connection, person_id, "child", now)).children
        await children.note(connection, person_id, child.id, [("log_public", new_uuid())])
        await connection.execute(
            "INSERT INTO household_reading VALUES ($1, 'bill', $2, 1, $3, $4)", made.id, now.date(), person_id, now
        )
    return made.id


async def _sign_in(container: Container, person_id: UUID) -> None:
    """A session in a browser, and a second factor."""
    keys, now = container.keys, container.clock.now()
    async with container.database.work() as connection:
        session, _ = await sessions.open_by_link(
            connection, keys.token_key, links.issue(keys.token_key, person_id, now), "browser", now
        )
        await second_factor.offer(connection, keys, session, "name", now)


async def _fill(container: Container) -> tuple[UUID, UUID, UUID]:
    """A company's whole month in every table; the ids of the organisation, a household and a person."""
    spec = importlib.util.spec_from_file_location("log_fixture", DRIVER)
    assert spec is not None and spec.loader is not None
    driver = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(driver)
    firm = driver.Company(container)
    await firm.open()
    live: Callable[[object], Coroutine[None, None, None]] = driver.live
    await live(firm)
    now, keys = container.clock.now(), container.keys
    async with container.database.work(firm.org_id) as connection:
        await joining.invite(connection, keys.token_key, firm.org_id, now=now)
        await partners.issue_key(connection, keys.token_key, firm.org_id, scopes=["actions.read"], now=now)
        await cosignatures.keep(connection, public("log", firm.org_id), 1, "witness", b"line", now)
        await connection.execute(
            "INSERT INTO attestation VALUES ($1, 'cn-sz-lcpt/2021.1', $2, 'a', 1, $3)", firm.org_id, new_uuid(), now
        )
        await connection.execute(
            "INSERT INTO broadcast VALUES ($1, $1, $2, 'words', 'done', $3, $3, $3)", firm.org_id, new_uuid(), now
        )
        await connection.execute(
            "INSERT INTO broadcast_recipient VALUES ($1, $1, $2, 'delivered', $3, $3)", firm.org_id, new_uuid(), now
        )
        await connection.execute("INSERT INTO group_chat VALUES ($1, $1, -7, $2)", firm.org_id, now)
        await connection.execute(
            "INSERT INTO roster_row VALUES ($1, 'r', 'n', 'e', 'c', NULL, 'zh', 's', $2)", firm.org_id, now
        )
        await join_requests.ask(connection, firm.org_id, firm.riders[0].id, now)
        await email_codes.begin(connection, keys, firm.org_id, firm.riders[0].id, "a@b.example", now)
        await approvals.propose(connection, firm.org_id, "act", "act_1", {}, rid=None, by=None, now=now)
        await access.note(connection, firm.org_id, new_uuid(), access.Look(now, "reviewer", "act", "review"))
        following = next_version(container.catalogue.package("cn-sz-lcpt/2021.1"), "a" * 64, now.date(), ())
        await connection.execute(
            "INSERT INTO published_methodology VALUES ($1, $2, 'cn-sz-lcpt/2021.1', $3, $4, $4)",
            following.name, following.sha256, following.canonical.decode(), now,
        )  # fmt: skip
    ride = RecordAction(
        kind="bus", quantity=1_234, occurred_at=now, source="ride", external_id="filled", partner=firm.partner,
        member_id=firm.members[7], evidence_kind="operator_record",
    )  # fmt: skip
    await container.recorder.record_many(firm.org_id, [ride], Request(b"key", b"body"))
    await Inbox(container.database, 1).store([Arrival(1, 1, "{}")], now)
    await platform.log_all(container)
    assert set((await reconcile_due(container)).values()) == {"equal"}
    person_id = firm.riders[0].id
    await _sign_in(container, person_id)
    return firm.org_id, await _household(container, person_id), person_id


async def test_up_down_and_up_again_on_filled_tables(settings: Settings) -> None:
    async with build(settings) as container:
        found = await _fill(container)
    assert await _empty_tables(settings, *found) == []
    before, owner = await _schema(settings), _owner_url(settings)
    for revision in ["base", *revisions()[:-1]][::-1]:
        await migrate(owner, revision, down=True)
        assert await current(owner) == (None if revision == "base" else revision)
        await migrate(owner)
        assert await current(owner) == newest()
        assert await _schema(settings) == before
    async with build(settings) as container:
        assert (await container.programme()).public_id == "org_public"


async def test_at_the_base_nothing_is_left(settings: Settings) -> None:
    await migrate(_owner_url(settings), "base", down=True)
    async with _owner(settings) as connection:
        left = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    assert [row["tablename"] for row in left] == ["alembic_version"]


async def test_a_revision_that_is_none_changes_nothing(settings: Settings) -> None:
    with pytest.raises(RevisionUnknown):
        await migrate(_owner_url(settings), "9999")
    assert await current(_owner_url(settings)) == newest()


async def test_nothing_is_dropped_by_naming_an_older_revision_alone(settings: Settings) -> None:
    for older in ("base", revisions()[0]):
        with pytest.raises(RevisionOlder):
            await migrate(_owner_url(settings), older)
    assert await current(_owner_url(settings)) == newest()


def test_a_published_migration_is_never_edited() -> None:
    found = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in (FOLDER / "versions").glob("*.py")}
    assert found == PUBLISHED


def test_no_migration_imports_the_domain() -> None:
    for file in Path(FOLDER / "versions").glob("*.py"):
        imports = [line for line in file.read_text().splitlines() if line.startswith(("import ", "from "))]
        assert imports == ["from alembic import op"], file.name
