"""`leafledger organisation units`, `add-unit`, `move-unit`, `assign`: the tree, its balances, and what stays hidden."""

import json
import time
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from accounts import organisations, people
from accounts.belonging import MembershipUnknown
from accounts.organisations import OrganisationKindUnknown, OrganisationUnknown
from accounts.units import UnitCycle, UnitKindUnknown, UnitNameUnusable, UnitUnknown
from actions.commands import RecordAction
from app.container import Container
from app.organisation import created
from app.units import added, assigned, moved, told
from kernel.ids import MalformedId, new_uuid, parse, public

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

METRO_MG_PER_KM = 46_800


async def _staff(box: Container, org_id: UUID, unit_id: UUID | None, count: int, first: int, km: int = 10) -> None:
    """Members of a unit, each with a ride of so many kilometres."""
    for number in range(first, first + count):
        async with box.database.work(org_id) as connection:
            made = await people.register(
                connection, box.keys, user_id=number, chat_id=number, nickname="n", locale="zh", now=box.clock.now()
            )
            person = await people.join(connection, made.id, org_id, now=box.clock.now(), unit_id=unit_id)
        command = RecordAction(
            kind="metro", quantity=1000 * km, occurred_at=box.clock.now(), source="telegram",
            external_id=f"u{number}", person_id=person.id,
        )  # fmt: skip
        await box.recorder.record(org_id, command)


async def _firm(box: Container) -> str:
    async with box.database.work() as connection:
        made = await organisations.create(connection, box.keys, name="福田", region="CN-GD-SZ", now=box.clock.now())
    return made.public_id


async def _unit(box: Container, org: str, name: str, kind: str = "department", under: str = "") -> str:
    return str((await added(box, org, name, kind, under))["id"])


def _by_name(tree: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    waiting = list(tree["units"])
    while waiting:
        one = waiting.pop()
        found[one["name"]] = one
        waiting += one["units"]
    return found


async def test_a_unit_has_what_stands_in_it_and_in_all_below(box: Container) -> None:
    org = await _firm(box)
    site = await _unit(box, org, "园区", "site")
    works = await _unit(box, org, "工厂", "department", site)
    line = await _unit(box, org, "一线", "team", works)
    org_id = parse("org", org)
    await _staff(box, org_id, parse("unit", line), 6, 100)
    await _staff(box, org_id, parse("unit", works), 5, 200)
    await _staff(box, org_id, None, 5, 300, km=20)
    tree = await told(box, org)
    found = _by_name(tree)
    assert found["一线"]["reduction_mg"] == 6 * 10 * METRO_MG_PER_KM
    assert found["工厂"]["reduction_mg"] == found["园区"]["reduction_mg"] == 11 * 10 * METRO_MG_PER_KM
    assert (tree["reduction_mg"], tree["participants"]) == ((11 * 10 + 5 * 20) * METRO_MG_PER_KM, 16)
    assert [unit["kind"] for unit in (found["园区"], found["工厂"], found["一线"])] == ["site", "department", "team"]
    json.dumps(tree)


async def test_acts_stay_with_the_unit_that_stood_and_follow_it_in_the_tree(box: Container) -> None:
    org = await _firm(box)
    north, south = await _unit(box, org, "北", "site"), await _unit(box, org, "南", "site")
    team = await _unit(box, org, "队", "team", north)
    org_id = parse("org", org)
    await _staff(box, org_id, parse("unit", team), 5, 100)
    before = _by_name(await told(box, org))
    assert (before["北"]["participants"], before["南"]["reduction_mg"]) == (5, 0)
    assert (await moved(box, org, team, south))["path"] == ["南", "队"]
    after = _by_name(await told(box, org))
    assert (after["北"]["reduction_mg"], after["南"]["reduction_mg"]) == (0, before["北"]["reduction_mg"])


async def test_who_is_assigned_elsewhere_leaves_their_acts_behind(box: Container) -> None:
    org = await _firm(box)
    one, other = await _unit(box, org, "甲"), await _unit(box, org, "乙")
    org_id = parse("org", org)
    await _staff(box, org_id, parse("unit", one), 5, 100)
    async with box.database.work() as connection:
        person_id = await connection.fetchval("SELECT person_id FROM telegram_account WHERE user_id = 100")
    await assigned(box, org, public("per", person_id), other)
    found = _by_name(await told(box, org))
    assert (found["甲"]["participants"], found["乙"]["participants"]) == (5, 0)
    async with box.database.work(org_id) as connection:
        assert await organisations.headcounts(connection, org_id) == {parse("unit", one): 4, parse("unit", other): 1}


async def test_a_small_unit_is_hidden_and_cannot_be_subtracted(box: Container) -> None:
    org = await _firm(box)
    site = await _unit(box, org, "园区", "site")
    large, small = await _unit(box, org, "大", under=site), await _unit(box, org, "小", under=site)
    org_id = parse("org", org)
    await _staff(box, org_id, parse("unit", large), 6, 100)
    await _staff(box, org_id, parse("unit", small), 2, 200)
    found = _by_name(await told(box, org))
    assert found["小"]["reduction_mg"] is None and found["小"]["participants"] is None
    # Six and eight would give the two away.
    assert [found["大"]["reduction_mg"], found["园区"]["reduction_mg"]].count(None) == 1


async def test_few_people_straight_under_a_unit_are_not_what_its_parts_leave(box: Container) -> None:
    org = await _firm(box)
    site = await _unit(box, org, "园区", "site")
    part = await _unit(box, org, "部", under=site)
    org_id = parse("org", org)
    await _staff(box, org_id, parse("unit", part), 6, 100)
    await _staff(box, org_id, parse("unit", site), 1, 200)
    tree = await told(box, org)
    found = _by_name(tree)
    shown = {found["部"]["reduction_mg"], found["园区"]["reduction_mg"], tree["reduction_mg"]} - {None}
    assert len(shown) == 1


async def test_what_cannot_be_is_refused_and_nothing_changes(company: "Company", rival: "Company") -> None:
    box, org = company.container, public("org", company.org_id)
    top = await _unit(box, org, "顶")
    under = await _unit(box, org, "下", under=top)
    foreign = public("unit", rival.riders[0].unit_id or new_uuid())
    rider = public("per", company.riders[0].id)
    before = await told(box, org)
    for refused, call in (
        (UnitCycle, moved(box, org, top, under)),
        (UnitCycle, moved(box, org, top, top)),
        (UnitUnknown, moved(box, org, foreign, top)),
        (UnitUnknown, added(box, org, "x", "team", foreign)),
        (UnitKindUnknown, added(box, org, "x", "floor")),
        (UnitNameUnusable, added(box, org, " ", "team")),
        (UnitNameUnusable, added(box, org, "下", "team", top)),
        (MalformedId, added(box, org, "x", "team", "unit_1")),
        (OrganisationUnknown, added(box, public("org", new_uuid()), "x", "team")),
        (UnitUnknown, assigned(box, org, rider, foreign)),
        (MembershipUnknown, assigned(box, org, public("per", rival.riders[0].id), top)),
        (OrganisationKindUnknown, created(box, "x", "", "", "guild")),
    ):
        with pytest.raises(refused):
            await call
    assert await told(box, org) == before


async def test_two_thousand_units_are_shown_within_a_second(box: Container) -> None:
    org = await _firm(box)
    org_id = parse("org", org)
    async with box.database.work(org_id) as connection:
        await connection.execute(
            "WITH RECURSIVE made AS (SELECT 1 AS n, gen_random_uuid() AS id, NULL::uuid AS parent UNION ALL"
            " SELECT n + 1, gen_random_uuid(), id FROM made WHERE n < 400)"
            " INSERT INTO unit (org_id, id, name, parent_id) SELECT $1, id, 'U' || n, parent FROM made",
            org_id,
        )
        await connection.execute(
            "INSERT INTO unit (org_id, id, name, parent_id) SELECT $1, gen_random_uuid(), name || '.' || k, id"
            " FROM unit, generate_series(1, 4) k WHERE org_id = $1",
            org_id,
        )
        deepest = await connection.fetchval("SELECT id FROM unit WHERE org_id = $1 AND name = 'U400'", org_id)
    await _staff(box, org_id, deepest, 5, 100)
    took = []
    for _ in range(3):  # the best of three: other work on the machine is not the tree's
        began = time.perf_counter()
        found = _by_name(await told(box, org))
        took.append(time.perf_counter() - began)
        assert len(found) == 2000 and found["U1"]["participants"] == 5
    assert min(took) < 1
