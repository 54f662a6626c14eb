"""The Telegram door."""

import bot.aiogram_models  # noqa: F401
