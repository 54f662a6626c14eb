"""Telegram's webhook: the update is stored and committed, then confirmed; the bot takes it from the inbox."""

import hmac
from typing import Any

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from accounts.partners import APIKeyInvalid
from accounts.updates import LARGEST_ID, chat_of
from api.access import HandedOver
from api.strict import JSONMalformed
from kernel.mailbox import Arrival

router = APIRouter(tags=["operations"])


@router.post("/telegram/webhook", include_in_schema=False)
async def receive(request: Request, door: HandedOver) -> Response:
    """200 after the commit, so that Telegram sends again whatever was not stored."""
    webhook = door.context.webhook
    assert webhook is not None and webhook.secret  # The route exists only where there is a secret.
    sent = request.headers.get("x-telegram-bot-api-secret-token", "")
    if not hmac.compare_digest(sent.encode("latin-1"), webhook.secret.encode()):
        raise APIKeyInvalid
    body = await request.body()
    await webhook.inbox.store([_arrival(body)], door.context.clock.now())
    return Response(status_code=200)


def _arrival(body: bytes) -> Arrival:
    try:
        update: Any = orjson.loads(body)
        update_id = update["update_id"]
        text = body.decode()
    except (ValueError, KeyError, TypeError) as problem:
        raise JSONMalformed(reason="syntax", offset=0) from problem
    if type(update_id) is not int or not 0 <= update_id <= LARGEST_ID:
        raise JSONMalformed(reason="syntax", offset=0)
    return Arrival(update_id, chat_of(update), text)
