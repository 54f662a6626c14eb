"""Every table is either behind forced row-level security or on a list with its reason."""

from app.container import Container
from tests.house.filled import fill

SHARED = {
    "instance": "facts of the installation",
    "organisation": "the directory that every other table hangs on",
    "person": "resolved before the tenant is known; its home organisation is a column",
    "telegram_account": "resolved before the tenant is known",
    "subject_key": "sealed bytes by person, opened only with the key-encryption key",
    "organisation_key": "sealed bytes by organisation, opened only with the key-encryption key",
    "api_key": "resolved before the tenant is known; holds only a keyed digest",
    "inbox": "raw updates, before anybody is known",
    "outbox": "messages to be sent, by id of a person",
    "published_methodology": "versions that two admins published; as shared as the shipped files, and names nobody",
    "alembic_version": "the schema's revision",
}

TENANTS = ("org_id", "log_id", "household_id", "person_id")


async def test_every_tenant_table_has_forced_row_level_security(container: Container) -> None:
    async with container.database.work() as connection:
        rows = await connection.fetch(
            "SELECT relname, relrowsecurity AND relforcerowsecurity AS forced FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE nspname = 'public' AND relkind IN ('r', 'p')"
        )
    assert {row["relname"] for row in rows if not row["forced"]} == set(SHARED)


async def test_every_key_of_a_tenant_table_begins_with_its_tenant(container: Container) -> None:
    """A key that did not would tell one organisation what another has, and could not be split over machines."""
    async with container.database.work() as connection:
        rows = await connection.fetch(
            "SELECT c.relname, i.indexrelid::regclass::text AS index, a.attname FROM pg_index i"
            " JOIN pg_class c ON c.oid = i.indrelid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relrowsecurity AND i.indisunique"
        )
    assert len(rows) > 20
    assert {row["index"]: row["attname"] for row in rows if row["attname"] not in TENANTS} == {}


async def test_the_application_role_cannot_change_or_remove_entries(container: Container) -> None:
    async with container.database.work() as connection:
        rows = await connection.fetch(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = 'lf_app'"
            " AND table_name IN ('log_entry', 'log_idem', 'log_checkpoint', 'log_cosignature', 'log_key', 'log_methodology',"
            " 'platform_checkpoint')"
        )
    assert {row["privilege_type"] for row in rows} == {"SELECT", "INSERT"}
    assert len({row["table_name"] for row in rows}) == 7


async def test_of_a_signing_key_only_what_a_rotation_needs_can_change(container: Container) -> None:
    async with container.database.work() as connection:
        rows = await connection.fetch(
            "SELECT column_name FROM information_schema.role_column_grants WHERE grantee = 'lf_app'"
            " AND table_name = 'log_key' AND privilege_type = 'UPDATE'"
        )
    assert {row["column_name"] for row in rows} == {"sealed", "retires_at", "rotated_in"}


async def test_without_a_tenant_no_row_shows(container: Container) -> None:
    await fill(container)
    async with container.database.work() as connection:
        names = await connection.fetch(
            "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE nspname = 'public' AND relkind IN ('r', 'p') AND relrowsecurity AND NOT relispartition"
        )
        for row in names:
            assert await connection.fetchval(f"SELECT count(*) FROM {row['relname']}") == 0
