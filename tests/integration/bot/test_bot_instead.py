"""What would have been used instead, in chat: the line, the list, the correction, and one's usual way."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
import pytest_asyncio

from app.erase import erasing
from tests.integration.bot.conftest import Chat, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")
CAR, TRAM, BUS = 165_910, 21_210, 63_600
"""Milligrams a kilometre, as `modeshift/1` has them: of one car, one passenger in a tram, one in a London bus."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(services: Any, asking: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Chat]:
    """A bot that knows the gondola, whose methodology asks."""
    directory = tmp_path_factory.mktemp("house")
    shutil.copytree(asking, directory / "methodologies")
    async with stage(services, directory) as chat:
        await chat.begin()
        yield chat


async def corrections(house: Any) -> int:
    found = await house.value(
        "SELECT count(*) FROM log_entry WHERE convert_from(entry, 'UTF8') LIKE '%\"type\":\"action.corrected\"%'"
    )
    return int(found)


async def usual(house: Any, talk: Any) -> str | None:
    found: str | None = await house.value(
        "SELECT usual_mode FROM person p JOIN telegram_account t ON t.person_id = p.id WHERE t.user_id = $1", talk.id
    )
    return found


_NUMBERS = iter(range(1_000))


async def forge(house: Any, talk: Any, message: dict[str, Any], data: str) -> None:
    """Presses a button that may never have been there."""
    query = {
        "id": f"77{next(_NUMBERS)}", "from": {"id": talk.id, "is_bot": False, "first_name": "林"}, "chat_instance": "1",
        "data": data, "message": message,
    }  # fmt: skip
    await house.post("inject", {"updates": [{"callback_query": query}]})
    await house.quiet()


async def test_a_receipt_says_what_it_is_compared_with_and_offers_the_others(house: Any) -> None:
    lin = await (await house.person()).joined()
    (receipt,) = await lin.say("坐缆车10公里")
    assert "相比地铁（没说，按克数最少的算）" in receipt["text"]
    await lin.press("如果不是…？地铁 ▾")
    message, _ = await lin.button("返回")
    labels = [button["text"] for row in message["reply_markup"]["inline_keyboard"] for button in row]
    assert labels == ["独自开车", "汽车（平均载客）", "● 地铁", "公交", "‹ 返回"]
    await lin.press("返回")
    assert (await lin.button("↩️ 撤销"))[0]["message_id"] == receipt["message_id"]


async def test_choosing_a_mode_corrects_the_record(house: Any) -> None:
    alex = await (await house.person("Alex", "en")).joined("en")
    await alex.say("gondola 10 km")
    before = await corrections(house)
    await alex.press("Instead of the metro")
    await alex.press("driving alone")
    told = await alex.last()
    assert "the metro · 0.0 g → driving alone · 1.44 kg" in told
    assert "Compared with driving alone (as you said)" in told
    assert await house.grams(alex) == 10 * (CAR - TRAM)
    assert await corrections(house) == before + 1


async def test_ten_taps_on_a_mode_are_one_correction(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("坐缆车10公里")
    before = await corrections(house)
    await lin.press("如果不是")
    await lin.press("公交", times=10)
    assert await corrections(house) == before + 1
    assert await house.grams(lin) == 10 * (BUS - TRAM)
    assert "相比公交（你说的）" in await lin.last()


async def test_the_usual_way_counts_for_what_comes_and_can_be_forgotten(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("坐缆车10公里")
    await lin.press("如果不是")
    await lin.press("公交")
    await lin.press("以后都按公交", times=3)
    assert "以后凡是方法要问的，都相比公交算" in "".join([str(m.get("text")) for m in await lin.messages()][-3:])
    assert await usual(house, lin) == "bus"
    (receipt,) = await lin.say("坐缆车20公里")
    assert "相比公交（你平常的方式）" in receipt["text"]
    assert await house.grams(lin) == 30 * (BUS - TRAM)
    await lin.say("/privacy")
    assert "平常的方式（用来相比）：公交" in await lin.last()
    await lin.press("🔁 我平常的方式")
    await lin.press("忘掉我平常的方式")
    assert await usual(house, lin) is None
    (receipt,) = await lin.say("坐缆车5公里")
    assert "没说，按克数最少的算" in receipt["text"]


async def test_the_usual_way_can_be_said_before_any_record(house: Any) -> None:
    alex = await (await house.person("Alex", "en")).joined("en")
    await alex.say("/privacy")
    await alex.press("My usual way")
    await alex.press("driving alone", times=3)
    assert "compared with driving alone" in await alex.last()
    assert await usual(house, alex) == "car_alone"
    await alex.press("Back")
    assert "Usual way, for comparison: driving alone" in await alex.last()
    (receipt,) = await alex.say("gondola 10 km")
    assert "Compared with driving alone (your usual way)" in receipt["text"]
    await forge(house, alex, receipt, "us:broom")
    assert await usual(house, alex) == "car_alone"


async def test_another_quantity_keeps_what_was_said(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("坐缆车10公里")
    await lin.press("如果不是")
    await lin.press("公交")
    await lin.press("✏️ 改公里")
    await lin.say("4")
    assert "相比公交（你说的）" in await lin.last()
    assert await house.grams(lin) == 4 * (BUS - TRAM)


async def test_an_old_button_changes_nothing_once_the_record_is_undone(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("坐缆车10公里")
    message, packed = await lin.button("如果不是")
    await lin.press("↩️ 撤销")
    before = await corrections(house)
    ident = packed.split(":")[2]
    for data in (packed, f"is:{ident}:bus:0"):
        await forge(house, lin, message, data)
    assert await corrections(house) == before and await house.grams(lin) == 0


@pytest.mark.parametrize("mode", ["taxi", "hovercraft", "", "bus:0"])
async def test_a_mode_that_is_not_offered_is_an_old_button(house: Any, mode: str) -> None:
    lin = await (await house.person()).joined()
    await lin.say("坐缆车10公里")
    message, packed = await lin.button("如果不是")
    before = await corrections(house)
    await forge(house, lin, message, f"is:{packed.split(':')[2]}:{mode}:0")
    assert "这个按钮过期了" in await lin.last()
    assert await corrections(house) == before


@pytest.mark.parametrize("always", [0, 1])
async def test_somebody_elses_record_stays_shut(house: Any, always: int) -> None:
    lin = await (await house.person()).joined()
    await lin.say("坐缆车10公里")
    _, packed = await lin.button("如果不是")
    stranger = await (await house.person("老王")).joined()
    await stranger.say("坐缆车3公里")
    message, _ = await stranger.button("如果不是")
    before = await corrections(house)
    for data in (packed, f"is:{packed.split(':')[2]}:bus:{always}", packed.replace(":i:", ":k:")):
        await forge(house, stranger, message, data)
        assert "没有这条记录" in await stranger.last()
    assert await corrections(house) == before and await usual(house, stranger) is None


async def test_where_the_methodology_does_not_ask_there_is_neither_line_nor_button(house: Any) -> None:
    lin = await (await house.person()).joined()
    (receipt,) = await lin.say("地铁 12 公里")
    assert "相比" not in receipt["text"]
    with pytest.raises(AssertionError, match="no button"):
        await lin.button("如果不是")


async def test_the_download_holds_the_usual_way_and_erasing_takes_it(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("坐缆车10公里")
    await lin.press("如果不是")
    await lin.press("独自开车")
    await lin.press("以后都按独自开车")
    assert await usual(house, lin) == "car_alone"
    await lin.say("/privacy")
    file = next(one for one in await lin.press("下载我的数据") if one["document"]["file_name"].endswith(".json"))
    async with house.http.get(f"/simulator/files/{file['document']['file_id']}") as answer:
        data = orjson.loads(await answer.read())
    assert data["person"]["usual_mode"] == "car_alone"
    person_id = await house.value("SELECT person_id FROM telegram_account WHERE user_id = $1", lin.id)
    await erasing(house.container).erase(person_id)
    assert await house.value("SELECT count(*) FROM person WHERE id = $1", person_id) == 0


@pytest.mark.parametrize(
    ("language", "sentence", "line"),
    [
        ("en", "gondola 10 km instead of driving alone", "Compared with driving alone (as you said)"),
        ("en", "I usually drive, but gondola 10 km", "Compared with a car, average load (as you said)"),
        ("zh", "没坐公交，坐缆车10公里", "相比公交（你说的）"),
        ("zh", "坐缆车10公里，代替独自开车", "相比独自开车（你说的）"),
    ],
)
async def test_a_mode_said_in_the_sentence_is_taken_where_the_method_asks(
    house: Any, language: str, sentence: str, line: str
) -> None:
    talk = await (await house.person("Alex", "en" if language == "en" else "zh-hans")).joined(language)
    (receipt,) = await talk.say(sentence)
    assert line in receipt["text"]


@pytest.mark.parametrize("sentence", ["没打车改坐地铁12公里", "metro 12 km instead of a taxi"])
async def test_where_the_method_asks_nothing_it_changes_nothing(house: Any, sentence: str) -> None:
    lin = await (await house.person()).joined()
    (receipt,) = await lin.say(sentence)
    assert "561.6 克" in receipt["text"] and "相比" not in receipt["text"]


async def test_a_mode_that_the_method_does_not_compare_with_is_asked_about(house: Any) -> None:
    alex = await (await house.person("Alex", "en")).joined("en")
    (asked,) = await alex.say("gondola 10 km instead of flying")
    assert "does not compare with flying" in asked["text"] and await house.grams(alex) == 0
    await alex.press("driving alone", times=2)
    assert "Compared with driving alone (as you said)" in await alex.last()
    assert await house.grams(alex) == 10 * (CAR - TRAM)


async def test_two_modes_at_once_are_asked_about(house: Any) -> None:
    lin = await (await house.person()).joined()
    (asked,) = await lin.say("没打车也没开车，坐缆车10公里")
    assert "原本会用什么" in asked["text"]
    await lin.press("都不是")
    assert "没说，按克数最少的算" in await lin.last()


async def test_a_mode_outlives_the_question_for_the_distance(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("没坐公交，坐缆车")
    (receipt,) = await lin.say("10")
    assert "相比公交（你说的）" in receipt["text"]
    await lin.say("11 公里，代替公交")
    await lin.press("其他")
    (receipt,) = await lin.say("缆车")
    assert "相比公交（你说的）" in receipt["text"]


async def test_an_act_that_emitted_more_than_its_baseline_says_so_with_the_signed_sum(house: Any) -> None:
    lin = await (await house.person()).joined()
    (receipt,) = await lin.say("坐缆车10公里")
    assert "按这个方法算，比基准多排 57.2 克（带符号 −57.2 克），按 0 记" in receipt["text"]
    alex = await (await house.person("Alex", "en")).joined("en")
    await alex.say("gondola 10 km")
    assert "57.2 g more emitted than by its baseline (signed −57.2 g); it counts as 0." in await alex.last()
    (why,) = await alex.say("why")
    assert "The sum is -57,200 mg: this act emitted more than its baseline; it is credited with 0" in why["text"]
