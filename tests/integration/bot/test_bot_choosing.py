"""/method: what an organisation counts by is seen and changed by its admins, logged, and counts from the next act on."""

import json
from typing import Any
from uuid import UUID

import pytest

from accounts import organisations, people
from kernel.ids import public
from tests.integration.bot.test_bot_instead import forge

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Firm:
    """A company with an admin and a member, both in chat."""

    def __init__(self, chat: Any) -> None:
        self.chat = chat
        self.org_id: UUID
        self.admin: Any
        self.member: Any

    async def open(self, region: str | None = "CN-GD-SZ") -> "Firm":
        box, now = self.chat.container, self.chat.container.clock.now()
        async with box.database.work() as connection:
            made = await organisations.create(connection, box.keys, name="福田绿色办公", region=region, now=now)
        self.org_id = made.id
        self.admin = await self._person("管理员", frozenset(("admin",)), "zh")
        self.member = await self._person("Zoe", frozenset(), "en")
        return self

    async def _person(self, name: str, roles: frozenset[str], locale: str) -> Any:
        box, now = self.chat.container, self.chat.container.clock.now()
        talk = await self.chat.person(name, "en" if locale == "en" else "zh-hans")
        async with box.database.work(self.org_id) as connection:
            person = await people.register(
                connection, box.keys, user_id=talk.id, chat_id=talk.id, nickname=name, locale=locale, now=now
            )
            await people.join(connection, person.id, self.org_id, now=now, roles=roles)
        await talk.start()
        return talk

    async def stands(self) -> organisations.Organisation:
        async with self.chat.container.database.work(self.org_id) as connection:
            return await organisations.find(connection, self.org_id)

    async def acted(self) -> list[tuple[str, str, str]]:
        async with self.chat.container.database.work(self.org_id) as connection:
            rows = await connection.fetch(
                "SELECT convert_from(entry, 'UTF8') AS entry FROM log_entry WHERE log_id = $1 ORDER BY seq",
                public("log", self.org_id),
            )
        found = [json.loads(row["entry"]) for row in rows]
        return [(one["act"], one["reason"], one["role"]) for one in found if one["type"] == "admin.acted"]


async def test_an_admin_sees_what_counts(house: Any) -> None:
    firm = await Firm(house).open()
    (answer,) = await firm.admin.say("/method")
    assert "福田绿色办公" in answer["text"] and "地区：深圳" in answer["text"]
    assert "✅ 本地区的全部方法" in answer["text"]
    assert "没定；按各人说的算" in answer["text"]


async def test_a_member_sees_nothing_and_changes_nothing(house: Any) -> None:
    firm = await Firm(house).open()
    (answer,) = await firm.member.say("/method")
    assert "admin" in answer["text"] and "Region" not in answer["text"]
    (receipt,) = await firm.member.say("metro 3 km")
    for data in ("mt:home:0", "mt:methods:0", "mc:drop:local:0", "mc:region:CN-XZ:0", "mc:baseline:car:0"):
        await forge(house, firm.member, receipt, data)
    assert await firm.acted() == []
    assert (await firm.stands()).methodology_set == ("local",)


async def test_a_methodology_is_chosen_and_dropped_by_button(house: Any) -> None:
    firm = await Firm(house).open()
    (before,) = await firm.member.say("cycling 6 km")
    assert "counts this by no method" in before["text"]
    await firm.admin.say("/method")
    await firm.admin.press("📐 方法")
    title = house.container.catalogue.package("modeshift-cycling/2026.1").title["zh"]
    for _ in range(20):
        try:
            await firm.admin.press(f"▫️ {title}"[:40], times=3)
            break
        except AssertionError:
            await firm.admin.press("下一页")
    assert (await firm.stands()).methodology_set == ("local", "modeshift-cycling")
    assert await firm.acted() == [("methodology_chosen", "modeshift_cycling", "admin")]
    (after,) = await firm.member.say("cycling 8 km")
    assert "estimate modeshift-cycling/" in after["text"]
    await firm.admin.press(f"✅ {title}"[:40])
    assert (await firm.stands()).methodology_set == ("local",)
    (again,) = await firm.member.say("cycling 9 km")
    assert "counts this by no method" in again["text"]


async def test_without_local_methods_nothing_of_the_region_counts(house: Any) -> None:
    firm = await Firm(house).open()
    await firm.admin.say("/method")
    await firm.admin.press("📐 方法")
    await firm.admin.press("✅ 本地区的全部方法")
    assert (await firm.stands()).methodology_set == ()
    (answer,) = await firm.member.say("metro 12 km")
    assert "福田绿色办公 counts this by no method" in answer["text"]
    await firm.admin.press("返回")
    assert "没有选任何方法" in await firm.admin.last()


async def test_the_baseline_is_chosen_by_button(house: Any) -> None:
    firm = await Firm(house).open()
    await firm.admin.say("/method")
    await firm.admin.press("🔁 相比什么")
    await firm.admin.press("▫️ 独自开车", times=2)
    assert "相比：独自开车" in await firm.admin.last()
    assert (await firm.stands()).commute_baseline == "car_alone"
    await firm.admin.press("🔁 相比什么")
    await firm.admin.press("不定")
    assert (await firm.stands()).commute_baseline is None
    assert [act for act, _, _ in await firm.acted()] == ["commute_baseline_chosen"] * 2


@pytest.mark.parametrize(
    ("typed", "region", "zh", "en"),
    [("CN-XZ", "CN-XZ", "西藏", "Tibet"), ("cn-hk", "CN-HK", "香港", "Hong Kong"), ("cn_mo", "CN-MO", "澳门", "Macao")],
)
async def test_a_region_without_a_method_is_taken_and_said(
    house: Any, typed: str, region: str, zh: str, en: str
) -> None:
    firm = await Firm(house).open()
    await firm.admin.say("/method")
    await firm.admin.press("📍 地区")
    (answer,) = await firm.admin.say(typed)
    assert f"地区：{zh}；当地还没有方法" in answer["text"]
    assert (await firm.stands()).region == region
    (told,) = await firm.member.say("metro 12 km")
    assert f"{en} has no method for this yet, so no grams" in told["text"]
    async with house.container.database.work(firm.org_id) as connection:
        row = await connection.fetchrow(
            "SELECT status, reduction_mg, methodology, inputs->>'region' AS region FROM action WHERE log_id = $1",
            public("log", firm.org_id),
        )
    assert tuple(row) == ("recorded", 0, None, region)


@pytest.mark.parametrize("typed", ["CN-QQ", "XX-9", "CN-GD-SZ-FT"])
async def test_a_region_that_is_none_is_refused_by_name(house: Any, typed: str) -> None:
    firm = await Firm(house).open()
    await firm.admin.say("/method")
    await firm.admin.press("📍 地区")
    (answer,) = await firm.admin.say(typed)
    assert f"没有 {typed} 这个地区代码" in answer["text"]
    assert (await firm.stands()).region == "CN-GD-SZ" and await firm.acted() == []


async def test_a_sentence_still_records_while_a_region_is_asked(house: Any) -> None:
    firm = await Firm(house).open()
    await firm.admin.say("/method")
    await firm.admin.press("📍 地区")
    (answer,) = await firm.admin.say("地铁 12 公里")
    assert "地铁 12.0 公里" in answer["text"] and await firm.acted() == []


@pytest.mark.parametrize(
    "data", ["mc:add:no-such:0", "mc:region:CN-QQ:0", "mc:baseline:broom:0", "mc:zone:x:0", "mt:x:0"]
)
async def test_a_forged_choice_is_an_old_button(house: Any, data: str) -> None:
    firm = await Firm(house).open()
    (page,) = await firm.admin.say("/method")
    await forge(house, firm.admin, page, data)
    assert "这个按钮过期了" in await firm.admin.last()
    assert await firm.acted() == []


async def without_region(house: Any, language: str) -> Any:
    """Somebody who has agreed and is asked for their region."""
    talk = await house.person("新人", "en" if language == "en" else "zh-hans")
    await talk.start()
    await talk.press("Continue" if language == "en" else "继续")
    await talk.press("Agree and start" if language == "en" else "同意并开始")
    return talk


async def region_of(house: Any, talk: Any) -> str | None:
    found: str | None = await house.value(
        "SELECT region FROM person p JOIN telegram_account t ON t.person_id = p.id WHERE t.user_id = $1", talk.id
    )
    return found


@pytest.mark.parametrize(
    ("language", "typed", "region", "named"),
    [
        ("zh", "西藏", "CN-XZ", "西藏还没有算这件事的方法，克数先不算"),
        ("en", "hong  kong", "CN-HK", "Hong Kong has no method for this yet"),
        ("en", "CN-TW", "CN-TW", "Taiwan has no method for this yet"),
        ("zh", "cn-sh", "CN-SH", "上海还没有算这件事的方法，克数先不算"),
    ],
)
async def test_a_place_may_be_typed_and_what_was_said_before_is_recorded_there(
    house: Any, language: str, typed: str, region: str, named: str
) -> None:
    talk = await without_region(house, language)
    await talk.say("地铁 12 公里" if language == "zh" else "metro 12 km")
    assert await region_of(house, talk) is None
    told = await talk.say(typed)
    assert await region_of(house, talk) == region
    assert any(named in message["text"] for message in told)


@pytest.mark.parametrize(
    ("language", "typed", "region", "told"),
    [
        ("en", "Guangzhou", "CN-GD-GZ", "the method of Guangzhou applies"),
        ("zh", "上海", "CN-SH", "上海。当地的公共交通还没有方法"),
        ("en", "I live in London", "GB", "the method of United Kingdom applies"),
        ("zh", "纽约", "US", "美国。当地的公共交通还没有方法"),
    ],
)
async def test_somewhere_else_may_be_named_afterwards(
    house: Any, language: str, typed: str, region: str, told: str
) -> None:
    talk = await without_region(house, language)
    messages = await talk.press("Somewhere else" if language == "en" else "其他地方")
    assert any("London" in message["text"] for message in [*messages, *await talk.messages()] if "text" in message)
    assert await region_of(house, talk) == "ZZ"
    (answer,) = await talk.say(typed)
    assert told in answer["text"] and await region_of(house, talk) == region


async def test_what_waits_for_the_place_outlives_other_questions(house: Any) -> None:
    talk = (await Firm(house).open()).member
    await talk.say("metro 9 km")
    await talk.say("/belong")
    await talk.press("From now on count for")
    (kept,) = await talk.say("metro 6 km yesterday")
    assert "counts as soon as I know the place" in kept["text"]
    await talk.press("Change km")
    await talk.say("/belong")
    told = await talk.press("Shenzhen")
    assert any("Metro 6.0 km" in message["text"] for message in told)


async def test_who_has_moved_is_asked_again_for_a_place_that_nobody_knows(house: Any) -> None:
    alex = await (await house.person("Alex", "en")).joined("en")
    await alex.say("/privacy")
    await alex.press("Region")
    (again,) = await alex.say("Atlantis")
    assert "I don't know that place" in again["text"]
    (answer,) = await alex.say("Guangzhou")
    assert "the method of Guangzhou applies" in answer["text"]


async def test_a_factor_for_each_trip_is_told_in_grams(house: Any) -> None:
    talk = await without_region(house, "zh")
    await talk.press("广州")
    (receipt,) = await talk.say("地铁 5 公里")
    assert "1 × 515.5 g（" in receipt["text"] and "mg" not in receipt["text"]


async def test_an_unknown_place_is_asked_for_again_and_acts_are_recorded_meanwhile(house: Any) -> None:
    talk = await without_region(house, "en")
    await talk.press("Somewhere else")
    (again,) = await talk.say("Atlantis")
    assert "I don't know that place" in again["text"] and "Guangzhou" in again["text"]
    (receipt,) = await talk.say("metro 12 km")
    assert "logged" in receipt["text"] and await house.grams(talk) == 0
    (answer,) = await talk.say("London")
    assert "the method of United Kingdom applies" in answer["text"] and await region_of(house, talk) == "GB"
    (unclear,) = await talk.say("Paris")
    assert "didn't get that" in unclear["text"] and await region_of(house, talk) == "GB"


@pytest.mark.parametrize(
    ("language", "sentence", "why", "reason"),
    [
        ("zh", "地铁 12 公里，关灯 2 次", "为什么", "西藏还没有算这件事的方法"),
        ("en", "metro 12 km, lights off 2 times", "why", "Tibet has no method for this yet"),
    ],
)
async def test_each_leg_and_the_why_page_say_why_there_are_no_grams(
    house: Any, language: str, sentence: str, why: str, reason: str
) -> None:
    talk = await without_region(house, language)
    await talk.say("西藏" if language == "zh" else "Tibet")
    (receipt,) = await talk.say(sentence)
    none = "没有可查的系数" if language == "zh" else "no citable factor exists"
    assert reason in receipt["text"] and none in receipt["text"]
    await talk.say("地铁 9 公里")
    (told,) = await talk.say(why)
    assert reason in told["text"]


async def test_regions_with_methods_are_offered_by_name(house: Any) -> None:
    talk = await without_region(house, "en")
    message, _ = await talk.button("United Kingdom")
    labels = [button["text"] for row in message["reply_markup"]["inline_keyboard"] for button in row]
    assert labels[0] == "Shenzhen" and labels[-1] == "Somewhere else" and len(labels) <= 6
    await talk.press("United Kingdom")
    assert await region_of(house, talk) == "GB"
    (receipt,) = await talk.say("metro 12 km")
    assert "modeshift/" in receipt["text"] and "Compared with" in receipt["text"]


@pytest.mark.parametrize("typed", ["CN-QQ", "Atlantis", "XX", "European Union"])
async def test_a_place_that_is_none_leaves_the_question_open(house: Any, typed: str) -> None:
    talk = await without_region(house, "en")
    (again,) = await talk.say(typed)
    assert "Where do you mostly travel?" in again["text"] and await region_of(house, talk) is None


async def test_what_counts_as_a_local_one_is_shown_and_not_offered_twice(house: Any) -> None:
    firm = await Firm(house).open()
    (home,) = await firm.admin.say("/method")
    shenzhen = house.container.catalogue.package("cn-sz-lcpt/2021.1").title["zh"]
    assert f"✅ {shenzhen} · 市场类 · 只有引文 · 属本地方法" in home["text"]
    await firm.admin.press("📐 方法")
    with pytest.raises(AssertionError, match="no button"):
        await firm.admin.button(shenzhen)
    await firm.admin.press("✅ 本地区的全部方法")
    await firm.admin.press(f"▫️ {shenzhen}"[:40])
    assert (await firm.stands()).methodology_set == ("cn-sz-lcpt",)
    (answer,) = await firm.member.say("metro 12 km")
    assert "561.6 g" in answer["text"]


async def test_an_estimate_on_local_factors_is_not_called_foreign(house: Any) -> None:
    talk = await without_region(house, "en")
    await talk.press("United Kingdom")
    (receipt,) = await talk.say("cycled 5 km")
    assert "estimate modeshift-active/" in receipt["text"] and "not in verified reports" in receipt["text"]
    assert "foreign" not in receipt["text"]
