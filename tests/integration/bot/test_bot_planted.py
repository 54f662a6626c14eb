"""The bot's promise tests seen to fail: each is run over a bot with one line planted wrong."""

import os
import subprocess
import sys
from typing import Any

import pytest

from accounts.erasing import Erasing
from accounts.erasure_requests import ErasureRequests
from actions import subjects
from app.up import environment_of
from bot import hearing, recording
from bot.dialogues import Dialogues
from kernel import mailbox
from tests.integration.bot import test_bot_closing as closing
from tests.integration.bot import test_bot_killed as killed
from tests.integration.bot import test_bot_reliability as reliable
from tests.planting import FAILS, plant

clock = closing.clock

HASTY = (
    "from pytest import MonkeyPatch\n"
    "from app import bot\n"
    "from tests.planting import plant\n"
    "sound = 'for letter in letters:'\n"
    "done = 'await self._inbox.done([one.update_id for one in letters], self._clock.now())'\n"
    "plant(MonkeyPatch(), bot.Workers, '_round', sound, f'{done}\\n    {sound}\\n        await asyncio.sleep(0.05)')\n"
    "bot.main()\n"
)
"""It calls its letters done when it takes them, and then takes its time."""


@pytest.mark.alone
async def test_a_bot_that_calls_done_what_it_has_only_taken_is_seen(
    silent_chat: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hasty(chat: Any) -> subprocess.Popen[bytes]:
        environment = {**os.environ, **environment_of(chat.container.settings)}
        return subprocess.Popen([sys.executable, "-c", HASTY], env=environment, stdout=subprocess.DEVNULL)

    monkeypatch.setattr(killed, "_bot", hasty)
    monkeypatch.setattr(killed, "PEOPLE", 15)
    monkeypatch.setattr(killed, "KILLS", 1)
    with pytest.raises(AssertionError, match="Counter"):
        await killed.test_a_bot_that_is_killed_loses_no_ride_and_counts_none_twice(silent_chat)


async def test_a_key_that_is_another_at_each_try_is_seen(silent_chat: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, recording, "record", 'f"{number}:{first_leg + place}"', 'f"{number}:{here.attempt}:{place}"')
    monkeypatch.setattr(hearing, "record", recording.record)
    with pytest.raises(FAILS):
        await reliable.test_a_crash_between_record_and_reply_tells_the_same_receipt_again(silent_chat)


async def test_a_bot_that_needs_its_redis_is_seen(silent_chat: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, Dialogues, "_try", "except (RedisError, OSError, TimeoutError)", "except ZeroDivisionError")
    monkeypatch.setattr(mailbox, "MOST_ATTEMPTS", 1)
    with pytest.raises(FAILS):
        await reliable.test_without_redis_the_bot_still_records(silent_chat)


@pytest.mark.parametrize(
    ("owner", "name", "sound", "defect", "test"),
    [
        (
            Erasing,
            "_everything",
            "if due_by is not None and",
            "if False and",
            closing.test_a_change_of_mind_between_the_look_and_the_erasure_counts,
        ),
        (
            ErasureRequests,
            "ask",
            "coalesce(erase_due_at, $2)",
            "$2",
            closing.test_asking_again_moves_nothing,
        ),
        (
            subjects,
            "find_with",
            " AND p.erase_due_at IS NULL",
            "",
            closing.test_nothing_is_recorded_meanwhile_by_any_door,
        ),
    ],
    ids=["erased all the same", "another day at each asking", "recorded meanwhile"],
)
async def test_a_day_that_is_not_kept_to_is_seen(
    dated_chat: Any, monkeypatch: pytest.MonkeyPatch, owner: object, name: str, sound: str, defect: str, test: Any
) -> None:
    plant(monkeypatch, owner, name, sound, defect)
    with pytest.raises(FAILS):
        await test(dated_chat)
