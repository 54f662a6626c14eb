"""The daily anchor: the platform log's newest checkpoint as a message in a Telegram channel, where it stands for all.

What is to be sent waits in the outbox, one row a day, so that several workers send one and a channel that cannot be
reached is tried again.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC

import httpx
import structlog

from app.alongside import alongside
from app.container import Container
from kernel.errors import DomainError
from kernel.ids import PLATFORM_LOG, PROGRAMME, public
from kernel.mailbox import Outbox, post
from ledger import integrator, note

logger = structlog.get_logger()
KIND = "anchor"
EVERY_S = 60.0
TIMEOUT_S = 20
MOST_UTF16 = 4096
"""Telegram's limit for a message, in UTF-16 units."""


class AnchorNotSent(DomainError):
    """Telegram did not take the anchor."""

    code = "anchor_not_sent"


async def plan(container: Container) -> bool:
    """Puts today's checkpoint (UTC) into the outbox, unless it was put there already or nothing is signed yet."""
    text = await _text(container)
    now = container.clock.now()
    on = now.astimezone(UTC).date().isoformat()
    async with container.database.work() as connection:
        await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('anchor', 3))")
        planned = await connection.fetchval(
            "SELECT EXISTS (SELECT FROM outbox WHERE kind = $1 AND body->>'on' = $2)", KIND, on
        )
        if planned or text is None:
            return False
        await post(connection, KIND, {"on": on, "text": text}, now)
    return True


async def _text(container: Container) -> str | None:
    """The newest checkpoint of the platform log, or until there is one of the programme's; None before both."""
    for log_id in (PLATFORM_LOG, public("log", PROGRAMME)):
        async with container.database.log_work(log_id) as connection:
            signed = await integrator.latest(connection, log_id)
        if signed is not None:
            return _within_a_message(signed.note)
    return None


def _within_a_message(signed_checkpoint: bytes) -> str:
    """The note with as many of its signature lines as a message holds, the log's own first."""
    parsed = note.parse(signed_checkpoint)
    text = parsed.body.decode() + "\n"
    for line in parsed.signatures:
        longer = text + line.line.decode()
        if len(longer.encode("utf-16-le")) // 2 > MOST_UTF16:
            break
        text = longer
    return text


async def send(container: Container, client: httpx.AsyncClient) -> int:
    """Sends what waits to the channel of the setting; how many Telegram took."""
    outbox, sent = Outbox(container.database), 0
    for parcel in await outbox.take(KIND, 10, container.clock.now()):
        try:
            await _send(container, client, str(parcel.body["text"]))
        except AnchorNotSent as problem:
            logger.warning("anchor.not_sent", problem=str(problem), attempts=parcel.attempts)
            await outbox.failed(parcel, container.clock.now())
        else:
            await outbox.done(parcel.id, container.clock.now())
            sent += 1
    return sent


async def _send(container: Container, client: httpx.AsyncClient, text: str) -> None:
    """One message, set as it is, without a sound; raises `AnchorNotSent`.  The address holds the token: never log it."""
    settings = container.settings
    if settings.telegram_token is None:
        raise AnchorNotSent(reason="no_token")
    address = f"{settings.telegram_api_url}/bot{settings.telegram_token.get_secret_value()}/sendMessage"
    message = {
        "chat_id": settings.anchor_chat,
        "text": text,
        "entities": [{"type": "pre", "offset": 0, "length": len(text.encode("utf-16-le")) // 2}],
        "disable_notification": True,
    }
    try:
        answer = await client.post(address, json=message)
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        raise AnchorNotSent(reason=type(problem).__name__) from None
    if answer.status_code != 200:
        raise AnchorNotSent(reason=str(answer.status_code))


@asynccontextmanager
async def beside(container: Container) -> AsyncIterator[None]:
    """Anchors daily while the body runs, where the setting names a channel."""
    if container.settings.anchor_chat is None:
        yield
        return
    async with httpx.AsyncClient(timeout=TIMEOUT_S) as client, alongside(_keep_anchoring(container, client)):
        yield


async def _keep_anchoring(container: Container, client: httpx.AsyncClient) -> None:
    while True:
        try:
            await plan(container)
            await send(container, client)
        except (DomainError, OSError) as problem:
            logger.error("anchor.round_failed", problem=str(problem))
        await asyncio.sleep(EVERY_S)
