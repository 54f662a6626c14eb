"""Migrations go up, down and up again on filled tables, and the code expects the newest one."""

from pathlib import Path

import asyncpg

from accounts import people
from actions.commands import RecordAction
from app.container import build
from app.migrate import migrate
from app.schema import FOLDER, current, newest
from app.settings import Settings
from kernel.ids import PROGRAMME


async def test_up_down_and_up_again_on_filled_tables(settings: Settings) -> None:
    async with build(settings) as container:
        now = container.clock.now()
        async with container.database.work(PROGRAMME) as connection:
            person = await people.register(
                connection, container.keys, user_id=1, chat_id=1, nickname="n", locale="en", now=now
            )
        await container.recorder.record(
            PROGRAMME,
            RecordAction(
                kind="metro", quantity=1000, occurred_at=now, source="t", external_id="1", person_id=person.id
            ),
        )
    assert settings.database_owner_url is not None
    owner = settings.database_owner_url.get_secret_value()
    assert await current(owner) == newest()
    await migrate(owner, "base")
    connection = await asyncpg.connect(owner)
    try:
        left = await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        assert left == 1, "only alembic_version stays"
    finally:
        await connection.close()
    await migrate(owner)
    assert await current(owner) == newest()
    async with build(settings) as container:
        assert (await container.programme()).public_id == "org_public"


def test_no_migration_imports_the_domain() -> None:
    for file in Path(FOLDER / "versions").glob("*.py"):
        imports = [line for line in file.read_text().splitlines() if line.startswith(("import ", "from "))]
        assert imports == ["from alembic import op"], file.name
