"""What a household's meter saved, recorded once, in the log of the member who entered the reading.

A day is priced by `elec-own-average` where the person's province has a factor; else, and for a month's bill, which no
methodology prices, the kilowatt-hours are recorded and their grams withheld.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from accounts.households import home, meter, readings
from accounts.households.home import Household
from accounts.households.meter import BILL, DAY, Kind, Readings, Saving
from accounts.households.readings import Reading
from accounts.people import Person
from actions import evidence, instead
from actions.amend import Amending, Amendment
from actions.commands import ActionFinal, InputsUnusable, Receipt, RecordAction
from actions.plausibility import DayAct, quantity_in
from actions.record import Recorder
from kernel.clock import Clock
from kernel.ids import parse
from kernel.work import Database
from methodologies.catalogue import Catalogue
from privacy.keys import KeyRing

SOURCE = "household"
METHODOLOGY = "elec-own-average"
TOLD = "electricity_saving"
"""The kind under which kilowatt-hours are kept that nothing prices."""
RECENT = timedelta(days=62)
"""A bill of a month that ended longer ago only helps with the baseline."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of a reading.  saving None: nothing to compare it with yet.  receipt None: nothing was recorded.

    daily: the month's days were recorded already, one by one.  old: the month ended too long ago.
    """

    saving: Saving | None
    receipt: Receipt | None = None
    daily: bool = False
    old: bool = False


@dataclass(frozen=True, slots=True)
class Entered:
    """A reading as it stands, what came of it, and all of its kind in the household."""

    reading: Reading
    settled: Settled
    known: Readings


class Metering(Amending):
    """Records what readings saved, and corrects it with them."""

    def __init__(
        self, database: Database, keys: KeyRing, catalogue: Catalogue, clock: Clock, recorder: Recorder
    ) -> None:
        super().__init__(database, keys, catalogue, clock)
        self._recorder = recorder

    async def enter(
        self, person: Person, kind: Kind, period: date, reading_wh: int, at: datetime, today: date, *, sure: bool
    ) -> Entered:
        """Keeps a reading or corrects it, and brings the ledger up to it; again, it changes nothing.

        Raises what `readings.enter` raises, and `ActionFinal` where what it saved is verified, proved by a photo or in a
        reviewer's hands: then nothing is changed.
        """
        async with self._database.work(person_id=person.id) as connection:
            household = await home.required(connection, person.id)
            before = (await readings.every(connection, household.id)).get((kind, period))
        if before is not None and before.person_id == person.id and before.reading_wh != reading_wh:
            await self._require_open(before)
        async with self._database.work(person_id=person.id) as connection:
            household, reading = await readings.enter(
                connection, person.id, kind, period, reading_wh, at, today, sure=sure
            )
            known = readings.amounts(await readings.every(connection, household.id), kind)
        return Entered(reading, await self.settle(person, household, reading, today), known)

    async def _require_open(self, reading: Reading) -> None:
        """Raises `ActionFinal` where what the reading saved is not the person's to correct any more."""
        if reading.action_id is not None and reading.log_id is not None:
            async with self.open(parse("log", reading.log_id)) as amendment:
                act, row = await amendment.act(reading.action_id)
                if act.status != "reversed":
                    await _check_open(amendment, act, row["log_id"])

    async def settle(self, person: Person, household: Household, reading: Reading, today: date) -> Settled:
        """Brings the ledger up to a reading that stands, of the person who entered it; again, it changes nothing.

        Raises `ActionFinal` where what it saved is verified or in a reviewer's hands.
        """
        async with self._database.work(person_id=person.id) as connection:
            await home.see(connection, household.id)
            known = await readings.every(connection, household.id)
        of_kind = meter.of_bill if reading.kind == BILL else meter.of_day
        saving = of_kind(readings.amounts(known, reading.kind), reading.period)
        daily = reading.kind == BILL and any(
            kind == DAY and on.replace(day=1) == reading.period and one.action_id is not None
            for (kind, on), one in known.items()
        )
        old = reading.kind == BILL and reading.period + RECENT < today.replace(day=1)
        worth = saving is not None and saving.saved_wh > 0 and not daily and not old
        receipt = await self._brought_up(person, household, reading, saving if worth else None)
        return Settled(saving, receipt, daily, old)

    async def _brought_up(
        self, person: Person, household: Household, reading: Reading, saving: Saving | None
    ) -> Receipt | None:
        revision = reading.revision
        if reading.action_id is not None:
            receipt = await self._changed(person, reading, saving)
            if receipt.status != "reversed" or saving is None:
                return receipt if saving is not None else None
            # It was taken back; what it saves after all is another act, under another number.
            revision += 1
        if saving is None:
            return None
        receipt = await self._recorded(person, household, reading, saving, revision)
        async with self._database.work(person_id=person.id) as connection:
            await home.see(connection, household.id)
            await readings.recorded(connection, household.id, reading, revision, receipt.log_id, receipt.action_id)
        return receipt

    async def _recorded(
        self, person: Person, household: Household, reading: Reading, saving: Saving, revision: int
    ) -> Receipt:
        """The natural key is the household, its one meter, and the period."""
        key = f"{household.id.hex}:{reading.kind}:{reading.period.isoformat()}:{revision}"
        common: dict[str, Any] = {
            "occurred_at": reading.entered_at, "source": SOURCE, "external_id": key, "person_id": person.id,
        }  # fmt: skip
        kind = self._priced_kind()
        if saving.days and kind is not None:
            try:
                priced = RecordAction(kind=kind, inputs=_inputs(saving), **common)
                return await self._recorder.record(person.org_id, priced)
            except InputsUnusable:
                pass  # No factor for where they live, or their organisation does not count by it.
        told = RecordAction(kind=TOLD, quantity=saving.saved_wh, unit="Wh", **common)
        return await self._recorder.record(person.org_id, told)

    def _priced_kind(self) -> str | None:
        """The kind that the methodology for a home's own mean prices."""
        for kind in self.catalogue.kinds.values():
            if any(use.methodology == METHODOLOGY for use in kind.methodologies):
                return kind.code
        return None

    async def _changed(self, person: Person, reading: Reading, saving: Saving | None) -> Receipt:
        """Corrects what the reading saved before, or takes it back; raises `ActionUnknown`, `ActionFinal`."""
        assert reading.action_id is not None and reading.log_id is not None, "recorded before"
        async with self.open(parse("log", reading.log_id)) as amendment:
            act, row = await amendment.act(reading.action_id)
            assert row["person_id"] == person.id, "only who entered a reading corrects it"
            if act.status != "reversed":
                await _check_open(amendment, act, row["log_id"])
                await self._brought_to(amendment, act, person, saving)
                await amendment.write()
            return await amendment.receipt(act)

    async def _brought_to(self, amendment: Amendment, act: DayAct, person: Person, saving: Saving | None) -> None:
        """One entry with the difference; none where the act says the same already."""
        if saving is None:
            fields: dict[str, object] = {"reduction_mg": -act.reduction_mg, "reasons": ["undone"]}
            await amendment.seal("action.reversed", act, person.id, "", fields)
            act.status, act.reduction_mg, act.verified_mg = "reversed", 0, 0
            return
        change = {"quantity": saving.saved_wh} if act.methodology is None else _inputs(saving)
        inputs = {**act.inputs, **change}
        if inputs == act.inputs:
            return
        if act.methodology is None:
            act.quantity, act.inputs = saving.saved_wh, inputs
            fields = {"inputs": inputs, "reduction_mg": 0}
        else:
            use = instead.use_of(self.catalogue, act.kind, self.catalogue.package(act.methodology))
            quantity = quantity_in(inputs, use.quantity_name)
            judged = await self.restated(amendment, act, inputs, quantity)
            act.quantity, act.inputs = judged.quantity, judged.inputs
            act.reduction_mg += judged.delta_mg
            fields = judged.pinned()
        act.status, act.reasons = "corrected", ("person_corrected",)
        await amendment.seal("action.corrected", act, person.id, "", {**fields, "reasons": list(act.reasons)})


async def _check_open(amendment: Amendment, act: DayAct, log_id: str) -> None:
    """Raises `ActionFinal`: what a reviewer looks at, or has approved, must be what stands."""
    if act.status == "pending_review" or await evidence.waits(amendment.connection, log_id, act.seq):
        raise ActionFinal(status="pending_review")
    if act.status == "verified" or act.evidence != "self_reported":
        raise ActionFinal(status=act.status)


def _inputs(saving: Saving) -> Mapping[str, object]:
    """The methodology's own object, as a partner would send it."""
    return {"days": [{"earlier_wh": one} for one in saving.days], "actual_energy_wh": saving.actual_wh}
