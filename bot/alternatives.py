"""What would have been used instead, as it is written under a receipt: the line, the button, the list of modes."""

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from actions import instead
from actions.commands import Receipt
from bot.callbacks import OnAction
from bot.context import Here
from bot.keyboards import button, grid, rows

_SETTLED = ("reversed", "verified", "pending_review")
_NOBODYS = "none"


class Instead(CallbackData, prefix="is"):
    """The mode that a record, `act_…` without its prefix, is to be compared with; always 1: every later one as well."""

    id: str
    mode: str
    always: int


class Forget(CallbackData, prefix="if"):
    """The usual way is to be forgotten."""


class Usual(CallbackData, prefix="us"):
    """One's usual way: `ask` shows the modes, a mode is kept."""

    mode: str


def mode_name(here: Here, mode: str) -> str:
    """The mode in the person's words."""
    return here.say(f"mode-{mode.replace('_', '-')}")


def line(here: Here, receipt: Receipt) -> list[str]:
    """The line that says what a record is compared with, and whose word that is; none where its methodology does not ask."""
    mode = instead.mode_of(here.services.catalogue, receipt)
    if mode is None:
        return []
    basis = instead.basis_in(receipt.reasons) or _NOBODYS
    return [here.say("instead-line", mode=mode_name(here, mode), basis=basis)]


def question(here: Here, receipt: Receipt) -> list[InlineKeyboardButton]:
    """The button under a record that its person may still change; none where there is nothing to choose."""
    mode = instead.mode_of(here.services.catalogue, receipt)
    if mode is None or not changeable(receipt):
        return []
    packed = OnAction(what="i", id=receipt.public_id[4:])
    return [button(here.say("instead-button", mode=mode_name(here, mode)), packed)]


def changeable(receipt: Receipt) -> bool:
    """Whether the person may still say something else of it."""
    return receipt.evidence == "self_reported" and receipt.status not in _SETTLED


def modes(here: Here, receipt: Receipt) -> InlineKeyboardMarkup:
    """The modes that the record's methodology asks about, and the way back."""
    use = instead.asked(here.services.catalogue, receipt.kind, receipt.methodology)
    taken = None if use is None else instead.mode_in(use, receipt.inputs)
    ident = receipt.public_id[4:]
    offered: Sequence[str] = () if use is None else tuple(use.instead)
    choices = [
        button(
            here.say("instead-button-mode", mode=mode_name(here, mode), taken=mode == taken),
            Instead(id=ident, mode=mode, always=0),
        )
        for mode in offered
    ]
    back = button(here.say("instead-button-back"), OnAction(what="k", id=ident))
    return rows(*grid(choices, 2), [back])
