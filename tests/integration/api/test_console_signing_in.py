"""Signing in to the console: links that open once, sessions that end, the second factor, and who may not."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from datetime import timedelta

import httpx
import pyotp
import pytest
import pytest_asyncio

from accounts.people import Person
from accounts.signing_in import links, second_factor, sessions
from accounts.signing_in.sessions import Session, SessionMissing
from app.container import Container
from app.erase import erasing
from kernel.errors import DomainError
from kernel.ids import new_uuid, public
from tests.integration.api.conftest import Tenant, link
from tests.integration.api.console import code_of, signed_in, with_second_factor

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def client(port: int) -> AsyncIterator[httpx.AsyncClient]:
    """A browser's cookie jar of its own."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20, trust_env=False) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def person(container: Container, tenant: Tenant) -> Person:
    """Somebody new of the organisation."""
    return (await link(container, tenant.partner))[0]


async def test_a_link_opens_a_session_that_lasts_until_it_is_ended(
    client: httpx.AsyncClient, container: Container, person: Person, tenant: Tenant
) -> None:
    me = await signed_in(client, container, person)
    assert (me["person"], me["organisation"]["id"]) == (person.public_id, tenant.organisation.public_id)
    assert (me["second_factor"], me["proved"], me["permissions"]) == (False, False, [])
    again = await client.get("/v1/console/session")
    assert again.json() == me and again.headers["cache-control"] == "no-store"
    assert (await client.delete("/v1/console/session")).status_code == 204
    gone = await client.get("/v1/console/session")
    assert (gone.status_code, code_of(gone)) == (401, "session_missing")


async def test_the_cookie_is_for_our_addresses_and_for_no_script(
    client: httpx.AsyncClient, container: Container, person: Person
) -> None:
    token = links.issue(container.keys.token_key, person.id, container.clock.now())
    answer = await client.post("/v1/console/session", json={"link": token})
    said = answer.headers["set-cookie"].lower()
    assert all(part in said for part in ("httponly", "samesite=strict", "path=/v1/console", "max-age=43200"))


async def test_a_link_opens_one_session(client: httpx.AsyncClient, container: Container, person: Person) -> None:
    token = links.issue(container.keys.token_key, person.id, container.clock.now())
    assert (await client.post("/v1/console/session", json={"link": token})).status_code == 201
    second = await client.post("/v1/console/session", json={"link": token})
    assert (second.status_code, code_of(second)) == (410, "sign_in_link_used")
    for other in (f"{token}=", f"{token}====", token.replace("-", "+").replace("_", "/")):
        again = await client.post("/v1/console/session", json={"link": other})
        assert again.status_code in (401, 410), other


@pytest.mark.parametrize(
    ("age", "spoil", "status", "code"),
    [
        (timedelta(minutes=6), "", 410, "sign_in_link_expired"),
        (timedelta(0), "x", 401, "token_invalid"),
        (timedelta(0), "\u200b", 401, "token_invalid"),
    ],
)
async def test_an_old_or_forged_link_opens_nothing(
    client: httpx.AsyncClient,
    container: Container,
    person: Person,
    age: timedelta,
    spoil: str,
    status: int,
    code: str,
) -> None:
    token = links.issue(container.keys.token_key, person.id, container.clock.now() - age) + spoil
    answer = await client.post("/v1/console/session", json={"link": token})
    assert (answer.status_code, code_of(answer)) == (status, code)
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("cookie", ["", "s_", "s_AAAA", "x" * 199, "s_" + "A" * 64, "y" * 5000, "s_é"])
async def test_a_made_up_cookie_is_nobody(client: httpx.AsyncClient, cookie: str) -> None:
    header = {"cookie": f"leafledger_session={cookie}".encode()}
    answer = await client.get("/v1/console/session", headers=header)
    assert (answer.status_code, code_of(answer)) == (401, "session_missing")


async def test_a_session_ends_by_its_time(container: Container, person: Person) -> None:
    now = container.clock.now()
    token = links.issue(container.keys.token_key, person.id, now)
    async with container.database.work() as connection:
        session, kept = await sessions.open_by_link(connection, container.keys.token_key, token, "a browser", now)
    async with container.database.work() as connection:
        assert (await sessions.find(connection, kept, session.expires_at - timedelta(seconds=1))).id == session.id
    async with container.database.work() as connection:
        with pytest.raises(SessionMissing):
            await sessions.find(connection, kept, session.expires_at)


async def test_a_session_on_another_machine_is_listed_and_ended(
    client: httpx.AsyncClient, port: int, container: Container, person: Person
) -> None:
    await signed_in(client, container, person)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as elsewhere:
        await signed_in(elsewhere, container, person)
        listed = (await client.get("/v1/console/sessions")).json()["sessions"]
        assert [one["current"] for one in listed].count(True) == 1 and len(listed) == 2
        (theirs,) = [one["id"] for one in listed if not one["current"]]
        assert (await client.delete(f"/v1/console/sessions/{theirs}")).status_code == 204
        assert (await elsewhere.get("/v1/console/session")).status_code == 401
    again = await client.delete(f"/v1/console/sessions/{theirs}")
    assert (again.status_code, code_of(again)) == (404, "session_unknown")


async def test_nobody_ends_somebody_elses_session(
    client: httpx.AsyncClient, port: int, container: Container, person: Person, tenant: Tenant
) -> None:
    somebody = (await link(container, tenant.partner))[0]
    await signed_in(client, container, person)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as elsewhere:
        await signed_in(elsewhere, container, somebody)
        theirs = (await elsewhere.get("/v1/console/sessions")).json()["sessions"][0]["id"]
        foreign = await client.delete(f"/v1/console/sessions/{theirs}")
        missing = await client.delete(f"/v1/console/sessions/{public('ses', new_uuid())}")
        assert foreign.status_code == missing.status_code == 404 and code_of(foreign) == code_of(missing)
        assert (await elsewhere.get("/v1/console/session")).status_code == 200


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}]
)
async def test_another_sites_page_changes_nothing(
    client: httpx.AsyncClient, container: Container, person: Person, headers: dict[str, str]
) -> None:
    await signed_in(client, container, person)
    answer = await client.delete("/v1/console/session", headers=headers)
    assert (answer.status_code, code_of(answer)) == (403, "origin_refused")
    assert (await client.get("/v1/console/session")).status_code == 200


async def test_whoever_is_erased_is_signed_out_everywhere(
    client: httpx.AsyncClient, container: Container, person: Person
) -> None:
    await signed_in(client, container, person)
    await with_second_factor(client)
    done = await erasing(container).erase(person.id)
    assert (done.beside["sessions"], done.beside["second_factors"]) == (1, 1)
    assert (await client.get("/v1/console/session")).status_code == 401


async def test_a_second_factor_is_confirmed_by_its_first_code_and_proves_the_session(
    client: httpx.AsyncClient, container: Container, person: Person
) -> None:
    await signed_in(client, container, person)
    offered = (await client.post("/v1/console/second-factor")).json()
    assert offered["uri"].startswith("otpauth://totp/Leafledger:") and offered["image"].startswith("data:image/svg+xml")
    assert not (await client.get("/v1/console/session")).json()["second_factor"], "nothing stands before its first code"
    totp = pyotp.TOTP(offered["secret"])
    wrong = await client.post(
        "/v1/console/session/proof", json={"code": str((int(totp.now()) + 1) % 1_000_000).zfill(6)}
    )
    assert (wrong.status_code, code_of(wrong)) == (422, "code_wrong")
    right = totp.now()
    assert (await client.post("/v1/console/session/proof", json={"code": right})).status_code == 204
    me = (await client.get("/v1/console/session")).json()
    assert (me["second_factor"], me["proved"]) == (True, True)
    again = await client.post("/v1/console/session/proof", json={"code": right})
    assert (again.status_code, code_of(again)) == (422, "code_wrong"), "a code counts once"
    stands = await client.post("/v1/console/second-factor")
    assert (stands.status_code, code_of(stands)) == (409, "second_factor_stands")


async def test_codes_are_not_tried_through(client: httpx.AsyncClient, container: Container, person: Person) -> None:
    await signed_in(client, container, person)
    totp = pyotp.TOTP((await client.post("/v1/console/second-factor")).json()["secret"])
    near = {totp.at(container.clock.now() + timedelta(seconds=30 * step)) for step in (-2, -1, 0, 1, 2)}
    wrong = next(code for code in ("000000", "111111", "222222", "333333", "444444", "555555") if code not in near)
    for _ in range(second_factor.MOST_TRIES):
        assert code_of(await client.post("/v1/console/session/proof", json={"code": wrong})) == "code_wrong"
    stopped = await client.post("/v1/console/session/proof", json={"code": totp.now()})
    assert (stopped.status_code, code_of(stopped)) == (429, "codes_too_often")


@pytest.mark.parametrize("code", ["12345", "1234567", "１２３４５６", "12 456", "", "abcdef", None, 123456])
async def test_what_is_no_code_is_refused(
    client: httpx.AsyncClient, container: Container, person: Person, code: object
) -> None:
    await signed_in(client, container, person)
    answer = await client.post("/v1/console/session/proof", json={"code": code})
    assert (answer.status_code, code_of(answer)) == (422, "request_invalid")


async def test_an_old_session_sets_no_second_factor_up(container: Container, person: Person) -> None:
    now = container.clock.now()
    old = Session(new_uuid(), person.id, now - sessions.FRESH, now, now + sessions.LIFE, "", None)
    async with container.database.work(person_id=person.id) as connection:
        with pytest.raises(second_factor.SecondFactorTooLate):
            await second_factor.offer(connection, container.keys, old, "name", now)


async def test_an_offer_while_another_is_confirmed_replaces_nothing(container: Container, person: Person) -> None:
    now, keys = container.clock.now(), container.keys
    token = links.issue(keys.token_key, person.id, now)
    async with container.database.work() as connection:
        session, _ = await sessions.open_by_link(connection, keys.token_key, token, "a browser", now)

    async def offer() -> second_factor.Offer:
        async with container.database.work(person_id=person.id) as connection:
            return await second_factor.offer(connection, keys, session, "name", now)

    first = await offer()
    async with asyncio.TaskGroup() as group, container.database.work(person_id=person.id) as connection:
        assert await second_factor.show(connection, keys, session, pyotp.TOTP(first.secret).at(now), now)
        late = group.create_task(_refused(offer()))
        await asyncio.sleep(0.3)
    assert late.result() == "second_factor_stands"
    later = now + timedelta(seconds=second_factor.STEP_S)
    async with container.database.work(person_id=person.id) as connection:
        assert await second_factor.show(connection, keys, session, pyotp.TOTP(first.secret).at(later), later)


async def _refused(asked: Awaitable[object]) -> str:
    """The code of its refusal; nothing where there is none."""
    try:
        await asked
    except DomainError as problem:
        return problem.code
    return ""


async def test_the_tidying_removes_what_is_long_over_and_nothing_else(
    client: httpx.AsyncClient, container: Container, person: Person
) -> None:
    now = container.clock.now()
    long_ago = now - timedelta(days=40)
    token = links.issue(container.keys.token_key, person.id, long_ago)
    async with container.database.work() as connection:
        await sessions.open_by_link(connection, container.keys.token_key, token, "old", long_ago)
    await signed_in(client, container, person)
    async with container.database.work() as connection:
        gone = await connection.execute("DELETE FROM browser_session WHERE expires_at < $1", now - timedelta(days=30))
        assert gone == "DELETE 1"
    assert (await client.get("/v1/console/session")).status_code == 200
