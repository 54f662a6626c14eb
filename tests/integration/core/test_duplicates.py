"""Everything delivered three times, in any order and all at once, counts once; a log that forgets its keys is seen."""

import asyncio
import random
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg

from actions.commands import RecordAction

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

ACTS, TIMES, SEED = 12, 3, 20261121
FORGETFUL = (
    "CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
    " CREATE TRIGGER forget BEFORE INSERT ON log_idem FOR EACH ROW EXECUTE FUNCTION forget()"
)
"""The planted defect: keys are bound to entries, and not kept."""


def _acts(company: "Company") -> list[RecordAction]:
    """Different trips of two people, told in chat."""
    return [company.tell(1_000 + number, rider=number % 2, another=True) for number in range(ACTS)]


async def _counted_twice(company: "Company", deliveries: list[RecordAction]) -> int:
    """Delivers in small crowds; how many acts stand beyond those that there were."""
    for first in range(0, len(deliveries), 5):
        crowd = deliveries[first : first + 5]
        await asyncio.gather(*(company.record(command) for command in crowd))
    entries = [one for one in await company.entries() if one["type"] == "action.recorded"]
    return len(entries) - ACTS


def _thrice(acts: list[RecordAction]) -> list[RecordAction]:
    deliveries = acts * TIMES
    random.Random(SEED).shuffle(deliveries)
    return deliveries


async def test_what_is_delivered_three_times_counts_once(company: "Company", tmp_path: Path) -> None:
    acts = _acts(company)
    assert await _counted_twice(company, _thrice(acts)) == 0
    assert (await company.total_mg())[0] == sum((act.quantity or 0) * 468 // 10 for act in acts)
    await company.audited(tmp_path / "export")


async def test_the_check_sees_a_log_that_forgets_its_keys(company: "Company") -> None:
    url = company.container.settings.database_owner_url
    assert url is not None
    owner = await asyncpg.connect(url.get_secret_value())
    try:
        await owner.execute(FORGETFUL)
    finally:
        await owner.close()
    assert await _counted_twice(company, _thrice(_acts(company))) > 0
