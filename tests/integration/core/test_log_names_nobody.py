"""Nothing in a log, its tiles or its export leads back to a person; the search sees a planted id."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from accounts import partners, people
from actions import evidence
from kernel.ids import public
from ledger import entry

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

USER_ID, CHAT_ID = 7_777_123_456_789, 7_777_987_654_321
NICKNAME, REFERENCE, EXTERNAL_ID = "金丝雀Canary", "employee-000042", "ticket-9f8e7d6c5b"


async def _live(company: "Company") -> list[bytes]:
    """One person does everything that is logged; what must stand in no file."""
    box, org_id, now = company.container, company.org_id, company.clock.now()
    async with box.database.work(org_id) as connection:
        person = await people.register(
            connection, box.keys, user_id=USER_ID, chat_id=CHAT_ID, nickname=NICKNAME, locale="zh", now=now
        )
        person = await people.join(connection, person.id, org_id, now=now, unit_id=company.riders[0].unit_id)
        member_id, _ = await partners.request_link(
            connection, box.keys.token_key, company.partner, reference=REFERENCE, now=now
        )
        await partners.accept_link(connection, org_id, member_id, person.id, now)
    company.riders[0], company.members[0] = person, member_id
    await box.consents.give(org_id, person.id, "service", "photo_review", f"partner:{company.partner.id.hex}")
    moment = now - timedelta(hours=2, minutes=17, seconds=43)
    await company.record(company.ride(9_000, at=moment, external_id=EXTERNAL_ID))
    told = await company.record(company.tell(12_000))
    await box.corrector.change_quantity(org_id, person.id, told.action_id, 11_000)
    async with box.database.work(org_id) as connection:
        await evidence.attach(
            connection,
            company.log_id,
            person.id,
            told.action_id,
            file_id="f",
            file_unique_id="photo-unique-id",
            now=now,
        )
    await box.reviewing.approve(org_id, company.reviewer, told.action_id)
    await box.reviewing.release_attested(org_id, company.reviewer, now.date())
    await box.corrector.undo(org_id, person.id, (await company.record(company.tell(800, kind="walking"))).action_id)
    await box.consents.withdraw(org_id, person.id, "photo_review")
    return [
        NICKNAME.encode(), b"Canary", str(USER_ID).encode(), str(CHAT_ID).encode(), REFERENCE.encode(),
        EXTERNAL_ID.encode(), b"photo-unique-id", str(person.id).encode(), person.id.hex.encode(),
        person.public_id[4:].encode(), public("mem", member_id)[4:].encode(), member_id.hex.encode(),
        f"{moment:%H:%M}".encode(), str(company.reviewer.id).encode(), company.reviewer.public_id[4:].encode(),
    ]  # fmt: skip


def _found(directory: Path, traces: list[bytes]) -> set[bytes]:
    """Which traces stand in any file, in its name or its bytes."""
    return {
        trace
        for file in directory.rglob("*")
        if file.is_file()
        for trace in traces
        if trace in file.read_bytes() or trace in file.name.encode()
    }


async def test_no_file_of_a_log_leads_back_to_a_person(company: "Company", tmp_path: Path) -> None:
    traces = await _live(company)
    verified = await company.audit(tmp_path / "export")
    assert {"action.recorded", "action.corrected", "action.reversed", "action.verified", "consent.withdrawn"} <= set(
        verified.entries
    )
    assert _found(tmp_path / "export", traces) == set()


async def test_the_search_sees_a_planted_id(
    company: "Company", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal = entry.seal

    def telling(payload: dict[str, object], *more: object, **named: object) -> bytes:
        """The planted defect: where the keyed commitment stands, the person's own id does."""
        theirs = {"commitment": company.riders[0].id.hex * 2} if payload["type"] == "action.recorded" else {}
        return seal({**payload, **theirs}, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(entry, "seal", telling)
    traces = await _live(company)
    monkeypatch.undo()
    await company.audit(tmp_path / "export")
    assert _found(tmp_path / "export", traces) == {company.riders[0].id.hex.encode()}
