"""Two admins of the programme attest a source text: the next version, its entry, every process, and who may not."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from accounts import people
from accounts.people import Person, RoleMissing
from actions.attesting import (
    LARGEST_DOCUMENT_BYTES,
    Attested,
    AttestedAlready,
    Document,
    DocumentUnusable,
    NotHeld,
)
from actions.repricing import VersionNotActive
from actions.repricing_rules import between
from app import published
from app.container import Container, build
from app.erase import erasing
from app.recalculate import recalculation
from app.settings import Settings
from app.worker import integrate_all
from kernel.clock import FixedClock
from kernel.ids import PROGRAMME, public
from kernel.work import Connection
from ledger import entry, layout, log
from ledger.verify import verify
from methodologies.contract import MethodologyUnknown, PackageInvalid
from methodologies.engine import recompute
from tests.integration.core.versions import OLD, drop_in, version

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

NEW = "cn-sz-lcpt/2021.2"
TEXT = Document("a" * 64, 123_456)
OTHER = Document("b" * 64, 123_456)
LOG = public("log", PROGRAMME)


class Desk:
    """The programme's admins."""

    def __init__(self, box: Container) -> None:
        self.box = box
        self._count = 0

    async def admin(self, *roles: str, org_id: UUID = PROGRAMME) -> Person:
        self._count += 1
        number, now = 9_000 + self._count, self.box.clock.now()
        async with self.box.database.work(org_id) as connection:
            made = await people.register(
                connection, self.box.keys, user_id=number, chat_id=number, nickname="a", locale="zh", now=now
            )
            return await people.join(connection, made.id, org_id, now=now, roles=frozenset(roles or ("admin",)))

    async def attest(self, admin: Person, document: Document = TEXT) -> Attested:
        return await self.box.attesting.attest(admin, OLD, document)

    async def entries(self) -> list[dict[str, Any]]:
        async with self.box.database.work(PROGRAMME) as connection:
            size = await log.size(connection, LOG)
            return [entry.parse(data) for data in await log.read_range(connection, LOG, 0, size)]

    async def told(self) -> list[tuple[str, str]]:
        """Who is told what, by (person, code)."""
        async with self.box.database.work() as connection:
            rows = await connection.fetch("SELECT body FROM outbox ORDER BY id")
        return [(row["body"]["person_id"], row["body"]["code"]) for row in rows]


@pytest.fixture
def desk(box: Container) -> Desk:
    return Desk(box)


async def test_two_admins_with_the_same_document_publish_the_next_version(
    desk: Desk, clock: FixedClock, tmp_path: Path
) -> None:
    first, second = await desk.admin(), await desk.admin()
    assert await desk.attest(first) == Attested("waiting")
    assert await desk.attest(second) == Attested("published", NEW)
    names = await published.refresh(desk.box.database, desk.box.catalogue, clock)
    package, before = desk.box.catalogue.package(NEW), desk.box.catalogue.package(OLD)
    assert names == [NEW]
    assert (package.text_state, package.hold, package.document["supersedes"]) == ("on_file", None, OLD)
    assert package.document["source"]["document_sha256"] == TEXT.sha256  # type: ignore[index]
    same = {"inputs", "factors", "formula", "caps", "evidence", "golden", "activity_from", "use_by", "credit_class"}
    assert {name: package.document[name] for name in same} == {name: before.document[name] for name in same}
    steps = [(one["type"], one.get("act"), one.get("role")) for one in await desk.entries()]
    assert [step for step in steps if step[2]] == [
        ("admin.acted", "source_attested", "admin"),
        ("admin.acted", "source_attested", "admin"),
        ("methodology.published", None, "admin"),
    ]
    last = (await desk.entries())[-1]
    assert (last["methodology"], last["methodology_sha256"]) == (NEW, package.sha256)
    assert last["package"] == package.document and last["reasons"] == ["source_attested"] and last["commitment"]
    assert str(first.id) not in str(await desk.entries())
    await integrate_all(desk.box)
    async with desk.box.database.work(PROGRAMME) as connection:
        await layout.export_log(connection, LOG, layout.Directory(tmp_path / "export"))
    assert verify(tmp_path / "export", None, recompute).size == len(await desk.entries())


async def test_it_prices_acts_a_minute_later_and_the_old_ones_keep_theirs(
    desk: Desk, company: "Company", clock: FixedClock, tmp_path: Path
) -> None:
    for admin in (await desk.admin(), await desk.admin()):
        await desk.attest(admin)
    old = await company.record(company.tell(10_000))
    await published.refresh(desk.box.database, desk.box.catalogue, clock)
    still = await company.record(company.tell(12_000, another=True))
    company.later(seconds=60)
    await published.refresh(desk.box.database, desk.box.catalogue, clock)
    new = await company.record(company.tell(14_000, another=True))
    assert [one.methodology for one in (old, still, new)] == [OLD, OLD, NEW]
    await company.audited(tmp_path / "export")
    entries = await company.entries()
    assert entries[old.seq]["methodology"] == OLD, "nothing is re-priced by itself"


async def test_nothing_is_recalculated_by_it_before_every_process_knows_it(
    desk: Desk, company: "Company", clock: FixedClock
) -> None:
    await company.record(company.tell(10_000))
    for admin in (await desk.admin(), await desk.admin()):
        await desk.attest(admin)
    await published.refresh(desk.box.database, desk.box.catalogue, clock)
    work, rule = recalculation(desk.box), between(desk.box.catalogue, OLD, NEW, equal_too=True)
    drawn = await work.plan(company.org_id, rule)
    with pytest.raises(VersionNotActive):
        await work.post(company.org_id, rule, drawn.digest, "recalculated")
    company.later(minutes=1)
    assert (await work.post(company.org_id, rule, drawn.digest, "recalculated"))[1].corrected == 1


async def test_a_day_of_two_versions_has_one_cap(
    desk: Desk, company: "Company", clock: FixedClock, tmp_path: Path
) -> None:
    await company.record(company.tell(100_000))
    for admin in (await desk.admin(), await desk.admin()):
        await desk.attest(admin)
    company.later(minutes=2)
    await published.refresh(desk.box.database, desk.box.catalogue, clock)
    cut = await company.record(company.tell(50_000, another=True))
    assert (cut.methodology, cut.quantity, cut.reasons) == (NEW, 20_000, ("daily_cap",))
    await company.audited(tmp_path / "export")


async def test_another_process_knows_it_from_its_start(desk: Desk, settings: Settings, clock: FixedClock) -> None:
    for admin in (await desk.admin(), await desk.admin()):
        await desk.attest(admin)
    clock.at = clock.at.replace(hour=5)
    async with build(settings, clock) as other:
        assert other.catalogue.package(NEW).text_state == "on_file"
        chosen = other.catalogue.choose("metro", "CN-GD-SZ", ("local",), clock.now().date(), clock.now().date())
        assert chosen is not None and chosen.name == NEW


async def test_a_running_process_learns_of_it_by_itself(
    desk: Desk, settings: Settings, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published, "LOOK_EVERY_S", 0.02)
    async with build(settings, clock) as other, other.keep_up():
        for admin in (await desk.admin(), await desk.admin()):
            await desk.attest(admin)
        async with asyncio.timeout(10):
            while NEW not in other.catalogue.packages:
                await asyncio.sleep(0.01)


async def test_one_person_twice_is_one_and_says_it_once(desk: Desk) -> None:
    admin = await desk.admin()
    for _ in range(3):
        assert await desk.attest(admin) == Attested("waiting")
    assert len([one for one in await desk.entries() if one["type"] == "admin.acted"]) == 1
    (held,) = await desk.box.attesting.held(admin)
    assert (held.package.name, held.own, held.others) == (OLD, TEXT, 0)


async def test_different_documents_publish_nothing_until_two_are_equal(desk: Desk) -> None:
    first, second, third = await desk.admin(), await desk.admin(), await desk.admin()
    await desk.attest(first, TEXT)
    assert await desk.attest(second, OTHER) == Attested("differ")
    assert (str(first.id), "attest-told-differ") in await desk.told()
    assert not [one for one in await desk.entries() if one["type"] == "methodology.published"]
    assert (await desk.attest(third, OTHER)).outcome == "published"


@pytest.mark.parametrize(
    ("documents", "code"), [((TEXT, OTHER), "attest-told-differ"), ((TEXT, TEXT), "attest-told-published")]
)
async def test_the_first_hears_of_the_second_at_once_even_by_night(
    desk: Desk, clock: FixedClock, documents: tuple[Document, Document], code: str
) -> None:
    clock.at = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)  # Half past midnight in Shenzhen.
    first, second = await desk.admin(), await desk.admin()
    await desk.attest(first, documents[0])
    await desk.attest(second, documents[1])
    async with desk.box.database.work() as connection:
        due_at = await connection.fetchval(
            "SELECT due_at FROM outbox WHERE body->>'code' = $1 AND body->>'person_id' = $2", code, str(first.id)
        )
    assert due_at == clock.now()


async def test_one_may_send_the_right_document_after_the_wrong_one(desk: Desk) -> None:
    first, second = await desk.admin(), await desk.admin()
    await desk.attest(first, OTHER)
    await desk.attest(second, TEXT)
    assert (await desk.attest(first, TEXT)).outcome == "published"


async def test_what_was_withdrawn_does_not_count(desk: Desk) -> None:
    first, second = await desk.admin(), await desk.admin()
    await desk.attest(first)
    assert await desk.box.attesting.withdraw(first, OLD)
    assert not await desk.box.attesting.withdraw(first, OLD)
    assert await desk.attest(second) == Attested("waiting")
    assert [one["act"] for one in await desk.entries() if one["type"] == "admin.acted"] == [
        "source_attested", "attestation_withdrawn", "source_attested",
    ]  # fmt: skip


async def test_whoever_is_no_admin_any_more_does_not_count(desk: Desk) -> None:
    first, second = await desk.admin(), await desk.admin()
    await desk.attest(first)
    async with desk.box.database.work(PROGRAMME) as connection:
        await connection.execute("UPDATE role_grant SET revoked_at = now() WHERE person_id = $1", first.id)
    assert await desk.attest(second) == Attested("waiting")
    with pytest.raises(RoleMissing):
        await desk.attest(first)  # As a handler may still remember them.


async def test_two_at_once_publish_once(desk: Desk) -> None:
    admins = [await desk.admin() for _ in range(4)]
    found = await asyncio.gather(*(desk.attest(admin) for admin in admins))
    assert sorted(one.outcome for one in found) == ["published", "published", "published", "waiting"]
    assert len([one for one in await desk.entries() if one["type"] == "methodology.published"]) == 1


async def test_said_again_it_is_published_and_another_document_is_too_late(desk: Desk) -> None:
    first, second, third = await desk.admin(), await desk.admin(), await desk.admin()
    for admin in (first, second):
        await desk.attest(admin)
    assert await desk.attest(second) == Attested("published", NEW)
    with pytest.raises(AttestedAlready):
        await desk.attest(third, OTHER)
    assert await desk.box.attesting.held(first) == []


@pytest.mark.parametrize("roles", [("member",), ("organiser", "reviewer")])
async def test_only_an_admin_may(desk: Desk, roles: tuple[str, ...]) -> None:
    person = await desk.admin(*roles)
    for attempt in (
        desk.attest(person),
        desk.box.attesting.held(person),
        desk.box.attesting.withdraw(person, OLD),
    ):
        with pytest.raises(RoleMissing):
            await attempt


async def test_an_admin_of_another_organisation_may_not(desk: Desk, company: "Company") -> None:
    theirs = await desk.admin("admin", org_id=company.org_id)
    with pytest.raises(RoleMissing):
        await desk.attest(theirs)
    async with desk.box.database.work(company.org_id) as connection:
        await _nothing_seen(connection)


async def _nothing_seen(connection: Connection) -> None:
    assert await connection.fetchval("SELECT count(*) FROM attestation") == 0


@pytest.mark.parametrize("length", [0, -1, LARGEST_DOCUMENT_BYTES + 1])
async def test_an_empty_or_endless_document_is_refused(desk: Desk, length: int) -> None:
    with pytest.raises(DocumentUnusable):
        await desk.attest(await desk.admin(), Document("a" * 64, length))


async def test_only_what_is_held_for_its_text_can_be_attested(desk: Desk) -> None:
    admin = await desk.admin()
    for name, refusal in (
        ("elec-saving/1", NotHeld),
        ("metro-trip-gz/2015.1", NotHeld),
        ("cn-sz-lcpt/2021.1-467", NotHeld),
        ("nothing/1", MethodologyUnknown),
    ):
        with pytest.raises(refusal):
            await desk.box.attesting.attest(admin, name, TEXT)


async def test_an_erased_admins_open_attestation_goes_with_them(desk: Desk) -> None:
    first, second = await desk.admin(), await desk.admin()
    await desk.attest(first)
    done = await erasing(desk.box).erase(first.id)
    assert done.logs[LOG]["attestations"] == 1
    assert await desk.attest(second) == Attested("waiting")
    assert str(first.id) not in str(await desk.entries())


async def test_what_an_erased_admin_published_stays_and_names_nobody(desk: Desk, clock: FixedClock) -> None:
    first, second = await desk.admin(), await desk.admin()
    for admin in (first, second):
        await desk.attest(admin)
    for admin in (first, second):
        await erasing(desk.box).erase(admin.id)
    assert await published.refresh(desk.box.database, desk.box.catalogue, clock) == [NEW]
    async with desk.box.database.work(PROGRAMME) as connection:
        assert await connection.fetchval("SELECT count(*) FROM vault") == 0
        assert await connection.fetchval("SELECT count(*) FROM attestation") == 0


class TestBesideAFile:
    """An installation with a file of the same version."""

    @pytest.fixture
    async def box(self, settings: Settings, clock: FixedClock) -> AsyncIterator[Container]:
        drop_in(settings, version("2021.2", metro="46.7"))
        async with build(settings, clock) as built:
            await built.redis.flushdb()
            yield built

    async def test_the_next_free_number_is_taken(self, desk: Desk) -> None:
        await desk.attest(await desk.admin())
        assert await desk.attest(await desk.admin()) == Attested("published", "cn-sz-lcpt/2021.3")


async def test_a_file_that_says_something_else_under_the_name_stops_the_start(
    desk: Desk, settings: Settings, clock: FixedClock
) -> None:
    for admin in (await desk.admin(), await desk.admin()):
        await desk.attest(admin)
    drop_in(settings, version("2021.2", metro="46.7"))
    with pytest.raises(PackageInvalid):
        async with build(settings, clock):
            pass


async def test_the_application_can_neither_change_nor_remove_what_was_published(box: Container) -> None:
    async with box.database.work() as connection:
        rights = await connection.fetch(
            "SELECT privilege_type FROM information_schema.role_table_grants"
            " WHERE grantee = 'lf_app' AND table_name = 'published_methodology'"
        )
    assert {row["privilege_type"] for row in rights} == {"SELECT", "INSERT"}
