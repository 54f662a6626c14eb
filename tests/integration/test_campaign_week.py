"""A week of a company at the level of use cases: publishing, taking part, counting, closing, over simulated days."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from accounts import joining, organisations, people
from accounts.people import Person, RoleMissing
from actions import of_campaign
from actions.commands import Receipt, RecordAction
from app.container import Container, build
from app.export import write_log
from app.settings import Settings
from app.worker import integrate_all
from campaigns import closing, organising, standing, tables
from campaigns.organising import CampaignForeign, CampaignOver, CampaignOverlaps, CampaignStartOutOfRange
from campaigns.tables import Campaign, CampaignUnknown
from kernel.clock import FixedClock
from kernel.ids import PROGRAMME, public
from ledger import entry, log
from ledger.verify import verify
from methodologies.engine import recompute
from rewards.boards import Board

MONDAY = date(2026, 11, 16)
NOON = datetime(2026, 11, 16, 4, tzinfo=UTC)
"""Monday noon in Shenzhen."""


class Firm:
    """A company with two departments of five, one of two, and a clock that tests set."""

    def __init__(self, container: Container, clock: FixedClock) -> None:
        self.box = container
        self.clock = clock
        self.org_id: UUID
        self.staff: dict[str, Person] = {}
        self.told = 0

    async def open(self) -> "Firm":
        async with self.box.database.work() as connection:
            firm = await organisations.create(
                connection, self.box.keys, name="福田绿色办公", region="CN-GD-SZ", now=self.clock.now()
            )
        self.org_id = firm.id
        number = 0
        for name, size in (("研发", 5), ("财务", 5), ("总办", 2)):
            async with self.box.database.work(firm.id) as connection:
                unit = await organisations.add_unit(connection, firm.id, name)
                for place in range(size):
                    number += 1
                    made = await people.register(
                        connection, self.box.keys, user_id=number, chat_id=number, nickname=f"n{number}", locale="zh",
                        now=self.clock.now(),
                    )  # fmt: skip
                    roles = frozenset(["organiser"] if number == 1 else [])
                    self.staff[f"{name}{place}"] = await people.join(
                        connection, made.id, firm.id, now=self.clock.now(), unit_id=unit.id, roles=roles
                    )
        return self

    async def publish(self, starts_on: date = MONDAY, goal_mg: int = 0, name: str = "节能周") -> Campaign:
        async with self.box.database.work(self.org_id) as connection:
            return await organising.publish(
                connection, self.box.keys, self.staff["研发0"], name=name, starts_on=starts_on, goal_mg=goal_mg,
                now=self.clock.now(),
            )  # fmt: skip

    async def join(self, campaign: Campaign, *names: str) -> None:
        async with self.box.database.work(self.org_id) as connection:
            for name in names:
                await organising.join(connection, self.staff[name], self.org_id, campaign.id, self.clock.now())

    async def act(
        self, name: str, km: int = 10, *, days_ago: int = 0, kind: str = "metro", evidence: str = "statement"
    ) -> Receipt:
        self.told += 1
        return await self.box.recorder.record(
            self.org_id,
            RecordAction(
                kind=kind, quantity=km * 1000, occurred_at=self.clock.now() - timedelta(days=days_ago), source="test",
                external_id=str(self.told), person_id=self.staff[name].id, evidence_kind=evidence,
            ),
        )  # fmt: skip

    async def total_mg(self, campaign: Campaign) -> int:
        async with self.box.database.work(self.org_id) as connection:
            return (await of_campaign.figures(connection, campaign)).reduction_mg

    async def board(self, campaign: Campaign) -> Board:
        async with self.box.database.work(self.org_id) as connection:
            return standing.board(
                await of_campaign.figures(connection, campaign),
                campaign.rules,
                await organisations.units(connection, self.org_id),
                await organisations.headcounts(connection, self.org_id),
            )

    async def close(self, campaign: Campaign, name: str = "研发0") -> Campaign:
        async with self.box.database.work(self.org_id) as connection:
            return await closing.close(
                connection, self.box.keys, self.staff[name], campaign.id, of_campaign.figures, self.clock.now()
            )

    async def close_due(self) -> int:
        return await closing.close_due(self.box.database, self.box.keys, of_campaign.figures, self.clock.now())

    async def entries(self) -> list[dict[str, object]]:
        async with self.box.database.work(self.org_id) as connection:
            log_id = public("log", self.org_id)
            size = await log.size(connection, log_id)
            return [entry.parse(data) for data in await log.read_range(connection, log_id, 0, size)]

    async def outbox(self) -> list[dict[str, object]]:
        async with self.box.database.work() as connection:
            return [row["body"] for row in await connection.fetch("SELECT body FROM outbox ORDER BY id")]


@pytest.fixture
async def firm(settings: Settings) -> AsyncIterator[Firm]:
    clock = FixedClock(NOON)
    async with build(settings, clock) as container:
        yield await Firm(container, clock).open()


async def test_publishing_writes_the_opening_and_the_frozen_rules_without_a_name(firm: Firm) -> None:
    campaign = await firm.publish(goal_mg=5_000_000)
    opened, frozen = await firm.entries()
    assert (opened["type"], opened["campaign"], opened["role"]) == ("campaign.opened", campaign.public_id, "organiser")
    assert (frozen["type"], frozen["campaign"]) == ("campaign.rules_frozen", campaign.public_id)
    assert frozen["rules"] == campaign.rules.document()
    assert str(firm.staff["研发0"].id) not in str((opened, frozen))


async def test_only_an_organiser_publishes(firm: Firm) -> None:
    async with firm.box.database.work(firm.org_id) as connection:
        with pytest.raises(RoleMissing):
            await organising.publish(
                connection, firm.box.keys, firm.staff["研发1"], name="x", starts_on=MONDAY, now=NOON
            )
    assert await firm.entries() == []


async def test_two_weeks_of_one_organisation_do_not_share_a_day(firm: Firm) -> None:
    await firm.publish()
    with pytest.raises(CampaignOverlaps):
        await firm.publish(starts_on=MONDAY + timedelta(days=6))
    await firm.publish(starts_on=MONDAY + timedelta(days=7))


async def test_a_week_begins_today_or_soon(firm: Firm) -> None:
    for days in (-1, 91):
        with pytest.raises(CampaignStartOutOfRange):
            await firm.publish(starts_on=MONDAY + timedelta(days=days))


async def test_the_rules_of_a_published_week_cannot_be_changed(firm: Firm) -> None:
    campaign = await firm.publish()
    for column, value in (("rules", {}), ("ends_on", MONDAY), ("name", "x"), ("starts_on", MONDAY)):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with firm.box.database.work(firm.org_id) as connection:
                await connection.execute(f"UPDATE campaign SET {column} = $2 WHERE id = $1", campaign.id, value)


async def test_acts_count_once_their_person_takes_part_and_only_within_the_week(firm: Firm) -> None:
    campaign = await firm.publish(starts_on=MONDAY + timedelta(days=1))
    await firm.act("研发1")  # The week has not begun and 研发1 is not in it.
    await firm.join(campaign, "研发1")
    await firm.act("研发1")
    assert await firm.total_mg(campaign) == 0
    firm.clock.at = NOON + timedelta(days=2)
    await firm.act("研发1", 10)
    await firm.act("研发1", 5, days_ago=1)
    await firm.act("研发1", 7, days_ago=2)  # Monday: before the first day.
    await firm.act("研发2", 20)  # not in the week
    await firm.act("研发1", 3, kind="walking")
    assert await firm.total_mg(campaign) == 468_000 + 234_000


async def test_a_partners_ride_counts_for_the_week_like_any_other(firm: Firm) -> None:
    campaign = await firm.publish()
    await firm.join(campaign, "财务0")
    receipt = await firm.act("财务0", evidence="operator_record")
    assert receipt.evidence == "attested"
    async with firm.box.database.work(firm.org_id) as connection:
        figures = await of_campaign.figures(connection, campaign)
    assert (figures.attested_mg, figures.solid_mg, figures.self_reported_mg) == (468_000, 468_000, 0)


async def test_an_undone_act_leaves_the_week(firm: Firm) -> None:
    campaign = await firm.publish()
    receipt = await firm.act("研发0")
    assert await firm.total_mg(campaign) == 468_000
    await firm.box.corrector.undo(firm.org_id, firm.staff["研发0"].id, receipt.action_id)
    assert await firm.total_mg(campaign) == 0


async def test_departments_are_ranked_from_thirty_percent_and_small_ones_are_not_named(firm: Firm) -> None:
    campaign = await firm.publish()
    await firm.join(campaign, *firm.staff)
    await firm.act("研发0", 30)
    await firm.act("总办0", 40)
    await firm.act("总办1", 40)
    board = await firm.board(campaign)
    assert (board.ranked, [team.name for team in board.waiting]) == ((), ["研发", "财务"])
    await firm.act("研发1", 10)
    await firm.act("财务0", 10)
    await firm.act("财务1", 15)
    board = await firm.board(campaign)
    assert [(team.rank, team.name, team.per_head_mg) for team in board.ranked] == [
        (1, "研发", 40 * 46_800 // 5),
        (2, "财务", 25 * 46_800 // 5),
    ]
    assert (board.others, board.withheld_teams) == (None, 1)


async def test_after_the_last_day_nothing_is_added_even_before_the_worker_comes(firm: Firm) -> None:
    campaign = await firm.publish()
    await firm.act("研发0")
    firm.clock.at = NOON + timedelta(days=7)
    await firm.act("研发0", 5, days_ago=1)  # Sunday's ride, told on the Monday after.
    assert await firm.total_mg(campaign) == 468_000


async def test_the_day_after_the_end_closes_the_week_once(firm: Firm) -> None:
    campaign = await firm.publish()
    firm.clock.at = NOON + timedelta(days=6)
    assert await firm.close_due() == 0
    firm.clock.at = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)  # midnight in Shenzhen
    assert await firm.close_due() == 1
    assert await firm.close_due() == 0
    async with firm.box.database.work(firm.org_id) as connection:
        closed = await tables.find(connection, firm.org_id, campaign.id)
    assert closed.closed_at == firm.clock.at
    last = (await firm.entries())[-1]
    assert (last["type"], last["campaign"], "commitment" in last) == ("campaign.closed", campaign.public_id, False)


async def test_closing_logs_totals_and_counts_and_tells_everybody_in_the_morning(firm: Firm) -> None:
    campaign = await firm.publish(goal_mg=5_000_000)
    await firm.join(campaign, *firm.staff)
    for name in ("研发0", "研发1", "财务0", "财务1"):
        await firm.act(name, 10)
    await firm.act("财务2", 20, evidence="operator_record")
    firm.clock.at = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
    await firm.close_due()
    results = (await firm.entries())[-1]["results"]
    assert results == {
        "joined": 12, "members": 12, "participants": 5, "acts": 5, "reduction_mg": 6 * 468_000,
        "attested_mg": 2 * 468_000, "corroborated_mg": 0, "self_reported_mg": 4 * 468_000, "verified_mg": 0,
        "kinds": {"metro": {"acts": 5, "quantity": 60_000, "unit": "m"}},
    }  # fmt: skip
    told = await firm.outbox()
    assert [body["code"] for body in told].count("campaign-summary") == 1
    assert [body["code"] for body in told].count("campaign-card") == 12
    own = {body["person_id"]: body["params"]["own"] for body in told if body["code"] == "campaign-card"}  # type: ignore[index]
    assert own[str(firm.staff["财务2"].id)] == {"mass": 2 * 468_000}
    assert own[str(firm.staff["总办0"].id)] == {"mass": 0}
    async with firm.box.database.work() as connection:
        due = await connection.fetchval("SELECT DISTINCT due_at FROM outbox")
    assert due == datetime(2026, 11, 23, 0, 0, tzinfo=UTC)


async def test_a_week_of_few_people_is_closed_without_a_sum(firm: Firm) -> None:
    campaign = await firm.publish()
    await firm.act("研发0")
    closed = await firm.close(campaign)
    assert closed.summary is not None
    assert "reduction_mg" not in closed.summary
    assert (await firm.entries())[-1]["results"] == {"joined": 1, "members": 12, "fewer_participants_than": 5}
    assert closing.summary(closed)[0] == "campaign-summary-few"


async def test_the_organiser_may_close_early_and_then_nothing_counts_or_joins(firm: Firm) -> None:
    campaign = await firm.publish()
    await firm.act("研发0")
    await firm.close(campaign)
    await firm.act("研发0", 5)
    assert await firm.total_mg(campaign) == 468_000
    with pytest.raises(CampaignOver):
        await firm.close(campaign)
    with pytest.raises(CampaignOver):
        await firm.join(campaign, "研发1")
    with pytest.raises(RoleMissing):
        await firm.close(campaign, "研发1")


async def test_a_join_link_carries_the_week_and_ends_with_it(firm: Firm) -> None:
    campaign = await firm.publish()
    key = firm.box.keys.token_key
    async with firm.box.database.work(firm.org_id) as connection:
        payload = await organising.join_link(connection, key, firm.staff["研发0"], campaign, NOON)
    async with firm.box.database.work(firm.org_id) as connection:
        invitation = await joining.look(connection, key, payload, NOON + timedelta(days=6))
        assert invitation.campaign_id == campaign.id
    with pytest.raises(joining.InvitationExpired):
        async with firm.box.database.work(firm.org_id) as connection:
            await joining.look(connection, key, payload, NOON + timedelta(days=8))


async def test_a_week_is_unknown_to_other_organisations(firm: Firm) -> None:
    campaign = await firm.publish()
    async with firm.box.database.work(PROGRAMME) as connection:
        stranger = await people.register(
            connection, firm.box.keys, user_id=99, chat_id=99, nickname="s", locale="en", now=NOON
        )
        with pytest.raises(CampaignUnknown):
            await tables.find(connection, PROGRAMME, campaign.id)
        with pytest.raises(CampaignUnknown):
            await tables.find(connection, firm.org_id, campaign.id)
    async with firm.box.database.work(firm.org_id) as connection:
        with pytest.raises(CampaignForeign):
            await organising.join(connection, stranger, firm.org_id, campaign.id, NOON)


async def test_the_running_week_comes_before_the_next_and_the_next_before_the_last(firm: Firm) -> None:
    first = await firm.publish(name="一")
    second = await firm.publish(starts_on=MONDAY + timedelta(days=10), name="二")

    async def present(day: int) -> Campaign | None:
        async with firm.box.database.work(firm.org_id) as connection:
            return await tables.present(connection, firm.org_id, MONDAY + timedelta(days=day))

    found = [await present(day) for day in (0, 6, 8, 10, 16, 30)]
    assert [one.id for one in found if one] == [first.id, first.id, second.id, second.id, second.id, second.id]
    await firm.close(first)
    early = await present(0)
    assert early is not None
    assert early.id == second.id


async def test_two_workers_close_a_week_once(firm: Firm) -> None:
    await firm.publish()
    firm.clock.at = NOON + timedelta(days=7)
    assert sorted(await asyncio.gather(*(firm.close_due() for _ in range(3)))) == [0, 0, 1]
    assert [one["type"] for one in await firm.entries()].count("campaign.closed") == 1


async def test_two_organisers_publishing_at_once_make_one_week(firm: Firm) -> None:
    outcomes = await asyncio.gather(firm.publish(name="一"), firm.publish(name="二"), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Campaign", "CampaignOverlaps"]


async def test_a_check_in_that_is_only_told_does_not_count_for_the_week(firm: Firm) -> None:
    campaign = await firm.publish()
    await firm.box.recorder.record(
        firm.org_id,
        RecordAction(
            kind="event_checkin", quantity=1, occurred_at=NOON, source="telegram", external_id="1:0",
            person_id=firm.staff["研发0"].id,
        ),
    )  # fmt: skip
    async with firm.box.database.work(firm.org_id) as connection:
        figures = await of_campaign.figures(connection, campaign)
    assert (figures.acts, figures.checked_in) == (0, 0)


async def test_a_log_with_a_whole_week_verifies_from_its_export(firm: Firm, tmp_path: Path) -> None:
    campaign = await firm.publish(goal_mg=5_000_000)
    await firm.join(campaign, "研发1", "财务0")
    for name in ("研发0", "研发1", "财务0"):
        await firm.act(name)
    firm.clock.at = NOON + timedelta(days=7)
    await firm.close_due()
    await integrate_all(firm.box)
    await write_log(firm.box, firm.org_id, tmp_path / "log")
    found = verify(tmp_path / "log", None, recompute)
    assert (found.size, found.reduction_mg) == (len(await firm.entries()), 3 * 468_000)
    assert found.entries["campaign.closed"] == 1
