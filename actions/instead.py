"""What somebody would have used instead: whose word counts, the least favourable mode, and what an act stands on."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

from actions.commands import Receipt
from methodologies.catalogue import Catalogue
from methodologies.contract import MethodologyUnknown, Result
from methodologies.kinds import ModeUnknown, Use
from methodologies.package import Package

SAID, USUAL, ORGANISATION, LEAST = "instead_said", "instead_usual", "instead_organisation", "instead_least"
BASES = (SAID, USUAL, ORGANISATION, LEAST)
"""Whose word a mode is, as a reason in the entry: the person's of this act or in general, the organisation's, nobody's."""
_KEPT = 4096


def use_of(catalogue: Catalogue, kind: str, package: Package) -> Use:
    """How the package is asked about the kind; raises `MethodologyUnknown` for one that does not serve it."""
    for use in catalogue.kind(kind).methodologies:
        if use.methodology == package.id:
            return use
    raise MethodologyUnknown(methodology=package.name)


def asked(catalogue: Catalogue, kind: str, methodology: str | None) -> Use | None:
    """The use behind an act whose methodology asks what would have been used instead, else None."""
    if methodology is None:
        return None
    package = catalogue.package(methodology)
    for use in catalogue.kind(kind).methodologies:
        if use.methodology == package.id and use.instead:
            return use
    return None


def settled(use: Use, words: Sequence[str | None], least_mode: Callable[[], str]) -> tuple[str | None, str | None]:
    """The mode that an act stands on and whose word it is, of `BASES`; both None where the methodology does not ask.

    words: what the person said of this act, their usual way, and the organisation's; the first that the methodology
    offers counts, and the mode with the least grams where none does.  Raises `ModeUnknown` where what was said of this
    very act is not offered.
    """
    said = words[0]
    if said is not None and said not in use.instead:
        raise ModeUnknown(said, use.instead)
    if not use.instead:
        return None, None
    for mode, basis in zip(words, BASES, strict=False):
        if mode is not None and mode in use.instead:
            return mode, basis
    return least_mode(), LEAST


@lru_cache(maxsize=_KEPT)
def least(catalogue: Catalogue, kind: str, methodology: str, region: str | None, occurred_on: date) -> str:
    """The mode that the methodology gives the fewest grams, exactly and by the least quantity; of equals the first."""
    package = catalogue.package(methodology)
    use = use_of(catalogue, kind, package)
    quantity = catalogue.kind(kind).minimum

    def exact_mg(mode: str) -> Fraction:
        inputs = catalogue.completed(package, use.filled(quantity, mode), region, occurred_on)
        return _exact(catalogue.quantify(package, inputs, "attested"))

    return min(use.instead, key=exact_mg)


def inputs_for(
    catalogue: Catalogue,
    kind: str,
    package: Package,
    quantity: int,
    place: tuple[str | None, date],
    mode: str | None = None,
) -> dict[str, object]:
    """The inputs for `quantity` base units of `kind`.  mode: what was instead; None takes the least favourable one."""
    use = use_of(catalogue, kind, package)
    if mode is None and use.instead:
        mode = least(catalogue, kind, package.name, *place)
    return catalogue.completed(package, use.filled(quantity, mode), *place)


def usual_inputs(
    catalogue: Catalogue,
    kind: str,
    package: Package,
    quantity: int,
    place: tuple[str | None, date],
    words: Sequence[str | None],
) -> dict[str, object]:
    """The inputs of an act of which nothing is said.  words: the person's usual way and the organisation's baseline."""
    use = use_of(catalogue, kind, package)
    mode, _ = settled(use, (None, *words), lambda: least(catalogue, kind, package.name, *place))
    return catalogue.completed(package, use.filled(quantity, mode), *place)


def mode_in(use: Use, inputs: Mapping[str, object]) -> str | None:
    """The mode whose value stands in the inputs; None where somebody sent a value of their own."""
    value: Any = inputs
    try:
        for step in _place(use.inputs) or ():
            value = value[step]
    except (KeyError, IndexError, TypeError):
        return None
    return next((mode for mode, wanted in use.instead.items() if wanted == value), None)


def mode_of(catalogue: Catalogue, receipt: Receipt) -> str | None:
    """The mode that a recorded act stands on; None where its methodology does not ask, or a value was sent instead."""
    use = asked(catalogue, receipt.kind, receipt.methodology)
    return None if use is None else mode_in(use, receipt.inputs)


def basis_in(reasons: Sequence[str]) -> str | None:
    """Whose word the mode was, as the act's reasons say."""
    return next((reason for reason in reasons if reason in BASES), None)


def _place(template: object) -> tuple[str | int, ...] | None:
    """The way from the template's root to its "$instead"."""
    if template == "$instead":
        return ()
    items = (
        template.items() if isinstance(template, Mapping) else enumerate(template) if isinstance(template, list) else ()
    )
    for step, item in items:
        found = _place(item)
        if found is not None:
            return (step, *found)
    return None


def _exact(result: Result) -> Fraction:
    """Milligrams before rounding, where the methodology tells its sum; a plugin need not."""
    sums = (step.params.get("exact") for step in result.trace if step.code == "formula")
    return Fraction(next(sums, None) or result.signed_mg)
