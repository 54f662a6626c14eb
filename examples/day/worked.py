"""Thirty cases with their sums written out, chosen so that every rule of the day appears."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from company import Person
from expected import day_name
from oracle import FACTORS, Act, Book, worth


@dataclass
class Case:
    """One act, and why it was chosen."""

    title: str
    act: Act

    def plain(self) -> dict[str, Any]:
        """How the act is found in the ledger, and what must stand there."""
        act = self.act
        return {
            "title": self.title,
            "person": act.person,
            "kind": act.kind,
            "day": day_name(act.day),
            "seconds": act.at % 86_400,
            "quantity": act.quantity,
            "evidence": act.evidence,
            "status": act.status,
            "reduction_mg": act.mg,
            "verified_mg": act.verified_mg,
        }


def _plainly_told(act: Act) -> bool:
    return act.sources == ["chat"] and act.status == "recorded" and not act.photo


def _plainly_sent(act: Act) -> bool:
    return act.sources == ["partner"] and act.status == "recorded" and len(act.parts) == 1 and not act.full


Wanted = Callable[[Act], bool]
CASES: tuple[tuple[str, int, Wanted], ...] = (
    ("Metro, told in chat only", 3, lambda a: a.kind == "metro" and _plainly_told(a)),
    ("Bus, told in chat only", 2, lambda a: a.kind == "bus" and _plainly_told(a)),
    ("Metro, sent by the partner only", 2, lambda a: a.kind == "metro" and a.day == 0 and _plainly_sent(a)),
    ("Bus, sent by the partner only, an earlier day", 1, lambda a: a.kind == "bus" and a.day < 0 and _plainly_sent(a)),
    ("Told first, then sent: the sent metres count", 3, lambda a: a.sources == ["chat", "partner"] and a.kind == "metro"),
    ("Sent first, then told: the telling adds nothing", 2, lambda a: a.sources == ["partner", "chat"] and a.day == 0),
    ("Sent for yesterday, then told for it in chat", 1, lambda a: a.sources == ["partner", "chat"] and a.day == -1),
    ("Two legs in one row: rounded down once", 2, lambda a: len(a.parts) == 2),
    ("Cycling, an estimate on a foreign factor", 2, lambda a: a.kind == "cycling" and not a.full),
    ("The day's cap cuts", 2, lambda a: bool(a.full) and bool(a.parts)),
    ("The day's cap leaves nothing", 1, lambda a: bool(a.full) and not a.parts),
    ("Old paper, told in jin, kilograms or pounds", 1, lambda a: a.kind == "paper"),
    ("Cardboard", 1, lambda a: a.kind == "cardboard"),
    ("Plastic", 1, lambda a: a.kind == "plastic" and not a.full),
    ("Glass", 1, lambda a: a.kind == "glass"),
    ("Walking: recorded, no grams", 1, lambda a: a.kind == "walking"),
    ("Corrected by the person", 1, lambda a: a.status == "corrected"),
    ("Taken back by the person", 1, lambda a: a.status == "reversed" and a.sources == ["chat"]),
    ("A photo, looked at by a reviewer", 1, lambda a: a.photo),
    ("Rides that overlap wait for a person", 1, lambda a: a.status == "pending_review" and a.evidence == "attested"),
)  # fmt: skip


def choose(book: Book) -> list[Case]:
    """Thirty acts, the first of each sort, as the book stands before the review."""
    taken: list[Case] = []
    for title, number, wanted in CASES:
        known = {id(case.act) for case in taken}
        found = [act for act in book.acts if wanted(act) and id(act) not in known and _alone(book, act)]
        assert len(found) >= number, title
        taken += [Case(title, act) for act in found[:: max(1, len(found) // number)][:number]]
    assert len(taken) == 30, len(taken)
    return taken


def _alone(book: Book, act: Act) -> bool:
    """Whether person, kind, day and quantity name the act and no other."""
    same = (act.person, act.kind, act.day, act.quantity)
    return sum((other.person, other.kind, other.day, other.quantity) == same for other in book.acts) == 1


def before_review(cases: Sequence[Case]) -> list[str]:
    """What each act was worth when the doors closed."""
    return [f"{case.act.evidence}, {case.act.status}: {case.act.mg:,} mg" for case in cases]


def page(cases: Sequence[Case], lines: Sequence[str], people: Mapping[int, Person]) -> str:
    """The page for people."""
    text = [
        "# Thirty sums by hand",
        "",
        "Each line: what was done, the sum with the published factor, and what must stand in the ledger before and after",
        "the reviewers' work.  A test reads these acts back from the ledger.  m = metres, g = grams, mg = milligrams.",
    ]
    for number, (case, before) in enumerate(zip(cases, lines, strict=True), 1):
        act = case.act
        text += [
            "",
            f"## {number}. {case.title}",
            "",
            f"Person {act.person}, {act.kind}, day {day_name(act.day)}, {' + '.join(act.sources)}.",
            "",
            f"    {_sum(act)}",
            "",
            f"Before the review: {before}.  "
            f"After: {act.evidence}, {act.status}, {act.mg:,} mg, verified {act.verified_mg:,} mg.",
        ]
    return "\n".join(text) + "\n"


def _sum(act: Act) -> str:
    """The arithmetic of one act."""
    cut = "; ".join(f"{key} {amount:,} before the day's cap of {FACTORS[key].cap:,}" for key, amount in act.full)
    if not act.parts:
        return cut + ": nothing is left of the day = 0 mg" if cut else "no methodology prices it = 0 mg"
    unit = "g" if FACTORS[act.parts[0][0]].methodology.startswith("recycle") else "m"
    terms = []
    for key, amount in act.parts:
        factor = Decimal(FACTORS[key].over) / FACTORS[key].under
        terms.append(f"{amount:,} {unit} × {factor} mg/{unit}")
    exact = sum(amount * FACTORS[key].over * (1_000 // FACTORS[key].under) for key, amount in act.parts)
    whole, rest = divmod(exact, 1_000)
    result = f"{whole:,}" + (f".{rest:03d}".rstrip("0") if rest else "")
    rounded = f" → {worth(act.parts):,} mg" if rest else ""
    return (cut + ": " if cut else "") + " + ".join(terms) + f" = {result} mg" + rounded
