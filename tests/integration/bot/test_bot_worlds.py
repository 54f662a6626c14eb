"""Planet, boards, proofs, the sum, the language, groups, and what nobody expected."""

import re
from typing import Any
from urllib.parse import quote

import pytest

from accounts import organisations, people
from actions.commands import RecordAction
from app.worker import integrate_all
from ledger import proof
from ledger.policy import Policy

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def file_of(house: Any, message: dict[str, Any]) -> bytes:
    shape = message["document"] if "document" in message else message["photo"][-1]
    async with house.http.get(f"/simulator/files/{shape['file_id']}") as answer:
        return bytes(await answer.read())


async def test_the_planet_is_a_picture_with_its_numbers(house: Any) -> None:
    lin = await (await house.person()).joined()
    (seed,) = await lin.say("🪐 星球")
    assert "种子已经埋下" in seed["caption"]
    await lin.say("地铁 20 公里")
    (planet,) = await lin.say("/planet")
    assert "沐光之森" in planet["caption"]
    assert "绿能群岛" in planet["caption"]
    assert "🔥 连续 1 天 · 护盾 2" in planet["caption"]
    picture = await file_of(house, planet)
    assert picture.startswith((b"\x89PNG", b"\xff\xd8"))
    assert len(planet["caption"]) <= 1024


async def test_what_a_planet_leaves_out_is_told_beside_it(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("地铁 42 公里")
    (planet,) = await lin.say("/planet")
    assert "进星球" not in planet["caption"]
    await lin.say("公交 20 公里")
    (planet,) = await lin.say("/planet")
    assert "沐光之森 · 2.00 公斤" in planet["caption"]
    assert "同一类一天最多 2.00 公斤进星球；账本里 2.50 公斤一克不少。" in planet["caption"]


async def test_the_list_of_records_says_which_are_undone(house: Any) -> None:
    alex = await (await house.person("Alex", "en")).joined("en")
    await alex.say("metro 12 km")
    await alex.say("bus 3 km")
    await alex.say("/undo")
    (listed,) = await alex.say("/receipt")
    bus, metro = listed["text"].splitlines()[1:]
    assert bus.endswith(" · undone") and "undone" not in metro


async def test_a_board_of_too_few_people_does_not_call_them_nobody(house: Any) -> None:
    container = house.container
    now = container.clock.now()
    org = await house.organisation("小作坊")
    lin = await (await house.person("小林")).joined()
    async with container.database.work(org.id) as connection:
        unit = await organisations.add_unit(connection, org.id, "研发")
        person = await connection.fetchval("SELECT person_id FROM telegram_account WHERE user_id = $1", lin.id)
        await people.join(connection, person, org.id, now=now, unit_id=unit.id)
    await lin.say("地铁 7.5 公里")
    (board,) = await lin.say("/rank")
    assert "小作坊" in board["text"]
    assert "还不到 5 位" in board["text"] and "没有人记录" not in board["text"]


async def test_the_own_sums_are_told_by_evidence(house: Any) -> None:
    alex = await (await house.person("Alex", "en")).joined("en")
    await alex.say("metro 12 km")
    (sums,) = await alex.say("/me")
    assert "561.6 g" in sums["text"]
    assert "C 561.6 g" in sums["text"]
    assert "Verified 0.0 g" in sums["text"]


async def test_a_receipt_of_no_trip_speaks_of_none(house: Any) -> None:
    alex = await (await house.person("Alex", "en")).joined("en")
    await alex.say("clothes 2 kg")
    await integrate_all(house.container)
    (details,) = await alex.press("🧾 Details")
    assert "Does not show: that it happened; see the evidence level." in details["text"]


async def test_a_proof_file_proves_the_entry_with_the_logs_key(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("地铁 12 公里")
    (waiting,) = await lin.press("🧾 明细")
    assert "正在入树" in waiting["text"]
    await integrate_all(house.container)
    await lin.say("/receipt")
    (details,) = await lin.press("#")
    assert "说明了" in details["text"]
    assert "没说明：你真的走了这一趟" in details["text"]
    (document,) = await lin.press("证明文件")
    assert document["document"]["file_name"].endswith(".tlog-proof")
    async with house.work() as connection:
        key = await house.container.log_key(connection, "log_public")
        seq = await connection.fetchval(
            "SELECT a.seq FROM action a JOIN telegram_account t USING (person_id) WHERE t.user_id = $1", lin.id
        )
        entry = await connection.fetchval("SELECT entry FROM log_entry WHERE seq = $1", seq)
    assert key.vkey in document["caption"]
    (link,) = [one["url"] for one in document["caption_entities"] if one["type"] == "text_link"]
    assert link == f"{house.container.public_url}/check?lang=zh#{quote(key.vkey)}"
    policy = Policy.parse(f"log {key.vkey}\nquorum none\n")
    proven = proof.verify(await file_of(house, document), policy)
    assert (proven.index, proven.entry) == (seq, entry)


async def test_the_very_first_of_many_records_can_be_proved(house: Any) -> None:
    lin = await (await house.person()).joined()
    for metres in range(1, 15):
        await lin.say(f"步行 1.{metres:02d} 公里")
    await integrate_all(house.container)
    (newest,) = await lin.say("/receipt")
    assert "1.14" in newest["text"] and "1.08" not in newest["text"]
    (before,) = await lin.press("更早的")
    assert "1.08" in before["text"] and "1.14" not in before["text"]
    (oldest,) = await lin.press("更早的")
    assert "1.02" in oldest["text"] and "1.03" not in oldest["text"]
    assert "更早的" not in str(oldest["reply_markup"])
    (*_, first) = [one["text"] for row in oldest["reply_markup"]["inline_keyboard"] for one in row]
    await lin.press(first)
    (document,) = await lin.press("证明文件")
    async with house.work() as connection:
        key = await house.container.log_key(connection, "log_public")
        seq = await connection.fetchval(
            "SELECT min(a.seq) FROM action a JOIN telegram_account t USING (person_id) WHERE t.user_id = $1", lin.id
        )
    proven = proof.verify(await file_of(house, document), Policy.parse(f"log {key.vkey}\nquorum none\n"))
    assert proven.index == seq


async def test_why_this_number_walks_through_the_sum(house: Any) -> None:
    alex = await (await house.person("Alex", "en")).joined("en")
    await alex.say("metro 12 km")
    (why,) = await alex.say("why this number")
    assert "Reduction factor 46.8 mg/m" in why["text"]
    assert "12000 m × 46.8 mg/m = 561600 mg" in why["text"]
    assert "Rounded down once: 561,600 mg" in why["text"]
    assert "Quoted only" in why["text"]


async def test_the_language_changes_with_the_very_answer(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("/lang")
    (answer,) = await lin.press("English")
    assert answer["text"] == "Fine, English it is."
    assert ["🚇 Metro", "🚌 Bus", "🚲 Bike"] in await lin.keyboard()
    (receipt,) = await lin.say("地铁 12 公里")
    assert "CO₂ avoided" in receipt["text"]
    (answer,) = await lin.say("中文")
    assert answer["text"] == "好，说中文。"


async def test_every_plain_word_of_the_keyboard_is_understood(house: Any) -> None:
    for name, language in (("小林", "zh"), ("Alex", "en")):
        talk = await (await house.person(name, language)).joined(language)
        for row in await talk.keyboard():
            for label in row:
                answers = await talk.say(label)
                assert answers, label
                texts = [m.get("text", m.get("caption", "")) for m in answers]
                assert not any("没听懂" in t or "didn't get that" in t for t in texts), label


async def test_every_listed_command_answers(house: Any) -> None:
    lin = await (await house.person()).joined()
    async with house.http.get(f"/simulator/chats/{lin.id}/commands", params={"person": lin.id}) as answer:
        shown = await answer.json()
    assert [one["command"] for one in shown["commands"]] == [
        "log", "planet", "week", "rank", "receipt", "whatif", "belong", "family", "goal", "privacy", "notify", "console",
        "lang", "undo", "help",
    ]  # fmt: skip
    for one in shown["commands"]:
        answers = await lin.say(f"/{one['command']}")
        assert answers, one
        assert "没听懂" not in answers[-1].get("text", "")
    assert shown["name"] == "一叶"


async def test_a_group_hears_nothing_personal(house: Any) -> None:
    lin = await (await house.person("小林")).joined()
    await lin.say("地铁 12 公里")
    group = await house.post("groups", {"title": "福田", "members": [lin.id], "bot": "member"})
    for text in ("/planet", "/rank", "/me", "/log 地铁 5 公里"):
        await house.post(f"chats/{group['id']}/messages", {"person": lin.id, "text": text})
    await house.quiet()
    async with house.http.get(f"/simulator/chats/{group['id']}/messages") as answer:
        said = [m for m in (await answer.json())["messages"] if m["from"]["is_bot"]]
    assert len(said) == 4
    assert all("t.me/yiye_leafledger_bot?start=" in m["text"] for m in said)
    assert not any("561" in m["text"] or "小林" in m["text"] for m in said)
    assert (
        await house.value(
            "SELECT count(*) FROM action a JOIN telegram_account t USING (person_id) WHERE t.user_id = $1", lin.id
        )
        == 1
    )


async def test_an_edit_of_what_was_said_changes_no_record(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("地铁 12 公里")
    said = [m for m in await lin.messages() if m.get("text") == "地铁 12 公里"][-1]
    async with house.http.patch(
        f"/simulator/chats/{lin.id}/messages/{said['message_id']}", json={"person": lin.id, "text": "地铁 99 公里"}
    ) as answer:
        assert answer.status == 200
    (reply,) = await lin.answers()
    assert "原来那条照旧有效" in reply["text"]


async def test_an_old_button_loses_its_message_and_brings_the_menu(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("地铁 12")
    message, _ = await lin.button("12.0 公里")
    message["reply_markup"]["inline_keyboard"][0][0]["callback_data"] = "gone:1"
    query = {
        "id": "77", "from": {"id": lin.id, "is_bot": False, "first_name": "林"}, "chat_instance": "1",
        "data": "gone:1", "message": message,
    }  # fmt: skip
    await house.post("inject", {"updates": [{"callback_query": query}]})
    (reply,) = await lin.answers()
    assert "这个按钮过期了" in reply["text"]
    kept = next(m for m in await lin.messages() if m["message_id"] == message["message_id"])
    assert "reply_markup" not in kept


async def test_departments_are_ranked_per_head_and_the_own_place_is_private(house: Any) -> None:
    container = house.container
    now = container.clock.now()
    org = await house.organisation("海风公司")
    async with container.database.work(org.id) as connection:
        units = [await organisations.add_unit(connection, org.id, name) for name in ("研发", "财务", "行政")]
        members = []
        for place in range(11):
            someone = await people.register(
                connection, container.keys, user_id=50_000 + place, chat_id=50_000 + place, nickname=f"N{place}",
                locale="zh", now=now,
            )  # fmt: skip
            unit = units[0 if place < 5 else 1 if place < 10 else 2]
            members.append(await people.join(connection, someone.id, org.id, now=now, unit_id=unit.id))
    for place, member in enumerate(members):
        command = RecordAction(
            kind="metro", quantity=1000 * (place + 1), occurred_at=now, source="telegram",
            external_id=f"rank:{place}", person_id=member.id,
        )  # fmt: skip
        await container.recorder.record(org.id, command)
    lin = await (await house.person("小林")).joined()
    async with container.database.work(org.id) as connection:
        person = await connection.fetchval("SELECT person_id FROM telegram_account WHERE user_id = $1", lin.id)
        await people.join(connection, person, org.id, now=now, unit_id=units[1].id)
    await lin.say("地铁 7.5 公里")
    (teams,) = await lin.say("/rank")
    assert "1. 财务" in teams["text"]
    assert "← 你的部门" in teams["text"]
    assert "2. 研发" in teams["text"]
    assert "行政" not in teams["text"]
    await lin.press("我的附近")
    around = await lin.last()
    assert "你：第 5 名，共 12 人" in around
    assert "一位同事" in around
    assert "N7" not in around
    await container.consents.give(org.id, members[7].id, "board_name")
    await lin.press("部门")
    await lin.press("我的附近")
    assert "N7" in await lin.last()
    await lin.press("显示我")
    assert "榜上显示你的昵称" in await lin.last()


async def test_a_board_of_people_without_grams_does_not_say_that_nobody_recorded(house: Any) -> None:
    container, talks = house.container, []
    now = container.clock.now()
    org = await house.organisation("步行社")
    for number in range(5):
        talk = await (await house.person(f"走路{number}")).joined()
        async with container.database.work(org.id) as connection:
            person = await connection.fetchval("SELECT person_id FROM telegram_account WHERE user_id = $1", talk.id)
            await people.join(connection, person, org.id, now=now)
        await talk.say("步行 2 公里")
        talks.append(talk)
    await talks[0].say("/rank")
    (board,) = await talks[0].say("/rank")
    assert "这周还没有人有克数" in board["text"]
    await talks[1].say("地铁 12 公里")
    (board,) = await talks[0].say("/rank")
    assert "这周有克数的人还不到 5 位" in board["text"]


async def test_what_the_first_hint_says_has_grams_at_once(house: Any) -> None:
    alex = await (await house.person("Alex", "en")).joined("en")
    hint = next(m["text"] for m in await alex.messages() if m.get("text", "").startswith("All set. Just say it:"))
    for sentence in re.findall(r'"([^"]+)"', hint):
        (receipt,) = await alex.say(sentence)
        assert " CO₂ avoided" in receipt["text"], sentence
