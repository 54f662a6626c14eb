"""What inline buttons carry: typed, at most 64 bytes, ids only; a handler for each is safe to repeat."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from aiogram.filters.callback_data import MAX_CALLBACK_LENGTH, CallbackData

from bot.context import ButtonOutdated
from kernel.units import MAX_SAFE_INTEGER, BaseUnit
from language.phrases import Leg
from methodologies.kinds import MODES
from methodologies.package import Package

_MARK = 16
_MODES = ([], *([mode] for mode in MODES))
"""What may stand behind a leg's day: nothing, or what would have been used instead."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Begin(CallbackData, prefix="go"):
    """From the hello to the consent screen; payload: the start payload, or empty."""

    payload: str


class Tongue(CallbackData, prefix="tg"):
    """The hello in the other language."""

    locale: str
    payload: str


class Screen(CallbackData, prefix="sw"):
    """The consent screen with these switches on (a bit each); `policy`: the full text instead."""

    switches: int
    policy: int
    payload: str


class Agree(CallbackData, prefix="ok"):
    """Consent with these switches."""

    switches: int
    payload: str


class Look(CallbackData, prefix="lo"):
    """Just look around."""


class NotMine(CallbackData, prefix="nm"):
    """Not this organisation."""


class Region(CallbackData, prefix="rg"):
    """Where the person mostly travels."""

    code: str


class Commute(CallbackData, prefix="cm"):
    """The usual way to work: a kind, `none`, or `skip`; kilometres 0 asks for them."""

    kind: str
    km: int


class Partner(CallbackData, prefix="pa"):
    """Consent to a partner's link; payload without its `p_`."""

    payload: str


class PartnerNo(CallbackData, prefix="pn"):
    """No consent; payload without its `p_`."""

    payload: str


class Other(CallbackData, prefix="ow"):
    """None of the kinds on the buttons: the open question is answered in words."""


class Pick(CallbackData, prefix="q"):
    """Record these legs for the question that update `origin` raised.

    leg: number of the first leg within that update.  how: "" plainly, "a" as another trip, "r" for review.
    """

    origin: str
    leg: int
    how: str
    legs: str


class Stored(CallbackData, prefix="qs"):
    """The choice of that number in the open question, where its legs are too long for a button."""

    number: int


class PickKind(CallbackData, prefix="k"):
    """The way that was missing; quantity 0: still unknown."""

    origin: str
    kind: str
    quantity: int
    day: str


class Stops(CallbackData, prefix="st"):
    """The number meant stops: ask for kilometres."""

    kind: str
    day: str


class Cancel(CallbackData, prefix="x"):
    """Nothing is recorded.  same: because it was the same trip."""

    same: int


class OnAction(CallbackData, prefix="a"):
    """Something with one record, `act_…` without its prefix.

    what: u undo, c change, s change to `quantity`, d details, p proof file, w why, x something is wrong, n add proof,
    f put the photo that was sent with it, o the records before it, i what would have been used instead, k back from that.
    """

    what: str
    id: str
    quantity: int = 0


class Switch(CallbackData, prefix="pv"):
    """Turns a consent on the privacy page; number of the purpose."""

    number: int


class Withdraw(CallbackData, prefix="pw"):
    """Ends a partner's link, `mem_…` without its prefix; sure 0 asks first."""

    id: str
    sure: int


class Privacy(CallbackData, prefix="pp"):
    """A page of /privacy: home, policy, looks (who looked), or data (the download)."""

    page: str


class SetLanguage(CallbackData, prefix="lg"):
    """The language from now on."""

    locale: str


class Younger(CallbackData, prefix="yo"):
    """Too young for an account of one's own."""


class ByEmail(CallbackData, prefix="je"):
    """Joining by an address at work."""


class Board(CallbackData, prefix="rk"):
    """A board: teams or around; show and hide are the nickname's switch."""

    page: str


class AddDay(CallbackData, prefix="ad"):
    """Something is to be added for that day."""

    day: str


def base36(number: int) -> str:
    """A whole number >= 0 in as few letters as may be."""
    letters = ""
    while number or not letters:
        number, digit = divmod(number, 36)
        letters = _DIGITS[digit] + letters
    return letters


def from_base36(text: str) -> int:
    """The number; raises `ButtonOutdated`."""
    try:
        number = int(text, 36)
    except ValueError:
        raise ButtonOutdated from None
    if not 0 <= number <= MAX_SAFE_INTEGER:
        raise ButtonOutdated
    return number


def read_uuid(text: str) -> UUID:
    """The id behind 32 hex digits; raises `ButtonOutdated`."""
    try:
        return UUID(hex=text)
    except ValueError:
        raise ButtonOutdated from None


def mark_of(package: Package) -> str:
    """Hex digits of a package's hash that name it in a button: its name may be longer than a button holds."""
    return package.sha256[:_MARK]


def pack_day(day: date) -> str:
    """A day in four letters."""
    return base36(day.toordinal())


def read_day(text: str) -> date:
    """The day; raises `ButtonOutdated`."""
    try:
        return date.fromordinal(from_base36(text))
    except (ValueError, OverflowError):
        raise ButtonOutdated from None


def pick(origin: int, leg: int, how: str, legs: Sequence[Leg]) -> str | None:
    """The callback data of a choice, or None where it does not fit into 64 bytes."""
    packed = "~".join(map(_pack_leg, legs))
    data = f"q:{base36(origin)}:{leg}:{how}:{packed}"
    return data if len(data.encode()) <= MAX_CALLBACK_LENGTH else None


def _pack_leg(leg: Leg) -> str:
    instead = "" if leg.instead is None else f".{leg.instead}"
    return f"{leg.kind}.{base36(leg.quantity)}.{leg.unit}.{pack_day(leg.occurred_on)}{instead}"


def read_legs(text: str) -> tuple[Leg, ...]:
    """The legs of a choice; raises `ButtonOutdated`."""
    legs = []
    for part in text.split("~"):
        fields = part.split(".")
        if len(fields) not in (4, 5) or fields[2] not in ("m", "g", "Wh", "event") or fields[4:5] not in _MODES:
            raise ButtonOutdated
        unit: BaseUnit = fields[2]  # type: ignore[assignment]
        legs.append(Leg(fields[0], from_base36(fields[1]), unit, read_day(fields[3]), *fields[4:]))
    return tuple(legs)
