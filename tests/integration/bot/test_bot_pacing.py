"""The pace of whatever is sent, on the simulator's own meter and on a clock that only sleeping moves."""

import asyncio
import selectors
from collections import Counter, deque
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import SendMessage, TelegramMethod

from bot.pacing import GROUP_A_MINUTE, Pace
from bot.sending import Sender, Sent
from bot.telegram import Session
from simulator.limits import Limits, Meter
from simulator.wire import Refusal

STRICT = Limits(chat_burst=1)
CHATS = 10_000
SENDERS = 20


class _Selector(selectors.SelectSelector):
    """Never waits: what would have been waited for passes on the loop's clock."""

    passed_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.passed_s += timeout or 0.0
        return super().select(0)


class _Loop(asyncio.SelectorEventLoop):
    """An event loop whose time is moved by sleeping alone."""

    def __init__(self) -> None:
        self._virtual = _Selector()
        super().__init__(self._virtual)

    def time(self) -> float:
        return 1000.0 + self._virtual.passed_s


def virtually(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    with asyncio.Runner(loop_factory=_Loop) as runner:
        runner.run(work())


class _Telegram(Session):
    """Judges each message by the simulator's meter, and by what the last second and minute saw."""

    def __init__(self, latency_s: float = 0.05, refuse_at: int | None = None) -> None:
        super().__init__()
        self.meter, self.latency_s, self.refuse_at = Meter(STRICT), latency_s, refuse_at
        self.sent: list[tuple[float, int]] = []
        self.refused: list[float] = []

    async def deliver(self, bot: Bot, method: TelegramMethod[Any]) -> None:
        now = asyncio.get_running_loop().time()
        chat_id: int = method.chat_id  # type: ignore[attr-defined]
        try:
            self.meter.count(chat_id, now)
        except Refusal as refused:
            raise AssertionError(f"chat {chat_id} at {now}") from refused
        if len(self.sent) == self.refuse_at and not self.refused:
            self.refused.append(now)
            raise TelegramRetryAfter(method=method, message="slow down", retry_after=7)
        self.sent.append((now, chat_id))
        await asyncio.sleep(self.latency_s)

    def most_in(self, window_s: float) -> int:
        """The most messages that any such window saw."""
        inside: deque[float] = deque()
        most = 0
        for at, _ in self.sent:
            inside.append(at)
            while inside[0] <= at - window_s:
                inside.popleft()
            most = max(most, len(inside))
        return most


async def _broadcast(telegram: _Telegram, chats: list[int]) -> float:
    """Sends to every chat by several senders at once; how many seconds it took."""
    loop = asyncio.get_running_loop()
    began, waiting = loop.time(), deque(chats)
    bot = Bot("1:token", session=telegram)
    sender = Sender(bot)

    async def send() -> None:
        while waiting:
            chat_id = waiting.popleft()
            assert await sender.send(SendMessage(chat_id=chat_id, text="x"), bulk=True) is Sent.DONE

    async with asyncio.TaskGroup() as group:
        for _ in range(SENDERS):
            group.create_task(send())
    return loop.time() - began


def test_ten_thousand_chats_get_a_broadcast_within_seven_minutes_and_the_limits() -> None:
    async def work() -> None:
        telegram = _Telegram(latency_s=0.2)
        took_s = await _broadcast(telegram, list(range(1, CHATS + 1)))
        assert sorted(chat_id for _, chat_id in telegram.sent) == list(range(1, CHATS + 1))
        assert telegram.most_in(1.0) <= 30
        assert 300 < took_s <= 420

    virtually(work)


def test_a_refusal_pauses_every_sender_for_as_long_as_telegram_says() -> None:
    async def work() -> None:
        telegram = _Telegram(refuse_at=100)
        await _broadcast(telegram, list(range(1, 301)))
        (refused_at,) = telegram.refused
        assert [at for at, _ in telegram.sent if refused_at < at < refused_at + 7] == []
        assert len(telegram.sent) == 300

    virtually(work)


def test_a_chat_gets_one_message_a_second_and_a_group_twenty_a_minute() -> None:
    async def work() -> None:
        telegram = _Telegram()
        took_s = await _broadcast(telegram, [5] * 30 + [-7] * 50)
        by_chat = Counter(chat_id for _, chat_id in telegram.sent)
        assert by_chat == {5: 30, -7: 50}
        in_group = [at for at, chat_id in telegram.sent if chat_id == -7]
        for first, later in zip(in_group, in_group[GROUP_A_MINUTE:], strict=False):
            assert later - first >= 60
        assert took_s >= 120

    virtually(work)


def test_an_answer_waits_neither_behind_a_broadcast_nor_for_its_gap() -> None:
    pace = Pace(hold_answers=True)
    for chat_id in range(1, 26):
        now = chat_id * 0.0001
        pace.take(chat_id, now)
    assert pace.take(100, 0.5, bulk=True) > 0
    assert [pace.take(chat_id, 0.5) for chat_id in range(101, 106)] == [0.0] * 5
    assert pace.take(106, 0.5) == pytest.approx(0.52, abs=0.01)


def test_answers_in_one_chat_may_come_in_a_short_burst() -> None:
    pace = Pace(hold_answers=True)
    waits = [pace.take(1, 10.0) for _ in range(6)]
    assert waits[:5] == [0.0] * 5 and waits[5] == pytest.approx(1.1, abs=0.11)
    assert 0.9 < pace.take(1, 10.0, bulk=True) < 1.1


def test_after_a_refusal_the_chat_is_slow_for_a_minute() -> None:
    pace = Pace()
    pace.pause(1, 3, 0.0)
    assert pace.take(2, 1.0) == 2.0 and pace.take(None, 1.0) == 2.0
    assert pace.take(1, 3.0) == 0.0
    assert 0 < pace.take(1, 3.1) <= 1.02
    assert pace.take(1, 70.0) == pace.take(1, 70.0) == 0.0
