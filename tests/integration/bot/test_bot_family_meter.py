"""⚡ in /family: bills and readings in chat, asked back, corrected, and what is said of their grams."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.handlers.family_meter import read_kwh
from kernel.clock import Clock, FixedClock
from tests.integration.bot.test_bot_family import entered, link_of, made

pytestmark = pytest.mark.asyncio


@pytest.fixture
def clock() -> FixedClock:
    """A Wednesday noon in Shenzhen, which the tests move on."""
    return FixedClock(datetime(2026, 11, 18, 4, 0, tzinfo=UTC))


async def bill(talk: Any, month: str, said: str) -> str:
    """Enters a bill; the last thing that the bot says."""
    await talk.say("/family")
    await talk.press("电表")
    await talk.press("录电费单")
    await talk.press(month)
    await talk.say(said)
    return str(await talk.last())


async def reading(talk: Any, said: str) -> str:
    await talk.say("/family")
    await talk.press("电表")
    await talk.press("抄今天的表")
    await talk.say(said)
    return str(await talk.last())


async def test_bills_get_a_baseline_a_saving_and_a_reason_for_no_grams(dated_chat: Any) -> None:
    lin = await made(await (await dated_chat.person("小林")).joined())
    assert "再录 3 张" in await bill(lin, "2026 年 6 月", "200")
    assert "再录 2 张" in await bill(lin, "2026 年 7 月", "220 度")
    assert "再录 1 张" in await bill(lin, "2026 年 8 月", "240kWh")
    told = await bill(lin, "2026 年 10 月", "２００ 度")
    assert "最早三张账单的均值 220" in told and "省了 20" in told and "不算克数" in told
    await lin.say("/family")
    await lin.press("电表")
    assert "2026 年 10 月 · 200" in await lin.last()


async def test_a_spouses_same_bill_counts_once(dated_chat: Any) -> None:
    lin = await made(await (await dated_chat.person("小林")).joined())
    ming = await entered(dated_chat, "阿明", await link_of(lin))
    await bill(lin, "2026 年 10 月", "200")
    assert "小林 已经录过了" in await bill(ming, "2026 年 10 月", "200")


async def test_a_slip_is_asked_back_and_a_correction_too(dated_chat: Any) -> None:
    lin = await made(await (await dated_chat.person("小林")).joined())
    await bill(lin, "2026 年 9 月", "200")
    assert "十倍" in await bill(lin, "2026 年 10 月", "2000")
    await lin.press("没错", times=2)
    assert "已录" in await lin.last()
    assert "改成" in await bill(lin, "2026 年 10 月", "210")
    await lin.press("没错")
    assert "210" in await lin.last()
    assert "不能改了" in await bill(lin, "2026 年 9 月", "100")


async def test_eight_days_then_the_ninth_is_compared(dated_chat: Any, clock: FixedClock) -> None:
    lin = await made(await (await dated_chat.person("小林")).joined())
    stands = 5_000_000
    for used in (0, 8_100, 7_950, 8_420, 9_003, 7_777, 8_200, 8_601):
        stands += used
        assert "再连着抄" in await reading(lin, f"{stands / 1000:.3f}")
        clock.at = clock.at.replace(day=clock.at.day + 1)
    assert "比上一次的" in await reading(lin, "12")
    told = await reading(lin, f"{(stands + 7_001) / 1000:.3f}")
    assert "前七天的日均 8.293" in told and "570.9 克" in told
    await lin.say("/family")
    assert "本月家里 570.9 克" in await lin.last()


async def test_a_slip_of_yesterday_is_mended_by_button(dated_chat: Any, clock: FixedClock) -> None:
    lin = await made(await (await dated_chat.person("小林")).joined())
    await reading(lin, "5068")
    clock.at += timedelta(days=1)
    await lin.say("/family")
    await lin.press("电表")
    await lin.press("更正 11 月 18 日")
    await lin.say("5086")
    assert "改成 5,086.0 度" in await lin.last()
    await lin.press("没错")
    assert "5,086.0 度，已录" in await lin.last()


async def test_where_there_is_no_factor_it_is_said(dated_chat: Any, clock: FixedClock) -> None:
    lin = await made(await (await dated_chat.person("小林")).joined())
    async with dated_chat.work() as connection:
        await connection.execute("UPDATE person SET region = 'CN-XZ'")
    dated_chat.workers._services.directory.forget(lin.id)
    for day in range(8):
        await reading(lin, str(1000 + 8 * day))
        clock.at = clock.at.replace(day=clock.at.day + 1)
    told = await reading(lin, "1063")
    assert "没有可用的电网系数" in told
    assert await dated_chat.grams(lin) == 0


async def test_what_is_said_long_after_is_ones_own_and_not_the_childs(dated_chat: Any, clock: FixedClock) -> None:
    lin = await made(await (await dated_chat.person("小林")).joined())
    for label in ("孩子", "加一个孩子"):
        await lin.press(label)
    await lin.say("小小")
    for label in ("小小", "给小小记一件"):
        await lin.press(label)
    clock.at += timedelta(minutes=11)
    (receipt,) = await lin.say("公交 3 公里")
    assert "80.7 克" in receipt["text"] and "小小" not in receipt["text"]


async def test_words_that_are_no_number_leave_the_question_and_record(dated_chat: Any) -> None:
    lin = await made(await (await dated_chat.person("小林")).joined())
    await lin.say("/family")
    await lin.press("电表")
    await lin.press("抄今天的表")
    (receipt,) = await lin.say("公交 3 公里")
    assert "80.7 克" in receipt["text"]


async def test_the_meter_in_english(dated_chat: Any, clock: Clock) -> None:
    amy = await (await dated_chat.person("Amy", "en")).joined("en")
    await amy.say("/family")
    await amy.press("Make a household")
    await amy.press("Agree, call it")
    await amy.press("Meter")
    await amy.press("Add bill")
    await amy.press("October 2026")
    await amy.say("210.5 kWh")
    assert "October 2026: 210.5 kWh, noted" in await amy.last()
    assert "3 earlier bills more" in await amy.last()


@pytest.mark.parametrize(
    ("said", "wh"),
    [
        ("210", 210_000), ("210.5度", 210_500), (" 5068.512 kWh ", 5_068_512), ("２１０", 210_000), ("0", 0),
        ("1,234", None), ("-5", None), ("1e5", None), ("210 km", None), ("", None), ("99999999", None), ("nan", None),
    ],
)  # fmt: skip
async def test_a_number_is_read_exactly_or_not_at_all(said: str, wh: int | None) -> None:
    assert read_kwh(said) == wh
