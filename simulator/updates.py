"""The queue of updates: kept until confirmed, handed to one poller or one webhook.

Confirmation is by offset, as the Bot API says of `getUpdates`: whatever was handed out and not confirmed comes again.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from simulator.faults import Faults
from simulator.journal import Journal
from simulator.wakeup import Signal
from simulator.wire import Json, Refusal

UPDATE_TYPES = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
)
OPT_IN = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Sent only to a bot that lists them in `allowed_updates`."""
MOST_WAITING = 100_000
_EPOCH_S = 1_700_000_000
_IDS_PER_SECOND = 8


@dataclass(slots=True)
class Waiting:
    """One unconfirmed update; a `replay` has an id that was confirmed before and leaves once it was delivered."""

    update: Json
    replay: bool = False
    delivered: bool = False


class Updates:
    """Unconfirmed updates in the order they happened."""

    def __init__(self, journal: Journal, faults: Faults, started_at: datetime) -> None:
        self._journal = journal
        self._faults = faults
        self._waiting: OrderedDict[int, Waiting] = OrderedDict()
        self._handed_out: list[int] = []
        self._key = 0
        self._news = Signal()
        self.polls = 0
        """How many polls have begun."""
        # Ids never fall back, even if the journal is thrown away between two starts: a bot that remembers handled ids
        # would take new updates for old ones.
        self.next_id = int(started_at.timestamp() - _EPOCH_S) * _IDS_PER_SECOND
        self.confirmed = 0
        self.allowed: frozenset[str] = frozenset()
        for key, record in journal.under("update/"):
            self._key = max(self._key, int(key) + 1)
            self._waiting[int(key)] = Waiting(record)
            self.next_id = max(self.next_id, int(record["update_id"]) + 1)
        for _, record in journal.under("queue/"):
            self.next_id, self.confirmed = max(self.next_id, record["next_id"]), record["confirmed"]
            self.allowed = frozenset(record["allowed"])

    def __len__(self) -> int:
        return len(self._waiting)

    def wants(self, kind: str) -> bool:
        """Whether the bot asked for updates of this kind; without a list it gets all but the opt-in kinds."""
        return kind in self.allowed if self.allowed else kind not in OPT_IN

    def allow(self, kinds: list[str] | None) -> None:
        """Take the bot's list for coming updates; None keeps the last one, an empty list is the default."""
        if kinds is None:
            return
        allowed = frozenset(kind for kind in kinds if kind in UPDATE_TYPES)
        if allowed != self.allowed:
            self.allowed = allowed
            self._remember_queue()

    def add(self, kind: str, content: Json) -> int | None:
        """Queue one new update; its id, or None if the bot does not want its kind."""
        if not self.wants(kind):
            return None
        update_id = self.next_id
        self.put({"update_id": update_id, kind: content})
        return update_id

    def put(self, update: Json) -> None:
        """Queue a whole update under the id it brings, even one that was confirmed before."""
        update_id = int(update["update_id"])
        replay = update_id <= self.confirmed
        self._waiting[self._key] = Waiting(update, replay)
        self._journal.put(f"update/{self._key}", update)
        self._key += 1
        self.next_id = max(self.next_id, update_id + 1)
        if len(self._waiting) > MOST_WAITING:
            self.drop(next(iter(self._waiting)))
        self._news.fire()

    def confirm(self, offset: int) -> None:
        """Forget what `offset` confirms: every id below it, or with a negative offset all but the last -offset."""
        if offset == 0:
            return
        if offset < 0:
            for key in list(self._waiting)[:offset]:
                self.drop(key)
            return
        # Only what was handed out is looked at, unless the caller skips further: a long queue stays cheap to poll.
        skips = offset > max((self._waiting[key].update["update_id"] for key in self._handed_out), default=0) + 1
        done = [
            key
            for key in (list(self._waiting) if skips else list(self._handed_out))
            if self._waiting[key].update["update_id"] < offset
            and (self._waiting[key].delivered or not self._waiting[key].replay)
        ]
        for key in done:
            self.drop(key)
        if offset - 1 > self.confirmed:
            self.confirmed = min(offset - 1, self.next_id - 1)
            if done:
                self._remember_queue()

    def drop(self, key: int) -> None:
        """Forget one update by its place in the queue."""
        if self._waiting.pop(key, None) is not None:
            if key in self._handed_out:
                self._handed_out.remove(key)
            self._journal.put(f"update/{key}", None)

    def clear(self) -> None:
        """Forget all waiting updates."""
        for key in list(self._waiting):
            self.drop(key)

    def head(self, limit: int) -> list[tuple[int, Waiting]]:
        """The first `limit` waiting updates with their places."""
        return list(islice(self._waiting.items(), limit))

    async def poll(self, offset: int, limit: int, timeout_s: float) -> list[Json]:
        """Confirm by `offset`, then the next updates, at most `limit`, waiting up to `timeout_s` for the first.

        A later poll ends an earlier one with 409.
        """
        self.polls += 1
        mine = self.polls
        self._news.fire()
        self.confirm(offset)
        if not self._waiting and timeout_s > 0:
            await self._news.wait(timeout_s)
        if mine != self.polls:
            raise Refusal(
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
            )
        return self._handed(limit)

    def end_polls(self) -> None:
        """Let a waiting poll return at once with what there is."""
        self._news.fire()

    async def wait(self, timeout_s: float) -> None:
        """Wait for news in the queue, at most `timeout_s`."""
        await self._news.wait(timeout_s)

    def _handed(self, limit: int) -> list[Json]:
        result: list[Json] = []
        for key, waiting in self.head(limit):
            if not waiting.delivered:
                waiting.delivered = True
                self._handed_out.append(key)
            result.append(waiting.update)
            if self._faults.duplicates > 0:
                self._faults.duplicates -= 1
                result.append(waiting.update)
        if self._faults.reordered > 0 and len(result) > 1:
            self._faults.reordered -= 1
            result.reverse()
        return result

    def _remember_queue(self) -> None:
        record = {"next_id": self.next_id, "confirmed": self.confirmed, "allowed": sorted(self.allowed)}
        self._journal.put("queue/", record)
