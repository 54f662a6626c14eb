"""Two organisations: no use case reaches across, by id or by row, and the probe sees a planted hole."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import asyncpg
import pytest

from accounts import joining, organisations, partners, people, tokens
from accounts.partners import LinkForeign, MemberUnknown
from actions import balances, evidence, of_partner
from actions.commands import ActionUnknown
from kernel.errors import DomainError
from kernel.ids import new_uuid

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

TENANT_TABLES = (
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE nspname = 'public' AND relkind IN ('r', 'p') AND relrowsecurity AND NOT relispartition"
)


async def visible_rows(connection: asyncpg.Connection, mine: "Company") -> dict[str, int]:
    """Rows of tenant tables that are not `mine`, by table; what every query could leak that forgot its filter."""
    found = {}
    for row in await connection.fetch(TENANT_TABLES):
        name = row["relname"]
        columns = {
            column["column_name"]
            for column in await connection.fetch(
                "SELECT column_name FROM information_schema.columns WHERE table_name = $1", name
            )
        }
        key, own = ("org_id", str(mine.org_id)) if "org_id" in columns else ("log_id", mine.log_id)
        if "household_id" in columns:
            key, own = "household_id", ""  # No organisation has a household.
        elif not columns & {"org_id", "log_id"}:
            key, own = "person_id", ""  # Nor what is a person's alone: their sessions, their second factor.
        count = await connection.fetchval(f"SELECT count(*) FROM {name} WHERE {key}::text <> $1", own)
        if count:
            found[name] = count
    return found


async def _fill(company: "Company") -> None:
    act = await company.record(company.tell(5_000))
    await company.record(company.ride(9_000, at=company.clock.now().replace(hour=1)))
    async with company.container.database.work(company.org_id) as connection:
        await evidence.attach(
            connection, company.log_id, company.riders[0].id, act.action_id, file_id="f", file_unique_id="u",
            now=company.clock.now(),
        )  # fmt: skip
        await joining.invite(connection, company.container.keys.token_key, company.org_id, now=company.clock.now())
    await company.container.consents.give(company.org_id, company.riders[0].id, "service")


async def test_a_query_that_forgot_its_filter_sees_no_other_organisation(company: "Company", rival: "Company") -> None:
    await _fill(company)
    await _fill(rival)
    async with company.container.database.work(company.org_id) as connection:
        assert await visible_rows(connection, company) == {}  # type: ignore[arg-type]


async def test_the_probe_sees_a_planted_hole(company: "Company", rival: "Company") -> None:
    """A table whose owner is not FORCEd shows everything to the owner, and an unprotected one to everybody."""
    await _fill(company)
    await _fill(rival)
    url = company.container.settings.database_owner_url
    assert url is not None
    owner = await asyncpg.connect(url.get_secret_value())
    try:
        await owner.execute("SELECT set_config('app.org', $1, false), set_config('app.log', $2, false)",
                            str(company.org_id), company.log_id)  # fmt: skip
        assert await visible_rows(owner, company) == {}
        await owner.execute("ALTER TABLE partner NO FORCE ROW LEVEL SECURITY")
        assert set(await visible_rows(owner, company)) == {"partner"}
    finally:
        await owner.close()


async def test_another_organisations_row_can_be_neither_written_nor_referred_to(
    company: "Company", rival: "Company"
) -> None:
    attempts: tuple[tuple[str, tuple[object, ...]], ...] = (
        ("INSERT INTO unit (org_id, id, name) VALUES ($1, $2, 'x')", (rival.org_id, new_uuid())),
        ("INSERT INTO log_idem VALUES ($1, $2, 0, 'x')", (rival.log_id, new_uuid())),
        ("UPDATE membership SET org_id = $1 WHERE org_id = $2", (rival.org_id, company.org_id)),
    )
    for statement, values in attempts:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with company.container.database.work(company.org_id) as connection:
                await connection.execute(statement, *values)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        async with company.container.database.work(company.org_id) as connection:
            await connection.execute(
                "INSERT INTO partner_link (org_id, member_id, partner_id, reference, requested_at, expires_at)"
                " VALUES ($1, $2, $3, 'r', now(), now())",
                company.org_id,
                new_uuid(),
                rival.partner.id,
            )


async def test_the_application_can_neither_change_nor_remove_an_entry(company: "Company") -> None:
    await company.record(company.tell(5_000))
    for statement in ("UPDATE log_entry SET entry = 'x'", "DELETE FROM log_entry", "TRUNCATE log_entry",
                      "UPDATE log_checkpoint SET note = 'x'", "DELETE FROM log_idem", "UPDATE log_key SET vkey = 'x'",
                      "ALTER TABLE log_entry DISABLE ROW LEVEL SECURITY", "SET ROLE lf_owner"):  # fmt: skip
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with company.container.database.work(company.org_id) as connection:
                await connection.execute(statement)


async def test_nothing_is_seen_after_a_transaction_by_the_next_on_its_connection(company: "Company") -> None:
    await _fill(company)
    pool = company.container.database.pool
    for _ in range(12):
        async with company.container.database.work(company.org_id) as connection:
            assert await connection.fetchval("SELECT count(*) FROM action")
        async with pool.acquire() as connection:
            assert await connection.fetchval("SELECT count(*) FROM action") == 0


async def test_a_session_sees_the_organisation_that_it_is_opened_for_and_no_other(
    company: "Company", rival: "Company"
) -> None:
    await _fill(company)
    await rival.record(rival.tell(5_000))
    database = company.container.database
    for _ in range(6):
        for one, other in ((company, rival), (rival, company)):
            async with database.session(one.org_id) as connection:
                logs = {row["log_id"] for row in await connection.fetch("SELECT DISTINCT log_id FROM action")}
                assert logs == {one.log_id}
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute("INSERT INTO log_idem VALUES ($1, $2, 0, '')", other.log_id, new_uuid())
            async with database.work() as connection:
                assert await connection.fetchval("SELECT count(*) FROM action") == 0


async def test_no_use_case_takes_the_others_ids(company: "Company", rival: "Company") -> None:
    act = await rival.record(rival.tell(5_000))
    theirs, box = rival.riders[0], company.container
    work = box.database.work

    async def attach() -> None:
        async with work(company.org_id) as c:
            await evidence.attach(c, company.log_id, theirs.id, act.action_id, file_id="f", file_unique_id="u",
                                  now=company.clock.now())  # fmt: skip

    async def find() -> None:
        async with work(company.org_id) as c:
            await balances.find(c, company.log_id, act.action_id)

    async def find_by_partner() -> None:
        async with work(company.org_id) as c:
            await of_partner.find(c, company.partner, act.action_id)

    async def find_by_foreign_log() -> None:
        async with work(company.org_id) as c:
            await balances.find(c, rival.log_id, act.action_id)

    async def accept() -> None:
        async with work(company.org_id) as c:
            member_id, _ = await partners.request_link(
                c, box.keys.token_key, company.partner, reference="x", now=company.clock.now()
            )
            await partners.accept_link(c, company.org_id, member_id, theirs.id, company.clock.now())

    async def withdraw() -> None:
        async with work(company.org_id) as c:
            await partners.withdraw_link(c, company.org_id, rival.members[0], theirs.id, company.clock.now())

    review, correct, mine = box.reviewing, box.corrector, company.reviewer
    for attempt, error in (
        (lambda: correct.undo(company.org_id, theirs.id, act.action_id), ActionUnknown),
        (lambda: correct.change_quantity(company.org_id, theirs.id, act.action_id, 9_000), ActionUnknown),
        (lambda: review.verify(company.org_id, mine, [act.action_id]), ActionUnknown),
        (lambda: review.approve(company.org_id, mine, act.action_id), ActionUnknown),
        (lambda: review.reject(company.org_id, mine, act.action_id, "other"), ActionUnknown),
        (attach, ActionUnknown),
        (find, ActionUnknown),
        (find_by_partner, ActionUnknown),
        (find_by_foreign_log, ActionUnknown),
        (accept, LinkForeign),
        (withdraw, MemberUnknown),
        (lambda: company.record(_of(rival, company)), MemberUnknown),
        (lambda: box.recorder.record(rival.org_id, company.ride(5_000)), MemberUnknown),
        (lambda: box.recorder.record(rival.org_id, company.tell(5_000)), MemberUnknown),
    ):
        await _refused(attempt, error)
    assert (await rival.total_mg())[0] == 234_000
    assert await company.entries() == []


async def _refused(attempt: Callable[[], Awaitable[object]], error: type[DomainError]) -> None:
    with pytest.raises(error):
        await attempt()


def _of(theirs: "Company", mine: "Company"):  # type: ignore[no-untyped-def]
    """My partner's event about their member."""
    command = mine.ride(5_000)
    command.member_id = theirs.members[0]
    return command


async def test_one_key_text_in_two_organisations_is_two_acts(company: "Company", rival: "Company") -> None:
    one = await company.record(company.ride(5_000, external_id="same"))
    other = await rival.record(rival.ride(5_000, external_id="same"))
    assert one.first and other.first and one.log_id != other.log_id


async def test_an_invitation_opens_its_own_organisation_only(company: "Company", rival: "Company") -> None:
    box, now = company.container, company.clock.now()
    async with box.database.work(rival.org_id) as connection:
        payload = await joining.invite(connection, box.keys.token_key, rival.org_id, now=now)
    assert joining.organisation_of(box.keys.token_key, payload) == rival.org_id
    with pytest.raises(tokens.TokenInvalid):
        async with box.database.work(company.org_id) as connection:
            await joining.look(connection, box.keys.token_key, payload, now)


async def test_who_moves_takes_nothing_along_and_leaves_nothing_open(company: "Company", rival: "Company") -> None:
    mover, box, now = company.riders[0], company.container, company.clock.now()
    act = await company.record(company.tell(5_000))
    async with box.database.work(rival.org_id) as connection:
        moved = await people.join(connection, mover.id, rival.org_id, now=now)
    assert (moved.org_id, moved.roles) == (rival.org_id, frozenset({"member"}))
    for command in (company.ride(6_000), company.tell(7_000)):
        with pytest.raises(MemberUnknown):
            await company.record(command)
    assert (await company.total_mg())[0] == act.reduction_mg
    async with box.database.work(company.org_id) as connection:
        heads = await organisations.headcounts(connection, company.org_id)
    assert sum(heads.values()) == 2


async def test_who_comes_back_holds_only_the_roles_of_the_new_invitation(company: "Company", rival: "Company") -> None:
    box, now, reviewer = company.container, company.clock.now(), company.reviewer
    async with box.database.work(rival.org_id) as connection:
        await people.join(connection, reviewer.id, rival.org_id, now=now)
    async with box.database.work(company.org_id) as connection:
        back = await people.join(connection, reviewer.id, company.org_id, now=now)
        assert await people.holders(connection, company.org_id, "acts.review") == []
    assert back.roles == {"member"}


async def test_an_erased_person_records_nothing(company: "Company") -> None:
    box = company.container
    async with box.database.work(company.org_id) as connection:
        await connection.execute("DELETE FROM subject_key WHERE person_id = $1", company.riders[0].id)
    for command in (company.tell(5_000), company.ride(5_000)):
        with pytest.raises(MemberUnknown):
            await company.record(command)
    assert (await company.record(company.tell(5_000, rider=1))).first
