"""Telegram's pace for everything that is sent: 30 messages a second in all, 1 a second a chat, 20 a minute a group.

Source: the Bot API FAQ, "My bot is hitting limits": a chat may take a short burst, a broadcast may not exceed 30 a second.
One pace a bot: whoever sends takes a place here first, and a refusal for speed pauses everybody.
"""

import asyncio
from collections import deque

OVERALL_A_SECOND = 30
BULK_A_SECOND = 25
"""What nobody waits for leaves five places a second to answers: 10,000 chats take 6 min 40 s."""
BULK_GAP_S = 1 / BULK_A_SECOND
MARGIN_S = 0.02
"""On the way messages come closer together than they were sent."""
CHAT_GAP_S = 1.0 + MARGIN_S
CHAT_BURST = 5
"""So many answers may follow each other in a chat at once; then it is one a second."""
GROUP_A_MINUTE = 20
SLOW_CHAT_S = 60.0
"""After a refusal for speed the chat gets one message a second for a minute, as Telegram's FAQ asks."""
_REMEMBERED = 20_000


class Pace:
    """Tells how long a message has to wait; times are seconds of the event loop's clock."""

    def __init__(self, *, hold_answers: bool = False) -> None:
        """hold_answers: answers keep to the limits too; without it they go at once, and what is not awaited makes room."""
        self._hold_answers = hold_answers
        self._paused_until = 0.0
        self._recent: deque[float] = deque()
        self._next_bulk = 0.0
        self._last: dict[int, float] = {}
        self._owed: dict[int, float] = {}
        self._groups: dict[int, deque[float]] = {}
        self._slow: dict[int, float] = {}

    async def turn(self, chat_id: int | None, *, bulk: bool = False) -> None:
        """Waits until a message to the chat may go, and takes its place.

        chat_id: negative for a group, None where nothing is said in a chat.  bulk: nobody waits for it.
        """
        loop = asyncio.get_running_loop()
        while (wait_s := self.take(chat_id, loop.time(), bulk=bulk)) > 0:  # noqa: ASYNC110 - time alone ends it
            await asyncio.sleep(wait_s)

    def take(self, chat_id: int | None, now: float, *, bulk: bool = False) -> float:
        """Seconds until it is worth asking again; 0: the place is taken, and the message goes now."""
        wait_s = self._paused_until - now
        if chat_id is not None:
            wait_s = max(wait_s, self._overall(now, bulk=bulk), self._chat(chat_id, now, bulk=bulk))
            if chat_id < 0:
                wait_s = max(wait_s, self._group(chat_id, now))
        if wait_s > 0:
            return wait_s
        if chat_id is not None:
            self._count(chat_id, now, bulk=bulk)
        return 0.0

    def pause(self, chat_id: int | None, retry_after_s: float, now: float) -> None:
        """Telegram refused for speed: nothing goes for so long, and the chat is slow for a minute."""
        self._paused_until = max(self._paused_until, now + retry_after_s)
        if chat_id is not None:
            if len(self._slow) >= _REMEMBERED:
                self._slow.clear()
            self._slow[chat_id] = now + retry_after_s + SLOW_CHAT_S

    def _overall(self, now: float, *, bulk: bool) -> float:
        while self._recent and self._recent[0] <= now - 1.0 - MARGIN_S:
            self._recent.popleft()
        most = BULK_A_SECOND if bulk else OVERALL_A_SECOND
        wait_s = self._next_bulk - now if bulk else 0.0
        if (bulk or self._hold_answers) and len(self._recent) >= most:
            wait_s = max(wait_s, self._recent[-most] + 1.0 + MARGIN_S - now)
        return wait_s

    def _chat(self, chat_id: int, now: float, *, bulk: bool) -> float:
        """A second after the last message; answers may run ahead of that by a burst."""
        slow_until = self._slow.get(chat_id)
        if slow_until is not None and slow_until <= now:
            del self._slow[chat_id]
            slow_until = None
        if bulk or slow_until is not None:
            return self._last.get(chat_id, -CHAT_GAP_S) + CHAT_GAP_S - now
        if not self._hold_answers:
            return 0.0
        return self._owed.get(chat_id, 0.0) - (CHAT_BURST - 1) * CHAT_GAP_S - now

    def _group(self, chat_id: int, now: float) -> float:
        said = self._groups.get(chat_id)
        while said and said[0] <= now - 60.0 - MARGIN_S:
            said.popleft()
        return said[0] + 60.0 + MARGIN_S - now if said and len(said) >= GROUP_A_MINUTE else 0.0

    def _count(self, chat_id: int, now: float, *, bulk: bool) -> None:
        self._recent.append(now)
        if bulk:
            self._next_bulk = now + BULK_GAP_S
        if len(self._last) >= _REMEMBERED:
            self._last = {chat: at for chat, at in self._last.items() if at + CHAT_GAP_S > now}
            self._owed = {chat: until for chat, until in self._owed.items() if until > now}
        self._last[chat_id] = now
        self._owed[chat_id] = max(now, self._owed.get(chat_id, 0.0)) + CHAT_GAP_S
        if chat_id < 0:
            self._groups.setdefault(chat_id, deque()).append(now)
