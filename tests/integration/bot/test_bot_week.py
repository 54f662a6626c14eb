"""A whole energy-saving week in chat: eleven people, three departments, eight days."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from accounts import joining, organisations, people
from actions import of_campaign
from campaigns import checkin, closing, tables
from campaigns.tables import Campaign
from kernel.clock import Clock, SystemClock
from kernel.ids import public
from ledger import entry, log


class Days(Clock):
    """Time that runs on from a Monday morning, and jumps by whole days."""

    def __init__(self) -> None:
        self._real = SystemClock()
        self._shift = datetime(2026, 11, 16, 1, tzinfo=UTC) - self._real.now()

    def now(self) -> datetime:
        return self._real.now() + self._shift

    def pass_days(self, days: int = 1) -> None:
        self._shift += timedelta(days=days)


@pytest.fixture
def clock() -> Days:
    return Days()


class Firm:
    """A company whose people chat."""

    def __init__(self, chat: Any, clock: Days) -> None:
        self.chat = chat
        self.box = chat.container
        self.clock = clock
        self.org_id: UUID
        self.units: dict[str, UUID] = {}
        self.staff: dict[str, Any] = {}

    async def open(self) -> "Firm":
        async with self.box.database.work() as connection:
            firm = await organisations.create(
                connection, self.box.keys, name="福田绿色办公", region="CN-GD-SZ", now=self.clock.now()
            )
        self.org_id = firm.id
        async with self.box.database.work(firm.id) as connection:
            for name in ("研发", "财务", "总办"):
                self.units[name] = (await organisations.add_unit(connection, firm.id, name)).id
        return self

    async def hire(self, name: str, unit: str, *roles: str, locale: str = "zh") -> Any:
        """Somebody who is with the firm already."""
        talk = await self.chat.person(name, "zh-hans" if locale == "zh" else "en")
        async with self.box.database.work(self.org_id) as connection:
            made = await people.register(
                connection, self.box.keys, user_id=talk.id, chat_id=talk.id, nickname=name, locale=locale,
                now=self.clock.now(),
            )  # fmt: skip
            await people.join(
                connection, made.id, self.org_id, now=self.clock.now(), unit_id=self.units[unit],
                roles=frozenset(roles),
            )  # fmt: skip
        self.staff[name] = talk
        return talk

    async def invitation(self, **where: Any) -> str:
        async with self.box.database.work(self.org_id) as connection:
            return await joining.invite(connection, self.box.keys.token_key, self.org_id, now=self.clock.now(), **where)

    async def campaign(self) -> Campaign:
        async with self.box.database.work(self.org_id) as connection:
            found = await tables.present(connection, self.org_id, self.clock.now().date())
        assert found is not None
        return found

    async def digits(self) -> str:
        return checkin.code(self.box.keys.token_key, (await self.campaign()).id, self.clock.now().date())

    async def value(self, query: str, *arguments: object) -> Any:
        async with self.box.database.work(self.org_id) as connection:
            return await connection.fetchval(query, *arguments)

    async def close_due(self) -> int:
        return await closing.close_due(self.box.database, self.box.keys, of_campaign.figures, self.clock.now())

    async def last_entry(self) -> dict[str, object]:
        async with self.box.database.work(self.org_id) as connection:
            log_id = public("log", self.org_id)
            size = await log.size(connection, log_id)
            (data,) = await log.read_range(connection, log_id, size - 1, size)
        return entry.parse(data)

    async def publish(self, organiser: Any, goal: str = "100.00 公斤") -> str:
        """A week from today by the organiser's buttons; the payload of its join link."""
        await organiser.say("/org")
        for label in ("➕ 节能周", "节能宣传周", "今天", goal, "发布"):
            await organiser.press(label)
        texts = [message.get("text", "") for message in await organiser.messages()]
        published = next(text for text in reversed(texts) if "已发布" in text)
        return str(published.split("start=")[1].split()[0])


@pytest.fixture
async def firm(dated_chat: Any, clock: Days) -> Firm:
    return await Firm(dated_chat, clock).open()


def text_of(message: dict[str, Any]) -> str:
    return str(message.get("text", message.get("caption", "")))


async def test_a_week_from_the_first_button_to_the_closing_card(firm: Firm, clock: Days) -> None:
    boss = await firm.hire("王芳", "研发", "organiser")
    for name in ("研1", "研2", "研3", "研4"):
        await firm.hire(name, "研发")
    for name in ("财1", "财2", "财3", "财4"):
        await firm.hire(name, "财务")
    await firm.hire("Zoe", "总办", locale="en")
    payload = await firm.publish(boss)
    staff = firm.staff

    # Monday: members join with one tap, by /week or by the link; a newcomer by one consent screen.
    await staff["研1"].say("/week")
    assert "2026" not in await staff["研1"].last()
    await staff["研1"].press("参加")
    assert "第 1 / 7 天" in await staff["研1"].last()
    assert "绿色出行" in await staff["研1"].last()
    for name in ("研2", "研3", "财1", "财2", "财3"):
        await staff[name].start(payload)
    await staff["Zoe"].say("events")
    await staff["Zoe"].press("Join")
    assert "day 1 of 7" in await staff["Zoe"].last()
    fresh = await firm.chat.person("新来的")
    staff["新来的"] = await fresh.joined(payload=await firm.invitation(unit_id=firm.units["财务"]))
    await fresh.start(payload)
    assert await firm.value("SELECT count(*) FROM campaign_member") == 9

    (receipt,) = await staff["研1"].say("坐地铁10公里")
    assert "468.0 克" in text_of(receipt)
    await staff["研4"].say("坐地铁10公里")  # not in the week
    await staff["研1"].say("/week")
    assert "今天你做了 1 / 3" in await staff["研1"].last()
    assert "人太少，不显示" in await staff["研1"].last()

    # Tuesday: energy saving by one tap, check-in by digits and by link.
    clock.pass_days()
    yesterday = checkin.code(
        firm.box.keys.token_key, (await firm.campaign()).id, clock.now().date() - timedelta(days=1)
    )
    await staff["研2"].say("🎪 活动")
    await staff["研2"].press("随手关灯", times=3)
    assert await firm.value("SELECT count(*) FROM action WHERE kind = 'lights_off'") == 1
    (wrong,) = await staff["研2"].say("000000" if await firm.digits() != "000000" else "111111")
    assert "对不上" in text_of(wrong)
    (expired,) = await staff["研2"].say(f"签到 {yesterday}")
    assert "过期了" in text_of(expired)
    (done,) = await staff["研2"].say(await firm.digits())
    assert "✅ 已签到：节能宣传周" in text_of(done)
    assert "证据 A" in text_of(done)
    (again,) = await staff["研2"].say(await firm.digits())
    assert "签过了" in text_of(again)
    await boss.say("/org")
    (code,) = await boss.press("📷 签到码")
    assert code["photo"]
    assert await firm.digits() in text_of(code)
    scanned = text_of(code).split("start=")[1].split()[0]
    (here,) = await staff["财1"].start(scanned)
    assert "✅ 已签到" in text_of(here)
    (joined,) = await staff["财4"].start(scanned)
    assert "✅ 已参加并签到" in text_of(joined)
    assert await firm.value("SELECT count(*) FROM action WHERE kind = 'event_checkin' AND evidence = 'attested'") == 3

    # Wednesday to Friday: rides; ranked per head from 30 %, the smallest group unnamed, the own place private.
    clock.pass_days()
    for name, km in (("研1", 10), ("研2", 20), ("财1", 20), ("财2", 10), ("新来的", 20)):
        await staff[name].say(f"坐地铁{km}公里")
    await staff["Zoe"].say("metro 30 km")
    (late,) = await staff["财1"].say("昨天坐地铁5公里")
    assert "11 月 17 日" in text_of(late)
    await staff["财1"].say("/week")
    await staff["财1"].press("🏢 部门")
    board = await staff["财1"].last()
    assert board.index("1. 财务") < board.index("2. 研发")
    assert "← 你的部门" in board
    assert "总办" not in board
    assert "你：第 2 名，共 6 人" in board
    await staff["财1"].press("返回")
    await staff["财1"].press("📋 我的")
    assert "3 件" in await staff["财1"].last()

    await boss.say("组织者")
    assert "第 3 / 7 天" in await boss.last()
    await boss.press("📊 参与")
    assert "参加 10 / 11" in await boss.last()

    # The Monday after: nothing counts any more, the worker closes, everybody gets a card in the morning.
    clock.pass_days(5)
    total = await firm.value("SELECT sum(reduction_mg)::bigint FROM action WHERE campaign_id IS NOT NULL")
    assert total == (10 + 10 + 20 + 20 + 10 + 20 + 30 + 5) * 46_800
    await staff["研1"].say("昨天坐地铁50公里")
    assert await firm.close_due() == 1
    results = (await firm.last_entry())["results"]
    assert isinstance(results, dict)
    assert (results["reduction_mg"], results["participants"], results["joined"]) == (total, 7, 10)
    assert all(name not in str(results) for name in firm.units)
    await firm.box.database.pool.execute("UPDATE outbox SET due_at = $1", clock.now())
    await _until(firm, "SELECT count(*) FROM outbox WHERE done_at IS NULL", 0)
    card = await staff["财1"].last()
    assert "你的一周：1.17 公斤" in card
    assert "Your week: 1.40 kg" in await staff["Zoe"].last()
    summaries = [text_of(message) for message in await boss.messages() if "🏁" in text_of(message)]
    assert "一共少排 5.85 公斤" in summaries[-1]
    assert "1. 财务" in summaries[-1]
    await staff["研1"].say("/week")
    assert "结束了" in await staff["研1"].last()


async def _until(firm: Firm, query: str, expected: object) -> None:
    async with asyncio.timeout(15):
        while await firm.value(query) != expected:
            await asyncio.sleep(0.02)


async def test_who_is_no_organiser_is_told_so_in_both_languages(firm: Firm) -> None:
    lin = await firm.hire("小林", "研发")
    (refused,) = await lin.say("/org")
    assert text_of(refused) == "这里需要组织者权限。"
    (refused,) = await lin.say("/review")
    assert text_of(refused) == "这里需要审核员权限。"
    zoe = await firm.hire("Zoe", "财务", locale="en")
    (refused,) = await zoe.say("/org")
    assert text_of(refused) == "This needs organiser rights."


async def test_an_organiser_names_a_week_sets_a_day_and_a_goal_by_typing(firm: Firm, clock: Days) -> None:
    boss = await firm.hire("王芳", "研发", "organiser")
    await boss.say("/org")
    await boss.press("➕ 节能周")
    await boss.say("福田 <b>绿色</b> 七日")
    await boss.say("2026-11-10")
    assert "今天起、90 天以内" in await boss.last()
    await boss.say("11-20")
    await boss.say("250")
    preview = await boss.last()
    assert "福田 <b>绿色</b> 七日" in preview
    assert "250.00 公斤" in preview
    await boss.press("发布", times=2)
    assert "这是最新的" in await boss.last()
    await boss.say("/org")
    assert "福田 <b>绿色</b> 七日" in await boss.last()
    campaign = await firm.campaign()
    assert (campaign.name, campaign.rules.starts_on.isoformat()) == ("福田 <b>绿色</b> 七日", "2026-11-20")
    assert await firm.value("SELECT count(*) FROM campaign") == 1
    lin = await firm.hire("小林", "研发")
    await lin.say("/week")
    await lin.press("参加")
    assert "开始，到时见" in await lin.last()
    (early,) = await lin.say(await firm.digits())
    assert "签到还没开始" in text_of(early)


async def test_a_week_may_be_called_energy_week_although_that_is_a_wish(firm: Firm) -> None:
    boss = await firm.hire("王芳", "研发", "organiser")
    await boss.say("/org")
    await boss.press("➕ 节能周")
    await boss.say("节能周")
    assert "从哪天开始" in await boss.last()
    await boss.say("/org")
    await boss.press("➕ 节能周")
    await boss.say("🎪 活动")
    assert "现在没有进行中的节能周" in await boss.last()


async def test_check_in_asks_for_the_digits_and_takes_them_with_spaces(firm: Firm) -> None:
    boss = await firm.hire("王芳", "研发", "organiser")
    await firm.publish(boss)
    await boss.say("签到")
    assert "六位数字" in await boss.last()
    digits = await firm.digits()
    await boss.say(f"{digits[:3]} {digits[3:]}")
    assert "✅ 已签到" in await boss.last()


async def test_the_organiser_closes_early_and_reads_the_summary(firm: Firm) -> None:
    boss = await firm.hire("王芳", "研发", "organiser")
    await firm.publish(boss, goal="不设目标")
    await boss.say("/org")
    await boss.press("🏁 结束")
    await boss.press("结束并发总结")
    assert "动手的不到 5 人，合计不显示" in await boss.last()
    await boss.say("/org")
    await boss.button("➕ 节能周")


async def test_guessing_digits_ends_after_ten_tries_an_hour(firm: Firm) -> None:
    boss = await firm.hire("王芳", "研发", "organiser")
    await firm.publish(boss)
    right = await firm.digits()
    guesses = [f"{number:06d}" for number in range(100, 111) if f"{number:06d}" != right]
    for guess in guesses[:10]:
        await boss.say(guess)
    (refused,) = await boss.say(right)
    assert "试得太多了" in text_of(refused)
    assert await firm.value("SELECT count(*) FROM action WHERE kind = 'event_checkin'") == 0


async def test_a_stranger_who_scans_the_code_is_asked_to_join_the_organisation_first(firm: Firm) -> None:
    boss = await firm.hire("王芳", "研发", "organiser")
    await firm.publish(boss)
    day = firm.clock.now().date()
    payload = checkin.payload(firm.box.keys.token_key, await firm.campaign(), day)
    stranger = await firm.chat.person("路人")
    await stranger.start(payload)
    await stranger.press("继续")
    await stranger.press("同意并开始")
    await stranger.press("深圳")
    texts = [text_of(message) for message in await stranger.messages()]
    assert any("属于 福田绿色办公" in text for text in texts)
    assert await firm.value("SELECT count(*) FROM action") == 0


async def test_a_newcomer_joins_organisation_and_week_with_one_consent_screen(firm: Firm) -> None:
    boss = await firm.hire("王芳", "研发", "organiser")
    payload = await firm.publish(boss)
    fresh = await (await firm.chat.person("新来的")).joined(payload=payload)
    texts = [text_of(message) for message in await fresh.messages()]
    assert any("已加入 福田绿色办公" in text or "已加入 <b>福田绿色办公" in text for text in texts)
    assert any("已参加" in text for text in texts)
    assert await firm.value("SELECT count(*) FROM campaign_member") == 2
