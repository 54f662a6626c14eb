"""The tests of own data and of hostile messages seen to fail: each is run over a bot with one line planted wrong."""

from typing import Any

import pytest

from bot import middlewares
from reporting.personal import own_data
from tests.integration.bot import test_bot_hostile as hostile
from tests.integration.bot import test_bot_own_data as held
from tests.planting import FAILS, plant

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_any_table_that_the_download_leaves_out_is_seen(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    await held.test_every_table_that_knows_people_is_in_the_download(house)
    every, unseen = held.KEPT, set()
    for left_out in {kept.table for kept in every}:
        monkeypatch.setattr(held, "KEPT", [kept for kept in every if kept.table != left_out])
        try:
            await held.test_every_table_that_knows_people_is_in_the_download(house)
        except AssertionError:
            continue
        unseen.add(left_out)
    assert unseen == set()


async def test_a_sealed_column_that_is_handed_out_is_seen(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = [own_data.Kept(kept.table, tenant=kept.tenant) if kept.hidden else kept for kept in held.KEPT]
    monkeypatch.setattr(held, "KEPT", shown)
    with pytest.raises(AssertionError, match=r"<= set\(\)"):
        await held.test_no_column_of_sealed_bytes_is_handed_out(house)


async def test_a_download_with_everybodys_rows_is_seen(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, own_data, "own_rows", "{kept.column} = $2", "$2::uuid IS NOT NULL")
    with pytest.raises(FAILS):
        await held.test_another_persons_rows_are_not_in_it(house)


async def test_a_download_without_the_entries_is_seen(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, own_data.OwnData, "_of", 'rows["log_entry"] = entries', 'rows["log_entry"] = entries[1:]')
    with pytest.raises(FAILS):
        await held.test_both_files_hold_every_record_and_nothing_live(house)


async def test_a_refusal_that_is_told_as_our_own_mistake_is_seen(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, middlewares, "_answered", "return errors.told(here, problem)", "return errors.apology(here)")
    with pytest.raises(AssertionError, match="出错了"):
        await hostile.test_every_forged_button_gets_an_answer(house)
