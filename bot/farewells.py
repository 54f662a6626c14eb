"""The last message to somebody who was erased: thanks, and their certificate; then nothing is left of it."""

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError, TelegramServerError
from aiogram.methods import SendDocument
from aiogram.types import BufferedInputFile, ReplyKeyboardRemove

from accounts import farewells
from accounts.farewells import Certificate
from bot import rounds
from bot.context import Services
from bot.sending import Sender
from kernel.mailbox import MOST_ATTEMPTS, Outbox, Parcel
from language import formats
from ledger import integrator
from ledger.integrator import Signed
from reporting.personal.certificate import certificate

LOOK_EVERY_S = 1.0
MOST_AT_ONCE = 5
UNSIGNED_AFTER = MOST_ATTEMPTS - 1
"""The try from which a certificate goes out without its checkpoint, where no worker signs one."""

logger = structlog.get_logger()


class Farewells:
    """Sends farewells until cancelled, each once; whoever can't be reached hears nothing, and nothing is kept."""

    def __init__(self, bot: Bot, services: Services, *, look_every_s: float = LOOK_EVERY_S) -> None:
        self._services = services
        self._sender = Sender(bot)
        self._outbox = Outbox(services.database)
        self._look_every_s = look_every_s

    async def run(self) -> None:
        """Looks, sends, and looks again."""
        await rounds.keep(self.round, self._look_every_s, "farewells")

    async def round(self) -> int:
        """Sends what is due; how many were taken."""
        parcels = await self._outbox.take(farewells.KIND, MOST_AT_ONCE, self._services.clock.now())
        for parcel in parcels:
            await self._one(parcel)
        return len(parcels)

    async def _one(self, parcel: Parcel) -> None:
        try:
            sent = await self._deliver(parcel)
        except (TelegramNetworkError, TelegramServerError):
            sent = False
        except Exception as problem:
            # Without its trace: what stands in it may hold the chat's number, the last thing that is left.
            logger.error("farewell.failed", parcel=parcel.id, problem=type(problem).__name__)
            sent = False
        if sent or parcel.attempts >= MOST_ATTEMPTS:
            async with self._services.database.work() as connection:
                await farewells.drop(connection, parcel.id)
        else:
            await self._outbox.failed(parcel, self._services.clock.now())

    async def _deliver(self, parcel: Parcel) -> bool:
        """Sends the message and its file; False while the entries wait for their checkpoint."""
        farewell, facts = farewells.read(parcel.body)
        signed = await self._signed(facts)
        if signed.keys() != facts.entries.keys() and parcel.attempts < UNSIGNED_AFTER:
            return False
        texts, locale = self._services.texts, farewell.locale
        grams = formats.mass(farewell.total_mg, locale)
        self._services.directory.forget(farewell.chat_id)
        await self._sender.send(
            SendDocument(
                chat_id=farewell.chat_id,
                document=BufferedInputFile(certificate(facts, signed, texts, locale), "leafledger-erased.html"),
                caption=texts.render("erase-done", {"grams": grams}, locale),
                reply_markup=ReplyKeyboardRemove(),
            )
        )
        return True

    async def _signed(self, facts: Certificate) -> dict[str, Signed]:
        """By log, the newest checkpoint, where it covers the entry."""
        found: dict[str, Signed] = {}
        for log_id, n in facts.entries.items():
            async with self._services.database.log_work(log_id) as connection:
                latest = await integrator.latest(connection, log_id)
            if latest is not None and latest.size > n:
                found[log_id] = latest
        return found
