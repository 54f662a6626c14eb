"""Closing the account in chat: the word that settles it, a day to change one's mind, the erasure, the certificate."""

import asyncio
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts import farewells, partners
from accounts.partners import MemberUnknown
from actions.commands import RecordAction
from app.erase import erase_due, erasing
from app.retention import sweep
from app.worker import integrate_all
from bot.farewells import Farewells
from kernel.clock import Clock, SystemClock
from kernel.ids import PROGRAMME
from kernel.mailbox import Outbox
from ledger import checkpoint, note
from tests.integration.bot.test_bot_erased import found, lived, stored

DUE = "SELECT erase_due_at FROM person p JOIN telegram_account t ON t.person_id = p.id WHERE t.user_id = $1"
ACTS = "SELECT count(*) FROM action a JOIN telegram_account t USING (person_id) WHERE t.user_id = $1"


class Days(Clock):
    """Time that runs on and jumps."""

    def __init__(self) -> None:
        self._real = SystemClock()
        self._shift = timedelta(0)

    def now(self) -> datetime:
        return self._real.now() + self._shift

    def pass_by(self, **delta: int) -> None:
        self._shift += timedelta(**delta)


@pytest.fixture
def clock() -> Clock:
    return Days()


async def leaver(chat: Any, language: str = "zh") -> Any:
    """Somebody with one ride, before whom the question stands."""
    person = await (await chat.person("要走的人", "zh-hans" if language == "zh" else "en")).joined(language)
    await person.say("地铁 12 公里")
    await person.say("/privacy")
    await person.press("🗑")
    return person


async def page_of(chat: Any, message: dict[str, Any]) -> str:
    """The file that came with a message."""
    async with chat.http.get(f"/simulator/files/{message['document']['file_id']}") as answer:
        return str(await answer.text())


async def goodbye(person: Any) -> dict[str, Any]:
    """The next file in the chat, once the bot has sent it and put its row away."""
    files: list[dict[str, Any]] = []
    async with asyncio.timeout(30):
        while not files or await person.chat.value("SELECT count(*) FROM outbox WHERE kind = $1", farewells.KIND):
            files += [one for one in await person.answers() if "document" in one]
            await asyncio.sleep(0.05)
    (file,) = files
    return file


async def test_the_word_plans_an_erasure_a_day_ahead(dated_chat: Any) -> None:
    person = await leaver(dated_chat)
    assert "24 小时可以反悔" in await person.last()
    (planned,) = await person.say("「删除」")
    assert "已排期" in planned["text"]
    due_at = await dated_chat.value(DUE, person.id)
    assert timedelta(hours=23, minutes=59) < due_at - dated_chat.container.clock.now() <= timedelta(hours=24)
    assert await erase_due(dated_chat.container) == 0
    (home,) = await person.say("/privacy")
    assert "抹除" in home["text"] and "反悔" in str(home["reply_markup"])


async def test_asking_again_moves_nothing(dated_chat: Any) -> None:
    person = await leaver(dated_chat)
    await person.say("删除")
    first = await dated_chat.value(DUE, person.id)
    dated_chat.container.clock.pass_by(hours=5)
    person_id = await dated_chat.value("SELECT person_id FROM telegram_account WHERE user_id = $1", person.id)
    assert await erasing(dated_chat.container).requests.ask(person_id) == first


async def test_anything_else_cancels(dated_chat: Any) -> None:
    person = await leaver(dated_chat)
    (answer,) = await person.say("嗯")
    assert "已取消" in answer["text"]
    await person.say("删除")  # by now it asks to undo the last record
    assert await dated_chat.value(DUE, person.id) is None


async def test_a_sentence_that_records_still_records(dated_chat: Any) -> None:
    person = await leaver(dated_chat)
    (receipt,) = await person.say("公交 5 公里")
    assert "公交 5.0 公里" in receipt["text"]
    await person.say("DELETE")
    assert await dated_chat.value(DUE, person.id) is None


async def test_the_word_settles_nothing_when_it_comes_late(dated_chat: Any) -> None:
    person = await leaver(dated_chat)
    dated_chat.container.clock.pass_by(minutes=11)
    await person.say("删除")
    assert await dated_chat.value(DUE, person.id) is None


async def test_nothing_is_recorded_meanwhile_by_any_door(dated_chat: Any) -> None:
    box, person = dated_chat.container, await leaver(dated_chat)
    person_id = await dated_chat.value("SELECT person_id FROM telegram_account WHERE user_id = $1", person.id)
    async with dated_chat.work() as connection:
        partner = await partners.create(connection, PROGRAMME, name="出行", source="rides")
        member_id, _ = await partners.request_link(
            connection, box.keys.token_key, partner, reference="r", now=box.clock.now()
        )
        await partners.accept_link(connection, PROGRAMME, member_id, person_id, box.clock.now())
    ride = RecordAction(
        kind="metro", quantity=9_000, occurred_at=box.clock.now(), source="rides", external_id="1",
        evidence_kind="operator_record", partner=partner, member_id=member_id,
    )  # fmt: skip
    await person.say("删除")
    (refused,) = await person.say("公交 5 公里")
    assert "没有记" in refused["text"]
    with pytest.raises(MemberUnknown):
        await box.recorder.record(PROGRAMME, ride)
    assert await dated_chat.value(ACTS, person.id) == 1
    await person.press("反悔")
    assert "欢迎回来" in await person.last()
    await person.say("公交 5 公里")
    await box.recorder.record(PROGRAMME, ride)
    assert await dated_chat.value(ACTS, person.id) == 3


async def test_who_changes_their_mind_stays(dated_chat: Any) -> None:
    person = await leaver(dated_chat)
    await person.say("delete")
    await person.press("反悔", times=3)
    dated_chat.container.clock.pass_by(hours=25)
    assert await erase_due(dated_chat.container) == 0
    assert await dated_chat.value(ACTS, person.id) == 1
    assert not erasing(dated_chat.container).tombstones.waiting()


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_when_the_day_is_over_the_certificate_is_the_last_message(dated_chat: Any, language: str) -> None:
    box, person = dated_chat.container, await leaver(dated_chat, language)
    person_id = await dated_chat.value("SELECT person_id FROM telegram_account WHERE user_id = $1", person.id)
    await person.say("删除")
    box.clock.pass_by(hours=24, seconds=1)
    await dated_chat.end()
    assert await erase_due(box) == 1
    assert await erase_due(box) == 0
    await integrate_all(box)
    await dated_chat.begin()
    file = await goodbye(person)
    assert "561.6" in file["caption"]
    page = await page_of(dated_chat, file)
    for canary in (str(person_id), person_id.hex, str(person.id), "要走的人"):
        assert canary not in page
    n = await dated_chat.value(
        "SELECT seq FROM log_entry WHERE convert_from(entry, 'UTF8') LIKE '%own_wish%subject.erased%'"
    )
    assert f"{'第' if language == 'zh' else 'entry number'} {n}" in page
    signed = re.findall(r"<pre>(.*?)</pre>", page, re.S)[0]
    assert checkpoint.parse(note.parse(signed.encode()).body).size == n + 1
    assert page.startswith(f'<!doctype html>\n<html lang="{"zh-CN" if language == "zh" else "en"}">')
    assert "src=" not in page and "href=" not in page
    assert await dated_chat.value("SELECT count(*) FROM outbox") == 0
    assert await dated_chat.value(DUE, person.id) is None


async def test_two_workers_erase_once_and_keep_the_tombstone(dated_chat: Any) -> None:
    box, person = dated_chat.container, await leaver(dated_chat)
    person_id = await dated_chat.value("SELECT person_id FROM telegram_account WHERE user_id = $1", person.id)
    await person.say("删除")
    box.clock.pass_by(hours=25)
    first, second = erasing(box), erasing(box)
    assert await first.requests.due(20) == await second.requests.due(20) == [person_id]
    assert await first.erase_due(person_id, None) is not None
    assert await second.erase_due(person_id, None) is None
    assert person_id in second.tombstones
    erased = "SELECT count(*) FROM log_entry WHERE convert_from(entry, 'UTF8') LIKE '%subject.erased%'"
    assert await dated_chat.value(erased) == 1


async def test_a_change_of_mind_between_the_look_and_the_erasure_counts(dated_chat: Any) -> None:
    box, person = dated_chat.container, await leaver(dated_chat)
    person_id = await dated_chat.value("SELECT person_id FROM telegram_account WHERE user_id = $1", person.id)
    await person.say("删除")
    box.clock.pass_by(hours=25)
    use_case = erasing(box)
    assert await use_case.requests.due(20) == [person_id]
    await use_case.requests.take_back(person_id)
    assert await use_case.erase_due(person_id, None) is None
    assert person_id not in use_case.tombstones
    assert await dated_chat.value(ACTS, person.id) == 1


async def test_a_farewell_leaves_nothing_even_where_it_cannot_be_sent(dated_chat: Any) -> None:
    box, person = dated_chat.container, await leaver(dated_chat)
    await person.say("删除")
    await dated_chat.end()
    box.clock.pass_by(hours=25)
    await erase_due(box)
    outbox = Outbox(box.database)
    (parcel,) = await outbox.take(farewells.KIND, 5, box.clock.now())
    assert parcel.body["chat_id"] == person.id
    box.clock.pass_by(days=3)
    assert (await sweep(box))["farewells"] == 1
    assert await dated_chat.value("SELECT count(*) FROM outbox") == 0


async def test_a_certificate_goes_out_unsigned_where_nobody_signs(dated_chat: Any) -> None:
    box, person = dated_chat.container, await leaver(dated_chat)
    await person.say("删除")
    box.clock.pass_by(hours=25)
    await erase_due(box)
    for _ in range(5):  # waits for a checkpoint longer each time
        box.clock.pass_by(seconds=40)
        await Farewells(dated_chat.workers._bot, dated_chat.workers._services).round()
    file = await goodbye(person)
    assert "还没有检查点" in await page_of(dated_chat, file)


async def test_who_names_no_region_may_go_too(dated_chat: Any) -> None:
    person = await dated_chat.person()
    await person.start()
    await person.press("继续")
    await person.press("同意并开始")
    await person.say("/privacy")
    await person.press("🗑")
    await person.say("删除")
    assert await dated_chat.value(DUE, person.id) is not None


async def test_no_stored_byte_leads_back_once_the_farewell_is_out(
    dated_chat: Any, services: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The canaries of the erasure by command, through the person's own way out; the farewell's chat number among them."""
    box = dated_chat.container
    person, canaries = await lived(dated_chat)
    await person.say("/privacy")
    await person.press("👀")
    await person.say("/privacy")
    await person.press("🗑")
    await person.say("删除")
    assert found(await stored(dated_chat, services, tmp_path / "before"), canaries) >= {"nickname", "telegram id"}
    box.clock.pass_by(hours=25)
    assert await erase_due(box) == 1
    await integrate_all(box)
    box.clock.pass_by(seconds=40)
    await goodbye(person)
    await dated_chat.end()
    assert found(await stored(dated_chat, services, tmp_path / "after"), canaries) == set()
    assert found({"logs": "".join(capfd.readouterr())}, canaries) == set()
