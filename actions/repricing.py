"""What a person's day comes to under other versions of its methodologies.  Pure: acts in, judgements out.

A whole day at once, because a version's caps bind the day and not the act.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from actions.judging import Judgement, restate
from actions.plausibility import DayAct
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
    standing = [replace(act) for act in day]
    found: list[Repriced] = []
    for position, act in enumerate(standing):
        package = target(act)
        if package is None:
            continue
        # What comes later and is priced anew takes what this one leaves.
        others = [*standing[:position], *(one for one in standing[position + 1 :] if target(one) is None)]
        judged, refused = _judged(catalogue, act, package, others, packages)
        found.append(Repriced(day[position], package, judged, refused))
        if judged is not None:
            act.methodology, act.inputs, act.quantity = judged.methodology, judged.inputs, judged.quantity
    return found


def _judged(
    catalogue: Catalogue, act: DayAct, package: Package, others: Sequence[DayAct], packages: Mapping[str, Package]
) -> tuple[Judgement | None, str]:
    before = packages.get(act.methodology or "")
    if act.status == "pending_review":
        return None, "pending_review"  # A reviewer decides on what they look at; its grams are 0 until then.
    if not package.covers(act.occurred_on):
        return None, "activity_out_of_date"
    if act.person_id is None and (before is None or before.caps != package.caps):
        return None, "person_erased"  # Nobody knows any more what else that day holds.
    try:
        catalogue.quantify(package, act.inputs, act.evidence)  # First: caps read what the schema promises.
        return restate(catalogue, act, package, act.inputs, act.quantity, others), ""
    except PackageInvalid:
        raise
    except MethodologyError as problem:
        return None, problem.code
