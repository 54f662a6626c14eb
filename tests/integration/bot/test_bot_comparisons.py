"""The one comparison, where the chat shows it: the planet and why a number is what it is."""

from typing import Any

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_planet_and_the_sum_say_what_emits_as_much(house: Any) -> None:
    alex = await (await house.person("Alex", "en")).joined("en")
    await alex.say("metro 12 km")
    (why,) = await alex.say("why this number")
    assert "As much as 1.0 kWh of China's average grid power emits" in why["text"].splitlines()
    assert "How it is worked out, in full: cn-sz-lcpt/2021.1" in why["text"].splitlines()
    (link,) = [one["url"] for one in why["entities"] if one["type"] == "text_link"]
    assert link.endswith("/methodologies/cn-sz-lcpt/2021.1?lang=en")
    (planet,) = await alex.say("/planet")
    assert "As much as 1.0 kWh of China's average grid power emits" in planet["caption"].splitlines()


async def test_what_is_too_little_is_compared_with_nothing(house: Any) -> None:
    lin = await (await house.person()).joined()
    (seed,) = await lin.say("/planet")
    assert "相当于" not in seed["caption"]
    await lin.say("地铁 1 公里")
    (why,) = await lin.say("为什么")
    assert "46.8 mg/m" in why["text"] and "相当于" not in why["text"]


async def test_the_comparison_is_told_in_chinese(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("地铁 20 公里")
    (planet,) = await lin.say("/planet")
    assert "相当于全国平均电网 1.7 度电的排放" in planet["caption"].splitlines()
    assert len(planet["caption"]) <= 1024
