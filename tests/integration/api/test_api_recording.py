"""A partner's rides: recorded once, answered after the commit, refused with reasons."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts import partners
from actions import balances
from actions.commands import RecordAction
from app.container import Container
from kernel.ids import parse, public

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_ride_is_recorded_and_told_with_its_grams(container: Container, tenant: Any, post: Any) -> None:
    body = tenant.action(container)
    answer = await post("/v1/actions", body)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["reduction_mg"], made["evidence"], made["status"]) == (561_600, "attested", "recorded")
    assert (made["external_id"], made["member_id"]) == (body["external_id"], tenant.member_id)
    assert answer.headers["location"] == f"/v1/actions/{made['id']}"
    assert made["methodology"] == "cn-sz-lcpt/2021.1"
    assert "ratelimit" in answer.headers and answer.headers["x-content-type-options"] == "nosniff"


async def test_inputs_of_the_methodology_are_taken_instead_of_a_quantity(
    container: Container, tenant: Any, post: Any
) -> None:
    legs = {"segments": [{"mode": "metro", "distance_m": 10_000}, {"mode": "bev_bus", "distance_m": 3_000}]}
    body = tenant.action(container, inputs=legs)
    del body["quantity"], body["unit"]
    made = (await post("/v1/actions", body)).json()
    assert made["reduction_mg"] == 468_000 + 80_700
    assert made["inputs"]["region"] == "CN-GD-SZ"


async def test_a_replay_gives_the_first_receipt(container: Container, tenant: Any, post: Any) -> None:
    body = tenant.action(container)
    first = await post("/v1/actions", body, key="same-key-0000000001")
    again = await post("/v1/actions", body, key="same-key-0000000001")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.headers["idempotent-replayed"] == "true" and "idempotent-replayed" not in first.headers
    assert again.json() == first.json()


async def test_a_key_with_another_body_is_refused(container: Container, tenant: Any, post: Any) -> None:
    await post("/v1/actions", tenant.action(container), key="same-key-0000000002")
    other = await post("/v1/actions", tenant.action(container), key="same-key-0000000002")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_the_natural_key_holds_across_idempotency_keys(container: Container, tenant: Any, post: Any) -> None:
    body = tenant.action(container)
    first, again = await post("/v1/actions", body), await post("/v1/actions", body)
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])


async def test_other_content_under_a_natural_key_conflicts(container: Container, tenant: Any, post: Any) -> None:
    body = tenant.action(container)
    first = await post("/v1/actions", body)
    other = await post("/v1/actions", {**body, "quantity": 9_000})
    assert (other.status_code, other.json()["code"]) == (409, "external_id_conflict")
    assert other.json()["existing_id"] == first.json()["id"]
    assert other.headers["content-type"] == "application/problem+json"


async def test_the_same_moment_in_another_zone_is_the_same_content(
    container: Container, tenant: Any, post: Any
) -> None:
    now = container.clock.now().replace(microsecond=0)
    body = tenant.action(container, occurred_at=now.strftime("%Y-%m-%dT%H:%M:%SZ"))
    await post("/v1/actions", body)
    again = await post("/v1/actions", {**body, "occurred_at": now.strftime("%Y-%m-%dT%H:%M:%S.000000000+00:00")})
    assert again.status_code == 200


async def test_fifty_at_once_under_one_key_have_one_effect(
    container: Container, tenant: Any, post: Any, entries: Any
) -> None:
    await post("/v1/actions", tenant.action(container))  # The methodology stands in the log from here on.
    body, before = tenant.action(container), await entries(tenant)
    answers = await asyncio.gather(*(post("/v1/actions", body, key="one-key-for-fifty-1") for _ in range(50)))
    statuses = [answer.status_code for answer in answers]
    assert statuses.count(201) == 1
    assert set(statuses) <= {200, 201, 409}
    assert all(answer.headers["retry-after"] for answer in answers if answer.status_code == 409)
    added = await entries(tenant) - before
    assert added == 1
    assert len({answer.json()["id"] for answer in answers if answer.status_code != 409}) == 1


async def test_fifty_keys_for_one_ride_have_one_effect(container: Container, tenant: Any, post: Any) -> None:
    body = tenant.action(container)
    answers = await asyncio.gather(*(post("/v1/actions", body) for _ in range(50)))
    assert sorted(answer.status_code for answer in answers) == [200] * 49 + [201]


@pytest.mark.parametrize(
    ("change", "status", "code", "pointer"),
    [
        ({"source": "somebody-else"}, 403, "source_foreign", "/source"),
        ({"kind": "teleport"}, 422, "kind_unknown", "/kind"),
        ({"unit": "g"}, 422, "unit_mismatch", "/unit"),
        ({"quantity": 500_000}, 422, "quantity_out_of_range", "/quantity"),
        ({"occurred_at": "2010-01-01T08:00:00+08:00"}, 422, "action_out_of_time", "/occurred_at"),
        ({"occurred_at": "2090-01-01T08:00:00+08:00"}, 422, "action_out_of_time", "/occurred_at"),
        ({"member_id": "mem_" + "0" * 26}, 422, "member_unknown", "/member_id"),
        ({"member_id": "mem_" + "z" * 26}, 422, "member_unknown", "/member_id"),
    ],
)
async def test_a_refusal_says_what_was_wrong(
    container: Container,
    tenant: Any,
    post: Any,
    entries: Any,
    change: dict[str, object],
    status: int,
    code: str,
    pointer: str,
) -> None:
    before = await entries(tenant)
    answer = await post("/v1/actions", tenant.action(container, **change), headers={"Accept-Language": "zh-CN"})
    made = answer.json()
    assert (answer.status_code, made["code"], made["errors"]) == (status, code, [{"pointer": pointer, "code": code}])
    assert answer.headers["content-language"] == "zh"
    assert any("\u4e00" <= letter <= "\u9fff" for letter in made["detail"])
    assert await entries(tenant) == before


async def test_a_batch_answers_row_by_row(container: Container, tenant: Any, post: Any) -> None:
    good = [tenant.action(container, quantity=1_000 * number) for number in range(1, 5)]
    rows = [good[0], {**good[1], "quantity": -1}, good[2], "no object", {**good[0], "quantity": 77}, good[0], good[3]]
    answer = await post("/v1/actions:batch", {"actions": rows})
    assert answer.status_code == 200
    verdicts = answer.json()["items"]
    assert [verdict["index"] for verdict in verdicts] == list(range(7))
    assert [verdict["status"] for verdict in verdicts] == [201, 422, 201, 422, 409, 200, 201]
    assert verdicts[1]["problem"]["errors"] == [{"pointer": "/quantity", "code": "greater_than_equal"}]
    assert verdicts[4]["problem"]["existing_id"] == verdicts[0]["action"]["id"] == verdicts[5]["action"]["id"]
    assert verdicts[2]["action"]["reduction_mg"] == 140_400


async def test_a_batch_replayed_changes_nothing(container: Container, tenant: Any, post: Any, entries: Any) -> None:
    body = {"actions": [tenant.action(container, quantity=1_000 + number) for number in range(200)]}
    first = (await post("/v1/actions:batch", body, key="batch-key-00000001")).json()["items"]
    before = await entries(tenant)
    again = await post("/v1/actions:batch", body, key="batch-key-00000001")
    assert again.headers["idempotent-replayed"] == "true"
    assert [row["action"]["id"] for row in again.json()["items"]] == [row["action"]["id"] for row in first]
    assert {row["status"] for row in again.json()["items"]} == {200}
    assert await entries(tenant) == before


@pytest.mark.parametrize("count", [0, 1001])
async def test_a_batch_has_one_to_a_thousand_rows(container: Container, tenant: Any, post: Any, count: int) -> None:
    answer = await post("/v1/actions:batch", {"actions": [{}] * count})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/actions")


async def test_a_thousand_rows_fit(container: Container, tenant: Any, post: Any) -> None:
    rows = [tenant.action(container, quantity=1 + number) for number in range(1000)]
    answer = await post("/v1/actions:batch", {"actions": rows})
    assert [row["status"] for row in answer.json()["items"]] == [201] * 1000


async def test_a_withdrawn_member_is_refused_at_once(
    container: Container, tenant: Any, post: Any, new_member: Any
) -> None:
    person, member = await new_member(tenant.partner)
    assert (await post("/v1/actions", tenant.action(container, member_id=member))).status_code == 201
    org_id = tenant.organisation.id
    async with container.database.work(org_id) as connection:
        await partners.withdraw_link(connection, org_id, parse("mem", member), person.id, container.clock.now())
    answer = await post("/v1/actions", tenant.action(container, member_id=member))
    assert (answer.status_code, answer.json()["code"]) == (422, "member_unknown")
    row = tenant.action(container, member_id=member)
    verdict = (await post("/v1/actions:batch", {"actions": [row]})).json()["items"][0]
    assert (verdict["status"], verdict["problem"]["code"]) == (422, "member_unknown")


async def test_the_same_ride_told_in_chat_and_sent_counts_once(
    container: Container, tenant: Any, post: Any, new_member: Any
) -> None:
    person, member = await new_member(tenant.partner)
    told = await container.recorder.record(
        tenant.organisation.id,
        RecordAction(
            kind="metro",
            quantity=12_000,
            occurred_at=container.clock.now(),
            source="telegram",
            external_id="1:0",
            person_id=person.id,
        ),
    )
    body = tenant.action(container, member_id=member, quantity=12_300, occurred_at=container.clock.now().isoformat())
    answer = await post("/v1/actions", body)
    made = answer.json()
    assert (answer.status_code, made["id"]) == (201, told.public_id)
    assert (made["evidence"], made["reduction_mg"]) == ("attested", 12_300 * 46_800 // 1000)
    assert (await post("/v1/actions", body)).status_code == 200
    async with container.database.work(tenant.organisation.id) as connection:
        totals = await balances.totals(connection, public("log", tenant.organisation.id), person.id)
    assert (totals.reduction_mg, totals.acts) == (575_640, 1)


async def test_when_a_key_was_last_used_is_written_once_a_minute(container: Container, tenant: Any) -> None:
    now = container.clock.now()

    async def use(at: datetime) -> object:
        async with container.database.work() as connection:
            await partners.authenticate(connection, container.keys.token_key, tenant.key, at)
        async with container.database.work() as connection:
            key_id = partners.parse_key(tenant.key)[0]
            return await connection.fetchval("SELECT last_used_at FROM api_key WHERE id = $1", key_id)

    hour = timedelta(hours=1)
    assert await use(now + hour) == now + hour
    assert await use(now + hour + timedelta(seconds=59)) == now + hour
    assert await use(now + hour + timedelta(seconds=60)) == now + hour + timedelta(seconds=60)
