"""Hostile and odd messages: always an answer, never half a record, never lost."""

from typing import Any

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")

TEXTS = [
    "\u200b\u200b\u200b地\u200b铁 12 公里",
    "\u202e12 公里 地铁\u202c",
    "\u2066地铁\u2069 \u200f12\u200e 公里",
    "<b>地铁</b> 12 公里",
    "<script>alert(1)</script>",
    "<a href='tg://user?id=1'>x</a> metro 12 km",
    "&lt;b&gt; &amp;&amp; &#x202e;",
    "地" * 4096,
    "metro " * 680,
    "1" * 4000,
    "metro " + "9" * 300 + " km",
    "metro -12 km",
    "metro 1e309 km",
    "metro NaN km",
    "metro Infinity km",
    "metro 0x10 km",
    "metro 12,5,3 km",
    "地铁 ½ 公里",
    "地铁 ١٢ 公里",
    "地铁 １２ 公里",
    "metro 12 km; DROP TABLE action;",
    "'; DELETE FROM log_entry; --",
    "${jndi:ldap://x}",
    "{{7*7}} { $name } %s %n",
    "{ grams }",
    "\u0000\u0001\u0002 metro 12 km",
    "metro\n12\nkm",
    "\t\t\tmetro\t12\tkm",
    "🚇🚇🚇🚇🚇🚇",
    "👨‍👩‍👧‍👦 metro 12 km",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘ metro 3 km",
    "明天坐地铁12公里",
    "没坐地铁12公里",
    "他坐了地铁12公里",
    "should I take the metro 12 km?",
    "地铁 12 公里吗？",
    "地铁 12 吨",
    "公交 12 公斤",
    "坐飞机 1000 公里",
    "2 月 30 日地铁 3 公里",
    "1970-01-01 地铁 3 公里",
    "9999-12-31 地铁 3 公里",
    "/unknown",
    "/start",
    "/start x_unknown",
    "/start j_",
    "/start p_" + "A" * 59,
    "/start e_zzz",
    "/log",
    "/log " + "x" * 3000,
    "/undo@somebody_else_bot",
    "/planet now please",
    "123456",
    "000000",
    "？？？",
    "...",
    ":",
    "q:zz:0::metro.9ix.m.fuo3",
]


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_odd_text_gets_an_answer(house: Any, language: str) -> None:
    talk = await (await house.person("Odd", language)).joined(language)
    for text in TEXTS:
        answers = await talk.say(text)
        assert answers, repr(text[:60])
        for one in answers:
            said = one.get("text", one.get("caption", ""))
            assert "{" not in said, said
            assert "<b>" not in said, said
            assert "出错了" not in said, said
            assert "My mistake" not in said, said
    async with house.container.database.work() as connection:
        assert await connection.fetchval("SELECT count(*) FROM inbox WHERE failed_at IS NOT NULL") == 0


async def test_nothing_of_a_denied_planned_or_asked_act_is_recorded(house: Any) -> None:
    lin = await (await house.person("诚实者")).joined()
    for text in ("明天坐地铁12公里", "没坐地铁12公里", "他坐了地铁12公里", "should I take the metro 12 km?"):
        await lin.say(text)
    count = "SELECT count(*) FROM action a JOIN telegram_account t USING (person_id) WHERE t.user_id = $1"
    assert await house.value(count, lin.id) == 0


CONTENTS: list[dict[str, Any]] = [
    {"sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1,
                 "is_animated": False, "is_video": False}},
    {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}},
    {"video": {"file_id": "w", "file_unique_id": "w", "width": 1, "height": 1, "duration": 3}},
    {"location": {"latitude": 22.5, "longitude": 114.0}},
    {"contact": {"phone_number": "1", "first_name": "x"}},
    {"dice": {"emoji": "🎲", "value": 3}},
    {"poll": {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False,
              "is_anonymous": True, "type": "regular", "allows_multiple_answers": False}},
    {"photo": []},
    {"text": "地铁 3 公里", "forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "x"}},
]  # fmt: skip


async def test_every_kind_of_message_is_answered_and_none_is_lost(house: Any) -> None:
    lin = await (await house.person()).joined()
    now = int(house.container.clock.now().timestamp())
    for number, content in enumerate(CONTENTS):
        message = {
            "message_id": 5000 + number, "date": now, "chat": {"id": lin.id, "type": "private"},
            "from": {"id": lin.id, "is_bot": False, "first_name": "林"}, **content,
        }  # fmt: skip
        lin.seen = max(m["message_id"] for m in await lin.messages())
        await house.post("inject", {"updates": [{"message": message}]})
        assert await lin.answers(), content


CALLBACKS = [
    "", "q", "q:", "q:::::", "q:zz:0::metro.9ix.m.fuo3", "q:zz:x::metro", "q:zz:0::nokind.1.m.fuo3",
    "q:zz:0::metro.9ix.parsec.fuo3", "q:zz:0::metro.zzzzzzzzzzzzz.m.fuo3", "q:!:0::metro.1.m.fuo3",
    "q:zz:0::metro.9ix.m.zzzzzzzzzz", "a:u:00000000000000000000000000:0", "a:u:nonsense:0", "a:s::-5",
    "a:zz:00000000000000000000000000:0", "k:zz:dragon:5:fuo3", "k:zz:metro:-5:fuo3", "pv:99", "pv:-1",
    "pw:00000000000000000000000000:1", "pa:AAAA", "pn:AAAA", "rg:XX-YY", "cm:dragon:3", "cm:metro:-3",
    "cm:metro:999999999", "lg:fr", "go:j_zzz", "ok:999:", "sw:-1:0:", "ad:zzzz", "qs:7", "st:dragon", "rk:nowhere",
    "pp:nowhere", "\u202e", "🦖" * 10,
]  # fmt: skip


async def test_every_forged_button_gets_an_answer(house: Any) -> None:
    lin = await (await house.person()).joined()
    (receipt,) = await lin.say("地铁 12 公里")
    person = {"id": lin.id, "is_bot": False, "first_name": "林"}
    for number, data in enumerate(CALLBACKS):
        query = {"id": f"9{number}", "from": person, "chat_instance": "1", "data": data, "message": receipt}
        await house.post("inject", {"updates": [{"callback_query": query}]})
        await house.quiet()
        answered = house.server.simulation.callbacks[f"9{number}"].answer
        assert answered is not None, data
    said = [m.get("text", "") for m in await lin.messages() if m["from"]["is_bot"]]
    assert not any("出错了" in text for text in said), [t for t in said if "出错了" in t]
    async with house.container.database.work() as connection:
        assert await connection.fetchval("SELECT count(*) FROM inbox WHERE failed_at IS NOT NULL") == 0


async def test_nobody_can_touch_another_persons_record(house: Any) -> None:
    lin = await (await house.person()).joined()
    (receipt,) = await lin.say("地铁 12 公里")
    other = await (await house.person("别人")).joined()
    buttons = [one for row in receipt["reply_markup"]["inline_keyboard"] for one in row]
    thief = {"id": other.id, "is_bot": False, "first_name": "别人"}
    message = {**receipt, "chat": {"id": other.id, "type": "private", "first_name": "别人"}}
    for number, one in enumerate(buttons):
        query = {
            "id": f"8{number}",
            "from": thief,
            "chat_instance": "1",
            "data": one["callback_data"],
            "message": message,
        }
        await house.post("inject", {"updates": [{"callback_query": query}]})
        assert "没有这条记录" in await other.last()
    count = (
        "SELECT count(*) FROM action a JOIN telegram_account t USING (person_id)"
        " WHERE t.user_id = $1 AND a.status = 'recorded'"
    )
    assert await house.value(count, lin.id) == 1
