"""Filters of our own.  aiogram calls a plain function (`F.text` too) in a thread; on the hot path that is dear."""

from aiogram.filters import Filter
from aiogram.types import Message


class Sentence(Filter):
    """A text in a private chat that is no command."""

    async def __call__(self, message: Message) -> bool:
        """Whether somebody said something."""
        return message.text is not None and message.chat.type == "private" and not message.text.startswith("/")
