"""What must stand in the ledger after the day, counted from the oracle's book."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from company import DEPARTMENTS, Person
from oracle import CLOCK_DAY, FACTORS, Act, Book, unit_of

REJECTED_OVERLAP = "metro"
"""The reviewers' rule for rides that overlap: a metro ride is the operator's double, a bus ride was another bus."""
LEVELS = ("attested", "corroborated", "self_reported")


def review(book: Book) -> dict[str, int]:
    """The reviewers' decisions, then the release in bulk; how many of each."""
    done = {"approved": 0, "rejected": 0, "released": 0}
    for act in book.acts:
        if act.status == "pending_review" and act.evidence == "attested" and act.kind == REJECTED_OVERLAP:
            book.reject(act)
            done["rejected"] += 1
        elif act.status == "pending_review" or (act.photo and act.status != "reversed"):
            book.approve(act)
            done["approved"] += 1
    for act in book.acts:
        before = act.status
        book.verify(act)
        done["released"] += before != act.status
    return done


def totals(book: Book, people: Mapping[int, Person]) -> dict[str, Any]:
    """Acts and milligrams, all together and by evidence, kind, department and day; what was taken back is left out."""
    standing = [act for act in book.acts if act.status != "reversed"]
    return {
        "all": _sums(standing),
        "reversed": len(book.acts) - len(standing),
        "pending": sum(act.status == "pending_review" for act in standing),
        "by_evidence": _by(standing, lambda act: act.evidence),
        "by_kind": _by(standing, lambda act: act.kind),
        "by_department": _by(standing, lambda act: DEPARTMENTS[people[act.person].department][0]),
        "by_day": _by(standing, lambda act: day_name(act.day)),
    }


def report(book: Book) -> dict[str, dict[str, dict[str, Any]]]:
    """day -> methodology -> evidence -> the verified-reduction report's figures; market and company classes only."""
    lines: dict[str, dict[str, dict[str, Any]]] = {}
    for act in book.acts:
        if (
            act.status == "reversed"
            or not act.parts
            or FACTORS[act.parts[0][0]].credit_class not in ("market", "company")
        ):
            continue
        assert act.methodology is not None
        line = (
            lines.setdefault(day_name(act.day), {})
            .setdefault(act.methodology, {})
            .setdefault(
                act.evidence, {"actions": 0, "people": [], "verified_mg": 0, "unverified_mg": 0, "self_reported_mg": 0}
            )
        )
        line["actions"] += 1
        if act.person not in line["people"]:
            line["people"].append(act.person)
        told = act.evidence == "self_reported"
        column = "self_reported_mg" if told else "verified_mg" if act.status == "verified" else "unverified_mg"
        line[column] += act.mg
    for methodologies in lines.values():
        for levels in methodologies.values():
            for line in levels.values():
                line["people"].sort()
    return dict(sorted(lines.items()))


def day_name(day: int) -> str:
    """Days from the base day, or `clock` for the day on which the files are played."""
    return "clock" if day == CLOCK_DAY else str(day)


def quantities(book: Book) -> dict[str, dict[str, Any]]:
    """What was done, in base units by kind, priced or not."""
    found: dict[str, dict[str, Any]] = {}
    for act in book.acts:
        if act.status != "reversed":
            line = found.setdefault(act.kind, {"unit": unit_of(act.kind), "quantity": 0})
            line["quantity"] += act.quantity
    return dict(sorted(found.items()))


def _sums(acts: Iterable[Act]) -> dict[str, int]:
    found = list(acts)
    return {
        "acts": len(found),
        "reduction_mg": sum(act.mg for act in found),
        "verified_mg": sum(act.verified_mg for act in found),
    }


def _by(acts: Iterable[Act], key: Callable[[Act], str]) -> dict[str, dict[str, int]]:
    groups: dict[str, list[Act]] = {}
    for act in acts:
        groups.setdefault(key(act), []).append(act)
    return {name: _sums(group) for name, group in sorted(groups.items())}
