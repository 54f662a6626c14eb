"""Keyboards: the persistent one with plain words, and rows of inline buttons."""

from collections.abc import Iterable, Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from bot import escaping
from bot.context import Here
from language import formats

_MENU = (("menu-metro", "menu-bus", "menu-cycling"), ("menu-recycle", "menu-week", "menu-planet"))
_MOST_LABEL = 60


def menu(here: Here) -> ReplyKeyboardMarkup:
    """The persistent keyboard: its words are read like any sentence."""
    commute = here.person.commute if here.person else None
    rows = [[KeyboardButton(text=here.say(code)) for code in row] for row in _MENU]
    label = commute_label(here, commute)
    if label:
        rows.insert(0, [KeyboardButton(text=label)])
    return ReplyKeyboardMarkup(
        keyboard=rows, resize_keyboard=True, is_persistent=True, input_field_placeholder=here.say("menu-placeholder")
    )


def commute_label(here: Here, commute: dict[str, object] | None) -> str | None:
    """The one-tap sentence of a saved commute, such as "🚇 上班 12.0 公里"; None where it is not to be counted."""
    if commute is None:
        return None
    kind = here.services.catalogue.kinds.get(str(commute.get("kind")))
    metres = commute.get("one_way_m")
    if kind is None or not kind.counts or not isinstance(metres, int) or metres <= 0:
        return None
    return here.say("start-button-commute", icon=kind.icon, distance=formats.distance(metres, here.locale))


def button(label: str, data: CallbackData | str, *, style: str | None = None) -> InlineKeyboardButton:
    """One inline button.  style: success, danger or none."""
    packed = data if isinstance(data, str) else data.pack()
    return InlineKeyboardButton(text=escaping.label(label)[:_MOST_LABEL], callback_data=packed, style=style)


def link(label: str, url: str) -> InlineKeyboardButton:
    """A button that opens an address."""
    return InlineKeyboardButton(text=escaping.label(label)[:_MOST_LABEL], url=url)


def rows(*lines: Sequence[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    """Buttons in the rows given; empty rows are left out."""
    return InlineKeyboardMarkup(inline_keyboard=[list(line) for line in lines if line])


def grid(buttons: Iterable[InlineKeyboardButton], width: int) -> list[list[InlineKeyboardButton]]:
    """Buttons in rows of `width`."""
    every = list(buttons)
    return [every[start : start + width] for start in range(0, len(every), width)]
