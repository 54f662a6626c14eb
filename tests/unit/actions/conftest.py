"""One person's days judged in memory: the real catalogue, the real batch, no database."""

import os
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from accounts.organisations import Organisation
from accounts.partners import Partner
from actions.batch import Batch
from actions.commands import Outcome, RecordAction
from actions.drafting import RANDOM_BYTES, Drafting, natural_key
from actions.judging import Day, greatest_speeds
from actions.plausibility import DayAct
from actions.subjects import Subject
from kernel.ids import new_uuid
from ledger import entry
from ledger.log import Head
from methodologies.catalogue import Catalogue
from privacy import vault

NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
CATALOGUE = Catalogue.load(plugins=())
SPEEDS = greatest_speeds(CATALOGUE)


class Person:
    """A person of a Shenzhen company; every command is a batch of one, entries stay in memory."""

    def __init__(
        self, zone: str = "Asia/Shanghai", region: str | None = "CN-GD-SZ", catalogue: Catalogue = CATALOGUE
    ) -> None:
        self.catalogue = catalogue
        org_id = new_uuid()
        self.organisation = Organisation(
            org_id, "o", region, zone, "log_test", ("cn-sz-lcpt", "modeshift-cycling", "recycle-warm"), 5
        )
        self.partner = Partner(new_uuid(), org_id, "p", "rides", "operator_record")
        person_id = new_uuid()
        self.subject = Subject(person_id, None, None, vault.Subject(b"s" * 32, person_id))
        self.acts: dict[tuple[UUID, date], list[DayAct]] = defaultdict(list)
        self.head = Head("log_test", 0, entry.GENESIS, [])
        self.published: dict[str, str] = {}
        self.now = NOON
        self._count = 0

    def tell(self, quantity: int, kind: str = "metro", at: datetime = NOON, **more: object) -> Outcome:
        """A chat message."""
        return self.take(kind, quantity, at, "telegram", None, "statement", **more)

    def ride(self, quantity: int, kind: str = "metro", at: datetime = NOON, **more: object) -> Outcome:
        """A partner's event."""
        return self.take(kind, quantity, at, "rides", self.partner, self.partner.evidence_kind, **more)

    def take(
        self, kind: str, quantity: int | None, at: datetime, source: str, partner: Partner | None, proof: str, **more: object
    ) -> Outcome:  # fmt: skip
        self._count += 1
        command = RecordAction(
            kind=kind, occurred_at=at, source=source, external_id=str(self._count), quantity=quantity,
            person_id=self.subject.person_id, partner=partner, evidence_kind=proof, **more,  # type: ignore[arg-type]
        )  # fmt: skip
        drafting = Drafting(self.organisation, self.catalogue, self.now)
        item = drafting.draft(command, self.subject, natural_key(command, b"k" * 32), os.urandom(RANDOM_BYTES))
        day = Day(self.acts, self.catalogue, SPEEDS)
        self.acts[self.subject.person_id, item.occurred_on]  # the batch has read the day
        batch = Batch(self.head, day, self.published, self.now)
        return batch.take(item)

    @property
    def standing(self) -> list[DayAct]:
        """All acts, whatever their state."""
        return [act for acts in self.acts.values() for act in acts]

    @property
    def booked_mg(self) -> int:
        """The sum of all entries' deltas."""
        entries = (entry.parse(sealed.data) for sealed in self.head._sealed)
        return sum(int(str(one["reduction_mg"])) for one in entries if "reduction_mg" in one)


@pytest.fixture
def person() -> Person:
    return Person()


@pytest.fixture(scope="session")
def someone() -> Callable[..., Person]:
    """A fresh person for each example of a property."""
    return Person
