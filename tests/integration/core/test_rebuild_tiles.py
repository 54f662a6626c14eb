"""Tiles are the entries': each wrong one is named and mended, and nothing is rebuilt on an altered log."""

from typing import TYPE_CHECKING

import pytest

from app.worker import integrate_all
from ledger.integrator import LeafAltered, TreeUnlike
from tests.integration.core.projections import check, plant, rebuilding, rows, stored_tiles

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_tile SET bytes = overlay(bytes PLACING '\\x00'::bytea FROM 40)",
        "UPDATE log_tile SET bytes = substring(bytes FOR 64)",
        "UPDATE log_tile SET bytes = bytes || substring(bytes FOR 32)",
        "DELETE FROM log_tile",
        "INSERT INTO log_tile SELECT log_id, 1, 0, bytes FROM log_tile",
        "INSERT INTO log_tile SELECT log_id, 0, 1, bytes FROM log_tile",
    ],
)
async def test_a_wrong_tile_is_named_and_mended(lived: "Company", statement: str) -> None:
    before = await stored_tiles(lived)
    await plant(lived, statement)
    found = await check(lived)
    assert found.differences == {"tile": 1} and len(found.wrong_tiles) == 1
    assert (await rebuilding(lived).rebuild(lived.log_id)).equal
    assert await stored_tiles(lived) == before


async def test_in_a_log_of_many_tiles_exactly_the_wrong_ones_are_named(company: "Company") -> None:
    for batch in range(3):
        await company.record_many(*(company.tell(1_000, kind="walking", another=True) for _ in range(200)))
        if batch == 1:
            await integrate_all(company.container)
    await integrate_all(company.container)
    before = await stored_tiles(company)
    assert [(row["level"], row["idx"]) for row in before] == [(0, 0), (0, 1), (0, 2), (1, 0)]
    found = await check(company)
    assert (found.equal, found.entries, found.tiles) == (True, 600, 4)
    await plant(
        company,
        "UPDATE log_tile SET bytes = overlay(bytes PLACING '\\x00' FROM 9) WHERE level = 0 AND idx = 1",
        "UPDATE log_tile SET bytes = bytes || substring(bytes FOR 32) WHERE level = 1",
        "INSERT INTO log_tile SELECT log_id, 2, 0, bytes FROM log_tile WHERE level = 1",
        "INSERT INTO log_tile SELECT log_id, 0, 3, bytes FROM log_tile WHERE level = 1",
    )
    found = await check(company)
    assert found.wrong_tiles == [(0, 1), (0, 3), (1, 0), (2, 0)] and found.differences == {"tile": 4}
    assert (await rebuilding(company).rebuild(company.log_id)).equal
    assert await stored_tiles(company) == before


async def test_an_altered_entry_is_no_ground_to_rebuild_on(lived: "Company") -> None:
    before = await rows(lived)
    await plant(
        lived,
        "UPDATE action SET reduction_mg = 1 WHERE seq = 1",
        "UPDATE log_entry SET entry = convert_to(replace(convert_from(entry, 'UTF8'), '12000', '12001'), 'UTF8')"
        " WHERE seq = 1",
    )
    changed = await rows(lived)
    assert changed != before
    for work in (rebuilding(lived).check, rebuilding(lived).rebuild):
        with pytest.raises(LeafAltered) as altered:
            await work(lived.log_id)
        assert altered.value.params["n"] == 1
    assert await rows(lived) == changed


async def test_a_log_rewritten_with_fresh_hashes_is_no_ground_to_rebuild_on(lived: "Company") -> None:
    last = len(await lived.entries()) - 1
    other = """convert_to(replace(convert_from(entry, 'UTF8'), '"v":1', '"v":2'), 'UTF8')"""
    await plant(
        lived,
        "DELETE FROM log_tile",
        f"UPDATE log_entry SET entry = {other}, leaf = sha256('\\x00' || {other}) WHERE seq = {last}",
    )
    for work in (rebuilding(lived).check, rebuilding(lived).rebuild):
        with pytest.raises(TreeUnlike):
            await work(lived.log_id)
    assert await stored_tiles(lived) == []
