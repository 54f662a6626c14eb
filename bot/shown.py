"""How amounts, kinds and records are written for the person."""

from actions.commands import Receipt
from bot.context import Here
from language import formats
from language.comparisons import compared
from methodologies import equivalents
from methodologies.kinds import Kind


def kind_of(here: Here, code: str) -> Kind:
    """The everyday kind; raises `KindUnknown`."""
    return here.services.catalogue.kind(code)


def title(here: Here, code: str) -> str:
    """The kind's name in the person's language."""
    return kind_of(here, code).titles[here.locale]


def icon(here: Here, code: str) -> str:
    """The kind's emoji."""
    return kind_of(here, code).icon


def amount(here: Here, quantity: int, unit: str, kind: str = "") -> str:
    """A quantity in base units as people say it: "12.0 km", "2.5 公斤", "3 sheets"."""
    return here.replies.quantity(quantity, unit, kind)


def travel(unit: str) -> str:
    """Whether an act in this unit is a way, as texts ask: `yes` or `no`."""
    return "yes" if unit == "m" else "no"


def mass(here: Here, milligrams: int) -> str:
    """Grams of CO2."""
    return formats.mass(milligrams, here.locale)


def comparison(here: Here, milligrams: int) -> list[str]:
    """One line with what emits as much, for where the person is; none for what is too little to compare."""
    found = equivalents.of(milligrams, here.region)
    if found is None:
        return []
    return [compared(found.key, found.quantity, found.unit, here.locale, lambda code, values: here.say(code, **values))]


def letter(here: Here, evidence: str) -> str:
    """A, B or C."""
    return here.say("record-evidence-letter", evidence=evidence)


def evidence_line(here: Here, evidence: str) -> str:
    """The sentence about a level of evidence."""
    return here.say(f"record-evidence-{evidence.replace('_', '-')}")


def reference(receipt: Receipt) -> str:
    """Four letters by which a person names a record."""
    return receipt.public_id[4:8].upper()


def described(here: Here, receipt: Receipt) -> dict[str, str]:
    """The params that most messages about a record share: icon, title, quantity, grams."""
    return {
        "icon": icon(here, receipt.kind),
        "title": title(here, receipt.kind),
        "quantity": amount(here, receipt.quantity, receipt.unit, receipt.kind),
        "grams": mass(here, receipt.reduction_mg) if receipt.methodology else here.say("bot-no-grams"),
    }
