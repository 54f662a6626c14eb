"""The review queue in chat: who may see what, approval, rejection told to the person, release in bulk."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from accounts import organisations, people
from accounts.people import Person
from actions import balances, evidence
from actions.commands import Receipt, RecordAction
from kernel.ids import public


class Desk:
    """A company with two departments, a reviewer in each and one in none."""

    def __init__(self, chat: Any) -> None:
        self.chat = chat
        self.box = chat.container
        self.org_id: UUID
        self.people: dict[str, Person] = {}
        self.talks: dict[str, Any] = {}
        self.told = 0

    async def open(self) -> "Desk":
        now = self.box.clock.now()
        async with self.box.database.work() as connection:
            firm = await organisations.create(
                connection, self.box.keys, name="福田绿色办公", region="CN-GD-SZ", now=now
            )
        self.org_id = firm.id
        async with self.box.database.work(firm.id) as connection:
            research = (await organisations.add_unit(connection, firm.id, "研发")).id
            finance = (await organisations.add_unit(connection, firm.id, "财务")).id
        for name, unit, role, locale in (
            ("小林", research, None, "zh"), ("Zoe", research, None, "en"), ("研审", research, "reviewer", "zh"),
            ("财审", finance, "reviewer", "zh"),
        ):  # fmt: skip
            talk = self.talks[name] = await self.chat.person(name, "en" if locale == "en" else "zh-hans")
            async with self.box.database.work(firm.id) as connection:
                made = await people.register(
                    connection, self.box.keys, user_id=talk.id, chat_id=talk.id, nickname=name, locale=locale, now=now
                )
                self.people[name] = await people.join(
                    connection, made.id, firm.id, now=now, unit_id=unit, roles=frozenset([role] if role else [])
                )
            await talk.start()  # Telegram lets a bot write only to who has written to it.
        return self

    async def act(self, name: str, evidence_kind: str = "statement", *, review: bool = False, km: int = 10) -> Receipt:
        self.told += 1
        receipt: Receipt = await self.box.recorder.record(
            self.org_id,
            RecordAction(
                kind="metro", quantity=km * 1000, occurred_at=self.box.clock.now(), source="test",
                external_id=str(self.told), person_id=self.people[name].id, evidence_kind=evidence_kind, review=review,
            ),
        )  # fmt: skip
        return receipt

    async def with_photo(self, name: str) -> Receipt:
        talk = self.talks[name]
        receipt = await self.act(name)
        await talk.photo(PNG)
        message = (await talk.messages())[-1]
        sent = next(one for one in reversed(await talk.messages()) if one.get("photo") and not one["from"]["is_bot"])
        largest = sent["photo"][-1]
        async with self.box.database.work(self.org_id) as connection:
            await evidence.attach(
                connection, receipt.log_id, self.people[name].id, receipt.action_id, file_id=largest["file_id"],
                file_unique_id=largest["file_unique_id"], now=self.box.clock.now(),
            )  # fmt: skip
        assert message
        return receipt

    async def totals(self, name: str) -> balances.Totals:
        async with self.box.database.work(self.org_id) as connection:
            return await balances.totals(connection, public("log", self.org_id), self.people[name].id)

    async def status(self, receipt: Receipt) -> tuple[str, str]:
        async with self.box.database.work(self.org_id) as connection:
            found = await balances.find(connection, receipt.log_id, receipt.action_id)
        return found.status, found.evidence

    async def notice(self, name: str) -> str:
        """The text of the newest notice to somebody, whatever the hour."""
        async with self.box.database.work() as connection:
            await connection.execute("UPDATE outbox SET due_at = now() - interval '1 day' WHERE done_at IS NULL")
        async with asyncio.timeout(15):
            while True:
                async with self.box.database.work() as connection:
                    if not await connection.fetchval("SELECT count(*) FROM outbox WHERE done_at IS NULL"):
                        break
                await asyncio.sleep(0.02)
        newest: str = await self.talks[name].last()
        return newest


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture
async def desk(dated_chat: Any) -> Desk:
    return await Desk(dated_chat).open()


def text_of(message: dict[str, Any]) -> str:
    return str(message.get("text", message.get("caption", "")))


async def test_a_reviewer_never_sees_their_own_or_their_teams_acts(desk: Desk) -> None:
    await desk.act("小林", review=True)
    await desk.act("研审", review=True, km=5)
    await desk.act("财审", review=True, km=7)
    (own,) = await desk.talks["研审"].say("/review")
    assert "1 / 1" in text_of(own)
    assert "7.0 公里" in text_of(own)
    (others,) = await desk.talks["财审"].say("审核")
    assert "1 / 2" in text_of(others)
    assert "10.0 公里" in text_of(others)
    await desk.talks["财审"].press("跳过")
    assert "2 / 2" in await desk.talks["财审"].last()
    assert "5.0 公里" in await desk.talks["财审"].last()
    assert "小林" not in str(await desk.talks["财审"].messages())


async def test_a_stale_button_about_ones_own_team_is_refused(desk: Desk) -> None:
    receipt = await desk.act("小林", review=True)
    await desk.act("财审", review=True, km=7)
    await desk.talks["研审"].say("/review")
    message, data = await desk.talks["研审"].button("通过")
    forged = data[: -len(receipt.public_id[4:])] + receipt.public_id[4:]
    path = f"chats/{desk.talks['研审'].id}/messages/{message['message_id']}/press"
    async with desk.chat.http.post(f"/simulator/{path}", json={"person": desk.talks["研审"].id, "data": forged}):
        pass
    await desk.chat.quiet()
    assert await desk.status(receipt) == ("pending_review", "self_reported")


async def test_an_approved_act_is_counted_and_its_person_told(desk: Desk) -> None:
    receipt = await desk.act("小林", review=True)
    assert (await desk.totals("小林")).reduction_mg == 0
    await desk.talks["财审"].say("/review")
    assert "通过后记 468.0 克" in await desk.talks["财审"].last()
    await desk.talks["财审"].press("✅ 通过", times=2)
    assert await desk.status(receipt) == ("recorded", "self_reported")
    assert (await desk.totals("小林")).reduction_mg == 468_000
    assert (await desk.totals("小林")).verified_mg == 0
    texts = [text_of(message) for message in await desk.talks["财审"].messages()]
    assert any("✅ 已计入：468.0 克" in text for text in texts)
    assert any("刚审过" in text for text in texts)
    assert "通过了：地铁 10.0 公里，记 468.0 克" in await desk.notice("小林")


async def test_an_approved_photo_verifies_the_ride(desk: Desk) -> None:
    receipt = await desk.with_photo("小林")
    await desk.talks["财审"].say("/review")
    shown = (await desk.talks["财审"].messages())[-1]
    assert shown["photo"]
    assert "有照片" in text_of(shown)
    await desk.talks["财审"].press("✅ 通过")
    assert await desk.status(receipt) == ("verified", "corroborated")
    assert (await desk.totals("小林")).verified_mg == 468_000
    assert "468.0 克 已核证" in await desk.notice("小林")


async def test_what_partners_signed_is_released_together(desk: Desk) -> None:
    for name in ("小林", "Zoe", "财审"):
        await desk.act(name, "operator_record")
    await desk.act("小林", km=3)
    await desk.talks["财审"].say("/review")
    await desk.talks["财审"].press("全部放行 2 条")
    assert "2 条，共 936.0 克" in await desk.talks["财审"].last()
    await desk.talks["财审"].press("放行", times=2)
    texts = [text_of(message) for message in await desk.talks["财审"].messages()]
    assert sum("已核证 2 条" in text for text in texts) <= 1
    assert [(await desk.totals(name)).verified_mg for name in ("小林", "Zoe", "财审")] == [468_000, 468_000, 0]


async def test_a_rejection_lowers_the_verified_total_and_tells_the_person_why(desk: Desk) -> None:
    receipt = await desk.act("Zoe", "operator_record")
    reviewing = desk.box.reviewing
    await reviewing.release_attested(desk.org_id, desk.people["财审"], receipt.occurred_on)
    assert (await desk.totals("Zoe")).verified_mg == 468_000
    await reviewing.reject(desk.org_id, desk.people["财审"], receipt.action_id, "duplicate")
    assert (await desk.totals("Zoe")).verified_mg == 0
    assert await desk.notice("Zoe") == "Not accepted this time: Metro 10.0 km, the same as another entry."


async def test_an_approval_is_taken_back_by_its_own_button(desk: Desk) -> None:
    receipt = await desk.with_photo("小林")
    reviewer = desk.talks["财审"]
    await reviewer.say("/review")
    await reviewer.press("✅ 通过")
    assert (await desk.totals("小林")).verified_mg == 468_000
    await reviewer.press("还是驳回")
    await reviewer.press("重复")
    assert any("总数减去 468.0 克" in text_of(message) for message in await reviewer.messages())
    assert await desk.status(receipt) == ("reversed", "corroborated")
    totals = await desk.totals("小林")
    assert (totals.reduction_mg, totals.verified_mg) == (0, 0)
    assert await desk.notice("小林") == "这次没通过：地铁 10.0 公里，和另一条重复。"


async def test_what_was_released_together_is_rejected_later_by_its_id(desk: Desk) -> None:
    receipt, kept = await desk.act("小林", "operator_record"), await desk.act("Zoe", "operator_record", km=3)
    reviewer = desk.talks["财审"]
    await reviewer.say("/review")
    await reviewer.press("全部放行 2 条")
    await reviewer.press("放行")
    assert [(await desk.totals(name)).verified_mg for name in ("小林", "Zoe")] == [468_000, 140_400]
    (shown,) = await reviewer.say(f"/review {receipt.public_id}")
    assert "已核证" in text_of(shown) and "小林" not in text_of(shown)
    await reviewer.press("还是驳回")
    await reviewer.press("不是本项", times=3)
    assert [(await desk.totals(name)).verified_mg for name in ("小林", "Zoe")] == [0, 140_400]
    reversing = "SELECT count(*) FROM log_entry WHERE convert_from(entry, 'UTF8') LIKE '%action.reversed%'"
    async with desk.box.database.work(desk.org_id) as connection:
        assert await connection.fetchval(reversing) == 1
    (again,) = await reviewer.say(f"/review {receipt.public_id}")
    assert "已撤回" in text_of(again) and "reply_markup" not in again
    # Their own team's stays closed, and so does what is no act of theirs.
    await desk.talks["研审"].say(f"/review {kept.public_id}")
    await desk.talks["研审"].press("还是驳回")
    await desk.talks["研审"].press("重复")
    assert "要由别人审" in await desk.talks["研审"].last()
    assert (await desk.totals("Zoe")).verified_mg == 140_400
    (unknown,) = await reviewer.say("/review act_00000000000000000000000001")
    assert text_of(unknown) == "没有这条记录。"
    (refused,) = await desk.talks["Zoe"].say(f"/review {kept.public_id}")
    assert "reviewer rights" in text_of(refused)


async def test_a_reviewer_rejects_with_a_reason_by_buttons(desk: Desk) -> None:
    receipt = await desk.act("小林", review=True)
    reviewer = desk.talks["财审"]
    await reviewer.say("/review")
    await reviewer.press("🚫 驳回")
    await reviewer.press("不是本项")
    assert (await desk.status(receipt))[0] == "reversed"
    assert "没有待审的" in await reviewer.last()
    assert await desk.notice("小林") == "这次没通过：地铁 10.0 公里，不是这一项。"


async def test_who_blocked_the_bot_gets_no_notice_and_holds_nobody_up(desk: Desk) -> None:
    blocked, other = await desk.act("小林", review=True), await desk.act("Zoe", review=True)
    await desk.chat.post(f"people/{desk.talks['小林'].id}/block", {})
    await desk.chat.quiet()
    for receipt in (blocked, other):
        await desk.box.reviewing.reject(desk.org_id, desk.people["财审"], receipt.action_id, "other")
    assert "the review did not pass" in await desk.notice("Zoe")
    async with desk.box.database.work() as connection:
        assert await connection.fetchval("SELECT count(*) FROM outbox WHERE failed_at IS NOT NULL") == 0
