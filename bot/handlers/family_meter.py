"""A household's electricity meter: a month's bill or where the meter stands today, asked back, corrected, settled."""

import re
import unicodedata
from datetime import date
from decimal import Decimal

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from accounts.households import home, meter, readings
from accounts.households.meter import BASELINE_BILLS, BILL, DAY, Kind, ReadingDoubtful, Saving
from accounts.households.readings import Reading
from actions.of_meter import Entered, Metering
from bot import progress, receipts
from bot.callbacks import base36, from_base36, pack_day, read_day
from bot.context import ButtonOutdated, Here, Method, Reply
from bot.dialogues import State
from bot.handlers.family import Family
from bot.keyboards import button, grid, rows
from bot.registry import question
from bot.replying import show
from language import formats

router = Router(name="family_meter")
MONTHS_OFFERED = 13
"""The last one and the twelve before: the same month of last year is among them."""
_KWH = re.compile(r"(?P<number>\d{1,7}(?:\.\d{1,3})?) ?(?:kwh|kw·h|度电?|千瓦时)?", re.IGNORECASE)
_WH_PER_KWH = 1000


class BillOf(CallbackData, prefix="fb"):
    """How much was the bill of that month, `2026-10`?"""

    month: str


class Mend(CallbackData, prefix="fd"):
    """The reading of that day was a slip."""

    day: str


class Sure(CallbackData, prefix="fs"):
    """A reading that was asked back is meant.  kind: bill or day.  day: its period.  wh: in base 36."""

    kind: str
    day: str
    wh: str


@router.callback_query(Family.filter(F.page == "meter"))
async def meter_page(_: object, here: Here) -> Reply:
    """The last bill and the last reading, and what they say; raises `HouseholdMissing`."""
    return await _page(here)


async def _page(here: Here) -> Method:
    async with here.services.database.work(person_id=here.member.id) as connection:
        found = await home.required(connection, here.member.id)
        known = await readings.every(connection, found.id)
    lines = [here.say("family-meter-home")]
    bills, standing = readings.amounts(known, BILL), readings.amounts(known, DAY)
    if bills:
        last = max(bills)
        lines.append(here.say("family-meter-bill", month=_month(here, last), energy=_energy(here, bills[last])))
    if standing:
        last = max(standing)
        day, stands = formats.short_day(last, here.locale), _energy(here, standing[last])
        lines.append(here.say("family-meter-day", day=day, energy=stands))
    mine = known[DAY, max(standing)] if standing else None
    mend = []
    if mine is not None and mine.period != here.today and mine.person_id == here.member.id:
        label = here.say("family-button-mend", day=formats.short_day(mine.period, here.locale))
        mend = [button(label, Mend(day=pack_day(mine.period)))]
    lines.append(here.say("family-meter-once"))
    bill = button(here.say("family-button-bill"), Family(page="bill"))
    today = button(here.say("family-button-reading"), Family(page="reading"))
    return show(here, "\n".join(lines), rows([bill, today], mend, [_back(here)]))


@router.callback_query(Mend.filter())
async def mend(_: object, here: Here, callback_data: Mend) -> Reply:
    """What should the last reading have been?"""
    here.require_member()
    day = read_day(callback_data.day)
    await here.ask({"ask": "family_meter", "kind": DAY, "period": day.isoformat()})
    return show(here, here.say("family-mend-ask", day=formats.short_day(day, here.locale)), rows([_back(here)]))


@router.callback_query(Family.filter(F.page == "bill"))
async def which_month(_: object, here: Here) -> Reply:
    """Of which month?"""
    here.require_member()
    months = [_months_before(here.today, back) for back in range(1, MONTHS_OFFERED + 1)]
    buttons = [button(_month(here, one), BillOf(month=f"{one:%Y-%m}")) for one in months]
    return show(here, here.say("family-bill-month"), rows(*grid(buttons, 3), [_back(here)]))


@router.callback_query(BillOf.filter())
async def how_much(_: object, here: Here, callback_data: BillOf) -> Reply:
    """How many kilowatt-hours?"""
    here.require_member()
    try:
        month = date.fromisoformat(f"{callback_data.month}-01")
    except ValueError:
        raise ButtonOutdated from None
    await here.ask({"ask": "family_meter", "kind": BILL, "period": month.isoformat()})
    return show(here, here.say("family-bill-ask", month=_month(here, month)), rows([_back(here)]))


@router.callback_query(Family.filter(F.page == "reading"))
async def ask_reading(_: object, here: Here) -> Reply:
    """Where does the meter stand?"""
    here.require_member()
    await here.ask({"ask": "family_meter", "kind": DAY})
    return show(here, here.say("family-reading-ask"), rows([_back(here)]))


@question("family_meter", acts=True)
async def typed(here: Here, text: str, state: State) -> Reply:
    """The number; anything else is no answer to it."""
    reading_wh = read_kwh(text)
    if reading_wh is None:
        return None
    period = date.fromisoformat(state["period"]) if "period" in state else here.today
    return await _enter(here, BILL if state["kind"] == BILL else DAY, period, reading_wh, sure=False)


@router.callback_query(Sure.filter())
async def meant(_: object, here: Here, callback_data: Sure) -> Reply:
    """It is meant, however unlikely; pressed again, it says the same."""
    if callback_data.kind not in (BILL, DAY):
        raise ButtonOutdated
    kind: Kind = BILL if callback_data.kind == BILL else DAY
    return await _enter(here, kind, read_day(callback_data.day), from_base36(callback_data.wh), sure=True)


async def _enter(here: Here, kind: Kind, period: date, reading_wh: int, *, sure: bool) -> Reply:
    """Keeps the reading and settles what it saved; raises what `Metering.enter` raises."""
    services, person = here.services, here.member
    here.require_settled()
    metering = Metering(services.database, services.keys, services.catalogue, services.clock, services.recorder)
    try:
        entered = await metering.enter(person, kind, period, reading_wh, here.sent_at, here.today, sure=sure)
    except ReadingDoubtful as doubt:
        return _asked_back(here, doubt, kind, period, reading_wh)
    await here.settle()
    return await _told(here, entered)


def _asked_back(here: Here, doubt: ReadingDoubtful, kind: Kind, period: date, reading_wh: int) -> Method:
    """Is that right?  A slip is typed anew."""
    reason, last_wh, usual_wh = (doubt.params[name] for name in ("reason", "last_wh", "usual_wh"))
    assert isinstance(last_wh, int) and isinstance(usual_wh, int)
    text = here.say(
        f"family-doubt-{reason}",
        energy=_energy(here, reading_wh),
        last=_energy(here, last_wh),
        usual=_energy(here, usual_wh),
    )
    yes = button(here.say("family-button-sure"), Sure(kind=kind, day=pack_day(period), wh=base36(reading_wh)))
    return show(here, text, rows([yes, _back(here)]))


async def _told(here: Here, entered: Entered) -> Reply:
    """What was kept, what it is compared with, what is recorded of it and what is not."""
    reading, settled, known = entered.reading, entered.settled, entered.known
    energy = _energy(here, reading.reading_wh)
    if reading.kind == BILL:
        lines = [here.say("family-bill-kept", month=_month(here, reading.period), energy=energy)]
    else:
        lines = [here.say("family-reading-kept", energy=energy)]
    saving, receipt = settled.saving, settled.receipt
    if saving is None:
        return show(here, "\n".join([*lines, _missing(here, reading, known)]), rows([_to_meter(here)]))
    lines.append(_compared(here, saving))
    if receipt is None:
        reason = "daily" if settled.daily else "old" if settled.old else "none"
        lines += [here.say(f"family-saved-{reason}")] if saving.saved_wh or reason == "none" else []
        return show(here, "\n".join(lines), rows([_to_meter(here)]))
    if receipt.methodology is None:
        lines.append(here.say("family-withheld-bill" if reading.kind == BILL else "family-withheld-day"))
    lines.append(receipts.told(here, receipt, await progress.of(here)))
    return show(here, "\n".join(lines), receipts.buttons(here, [receipt]))


def _compared(here: Here, saving: Saving) -> str:
    """The baseline by its name, and by how much it was missed."""
    energies = {
        "baseline": _energy(here, saving.baseline_wh),
        "actual": _energy(here, saving.actual_wh),
        "saved": _energy(here, saving.saved_wh),
    }
    basis = here.say(f"family-basis-{saving.basis.replace('_', '-')}")
    if not saving.saved_wh:
        return here.say("family-compared-more", basis=basis, baseline=energies["baseline"], actual=energies["actual"])
    return here.say("family-compared", basis=basis, **energies)


def _missing(here: Here, reading: Reading, known: meter.Readings) -> str:
    """What it takes until there is something to compare with."""
    if reading.kind == DAY:
        return here.say("family-days-missing", days=max(1, meter.days_missing(known, reading.period)))
    earlier = sum(on < reading.period for on in known)
    return here.say("family-bills-missing", bills=max(1, BASELINE_BILLS - earlier))


def read_kwh(text: str) -> int | None:
    """Watt-hours of a number of kilowatt-hours, `210`, `210.5 度` or `210 kWh`; None for anything else."""
    found = _KWH.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return None if found is None else int(Decimal(found["number"]) * _WH_PER_KWH)


def _months_before(day: date, back: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - back, 12)
    return date(year, month + 1, 1)


def _month(here: Here, month: date) -> str:
    return formats.month(month, here.locale)


def _energy(here: Here, watt_hours: int) -> str:
    return formats.energy(watt_hours, here.locale)


def _back(here: Here) -> InlineKeyboardButton:
    return button(here.say("start-button-back"), Family(page="home"))


def _to_meter(here: Here) -> InlineKeyboardButton:
    return button(here.say("family-button-meter"), Family(page="meter"))
