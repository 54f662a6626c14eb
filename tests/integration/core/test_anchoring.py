"""The daily anchor: one message a day with the newest checkpoint, exact enough to hold the log to it."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from pydantic import SecretStr

from app import anchoring
from app.container import Container, build
from app.export import PLATFORM, export_log
from app.platform import log_all
from app.worker import integrate_all
from kernel.clock import FixedClock
from ledger import checkpoint, merkle, note
from ledger.checkpoint import Checkpoint
from ledger.note import SigningKey
from ledger.verify import verify
from methodologies.engine import recompute

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company


class Telegram:
    """Takes messages, or does not."""

    def __init__(self) -> None:
        self.messages: list[dict[str, str]] = []
        self.statuses: list[int] = []

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self._take))

    def _take(self, request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/bot1:token/sendMessage"
        status = self.statuses.pop() if self.statuses else 200
        if status == 200:
            self.messages.append(json.loads(request.content))
        return httpx.Response(status)


@pytest.fixture
async def anchored(company: "Company", clock: FixedClock) -> AsyncIterator[Container]:
    """The company's product with a channel, its log signed and logged."""
    change = {"anchor_chat": "@leaf_anchors", "telegram_token": SecretStr("1:token")}
    await company.record(company.tell(5_000))
    await integrate_all(company.container)
    await log_all(company.container)
    await integrate_all(company.container)
    async with build(company.container.settings.model_copy(update=change), clock) as built:
        yield built


async def test_one_message_a_day_whoever_sends_it(company: "Company", anchored: Container) -> None:
    telegram = Telegram()
    assert sorted(await asyncio.gather(*(anchoring.plan(anchored) for _ in range(3)))) == [False, False, True]
    async with telegram.client() as client:
        assert sorted(await asyncio.gather(*(anchoring.send(anchored, client) for _ in range(2)))) == [0, 1]
        company.later(days=1)
        assert await anchoring.plan(anchored)
        assert await anchoring.send(anchored, client) == 1
    assert [message["chat_id"] for message in telegram.messages] == ["@leaf_anchors"] * 2


async def test_the_message_holds_a_log_to_its_history(company: "Company", anchored: Container, tmp_path: Path) -> None:
    telegram = Telegram()
    await anchoring.plan(anchored)
    async with telegram.client() as client:
        await anchoring.send(anchored, client)
    text = telegram.messages[0]["text"]
    size = checkpoint.parse(note.parse(text.encode()).body).size
    company.later(hours=2)
    await company.record(company.tell(6_000, another=True))
    await integrate_all(anchored)
    await log_all(anchored)
    await export_log(anchored.settings, PLATFORM, tmp_path / "log")
    kept = tmp_path / "log" / "checkpoints" / str(size)
    assert kept.read_text() == text, "the export keeps it too"
    assert verify(tmp_path / "log", None, recompute).older_checkpoints >= 1


async def test_a_channel_that_cannot_be_reached_is_tried_again(company: "Company", anchored: Container) -> None:
    telegram = Telegram()
    telegram.statuses = [403, 502]
    await anchoring.plan(anchored)
    async with telegram.client() as client:
        for _ in range(3):
            await anchoring.send(anchored, client)
            company.later(minutes=5)
    assert len(telegram.messages) == 1


async def test_an_address_that_is_none_is_a_channel_that_cannot_be_reached(
    anchored: Container, clock: FixedClock
) -> None:
    odd = anchored.settings.model_copy(update={"telegram_api_url": "http://telegram.example:port"})
    async with build(odd, clock) as container, Telegram().client() as client:
        await anchoring.plan(container)
        assert await anchoring.send(container, client) == 0


async def test_without_a_checkpoint_there_is_no_anchor(box: Container) -> None:
    assert not await anchoring.plan(box)


def test_a_checkpoint_of_many_witnesses_fits_into_a_message() -> None:
    point = Checkpoint("ledger.example.org/log_a", 1, merkle.EMPTY_ROOT)
    key = SigningKey.from_seed(point.origin, bytes(32))
    many = [SigningKey.generate(f"witness.example.net/{n}").cosign(point.body(), 1) for n in range(90)]
    text = anchoring._within_a_message(checkpoint.sign(point, key) + b"".join(many))
    assert len(text) <= anchoring.MOST_UTF16
    assert note.open_note(text.encode(), [note.Verifier.from_vkey(key.vkey)]) == point.body()
