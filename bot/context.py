"""What handlers are handed: the product's use cases, and who speaks here, in which language, about which day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from aiogram.methods import TelegramMethod
from redis.asyncio import Redis

from accounts.consents import Consents
from accounts.erasure_requests import ErasureRequests
from accounts.organisations import Organisation
from accounts.people import Person
from accounts.roles import Leading
from actions.adjusting import Adjusting
from actions.attesting import Attesting
from actions.correct import Corrector
from actions.record import Recorder
from actions.review import Reviewing
from bot.days import Days
from bot.dialogues import Dialogues, State
from bot.directory import Directory
from bot.escaping import Markup, safe
from kernel.clock import Clock, local_date
from kernel.errors import DomainError
from kernel.ids import PROGRAMME
from kernel.mail import Nowhere, Post
from kernel.work import Database
from language.phrases import Vocabulary
from language.replies import Replies
from language.texts import Texts, Value
from methodologies.catalogue import Catalogue
from privacy.keys import KeyRing

Method = TelegramMethod[Any]
Reply = Method | Sequence[Method] | None
"""What a handler returns: methods to be sent, in order, after everything is committed."""


class ConsentMissing(DomainError):
    """Nobody is recorded before they agreed: the answer is the consent screen."""

    code = "consent_missing"


class RegionMissing(DomainError):
    """The sum of the person's acts hangs on a region that nobody knows yet."""

    code = "region_missing"


class ButtonOutdated(DomainError):
    """The button belongs to a message that no longer holds."""

    code = "old_button"


@dataclass(frozen=True)
class Services:
    """The use cases that the bot calls.

    bot_name: its user name.  start_url: what starts it, once a payload is appended.  post: takes letters by e-mail.
    """

    database: Database
    redis: Redis
    keys: KeyRing
    catalogue: Catalogue
    clock: Clock
    recorder: Recorder
    corrector: Corrector
    reviewing: Reviewing
    attesting: Attesting
    adjusting: Adjusting
    leading: Leading
    consents: Consents
    erasure_requests: ErasureRequests
    texts: Texts
    days: Days
    dialogues: Dialogues
    public_url: str
    bot_name: str
    start_url: str
    post: Post = field(default_factory=Nowhere)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words for every kind of the catalogue."""
        return Vocabulary.from_kinds(
            {
                "code": kind.code,
                "unit": kind.unit,
                "words": kind.words,
                "limits": {"min": kind.minimum, "max": kind.maximum, "ask_above": kind.ask_above},
                "counts": kind.counts,
                "icon": kind.icon,
            }
            for kind in self.catalogue.kinds.values()
        )

    @cached_property
    def directory(self) -> Directory:
        """People by their Telegram id."""
        return Directory(self.database)

    def fixed(self, code: str, locale: str) -> str:
        """A message without variables, rendered once."""
        text = self._fixed.get((code, locale))
        if text is None:
            text = self._fixed[code, locale] = self.texts.render(code, {}, locale)
        return text

    @cached_property
    def _fixed(self) -> dict[tuple[str, str], str]:
        return {}

    def link(self, payload: str) -> str:
        """The deep link that starts the bot in a private chat."""
        return self.start_url + payload


def replies(texts: Texts, catalogue: Catalogue, locale: str, say: Callable[..., str]) -> Replies:
    """The words about amounts and questions in a language."""
    return Replies(
        say=say,
        has=texts.has,
        title=lambda code: catalogue.kind(code).titles[locale],
        icon=lambda code: catalogue.kind(code).icon,
        locale=locale,
    )


@dataclass
class Here:
    """One update: who speaks, where, when.

    person: None before they agreed.  organisation: their issuer, or the programme.  sent_at: Telegram's date of the
    message, for a button now.  asked_at: the same, for a button the date of the message under which it stands.
    message_id: that message.  callback_id: set for a button.  state: the question that is open with them, in private.
    """

    services: Services
    update_id: int
    attempt: int
    user_id: int
    chat_id: int
    private: bool
    first_name: str
    locale: str
    person: Person | None
    organisation: Organisation
    sent_at: datetime
    asked_at: datetime
    message_id: int | None = None
    callback_id: str | None = None
    state: State | None = None

    @property
    def member(self) -> Person:
        """The person; raises `ConsentMissing` for who has not agreed yet."""
        if self.person is None:
            raise ConsentMissing
        return self.person

    def require_member(self) -> None:
        """Raises `ConsentMissing` for who has not agreed yet."""
        if self.person is None:
            raise ConsentMissing

    def require_settled(self) -> None:
        """Raises `ConsentMissing`, and `RegionMissing` where the sums hang on a region that nobody knows yet."""
        if self.region_missing:
            raise RegionMissing

    @property
    def region_missing(self) -> bool:
        """Whether a member's region must be asked; the programme serves many places."""
        return self.member.region is None and self.organisation.id == PROGRAMME

    @property
    def own_region(self) -> bool:
        """Whether acts are counted by the person's own region: in the programme, and where an organisation has none."""
        return self.organisation.id == PROGRAMME or self.organisation.region is None

    @property
    def region(self) -> str | None:
        """The region by which the person's next act is counted, as `actions.drafting` takes it; None: nobody knows."""
        own, theirs = self.member.region, self.organisation.region
        return (own or theirs) if self.own_region else theirs

    @property
    def pressed(self) -> bool:
        """Whether a button was pressed, rather than something written."""
        return self.callback_id is not None

    @property
    def log_id(self) -> str:
        """The log that the person's records go to."""
        return self.organisation.log_id

    @property
    def today(self) -> date:
        """The person's calendar day when they spoke, in their organisation's zone."""
        return local_date(self.sent_at, self.organisation.zone)

    @property
    def asked_on(self) -> date:
        """The calendar day of `asked_at`: a button's act belongs to the day on which it was offered."""
        return local_date(self.asked_at, self.organisation.zone)

    @property
    def replies(self) -> Replies:
        """What the grammar understood, in the person's words."""
        return replies(self.services.texts, self.services.catalogue, self.locale, self.say)

    def say(self, code: str, **params: Value | Markup) -> str:
        """The message `code` in the person's language, its text parameters made harmless."""
        if not params:
            return self.services.fixed(code, self.locale)
        return self.services.texts.render(code, {name: safe(value) for name, value in params.items()}, self.locale)

    async def ask(self, state: State) -> None:
        """Keeps an open question; a lost one is harmless.  What was said and waits for the place stays beside it."""
        waiting = self.state.get("said") if self.state is not None else None
        self.state = {"said": waiting, **state} if waiting else state
        await self.services.dialogues.keep(self.user_id, self.state)

    async def settle(self) -> None:
        """Closes the open question, if there is one; what was said and waits for the place goes on waiting."""
        if self.state is None or self.state["ask"] == "held":
            return
        if self.state.get("said"):
            await self.ask({"ask": "held"})
        else:
            await self.forget()

    async def forget(self) -> None:
        """Closes the open question, and drops what waits."""
        if self.state is not None:
            self.state = None
            await self.services.dialogues.drop(self.user_id)
