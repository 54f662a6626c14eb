"""The inbox and the outbox: stored once, in order within a chat, handed on after a crash, set aside after five tries."""

from datetime import UTC, datetime, timedelta

import pytest

from app.container import Container
from kernel.mailbox import LEASE, MOST_ATTEMPTS, Arrival, Inbox, Outbox, post

NOW = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
BOT = 42


@pytest.fixture
def inbox(container: Container) -> Inbox:
    return Inbox(container.database, BOT)


async def _taken(inbox: Inbox, now: datetime = NOW, most: int = 100) -> list[int]:
    return [letter.update_id for letter in await inbox.take(most, now)]


async def test_a_second_delivery_is_the_same_row(inbox: Inbox) -> None:
    assert await inbox.store([Arrival(1, 5, "a"), Arrival(2, 5, "b")], NOW) == 2
    assert await inbox.store([Arrival(2, 5, "b"), Arrival(3, 5, "c")], NOW) == 1
    assert await _taken(inbox) == [1]
    await inbox.done([1], NOW)
    assert await inbox.store([Arrival(1, 5, "a")], NOW) == 0
    assert await _taken(inbox) == [2], "what is done does not come again"


async def test_two_bots_do_not_share_numbers(container: Container, inbox: Inbox) -> None:
    other = Inbox(container.database, BOT + 1)
    await inbox.store([Arrival(1, 5, "a")], NOW)
    assert await other.store([Arrival(1, 5, "b")], NOW) == 1
    assert [letter.body for letter in await other.take(5, NOW)] == ["b"]


async def test_of_each_chat_only_the_oldest_is_handed_out(inbox: Inbox) -> None:
    chats = {1: 5, 2: 6, 3: 5, 4: None, 5: None, 6: 6}
    await inbox.store([Arrival(number, chat, "") for number, chat in chats.items()], NOW)
    assert await _taken(inbox) == [1, 2, 4, 5]
    await inbox.done([2], NOW)
    assert await _taken(inbox) == [6], "chat 5 still waits for its first"


async def test_a_lease_that_ran_out_hands_the_update_on_before_its_followers(inbox: Inbox) -> None:
    await inbox.store([Arrival(1, 5, ""), Arrival(2, 5, "")], NOW)
    assert await _taken(inbox) == [1]
    assert await _taken(inbox, NOW + LEASE) == []
    (again,) = await inbox.take(5, NOW + LEASE + timedelta(seconds=1))
    assert (again.update_id, again.attempts) == (1, 2)


async def test_a_failed_update_pauses_longer_each_time_and_is_set_aside(inbox: Inbox) -> None:
    await inbox.store([Arrival(1, 5, ""), Arrival(2, 5, "")], NOW)
    now, aside = NOW, False
    for attempt in range(1, MOST_ATTEMPTS + 1):
        (letter,) = await inbox.take(5, now)
        assert (letter.update_id, letter.attempts) == (1, attempt)
        aside = await inbox.failed(letter, now)
        assert await _taken(inbox, now + timedelta(seconds=2**attempt - 1)) == ([2] if aside else [])
        now += timedelta(seconds=2**attempt + 1)
    assert aside


async def test_an_update_that_kills_every_worker_is_set_aside_too(inbox: Inbox) -> None:
    await inbox.store([Arrival(1, 5, ""), Arrival(2, 5, "")], NOW)
    now = NOW
    for _ in range(MOST_ATTEMPTS):
        assert await _taken(inbox, now) == [1]
        now += LEASE + timedelta(seconds=1)
    assert await _taken(inbox, now) == [2]


async def test_two_workers_never_hold_one_update_or_one_chat(container: Container, inbox: Inbox) -> None:
    await inbox.store([Arrival(number, number % 3, "") for number in range(30)], NOW)
    other = Inbox(container.database, BOT)
    seen: list[int] = []
    for turn in range(40):
        worker = (inbox, other)[turn % 2]
        taken = await _taken(worker, most=2)
        held = [number % 3 for number in taken]
        assert len(set(held)) == len(held)
        await worker.done(taken, NOW)
        seen += taken
    assert sorted(seen) == list(range(30))
    for chat in range(3):
        assert [n for n in seen if n % 3 == chat] == list(range(chat, 30, 3)), "in order within a chat"


async def test_a_message_of_a_rolled_back_transaction_is_never_sent(container: Container) -> None:
    outbox = Outbox(container.database)
    with pytest.raises(ZeroDivisionError):
        async with container.database.work() as connection:
            await post(connection, "text", {"n": 1}, NOW)
            raise ZeroDivisionError
    assert await outbox.take("text", 5, NOW) == []


async def test_the_outbox_hands_out_what_is_due_of_its_kind_once(container: Container) -> None:
    outbox = Outbox(container.database)
    async with container.database.work() as connection:
        await post(connection, "text", {"n": 1}, NOW)
        await post(connection, "hook", {"n": 2}, NOW)
        await post(connection, "text", {"n": 3}, NOW + timedelta(hours=1))
    (parcel,) = await outbox.take("text", 5, NOW)
    assert parcel.body == {"n": 1}
    assert await outbox.take("text", 5, NOW) == []
    await outbox.failed(parcel, NOW)
    assert await outbox.take("text", 5, NOW) == []
    (again,) = await outbox.take("text", 5, NOW + timedelta(seconds=3))
    await outbox.done(again.id, NOW)
    assert [one.body for one in await outbox.take("text", 5, NOW + timedelta(hours=2))] == [{"n": 3}]


async def test_a_parcel_that_no_try_came_back_from_is_set_aside(container: Container) -> None:
    outbox = Outbox(container.database)
    async with container.database.work() as connection:
        await post(connection, "text", {}, NOW)
    now = NOW
    for _ in range(MOST_ATTEMPTS):
        assert len(await outbox.take("text", 5, now)) == 1
        now += LEASE + timedelta(seconds=1)
    assert await outbox.take("text", 5, now) == []
