"""Roles given and taken: by whom, where, at once, and what the log says of it."""

import asyncio
from typing import TYPE_CHECKING, Any
from uuid import UUID

import asyncpg
import pytest

from accounts import people, roles
from accounts.admin_acts import OPERATOR, Author
from accounts.belonging import MembershipUnknown
from accounts.people import Person, RoleMissing
from accounts.permissions import PEOPLE_REMOVE, ROLES_GIVE
from accounts.roles import LastAdmin, MemberMissing, RoleUnknown, ScopeUnusable
from actions import evidence
from actions.commands import ActionUnknown
from app.erase import erasing
from kernel.ids import PROGRAMME, new_uuid
from privacy.consent import PHOTO_REVIEW

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

BY_OPERATOR = Author(OPERATOR)


async def give(company: "Company", to: UUID, role: str, by: Person | None = None, **part: Any) -> bool:
    box = company.container
    async with box.database.work(company.org_id) as connection:
        author = BY_OPERATOR if by is None else await roles.author_of(connection, by, ROLES_GIVE)
        return await roles.grant(connection, box.keys, company.org_id, author, to, role, box.clock.now(), **part)


async def take(company: "Company", of: UUID, role: str, by: Person | None = None, **part: Any) -> bool:
    box = company.container
    async with box.database.work(company.org_id) as connection:
        author = BY_OPERATOR if by is None else await roles.author_of(connection, by, ROLES_GIVE)
        return await roles.revoke(connection, box.keys, company.org_id, author, of, role, box.clock.now(), **part)


async def remove(company: "Company", who: UUID, by: Person | None = None) -> None:
    box = company.container
    async with box.database.work(company.org_id) as connection:
        author = BY_OPERATOR if by is None else await roles.author_of(connection, by, PEOPLE_REMOVE, ending=who)
        await roles.remove(connection, box.keys, box.consents, company.org_id, author, who, "left", box.clock.now())


async def fresh(company: "Company", person: Person) -> Person:
    async with company.container.database.work() as connection:
        return await people.find(connection, person.id)


async def acted(company: "Company") -> list[tuple[object, object, object]]:
    return [(e["act"], e["reason"], e["role"]) for e in await company.entries() if e["type"] == "admin.acted"]


async def test_a_role_is_given_once_logged_once_and_taken_once(company: "Company") -> None:
    rider = company.riders[0]
    assert [await give(company, rider.id, "organiser") for _ in range(3)] == [True, False, False]
    assert (await fresh(company, rider)).roles == {"member", "organiser"}
    assert [await take(company, rider.id, "organiser") for _ in range(3)] == [True, False, False]
    assert (await fresh(company, rider)).roles == {"member"}
    assert await acted(company) == [
        ("role_granted", "organiser", "operator"),
        ("role_revoked", "organiser", "operator"),
    ]


async def test_who_acts_and_upon_whom_lies_in_the_vault(company: "Company") -> None:
    admin, rider = company.riders
    await give(company, admin.id, "admin")
    await give(company, rider.id, "viewer", by=admin)
    said = (await company.entries())[-1]
    assert len(str(said["commitment"])) == 64
    for number in (admin.id, rider.id):
        assert number.hex not in str(said).replace("-", "") and str(number) not in str(said)


async def test_only_an_owner_makes_and_unmakes_owners(company: "Company") -> None:
    admin, rider = company.riders
    await give(company, admin.id, "admin")
    with pytest.raises(RoleMissing):
        await give(company, rider.id, "owner", by=admin)
    await give(company, rider.id, "owner")
    with pytest.raises(RoleMissing):
        await take(company, rider.id, "owner", by=admin)
    with pytest.raises(RoleMissing):
        await remove(company, rider.id, by=admin)
    assert await take(company, admin.id, "admin", by=rider)


async def test_whoever_may_not_give_roles_gives_none(company: "Company") -> None:
    for role in (None, "organiser", "reviewer", "viewer", "programme_manager", "champion", "community_officer"):
        rider = company.riders[0]
        if role is not None:
            await give(company, rider.id, role)
        with pytest.raises(RoleMissing):
            await give(company, rider.id, "admin", by=rider)


async def test_the_last_who_can_give_roles_stays(company: "Company") -> None:
    first, second = company.riders
    await give(company, first.id, "admin")
    for attempt in (
        take(company, first.id, "admin", by=first),
        remove(company, first.id),
        take(company, first.id, "admin"),
    ):
        with pytest.raises(LastAdmin):
            await attempt
    await give(company, second.id, "owner")
    assert await take(company, first.id, "admin", by=second)


async def test_two_admins_who_remove_each_other_at_once_leave_one(company: "Company") -> None:
    first, second = company.riders
    for _ in range(5):
        for one in company.riders:
            async with company.container.database.work(company.org_id) as connection:
                roles_ = frozenset(("admin",))
                await people.join(connection, one.id, company.org_id, now=company.clock.now(), roles=roles_)
        found = await asyncio.gather(
            remove(company, second.id, by=first), remove(company, first.id, by=second), return_exceptions=True
        )
        assert [type(one) for one in found if one is not None] == [RoleMissing]
        async with company.container.database.work(company.org_id) as connection:
            assert len(await people.holders(connection, company.org_id, ROLES_GIVE)) == 1


async def test_what_is_no_role_no_scope_and_no_member_is_refused(company: "Company", rival: "Company") -> None:
    rider, unit_id = company.riders[0], company.riders[0].unit_id
    assert unit_id is not None
    for error, to, role, part in (
        (RoleUnknown, rider.id, "king", {}),
        (RoleUnknown, rider.id, "member", {}),
        (RoleUnknown, rider.id, "verifier", {}),
        (ScopeUnusable, rider.id, "admin", {"unit_id": unit_id}),
        (ScopeUnusable, rider.id, "reviewer", {"unit_id": new_uuid()}),
        (ScopeUnusable, rider.id, "reviewer", {"unit_id": rival.riders[0].unit_id}),
        (ScopeUnusable, rider.id, "organiser", {"campaign_id": new_uuid()}),
        (ScopeUnusable, rider.id, "organiser", {"campaign_id": new_uuid(), "unit_id": unit_id}),
        (MemberMissing, rival.riders[0].id, "admin", {}),
        (people.PersonUnknown, new_uuid(), "admin", {}),
    ):
        with pytest.raises(error):
            await give(company, to, role, **part)
    assert await company.entries() == []


async def test_a_reviewer_of_a_unit_sees_and_judges_it_and_what_lies_below_alone(company: "Company") -> None:
    box, rider, reviewer = company.container, company.riders[0], company.reviewer
    waiting = await company.record(company.tell(5_000, review=True))
    await take(company, reviewer.id, "reviewer")
    async with box.database.work(company.org_id) as connection:
        above = new_uuid()
        await connection.execute("INSERT INTO unit (org_id, id, name) VALUES ($1, $2, 'above')", company.org_id, above)
        await connection.execute(
            "UPDATE unit SET parent_id = $3 WHERE org_id = $1 AND id = $2", company.org_id, rider.unit_id, above
        )
    await give(company, reviewer.id, "reviewer", unit_id=reviewer.unit_id)
    elsewhere = await fresh(company, reviewer)
    assert await box.reviewing.queue(company.org_id, elsewhere) == []
    with pytest.raises(RoleMissing):
        await box.reviewing.approve(company.org_id, elsewhere, waiting.action_id)
    await give(company, reviewer.id, "reviewer", unit_id=above)
    there = await fresh(company, reviewer)
    assert [item.action_id for item in await box.reviewing.queue(company.org_id, there)] == [waiting.action_id]
    assert (await box.reviewing.approve(company.org_id, there, waiting.action_id)).reduction_mg > 0


async def test_a_role_that_was_taken_away_decides_nothing_more_though_the_page_is_open(company: "Company") -> None:
    waiting = await company.record(company.tell(5_000, review=True))
    stale = company.reviewer
    await take(company, stale.id, "reviewer")
    for attempt in (
        company.container.reviewing.approve(company.org_id, stale, waiting.action_id),
        company.container.reviewing.reject(company.org_id, stale, waiting.action_id, "other"),
        company.container.reviewing.verify(company.org_id, stale, [waiting.action_id]),
        company.container.reviewing.release_attested(company.org_id, stale, waiting.occurred_on),
    ):
        with pytest.raises(RoleMissing):
            await attempt
    assert [entry["type"] for entry in await company.entries()][-1] == "admin.acted"


async def test_who_is_removed_goes_on_in_the_programme_and_their_records_stay(company: "Company") -> None:
    rider, box = company.riders[0], company.container
    act = await company.record(company.tell(5_000))
    await give(company, rider.id, "organiser")
    await remove(company, rider.id)
    now = await fresh(company, rider)
    assert (now.org_id, now.roles) == (PROGRAMME, {"member"})
    assert (await company.total_mg())[0] == act.reduction_mg
    with pytest.raises(MembershipUnknown):
        await remove(company, rider.id)
    async with box.database.work(company.org_id) as connection:
        back = await people.join(connection, rider.id, company.org_id, now=box.clock.now())
    assert back.roles == {"member"}


async def test_whoever_is_removed_takes_their_open_photos_along_as_if_they_had_left(company: "Company") -> None:
    admin, rider = company.riders
    await give(company, admin.id, "owner")
    box, now = company.container, company.clock.now()
    act = await company.record(company.tell(5_000, rider=1))
    async with box.database.work(company.org_id) as connection:
        await box.consents.give_within(connection, company.org_id, rider.id, PHOTO_REVIEW)
        await evidence.attach(
            connection, company.log_id, rider.id, act.action_id, file_id="f", file_unique_id="u", now=now
        )
    await box.leading.remove(await fresh(company, admin), rider.id, "left", now)
    async with box.database.work(company.org_id) as connection:
        assert await connection.fetchval("SELECT count(*) FROM evidence_file") == 0


async def test_an_erased_person_leaves_no_role_and_no_trace_in_what_they_gave(company: "Company") -> None:
    admin, rider = company.riders
    await give(company, admin.id, "admin")
    await give(company, rider.id, "owner")
    await give(company, rider.id, "viewer", by=admin)
    await erasing(company.container).erase(admin.id)
    async with company.container.database.work(company.org_id) as connection:
        found = await connection.fetch("SELECT * FROM role_grant")
    assert {row["role"] for row in found if row["person_id"] == rider.id} == {"owner", "viewer"}
    assert str(admin.id) not in str([tuple(row) for row in found])


async def test_ones_own_role_elsewhere_can_be_seen_and_not_written(company: "Company", rival: "Company") -> None:
    """The person's own rows show wherever they are; a bug must not give them a role by it."""
    rider = company.riders[0]
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with company.container.database.work(person_id=rider.id) as connection:
            await connection.execute(
                "INSERT INTO role_grant (org_id, id, person_id, role, scope, granted_at)"
                " VALUES ($1, $2, $3, 'owner', 'organisation', now())",
                rival.org_id, new_uuid(), rider.id,
            )  # fmt: skip


async def test_another_organisations_admin_acts_on_nobody_here(company: "Company", rival: "Company") -> None:
    foreign, mine = rival.riders[0], company.riders[0]
    await give(rival, foreign.id, "owner")
    foreign = await fresh(rival, foreign)
    box, now = company.container, company.clock.now()
    for attempt in (
        box.leading.give(foreign, mine.id, "viewer", now),
        box.leading.remove(foreign, mine.id, "left", now),
    ):
        with pytest.raises((MemberMissing, MembershipUnknown)):
            await attempt
    act = await company.record(company.tell(5_000))
    with pytest.raises(ActionUnknown):
        await box.corrector.undo(rival.org_id, mine.id, act.action_id)
    assert await acted(company) == []
