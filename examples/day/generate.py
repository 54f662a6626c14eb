"""Writes the example day: `python examples/day/generate.py`.  The same files every time; standard library only.

It knows nothing of the product: the expected totals come from `oracle.py`, a reading of the rules of its own.
"""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any

import acts
import company
import expected
import worked
from oracle import Book, Verdict
from rides import LATE_DAYS, PRESENT
from story import STEPS, Happening, Story
from telegram import BASE_ON, BOT, FIRST_UPDATE_ID, GROUP_TITLES, GROUPS

HERE = Path(__file__).parent
SEED = 20261120
WITHDRAWN = 3
LEAST_UPDATES, LEAST_RIDES, LEAST_BOTH = 1_500, 5_000, 100


def tell() -> tuple[Story, list[int]]:
    """The whole day, and who withdraws from the partner at noon."""
    random = Random(SEED)
    story = Story(random, company.people(random))
    rides = acts.Rides(story, LATE_DAYS, PRESENT)
    saved = acts.onboarding(story)
    acts.linking(story)
    acts.late_rides(story, rides)
    acts.morning(story, rides, saved)
    acts.partner_day(story, rides)
    acts.afternoon(story, rides)
    acts.night(story, rides)
    acts.talk(story)
    bound = [person.number for person in story.people if person.linked == "use_case" and person.commute == "metro"]
    story.happenings = ordered(story.happenings)
    return story, bound[10 :: len(bound) // WITHDRAWN][:WITHDRAWN]


def ordered(happenings: list[Happening]) -> list[Happening]:
    """By step, within a chat step by Telegram's date; update ids in the order of arrival."""
    place = {name: number for number, (name, _) in enumerate(STEPS)}
    found = sorted(happenings, key=lambda one: (place[one.step], _date(one.body) if one.door == "chat" else 0))
    number = FIRST_UPDATE_ID
    for one in found:
        if one.door == "chat" and not one.duplicate:
            one.body["update_id"] = number
            number += 1
    return found


def _date(update: dict[str, Any]) -> int:
    content = next(value for name, value in update.items() if name != "update_id")
    return int(content.get("edit_date") or content.get("date") or content["message"]["date"])


def keep_books(story: Story, withdrawn: list[int]) -> tuple[Book, list[Verdict]]:
    """The book after all doors are closed, before the review, and the partner's verdicts in order."""
    book, verdicts = Book(), []
    waiting = list(story.happenings)
    for step, door in STEPS:
        if step == "link_by_use_case":
            book.linked |= {person.number for person in story.people if person.linked == "use_case"}
        if step == "withdraw":
            book.linked -= set(withdrawn)
        while waiting and waiting[0].step == step:
            happening = waiting.pop(0)
            made = happening.effect(book) if happening.effect is not None else None
            if door == "partner":
                assert isinstance(made, Verdict)
                verdicts.append(Verdict(made.what, made.act, made.code))
                answers.append(made.plain())
    assert not waiting
    return book, verdicts


answers: list[dict[str, object]] = []
"""What each row is answered at its time; acts change later."""


def main() -> None:
    """Writes every file."""
    story, withdrawn = tell()
    book, verdicts = keep_books(story, withdrawn)
    people = {person.number: person for person in story.people}
    cases = worked.choose(book)
    before = expected.totals(book, people)
    lines = worked.before_review(cases)
    decisions = expected.review(book)
    both = sum("chat" in act.sources and "partner" in act.sources for act in book.acts)
    updates = [h for h in story.happenings if h.door == "chat"]
    counts = {
        "people": len(people),
        "updates": len(updates),
        "updates_redelivered": sum(h.duplicate for h in updates),
        "rides": len(verdicts),
        "ride_verdicts": dict(sorted(Counter(v.what + (f":{v.code}" if v.code else "") for v in verdicts).items())),
        "told_and_sent": both,
        "review": decisions,
    }
    assert len(updates) >= LEAST_UPDATES and len(verdicts) >= LEAST_RIDES and both >= LEAST_BOTH, counts
    write("organisation.json", organisation(story, withdrawn))
    write_lines("updates.ndjson", ({"step": h.step, "update": h.body} for h in updates))
    write_lines("rides.ndjson", ({"step": h.step, "row": h.body} for h in story.happenings if h.door == "partner"))
    write_lines("expected_rides.ndjson", answers)
    write(
        "expected.json",
        {
            "format": "leafledger-example-day/1",
            "base_on": BASE_ON.isoformat(),
            "counts": counts,
            "recorded": before,
            "reviewed": expected.totals(book, people),
            "quantities": expected.quantities(book),
            "report": expected.report(book),
            "hand_worked": [case.plain() for case in cases],
        },
    )
    (HERE / "hand_worked.md").write_text(worked.page(cases, lines, people))


def organisation(story: Story, withdrawn: list[int]) -> dict[str, Any]:
    """The company and the order of the steps."""
    return {
        "base_on": BASE_ON.isoformat(),
        "name": company.NAME,
        "region": company.REGION,
        "zone": company.ZONE,
        "methodology_set": list(company.METHODOLOGY_SET),
        "departments": [{"name": name, "people": size} for name, size in company.DEPARTMENTS],
        "partner": company.PARTNER,
        "bot": BOT,
        "groups": [{"id": GROUPS[name], "title": GROUP_TITLES[name]} for name in GROUPS],
        "reviewers": [person.number for person in story.people if "reviewer" in person.roles],
        "rejected_overlap": expected.REJECTED_OVERLAP,
        "withdrawn": withdrawn,
        "steps": [{"step": step, "door": door} for step, door in STEPS],
        "people": [person.plain() for person in story.people],
    }


def write(name: str, value: object) -> None:
    """Pretty JSON."""
    (HERE / name).write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def write_lines(name: str, rows: Iterable[object]) -> None:
    """One JSON value a line."""
    text = "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    (HERE / name).write_text(text)


if __name__ == "__main__":
    main()
