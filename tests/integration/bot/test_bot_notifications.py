"""Messages nobody waited for: /notify, stop words, reminders at one's own hour, three a week in all."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
import pytest

from accounts import notices, notifying, reminding
from kernel.clock import FixedClock
from kernel.mailbox import Outbox, last_try_within

SHANGHAI = ZoneInfo("Asia/Shanghai")
WORDS = {"zh": ("每天 20:00", "停了"), "en": ("daily at 20:00", "Stopped")}


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 18, 12, 0, tzinfo=SHANGHAI))


async def _person_id(chat: Any, talk: Any) -> UUID:
    found: UUID = await chat.value("SELECT person_id FROM telegram_account WHERE user_id = $1", talk.id)
    return found


async def _delivered(chat: Any, seconds: float = 10.0) -> None:
    """Until nothing that is due waits in the outbox."""
    async with asyncio.timeout(seconds):
        while await chat.value(
            "SELECT count(*) FROM outbox WHERE done_at IS NULL AND failed_at IS NULL AND due_at <= $1",
            chat.container.clock.now(),
        ):
            await asyncio.sleep(0.05)


async def _tell(chat: Any, person_id: UUID, code: str = "campaign-none") -> None:
    async with chat.work() as connection:
        await notices.tell(connection, person_id, code, {}, now=chat.container.clock.now(), zone="Asia/Shanghai")


async def _remind(chat: Any, clock: FixedClock, at: datetime) -> int:
    clock.at = at
    planned = await reminding.plan(chat.container.database, clock.now())
    await _delivered(chat)
    return planned


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_notify_shows_and_changes_and_a_stop_word_ends_it(dated_chat: Any, language: str) -> None:
    talk = await (await dated_chat.person("Wei", "zh-hans" if language == "zh" else "en")).joined(language)
    person_id = await _person_id(dated_chat, talk)
    await talk.say("/notify")
    await talk.press("⏰")
    await talk.press("20:00")
    at_eight, stopped = WORDS[language]
    assert at_eight in await talk.last()
    assert await dated_chat.value("SELECT remind_hour FROM person WHERE id = $1", person_id) == 20
    (answer,) = await talk.say("停" if language == "zh" else "stop")
    assert stopped in answer["text"]
    row = await dated_chat.value("SELECT remind_at FROM person WHERE id = $1", person_id)
    assert row is None
    assert sorted(await dated_chat.value("SELECT muted FROM person WHERE id = $1", person_id)) == [
        "family",
        "organiser",
        "week",
    ]
    await talk.press("🔔")
    await talk.press("⏰")
    assert await dated_chat.value("SELECT reminder_asked_at IS NOT NULL FROM person WHERE id = $1", person_id)


async def test_hours_day_and_zone_are_ones_own_and_in_the_download(dated_chat: Any) -> None:
    talk = await (await dated_chat.person()).joined()
    await talk.say("/notify")
    await talk.press("🌙 安静")
    await talk.press("08:00–16:00")
    await talk.press("🕓")
    await talk.press("04:00")
    await talk.press("🌏")
    (wrong,) = await talk.say("Mars/Olympus")
    assert "Mars/Olympus" in wrong["text"]
    await talk.say("Australia/Sydney")
    text = await talk.last()
    assert "Australia/Sydney" in text and "04:00" in text and "08:00 到 16:00" in text
    person_id = await _person_id(dated_chat, talk)
    async with dated_chat.work() as connection:
        wishes = await notifying.find(connection, person_id)
    assert wishes is not None and (wishes.zone, wishes.day_start, wishes.quiet_from) == ("Australia/Sydney", 4, 8)


async def test_a_reminder_comes_at_the_hour_once_and_not_to_whoever_recorded(
    dated_chat: Any, clock: FixedClock
) -> None:
    lin, wei = await (await dated_chat.person()).joined(), await (await dated_chat.person("Wei")).joined()
    for talk in (lin, wei):
        await talk.say("/notify")
        await talk.press("⏰")
        await talk.press("20:00")
    await wei.say("坐地铁12公里")
    assert await _remind(dated_chat, clock, datetime(2026, 11, 18, 19, 59, tzinfo=SHANGHAI)) == 0
    assert await _remind(dated_chat, clock, datetime(2026, 11, 18, 20, 0, tzinfo=SHANGHAI)) == 2
    assert await _remind(dated_chat, clock, datetime(2026, 11, 18, 20, 1, tzinfo=SHANGHAI)) == 0
    (told,) = await lin.answers()
    assert "今天还没记" in told["text"]
    assert await wei.answers() == []
    assert await _remind(dated_chat, clock, datetime(2026, 11, 19, 20, 0, tzinfo=SHANGHAI)) == 2
    assert len(await lin.answers()) == len(await wei.answers()) == 1


async def test_a_reminder_that_could_not_go_at_its_hour_does_not_come_at_night(
    dated_chat: Any, clock: FixedClock
) -> None:
    talk = await (await dated_chat.person()).joined()
    await talk.say("/notify")
    await talk.press("⏰")
    await talk.press("20:00")
    assert await _remind(dated_chat, clock, datetime(2026, 11, 18, 23, 30, tzinfo=SHANGHAI)) == 0
    assert await talk.answers() == []


async def test_at_night_a_late_worker_is_asked_about_the_day_that_is_still_theirs(
    dated_chat: Any, clock: FixedClock
) -> None:
    early, late = await (await dated_chat.person()).joined(), await (await dated_chat.person("Wei")).joined()
    for talk, day_start in ((early, 0), (late, 4)):
        async with dated_chat.work() as connection:
            wishes = await notifying.find(connection, await _person_id(dated_chat, talk))
            assert wishes is not None
            await notifying.keep(connection, replace(wishes, remind_hour=1, day_start=day_start), clock.now())
        await talk.say("坐地铁12公里")
    assert await _remind(dated_chat, clock, datetime(2026, 11, 19, 1, 0, tzinfo=SHANGHAI)) == 2
    assert len(await early.answers()) == 1, "the 19th has begun, and nothing is told yet"
    assert await late.answers() == [], "it is still the 18th, of which something is told"


async def test_three_a_week_in_all_and_decisions_beside_them(dated_chat: Any, clock: FixedClock) -> None:
    talk = await (await dated_chat.person()).joined()
    person_id = await _person_id(dated_chat, talk)
    for _ in range(5):
        await _tell(dated_chat, person_id)
    await _delivered(dated_chat)
    assert len(await talk.answers()) == 3
    clock.at += timedelta(days=7, seconds=1)
    await _tell(dated_chat, person_id)
    await _delivered(dated_chat)
    assert len(await talk.answers()) == 1


async def test_of_many_who_ask_at_once_three_get_a_place(dated_chat: Any) -> None:
    talk = await (await dated_chat.person()).joined()
    person_id = await _person_id(dated_chat, talk)

    async def ask() -> bool:
        async with dated_chat.work() as connection:
            return await notifying.reserve(connection, person_id, dated_chat.container.clock.now())

    got = await asyncio.gather(*(ask() for _ in range(12)))
    assert sum(got) == 3


async def test_what_is_turned_off_does_not_come_and_what_is_quiet_waits(dated_chat: Any, clock: FixedClock) -> None:
    talk = await (await dated_chat.person()).joined()
    person_id = await _person_id(dated_chat, talk)
    await talk.say("/notify")
    await talk.press("节能周消息")
    await _tell(dated_chat, person_id)
    await _delivered(dated_chat)
    assert await talk.answers() == []
    await talk.press("节能周消息")
    clock.at = datetime(2026, 11, 18, 22, 0, tzinfo=SHANGHAI)
    await _tell(dated_chat, person_id)
    due = await dated_chat.value("SELECT due_at FROM outbox WHERE done_at IS NULL")
    assert due == datetime(2026, 11, 19, 8, 0, tzinfo=SHANGHAI)
    clock.at = due
    await _delivered(dated_chat)
    assert len(await talk.answers()) == 1


async def test_a_failed_sending_gives_its_place_back(dated_chat: Any) -> None:
    talk = await (await dated_chat.person()).joined()
    person_id = await _person_id(dated_chat, talk)
    await dated_chat.post("faults", {"kind": "500", "method": "sendMessage", "count": 4})
    await _tell(dated_chat, person_id)
    async with asyncio.timeout(15):
        while not await dated_chat.value("SELECT count(*) FROM outbox WHERE attempts = 1 AND leased_until IS NULL"):
            await asyncio.sleep(0.05)
    assert await dated_chat.value("SELECT unsolicited_at FROM person WHERE id = $1", person_id) == []


async def test_what_a_killed_process_was_sending_is_not_said_again(silent_chat: Any) -> None:
    await silent_chat.begin()
    talk = await (await silent_chat.person()).joined()
    await silent_chat.end()
    person_id, now = await _person_id(silent_chat, talk), silent_chat.container.clock.now()
    outbox = Outbox(silent_chat.container.database)
    async with silent_chat.work() as connection:
        await connection.execute("UPDATE person SET quiet_from = 0, quiet_until = 0 WHERE id = $1", person_id)
    await _tell(silent_chat, person_id)
    (parcel,) = await outbox.take(notices.KIND, 1, now + timedelta(seconds=1))
    async with silent_chat.work() as connection:
        assert await notifying.reserve(connection, person_id, now)
        await last_try_within(connection, parcel.id)
        await connection.execute("UPDATE outbox SET leased_until = $1", now - timedelta(seconds=1))
    await silent_chat.begin()
    async with asyncio.timeout(10):
        while not await silent_chat.value("SELECT count(*) FROM outbox WHERE failed_at IS NOT NULL"):
            await asyncio.sleep(0.05)
    assert await talk.answers() == []


async def test_on_the_third_day_a_reminder_is_offered_once(dated_chat: Any, clock: FixedClock) -> None:
    talk = await (await dated_chat.person()).joined()
    for day in range(4):
        clock.at = datetime(2026, 11, 18 + day, 12, 0, tzinfo=SHANGHAI)
        answers = await talk.say("坐地铁12公里")
        assert any("只问这一次" in one["text"] for one in answers) == (day == 2)
    await talk.press("20:00")
    assert await dated_chat.value("SELECT remind_hour FROM person WHERE remind_at IS NOT NULL") == 20


async def test_the_download_tells_what_was_chosen(dated_chat: Any) -> None:
    talk = await (await dated_chat.person()).joined()
    await talk.say("/notify")
    await talk.press("节能周消息")
    await talk.say("/privacy")
    file = next(one for one in await talk.press("下载我的数据") if "document" in one)
    async with dated_chat.http.get(f"/simulator/files/{file['document']['file_id']}") as answer:
        (found,) = orjson.loads(await answer.read())["stored"]["account"]["person"]
    assert (found["muted"], found["quiet_from"], found["remind_hour"]) == (["week"], 21, None)
