"""A product without its key, or with another's, refuses to start, and says so; processes that start at once agree."""

import asyncio
from pathlib import Path

import asyncpg
import pytest
from pydantic import SecretStr

from accounts import organisations
from app.container import SchemaBehind, build
from app.migrate import migrate
from app.programs import Postgres, Valkey
from app.schema import newest
from app.settings import Settings
from kernel.database import DatabaseUnsafe
from kernel.ids import PROGRAMME
from kernel.work import DatabaseUnreachable
from privacy.keys import KeyFileUnusable, SealBroken


async def _start(settings: Settings) -> bytes:
    async with build(settings, pool=2) as container, container.database.work() as connection:
        return await container.keys.organisation_key(connection, PROGRAMME)


async def test_processes_that_start_together_share_one_key_and_one_programme(settings: Settings) -> None:
    keys = await asyncio.gather(*(_start(settings) for _ in range(4)))
    assert len(set(keys)) == 1
    async with build(settings) as container, container.database.work() as connection:
        assert await organisations.every(connection) == [PROGRAMME]


async def test_a_lost_key_file_is_never_replaced(settings: Settings) -> None:
    await _start(settings)
    settings.key_path.unlink()
    with pytest.raises(KeyFileUnusable):
        await _start(settings)
    assert not settings.key_path.exists()


async def test_another_installations_key_file_is_refused_at_the_start(settings: Settings) -> None:
    await _start(settings)
    settings.key_path.write_text("ab" * 32)
    with pytest.raises(SealBroken):
        async with build(settings):
            pytest.fail("it started")


async def test_production_makes_no_key_by_itself(settings: Settings) -> None:
    with pytest.raises(KeyFileUnusable):
        await _start(settings.model_copy(update={"environment": "production"}))


async def test_the_public_url_stays_what_it_was_at_the_first_start(settings: Settings) -> None:
    await _start(settings.model_copy(update={"public_url": "https://leaf.example.org"}))
    async with build(settings.model_copy(update={"public_url": "https://other.example.org"})) as container:
        assert container.log_origin("log_public") == "leaf.example.org/v1/logs/log_public"


@pytest.mark.parametrize(("revision", "found"), [("base", "base"), ("0005", "0005")])
async def test_a_schema_of_an_older_version_is_a_named_error(settings: Settings, revision: str, found: str) -> None:
    assert settings.database_owner_url is not None
    await migrate(settings.database_owner_url.get_secret_value(), revision, down=True)
    with pytest.raises(SchemaBehind) as behind:
        await _start(settings)
    assert behind.value.params == {"found": found, "expected": newest()}


@pytest.mark.parametrize("rest", ["127.0.0.1:9/x", "127.0.0.1:9/x?sslmode=maybe"])
async def test_a_database_that_cannot_be_reached_is_a_named_error(settings: Settings, rest: str) -> None:
    nowhere = settings.model_validate({**settings.model_dump(), "database_url": f"postgresql://u:p@{rest}"})
    with pytest.raises(DatabaseUnreachable):
        await _start(nowhere)


async def test_a_server_that_may_forget_a_commit_is_refused(settings: Settings) -> None:
    url = settings.database_owner_url
    assert url is not None
    owner = await asyncpg.connect(url.get_secret_value())
    try:
        name = await owner.fetchval("SELECT current_database()")
        await owner.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    finally:
        await owner.close()
    with pytest.raises(DatabaseUnsafe) as refused:
        await _start(settings)
    assert refused.value.params == {"settings": ["synchronous_commit"]}


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
async def test_a_server_that_may_lose_what_it_flushed_is_refused(
    setting: str, settings: Settings, services: tuple[Postgres, Valkey], tmp_path: Path
) -> None:
    own = Postgres(tmp_path / "postgres")
    own.start()
    try:
        await own.prepare()
        await migrate(own.url("lf_owner"))
        owner = await asyncpg.connect(own.url("postgres", "postgres"))
        try:
            await owner.execute(f"ALTER SYSTEM SET {setting} = off")
            await owner.execute("SELECT pg_reload_conf()")
        finally:
            await owner.close()
        pointed = settings.model_copy(update={"database_url": SecretStr(own.url("lf_app"))})
        with pytest.raises(DatabaseUnsafe) as refused:
            async with asyncio.timeout(10):
                while True:  # the server reads its settings anew when it comes to it
                    await _start(pointed)
                    await asyncio.sleep(0.05)
        assert refused.value.params == {"settings": [setting]}
    finally:
        own.stop()


async def test_a_role_that_owns_the_log_is_refused(settings: Settings, services: tuple[Postgres, Valkey]) -> None:
    """Whoever migrates and works as one role could give itself the right to change entries."""
    admin = await asyncpg.connect(services[0].url("postgres", "postgres"))
    try:
        await admin.execute("CREATE DATABASE one_role OWNER lf_app")
        await migrate(services[0].url("lf_app", "one_role"))
        one = settings.model_copy(update={"database_url": SecretStr(services[0].url("lf_app", "one_role"))})
        for environment in ("development", "production"):
            with pytest.raises(DatabaseUnsafe) as refused:
                await _start(one.model_copy(update={"environment": environment}))
            assert refused.value.params == {"settings": ["the application role owns the tables"]}
    finally:
        await admin.execute("DROP DATABASE IF EXISTS one_role WITH (FORCE)")
        await admin.close()


async def test_production_refuses_a_login_that_could_do_more(
    settings: Settings, services: tuple[Postgres, Valkey]
) -> None:
    assert settings.database_url is not None
    name = settings.database_url.get_secret_value().rpartition("/")[2]
    mighty = settings.model_copy(update={"database_url": SecretStr(services[0].url(database=name))})
    await _start(mighty)  # In development each connection takes on the application role.
    with pytest.raises(DatabaseUnsafe) as refused:
        await _start(mighty.model_copy(update={"environment": "production"}))
    assert refused.value.params == {"settings": ["login is not the application role lf_app"]}


async def test_our_own_mistake_is_not_called_an_unreachable_database(settings: Settings) -> None:
    async with build(settings) as container:
        with pytest.raises(Exception, match="expects 1 argument"):
            async with container.database.work() as connection:
                await connection.fetch("SELECT $1::int", 1, 2)


async def test_a_lost_connection_is_an_unreachable_database_and_the_next_work_succeeds(settings: Settings) -> None:
    async with build(settings, pool=2) as container:
        with pytest.raises(DatabaseUnreachable):
            async with container.database.work() as connection:
                pid = await connection.fetchval("SELECT pg_backend_pid()")
                async with container.database.work() as other:
                    await other.execute("SELECT pg_terminate_backend($1)", pid)
                await connection.fetch("SELECT 1")
        async with container.database.work() as connection:
            assert await connection.fetchval("SELECT 1") == 1
