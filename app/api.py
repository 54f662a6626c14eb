"""The API process: the door wired to the container, served by uvicorn."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import structlog
import uvicorn
from starlette.types import ASGIApp

from api.application import build as build_door
from api.context import Context, Readiness, TelegramWebhook
from api.protocol import GuardedProtocol
from app.container import Container, build
from app.logging import configure
from app.processes import run_until_told
from app.schema import newest
from app.settings import Settings, SettingWrong
from kernel.mailbox import Inbox

logger = structlog.get_logger()
KEEP_ALIVE_S = 75
GRACE_S = 10
BACKLOG = 2048


async def readiness(container: Container) -> Readiness:
    """Each check of /readyz, asked anew."""
    checks = {"database": False, "migrations": False, "keys": False, "redis": False}
    with suppress(Exception):
        async with asyncio.timeout(2), container.database.work() as connection:
            checks["database"] = await connection.fetchval("SELECT 1") == 1
            checks["migrations"] = await connection.fetchval("SELECT version_num FROM alembic_version") == newest()
            programme = await container.programme()
            await container.keys.organisation_key(connection, programme.id)
            checks["keys"] = True
    with suppress(Exception):
        async with asyncio.timeout(1):
            await container.redis.get("ping")
            checks["redis"] = True
    return checks


def _webhook(container: Container) -> TelegramWebhook | None:
    settings = container.settings
    if settings.telegram_webhook_secret is None:
        return None
    if settings.telegram_token is None or not settings.telegram_webhook_secret.get_secret_value():
        raise SettingWrong(setting="LEAFLEDGER_TELEGRAM_WEBHOOK_SECRET", reason="needs a token, and may not be empty")
    bot_id = int(settings.telegram_token.get_secret_value().partition(":")[0])
    return TelegramWebhook(Inbox(container.database, bot_id), settings.telegram_webhook_secret.get_secret_value())


def context(container: Container) -> Context:
    """What the door is handed."""

    async def ready() -> Readiness:
        return await readiness(container)

    return Context(
        database=container.database,
        redis=container.redis,
        keys=container.keys,
        catalogue=container.catalogue,
        clock=container.clock,
        recorder=container.recorder,
        leading=container.leading,
        texts=container.texts,
        public_url=container.public_url,
        chat_url=container.settings.simulator_url if container.settings.simulated else None,
        deep_link=container.deep_link,
        log_origin=container.log_origin,
        readiness=ready,
        webhook=_webhook(container),
    )


def application(container: Container) -> ASGIApp:
    """The ASGI application over a container; a test builds it."""
    return build_door(context(container))


class _Server(uvicorn.Server):
    """uvicorn without its own signal handling: the process decides when it ends."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves the signals to the process."""
        yield


def server(container: Container, *, port: int | None = None) -> uvicorn.Server:
    """The server over a container; port: another than the setting's."""
    settings = container.settings
    config = uvicorn.Config(
        application(container),
        host=settings.host,
        port=settings.port if port is None else port,
        http=GuardedProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=GRACE_S,
        backlog=BACKLOG,
    )
    return _Server(config)


async def run(settings: Settings) -> None:
    """Serves until cancelled, then finishes what is in flight."""
    async with build(settings) as container, container.keep_up():
        serving = server(container)
        task = asyncio.ensure_future(serving.serve())
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            serving.should_exit = True
            await task
            raise


def main() -> None:
    """Runs the process."""
    settings = Settings()
    configure(settings.log_level)
    run_until_told(run(settings), settings.data_dir, "api")


if __name__ == "__main__":
    main()
