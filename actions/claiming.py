"""Whether an act claims what another of the person's acts was paid for.  Pure: rows in, verdicts out.

What there is to claim stands with the kinds (`methodologies.claims`).  An act whose grams are withheld claims nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache

from actions.plausibility import DayAct
from methodologies.catalogue import Catalogue
from methodologies.claims import Claim
from methodologies.kinds import Kind

_KEPT = 4096


@lru_cache(maxsize=_KEPT)
def _reach(catalogue: Catalogue, code: str) -> tuple[int, int]:
    """How many days before and after an act of the kind another can stand that claims the same."""
    before = after = 0
    for claim in catalogue.kind(code).claims:
        rivals = [one for other in catalogue.kinds.values() for one in other.claims if claim.competes(one)]
        before = max(before, claim.longest_before + max((one.longest_after for one in rivals), default=0))
        after = max(after, claim.longest_after + max((one.longest_before for one in rivals), default=0))
    return before, after


@lru_cache(maxsize=_KEPT)
def days_around(catalogue: Catalogue, code: str, occurred_on: date, latest: date) -> tuple[date, ...]:
    """The days up to `latest` on which an act can stand that claims what one of this kind claims, its own left out."""
    before, after = _reach(catalogue, code)
    after = min(after, (latest - occurred_on).days)
    return tuple(occurred_on + timedelta(days=number) for number in range(-before, after + 1) if number)


@lru_cache(maxsize=_KEPT)
def _competing(catalogue: Catalogue, code: str) -> frozenset[str]:
    """The kinds that have a claim to what one of `code` claims."""
    claims = catalogue.kind(code).claims
    return frozenset(
        other.code
        for other in catalogue.kinds.values()
        if any(claim.competes(one) for one in other.claims for claim in claims)
    )


def rival(
    catalogue: Catalogue, kind: Kind, inputs: Mapping[str, object], occurred_on: date, acts: Iterable[DayAct]
) -> DayAct | None:
    """One of the person's priced acts that claims what an act with these inputs claims.

    Raises `InputRefused` for a period that ends before it begins.
    """
    competing = _competing(catalogue, kind.code)
    others = [act for act in acts if act.methodology is not None and act.kind in competing]
    # Where nobody competes, only a period is looked at: it may be one that cannot be.
    claims = kind.claims if others else [claim for claim in kind.claims if claim.since]
    for claim in claims:
        span = claim.span(inputs, occurred_on)
        for act in others:
            if any(span.meets(other.span(act.inputs, act.occurred_on)) for other in _rivals(catalogue, claim, act)):
                return act
    return None


def _rivals(catalogue: Catalogue, claim: Claim, act: DayAct) -> Iterator[Claim]:
    other = catalogue.kinds.get(act.kind)
    return (one for one in (other.claims if other is not None else ()) if claim.competes(one))
