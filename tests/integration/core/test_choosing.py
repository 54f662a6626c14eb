"""An organisation chooses what it counts by; people say what they would have used instead; the log says both."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from typer.testing import CliRunner

from accounts import choosing, organisations, people
from accounts.choosing import Wanted
from accounts.organisations import Organisation
from actions.commands import ActionFinal, ActionUnknown, Receipt
from app import cli
from app.choose import choose
from app.container import Container
from app.migrate import migrate
from app.settings import Settings
from kernel.errors import DomainError
from kernel.ids import public
from methodologies.kinds import ModeUnknown
from tests.integration.core.conftest import NOON, Company
from tests.integration.core.projections import check

CAR, TRAM, BUS = 165_910, 21_210, 63_600
"""Milligrams a kilometre, as `modeshift/1` has them: of one car, one passenger in a tram, one in a London bus."""
Choose = Callable[..., Any]


@pytest.fixture
def settings(settings: Settings, asking: Path) -> Settings:
    """With the kind whose methodology asks what would have been used instead."""
    return settings.model_copy(update={"methodologies_dir": asking})


@pytest.fixture
def chosen(company: Company) -> Choose:
    """Changes the company's choice."""

    async def change(author: Any = None, **wanted: Any) -> Organisation:
        box = company.container
        async with box.database.work(company.org_id) as connection:
            return await choosing.choose(
                connection, box.keys, box.catalogue, company.org_id, Wanted(**wanted), box.clock.now(), author=author
            )

    return change


async def acted(company: Company) -> list[tuple[object, object, object]]:
    found = await company.entries()
    return [(one["act"], one["reason"], one["role"]) for one in found if one["type"] == "admin.acted"]


async def test_what_is_chosen_counts_from_the_next_act_on(company: Company, chosen: Choose, tmp_path: Path) -> None:
    assert (await company.record(company.tell(10_000))).reduction_mg == 468_000
    assert (await company.record(company.tell(5_000, kind="cycling"))).methodology is None
    await chosen(methodologies=["modeshift-cycling"])
    assert (await company.record(company.tell(20_000))).methodology is None
    cycled = await company.record(company.tell(6_000, kind="cycling"))
    assert cycled.methodology is not None and cycled.methodology.startswith("modeshift-cycling/")
    await company.audited(tmp_path / "log")


async def test_no_act_is_counted_by_a_choice_that_ended_before_it(
    company: Company, chosen: Choose, tmp_path: Path
) -> None:
    """Batches that were planned before a change are planned anew: the order of the log is the order of the rules."""

    async def rides(first: int) -> None:
        for n in range(20):
            await company.record(company.ride(500 + first * 20 + n, external_id=f"{first}-{n}", at=NOON))

    async def toggled() -> None:
        for methodologies in (["none"], ["local"]) * 6:
            await chosen(methodologies=methodologies)
            await asyncio.sleep(0.02)

    await asyncio.gather(toggled(), *(rides(first) for first in range(6)))
    local, by_rule = True, {True: 0, False: 0}
    for one in await company.entries():
        if one["type"] == "admin.acted":
            local = one["act"] == "methodology_chosen"
        elif one["type"] == "action.recorded":
            assert ("methodology" in one) is local, one["n"]
            by_rule[local] += 1
    assert sum(by_rule.values()) == 120 and min(by_rule.values()) > 0
    assert len(await acted(company)) == 12
    await company.audited(tmp_path / "log")


async def test_every_change_stands_in_the_log_with_its_value(company: Company, chosen: Choose, tmp_path: Path) -> None:
    await chosen(methodologies=["local", "recycle-warm"], region="CN-XZ", zone="Asia/Urumqi", commute_baseline="car")
    await chosen(region="CN-XZ", commute_baseline="none")
    assert await acted(company) == [
        ("methodology_chosen", "recycle_warm", "operator"),
        ("region_chosen", "cn_xz", "operator"),
        ("zone_chosen", "asia_urumqi", "operator"),
        ("commute_baseline_chosen", "car", "operator"),
        ("commute_baseline_chosen", "none", "operator"),
    ]
    await company.audited(tmp_path / "log")


async def test_what_is_so_already_is_not_logged(company: Company, chosen: Choose) -> None:
    before = await company.entries()
    await chosen(methodologies=["local"], region="CN-GD-SZ", zone="Asia/Shanghai", commute_baseline="none")
    assert await company.entries() == before


async def test_an_admins_change_commits_to_them_and_names_nobody(company: Company, chosen: Choose) -> None:
    admin, box = company.reviewer, company.container
    async with box.database.work(company.org_id) as connection:
        roles = frozenset(("admin",))
        await people.join(connection, admin.id, company.org_id, now=box.clock.now(), roles=roles)
    await chosen(admin.id, commute_baseline="bus")
    (said,) = [one for one in await company.entries() if one["type"] == "admin.acted"]
    assert (said["role"], len(str(said["commitment"]))) == ("admin", 64)
    assert admin.id.hex not in json.dumps(said).replace("-", "")
    async with company.container.database.work(company.org_id) as connection:
        kept = await connection.fetchval("SELECT count(*) FROM vault WHERE person_id = $1", admin.id)
    assert kept == 1


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"methodologies": ["local", "wishful"]}, "methodology_unknown"),
        ({"region": "CN-QQ"}, "region_unknown"),
        ({"zone": "Nowhere"}, "zone_unknown"),
        ({"commute_baseline": "broom"}, "instead_unknown"),
        ({"region": "CN-XZ", "commute_baseline": "broom"}, "instead_unknown"),
    ],
)
async def test_what_is_unknown_is_refused_and_nothing_changes(
    company: Company, chosen: Choose, wanted: dict[str, Any], code: str
) -> None:
    with pytest.raises(DomainError) as caught:
        await chosen(**wanted)
    assert caught.value.code == code and await acted(company) == []
    async with company.container.database.work() as connection:
        assert (await organisations.find(connection, company.org_id)).region == "CN-GD-SZ"


@pytest.mark.parametrize("region", ["CN-XZ", "CN-HK", "HK", "CN-MO", "CN-TW", "ZZ"])
async def test_where_no_methodology_is_local_acts_are_recorded_without_grams(
    company: Company, chosen: Choose, region: str
) -> None:
    await chosen(region=region)
    for receipt in (await company.record(company.tell(10_000)), await company.record(company.ride(30_000, kind="bus"))):
        assert (receipt.status, receipt.reduction_mg, receipt.methodology) == ("recorded", 0, None)
        assert receipt.inputs["region"] == region


async def test_the_organisations_baseline_holds_until_the_person_says_otherwise(
    company: Company, chosen: Choose
) -> None:
    await chosen(commute_baseline="car_alone")
    by_organisation = await company.record(company.ride(10_000, kind="gondola"))
    assert (by_organisation.reduction_mg, by_organisation.reasons) == (10 * (CAR - TRAM), ("instead_organisation",))
    await say_usual(company, "bus")
    by_person = await company.record(company.ride(20_000, kind="gondola"))
    assert (by_person.reduction_mg, by_person.reasons) == (20 * (BUS - TRAM), ("instead_usual",))


async def say_usual(company: Company, mode: str | None) -> None:
    async with company.container.database.work(company.org_id) as connection:
        await people.set_usual_mode(connection, company.riders[0].id, mode)


async def changed(company: Company, receipt: Receipt, mode: str, rider: int = 0) -> Receipt:
    corrector = company.container.corrector
    return await corrector.change_instead(company.org_id, company.riders[rider].id, receipt.action_id, mode)


async def test_a_person_changes_what_it_was_instead_of_by_a_new_entry(company: Company, tmp_path: Path) -> None:
    told = await company.record(company.tell(10_000, kind="gondola"))
    assert (told.reduction_mg, told.reasons) == (0, ("instead_least",))
    after = await changed(company, told, "bus")
    assert (after.reduction_mg, after.status) == (10 * (BUS - TRAM), "corrected")
    assert after.reasons == ("person_corrected", "instead_said")
    less = await changed(company, told, "metro")
    assert less.reduction_mg == 0
    last = (await company.entries())[-1]
    assert (last["type"], last["ref"], last["reduction_mg"]) == ("action.corrected", told.seq, -10 * (BUS - TRAM))
    await company.audited(tmp_path / "log")


async def test_what_was_said_and_changed_is_rebuilt_from_the_log(
    company: Company, chosen: Choose, tmp_path: Path
) -> None:
    await company.record(replace(company.tell(10_000, kind="gondola"), instead="bus"))
    joined = await company.record(company.ride(10_300, kind="gondola"))
    assert (joined.raised, joined.reasons, joined.reduction_mg) == (True, ("instead_said",), 103 * (BUS - TRAM) // 10)
    told = await company.record(company.tell(20_000, kind="gondola"))
    await changed(company, told, "car")
    await chosen(region="CN-XZ", zone="Asia/Urumqi")
    await company.record(replace(company.tell(3_000, kind="gondola"), instead="car"))
    found = await check(company)
    assert found.equal, found.first
    await company.audited(tmp_path / "log")


async def test_the_same_mode_again_changes_nothing(company: Company) -> None:
    told = await company.record(company.tell(10_000, kind="gondola"))
    first = await changed(company, told, "bus")
    before = await company.entries()
    assert await changed(company, told, "bus") == first
    assert await company.entries() == before


async def test_another_quantity_keeps_the_mode(company: Company, tmp_path: Path) -> None:
    told = await company.record(company.tell(10_000, kind="gondola"))
    await changed(company, told, "car_alone")
    corrector = company.container.corrector
    after = await corrector.change_quantity(company.org_id, company.riders[0].id, told.action_id, 4_000)
    assert (after.quantity, after.reduction_mg) == (4_000, 4 * (CAR - TRAM))
    assert after.reasons == ("person_corrected", "instead_said")
    await company.audited(tmp_path / "log")


async def test_a_mode_that_is_not_offered_is_refused(company: Company) -> None:
    told = await company.record(company.tell(10_000, kind="gondola"))
    metro = await company.record(company.tell(10_000))
    for receipt, mode in ((told, "taxi"), (told, "x"), (metro, "car")):
        with pytest.raises(ModeUnknown):
            await changed(company, receipt, mode)


async def test_what_is_not_ones_own_or_final_stays(company: Company) -> None:
    told = await company.record(company.tell(10_000, kind="gondola"))
    with pytest.raises(ActionUnknown):
        await changed(company, told, "bus", rider=1)
    measured = await company.record(company.ride(30_000, kind="gondola"))
    with pytest.raises(ActionFinal):
        await changed(company, measured, "bus")
    await company.container.corrector.undo(company.org_id, company.riders[0].id, told.action_id)
    with pytest.raises(ActionFinal):
        await changed(company, told, "bus")


async def test_choosing_ends_where_the_database_of_an_older_version_begins(settings: Settings) -> None:
    owner = settings.database_owner_url
    assert owner is not None
    url = owner.get_secret_value()
    await migrate(url, "0007", down=True)
    connection = await asyncpg.connect(url)
    try:
        sets: tuple[list[str], ...] = (
            ["cn-sz-lcpt"],
            ["cn-sz-lcpt", "modeshift-cycling", "recycle-warm"],
            ["recycle-warm"],
            [],
        )
        for number, names in enumerate(sets):
            await connection.execute(
                "INSERT INTO organisation (id, name, zone, log_id, methodology_set, created_at)"
                " VALUES (gen_random_uuid(), $1, 'Asia/Shanghai', $1, $2, now())",
                f"o{number}",
                names,
            )
        await migrate(url, "head")
        rows = await connection.fetch("SELECT methodology_set, commute_baseline FROM organisation ORDER BY name")
    finally:
        await connection.close()
    assert [row["methodology_set"] for row in rows] == [
        ["local"], ["local", "modeshift-cycling", "recycle-warm"], ["local", "recycle-warm"], ["local"],
    ]  # fmt: skip
    assert {row["commute_baseline"] for row in rows} == {None}


async def test_the_command_tells_what_counts(company: Company, settings: Settings) -> None:
    org = public("org", company.org_id)
    before = await choose(settings, org)
    assert (before["region"], before["methodology_set"], before["commute_baseline"]) == ("CN-GD-SZ", ["local"], None)
    assert isinstance(before["counts_by"], list)
    assert "cn-sz-lcpt/2021.1" in [one["methodology"] for one in before["counts_by"]]
    after = await choose(settings, org, "recycle-warm", "CN-XZ", None, "car")
    assert isinstance(after["counts_by"], list)
    assert {one["methodology"].partition("/")[0] for one in after["counts_by"]} == {"recycle-warm"}
    assert after["commute_baseline"] == "car" and after == await choose(settings, org)


@pytest.fixture
def typed(container: Container, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, Any]]:
    """`leafledger choose` as a person types it, on the programme: exit code and JSON."""
    for name in ("database_url", "database_owner_url", "redis_url"):
        monkeypatch.setenv(f"LEAFLEDGER_{name.upper()}", getattr(settings, name).get_secret_value())
    monkeypatch.setenv("LEAFLEDGER_DATA_DIR", str(settings.data_dir))

    def run(*words: str) -> tuple[int, Any]:
        result = CliRunner().invoke(cli.app, ["choose", *words])
        assert not isinstance(result.exception, Exception), result.exception
        return result.exit_code, json.loads(result.stdout)

    return run


def test_the_command_line_changes_and_refuses(typed: Callable[..., tuple[int, Any]]) -> None:
    code, found = typed("--org", "org_public", "--methodologies", "local, recycle-warm", "--commute-baseline", "bus")
    assert (code, found["methodology_set"], found["commute_baseline"]) == (0, ["local", "recycle-warm"], "bus")
    for words, problem in (
        (("--methodologies", "local,none-such"), {"code": "methodology_unknown", "methodology": "none-such"}),
        (("--region", "CN-QQ"), {"code": "region_unknown", "region": "CN-QQ"}),
        (("--zone", "Mars"), {"code": "zone_unknown", "zone": "Mars"}),
    ):
        assert typed("--org", "org_public", *words) == (1, problem)
    code, found = typed("--org", "org_public", "--commute-baseline", "broom")
    assert (code, found["code"], found["mode"]) == (1, "instead_unknown", "broom")
    assert typed("--org", "org_nowhere")[1]["code"] == "malformed_id"
    assert typed("--org", "org_" + "0" * 25 + "1")[1]["code"] == "organisation_unknown"
