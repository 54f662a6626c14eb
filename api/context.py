"""What the door is handed by `app`: use cases and facts, never settings."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from redis.asyncio import Redis

from accounts.roles import Leading
from actions.record import Recorder
from kernel.clock import Clock
from kernel.mailbox import Inbox
from kernel.work import Database
from language.texts import Texts
from methodologies.catalogue import Catalogue
from privacy.keys import KeyRing

Readiness = Mapping[str, bool]
"""What /readyz reports: check -> whether it holds.  Redis is told and not asked for."""


@dataclass(frozen=True)
class TelegramWebhook:
    """Where updates go that Telegram posts, and the secret that proves the caller."""

    inbox: Inbox
    secret: str


@dataclass(frozen=True)
class Context:
    """public_url: an origin.  chat_url: the simulator's page, None where people use Telegram itself.

    deep_link: from a start payload to the link that opens it.  webhook: None while the bot polls.
    """

    database: Database
    redis: Redis
    keys: KeyRing
    catalogue: Catalogue
    clock: Clock
    recorder: Recorder
    leading: Leading
    texts: Texts
    public_url: str
    chat_url: str | None
    deep_link: Callable[[str], Awaitable[str]]
    log_origin: Callable[[str], str]
    readiness: Callable[[], Awaitable[Readiness]]
    webhook: TelegramWebhook | None = None
