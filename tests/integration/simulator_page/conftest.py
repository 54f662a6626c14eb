"""A browser for each file, and for each test a simulator with a bot that speaks plain Bot API."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest_asyncio
from playwright.async_api import Browser, Page, Route

from simulator.limits import Limits
from simulator.server import build_application, running
from tests.integration.chromium import chromium

TOKEN = "4242:page-test-token"
LIN = 700_000_001


class PlainBot:
    """Calls the Bot API as any bot would."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session = session
        self.url = url
        self.offset = 0

    async def call(self, method: str, **fields: Any) -> Any:
        """The result of a method that succeeds."""
        answer = await (await self.session.post(f"/bot{TOKEN}/{method}", json=fields)).json()
        assert answer["ok"], answer
        return answer["result"]

    async def send_document(self, content: bytes, filename: str, content_type: str) -> None:
        """Sends a file to 小林."""
        form = aiohttp.FormData({"chat_id": str(LIN)})
        form.add_field("document", content, filename=filename, content_type=content_type)
        assert (await self.session.post(f"/bot{TOKEN}/sendDocument", data=form)).status == 200

    async def next(self) -> dict[str, Any]:
        """The next update, confirmed."""
        updates = await self.call("getUpdates", offset=self.offset, timeout=5, limit=1)
        assert updates, "no update came"
        self.offset = updates[0]["update_id"] + 1
        update: dict[str, Any] = updates[0]
        return update

    async def say(self, text: str, chat_id: int = LIN, **fields: Any) -> Any:
        """Writes to a chat; the Message."""
        return await self.call("sendMessage", chat_id=chat_id, text=text, parse_mode="HTML", **fields)


class Held:
    """Requests of the page that are kept back until they are let go; those that come later pass."""

    def __init__(self) -> None:
        self.came = asyncio.Event()
        self._free = asyncio.Event()

    async def before(self, route: Route) -> None:
        """Keep the request back before it reaches the simulator."""
        self.came.set()
        await self._free.wait()
        await route.continue_()

    async def after(self, route: Route) -> None:
        """Let the request take effect, and keep its answer back."""
        response = await route.fetch()
        self.came.set()
        await self._free.wait()
        await route.fulfill(response=response)

    def let_go(self) -> None:
        """Let everything pass."""
        self._free.set()


class Visits:
    """Opens the chat page; what fails in the page is kept, and fails the test at its end."""

    def __init__(self, browser: Browser, bot: PlainBot) -> None:
        self.browser = browser
        self.bot = bot
        self.failures: list[str] = []

    async def blank(self, **options: Any) -> Page:
        """An empty page of a browser that was never here."""
        settings = {
            "locale": "zh-CN",
            "viewport": {"width": 1280, "height": 800},
            "reduced_motion": "reduce",
            **options,
        }
        context = await self.browser.new_context(**settings)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.failures.append(str(error)))
        page.set_default_timeout(5_000)
        return page

    async def first(self, page: Page | None = None, **options: Any) -> Page:
        """The chat page on a first visit."""
        page = page or await self.blank(**options)
        await page.goto(self.bot.url)
        await page.locator(".row").first.wait_for()
        return page

    async def started(self, **options: Any) -> Page:
        """The chat page after 小林 pressed Start."""
        page = await self.first(**options)
        if await page.locator(".pane").count() == 0:
            await page.locator(".row").first.click()
        await page.locator(".pane").first.get_by_role("button", name="开始").click()
        assert (await self.bot.next())["message"]["text"] == "/start"
        return page


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as launched:
        yield launched


@pytest_asyncio.fixture(loop_scope="module")
async def bot() -> AsyncIterator[PlainBot]:
    """A bot at a simulator without limits."""
    application = build_application(TOKEN, limits=Limits(enabled=False))
    async with running(application) as server, aiohttp.ClientSession(server.url) as session:
        yield PlainBot(session, server.url)


@pytest_asyncio.fixture(loop_scope="module")
async def visits(browser: Browser, bot: PlainBot) -> AsyncIterator[Visits]:
    """Visits to the page; they end before the simulator does."""
    visits = Visits(browser, bot)
    yield visits
    for context in browser.contexts:
        await context.close()
    assert visits.failures == []


@pytest_asyncio.fixture(loop_scope="module")
async def held() -> AsyncIterator[Held]:
    """Keeps requests of the page back; nothing is kept back beyond the test."""
    held = Held()
    yield held
    held.let_go()
