"""Migrations go up, down and up again on filled tables, and the code expects the newest one."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from app.container import build
from app.migrate import RevisionOlder, RevisionUnknown, migrate
from app.schema import FOLDER, current, newest, revisions
from app.settings import Settings
from kernel.ids import PLATFORM_LOG, public
from tests.house.filled import fill

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


async def test_up_down_and_up_again_on_filled_tables(settings: Settings) -> None:
    async with build(settings) as container:
        found = await fill(container)
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
