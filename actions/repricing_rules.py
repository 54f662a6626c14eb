"""Which past acts are priced anew, and by which version: one by another, or the preliminary by the final one."""

from dataclasses import dataclass
from datetime import date

from actions.plausibility import DayAct
from actions.repricing import Target, VersionsUnlike
from methodologies.catalogue import Catalogue
from methodologies.package import Package


@dataclass(frozen=True)
class Rule:
    """Which acts are looked at, and by which version each is priced.

    sources: names of the versions that priced them; only acts of local days from `since` to `until`, both inclusive.
    equal_too: also post where neither grams nor inputs change.
    """

    sources: frozenset[str]
    target: Target
    since: date = date.min
    until: date = date.max
    equal_too: bool = False


def between(
    catalogue: Catalogue,
    before: str,
    after: str,
    since: date = date.min,
    until: date = date.max,
    *,
    equal_too: bool = False,
) -> Rule:
    """Acts of the version `before` by the version `after`; raises `MethodologyUnknown` and `VersionsUnlike`."""
    package = catalogue.package(after)
    if catalogue.package(before).id != package.id or before == after:
        raise VersionsUnlike(before=before, after=after)
    return Rule(
        frozenset([before]), lambda act: package if act.methodology == before else None, since, until, equal_too
    )


def true_up(catalogue: Catalogue, today: date) -> Rule:
    """Acts that were priced provisionally, by the version in force that covers their day by now.

    Posted too where the grams stay: the entry says that they are final.
    """
    by_name = {name: one for name, one in catalogue.packages.items() if one.provisional_to is not None}

    def target(act: DayAct) -> Package | None:
        before = by_name.get(act.methodology or "")
        if before is None or not before.provisional(act.occurred_on):
            return None
        return _final(catalogue, before.id, act.occurred_on, today)

    return Rule(frozenset(by_name), target, equal_too=True)


def _final(catalogue: Catalogue, methodology: str, day: date, today: date) -> Package | None:
    """The newest version in force that covers the day."""
    found = [
        one
        for one in catalogue.packages.values()
        if one.id == methodology
        and one.status == "active"
        and one.covers(day)
        and today <= one.use_by
        and (one.known_from is None or one.known_from <= today)
    ]
    return max(found, key=lambda one: (one.packaged_on, len(one.version), one.version), default=None)
