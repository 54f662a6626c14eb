"""`leafledger role`, `adjust` and `settings`, as an operator types them."""

from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from accounts.approvals import SecondPersonNeeded
from accounts.people import PersonUnknown
from accounts.roles import LastAdmin, RoleUnknown
from accounts.signing_in import links, second_factor, sessions
from accounts.signing_in.sessions import SessionMissing
from app import cli
from app.roles import ReasonUnknown, changed, decide, listed, propose, second_factor_forgotten, set_up, waiting
from app.settings import Settings
from kernel.clock import SystemClock
from kernel.ids import MalformedId, new_uuid, public

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company


async def give(settings: Settings, company: "Company", role: str, person: str, how: str = "give", **part: str) -> bool:
    part = {"unit": "", "campaign": "", **part}
    org = public("org", company.org_id)
    told = await changed(
        settings, how, org, role, person=person, telegram_id=None, unit=part["unit"], campaign=part["campaign"]
    )
    return bool(told["changed"])


async def test_roles_are_given_listed_taken_and_end_with_the_membership(company: "Company", settings: Settings) -> None:
    org, (first, second) = public("org", company.org_id), company.riders
    assert first.unit_id is not None
    assert await give(settings, company, "owner", first.public_id)
    assert await give(settings, company, "reviewer", second.public_id, unit=public("unit", first.unit_id))
    found = [(one["role"], one["scope"], one["of"]) for one in await listed(settings, org)]
    assert found == [("owner", "organisation", None), ("reviewer", "organisation", None), ("reviewer", "unit", "field")]
    assert not await give(settings, company, "reviewer", second.public_id, "take")
    assert await give(settings, company, "", second.public_id, "remove")
    assert len(await listed(settings, org)) == 2
    with pytest.raises(LastAdmin):
        await give(settings, company, "owner", first.public_id, "take")


async def test_what_is_not_there_is_named(company: "Company", settings: Settings) -> None:
    org, person = public("org", company.org_id), company.riders[0].public_id
    with pytest.raises(RoleUnknown):
        await give(settings, company, "king", person)
    with pytest.raises(PersonUnknown):
        await give(settings, company, "admin", public("per", new_uuid()))
    with pytest.raises(MalformedId):
        await give(settings, company, "admin", "per_1")
    with pytest.raises(ReasonUnknown):
        await propose(settings, org, public("act", new_uuid()), None, "because", "x")


async def test_an_operator_proposes_and_an_admin_confirms(company: "Company", settings: Settings) -> None:
    org, act = public("org", company.org_id), await company.record(company.tell(12_000))
    made = await propose(settings, org, act.public_id, 6_000, "wrong_quantity", "asked by mail")
    assert (made["becomes"], made["by_operator"], made["quantity"]) == (6_000, True, 12_000)
    assert await waiting(settings, org) == [made]
    with pytest.raises(SecondPersonNeeded):
        await decide(settings, org, str(made["proposal"]), "confirm")
    assert await decide(settings, org, str(made["proposal"]), "withdraw") == {
        "proposal": made["proposal"], "decision": "withdrawn",
    }  # fmt: skip
    assert await waiting(settings, org) == []


async def test_name_and_smallest_group_are_changed_and_told(company: "Company", settings: Settings) -> None:
    org = public("org", company.org_id)
    told = await set_up(settings, org, " 南山  办公 ", 12)
    assert (told["name"], told["minimum_group"]) == ("南山 办公", 12)
    assert await set_up(settings, org, None, None) == told


@pytest.mark.parametrize(
    "words",
    [
        ("role", "give", "admin", "--org", "org_public"),
        ("role", "give", "admin", "--org", "org_public", "--person", "per_1", "--telegram-id", "1"),
        ("adjust", "--org", "org_public", "--act", "act_1"),
        ("adjust", "--org", "org_public", "--act", "act_1", "--quantity", "5", "--reverse"),
        ("adjust", "--org", "org_public", "--confirm", "apr_1", "--decline", "apr_1"),
        ("adjust", "--org", "org_public", "--act", "act_1", "--quantity", "0"),
    ],
)
def test_half_a_command_is_wrong_usage(words: tuple[str, ...]) -> None:
    assert CliRunner().invoke(cli.app, list(words)).exit_code == 2


async def test_whoever_lost_their_second_factor_begins_anew(company: "Company", settings: Settings) -> None:
    # The command runs by the machine's clock.
    box, rider, now = company.container, company.riders[0], SystemClock().now()
    token = links.issue(box.keys.token_key, rider.id, now)
    async with box.database.work() as connection:
        session, kept = await sessions.open_by_link(connection, box.keys.token_key, token, "", now)
        await second_factor.offer(connection, box.keys, session, "rider", now)
    done = await second_factor_forgotten(settings, person=rider.public_id, telegram_id=None)
    assert done == {"person": rider.public_id, "second_factors": 1, "sessions_ended": 1}
    with pytest.raises(SessionMissing):
        async with box.database.work() as connection:
            await sessions.find(connection, kept, now)
    last = (await company.entries())[-1]
    assert (last["act"], last["reason"], last["role"]) == ("second_factor_forgotten", "lost", "operator")
    with pytest.raises(PersonUnknown):
        await second_factor_forgotten(settings, person=public("per", new_uuid()), telegram_id=None)
