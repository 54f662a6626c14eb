"""The queue of updates: confirmation, redelivery, replays."""

from datetime import UTC, datetime

from simulator.faults import Faults
from simulator.journal import Journal
from simulator.updates import Updates


def queue(faults: Faults | None = None) -> Updates:
    return Updates(Journal(None), faults or Faults(), datetime(2026, 11, 21, tzinfo=UTC))


async def test_unconfirmed_updates_come_again_and_confirmed_ones_do_not() -> None:
    updates = queue()
    first = updates.add("message", {"n": 1})
    updates.add("message", {"n": 2})
    assert first is not None
    assert len(await updates.poll(0, 100, 0)) == 2
    assert len(await updates.poll(first, 100, 0)) == 2
    assert [update["message"]["n"] for update in await updates.poll(first + 1, 100, 0)] == [2]


async def test_a_negative_offset_keeps_only_the_last() -> None:
    updates = queue()
    for n in range(5):
        updates.add("message", {"n": n})
    assert [update["message"]["n"] for update in await updates.poll(-2, 100, 0)] == [3, 4]
    assert len(updates) == 2


async def test_opt_in_kinds_come_only_when_listed() -> None:
    updates = queue()
    assert updates.add("message_reaction", {}) is None
    updates.allow(["message_reaction"])
    assert updates.add("message_reaction", {}) is not None
    assert updates.add("message", {}) is None
    updates.allow(None)
    assert updates.add("message", {}) is None
    updates.allow([])
    assert updates.add("message", {}) is not None


async def test_a_replay_of_a_confirmed_id_is_delivered_once() -> None:
    updates = queue()
    first = updates.add("message", {"n": 1})
    assert first is not None
    await updates.poll(0, 100, 0)
    await updates.poll(first + 1, 100, 0)
    updates.put({"update_id": first, "message": {"n": 1}})
    assert [update["update_id"] for update in await updates.poll(first + 1, 100, 0)] == [first]
    assert await updates.poll(first + 1, 100, 0) == []


async def test_skipping_ahead_forgets_what_was_never_delivered() -> None:
    updates = queue()
    last = [updates.add("message", {"n": n}) for n in range(3)][-1]
    assert last is not None
    assert await updates.poll(last + 1, 100, 0) == []


async def test_deliveries_can_be_doubled_and_reversed() -> None:
    faults = Faults()
    updates = queue(faults)
    updates.add("message", {"n": 1})
    updates.add("message", {"n": 2})
    faults.duplicates, faults.reordered = 1, 1
    assert [update["message"]["n"] for update in await updates.poll(0, 100, 0)] == [2, 1, 1]
    assert [update["message"]["n"] for update in await updates.poll(0, 100, 0)] == [1, 2]


def test_ids_grow_over_a_start_without_memory() -> None:
    early = Updates(Journal(None), Faults(), datetime(2026, 11, 21, 8, 0, 0, tzinfo=UTC))
    late = Updates(Journal(None), Faults(), datetime(2026, 11, 21, 8, 0, 5, tzinfo=UTC))
    for _ in range(30):
        early.add("message", {})
    assert late.next_id > early.next_id
    assert late.next_id < 2**31
