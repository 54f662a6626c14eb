"""What a person's day comes to under other versions of its methodologies.  Pure: acts in, judgements out.

A whole day at once, because a version's caps bind the day and not the act.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from actions.judging import Judgement, withheld
from actions.plausibility import DayAct, taken, within_caps
from kernel.errors import DomainError
from methodologies.catalogue import Catalogue
from methodologies.contract import MethodologyError, PackageInvalid
from methodologies.package import Package

Target = Callable[[DayAct], Package | None]
"""By which version an act is to be priced; None for one that is left out."""


class VersionsUnlike(DomainError):
    """Two packages that are not versions of one methodology.  before, after: their names."""

    code = "versions_unlike"


class VersionNotActive(DomainError):
    """Only an active version prices new entries, and one just published a minute later.  methodology, status."""

    code = "version_not_active"


@dataclass(frozen=True, slots=True)
class Repriced:
    """One act under another version.

    act: as it stands, changed by nobody.  package: the other version.  judgement: what the act comes to; None where it
    stays as it is, and `refused` says why.
    """

    act: DayAct
    package: Package
    judgement: Judgement | None
    refused: str = ""

    @property
    def after_mg(self) -> int:
        """What the act comes to, or keeps, in milligrams."""
        return self.act.reduction_mg + (0 if self.judgement is None else self.judgement.delta_mg)

    @property
    def differs(self) -> bool:
        """Whether grams or inputs change."""
        judged = self.judgement
        return judged is not None and (judged.delta_mg != 0 or dict(judged.inputs) != dict(self.act.inputs))


def reprice(
    catalogue: Catalogue, day: Sequence[DayAct], target: Target, packages: Mapping[str, Package]
) -> list[Repriced]:
    """Those of a person's acts of one day that `target` names a version for, in their order.

    day: all that stands of it, oldest first; an erased person's act stands alone.  packages: the versions that priced
    the acts so far, by name.  What an earlier act takes of a cap is gone for the later ones.
    """
    targets = [target(act) for act in day]
    stays = [act for act, package in zip(day, targets, strict=True) if package is None]
    # What is priced anew later in the day takes what the acts before it leave, so it is counted when its turn has come.
    used = {package.name: taken(package, stays) for package in targets if package is not None}
    versions = {package.name: package for package in targets if package is not None}
    found: list[Repriced] = []
    for act, package in zip(day, targets, strict=True):
        if package is None:
            continue
        judged, refused = _judged(catalogue, act, package, used[package.name], packages)
        found.append(Repriced(act, package, judged, refused))
        counts = act if judged is None else replace(act, methodology=judged.methodology, inputs=judged.inputs)
        for name, version in versions.items():
            used[name] = [before + more for before, more in zip(used[name], taken(version, [counts]), strict=True)]
    return found


def _judged(
    catalogue: Catalogue, act: DayAct, package: Package, used: Sequence[int], packages: Mapping[str, Package]
) -> tuple[Judgement | None, str]:
    """What the act comes to beside what the day's others take of the caps; None and the reason where it stays."""
    before = packages.get(act.methodology or "")
    if act.status == "pending_review":
        return None, "pending_review"  # A reviewer decides on what they look at; its grams are 0 until then.
    if not package.covers(act.occurred_on):
        return None, "activity_out_of_date"
    if act.person_id is None and (before is None or before.caps != package.caps):
        return None, "person_erased"  # Nobody knows any more what else that day holds.
    try:
        result = catalogue.quantify(package, act.inputs, act.evidence)  # First: caps read what the schema promises.
        kept, full, over = within_caps(package, act.inputs, used)
        if kept is None:
            return withheld(act, act.inputs, act.quantity, full), ""
        if full:
            result = catalogue.quantify(package, kept, act.evidence)
    except PackageInvalid:
        raise
    except MethodologyError as problem:
        return None, problem.code
    delta_mg = result.reduction_mg - act.reduction_mg
    quantity = act.quantity - over
    return Judgement(package, kept, quantity, act.evidence, delta_mg, result.signed_mg, (), full, result.factors), ""
