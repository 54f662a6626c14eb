"""One person between two doors: a partner's link agreed to in chat, a ride told and sent, the permission withdrawn."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from accounts import organisations, partners
from app.api import server
from kernel.clock import FixedClock
from kernel.ids import PROGRAMME

SHENZHEN = ZoneInfo("Asia/Shanghai")
MIDNIGHT = datetime(2026, 11, 21, tzinfo=SHENZHEN)


@pytest.fixture
def clock() -> FixedClock:
    """An evening in Shenzhen."""
    return FixedClock(MIDNIGHT - timedelta(hours=3))


@asynccontextmanager
async def _served(chat: Any) -> AsyncIterator[httpx.AsyncClient]:
    """The API over the bot's own container, called with a partner's key."""
    box, now = chat.container, chat.container.clock.now()
    async with chat.work() as connection:
        partner = await partners.create(connection, PROGRAMME, name="鹏城乘车码", source="pengcheng")
        key = await partners.issue_key(
            connection, box.keys.token_key, PROGRAMME, scopes=sorted(partners.SCOPES), now=now, partner_id=partner.id
        )
        assert (await organisations.find(connection, PROGRAMME)).public_id == "org_public"
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        running = server(box)
        task = asyncio.ensure_future(running.serve([listener]))
        while not running.started:
            await asyncio.sleep(0.01)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        headers = {"Authorization": f"Bearer {key}"}
        async with httpx.AsyncClient(base_url=address, headers=headers, trust_env=False, timeout=20) as client:
            yield client
        running.should_exit = True
        await task


@pytest.mark.parametrize(
    ("language", "asks", "agree", "told", "withdraw", "gone"),
    [
        ("zh", "鹏城乘车码 想把你的行程送到一叶", "同意", "坐地铁12公里", "撤回", "立即生效"),
        ("en", "鹏城乘车码 would like to send", "Agree", "metro 12 km", "Withdraw", "Withdrawn at once"),
    ],
)
async def test_a_partner_sends_what_the_person_allows_and_nothing_after(
    chat: Any, language: str, asks: str, agree: str, told: str, withdraw: str, gone: str
) -> None:
    talk = await (await chat.person("林", language)).joined(language)
    async with _served(chat) as api:
        link = (
            await api.post(
                "/v1/member_links", json={"reference": "u-1"}, headers={"Idempotency-Key": "link-" + "0" * 16}
            )
        ).json()
        assert (await api.get("/v1/members")).json()["items"] == []
        (screen,) = await talk.start(link["url"].partition("start=")[2])
        assert asks in screen["text"]
        await talk.press(agree)
        assert [one["member_id"] for one in (await api.get("/v1/members")).json()["items"]] == [link["member_id"]]

        (receipt,) = await talk.say(told)
        assert "561.6" in receipt["text"]
        now = chat.container.clock.now().astimezone(ZoneInfo("Asia/Shanghai"))
        # Of the same day, however soon after midnight this runs: an act belongs to the day on which it is told.
        ridden = max(now - timedelta(minutes=50), now.replace(hour=0, minute=0, second=0))
        ride = {
            "source": "pengcheng", "external_id": "r-1", "member_id": link["member_id"], "kind": "metro",
            "quantity": 12_200, "unit": "m",
            "occurred_at": ridden.isoformat(timespec="seconds"),
        }  # fmt: skip
        sent = await api.post("/v1/actions", json=ride, headers={"Idempotency-Key": "ride-" + "0" * 16})
        assert (sent.status_code, sent.json()["evidence"]) == (201, "attested")
        summary = (await api.get(f"/v1/members/{link['member_id']}/summary")).json()
        assert (summary["acts"], summary["reduction_mg"]["total"]) == (1, 12_200 * 468 // 10)
        (sums,) = await talk.say("/me")
        assert "A 570.9" in sums["text"]

        await talk.say("/privacy")
        await talk.press(withdraw)
        await talk.press(withdraw)
        assert gone in await talk.last()
        later = {**ride, "external_id": "r-2", "kind": "bus", "quantity": 3_000}
        refused = await api.post("/v1/actions", json=later, headers={"Idempotency-Key": "ride-" + "1" * 16})
        assert (refused.status_code, refused.json()["code"]) == (422, "member_unknown")
        batch = await api.post(
            "/v1/actions:batch", json={"actions": [later]}, headers={"Idempotency-Key": "ride-" + "2" * 16}
        )
        assert batch.json()["items"][0]["problem"]["code"] == "member_unknown"
        assert (await api.get("/v1/members")).json()["items"] == []
        assert await chat.value("SELECT count(*) FROM action") == 1


async def _linked(talk: Any, api: httpx.AsyncClient) -> str:
    """The member id under which the partner may send the person's rides."""
    headers = {"Idempotency-Key": "link-" + "0" * 16}
    link = (await api.post("/v1/member_links", json={"reference": "u-1"}, headers=headers)).json()
    await talk.start(link["url"].partition("start=")[2])
    await talk.press("Agree")
    return str(link["member_id"])


async def _sent(api: httpx.AsyncClient, member_id: str, minutes_to_midnight: int) -> dict[str, Any]:
    ride = {
        "source": "pengcheng", "external_id": "r-1", "member_id": member_id, "kind": "metro", "quantity": 12_200,
        "unit": "m", "occurred_at": (MIDNIGHT - timedelta(minutes=minutes_to_midnight)).isoformat(),
    }  # fmt: skip
    answer = await api.post("/v1/actions", json=ride, headers={"Idempotency-Key": "ride-" + "0" * 16})
    return dict(answer.json())


@pytest.mark.parametrize("first", ["told", "sent"])
async def test_a_ride_of_the_evening_told_after_midnight_counts_once(
    dated_chat: Any, clock: FixedClock, first: str
) -> None:
    talk = await (await dated_chat.person("Lin", "en")).joined("en")
    async with _served(dated_chat) as api:
        member_id = await _linked(talk, api)
        clock.at = MIDNIGHT + timedelta(minutes=10)
        if first == "sent":
            await _sent(api, member_id, 30)
        (receipt,) = await talk.say("took the metro 12 km")
        if first == "sent":
            assert "570.9 g" in receipt["text"]
            assert "Logged for Friday 20 November" in receipt["text"]
            assert "counts once, evidence A" in receipt["text"]
        else:
            sent = await _sent(api, member_id, 30)
            assert (sent["evidence"], sent["occurred_on"]) == ("attested", "2026-11-20")
        summary = (await api.get(f"/v1/members/{member_id}/summary")).json()
        assert (summary["acts"], summary["reduction_mg"]["total"]) == (1, 570_960)
        assert await dated_chat.value("SELECT count(*) FROM action WHERE occurred_on = '2026-11-20'") == 1


async def test_a_ride_of_the_evening_stays_apart_from_what_was_told_of_a_named_day(
    dated_chat: Any, clock: FixedClock
) -> None:
    """At ten past midnight "yesterday" is the evening's day, and not the day before that."""
    talk = await (await dated_chat.person("Lin", "en")).joined("en")
    async with _served(dated_chat) as api:
        member_id = await _linked(talk, api)
        clock.at = MIDNIGHT + timedelta(minutes=10)
        await _sent(api, member_id, 30 + 24 * 60)
        await talk.say("yesterday took the metro 12 km")
        summary = (await api.get(f"/v1/members/{member_id}/summary")).json()
        assert summary["acts"] == 2
