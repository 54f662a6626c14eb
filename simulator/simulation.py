"""One simulated Telegram with one bot: everything the methods, the people and the page share."""

import asyncio
import hashlib
import os
from collections import OrderedDict
from dataclasses import dataclass, field

from kernel.clock import Clock
from simulator.chats import Chats
from simulator.faults import Faults
from simulator.feed import Feed
from simulator.files import Files
from simulator.journal import Journal
from simulator.limits import Limits, Meter
from simulator.profile import Profile
from simulator.updates import Updates
from simulator.wakeup import Signal
from simulator.wire import Json

CALLBACKS_KEPT = 20_000
CALLBACK_LIFE_S = 60
"""Seconds in which a pressed button may be answered.  The documentation gives no figure; practice is about a minute."""
USERNAME = "yiye_leafledger_bot"


@dataclass(slots=True)
class Callback:
    """One pressed button, waiting for its single answer."""

    person_id: int
    chat_id: int
    at: int
    answer: Json | None = None


@dataclass(slots=True)
class Webhook:
    """Where updates are pushed; url "" means that the bot polls."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    ip_address: str = ""
    has_certificate: bool = False
    last_error_at: int = 0
    last_error: str = ""


@dataclass(slots=True)
class Simulation:
    """The whole state of one simulated Telegram."""

    token: str
    clock: Clock
    journal: Journal
    limits: Limits
    retry_s: float = 1.0
    """Seconds before a failed webhook delivery is tried again the second time; doubles up to a minute."""
    feed: Feed = field(init=False)
    faults: Faults = field(init=False)
    bot: Json = field(init=False)
    chats: Chats = field(init=False)
    files: Files = field(init=False)
    profile: Profile = field(init=False)
    meter: Meter = field(init=False)
    updates: Updates = field(init=False)
    callbacks: OrderedDict[str, Callback] = field(init=False)
    webhook: Webhook = field(init=False)
    webhook_changed: Signal = field(init=False)
    closed: Signal = field(init=False)
    """Fires when the server shuts down."""
    reads_groups: bool = field(init=False, default=False)
    """Whether the bot gets every message of a group (privacy mode off) although it is no administrator there."""
    closing: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self.feed = Feed()
        self.faults = Faults()
        self.bot = {
            "id": int(self.token.split(":")[0]),
            "is_bot": True,
            "first_name": "一叶 Leafledger",
            "username": USERNAME,
        }
        self.chats = Chats(self.journal, self.feed, self.clock, self.bot)
        self.files = Files(self.journal)
        self.profile = Profile(self.journal, self.feed, str(self.bot["first_name"]))
        self.meter = Meter(self.limits)
        self.updates = Updates(self.journal, self.faults, self.clock.now())
        self.callbacks = OrderedDict()
        self.webhook = Webhook()
        for _, record in self.journal.under("webhook/"):
            self.webhook = Webhook(**record)
        self.webhook_changed = Signal()
        self.closed = Signal()
        self.journal.loaded()

    def spend(self, chat_id: int) -> None:
        """Count one send to the chat against the limits; refuses with 429 above them."""
        self.meter.count(chat_id, asyncio.get_running_loop().time())

    def ask(self, person_id: int, chat_id: int) -> str:
        """The id of a new callback query that waits for its answer."""
        callback_id = str(int.from_bytes(os.urandom(8), "big") >> 1)
        self.expect(callback_id, person_id, chat_id)
        return callback_id

    def expect(self, callback_id: str, person_id: int, chat_id: int) -> None:
        """Let a callback query of this id be answered once."""
        self.callbacks[callback_id] = Callback(person_id, chat_id, self.chats.now())
        if len(self.callbacks) > CALLBACKS_KEPT:
            self.callbacks.popitem(last=False)

    def chat_instance(self, chat_id: int) -> str:
        """The stable number that a callback query carries for its chat."""
        digest = hashlib.sha256(f"{self.bot['id']}:{chat_id}".encode()).digest()
        return str(int.from_bytes(digest[:8], "big") >> 1)

    def remember_webhook(self) -> None:
        """Journal the webhook and wake its courier."""
        hook = self.webhook
        names = ("url", "secret", "max_connections", "ip_address", "has_certificate", "last_error_at", "last_error")
        self.journal.put("webhook/", {name: getattr(hook, name) for name in names})
        self.webhook_changed.fire()
        self.updates.end_polls()

    def close(self) -> None:
        """Let go of everyone who waits, and of the journal."""
        self.closing = True
        self.closed.fire()
        self.updates.end_polls()
        self.webhook_changed.fire()
        self.feed.wake()
