"""The bot end to end: messages put into the simulator until every reply is there, beside an echo bot on the same one.

Each bot has a simulator of its own, both in the bench's process: the same program, and only one of them has work.  So
the simulator's part is in both figures alike, and counting replies costs no request.
"""

import asyncio
import time
from contextlib import AsyncExitStack
from typing import Any

from pydantic import SecretStr

from accounts import people
from app.container import Container, build
from app.settings import Settings
from benchmarks.figures import Figure, Target, interleaved
from benchmarks.ground import Ground, module
from benchmarks.scale import Scale
from benchmarks.served import Refused
from kernel.ids import PROGRAMME
from simulator.injection import inject
from simulator.limits import Limits
from simulator.server import build_application, running
from simulator.simulation import Simulation

TOKENS = {"product": "4301:leafledger-bench-product", "reference": "4302:leafledger-bench-reference"}
FIRST_PERSON = 800_000_001
PEOPLE = 1000
"""As on most days: nobody tells more than three or four things in a whole run."""
SHORTEST_KM = 3
ROOM = 1000
TARGET = Target(share=0.50)
REPLY_LIMIT_S = 60.0
LOOK_EVERY_S = 0.004


class Crowd:
    """People who write to one bot in their private chats."""

    def __init__(self, simulation: Simulation, messages: int) -> None:
        self._simulation = simulation
        self._messages = messages
        self._said = 0
        self.replies: list[str] = []

    async def round(self) -> float:
        """Messages a second, from putting them in until the last reply was sent."""
        updates = [self._update(self._said + number) for number in range(self._messages)]
        self._said += self._messages
        self.replies.clear()
        seen = self._simulation.feed.last
        begun = time.perf_counter()
        inject(self._simulation, updates)
        while len(self.replies) < self._messages:
            await asyncio.sleep(LOOK_EVERY_S)
            seen = self._count(seen)
            if time.perf_counter() - begun > REPLY_LIMIT_S:
                raise Refused(f"{len(self.replies)} replies to {self._messages} messages")
        return self._messages / (time.perf_counter() - begun)

    def _count(self, seen: int) -> int:
        for event in self._simulation.feed.after(seen):
            if event["type"] == "message" and event["message"]["from"]["is_bot"]:
                self.replies.append(event["message"].get("text", ""))
        return self._simulation.feed.last

    def _update(self, number: int) -> dict[str, Any]:
        """The next person's next sentence: never one that they said before, which the bot would ask about."""
        turn, person = divmod(number, PEOPLE)
        person_id = FIRST_PERSON + person
        sender = {"id": person_id, "is_bot": False, "first_name": "阿叶", "language_code": "zh-hans"}
        chat = {"id": person_id, "type": "private", "first_name": "阿叶"}
        message_id = (1 + turn) * ROOM  # the replies take the numbers between
        text = f"坐地铁{SHORTEST_KM + turn % 3}.{turn // 3 % 10}公里"
        date = int(self._simulation.clock.now().timestamp())
        return {"message": {"message_id": message_id, "date": date, "from": sender, "chat": chat, "text": text}}


async def measure(ground: Ground, scale: Scale) -> list[Figure]:
    """The ratio of the two."""
    settings = await ground.settings()
    async with AsyncExitStack() as stack:
        container = await stack.enter_async_context(build(settings))
        await _register(container)
        product = await _crowd(stack, settings, "bot", "product", scale.messages)
        reference = await _crowd(stack, settings, "benchmarks.echo", "reference", scale.messages)
        await product.round()
        await reference.round()
        references, products = await interleaved(scale.turns(scale.rounds), reference.round, product.round)
        async with container.database.work(PROGRAMME) as connection:
            recorded = await connection.fetchval("SELECT count(*) FROM action")
        sent = (len(products) + 1) * scale.messages
        if recorded != sent:
            raise Refused(f"{sent} sentences, {recorded} records; the last reply was {product.replies[-1]!r}")
    note = (
        f"{scale.messages} messages of {PEOPLE} people a round; {sent:,} sentences became {recorded:,} records, each told"
        " with its receipt; the simulator's own work is in both figures"
    )
    return [Figure("bot end to end", "messages/s", products, TARGET, references, [note])]


async def _crowd(stack: AsyncExitStack, settings: Settings, program: str, name: str, messages: int) -> Crowd:
    """A simulator without sending limits, and the bot that polls it."""
    simulator = build_application(TOKENS[name], limits=Limits(enabled=False), sample_people=False)
    server = await stack.enter_async_context(running(simulator))
    pointed = settings.model_copy(update={"telegram_token": SecretStr(TOKENS[name]), "telegram_api_url": server.url})
    stack.enter_context(module(program, pointed))
    return Crowd(server.simulation, messages)


async def _register(container: Container) -> None:
    """The people, agreed and with a region, so that a sentence of theirs is recorded at once."""
    now = container.clock.now()
    async with container.database.work(PROGRAMME) as connection:
        for user_id in range(FIRST_PERSON, FIRST_PERSON + PEOPLE):
            person = await people.register(
                connection, container.keys, user_id=user_id, chat_id=user_id, nickname="阿叶", locale="zh", now=now
            )
            await people.set_region(connection, person.id, "CN-GD-SZ")
            await container.consents.give_within(connection, PROGRAMME, person.id, "service")
