"""`leafledger bot`: takes updates in, by long poll or webhook, and answers them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog

from app.container import Container, build
from app.erase import erasing
from app.heartbeat import telegram_answered
from app.logging import configure
from app.processes import run_until_told
from app.settings import Settings, SettingWrong
from bot.broadcasting import Broadcasts
from bot.context import Services
from bot.days import Days
from bot.dialogues import Dialogues
from bot.dispatcher import dispatcher
from bot.farewells import Farewells
from bot.outbox import Deliveries
from bot.polling import ALLOWED_UPDATES, Poller
from bot.profile import introduce
from bot.telegram import Client
from bot.workers import LOOK_EVERY_S, Workers
from kernel.mailbox import Inbox

POOL = 8
WEBHOOK_PATH = "/telegram/webhook"
WEBHOOK_LOOK_EVERY_S = 0.2
"""The API stores what the webhook brings; the workers look for it this often."""

logger = structlog.get_logger()


def telegram(settings: Settings) -> Client:
    """The client; raises `SettingWrong` without a token."""
    if settings.telegram_token is None:
        raise SettingWrong(setting="LEAFLEDGER_TELEGRAM_TOKEN", reason="missing")
    # Telegram refuses whoever answers too fast; a stand-in or a Bot API server of one's own tells it by a refusal alone.
    hold_answers = not settings.simulated and settings.telegram_api_url.startswith("https:")
    token = settings.telegram_token.get_secret_value()
    return Client(token, settings.telegram_api_url, hold_answers=hold_answers)


def start_url(settings: Settings, name: str) -> str:
    """What starts the bot once a payload is appended: in Telegram, or on the simulator's chat page."""
    return f"{settings.simulator_url}/?start=" if settings.simulated else f"https://t.me/{name}?start="


@asynccontextmanager
async def answering(container: Container) -> AsyncIterator[Workers]:
    """The bot at work over a container: what comes in is stored and answered while inside."""
    settings = container.settings
    bot = telegram(settings)
    try:
        name = await bot.own_name()
        await container.remember_bot(name)
        with suppress(OSError):
            telegram_answered(settings.data_dir, name)
        async with Days(container.database) as days, Dialogues(container.redis) as dialogues:
            services = Services(
                database=container.database,
                redis=container.redis,
                keys=container.keys,
                catalogue=container.catalogue,
                clock=container.clock,
                recorder=container.recorder,
                corrector=container.corrector,
                reviewing=container.reviewing,
                attesting=container.attesting,
                adjusting=container.adjusting,
                leading=container.leading,
                consents=container.consents,
                erasure_requests=erasing(container).requests,
                texts=container.texts,
                days=days,
                dialogues=dialogues,
                public_url=container.public_url,
                bot_name=name,
                start_url=start_url(settings, name),
                post=container.post,
            )
            async with _at_work(bot, services, settings) as workers:
                yield workers
    finally:
        with suppress(asyncio.CancelledError):
            await bot.session.close()


@asynccontextmanager
async def _at_work(bot: Client, services: Services, settings: Settings) -> AsyncIterator[Workers]:
    """Poller or webhook, workers and deliveries as tasks; what is under way may finish at the end."""
    inbox = Inbox(services.database, bot.id)
    secret = settings.telegram_webhook_secret
    look_every_s = LOOK_EVERY_S if secret is None else WEBHOOK_LOOK_EVERY_S
    workers = Workers(bot, dispatcher(), services, inbox, look_every_s=look_every_s)
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(workers.run()),
            group.create_task(introduce(bot, services.texts)),
            group.create_task(Deliveries(bot, services).run()),
            group.create_task(Broadcasts(bot, services).run()),
            group.create_task(Farewells(bot, services).run()),
        ]
        if secret is None:
            await bot.delete_webhook()
            tasks.append(group.create_task(Poller(bot, inbox, services.clock, workers.wake).run()))
        else:
            address = f"{services.public_url}{WEBHOOK_PATH}"
            await bot.set_webhook(
                address, secret_token=secret.get_secret_value(), allowed_updates=list(ALLOWED_UPDATES)
            )
        logger.info("bot.answering", by="poll" if secret is None else "webhook")
        try:
            yield workers
        finally:
            for task in reversed(tasks):
                task.cancel()


async def run(settings: Settings) -> None:
    """Answers until cancelled."""
    async with build(settings, pool=POOL) as container, container.keep_up(), answering(container):
        await asyncio.Event().wait()


def main() -> None:
    """Runs the process."""
    settings = Settings()
    configure(settings.log_level)
    run_until_told(run(settings), settings.data_dir, "bot")


if __name__ == "__main__":
    main()
