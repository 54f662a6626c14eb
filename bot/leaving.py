"""What somebody sees who is to be erased: when, that nothing is recorded until then, and the way back."""

from datetime import datetime

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from accounts import erasure_requests
from bot.context import Here, Method
from bot.keyboards import button, rows
from bot.replying import send
from language import formats


class Erase(CallbackData, prefix="er"):
    """A step on the way out: ask (what goes, what stays), keep (no, after all), back (change one's mind)."""

    step: str


def way_out(here: Here, due_at: datetime | None) -> InlineKeyboardButton:
    """The button that leads out, or back where somebody is on their way."""
    if due_at is not None:
        return button(here.say("erase-button-back"), Erase(step="back"), style="success")
    return button(here.say("erase-button-ask"), Erase(step="ask"), style="danger")


async def pending(here: Here) -> Method | None:
    """Why nothing is recorded for somebody who is to be erased; None for everybody else."""
    async with here.services.database.work() as connection:
        due_at = await erasure_requests.due_at(connection, here.member.id)
    if due_at is None:
        return None
    due = formats.moment(due_at, here.organisation.zone, here.locale)
    return send(here, here.say("erase-nothing-recorded", due=due), rows([way_out(here, due_at)]))
