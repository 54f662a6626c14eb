"""Random walks through everything that can happen to an act: the log stays valid, its totals are the projection's."""

import random
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from actions import evidence
from actions.commands import Receipt
from actions.review import REASONS
from kernel.errors import DomainError

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

STEPS = 150
WEIGHTS = {
    "tell": 20, "ride": 15, "batch": 5, "change": 12, "photo": 10, "approve": 12, "undo": 4, "reject": 2, "verify": 6,
    "release": 2, "later": 8,
}  # fmt: skip
LENGTHS_M = (1_000, 3_000, 3_100, 10_000, 50_000, 70_000, 110_000)


class Walk:
    """One walk; every step is a use case, refusals included."""

    def __init__(self, company: "Company", seed: int) -> None:
        self.company = company
        self.dice = random.Random(seed)
        self.known: list[UUID] = []
        self.photos = 0

    async def step(self) -> None:
        company, dice, box = self.company, self.dice, self.company.container
        (choice,) = dice.choices(list(WEIGHTS), list(WEIGHTS.values()))
        act = dice.choice(self.known[-12:]) if self.known else UUID(int=1)
        owner = company.riders[dice.randrange(len(company.riders))]
        today = company.clock.now().date()
        if choice in ("tell", "ride", "batch"):
            many = dice.randrange(2, 6) if choice == "batch" else 1
            outcomes = await company.record_many(*(self._command(choice) for _ in range(many)))
            self.known += [outcome.action_id for outcome in outcomes if isinstance(outcome, Receipt)]
        elif choice == "undo":
            await box.corrector.undo(company.org_id, owner.id, act)
        elif choice == "change":
            await box.corrector.change_quantity(company.org_id, owner.id, act, dice.choice(LENGTHS_M[:5]))
        elif choice == "approve":
            await box.reviewing.approve(company.org_id, company.reviewer, act)
        elif choice == "reject":
            await box.reviewing.reject(company.org_id, company.reviewer, act, dice.choice(REASONS))
        elif choice == "verify":
            await box.reviewing.verify(company.org_id, company.reviewer, [act])
        elif choice == "release":
            await box.reviewing.release_attested(company.org_id, company.reviewer, today)
        elif choice == "photo":
            self.photos += 1
            async with box.database.work(company.org_id) as connection:
                await evidence.attach(
                    connection, company.log_id, owner.id, act, file_id="f", file_unique_id=f"u{self.photos}",
                    now=company.clock.now(),
                )  # fmt: skip
        else:
            company.later(minutes=dice.randrange(1, 90))

    def _command(self, choice: str):  # type: ignore[no-untyped-def]
        dice, company = self.dice, self.company
        kind = dice.choice(("metro", "metro", "bus", "cycling", "walking", "old_clothes", "lights_off"))
        quantity = 1 if kind == "lights_off" else dice.choice(LENGTHS_M[:4] if kind != "metro" else LENGTHS_M)
        at = company.clock.now() - timedelta(minutes=dice.choice((0, 0, 10, 200)))
        rider = dice.randrange(len(company.riders))
        if choice == "ride" or (choice == "batch" and dice.random() < 0.5):
            return company.ride(quantity, rider=rider, kind=kind, at=at)
        return company.tell(
            quantity, rider=rider, kind=kind, at=at, another=dice.random() < 0.5, review=dice.random() < 0.2
        )


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_happens_the_log_verifies_and_gives_the_same_totals(
    company: "Company", tmp_path: Path, seed: int
) -> None:
    walk = Walk(company, seed)
    refused = set()
    for _ in range(STEPS):
        try:
            await walk.step()
        except DomainError as wrong:
            refused.add(wrong.code)
    assert len(walk.known) > 10 and refused
    await company.audited(tmp_path / "export")
    await caps_hold(company)


async def caps_hold(company: "Company") -> None:
    """Whatever the order, nobody's day holds more than the package allows (cn-sz-lcpt: 120 km metro, 60 km bus)."""
    async with company.container.database.work(company.org_id) as connection:
        rows = await connection.fetch(
            "SELECT kind, sum(quantity)::bigint AS metres FROM action WHERE status NOT IN ('reversed', 'pending_review')"
            " AND methodology = 'cn-sz-lcpt/2021.1' GROUP BY person_id, occurred_on, kind"
        )
    assert rows
    for row in rows:
        assert row["metres"] <= {"metro": 120_000, "bus": 60_000}[row["kind"]]
