"""A bot at work over the real simulator, and people who talk to it."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import pytest
import pytest_asyncio
from pydantic import SecretStr

from accounts import organisations
from accounts.organisations import Organisation
from app.bot import answering
from app.container import Container, build
from app.settings import Settings
from bot.workers import Workers
from kernel.clock import Clock, SystemClock
from kernel.ids import PROGRAMME
from simulator.limits import Limits
from simulator.server import Running, build_application, running

TOKEN = "4243:bot-journeys-token"


class Talk:
    """One person in their private chat with the bot."""

    def __init__(self, chat: "Chat", person_id: int) -> None:
        self.chat = chat
        self.id = person_id
        self.seen = 0

    async def start(self, payload: str = "") -> list[dict[str, Any]]:
        """Opens a deep link; the bot's new messages."""
        await self.chat.post(f"people/{self.id}/start", {"payload": payload})
        return await self.answers()

    async def say(self, text: str, **fields: Any) -> list[dict[str, Any]]:
        """Writes a text; the bot's new messages."""
        await self.chat.post(f"chats/{self.id}/messages", {"person": self.id, "text": text, **fields})
        return await self.answers()

    async def photo(self, data: bytes, **fields: Any) -> list[dict[str, Any]]:
        """Sends a photo."""
        form = aiohttp.FormData({"person": str(self.id), **fields})
        form.add_field("photo", data, filename="photo.png", content_type="image/png")
        async with self.chat.http.post(f"/simulator/chats/{self.id}/messages", data=form) as answer:
            assert answer.status == 200, await answer.text()
        return await self.answers()

    async def press(self, label: str, times: int = 1) -> list[dict[str, Any]]:
        """Presses the newest button whose label holds `label`; the bot's new messages."""
        message, data = await self.button(label)
        for _ in range(times):
            path = f"chats/{self.id}/messages/{message['message_id']}/press"
            await self.chat.post(path, {"person": self.id, "data": data})
        return await self.answers()

    async def button(self, label: str) -> tuple[dict[str, Any], str]:
        """The newest message with such a button, and what the button carries."""
        for message in reversed(await self.messages()):
            for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                for button in row:
                    if label in button["text"]:
                        return message, button["callback_data"]
        raise AssertionError(f"no button {label!r} in {[m.get('text') for m in await self.messages()]}")

    async def keyboard(self) -> list[list[str]]:
        """The labels of the reply keyboard that is up."""
        async with self.chat.http.get(f"/simulator/chats/{self.id}/messages") as answer:
            shown = (await answer.json())["chat"]["keyboard"]
        return [[key if isinstance(key, str) else key["text"] for key in row] for row in shown["keyboard"]]

    async def messages(self) -> list[dict[str, Any]]:
        """Everything in the chat, oldest first."""
        async with self.chat.http.get(f"/simulator/chats/{self.id}/messages") as answer:
            found: list[dict[str, Any]] = (await answer.json())["messages"]
        return found

    async def answers(self) -> list[dict[str, Any]]:
        """The bot's messages that are new since last asked, once it has nothing more to do."""
        await self.chat.quiet()
        every = await self.messages()
        fresh = [m for m in every if m["message_id"] > self.seen and m["from"]["is_bot"]]
        self.seen = max((m["message_id"] for m in every), default=0)
        return fresh

    async def last(self) -> str:
        """The text of the bot's newest message."""
        await self.chat.quiet()
        newest = [m for m in await self.messages() if m["from"]["is_bot"]][-1]
        return str(newest.get("text", newest.get("caption", "")))

    async def joined(self, language: str = "zh", payload: str = "") -> "Talk":
        """Goes through first contact, with Shenzhen as region where it is asked."""
        words = {
            "zh": ("继续", "同意并开始", "深圳", "跳过"),
            "en": ("Continue", "Agree and start", "Shenzhen", "Skip"),
        }
        go, agree, region, skip = words[language]
        await self.start(payload)
        await self.press(go)
        await self.press(agree)
        if not payload:
            await self.press(region)
        await self.press(skip)
        return self


class Chat:
    """The simulator, the container, and a bot that can be stopped and started."""

    def __init__(self, server: Running, http: aiohttp.ClientSession, container: Container) -> None:
        self.server = server
        self.http = http
        self.container = container
        self.workers: Workers | None = None
        self._stack = AsyncExitStack()

    async def begin(self) -> None:
        """Starts the bot."""
        self.workers = await self._stack.enter_async_context(answering(self.container))

    async def end(self) -> None:
        """Stops the bot."""
        await self._stack.aclose()
        self._stack = AsyncExitStack()

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        """A call of the simulator's control API."""
        async with self.http.post(f"/simulator/{path}", json=body) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def person(self, name: str = "小林", language: str = "zh-hans") -> Talk:
        """A new person of Telegram's."""
        made = await self.post("people", {"first_name": name, "language_code": language})
        return Talk(self, made["id"])

    async def organisation(self, name: str, region: str | None = "CN-GD-SZ", kind: str = "company") -> Organisation:
        """A new organisation beside the programme."""
        box = self.container
        async with box.database.work() as connection:
            return await organisations.create(
                connection, box.keys, name=name, region=region, now=box.clock.now(), kind=kind
            )

    async def quiet(self, seconds: float = 15.0) -> None:
        """Waits until every update is stored, handled and marked."""
        async with asyncio.timeout(seconds):
            while len(self.server.simulation.updates) or await self.open_letters():
                await asyncio.sleep(0.01)

    async def open_letters(self) -> int:
        """Stored updates that are neither done nor set aside."""
        async with self.container.database.work() as connection:
            count: int = await connection.fetchval(
                "SELECT count(*) FROM inbox WHERE done_at IS NULL AND failed_at IS NULL"
            )
        return count

    async def value(self, query: str, *arguments: object) -> Any:
        """One value out of the programme's rows."""
        async with self.container.database.work(PROGRAMME) as connection:
            return await connection.fetchval(query, *arguments)

    async def grams(self, talk: "Talk") -> int:
        """What a person's acts in the programme come to, in milligrams."""
        found = await self.value(
            "SELECT coalesce(sum(reduction_mg), 0)::bigint FROM action a JOIN telegram_account t USING (person_id)"
            " WHERE t.user_id = $1",
            talk.id,
        )
        return int(found)

    def work(self) -> Any:
        """A transaction that sees the programme."""
        return self.container.database.work(PROGRAMME)


@pytest.fixture
def clock() -> Clock:
    """The time of simulator and product alike; a module that needs other days has a fixture of its own."""
    return SystemClock()


@asynccontextmanager
async def stage(services: Any, directory: Path, clock: Clock | None = None) -> AsyncIterator[Chat]:
    """A simulator, and a container over a fresh database; the bot is not started yet."""
    postgres, valkey = services
    name = f"leaf_bot_{os.urandom(4).hex()}"
    admin = await asyncpg.connect(postgres.url(database="postgres"))
    await admin.execute(f"CREATE DATABASE {name} TEMPLATE leafledger OWNER lf_owner")
    application = build_application(TOKEN, limits=Limits(enabled=False), sample_people=False, clock=clock)
    try:
        async with running(application) as server, aiohttp.ClientSession(server.url) as http:
            settings = Settings(
                data_dir=directory,
                database_url=SecretStr(postgres.url("lf_app", name)),
                database_owner_url=SecretStr(postgres.url("lf_owner", name)),
                redis_url=SecretStr(valkey.url().replace("/0", "/15")),
                telegram_token=SecretStr(TOKEN),
                telegram_api_url=server.url,
            )
            async with build(settings, clock) as container:
                await container.redis.flushdb()
                chat = Chat(server, http, container)
                try:
                    yield chat
                finally:
                    await chat.end()
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await admin.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(services: Any, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Chat]:
    """One bot at work for a whole file; each test brings its own people."""
    async with stage(services, tmp_path_factory.mktemp("house")) as chat:
        await chat.begin()
        yield chat


@pytest.fixture
async def silent_chat(services: Any, tmp_path: Path) -> AsyncIterator[Chat]:
    """A simulator and a container for one test; the bot is started by the test."""
    async with stage(services, tmp_path) as chat:
        yield chat


@pytest.fixture
async def dated_chat(services: Any, tmp_path: Path, clock: Clock) -> AsyncIterator[Chat]:
    """A bot at work for one test, at the time that the module's `clock` tells."""
    async with stage(services, tmp_path, clock) as made:
        await made.begin()
        yield made


@pytest.fixture
async def chat(silent_chat: Chat) -> Chat:
    """A bot at work for one test."""
    await silent_chat.begin()
    return silent_chat
