"""/whatif in chat: which other versions there are, and one's own records by one of them, side by side."""

from pathlib import Path
from typing import Any

import pytest

from tests.integration.core.versions import version, write


@pytest.fixture(autouse=True)
def dropped_in(tmp_path: Path) -> None:
    """A second published value as a draft, before the product starts."""
    write(tmp_path / "methodologies", version("2021.8", metro="46.7", status="draft"))


async def test_ones_records_by_another_version_stand_side_by_side(chat: Any) -> None:
    talk = await (await chat.person()).joined()
    await talk.say("坐地铁10公里")
    await talk.say("坐公交5公里")
    before = await chat.value("SELECT size FROM log_head")
    await talk.say("/whatif")
    assert "cn-sz-lcpt/2021.8：草案" in await talk.last()
    await talk.press("cn-sz-lcpt/2021.8")
    told = await talk.last()
    assert "地铁：1 条，账上 468.0 克 → 会是 467.0 克（少 1.0 克）" in told
    assert "公交：1 条，账上 134.5 克 → 会是 134.5 克（一样）" in told
    assert "合计 2 条：账上 602.5 克 → 会是 601.5 克（少 1.0 克）" in told
    assert told.endswith("账本没有变。")
    assert await chat.value("SELECT size FROM log_head") == before


async def test_why_this_number_offers_the_other_version(chat: Any) -> None:
    talk = await (await chat.person("Zoe", "en")).joined("en")
    await talk.say("metro 10 km")
    await talk.press("Details")
    await talk.press("The sum")
    await talk.press("Another version")
    await talk.press("cn-sz-lcpt/2021.8")
    told = await talk.last()
    assert "Metro: 1 record, booked 468.0 g → would be 467.0 g (1.0 g less)" in told
    assert told.endswith("The ledger is unchanged.")


async def test_without_records_there_is_nothing_to_compare(chat: Any) -> None:
    talk = await (await chat.person()).joined()
    await talk.say("/whatif")
    assert "没有别的版本" in await talk.last()


async def test_a_stranger_is_asked_for_consent_first(chat: Any) -> None:
    talk = await chat.person()
    await talk.say("/whatif")
    assert "继续" in str((await talk.messages())[-1])


async def test_records_that_still_wait_are_told_apart(chat: Any) -> None:
    talk = await (await chat.person()).joined()
    await talk.say("坐地铁10公里")
    async with chat.work() as connection:
        await connection.execute("UPDATE action SET status = 'pending_review', reduction_mg = 0")
    await talk.say("/whatif")
    await talk.press("cn-sz-lcpt/2021.8")
    told = await talk.last()
    assert "1 条还在等审核" in told and "没有能按它计算的记录" in told
