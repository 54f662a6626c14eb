"""The console's tree, people and roles: what who may see and change, and that it is logged and told."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from accounts import organisations, people
from accounts.people import Person
from app.container import Container
from app.erase import erasing
from kernel.ids import new_uuid, public
from privacy import access
from tests.integration.api.conftest import Tenant, link, make_tenant
from tests.integration.api.console import code_of, give, signed_in, with_second_factor

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def firm(container: Container) -> Tenant:
    """A company of eight in two departments, one inside the other."""
    made = await make_tenant(container, "console-firm")
    async with container.database.work(made.organisation.id) as connection:
        site = await organisations.add_unit(connection, made.organisation.id, "North", kind="site")
        inner = await organisations.add_unit(connection, made.organisation.id, "R&D", parent_id=site.id)
    for number in range(7):
        person = (await link(container, made.partner))[0]
        async with container.database.work(made.organisation.id) as connection:
            await people.join(
                connection, person.id, made.organisation.id, unit_id=inner.id if number < 6 else site.id,
                now=container.clock.now(),
            )  # fmt: skip
    return made


@pytest_asyncio.fixture(loop_scope="module")
async def browser_of_admin(port: int, container: Container, firm: Tenant) -> AsyncIterator[httpx.AsyncClient]:
    """An admin, signed in."""
    person = (await link(container, firm.partner))[0]
    await give(container, firm, person, "admin")
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20, trust_env=False) as made:
        await signed_in(made, container, person)
        yield made


async def acts(container: Container, firm: Tenant) -> int:
    async with container.database.work(firm.organisation.id) as connection:
        found: int = await connection.fetchval("SELECT count(*) FROM log_entry")
        return found


async def test_the_tree_hides_units_of_few(browser_of_admin: httpx.AsyncClient) -> None:
    tree = (await browser_of_admin.get("/v1/console/units")).json()
    site = next(one for one in tree["units"] if one["name"] == "North")
    inner = next(one for one in tree["units"] if one["name"] == "R&D")
    assert (site["kind"], site["parent"], site["members"]) == ("site", None, None), "one person is too few to tell"
    assert (inner["kind"], inner["parent"], inner["members"]) == ("department", site["id"], 6)
    assert tree["members"] >= 8


async def test_people_come_page_by_page_and_each_once(browser_of_admin: httpx.AsyncClient) -> None:
    seen: list[str] = []
    token = ""
    while True:
        page = (await browser_of_admin.get("/v1/console/people", params={"page_size": 3, "page_token": token})).json()
        seen += [one["id"] for one in page["people"]]
        token = page["next_page_token"]
        if not token:
            break
        assert len(page["people"]) == 3
    whole = (await browser_of_admin.get("/v1/console/people")).json()["people"]
    assert seen == [one["id"] for one in whole] and len(set(seen)) == len(seen) >= 8


async def test_the_page_after_somebody_who_is_gone_goes_on_where_they_stood(
    browser_of_admin: httpx.AsyncClient, container: Container, firm: Tenant
) -> None:
    names = ("𠮷" * 64, "𠮷" * 63 + "𡈽")
    last = [(await link(container, firm.partner))[0] for _ in names]
    async with container.database.work() as connection:
        for somebody, name in zip(last, names, strict=True):
            await connection.execute("UPDATE person SET nickname = $2 WHERE id = $1", somebody.id, name)
    ids = [somebody.public_id for somebody in last]
    everybody = [one["id"] for one in (await browser_of_admin.get("/v1/console/people")).json()["people"]]
    assert everybody[-2:] == ids
    size = len(everybody) - 1
    page = (await browser_of_admin.get("/v1/console/people", params={"page_size": size})).json()
    await erasing(container).erase(last[0].id)
    rest = {"page_size": size, "page_token": page["next_page_token"]}
    found = (await browser_of_admin.get("/v1/console/people", params=rest)).json()["people"]
    assert [one["id"] for one in found] == ids[1:]
    await erasing(container).erase(last[1].id)


async def test_a_search_finds_part_of_a_name_and_reads_no_pattern(browser_of_admin: httpx.AsyncClient) -> None:
    async def count(search: str) -> int:
        answer = await browser_of_admin.get("/v1/console/people", params={"search": search})
        return len(answer.json()["people"])

    assert await count("林") >= 8
    assert [await count(odd) for odd in ("%", "_", "\\", "'; --", "nobody at all")] == [0, 0, 0, 0, 0]


async def test_a_page_token_of_another_search_is_refused(browser_of_admin: httpx.AsyncClient) -> None:
    token = (await browser_of_admin.get("/v1/console/people", params={"page_size": 1})).json()["next_page_token"]
    answer = await browser_of_admin.get("/v1/console/people", params={"search": "林", "page_token": token})
    assert (answer.status_code, code_of(answer)) == (400, "page_token_invalid")


async def test_whoever_was_listed_can_see_that_an_admin_looked(
    browser_of_admin: httpx.AsyncClient, container: Container, firm: Tenant
) -> None:
    await browser_of_admin.get("/v1/console/people")
    async with container.database.work(firm.organisation.id, person_id=firm.person.id) as connection:
        looks = await access.newest(connection, firm.person.id, 10)
    assert [(look.role, look.what, look.why) for look in looks] == [("admin", "directory", "console")]


async def test_a_role_is_given_and_taken_with_the_second_factor_alone(
    browser_of_admin: httpx.AsyncClient, container: Container, firm: Tenant
) -> None:
    somebody = firm.person.public_id
    before = await acts(container, firm)
    bare = await browser_of_admin.post(f"/v1/console/people/{somebody}/roles", json={"role": "viewer"})
    assert (bare.status_code, code_of(bare)) == (403, "second_factor_missing")
    assert await acts(container, firm) == before

    await with_second_factor(browser_of_admin)
    given = await browser_of_admin.post(f"/v1/console/people/{somebody}/roles", json={"role": "viewer"})
    assert given.status_code == 204
    listed = (await browser_of_admin.get("/v1/console/people")).json()["people"]
    (held,) = next(one["roles"] for one in listed if one["id"] == somebody)
    assert (held["role"], held["where"]) == ("viewer", None)
    assert (await browser_of_admin.delete(f"/v1/console/roles/{held['id']}")).status_code == 204
    gone = await browser_of_admin.delete(f"/v1/console/roles/{held['id']}")
    assert (gone.status_code, code_of(gone)) == (404, "grant_unknown")
    assert await acts(container, firm) == before + 2, "each is an entry of the log"


@pytest.mark.parametrize(("role", "status", "code"), [("king", 422, "role_unknown"), ("owner", 403, "role_missing")])
async def test_a_role_that_is_none_or_not_ones_to_give_is_refused(
    browser_of_admin: httpx.AsyncClient, firm: Tenant, role: str, status: int, code: str
) -> None:
    await with_second_factor(browser_of_admin)
    answer = await browser_of_admin.post(f"/v1/console/people/{firm.person.public_id}/roles", json={"role": role})
    assert (answer.status_code, code_of(answer)) == (status, code)


async def test_another_organisations_people_are_as_unknown_as_nobody(
    browser_of_admin: httpx.AsyncClient, other: Tenant
) -> None:
    await with_second_factor(browser_of_admin)
    for path in ("/v1/console/people/{}/roles",):
        foreign = await browser_of_admin.post(path.format(other.person.public_id), json={"role": "viewer"})
        missing = await browser_of_admin.post(path.format(public("per", new_uuid())), json={"role": "viewer"})
        assert foreign.status_code == missing.status_code == 404
    removed = await browser_of_admin.delete(f"/v1/console/people/{other.person.public_id}")
    nobody = await browser_of_admin.delete(f"/v1/console/people/{public('per', new_uuid())}")
    assert removed.status_code == nobody.status_code == 404


async def test_an_admin_ends_a_membership_and_the_person_keeps_their_account(
    browser_of_admin: httpx.AsyncClient, container: Container, firm: Tenant
) -> None:
    await with_second_factor(browser_of_admin)
    leaver: Person = (await link(container, firm.partner))[0]
    assert (await browser_of_admin.delete(f"/v1/console/people/{leaver.public_id}")).status_code == 204
    listed = (await browser_of_admin.get("/v1/console/people")).json()["people"]
    assert leaver.public_id not in [one["id"] for one in listed]
    async with container.database.work() as connection:
        assert (await people.find(connection, leaver.id)).org_id != firm.organisation.id


@pytest.mark.parametrize("path", ["/v1/console/units", "/v1/console/people"])
async def test_a_plain_member_sees_neither_tree_nor_people(
    port: int, container: Container, firm: Tenant, path: str
) -> None:
    person = (await link(container, firm.partner))[0]
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as plain:
        await signed_in(plain, container, person)
        answer = await plain.get(path)
        assert (answer.status_code, code_of(answer)) == (403, "role_missing")


async def test_an_admin_whose_role_was_taken_changes_nothing_more(
    browser_of_admin: httpx.AsyncClient, container: Container, firm: Tenant
) -> None:
    await with_second_factor(browser_of_admin)
    me = (await browser_of_admin.get("/v1/console/session")).json()["person"]
    await give(container, firm, firm.person, "admin")
    listed = (await browser_of_admin.get("/v1/console/people")).json()["people"]
    (mine,) = next(one["roles"] for one in listed if one["id"] == me)
    assert (await browser_of_admin.delete(f"/v1/console/roles/{mine['id']}")).status_code == 204
    answer = await browser_of_admin.post(f"/v1/console/people/{firm.person.public_id}/roles", json={"role": "viewer"})
    assert (answer.status_code, code_of(answer)) == (403, "role_missing")
