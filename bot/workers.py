"""Workers: take stored updates, let the dispatcher handle them, send the replies, and only then call them done.

Order holds within a chat, many chats are served at once.  Killed anywhere, the update comes again after its lease, and
the recorder answers its repeat with the first receipt.
"""

import asyncio
from collections.abc import Iterable

import orjson
import structlog
from aiogram import Bot, Dispatcher
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.exceptions import TelegramAPIError, TelegramNetworkError, TelegramServerError
from aiogram.methods import AnswerCallbackQuery, SendMessage, TelegramMethod
from aiogram.types import Update
from pydantic import ValidationError

from accounts import people
from bot.context import Method, Services
from bot.sending import Sender, Sent
from kernel.mailbox import Inbox, Letter

MOST_AT_ONCE = 128
LOOK_EVERY_S = 1.0
"""How often leases and retries that came due are looked for while nothing new arrives."""
GATHER_S = 0.005
"""While others are being served, what ends meanwhile is marked and what arrives is taken together."""
STOP_S = 10.0

logger = structlog.get_logger()


class Workers:
    """Serves the inbox until cancelled; `wake` after storing makes it look at once."""

    def __init__(
        self, bot: Bot, dispatcher: Dispatcher, services: Services, inbox: Inbox, *, look_every_s: float = LOOK_EVERY_S
    ) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._inbox = inbox
        self._services = services
        self._clock = services.clock
        self._look_every_s = look_every_s
        self._sender = Sender(bot)
        self._news = asyncio.Event()
        self._busy: dict[asyncio.Task[None], int] = {}
        self._done: list[int] = []

    def wake(self) -> None:
        """There may be something new."""
        self._news.set()

    async def run(self) -> None:
        """Takes and handles until cancelled; then what is under way may finish for some seconds."""
        try:
            while True:
                self._news.clear()
                try:
                    taken = await self._round()
                except Exception as problem:
                    logger.error("inbox.unreachable", problem=type(problem).__name__)
                    await asyncio.sleep(LOOK_EVERY_S)
                    continue
                if not taken:
                    await self._rest()
                    if self._busy:
                        await asyncio.sleep(GATHER_S)
        finally:
            await self._finish()

    async def _round(self) -> bool:
        """Marks what is done, takes what is open; whether anything was taken."""
        await self._mark()
        room = MOST_AT_ONCE - len(self._busy)
        letters = await self._inbox.take(room, self._clock.now()) if room > 0 else []
        loop = asyncio.get_running_loop()
        under_way = set(self._busy.values())
        for letter in letters:
            # A long pause of Telegram's may outlast the lease; the update is still in these hands.
            if letter.update_id not in under_way:
                task = loop.create_task(self._serve(letter))
                self._busy[task] = letter.update_id
                task.add_done_callback(self._served)
        return bool(letters) and len(self._busy) < MOST_AT_ONCE

    def _served(self, task: asyncio.Task[None]) -> None:
        del self._busy[task]
        self._news.set()

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(self._look_every_s):
                await self._news.wait()
        except TimeoutError:
            pass

    async def _mark(self) -> None:
        if self._done:
            done, self._done = self._done, []
            try:
                await self._inbox.done(done, self._clock.now())
            except BaseException:
                self._done += done
                raise

    async def _finish(self) -> None:
        if self._busy:
            await asyncio.wait(self._busy, timeout=STOP_S)
        for task in self._busy:
            task.cancel()
        await self._mark()

    async def _serve(self, letter: Letter) -> None:
        """One update from its stored text to `done`, or back for another try."""
        try:
            update = Update.model_validate_json(letter.body, context={"bot": self._bot})
        except ValidationError:
            logger.error("update.unreadable", update_id=letter.update_id)
            await self._excuse(letter)
            return
        try:
            outcome = await self._dispatcher.feed_update(self._bot, update, letter=letter, services=self._services)
            failed = isinstance(outcome, Failed)
            methods = outcome.replies if isinstance(outcome, Failed) else as_methods(outcome)
            await self._answer(update, methods)
        except (TelegramNetworkError, TelegramServerError) as problem:
            # Without its trace: what a client says of a broken connection may hold the address, and so the token.
            logger.error("update.unsent", update_id=letter.update_id, problem=type(problem).__name__)
            failed = True
        except Exception as problem:
            logger.exception("update.failed", update_id=letter.update_id, problem=type(problem).__name__)
            failed = True
        if failed:
            await self._give_back(letter)
        else:
            self._done.append(letter.update_id)

    async def _excuse(self, letter: Letter) -> None:
        """Answers what this version cannot read, such as a kind of message that Telegram has added since."""
        message = orjson.loads(letter.body).get("message")
        try:
            if isinstance(message, dict) and message["chat"]["type"] == "private":
                text = self._services.texts.render("error-not-text", {}, message["from"].get("language_code") or "en")
                await self._sender.send(SendMessage(chat_id=message["chat"]["id"], text=text))
        except (KeyError, TypeError, AttributeError, ValidationError, TelegramAPIError):
            logger.warning("update.unanswered", update_id=letter.update_id)
        self._done.append(letter.update_id)

    async def _answer(self, update: Update, methods: Iterable[Method]) -> None:
        """Sends the replies; a pressed button is answered first, so that it stops spinning."""
        replies = list(methods)
        if update.callback_query and not any(isinstance(one, AnswerCallbackQuery) for one in replies):
            replies.insert(0, AnswerCallbackQuery(callback_query_id=update.callback_query.id))
        for method in replies:
            if await self._sender.send(method) is Sent.BLOCKED:
                await self._remember_blocked(update)
                return

    async def _remember_blocked(self, update: Update) -> None:
        content = update.event
        sender = getattr(content, "from_user", None)
        if sender is not None:
            async with self._services.database.work() as connection:
                await people.telegram_blocked(connection, sender.id, self._clock.now())

    async def _give_back(self, letter: Letter) -> None:
        try:
            aside = await self._inbox.failed(letter, self._clock.now())
        except Exception:
            return  # The lease runs out, and the update is taken again.
        if aside:
            logger.critical("update.set_aside", update_id=letter.update_id)


class Failed:
    """A handler broke by our fault: `replies` say so, and the update is tried again."""

    def __init__(self, replies: list[Method]) -> None:
        self.replies = replies


def as_methods(outcome: object) -> list[Method]:
    """What a handler returned, as a list."""
    if outcome is None or outcome is UNHANDLED:
        return []
    if isinstance(outcome, TelegramMethod):
        return [outcome]
    assert isinstance(outcome, list | tuple), "a handler returns methods"
    return list(outcome)
