"""Erasing from every log that holds something of a person, against whatever is under way."""

import asyncio
import errno
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

import accounts.erasing
from accounts import people
from accounts.partners import MemberUnknown
from accounts.people import PersonUnknown, RoleMissing
from actions import evidence
from actions.commands import ActionUnknown, Receipt
from app.erase import erase, erasing
from app.worker import work
from kernel.ids import MalformedId, public
from kernel.work import Connection
from privacy.erasure import TombstoneUnwritable
from privacy.keys import KeyRing
from privacy.person_data import Whose
from tests.integration.core.projections import plant

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company


async def rows_of(company: "Company", person_id: UUID) -> dict[str, int]:
    """Rows that name the person, by table; every table with such a column is asked."""
    found: dict[str, int] = {}
    async with company.container.database.work(company.org_id, person_id=person_id) as connection:
        columns = await connection.fetch(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND data_type = 'uuid' AND (column_name IN ('person_id', 'created_by')"
            "  OR table_name = 'person' AND column_name = 'id')"
        )
        assert len(columns) >= 9
        for table, column in columns:
            found[table] = await connection.fetchval(f"SELECT count(*) FROM {table} WHERE {column} = $1", person_id)
    return {table: count for table, count in found.items() if count}


async def test_a_person_of_two_organisations_leaves_both_logs(
    company: "Company", rival: "Company", tmp_path: Path
) -> None:
    box, rider = company.container, company.riders[0]
    await box.consents.give(company.org_id, rider.id, "service")
    await company.record(company.tell(12_000))
    async with box.database.work(rival.org_id) as connection:
        moved = await people.join(connection, rider.id, rival.org_id, now=company.clock.now())
    rival.riders[0] = moved
    await rival.record(rival.tell(5_000))
    totals = await company.total_mg(), await rival.total_mg()

    done = await erasing(box).erase(rider.id)

    assert set(done.logs) == {company.log_id, rival.log_id}
    assert await rows_of(company, rider.id) == await rows_of(rival, rider.id) == {}
    for firm in (company, rival):
        await firm.audited(tmp_path / firm.log_id)
        last = (await firm.entries())[-1]
        assert last["type"] == "subject.erased" and last["counts"] == done.logs[firm.log_id]
    assert (await company.total_mg(), await rival.total_mg()) == totals


async def test_a_preview_changes_nothing(company: "Company") -> None:
    await company.record(company.tell(12_000))
    before, use_case = await rows_of(company, company.riders[0].id), erasing(company.container)
    seen = await use_case.preview(company.riders[0].id)
    assert seen.logs[company.log_id]["acts"] == 1
    assert await rows_of(company, company.riders[0].id) == before
    assert company.riders[0].id not in use_case.tombstones
    assert (await use_case.erase(company.riders[0].id)).logs == seen.logs


async def test_what_is_planned_before_an_erasure_is_refused_after_it(company: "Company") -> None:
    """Eight doors record for a person until they are refused, and the person is erased in the middle of it."""
    rider, use_case, receipts = company.riders[0], erasing(company.container), list[Receipt]()

    async def tell_until_refused() -> None:
        while True:
            (answer,) = await company.record_many(company.tell(1_000 + len(receipts), another=True))
            if not isinstance(answer, Receipt):
                assert isinstance(answer, MemberUnknown)
                return
            receipts.append(answer)

    async def erase_soon() -> None:
        while len(receipts) < 20:
            await asyncio.sleep(0)
        await use_case.erase(rider.id)

    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        for door in (tell_until_refused,) * 8:
            group.create_task(door())
        group.create_task(erase_soon())
    assert await rows_of(company, rider.id) == {}
    types = [entry["type"] for entry in await company.entries()]
    assert types[-1] == "subject.erased" and types.count("action.recorded") == len(receipts) >= 20


async def test_old_ids_lead_nowhere_and_old_tickets_stay_used(company: "Company") -> None:
    made = await company.record(company.ride(9_000, external_id="ticket"))
    await erasing(company.container).erase(company.riders[0].id)
    with pytest.raises(MemberUnknown):
        await company.record(company.ride(9_000, external_id="ticket"))
    other = (await company.record_many(company.ride(9_000, external_id="ticket", rider=1)))[0]
    assert not isinstance(other, Receipt), "the same ticket does not count for another person either"
    with pytest.raises(ActionUnknown):
        await company.container.corrector.undo(company.org_id, company.riders[0].id, made.action_id)


async def test_a_reviewer_who_was_erased_decides_nothing_more(company: "Company") -> None:
    made = await company.record(company.ride(9_000))
    await erasing(company.container).erase(company.reviewer.id)
    with pytest.raises(RoleMissing):
        await company.container.reviewing.verify(company.org_id, company.reviewer, [made.action_id])
    with pytest.raises(PersonUnknown):
        await company.container.consents.give(company.org_id, company.reviewer.id, "service")
    assert await rows_of(company, company.reviewer.id) == {}


async def test_without_its_list_nobody_is_erased(company: "Company") -> None:
    await company.record(company.tell(12_000))
    directory = company.container.settings.key_path.parent / "erased"
    directory.write_text("in the way")
    with pytest.raises(TombstoneUnwritable):
        await erasing(company.container).erase(company.riders[0].id)
    assert (await rows_of(company, company.riders[0].id))["action"] == 1


async def test_nobody_is_erased_by_halves(company: "Company") -> None:
    """A part that fails takes everything back."""

    async def failing(_: Connection, __: Whose) -> dict[str, int]:
        raise RuntimeError("planted")

    await company.record(company.tell(12_000))
    use_case = erasing(company.container)
    before = await rows_of(company, company.riders[0].id)
    use_case._parts.append(failing)
    with pytest.raises(RuntimeError, match="planted"):
        await use_case.erase(company.riders[0].id)
    assert await rows_of(company, company.riders[0].id) == before


async def test_what_a_projection_has_lost_is_erased_all_the_same(company: "Company") -> None:
    made = await company.record(company.tell(12_000))
    async with company.container.database.work(company.org_id) as connection:
        await evidence.attach(
            connection, company.log_id, company.riders[0].id, made.action_id, file_id="f", file_unique_id="u",
            now=company.clock.now(),
        )  # fmt: skip
    await plant(company, "UPDATE action SET person_id = NULL")
    done = await erasing(company.container).erase(company.riders[0].id)
    assert done.logs[company.log_id].items() >= {("acts", 1), ("evidence_files", 1)}
    async with company.container.database.work(company.org_id) as connection:
        assert await connection.fetchval("SELECT count(*) FROM evidence_file") == 0


async def test_whoever_came_back_is_found_among_any_number(company: "Company", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts.erasing, "AT_ONCE", 2)
    use_case, gone = erasing(company.container), [person.id for person in (*company.riders, company.reviewer)]
    for person_id in gone:
        use_case.tombstones.add(person_id)
    assert sorted(await use_case.reapply()) == sorted(gone)
    assert await use_case.reapply() == []


async def test_who_is_listed_already_is_erased_where_the_list_cannot_be_written(
    company: "Company", monkeypatch: pytest.MonkeyPatch
) -> None:
    use_case, rider = erasing(company.container), company.riders[0]
    use_case.tombstones.add(rider.id)

    def read_only(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "read-only file system")

    monkeypatch.setattr(Path, "touch", read_only)
    assert await use_case.reapply() == [rider.id]
    with pytest.raises(TombstoneUnwritable):
        await use_case.erase(company.riders[1].id)


async def test_a_tombstone_names_nobody_without_the_key(company: "Company") -> None:
    person_id, use_case = company.riders[0].id, erasing(company.container)
    await use_case.erase(person_id)
    (name,) = use_case.tombstones.names()
    assert person_id in use_case.tombstones
    assert KeyRing(bytes(32)).tombstone(person_id) != name
    with pytest.raises(PersonUnknown):
        await use_case.erase(company.org_id)
    assert use_case.tombstones.names() == {name}


async def test_the_worker_erases_again_whoever_a_foreign_restore_brought_back(company: "Company") -> None:
    await company.record(company.tell(12_000))
    box, rider = company.container, company.riders[0]
    erasing(box).tombstones.add(rider.id)
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        working = group.create_task(work(box.settings))
        while await rows_of(company, rider.id):
            await asyncio.sleep(0.05)
        working.cancel()
    reasons = [entry.get("reasons") for entry in await company.entries() if entry["type"] == "subject.erased"]
    assert reasons == [["erased_before_restore"]]


async def test_an_admin_names_a_person_by_what_they_have(company: "Company") -> None:
    settings, shown = company.container.settings, list[dict[str, object]]()

    def no(what: dict[str, object]) -> bool:
        shown.append(what)
        return False

    made = await company.record(company.ride(9_000))
    person = company.riders[0]
    ways: Sequence[dict[str, object]] = (
        {"member": public("mem", company.members[0])},
        {"member": made.public_id, "org": public("org", company.org_id)},
        {"telegram_id": 1},
        {"person": person.public_id},
        {"person": str(person.id)},
    )
    for way in ways:
        assert await erase(settings, **way, agreed=no) is None  # type: ignore[arg-type]
    assert {str(what["person"]) for what in shown} == {person.public_id}
    with pytest.raises(PersonUnknown):
        await erase(settings, telegram_id=999, agreed=no)
    with pytest.raises(PersonUnknown):
        await erase(settings, member=made.public_id, org="org_public", agreed=no)
    with pytest.raises(MalformedId):
        await erase(settings, person="somebody", agreed=no)
