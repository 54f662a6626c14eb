"""The receipt: what was recorded, its sum, factor, source and evidence, the week and the streak."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import orjson
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from actions import instead
from actions.commands import Receipt
from bot import alternatives, goals, placing, progress, shown
from bot.callbacks import OnAction
from bot.context import Here
from bot.keyboards import button, rows
from bot.progress import Progress
from methodologies.caps import counted
from methodologies.catalogue import EVERYWHERE
from methodologies.contract import MethodologyError, Result
from methodologies.package import Package

_PER_KILO = {"mg/m": ("g/km", "km"), "mg/g": ("g/kg", "kg"), "mg/Wh": ("g/kWh", "kWh")}
"""The factor's unit as people read it: the number stays the same."""


_UNITS = {"m": "m", "g": "g", "wh": "Wh"}
"""The unit that the name of an input ends with."""
_KEPT = 2048
"""Many people travel the same distance on the same day: the sum is the same, and so is its text."""


@dataclass(frozen=True)
class Sum:
    """How a record's grams come about: formula and source of the factor, as texts.  worth_mg: before any review."""

    package: Package
    result: Result
    formula: str
    source: str

    @property
    def worth_mg(self) -> int:
        """What the methodology says."""
        return self.result.reduction_mg


_sums: dict[tuple[str, bytes, int, str, str], Sum | None] = {}


def sum_of(here: Here, receipt: Receipt) -> Sum | None:
    """The sum behind a record; None where no methodology priced it."""
    if receipt.methodology is None:
        return None
    key = (receipt.methodology, orjson.dumps(receipt.inputs), receipt.quantity, receipt.evidence, here.locale)
    if key not in _sums:
        if len(_sums) >= _KEPT:
            _sums.clear()
        _sums[key] = _worked_out(here, receipt, receipt.methodology)
    return _sums[key]


def _worked_out(here: Here, receipt: Receipt, methodology: str) -> Sum | None:
    catalogue = here.services.catalogue
    package = catalogue.package(methodology)
    try:
        result = catalogue.quantify(package, receipt.inputs, receipt.evidence)
    except MethodologyError:
        return None
    factors = [step.params for step in result.trace if step.code == "factor"]
    source = "; ".join(f"{factor['published']} · {factor['factor_id']}" for factor in factors)
    return Sum(package, result, _formula(here, receipt, result), source)


def _formula(here: Here, receipt: Receipt, result: Result) -> str:
    """Quantity × factor where that is the whole sum, else the methodology's own steps."""
    steps = {step.code: step.params for step in result.trace}
    told, factor = steps["formula"], steps.get("factor", {})
    unit = str(factor.get("unit", ""))
    try:
        size, exact = abs(Decimal(str(factor.get("value")))), Decimal(str(told["exact"]))
    except InvalidOperation:
        return str(told["text"])
    if unit == "mg/event" and size > 0 and exact % size == 0:
        return f"{int(exact / size)} × {(size / 1000).normalize():f} g"
    if unit not in _PER_KILO or size * receipt.quantity != exact:
        return str(told["text"])
    amount = shown.amount(here, receipt.quantity, receipt.unit) if receipt.quantity >= 1000 else None
    kilo = _PER_KILO[unit][1]
    return f"{amount or f'{Decimal(receipt.quantity) / 1000} {kilo}'} × {size} {_PER_KILO[unit][0]}"


def told(here: Here, receipt: Receipt, standing: Progress) -> str:
    """The text of one record, without notes."""
    params: dict[str, str | int] = {**shown.described(here, receipt), "streak": standing.streak.current}
    params["evidence"] = shown.evidence_line(here, receipt.evidence)
    priced = sum_of(here, receipt)
    if receipt.status == "pending_review":
        return here.say("record-pending", **{**params, "grams": shown.mass(here, priced.worth_mg if priced else 0)})
    if priced is None:
        code = f"record-{_withheld(here, receipt)}"
        return here.say(code, organisation=here.organisation.name, place=_place(here, receipt), **params)
    code = "record-receipt"
    if receipt.credit_class == "estimate":
        foreign = priced.package.region == EVERYWHERE
        code = "record-receipt-estimate" if foreign else "record-receipt-estimate-local"
    text = here.say(
        code,
        formula=priced.formula,
        source=priced.source,
        methodology=str(receipt.methodology),
        week=shown.mass(here, standing.week_mg),
        **params,
    )
    return "\n".join([text, *_emitted_more(here, receipt, priced), *alternatives.line(here, receipt)])


def _emitted_more(here: Here, receipt: Receipt, priced: Sum) -> list[str]:
    """A line where the act emitted more than what it replaced: its grams are 0, and the formula beside them is not."""
    signed_mg = priced.result.signed_mg
    if signed_mg >= 0:
        return []
    return [here.say("record-emitted-more", title=shown.title(here, receipt.kind), mass=shown.mass(here, -signed_mg))]


def why_none(here: Here, receipt: Receipt) -> str:
    """Why a record has no grams, as a clause."""
    reason = _withheld(here, receipt).partition("-")[2] or "unknown"
    return here.say(f"withheld-{reason}", organisation=here.organisation.name, place=_place(here, receipt))


def _withheld(here: Here, receipt: Receipt) -> str:
    """What stands behind `record-` in the message for a record without grams."""
    catalogue, region = here.services.catalogue, receipt.inputs.get("region")
    kind = shown.kind_of(here, receipt.kind)
    if not kind.methodologies:
        return "withheld-none"
    if "daily_cap" in receipt.reasons:
        return "withheld-full"
    if not isinstance(region, str):
        return "withheld"
    every = {use.methodology for use in kind.methodologies}
    known = catalogue.choose(receipt.kind, region, every, receipt.occurred_on)
    if known is None:
        return "withheld-place"
    told = instead.use_of(catalogue, receipt.kind, known).told
    return "withheld-choice" if told else "withheld-inputs"


def _place(here: Here, receipt: Receipt) -> str:
    region = receipt.inputs.get("region")
    return placing.named(here, region) if isinstance(region, str) else ""


def legs(here: Here, receipts: Sequence[Receipt], standing: Progress) -> str:
    """Several records of one sentence: a line each, then what they share."""
    lines = [here.say("record-legs", count=len(receipts))]
    for receipt in receipts:
        params = shown.described(here, receipt)
        priced = sum_of(here, receipt)
        if receipt.status == "pending_review":
            lines.append(here.say("bot-leg-pending", **params))
        elif priced is None:
            lines.append(here.say("record-leg-withheld", why=why_none(here, receipt), **params))
        else:
            lines.append(here.say("record-leg", **params))
            lines.append(here.say("bot-leg-sum", formula=priced.formula, methodology=str(receipt.methodology)))
            lines += _emitted_more(here, receipt, priced)
            lines += alternatives.line(here, receipt)
    lines.append(here.say("bot-week", week=shown.mass(here, standing.week_mg), streak=standing.streak.current))
    lines.append(shown.evidence_line(here, receipts[0].evidence))
    return "\n".join(lines)


def notes(here: Here, receipts: Sequence[Receipt], standing: Progress, said: Sequence[str]) -> list[str]:
    """What stands under a receipt: the day, units, caps, a partner's telling of the same, a new planet."""
    days = {receipt.occurred_on for receipt in receipts} - {here.today}
    lines = [here.say("record-day", day=day) for day in sorted(days)]
    lines += [here.say(f"note-{code.replace('_', '-')}") for code in said]
    for receipt in receipts:
        if "daily_cap" in receipt.reasons:
            lines.append(here.say("bot-cap", title=shown.title(here, receipt.kind), limit=_limit(here, receipt)))
        if "overlap" in receipt.reasons:
            lines.append(here.say("record-overlap"))
        if receipt.evidence == "attested" and not receipt.first:
            lines.append(here.say("bot-merged", **shown.described(here, receipt)))
    lines += goals.reached(here, standing, receipts)
    planet = progress.unlocked(here, standing, receipts)
    if planet is not None:
        code = "planet-unlocked" if standing.planet_mg >= planet.threshold_mg else "planet-unlocked-by-days"
        mass, name = shown.mass(here, standing.planet_mg), planet.name[here.locale]
        lines.append(here.say(code, number=planet.number, name=name, mass=mass, days=standing.day_count))
    return lines


def _limit(here: Here, receipt: Receipt) -> str:
    """The daily cap that cut the record, in words."""
    catalogue, region = here.services.catalogue, receipt.inputs.get("region")
    place = str(region) if region else None
    package = (
        catalogue.choose(receipt.kind, place, here.organisation.methodology_set, receipt.occurred_on)
        if receipt.methodology is None
        else catalogue.package(receipt.methodology)
    )
    assert package is not None, "a cap comes from a package"
    one = instead.inputs_for(catalogue, receipt.kind, package, 1, (place, receipt.occurred_on))
    cap = next(cap for cap, part in zip(package.caps, counted(package, one), strict=True) if part)
    if cap.input == instead.use_of(catalogue, receipt.kind, package).quantity_name:
        return shown.amount(here, cap.maximum, receipt.unit, receipt.kind)
    # It counts days, trips or minutes, not what was told.
    suffix = cap.input.rpartition("_")[2]
    if suffix == "min":
        return here.say("unit-minute", count=cap.maximum)
    return shown.amount(here, cap.maximum, _UNITS.get(suffix, "event"))


def buttons(here: Here, receipts: Sequence[Receipt]) -> InlineKeyboardMarkup:
    """Undo for each record; change, proof and details where there is one."""
    standing = [receipt for receipt in receipts if receipt.status != "reversed"]
    if len(standing) > 1:
        undo = [
            button(here.say("record-button-undo-leg", title=shown.title(here, one.kind)), on("u", one))
            for one in standing
        ]
        return rows(*([one] for one in undo))
    if not standing:
        return rows()
    (receipt,) = standing
    first: list[InlineKeyboardButton] = []
    second = [button(here.say("record-button-details"), on("d", receipt))]
    if receipt.evidence == "self_reported" and receipt.status != "verified":
        first.append(button(here.say("record-button-undo"), on("u", receipt)))
        if receipt.unit in ("m", "g") and receipt.status != "pending_review":
            code = "record-button-change" if receipt.unit == "m" else "record-button-change-weight"
            first.append(button(here.say(code), on("c", receipt)))
        second.insert(0, button(here.say("bot-button-add-proof"), on("n", receipt)))
    return rows(first, alternatives.question(here, receipt), second)


def on(what: str, receipt: Receipt, quantity: int = 0) -> str:
    """The packed `OnAction` for something with this record."""
    return f"{OnAction.__prefix__}:{what}:{receipt.public_id[4:]}:{quantity}"
