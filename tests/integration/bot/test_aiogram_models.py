"""aiogram's models are built when they are first used, and every one of them can be."""

import subprocess
import sys

EVERY_MODEL = """
import bot.telegram
from aiogram import methods, types
from pydantic import BaseModel

assert BaseModel.model_rebuild.__func__.__module__ == "pydantic.main"
found = [getattr(place, name) for place in (types, methods) for name in place.__all__]
models = [one for one in found if isinstance(one, type) and issubclass(one, BaseModel)]
ahead = [one.__name__ for one in models if issubclass(one, types.TelegramObject) and one.__pydantic_complete__]
for model in models:
    model.model_rebuild()
    assert model.__pydantic_complete__, model
print(len(models) > 500, ahead)
"""
AN_UPDATE = """
import bot.telegram
from aiogram.types import Update

update = Update.model_validate({"update_id": 1, "message": {"message_id": 1, "date": 0, "text": "hi",
    "chat": {"id": 5, "type": "private"}, "from": {"id": 5, "is_bot": False, "first_name": "林"},
    "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}}})
print(update.message.from_user.first_name, update.message.reply_markup.inline_keyboard[0][0].callback_data)
"""


def _said(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout


def test_no_type_is_built_ahead_and_every_model_can_be() -> None:
    assert _said(EVERY_MODEL) == "True []\n"


def test_an_update_is_read_as_ever() -> None:
    assert _said(AN_UPDATE) == "林 b\n"
