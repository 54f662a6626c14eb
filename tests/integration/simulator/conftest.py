"""A simulator for each test, the people's side of it, and the real client on the bot's side."""

from collections.abc import AsyncIterator, Awaitable, Callable
from io import BytesIO

import aiohttp
import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from PIL import Image

from simulator.limits import Limits
from simulator.server import Running, build_application, running

TOKEN = "4242:simulator-test-token"
LIN, ALEX = 700_000_001, 700_000_002
Found = Callable[..., Awaitable[int]]
Picture = Callable[..., bytes]


@pytest.fixture
async def server() -> AsyncIterator[Running]:
    """A simulator without limits that repeats webhook deliveries quickly."""
    async with running(build_application(TOKEN, limits=Limits(enabled=False), retry_s=0.05)) as server:
        yield server


@pytest.fixture
async def page(server: Running) -> AsyncIterator[aiohttp.ClientSession]:
    """What people do: calls of the control API."""
    async with aiohttp.ClientSession(server.url) as session:
        yield session


@pytest.fixture
async def bot(server: Running) -> AsyncIterator[Bot]:
    """The real client, at the simulator instead of Telegram."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(server.url))
    yield Bot(TOKEN, session=session)
    await (await session.create_session()).close()  # The client's own close() sleeps for a quarter of a second.


@pytest.fixture
async def started(page: aiohttp.ClientSession) -> None:
    """小林 has opened the bot by a deep link."""
    await page.post(f"/simulator/people/{LIN}/start", json={"payload": "j_abc"})


@pytest.fixture
def found_group(page: aiohttp.ClientSession) -> Found:
    """Founds a group of 小林 and Alex with the bot in the given standing; its id."""

    async def found(standing: str = "member") -> int:
        answer = await page.post("/simulator/groups", json={"title": "福田", "members": [LIN, ALEX], "bot": standing})
        return int((await answer.json())["id"])

    return found


@pytest.fixture
def picture() -> Picture:
    """Makes a green PNG of the given width and height in pixels."""

    def make(width: int = 640, height: int = 480) -> bytes:
        out = BytesIO()
        Image.new("RGB", (width, height), (40, 120, 70)).save(out, "PNG")
        return out.getvalue()

    return make
