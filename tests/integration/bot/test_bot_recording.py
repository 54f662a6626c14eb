"""Recording by sentence and by button, and everything that can follow a receipt."""

from typing import Any

import pytest

from accounts import organisations, partners, people
from actions.commands import RecordAction
from kernel.ids import PROGRAMME

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def acts(house: Any, talk: Any, where: str = "true") -> int:
    return int(
        await house.value(
            "SELECT count(*) FROM action a JOIN telegram_account t USING (person_id)"
            f" WHERE t.user_id = $1 AND a.status <> 'reversed' AND {where}",
            talk.id,
        )
    )


async def test_undo_takes_a_record_back_once(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("地铁 12 公里")
    await lin.press("↩️ 撤销", times=10)
    assert "已撤销，不再计数" in await lin.last()
    assert await house.grams(lin) == 0
    entries = await house.value(
        "SELECT count(*) FROM log_entry WHERE convert_from(entry, 'UTF8') LIKE '%action.reversed%'"
    )
    await lin.say("/undo")
    assert "没有可以撤销的记录" in await lin.last()
    assert entries == 1


async def test_undo_in_plain_words_takes_the_latest(house: Any) -> None:
    alex = await (await house.person("Alex", "en")).joined("en")
    await alex.say("metro 3 km")
    await alex.say("bus 5 km")
    (answer,) = await alex.say("undo")
    assert "Bus 5.0 km" in answer["text"]
    assert await house.grams(alex) == 140_400


async def test_a_change_is_a_correction_by_button_and_by_number(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("地铁 12 公里")
    (ask,) = await lin.press("✏️ 改公里")
    assert "改成多少" in ask["text"]
    (done,) = await lin.say("15")
    assert "12.0 公里 · 561.6 克 → 15.0 公里 · 702.0 克" in done["text"]
    assert await house.grams(lin) == 702_000
    await lin.press("✏️ 改公里")
    await lin.press("9.0 公里")
    assert await house.grams(lin) == 421_200
    assert await acts(house, lin) == 1


async def test_a_change_to_the_number_that_stands_writes_nothing(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("地铁 12 公里")
    before = await house.value("SELECT count(*) FROM log_entry")
    await lin.press("✏️ 改公里")
    (answer,) = await lin.say("12")
    assert "没有改动" in answer["text"]
    assert await house.value("SELECT count(*) FROM log_entry") == before


async def test_a_sentence_during_a_change_is_a_new_record(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("地铁 12 公里")
    await lin.press("✏️ 改公里")
    await lin.say("公交 3 公里")
    assert await acts(house, lin) == 2


async def test_the_same_again_asks_and_either_answer_holds(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("地铁 12 公里")
    (ask,) = await lin.say("地铁 12 公里")
    assert ask["text"].startswith("和 ")
    assert ask["text"].endswith(" 那条一样。")
    await lin.press("同一趟")
    assert "没有多记" in await lin.last()
    assert await acts(house, lin) == 1
    await lin.say("地铁 12 公里")
    await lin.press("另一趟", times=10)
    assert await acts(house, lin) == 2


async def test_the_same_again_is_called_a_trip_only_where_it_is_one(house: Any) -> None:
    alex = await (await house.person("Alex", "en")).joined("en")
    for sentence, words in (("metro 12 km", "Same trip, ignore"), ("paper 2 kg", "Same one, ignore")):
        await alex.say(sentence)
        (ask,) = await alex.say(sentence)
        assert ask["reply_markup"]["inline_keyboard"][0][0]["text"] == words
        await alex.press(words)
        assert await alex.last() == "Fine, the same one: nothing added."


async def test_a_day_before_is_recorded_on_its_day(house: Any) -> None:
    lin = await (await house.person()).joined()
    (receipt,) = await lin.say("昨天坐地铁12公里")
    assert "记在 " in receipt["text"]
    row = await house.value(
        "SELECT (a.recorded_at AT TIME ZONE 'Asia/Shanghai')::date - a.occurred_on FROM action a"
        " JOIN telegram_account t USING (person_id) WHERE t.user_id = $1",
        lin.id,
    )
    assert row == 1
    (refusal,) = await lin.say("三十天前坐地铁12公里")
    assert "只能补 7 天内的" in refusal["text"]


async def test_two_legs_are_one_receipt_with_an_undo_each(house: Any) -> None:
    lin = await (await house.person()).joined()
    (receipt,) = await lin.say("地铁8公里然后公交3公里")
    assert "2 段" in receipt["text"]
    assert "374.4 克" in receipt["text"]
    assert "80.7 克" in receipt["text"]
    await lin.press("撤销公交", times=3)
    assert await house.grams(lin) == 374_400
    await lin.press("撤销地铁")
    assert await house.grams(lin) == 0
    await lin.say("地铁2公里，公交2公里")
    assert await acts(house, lin) == 2


async def test_questions_back_record_only_what_is_answered(house: Any) -> None:
    lin = await (await house.person()).joined()
    (ask,) = await lin.say("地铁 12")
    assert "12 公里，还是 12 站" in ask["text"]
    assert await acts(house, lin) == 0
    await lin.press("12 站")
    assert "大约几公里" in await lin.last()
    (receipt,) = await lin.say("7.5")
    assert "7.5 公里" in receipt["text"]
    (ask,) = await lin.say("9 公里")
    assert "怎么去的" in ask["text"]
    await lin.press("公交", times=3)
    assert "公交 9.0 公里" in await lin.last()
    (ask,) = await lin.say("地铁 300 公里")
    assert "是 30.0 公里吗" in ask["text"]
    await lin.press("取消")
    (ask,) = await lin.say("地铁 70 公里")
    await lin.press("请审核")
    assert "待审核" in await lin.last()
    assert await acts(house, lin) == 3
    assert await acts(house, lin, "a.status = 'pending_review'") == 1


@pytest.mark.parametrize(
    ("said", "first", "absent", "word", "recorded"),
    [
        ("12 公里", "地铁", "居家", "长途大巴", ("coach", 12_000)),
        ("5 公斤", "纸张", "厨余", "厨余", ("food_scraps", 5_000)),
    ],
)
async def test_a_menu_names_the_commonest_eight_and_takes_any_other_in_words(
    house: Any, said: str, first: str, absent: str, word: str, recorded: tuple[str, int]
) -> None:
    lin = await (await house.person()).joined()
    (ask,) = await lin.say(said)
    labels = [one["text"] for row in ask["reply_markup"]["inline_keyboard"] for one in row]
    assert len(labels) == 9 and first in labels[0] and labels[-1] == "其他"
    assert not any(absent in label or "停驶" in label or "火车代飞机" in label for label in labels)
    await lin.press("其他")
    assert "直接说" in await lin.last()
    await lin.say(word)
    async with house.work() as connection:
        newest = await connection.fetchrow("SELECT kind, quantity FROM action ORDER BY recorded_at DESC LIMIT 1")
    assert newest is not None and tuple(newest) == recorded


async def test_stops_of_another_day_stay_on_that_day(house: Any) -> None:
    lin = await (await house.person()).joined()
    (ask,) = await lin.say("昨天地铁 12")
    assert "12 公里，还是 12 站" in ask["text"]
    await lin.press("12 站")
    await lin.press("9.0 公里")
    assert "记在 " in await lin.last()
    day = "(a.recorded_at AT TIME ZONE 'Asia/Shanghai')::date - a.occurred_on = 1"
    assert await acts(house, lin, day) == 1


async def test_two_answers_to_one_question_record_the_first(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("来回地铁8公里")
    message, both = await lin.button("来回共 16.0")
    path = f"chats/{lin.id}/messages/{message['message_id']}/press"
    _, total = await lin.button("一共 8.0")
    await house.post(path, {"person": lin.id, "data": both})
    await house.post(path, {"person": lin.id, "data": total})
    await house.quiet()
    assert await house.grams(lin) == 748_800
    assert "不会记第二遍" in await lin.last()


async def test_materials_are_offered_and_weighed(house: Any) -> None:
    lin = await (await house.person()).joined()
    (ask,) = await lin.say("♻️ 回收")
    assert "回收的是什么" in ask["text"]
    await lin.press("纸张")
    await lin.press("2.0 公斤")
    text = await lin.last()
    assert "约少排 5.97 公斤" in text
    assert "US-WARM-v16-recycle-newspaper" in text
    assert "借用国外的" in text
    (jin,) = await lin.say("旧衣 5 斤")
    assert "旧衣 2.5 公斤" in jin["text"]
    assert "1 斤按 500 克算" in jin["text"]


async def test_driving_is_thanked_and_not_recorded(house: Any) -> None:
    alex = await (await house.person("Alex", "en")).joined("en")
    (answer,) = await alex.say("I drove 10 km")
    assert "Driving adds nothing and costs nothing" in answer["text"]
    assert await acts(house, alex) == 0


async def test_the_daily_cap_is_said(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("公交 40 公里")
    (receipt,) = await lin.say("公交 30 公里")
    assert "已到 60.0 公里 的上限" in receipt["text"]
    assert await house.grams(lin) == 60_000 * 269 // 10


async def test_a_ride_that_a_partner_sent_already_counts_once(house: Any) -> None:
    lin = await (await house.person()).joined()
    container = house.container
    now = container.clock.now()
    async with house.work() as connection:
        person_id = await connection.fetchval("SELECT person_id FROM telegram_account WHERE user_id = $1", lin.id)
        partner = await partners.create(connection, PROGRAMME, name="乘车码", source=f"ride-{lin.id}")
        member_id, _ = await partners.request_link(
            connection, container.keys.token_key, partner, reference="r", now=now
        )
        await partners.accept_link(connection, PROGRAMME, member_id, person_id, now)
    await container.recorder.record(
        PROGRAMME,
        RecordAction(
            kind="metro", quantity=12_100, occurred_at=now, source=partner.source, external_id="ride-1",
            evidence_kind="operator_record", partner=partner, member_id=member_id,
        ),
    )  # fmt: skip
    (receipt,) = await lin.say("地铁 12 公里")
    assert "只算一次，证据 A" in receipt["text"]
    assert await acts(house, lin) == 1
    assert await house.grams(lin) == 566_280


async def test_the_first_planet_is_announced(house: Any) -> None:
    lin = await (await house.person()).joined()
    (receipt,) = await lin.say("地铁 20 公里")
    assert "第 1 颗：沐光之森！936.0 克" in receipt["text"]
    (later,) = await lin.say("公交 1 公里")
    assert "🎉" not in later["text"]


async def test_forwarded_words_are_asked_about_before_they_count(house: Any) -> None:
    lin = await (await house.person()).joined()
    now = int(house.container.clock.now().timestamp())
    message = {
        "message_id": 5000, "date": now, "chat": {"id": lin.id, "type": "private"}, "text": "地铁 12 公里",
        "from": {"id": lin.id, "is_bot": False, "first_name": "林"},
        "forward_origin": {"type": "hidden_user", "date": now - 60, "sender_user_name": "别人"},
    }  # fmt: skip
    await house.post("inject", {"updates": [{"message": message}]})
    assert "我这样理解对吗" in await lin.last()
    assert await acts(house, lin) == 0
    await lin.press("地铁 12.0 公里")
    assert await acts(house, lin) == 1


async def test_an_act_moved_elsewhere_a_moment_ago_lands_in_the_new_log(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("地铁 3 公里")
    container = house.container
    now = container.clock.now()
    async with house.work() as connection:
        org = await organisations.create(connection, container.keys, name="新单位", region="CN-GD-SZ", now=now)
        person_id = await connection.fetchval("SELECT person_id FROM telegram_account WHERE user_id = $1", lin.id)
    async with container.database.work(org.id) as connection:
        await people.join(connection, person_id, org.id, now=now)
    (receipt,) = await lin.say("地铁 5 公里")
    assert "234.0 克" in receipt["text"]
    async with container.database.work(org.id) as connection:
        assert await connection.fetchval("SELECT count(*) FROM action WHERE log_id = $1", org.log_id) == 1


@pytest.mark.parametrize("asked", ["/join", "/goal", "地铁 12", "✏️ 改公里"])
async def test_cancel_ends_the_open_question_and_takes_back_nothing(house: Any, asked: str) -> None:
    lin = await (await house.person()).joined()
    await lin.say("骑车 5 公里")
    await (lin.press(asked) if asked.startswith("✏️") else lin.say(asked))
    (ended,) = await lin.say("取消。")
    assert ended["text"] == "好，不问了，什么也没改。"
    assert await acts(house, lin) == 1
    (undone,) = await lin.say("取消")
    assert "已撤销" in undone["text"]
