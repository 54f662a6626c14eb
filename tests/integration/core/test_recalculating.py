"""Another version over past acts: the dry run, the corrections, and that a killed run goes on where it was."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from actions import recalculate
from actions.recalculate import DigestOther, Plan, Recalculation
from actions.repricing import VersionNotActive, VersionsUnlike
from actions.repricing_rules import Rule, between
from app.erase import erasing
from app.prove import extends
from app.recalculate import recalculation
from app.settings import Settings
from bot.outbox import rendered
from kernel.ids import public
from ledger.verify import verify
from methodologies.engine import recompute
from tests.integration.core.projections import check, live
from tests.integration.core.versions import OLD, drop_in, version

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

NEW = "cn-sz-lcpt/2021.8"


@pytest.fixture
def dropped_in(settings: Settings) -> None:
    """Later versions; the shipped one was packaged after them, so new acts are still priced by it."""
    drop_in(
        settings,
        version("2021.8", metro="46.7"),
        version("2021.81", metro="46.7", status="draft"),
        version("2021.82", metro_cap_m=20_000),
        version("2021.83"),
        version("2021.84", activity_from="2026-11-18"),
    )


@pytest.fixture
async def company(dropped_in: None, company: "Company") -> AsyncIterator["Company"]:
    yield company


def work(company: "Company") -> Recalculation:
    return recalculation(company.container)


def rule(company: "Company", after: str = NEW, **how: Any) -> Rule:
    return between(company.container.catalogue, OLD, after, **how)


async def plan(company: "Company", after: str = NEW, **how: Any) -> Plan:
    return await work(company).plan(company.org_id, rule(company, after, **how))


async def post(company: "Company", after: str = NEW, **how: Any) -> recalculate.Posted:
    """Posts what a dry run of this moment says."""
    drawn = await plan(company, after, **how)
    _, posted = await work(company).post(
        company.org_id, rule(company, after, **how), drawn.digest, "recalculated"
    )  # fmt: skip
    return posted


async def test_a_dry_run_says_what_changes_and_writes_nothing(company: "Company") -> None:
    await company.record(company.tell(10_000))
    ride = await company.record(company.ride(20_000, rider=1))
    await company.record(company.tell(5_000, kind="bus"))
    waiting = await company.record(company.tell(7_000, rider=1, review=True, another=True))
    await company.container.reviewing.verify(company.org_id, company.reviewer, [ride.action_id])
    before = await company.entries()
    drawn = await plan(company)
    assert await company.entries() == before
    assert (drawn.looked_at, drawn.changed, drawn.verified_again) == (4, 2, 1)
    assert drawn.refused == {"pending_review": 1}
    told, verified = drawn.sums["self_reported", False], drawn.sums["attested", True]
    assert (told.acts, told.before_mg, told.after_mg) == (3, 468_000 + 134_500, 467_000 + 134_500)
    assert (verified.acts, verified.before_mg, verified.after_mg) == (1, 936_000, 934_000)
    assert set(drawn.to_post) == {1, ride.seq}
    assert waiting.seq not in drawn.to_post


async def test_corrections_are_entries_that_the_log_proves(company: "Company", tmp_path: Path) -> None:
    await live(company)
    before, verified = await company.total_mg()
    drawn = await plan(company)
    assert drawn.verified_again > 0
    posted = await post(company)
    assert (posted.corrected, posted.moved, posted.published) == (len(drawn.to_post), 0, [NEW])
    total, still_verified = await company.total_mg()
    assert total == before + posted.difference_mg < before
    assert still_verified < verified
    await company.audited(tmp_path / "export")
    assert (await check(company)).equal
    entries = await company.entries()
    added = [one for one in entries if one["type"] == "action.corrected" and one.get("methodology") == NEW]
    assert len(added) == posted.corrected
    assert all(one["reasons"][0] == "recalculated" and one["role"] == "operator" for one in added)  # type: ignore[index]
    published = [one["methodology"] for one in entries if one["type"] == "methodology.published"]
    assert published.count(NEW) == 1


async def test_people_are_told_once_what_changed(company: "Company", monkeypatch: pytest.MonkeyPatch) -> None:
    for days_ago in range(3):
        await company.record(company.tell(10_000, at=company.clock.now() - timedelta(days=days_ago)))
    await company.record(company.tell(5_000, kind="bus", rider=1))
    monkeypatch.setattr(recalculate, "DAYS_AT_ONCE", 1)
    await post(company)
    async with company.container.database.work() as connection:
        rows = await connection.fetch("SELECT body FROM outbox WHERE body->>'code' = 'whatif-recalculated'")
    (told,) = [row["body"] for row in rows]
    assert told["person_id"] == str(company.riders[0].id)
    box = company.container
    text = rendered(told["code"], told["params"], "en", box.texts, box.catalogue)
    assert text.startswith("🔁 3 of your records were recalculated by cn-sz-lcpt/2021.8: 3.0 g less.")


async def test_people_are_not_told_where_the_operator_says_so(company: "Company") -> None:
    await company.record(company.tell(10_000))
    drawn = await plan(company)
    await work(company).post(company.org_id, rule(company), drawn.digest, "recalculated", silent=True)
    async with company.container.database.work() as connection:
        assert await connection.fetchval("SELECT count(*) FROM outbox") == 0


async def test_a_second_run_finds_nothing_left(company: "Company") -> None:
    await company.record(company.tell(10_000))
    await post(company)
    again = await plan(company)
    assert (again.looked_at, again.to_post) == (0, {})


async def test_what_was_not_looked_at_is_not_posted(company: "Company") -> None:
    await company.record(company.tell(10_000))
    drawn = await plan(company)
    await company.record(company.tell(30_000, another=True))
    size = len(await company.entries())
    with pytest.raises(DigestOther):
        await work(company).post(company.org_id, rule(company), drawn.digest, "recalculated")
    assert len(await company.entries()) == size


class Meddling(Recalculation):
    """Somebody undoes an act after the digest was compared, before its day is locked."""

    meddle: Any = None

    def open(self, org_id: Any) -> Any:
        return self._after_meddling(super().open(org_id))

    def _after_meddling(self, opened: Any) -> Any:
        class Both:
            async def __aenter__(_) -> Any:  # noqa: N805
                if self.meddle is not None:
                    await self.meddle()
                    self.meddle = None
                return await opened.__aenter__()

            async def __aexit__(_, *error: Any) -> Any:  # noqa: N805
                return await opened.__aexit__(*error)

        return Both()


async def test_what_changed_since_the_dry_run_is_left(company: "Company", tmp_path: Path) -> None:
    kept = await company.record(company.tell(10_000))
    undone = await company.record(company.tell(30_000, another=True))
    box = company.container
    meddling = Meddling(box.database, box.keys, box.catalogue, box.clock)
    meddling.meddle = lambda: box.corrector.undo(company.org_id, company.riders[0].id, undone.action_id)
    drawn = await plan(company)
    _, posted = await meddling.post(company.org_id, rule(company), drawn.digest, "recalculated")
    assert (posted.corrected, posted.moved) == (1, 1)
    assert (await company.total_mg())[0] == 467_000
    assert kept.seq in drawn.to_post
    await company.audited(tmp_path / "export")


async def test_a_killed_run_goes_on_with_what_is_left(
    company: "Company", monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for days_ago in range(4):
        await company.record(company.tell(10_000 + days_ago, at=company.clock.now() - timedelta(days=days_ago)))
    monkeypatch.setattr(recalculate, "DAYS_AT_ONCE", 1)
    drawn = await plan(company)

    def die(done: int, _: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await work(company).post(company.org_id, rule(company), drawn.digest, "recalculated", die)
    left = await plan(company)
    assert (len(drawn.to_post), len(left.to_post)) == (4, 2)
    assert left.digest != drawn.digest
    with pytest.raises(DigestOther):
        await work(company).post(company.org_id, rule(company), drawn.digest, "recalculated")
    assert (await post(company)).corrected == 2
    assert (await company.total_mg())[0] == sum((10_000 + n) * 467 // 10 for n in range(4))
    await company.audited(tmp_path / "export")
    assert (await check(company)).equal


async def test_a_smaller_cap_cuts_the_later_acts_of_a_day(company: "Company", tmp_path: Path) -> None:
    first = await company.record(company.tell(15_000))
    second = await company.record(company.tell(8_000, another=True))
    third = await company.record(company.tell(9_000, another=True))
    drawn = await plan(company, "cn-sz-lcpt/2021.82")
    assert set(drawn.to_post) == {second.seq, third.seq}, "the first one's grams stay, and it takes its part of the cap"
    assert first.seq not in drawn.to_post
    await post(company, "cn-sz-lcpt/2021.82")
    assert (await company.total_mg())[0] == 20_000 * 468 // 10
    entries = await company.entries()
    withheld = entries[-1]
    assert "methodology" not in withheld and withheld["reasons"] == ["recalculated", "daily_cap"]
    assert entries[-2]["cap_applied"] == {"distance_m": 8_000}
    await company.audited(tmp_path / "export")
    assert (await check(company)).equal


async def test_acts_that_the_version_does_not_take_stay(company: "Company") -> None:
    await company.record(company.tell(10_000, at=company.clock.now() - timedelta(days=1)))
    await company.record(company.tell(10_000))
    drawn = await plan(company, "cn-sz-lcpt/2021.84", equal_too=True)
    assert drawn.refused == {"activity_out_of_date": 1}
    assert len(drawn.to_post) == 1


async def test_equal_acts_move_to_the_version_only_where_asked(company: "Company", tmp_path: Path) -> None:
    await company.record(company.tell(10_000))
    assert (await plan(company, "cn-sz-lcpt/2021.83")).to_post == {}
    posted = await post(company, "cn-sz-lcpt/2021.83", equal_too=True)
    assert (posted.corrected, posted.difference_mg) == (1, 0)
    assert (await company.entries())[-1]["methodology"] == "cn-sz-lcpt/2021.83"
    await company.audited(tmp_path / "export")


async def test_only_days_that_were_named_are_looked_at(company: "Company") -> None:
    today = company.clock.now().date()
    for days_ago in range(3):
        await company.record(company.tell(10_000, at=company.clock.now() - timedelta(days=days_ago)))
    named = await plan(company, since=today - timedelta(days=1), until=today - timedelta(days=1))
    assert named.looked_at == 1


async def test_a_draft_is_looked_at_and_never_posted(company: "Company") -> None:
    await company.record(company.tell(10_000))
    drawn = await plan(company, "cn-sz-lcpt/2021.81")
    assert drawn.changed == 1
    with pytest.raises(VersionNotActive):
        await post(company, "cn-sz-lcpt/2021.81")


async def test_versions_of_two_methodologies_are_not_compared(company: "Company") -> None:
    for other in ("modeshift/1", OLD):
        with pytest.raises(VersionsUnlike):
            rule(company, other)


async def test_an_erased_persons_acts_follow_where_no_cap_could_bind(company: "Company", tmp_path: Path) -> None:
    await company.record(company.tell(10_000))
    await erasing(company.container).erase(company.riders[0].id)
    assert (await plan(company, "cn-sz-lcpt/2021.82")).refused == {"person_erased": 1}
    assert (await post(company)).corrected == 1
    assert (await company.total_mg())[0] == 467_000
    await company.audited(tmp_path / "export")
    assert (await check(company)).equal


async def test_the_neighbours_log_is_left_alone(company: "Company", rival: "Company") -> None:
    await company.record(company.tell(10_000))
    await rival.record(rival.tell(10_000))
    await post(company)
    assert (await rival.total_mg())[0] == 468_000
    assert all(one["log_id"] == public("log", rival.org_id) for one in await rival.entries())
    assert (await plan(rival)).changed == 1


async def test_a_ride_measured_afterwards_replaces_what_was_corrected(company: "Company", tmp_path: Path) -> None:
    await company.record(company.tell(10_000))
    await post(company)
    raised = await company.record(company.ride(9_500))
    assert (raised.raised, raised.methodology, raised.reduction_mg) == (True, OLD, 9_500 * 468 // 10)
    await company.audited(tmp_path / "export")
    assert (await check(company)).equal


async def test_an_export_made_before_stays_as_it_is(company: "Company", tmp_path: Path) -> None:
    await company.record(company.tell(10_000))
    before = await company.audit(tmp_path / "before")
    await post(company)
    after = await company.audit(tmp_path / "after")
    kept = verify(tmp_path / "before", None, recompute)
    assert (kept.reduction_mg, kept.size) == (before.reduction_mg, before.size) == (468_000, before.size)
    assert extends(tmp_path / "before", tmp_path / "after", None)["size"] == after.size > before.size
