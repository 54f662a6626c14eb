"""Reading back: lists, pages, members, summaries, methodologies, pages for people."""

from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from accounts import partners
from actions.commands import RecordAction
from app.container import Container
from kernel.ids import parse

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_an_action_reads_back_as_it_stands(
    container: Container, tenant: Any, post: Any, http: httpx.AsyncClient
) -> None:
    made = (await post("/v1/actions", tenant.action(container))).json()
    read = (await http.get(f"/v1/actions/{made['id']}", headers=tenant.headers)).json()
    assert read == {**made, "external_id": None}


async def test_what_a_member_told_in_chat_is_not_the_partners_to_see(
    container: Container, tenant: Any, http: httpx.AsyncClient, new_member: Any
) -> None:
    person, member = await new_member(tenant.partner)
    told = await container.recorder.record(
        tenant.organisation.id,
        RecordAction(
            kind="cycling", quantity=3_000, occurred_at=container.clock.now(), source="telegram",
            external_id=f"{member}:0", person_id=person.id,
        ),
    )  # fmt: skip
    assert (await http.get(f"/v1/actions/{told.public_id}", headers=tenant.headers)).status_code == 404
    listed = await http.get("/v1/actions", params={"member_id": member}, headers=tenant.headers)
    assert listed.json()["items"] == []


async def test_a_withdrawn_members_rides_are_no_longer_shown(
    container: Container, tenant: Any, post: Any, http: httpx.AsyncClient, new_member: Any
) -> None:
    person, member = await new_member(tenant.partner)
    made = (await post("/v1/actions", tenant.action(container, member_id=member))).json()
    assert (await http.get(f"/v1/actions/{made['id']}", headers=tenant.headers)).status_code == 200
    org_id = tenant.organisation.id
    async with container.database.work(org_id) as connection:
        await partners.withdraw_link(connection, org_id, parse("mem", member), person.id, container.clock.now())
    assert (await http.get(f"/v1/actions/{made['id']}", headers=tenant.headers)).status_code == 404
    listed = await http.get("/v1/actions", params={"page_size": 1000}, headers=tenant.headers)
    assert made["id"] not in [item["id"] for item in listed.json()["items"]]


async def test_pages_walk_everything_once_and_in_order(
    container: Container, tenant: Any, post: Any, http: httpx.AsyncClient, new_member: Any
) -> None:
    _, member = await new_member(tenant.partner)
    rows = [tenant.action(container, member_id=member, quantity=10 + number) for number in range(25)]
    sent = (await post("/v1/actions:batch", {"actions": rows})).json()["items"]
    seen: list[str] = []
    token = ""
    while True:
        params = {"page_size": 10, "page_token": token, "member_id": member}
        page = (await http.get("/v1/actions", params=params, headers=tenant.headers)).json()
        seen += [item["id"] for item in page["items"]]
        token = page["next_page_token"]
        if not token:
            break
    assert seen == [item["action"]["id"] for item in sent]


async def test_pages_of_members_hold_everybody_once_though_some_agreed_in_one_instant(
    container: Container, tenant: Any, http: httpx.AsyncClient, new_member: Any
) -> None:
    linked = [(await new_member(tenant.partner))[1] for _ in range(4)]
    async with container.database.work(tenant.organisation.id) as connection:
        # Consents of one batch bear one moment: then the id decides what comes next.
        await connection.execute(
            "UPDATE partner_link SET linked_at = $2 WHERE org_id = $1 AND member_id = any($3::uuid[])",
            tenant.organisation.id, container.clock.now(), [parse("mem", member) for member in linked],
        )  # fmt: skip
    listed = (await http.get("/v1/members", params={"page_size": 1000}, headers=tenant.headers)).json()["items"]
    seen: list[dict[str, str]] = []
    token = "first"
    while token:
        params = {"page_size": 2} | ({"page_token": token} if token != "first" else {})
        page = (await http.get("/v1/members", params=params, headers=tenant.headers)).json()
        assert len(page["items"]) <= 2
        seen += page["items"]
        token = page["next_page_token"]
    assert seen == listed
    assert set(linked) <= {item["member_id"] for item in seen}


async def test_filters_narrow_the_list(container: Container, tenant: Any, post: Any, http: httpx.AsyncClient) -> None:
    made = (await post("/v1/actions", tenant.action(container, kind="bus", quantity=3_000))).json()

    async def ids(**params: str) -> list[str]:
        answer = await http.get("/v1/actions", params={"page_size": 1000, **params}, headers=tenant.headers)
        return [item["id"] for item in answer.json()["items"]]

    assert await ids(kind="bus") == [made["id"]]
    assert made["id"] in await ids(occurred_from=made["occurred_on"], occurred_to=made["occurred_on"])
    assert made["id"] not in await ids(occurred_to="2020-01-01")
    assert await ids(status="verified") == []


@pytest.mark.parametrize(
    ("params", "status", "code"),
    [
        ({"page_size": "-1"}, 422, "request_invalid"),
        ({"page_size": "x"}, 422, "request_invalid"),
        ({"page_token": "nonsense"}, 400, "page_token_invalid"),
        ({"page_token": "ä" * 20}, 400, "page_token_invalid"),
        ({"page_token": "A" * 301}, 422, "request_invalid"),
        ({"member_id": "mem_x"}, 404, "malformed_id"),
        ({"kind": "'; DROP TABLE action"}, 422, "request_invalid"),
        ({"status": "gone"}, 422, "request_invalid"),
        ({"occurred_from": "yesterday"}, 422, "request_invalid"),
        ({"occurred_from": "0000-00-00"}, 422, "request_invalid"),
    ],
)
async def test_a_bad_parameter_is_named(
    tenant: Any, http: httpx.AsyncClient, params: dict[str, str], status: int, code: str
) -> None:
    answer = await http.get("/v1/actions", params=params, headers=tenant.headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    if status == 422:
        assert answer.json()["errors"][0]["pointer"] == f"?{next(iter(params))}"


async def test_a_page_token_fits_its_own_list_only(
    container: Container, tenant: Any, other: Any, post: Any, http: httpx.AsyncClient
) -> None:
    rows = [tenant.action(container, quantity=10 + number) for number in range(3)]
    await post("/v1/actions:batch", {"actions": rows})
    answer = await http.get("/v1/actions", params={"page_size": 1}, headers=tenant.headers)
    token = answer.json()["next_page_token"]
    for headers, params in (
        (other.headers, {}),
        (tenant.headers, {"kind": "metro"}),
        (tenant.headers, {"occurred_to": "2026-11-01"}),
    ):
        refused = await http.get("/v1/actions", params={"page_token": token, **params}, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (400, "page_token_invalid")
    assert (await http.get("/v1/members", params={"page_token": token}, headers=tenant.headers)).status_code == 400


async def test_a_link_leads_to_consent_and_to_a_member(
    container: Container, tenant: Any, post: Any, http: httpx.AsyncClient, new_member: Any
) -> None:
    asked = await post("/v1/member_links", {"reference": "user-4711"})
    made = asked.json()
    assert asked.status_code == 201 and made["url"].partition("start=")[2].startswith("p_")
    again = await post("/v1/member_links", {"reference": "user-4711"})
    assert (again.status_code, again.json()) == (200, made)
    before = [item["member_id"] for item in (await http.get("/v1/members", headers=tenant.headers)).json()["items"]]
    assert made["member_id"] not in before
    person, _ = await new_member(tenant.partner)
    org_id, payload = tenant.organisation.id, made["url"].partition("start=")[2]
    assert partners.read_link(container.keys.token_key, payload) == (org_id, parse("mem", made["member_id"]))
    async with container.database.work(org_id) as connection:
        await partners.accept_link(
            connection, org_id, parse("mem", made["member_id"]), person.id, container.clock.now()
        )
    after = [item["member_id"] for item in (await http.get("/v1/members", headers=tenant.headers)).json()["items"]]
    assert made["member_id"] in after
    assert (await post("/v1/member_links", {"reference": "user-4711"})).json()["member_id"] != made["member_id"]


async def test_a_key_used_for_another_link_is_refused(post: Any) -> None:
    assert (await post("/v1/member_links", {"reference": "a"}, key="link-key-000000001")).status_code == 201
    other = await post("/v1/member_links", {"reference": "b"}, key="link-key-000000001")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_members_come_in_pages(tenant: Any, http: httpx.AsyncClient, new_member: Any) -> None:
    for _ in range(3):
        await new_member(tenant.partner)
    whole = (await http.get("/v1/members", params={"page_size": 1000}, headers=tenant.headers)).json()["items"]
    seen, token = [], ""
    while True:
        params = {"page_size": 2, "page_token": token}
        page = (await http.get("/v1/members", params=params, headers=tenant.headers)).json()
        assert len(page["items"]) <= 2
        seen += page["items"]
        token = page["next_page_token"]
        if not token:
            break
    assert seen == whole and len(seen) >= 4


async def test_a_summary_tells_grams_by_evidence_planet_and_streak(
    container: Container, tenant: Any, post: Any, http: httpx.AsyncClient, new_member: Any
) -> None:
    person, member = await new_member(tenant.partner)
    now = container.clock.now().isoformat()
    await post("/v1/actions", tenant.action(container, member_id=member, quantity=10_000, occurred_at=now))
    told = (await http.get(f"/v1/members/{member}/summary", headers=tenant.headers)).json()
    assert told["reduction_mg"] == {
        "total": 468_000, "attested": 468_000, "corroborated": 0, "self_reported": 0, "verified": 0,
    }  # fmt: skip
    assert (told["acts"], told["days"], told["streak"]["current"]) == (1, 1, 1)
    assert told["planet"]["number"] in range(10)
    async with container.database.work(tenant.organisation.id) as connection:
        ident = parse("mem", member)
        await partners.withdraw_link(connection, tenant.organisation.id, ident, person.id, container.clock.now())
    gone = await http.get(f"/v1/members/{member}/summary", headers=tenant.headers)
    assert (gone.status_code, gone.json()["code"]) == (404, "member_unknown")


async def test_me_tells_who_calls(tenant: Any, http: httpx.AsyncClient) -> None:
    made = (await http.get("/v1/me", headers=tenant.headers)).json()
    assert made["organisation"]["id"] == tenant.organisation.public_id
    assert made["partner"]["source"] == tenant.partner.source
    assert "actions.write" in made["scopes"]


async def test_methodologies_read_whole_and_calculate(tenant: Any, http: httpx.AsyncClient) -> None:
    listed = (await http.get("/v1/methodologies")).json()["items"]
    (metro,) = [item for item in listed if item["id"] == "cn-sz-lcpt" and item["status"] == "active"]
    assert metro["hold"] == metro["hold_text"]["en"]
    assert metro["hold_text"]["zh"].startswith("原文不在案")
    path = f"/v1/methodologies/cn-sz-lcpt/versions/{metro['version']}"
    whole = await http.get(path)
    assert whole.headers["etag"] == f'"{metro["sha256"]}"'
    assert (await http.get(path, headers={"If-None-Match": whole.headers["etag"]})).status_code == 304
    inputs = {"region": "CN-GD-SZ", "occurred_on": "2026-11-20", "segments": [{"mode": "metro", "distance_m": 12000}]}
    told = await http.post(f"{path}:calculate", json={"inputs": inputs}, headers=tenant.headers)
    assert (told.status_code, told.json()["reduction_mg"]) == (200, 561_600)
    wrong = await http.post(f"{path}:calculate", json={"inputs": {}}, headers=tenant.headers)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "input_refused")
    missing = await http.get("/v1/methodologies/cn-sz-lcpt/versions/1900")
    assert (missing.status_code, missing.json()["code"]) == (404, "methodology_unknown")


async def test_kinds_are_listed_without_the_one_that_never_counts(http: httpx.AsyncClient) -> None:
    codes = {item["code"]: item for item in (await http.get("/v1/kinds")).json()["items"]}
    assert codes["metro"]["unit"] == "m" and "driving" not in codes


@pytest.mark.parametrize("path", ["/", "/docs", "/problems/member-unknown"])
@pytest.mark.parametrize(("language", "tag"), [("zh-CN", "zh"), ("en", "en")])
async def test_pages_speak_both_languages_and_load_nothing_from_elsewhere(
    http: httpx.AsyncClient, path: str, language: str, tag: str
) -> None:
    answer = await http.get(path, headers={"Accept-Language": language})
    assert (answer.status_code, answer.headers["content-language"]) == (200, tag)
    assert f'lang="{"zh-CN" if tag == "zh" else "en"}"' in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text and 'src="http' not in answer.text
    chosen = await http.get(path, params={"lang": "zh" if tag == "en" else "en"}, headers={"Accept-Language": language})
    assert chosen.headers["content-language"] != tag


async def test_the_landing_page_leads_on(http: httpx.AsyncClient) -> None:
    page = (await http.get("/", headers={"Accept-Language": "en"})).text
    for address in ("/docs", "/green-office", "/v1/logs"):
        assert f'href="{address}"' in page
        assert (await http.get(address)).status_code in (200, 401)
    assert (await http.get("/assets/leaf.css")).headers["content-type"].startswith("text/css")


async def test_every_problem_has_its_page(
    container: Container, tenant: Any, http: httpx.AsyncClient, post: Any
) -> None:
    problem = (await post("/v1/actions", tenant.action(container, kind="teleport"))).json()
    assert problem["type"] == f"{container.public_url}/problems/kind-unknown"
    assert (await http.get("/problems/kind-unknown")).status_code == 200
    assert (await http.get("/problems/<script>")).status_code == 404


async def test_the_package_format_is_published_as_a_schema_that_published_packages_fit(http: httpx.AsyncClient) -> None:
    answer = await http.get("/v1/methodologies/package.schema.json")
    assert answer.headers["content-type"] == "application/schema+json"
    fits = Draft202012Validator(answer.json())
    listed = (await http.get("/v1/methodologies")).json()["items"]
    package = (await http.get(f"/v1/methodologies/{listed[0]['id']}/versions/{listed[0]['version']}")).json()
    assert list(fits.iter_errors(package)) == []
    assert list(fits.iter_errors({**package, "region": "nowhere"})) != []
