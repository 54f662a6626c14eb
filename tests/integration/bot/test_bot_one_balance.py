"""One person, one balance: whoever joins a company keeps planet, streak, receipts and download."""

import json
from typing import Any

import pytest

from accounts import joining
from accounts.organisations import Organisation
from app.worker import integrate_all
from ledger import proof

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def firm(house: Any, name: str = "海风公司") -> tuple[Organisation, str]:
    """A company, and the payload of an invitation into it."""
    box, org = house.container, await house.organisation(name)
    async with box.database.work(org.id) as connection:
        return org, await joining.invite(connection, box.keys.token_key, org.id, now=box.clock.now())


async def employed(house: Any, talk: Any, name: str = "海风公司") -> Organisation:
    """Somebody who has recorded on their own accepts a company's invitation."""
    org, payload = await firm(house, name)
    (hello,) = await talk.start(payload)
    assert "星球、连续和凭证跟着你走" in hello["text"]
    await talk.press("继续")
    await talk.press("同意并开始")
    return org


async def file_of(house: Any, message: dict[str, Any]) -> bytes:
    async with house.http.get(f"/simulator/files/{message['document']['file_id']}") as answer:
        return bytes(await answer.read())


async def test_planet_week_and_streak_come_along(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("地铁 20 公里")
    (before,) = await lin.say("/planet")
    await employed(house, lin)
    (after,) = await lin.say("/planet")
    assert after["caption"].splitlines()[0] == before["caption"].splitlines()[0]
    assert "🔥 连续 1 天" in after["caption"]
    (receipt,) = await lin.say("公交 5 公里")
    assert "本周 1.07 公斤" in receipt["text"]  # 936 g by metro in 一叶, 134.5 g by bus in the company
    (me,) = await lin.say("/me")
    assert "1.07 公斤" in me["text"]


async def test_a_receipt_of_the_former_log_is_listed_explained_and_proved(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("地铁 12 公里")
    await employed(house, lin)
    await lin.say("公交 5 公里")
    await integrate_all(house.container)
    (listed,) = await lin.say("/receipt")
    bus, metro = listed["text"].splitlines()[1:]
    assert "公交" in bus and "地铁" in metro
    mark = metro.partition("#")[2][:4]
    (details,) = await lin.press(f"#{mark}")
    assert "561.6 克" in details["text"]
    (document,) = await lin.press("证明文件")
    found = proof.parse(await file_of(house, document))
    assert found.extra is not None and b'"metro"' in found.extra
    (why,) = await lin.say("为什么")
    assert "公交" in why["text"]


async def test_the_same_trip_is_not_counted_again_in_the_new_log(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("地铁 12 公里")
    org = await employed(house, lin)
    (asked,) = await lin.say("地铁 12 公里")
    assert "同一趟" in str(asked["reply_markup"])
    async with house.container.database.work(org.id) as connection:
        assert await connection.fetchval("SELECT count(*) FROM action WHERE log_id = $1", org.log_id) == 0
    await lin.press("另一趟")
    async with house.container.database.work(org.id) as connection:
        assert await connection.fetchval("SELECT count(*) FROM action WHERE log_id = $1", org.log_id) == 1


async def test_the_download_holds_the_records_of_every_log_with_their_entries(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("地铁 12 公里")
    org = await employed(house, lin)
    await lin.say("公交 5 公里")
    await lin.say("/privacy")
    sent = await lin.press("下载")
    message = next(one for one in sent if one["document"]["file_name"].endswith(".json"))
    document = json.loads(await file_of(house, message))
    assert [(one["kind"], one["ledger"]["log_id"]) for one in document["records"]] == [
        ("metro", "log_public"),
        ("bus", org.log_id),
    ]
    assert [json.loads(one["ledger"]["entry"])["kind"] for one in document["records"]] == ["metro", "bus"]


async def test_a_record_of_the_former_log_is_changed_and_undone_where_it_stands(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("地铁 12 公里")
    org = await employed(house, lin)
    await lin.press("改")
    (changed,) = await lin.say("15")
    assert "702.0 克" in changed["text"]
    await lin.say("/undo")
    async with house.work() as connection:
        types = [
            json.loads(row["entry"])["type"]
            for row in await connection.fetch(
                "SELECT entry FROM log_entry WHERE log_id = 'log_public' ORDER BY seq DESC LIMIT 2"
            )
        ]
    assert types == ["action.reversed", "action.corrected"]
    async with house.container.database.work(org.id) as connection:
        assert await connection.fetchval("SELECT count(*) FROM action WHERE log_id = $1", org.log_id) == 0
    (planet,) = await lin.say("/planet")
    assert "种子已经埋下 · 0" in planet["caption"]


async def test_a_button_under_somebody_elses_record_of_another_log_finds_nothing(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("地铁 12 公里")
    message, data = await lin.button("撤销")
    ming = await (await house.person("小明")).joined()
    await employed(house, ming)
    newest = [m for m in await ming.messages() if m["from"]["is_bot"]][-1]
    newest["reply_markup"] = message["reply_markup"]
    query = {
        "id": "78", "from": {"id": ming.id, "is_bot": False, "first_name": "明"}, "chat_instance": "1",
        "data": data, "message": newest,
    }  # fmt: skip
    await house.post("inject", {"updates": [{"callback_query": query}]})
    assert "没有这条记录" in "".join(m.get("text", "") for m in await ming.answers())
    (me,) = await lin.say("/me")
    assert "561.6 克" in me["text"]
