"""Every kind of act by sentence and by button, in both languages; and what becomes of it as the days pass."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kernel.clock import Clock, SystemClock

NOON = datetime(2026, 11, 18, 4, tzinfo=UTC)
"""Wednesday noon in Shenzhen."""

SENTENCES: dict[str, list[tuple[str, str, int, int]]] = {
    "zh": [
        ("坐地铁12公里", "metro", 12_000, 561_600),
        ("公交 3 公里", "bus", 3_000, 80_700),
        ("骑车5公里", "cycling", 5_000, 77_450),
        ("走路 800 米", "walking", 800, 0),
        ("旧衣 5 斤", "old_clothes", 2_500, 0),
        ("卖了两公斤废纸", "paper", 2_000, 5_970_800),
        ("关灯", "lights_off", 1, 0),
        ("自带杯", "own_cup", 1, 0),
        ("走楼梯5层", "stairs", 5, 0),
        ("少打印10张", "paperless", 10, 0),
        ("视频会议", "video_meeting", 1, 0),
    ],
    "en": [
        ("took the metro 12 km", "metro", 12_000, 561_600),
        ("bus 3 km", "bus", 3_000, 80_700),
        ("cycled 5 km", "cycling", 5_000, 77_450),
        ("walked 800 m", "walking", 800, 0),
        ("clothes 2.5 kg", "old_clothes", 2_500, 0),
        ("recycled 2 kg of paper", "paper", 2_000, 5_970_800),
        ("lights off", "lights_off", 1, 0),
        ("own cup", "own_cup", 1, 0),
        ("stairs 5 floors", "stairs", 5, 0),
        ("10 sheets not printed", "paperless", 10, 0),
        ("video meeting", "video_meeting", 1, 0),
    ],
}


class Days(Clock):
    """Time that runs on from a Wednesday noon, and jumps."""

    def __init__(self) -> None:
        self._real = SystemClock()
        self._shift = NOON - self._real.now()

    def now(self) -> datetime:
        return self._real.now() + self._shift

    def pass_by(self, **delta: int) -> None:
        self._shift += timedelta(**delta)


@pytest.fixture
def clock() -> Days:
    return Days()


async def _acts(chat: Any) -> list[tuple[Any, ...]]:
    async with chat.work() as connection:
        rows = await connection.fetch(
            "SELECT kind, quantity, reduction_mg, occurred_on, status, evidence FROM action ORDER BY seq"
        )
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_kind_is_recorded_by_a_sentence(dated_chat: Any, language: str) -> None:
    talk = await (await dated_chat.person("林", language)).joined(language)
    for text, *_ in SENTENCES[language]:
        (receipt,) = await talk.say(text)
        assert ("证据 C" if language == "zh" else "Evidence C") in receipt["text"], (text, receipt["text"])
    recorded = [(kind, quantity, mg) for kind, quantity, mg, *_ in await _acts(dated_chat)]
    assert recorded == [(kind, quantity, mg) for _, kind, quantity, mg in SENTENCES[language]]
    assert {act[5] for act in await _acts(dated_chat)} == {"self_reported"}


async def test_every_kind_is_recorded_by_buttons(dated_chat: Any) -> None:
    lin = await (await dated_chat.person("林", "zh")).joined("zh")
    for word, *labels in (
        ("🚇 地铁", "12.0 公里"),
        ("🚌 公交", "3.0 公里"),
        ("🚲 骑行", "6.0 公里"),
        ("/log", "步行", "3.0 公里"),
        ("♻️ 回收", "旧衣", "2.0 公斤"),
    ):
        await lin.say(word)
        for label in labels:
            await lin.press(label)
        assert (await lin.last()).startswith("✅"), (word, await lin.last())
    assert [act[:2] for act in await _acts(dated_chat)] == [
        ("metro", 12_000), ("bus", 3_000), ("cycling", 6_000), ("walking", 3_000), ("old_clothes", 2_000),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "label", "late", "correct", "changed"),
    [
        ("zh", "↩️ 撤销", "已超过 10 分钟", "更正", "12.0 公里 · 561.6 克 → 9.0 公里 · 421.2 克"),
        ("en", "↩️ Undo", "Past 10 minutes", "Correct", "12.0 km · 561.6 g → 9.0 km · 421.2 g"),
    ],
)
async def test_after_ten_minutes_a_correction_takes_the_place_of_undo(
    dated_chat: Any, clock: Days, language: str, label: str, late: str, correct: str, changed: str
) -> None:
    talk = await (await dated_chat.person("林", language)).joined(language)
    await talk.say("metro 12 km")
    clock.pass_by(minutes=9)
    await talk.say("metro 3 km")
    clock.pass_by(minutes=2)
    first = [m for m in await talk.messages() if "561.6" in m.get("text", "")][-1]
    undo = next(one for row in first["reply_markup"]["inline_keyboard"] for one in row if one["text"] == label)
    path = f"chats/{talk.id}/messages/{first['message_id']}/press"
    await dated_chat.post(path, {"person": talk.id, "data": undo["callback_data"]})
    assert late in await talk.last()
    await talk.press(correct)
    (done,) = await talk.say("9")
    assert changed in done["text"]
    await talk.say("/undo")
    assert [act[1:3] + act[4:5] for act in await _acts(dated_chat)] == [
        (9_000, 421_200, "corrected"), (3_000, 0, "reversed"),
    ]  # fmt: skip
    types = "SELECT count(*) FROM log_entry WHERE convert_from(entry, 'UTF8') LIKE '%action.corrected%'"
    assert await dated_chat.value(types) == 1


@pytest.mark.parametrize(
    ("language", "seven", "eight", "refusal"),
    [
        ("zh", "11月11日坐地铁12公里", "11月10日坐地铁12公里", "只能补 7 天内的。"),
        ("en", "metro 12 km on 11 November", "metro 12 km on 10 November", "Only the last 7 days can be added."),
    ],
)
async def test_seven_days_can_be_filled_in_and_the_eighth_cannot(
    dated_chat: Any, language: str, seven: str, eight: str, refusal: str
) -> None:
    talk = await (await dated_chat.person("林", language)).joined(language)
    (answer,) = await talk.say(eight)
    assert answer["text"] == refusal
    (receipt,) = await talk.say(seven)
    assert "561.6" in receipt["text"]
    assert [act[3].isoformat() for act in await _acts(dated_chat)] == ["2026-11-11"]


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [("zh", "换了LED灯 3 盏", "只有这一个数还算不出克数"), ("en", "3 led bulbs", "One number is not enough for grams")],
)
async def test_what_one_number_cannot_price_is_kept_and_the_reason_is_said(
    dated_chat: Any, language: str, text: str, said: str
) -> None:
    talk = await (await dated_chat.person("林", language)).joined(language)
    (receipt,) = await talk.say(text)
    assert said in receipt["text"]
    assert [act[1:3] for act in await _acts(dated_chat)] == [(3, 0)]
