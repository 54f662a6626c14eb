"""/goal: what somebody wants in a week, how far it is, and the moment it is reached."""

from typing import Any

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_goal_is_set_by_button_shown_with_the_planet_and_taken_away(house: Any) -> None:
    lin = await (await house.person()).joined()
    (asked,) = await lin.say("/goal")
    assert "还没有目标" in asked["text"]
    await lin.press("每周 1.00 公斤")
    assert "好，每周 1.00 公斤" in await lin.last()
    await lin.say("地铁 10 公里")
    (planet,) = await lin.say("/planet")
    assert "🎯 每周 1.00 公斤：已有 468.0 克" in planet["caption"] and "46\N{NO-BREAK SPACE}%" in planet["caption"]
    await lin.say("/goal")
    await lin.press("不要目标了")
    (planet,) = await lin.say("/planet")
    assert "🎯" not in planet["caption"]


async def test_the_record_that_reaches_the_goal_says_so_once(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("/goal 0.5 公斤")
    (first,) = await lin.say("地铁 10 公里")
    assert "目标到了" not in first["text"]
    (second,) = await lin.say("公交 5 公里")
    assert "🎯 这周的目标到了：每周 500.0 克！" in second["text"]
    (third,) = await lin.say("公交 6 公里")
    assert "目标到了" not in third["text"]


async def test_a_goal_of_days_counts_days(house: Any) -> None:
    alex = await (await house.person("Alex", "en")).joined("en")
    (said,) = await alex.say("/goal 1 day")
    assert "1 day a week" in said["text"]
    (receipt,) = await alex.say("bike 5 km")
    assert "This week's goal is reached: 1 day a week!" in receipt["text"]


async def test_a_goal_may_be_typed_after_the_question_and_a_sentence_still_records(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("/goal")
    (receipt,) = await lin.say("地铁 12 公里")
    assert "561.6 克" in receipt["text"]
    await lin.say("/goal")
    (said,) = await lin.say("每周5天")
    assert "好，每周 5 天" in said["text"]


@pytest.mark.parametrize("text", ["9 天", "0 天", "1 克", "1000 公斤", "0 kg"])
async def test_what_no_week_can_hold_is_refused(house: Any, text: str) -> None:
    lin = await (await house.person()).joined()
    (said,) = await lin.say(f"/goal {text}")
    assert "100 克到 100 公斤" in said["text"]


async def test_words_that_are_no_goal_are_answered_with_how(house: Any) -> None:
    lin = await (await house.person()).joined()
    for text in ("very much", "-3 kg", "1e9 kg", "3 kg; DROP TABLE person", "三 kg"):
        (said,) = await lin.say(f"/goal {text}")
        assert "直接写" in said["text"]
    stranger = await house.person("陌生人")
    (hello,) = await stranger.say("/goal 3 kg")
    assert "我是一叶" in hello["text"]


async def test_a_forged_button_sets_no_goal(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("/goal")
    message, _ = await lin.button("每周 1.00 公斤")
    query = {
        "id": "90", "from": {"id": lin.id, "is_bot": False, "first_name": "林"}, "chat_instance": "1",
        "data": "gl:999999:0", "message": message,
    }  # fmt: skip
    await house.post("inject", {"updates": [{"callback_query": query}]})
    assert "这个按钮过期了" in await lin.last()
    async with house.work() as connection:
        assert await connection.fetchval(
            "SELECT goal_mg FROM person p JOIN telegram_account t ON t.person_id = p.id WHERE t.user_id = $1", lin.id
        ) is None  # fmt: skip
