"""A small vocabulary of the same shape as the kinds' list, so that the grammar is tested without it."""

from collections.abc import Mapping

import pytest

from language.phrases.vocabulary import Vocabulary

METRES = {"min": 50, "max": 1_000_000}
GRAMS = {"min": 10, "max": 200_000, "ask_above": 50_000}
ONCE = {"min": 1, "max": 20, "ask_above": 10}


def _kind(
    code: str, unit: str, zh: str, en: str, limits: Mapping[str, int], *, counts: bool = True
) -> Mapping[str, object]:
    return {
        "code": code,
        "unit": unit,
        "words": {"zh": zh.split(), "en": en.split(",")},
        "limits": dict(limits),
        "counts": counts,
    }


KINDS: list[Mapping[str, object]] = [
    _kind("metro", "m", "地铁 轨交 轻轨", "metro,subway,tube,mrt,underground", METRES | {"ask_above": 120_000}),
    _kind("bus", "m", "公交 公交车 公共汽车 巴士", "bus", METRES | {"ask_above": 60_000}),
    _kind(
        "cycling",
        "m",
        "骑车 骑行 自行车 单车 共享单车",
        "bike,bicycle,cycling,cycled,biked",
        METRES | {"ask_above": 50_000},
    ),
    _kind("walking", "m", "走路 步行 散步", "walk,walked,walking", METRES | {"ask_above": 15_000}),
    _kind("paper", "g", "废纸 旧报纸 报纸 纸", "paper,newspaper,newspapers", GRAMS),
    _kind("cardboard", "g", "纸箱 纸板", "cardboard", GRAMS),
    _kind("plastic", "g", "塑料 塑料瓶", "plastic", GRAMS),
    _kind("metal", "g", "金属 铁罐", "metal,steel", GRAMS),
    _kind("aluminium", "g", "易拉罐 铝", "aluminium,aluminum", GRAMS),
    _kind("glass", "g", "玻璃 玻璃瓶", "glass", GRAMS),
    _kind("electronics", "g", "电器 旧电器", "electronics", GRAMS),
    _kind("old_clothes", "g", "旧衣 旧衣服 衣服", "clothes,old clothes,clothing", GRAMS),
    _kind("event_checkin", "event", "参加活动", "attended", ONCE),
    _kind("lights_off", "event", "关灯 随手关灯", "lights off,turned off the lights", ONCE),
    _kind("setpoint_check", "event", "空调 26度", "setpoint,thermostat", ONCE),
    _kind("stairs", "event", "爬楼梯 走楼梯", "stairs", {"min": 1, "max": 200, "ask_above": 60}),
    _kind("own_cup", "event", "自带杯", "own cup", ONCE),
    _kind("paperless", "event", "少打印 双面打印 无纸化", "paperless", {"min": 1, "max": 1000, "ask_above": 100}),
    _kind("video_meeting", "event", "视频会议", "video meeting,video call", ONCE),
    _kind(
        "step_donation",
        "event",
        "捐步 捐",
        "donate,donated,step donation",
        {"min": 1, "max": 100_000, "ask_above": 20_000},
    ),
    _kind("driving", "m", "开车 自驾", "drive,drove,driving,car", METRES | {"ask_above": 500_000}, counts=False),
]


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary.from_kinds(KINDS)
