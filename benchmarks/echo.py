"""The reference for the chat: a bot that polls and sends back what it hears.  Plain aiogram, nothing stored."""

import asyncio

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message

from app.processes import run_until_told
from app.settings import Settings

router = Router()


@router.message(F.text)
async def echo(message: Message) -> None:
    """The same text back."""
    assert message.text is not None
    await message.answer(message.text)


async def run(settings: Settings) -> None:
    """Polls until cancelled."""
    assert settings.telegram_token is not None
    session = AiohttpSession(api=TelegramAPIServer.from_base(settings.telegram_api_url))
    dispatcher = Dispatcher()
    dispatcher.include_router(router)
    async with Bot(settings.telegram_token.get_secret_value(), session=session) as bot:
        polling = asyncio.ensure_future(dispatcher.start_polling(bot, handle_signals=False))
        try:
            await asyncio.shield(polling)
        except asyncio.CancelledError:
            await dispatcher.stop_polling()
            await polling
            raise


def main() -> None:
    """The process."""
    settings = Settings()
    run_until_told(run(settings), settings.data_dir, "echo")


if __name__ == "__main__":
    main()
