"""A message to all: seen first, counted, sent once each however often the sender dies, stopped, and by two if to many."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from accounts import approvals, broadcasting, broadcasts, notifying, people
from accounts.approvals import SecondPersonNeeded
from accounts.broadcasts import BroadcastUnusable
from accounts.people import RoleMissing
from app.erase import erasing
from kernel.clock import FixedClock
from tests.integration.bot.test_bot_choosing import Firm

SHANGHAI = ZoneInfo("Asia/Shanghai")
TEXT = "周五一楼大厅见 <b>&"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 18, 12, 0, tzinfo=SHANGHAI))


async def _firm(chat: Any, *, more: int = 0) -> tuple[Firm, list[Any]]:
    """A company whose people agreed, the admin's helper among them; and `more` members with a chat each."""
    firm = await Firm(chat).open()
    people_ = [await firm._person(f"员工{number}", frozenset(), "zh") for number in range(more)]
    for talk in (firm.admin, firm.member, *people_):
        await chat.container.consents.give(firm.org_id, await _id(chat, talk), "service")
        await talk.answers()
    return firm, people_


async def _id(chat: Any, talk: Any) -> UUID:
    found: UUID = await chat.value("SELECT person_id FROM telegram_account WHERE user_id = $1", talk.id)
    return found


async def _value(firm: Firm, query: str, *arguments: object) -> Any:
    async with firm.chat.container.database.work(firm.org_id) as connection:
        return await connection.fetchval(query, *arguments)


async def _states(firm: Firm) -> dict[str, int]:
    async with firm.chat.container.database.work(firm.org_id) as connection:
        rows = await connection.fetch("SELECT state, count(*) AS n FROM broadcast_recipient GROUP BY state")
    return {row["state"]: row["n"] for row in rows}


async def _finished(firm: Firm, seconds: float = 20.0) -> None:
    async with asyncio.timeout(seconds):
        while await _value(firm, "SELECT count(*) FROM broadcast WHERE status = 'running'"):
            await asyncio.sleep(0.1)


async def _got(talk: Any, words: str = "周五一楼") -> list[str]:
    return [one["text"] for one in await talk.messages() if words in one.get("text", "") and one["from"]["is_bot"]]


async def test_a_message_is_seen_first_counted_sent_and_logged(dated_chat: Any) -> None:
    firm, _ = await _firm(dated_chat)
    await firm.admin.say("/broadcast")
    preview, counted = await firm.admin.say(TEXT)
    assert "<b>&" in preview["text"] and "福田绿色办公" in preview["text"]
    assert "2 人" in counted["text"]
    await firm.admin.press("发送", times=3)
    await _finished(firm)
    assert len(await _got(firm.member)) == 1 and len(await _got(firm.admin)) == 2, "the preview and the message"
    assert await _states(firm) == {"delivered": 2}
    assert await firm.acted() == [("broadcast_sent", "organiser", "organiser")]
    await firm.admin.press("刷新")
    assert any("已送达 2" in one.get("text", "") for one in await firm.admin.messages())


async def test_who_blocked_muted_never_agreed_or_had_three_gets_none(dated_chat: Any, clock: FixedClock) -> None:
    firm, (muted, full, blocked, stranger) = await _firm(dated_chat, more=4)
    async with dated_chat.container.database.work(firm.org_id) as connection:
        await connection.execute("UPDATE person SET muted = '{organiser}' WHERE id = $1", await _id(dated_chat, muted))
        for _ in range(3):
            assert await notifying.reserve(connection, await _id(dated_chat, full), clock.now())
        await people.telegram_blocked(connection, blocked.id, clock.now())
    await dated_chat.container.consents.withdraw(firm.org_id, await _id(dated_chat, stranger), "service")
    _, counted = await firm.admin.say(f"/broadcast {TEXT}")
    assert "2 人" in counted["text"].splitlines()[0]
    assert (
        "没同意的 2 人" in counted["text"] and "关了群发的 1 人" in counted["text"] and "三条的 1 人" in counted["text"]
    )
    await firm.admin.press("发送")
    await _finished(firm)
    assert [len(await _got(one)) for one in (muted, full, blocked, stranger, firm.member)] == [0, 0, 0, 0, 1]


async def test_later_means_the_next_time_the_clock_shows_the_hour(dated_chat: Any, clock: FixedClock) -> None:
    firm, _ = await _firm(dated_chat)
    await firm.admin.say(f"/broadcast {TEXT}")
    await firm.admin.press("09:00")
    due = await _value(firm, "SELECT start_at FROM broadcast")
    assert due == datetime(2026, 11, 19, 9, 0, tzinfo=SHANGHAI)
    await asyncio.sleep(1.5)
    assert await _got(firm.member) == []
    clock.at = due
    await _finished(firm)
    assert len(await _got(firm.member)) == 1


async def test_a_stopped_message_goes_to_nobody_more(dated_chat: Any) -> None:
    firm, _ = await _firm(dated_chat)
    await firm.admin.say(f"/broadcast {TEXT}")
    await firm.admin.press("18:00")
    await firm.admin.press("停")
    assert await _value(firm, "SELECT status FROM broadcast") == "stopped"
    assert [act for act, _, _ in await firm.acted()] == ["broadcast_sent", "broadcast_stopped"]
    async with dated_chat.container.database.work(firm.org_id) as connection:
        found = await broadcasts.latest(connection, firm.org_id)
        assert found is not None
        part = await broadcasting.take(connection, found, datetime(2026, 11, 19, 0, 0, tzinfo=SHANGHAI))
    assert part.recipients == () and await _states(firm) == {"waiting": 2}


async def test_who_was_taken_by_a_killed_process_is_not_written_to_twice(silent_chat: Any) -> None:
    """The process took people, sent, and died before it could say so; another goes on with everybody else."""
    await silent_chat.begin()
    firm, more = await _firm(silent_chat, more=3)
    await firm.admin.say(f"/broadcast {TEXT}")
    await silent_chat.end()
    box, org_id = silent_chat.container, firm.org_id
    # No real night may lie between this test and its people.
    async with box.database.work(org_id) as connection:
        await connection.execute("UPDATE person SET quiet_from = 0, quiet_until = 0")
        draft = await connection.fetchval("SELECT id FROM broadcast")
        admin = await people.find(connection, await _id(silent_chat, firm.admin))
        now = box.clock.now()
        made = await broadcasts.send(connection, box.keys, admin, draft, now, now)
        await connection.execute(
            "UPDATE broadcast_recipient SET due_at = $1 WHERE person_id <> $2",
            now + timedelta(seconds=1), await _id(silent_chat, more[0]),
        )  # fmt: skip
        part = await broadcasting.take(connection, made, box.clock.now())
    assert [one.chat_id for one in part.recipients] == [more[0].id]
    async with box.database.work(org_id) as connection:
        await connection.execute(
            "UPDATE broadcast_recipient SET taken_at = taken_at - interval '3 minutes' WHERE state = 'sending'"
        )
    await silent_chat.begin()
    await _finished(firm)
    assert await _states(firm) == {"delivered": 4, "failed": 1}
    assert [len(await _got(one)) for one in (*more, firm.member)] == [0, 1, 1, 1]


async def test_two_processes_at_once_send_each_message_once(dated_chat: Any) -> None:
    firm, _ = await _firm(dated_chat, more=3)
    box = dated_chat.container
    async with box.database.work(firm.org_id) as connection:
        admin = await people.find(connection, await _id(dated_chat, firm.admin))
        draft = await broadcasts.draft(connection, admin, TEXT, box.clock.now())
        made = await broadcasts.send(
            connection, box.keys, admin, draft.id, box.clock.now() + timedelta(hours=1), box.clock.now()
        )

    async def take() -> list[UUID]:
        async with box.database.work(firm.org_id) as connection:
            part = await broadcasting.take(connection, made, box.clock.now() + timedelta(hours=2))
        return [one.person_id for one in part.recipients]

    taken = [one for part in await asyncio.gather(*(take() for _ in range(6))) for one in part]
    assert len(taken) == len(set(taken)) == 5


async def test_more_than_the_limit_need_a_second_person(dated_chat: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broadcasts, "MOST_ALONE", 1)
    firm, _ = await _firm(dated_chat)
    second = await firm._person("第二位", frozenset(("organiser",)), "zh")
    await dated_chat.container.consents.give(firm.org_id, await _id(dated_chat, second), "service")
    await firm.admin.say(f"/broadcast {TEXT}")
    await firm.admin.press("发送")
    assert await _states(firm) == {}
    box, now = dated_chat.container, dated_chat.container.clock.now()
    async with box.database.work(firm.org_id) as connection:
        ((waiting, _),) = await broadcasts.waiting(connection, firm.org_id, now)
    with pytest.raises(SecondPersonNeeded):
        async with box.database.work(firm.org_id) as connection:
            admin = await people.find(connection, await _id(dated_chat, firm.admin))
            await broadcasts.decide(connection, box.keys, admin, waiting, confirmed=True, now=now)
    await second.say("/broadcast")
    await second.press("同意发送", times=2)
    await _finished(firm)
    assert await _states(firm) == {"delivered": 3}
    assert [act for act, _, _ in await firm.acted()] == ["broadcast_proposed", "broadcast_sent"]
    async with box.database.work(firm.org_id) as connection:
        assert await approvals.waiting(connection, firm.org_id, broadcasts.KIND, now) == []


async def test_a_proposal_that_its_author_stopped_cannot_be_confirmed(
    dated_chat: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broadcasts, "MOST_ALONE", 1)
    firm, _ = await _firm(dated_chat)
    second = await firm._person("第二位", frozenset(("organiser",)), "zh")
    await firm.admin.say(f"/broadcast {TEXT}")
    await firm.admin.press("发送")
    await second.say("/broadcast")
    await firm.admin.say("/broadcast")
    await firm.admin.press("停")
    await second.press("同意发送")
    await _finished(firm)
    assert await _states(firm) == {} and await _got(firm.member) == []


async def test_a_member_without_a_role_sends_nothing(dated_chat: Any) -> None:
    firm, _ = await _firm(dated_chat)
    (refused,) = await firm.member.say(f"/broadcast {TEXT}")
    assert "rights" in refused["text"]
    box = dated_chat.container
    with pytest.raises(RoleMissing):
        async with box.database.work(firm.org_id) as connection:
            member = await people.find(connection, await _id(dated_chat, firm.member))
            await broadcasts.draft(connection, member, TEXT, box.clock.now())
    assert await _value(firm, "SELECT count(*) FROM broadcast") == 0


@pytest.mark.parametrize(
    "text",
    ["", "  \u200b ", "👍", "x" * 1001, "看 https://evil.example", "加 @someone_else", "t.me/x", "到 evil.com 领奖"],
)
def test_an_unusable_text_is_refused(text: str) -> None:
    with pytest.raises(BroadcastUnusable):
        broadcasts.checked(text)


async def test_an_erased_author_leaves_counts_and_no_words(dated_chat: Any) -> None:
    firm, _ = await _firm(dated_chat)
    await firm.admin.say(f"/broadcast {TEXT}")
    await firm.admin.press("发送")
    await _finished(firm)
    person_id = await _id(dated_chat, firm.admin)
    await erasing(dated_chat.container).erase(person_id)
    assert await _value(firm, "SELECT text FROM broadcast") == ""
    assert await _value(firm, "SELECT count(*) FROM broadcast WHERE created_by IS NOT NULL") == 0
    assert await _value(firm, "SELECT count(*) FROM broadcast_recipient WHERE person_id = $1", person_id) == 0
    assert await _states(firm) == {"delivered": 1}
