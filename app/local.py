"""Commands that work on a running product, or start the embedded servers for as long as they take."""

import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

from app.container import Container, build
from app.settings import Settings, SettingWrong
from app.up import RUNNING, Stack
from privacy.keys import read_key_file


@asynccontextmanager
async def servers(settings: Settings) -> AsyncIterator[Settings]:
    """Settings that point at running servers: named ones, those of a running `up`, or embedded ones started here."""
    if settings.database_url is not None and settings.redis_url is not None:
        yield settings
        return
    running = running_product(settings)
    if running is not None:
        yield running
        return
    stack = Stack(settings)
    stack.claim()
    try:
        pointed = stack.point()
        await stack.start_servers(pointed)
        yield pointed
    finally:
        stack.stop()


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Container]:
    """A container over `servers`."""
    async with servers(settings) as pointed, build(pointed) as container:
        yield container


def running_product(settings: Settings) -> Settings | None:
    """Settings that point at the product that runs on this data folder, whatever ports it was given; None without."""
    file = settings.data_dir / RUNNING
    try:
        urls = json.loads(file.read_text())
        address = urlsplit(urls["database_url"])
        with closing(socket.create_connection((address.hostname, address.port), 1)):
            return Settings(**{**settings.model_dump(exclude_none=True), **urls})
    except (OSError, ValueError, KeyError):
        return None


async def migrate_to(settings: Settings, revision: str, *, down: bool) -> None:
    """Moves the schema of the configured database, or of the embedded one; to an older revision only if `down`."""
    owner = settings.database_owner_url or settings.database_url
    if owner is None:
        async with servers(settings) as pointed:
            owner = pointed.database_owner_url
            if owner is None:
                raise SettingWrong(setting="LEAFLEDGER_DATABASE_OWNER_URL", reason="missing")
            await import_module("app.migrate").migrate(owner.get_secret_value(), revision, down=down)
    else:
        await import_module("app.migrate").migrate(owner.get_secret_value(), revision, down=down)


def new_key(settings: Settings) -> list[Path]:
    """Makes the key file where there is none, and the logs' where one is named; their paths."""
    paths = [settings.key_path, *([] if settings.log_key_file is None else [settings.log_key_file])]
    for path in paths:
        read_key_file(path, may_create=True)
    return paths
