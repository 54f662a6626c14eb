"""First contact to the first receipt, in both languages."""

from datetime import timedelta
from typing import Any

import pytest

from accounts import joining
from privacy import consent

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def people_count(house: Any) -> int:
    return int(await house.value("SELECT count(*) FROM person"))


async def test_a_stranger_reaches_a_receipt_in_chinese(house: Any) -> None:
    lin = await house.person("小林")
    (hello,) = await lin.start()
    assert hello["text"].startswith("你好，小林 👋 我是一叶。")
    await lin.press("继续")
    assert "不保存：手机号" in await lin.last()
    await lin.press("同意并开始")
    await lin.press("深圳")
    await lin.press("跳过")
    (receipt,) = await lin.say("我坐地铁12公里")
    assert "地铁 12.0 公里 → 少排 561.6 克 CO₂" in receipt["text"]
    assert "12.0 公里 × 46.8 g/km（方法 cn-sz-lcpt/2021.1）" in receipt["text"]
    assert "CN-SZ-LCPT-2021-metro-REDUCTION" in receipt["text"]
    assert "本周" in receipt["text"]
    assert "连续 1 天" in receipt["text"]
    assert "证据 C" in receipt["text"]


async def test_a_stranger_reaches_a_receipt_in_english(house: Any) -> None:
    alex = await (await house.person("Alex", "en")).joined("en")
    (receipt,) = await alex.say("I took the metro 12 km")
    assert "Metro 12.0 km → 561.6 g CO₂ avoided" in receipt["text"]
    assert "12.0 km × 46.8 g/km (method cn-sz-lcpt/2021.1)" in receipt["text"]


async def test_consent_is_logged_without_a_name_and_switches_are_kept(house: Any) -> None:
    lin = await house.person("同意者")
    before = await house.value("SELECT count(*) FROM log_entry")
    await lin.start()
    await lin.press("继续")
    assert consent.TEXT_VERSION in await lin.last()
    await lin.press("榜上显示昵称")
    assert (await lin.button("☑ 榜上显示昵称"))[1].startswith("sw:0:")
    await lin.press("同意并开始")
    async with house.work() as connection:
        rows = await connection.fetch("SELECT entry FROM log_entry WHERE seq >= $1", before)
    text = b"".join(row["entry"] for row in rows)
    assert text.count(b'"consent.given"') == 2
    assert text.count(f'"text_version":"{consent.TEXT_VERSION}"'.encode()) == 2
    assert b'"board_name"' in text
    assert "同意者".encode() not in text


async def test_looking_around_writes_nothing(house: Any) -> None:
    count = await people_count(house)
    guest = await house.person("Guest", "en")
    await guest.start()
    await guest.press("Continue")
    (picture,) = await guest.press("Just look around")
    assert picture["photo"]
    assert "nothing is stored" in picture["caption"]
    assert await people_count(house) == count


async def test_what_was_said_before_consent_is_recorded_after_it(house: Any) -> None:
    lin = await house.person("急性子")
    (hello,) = await lin.say("坐地铁12公里")
    assert "我是一叶" in hello["text"]
    await lin.press("继续")
    await lin.press("同意并开始")
    answers = await lin.press("深圳")
    assert "少排 561.6 克" in answers[-1]["text"]


async def test_the_language_can_be_chosen_before_anything_is_stored(house: Any) -> None:
    lin = await house.person("小林")
    await lin.start()
    await lin.press("English")
    assert "Hi 小林" in await lin.last()
    await lin.press("Continue")
    assert "I don't keep: phone number" in await lin.last()
    await lin.press("Agree and start")
    await lin.press("Shenzhen")
    await lin.press("Skip")
    (receipt,) = await lin.say("地铁 12 公里")
    assert "avoided" in receipt["text"]


async def test_impatient_taps_on_the_way_in_are_one_way_in(house: Any) -> None:
    lin = await house.person("急手")
    await lin.start()
    await lin.press("继续", times=3)
    await lin.press("同意并开始", times=5)
    await lin.press("深圳", times=5)
    said = [m.get("text", "") for m in await lin.messages() if m["from"]["is_bot"]]
    assert len([text for text in said if text.startswith("平时怎么上班")]) == 1
    assert len([text for text in said if text.startswith("好了，直接说就行")]) == 1
    user = await house.value("SELECT person_id FROM telegram_account WHERE user_id = $1", lin.id)
    assert await house.value("SELECT count(*) FROM consent WHERE person_id = $1", user) == 1


async def test_a_name_full_of_marks_is_shown_harmless(house: Any) -> None:
    name = "<b>林</b>\u202e\u200b& " + "é" * 50
    person = await house.person(name)
    (hello,) = await person.start()
    assert "<b>林</b>& é" in hello["text"]
    assert "\u202e" not in hello["text"]
    assert not [one for one in hello.get("entities", []) if one["type"] == "bold"]


async def test_elsewhere_the_act_is_recorded_and_the_grams_are_withheld(house: Any) -> None:
    far = await house.person("远方", "zh")
    await far.start()
    await far.press("继续")
    await far.press("同意并开始")
    answers = await far.press("其他地方")
    assert "是哪座城市或哪个国家" in await first_text(far, "出行照记")
    assert answers
    await far.press("跳过")
    (receipt,) = await far.say("地铁 12 公里")
    assert "地铁 12.0 公里，记下了" in receipt["text"]
    assert "克数先不算" in receipt["text"]
    assert "🔥 连续 1 天" in receipt["text"]


async def test_everything_said_before_agreeing_or_naming_a_place_is_recorded_once(house: Any) -> None:
    lin = await house.person("心急", "zh")
    await lin.start()
    await lin.say("地铁 12 公里")
    await lin.say("骑车 3 公里")
    await lin.press("继续")
    await lin.press("同意并开始")
    (asked,) = await lin.say("公交 5 公里")
    assert asked["text"].startswith("先记住了（3 句），选好地方就入账。")
    await lin.press("深圳", times=3)
    user = await house.value("SELECT person_id FROM telegram_account WHERE user_id = $1", lin.id)
    kinds = await house.value("SELECT string_agg(kind, ' ' ORDER BY seq) FROM action WHERE person_id = $1", user)
    assert kinds == "metro cycling bus"


async def test_of_what_is_said_before_agreeing_only_acts_are_kept_and_it_is_said_so(house: Any) -> None:
    alex = await house.person("Eager", "en")
    for nonsense in ("hello there", "🚀🚀", "asdf qwer", "/privacy"):
        (hello,) = await alex.say(nonsense)
        assert "kept" not in hello["text"]
    (hello,) = await alex.say("/log metro 12 km")
    assert hello["text"].endswith("What you told me is kept for an hour, and counts once you agree.")
    await alex.press("Continue")
    await alex.press("Agree and start")
    (asked,) = await alex.say("thanks a lot")
    assert asked["text"].startswith("Kept; it counts as soon as I know the place.")
    answers = await alex.press("Shenzhen")
    assert "561.6 g" in answers[-1]["text"]
    user = await house.value("SELECT person_id FROM telegram_account WHERE user_id = $1", alex.id)
    assert await house.value("SELECT count(*) FROM action WHERE person_id = $1", user) == 1


async def test_whoever_moved_or_tapped_wrongly_changes_the_region_in_privacy(house: Any) -> None:
    alex = await (await house.person("Alex", "en")).joined("en")
    await alex.say("/privacy")
    await alex.press("🗺 Region")
    await alex.press("United Kingdom", times=3)
    assert "United Kingdom" in await alex.last()
    (receipt,) = await alex.say("bike 5 km")
    assert "modeshift" in receipt["text"]
    await alex.say("paper 2 kg")
    (planet,) = await alex.say("/planet")
    assert "average British car" in planet["caption"]
    await alex.say("/privacy")
    assert "Region: United Kingdom" in await alex.last()
    await alex.press("🗺 Region")
    (told,) = await alex.say("CN-GD-SZ")
    assert "Shenzhen" in told["text"]
    (receipt,) = await alex.say("metro 12 km")
    assert "561.6 g" in receipt["text"]


async def test_in_an_organisation_its_region_is_shown_and_not_the_persons(house: Any) -> None:
    container = house.container
    now = container.clock.now()
    org = await house.organisation("西藏办公", "CN-XZ")
    async with container.database.work(org.id) as connection:
        payload = await joining.invite(connection, container.keys.token_key, org.id, now=now)
    alex = await (await house.person("Alex", "en")).joined("en")
    await alex.start(payload)
    await alex.press("Continue")
    await alex.press("Agree and start")
    (home,) = await alex.say("/privacy")
    assert "Region: Tibet" in home["text"] or "Region: Xizang" in home["text"], home["text"]
    assert "🗺 Region" not in str(home["reply_markup"])


async def test_places_are_offered_where_what_people_tell_has_grams(house: Any) -> None:
    alex = await house.person("Alex", "en")
    await alex.start()
    await alex.press("Continue")
    (asked,) = await alex.press("Agree and start")
    places = {key["text"] for row in asked["reply_markup"]["inline_keyboard"] for key in row}
    assert {"Shenzhen", "Guangzhou", "United Kingdom"} < places
    assert "Hubei" not in places


async def first_text(talk: Any, start: str) -> str:
    return next(m["text"] for m in await talk.messages() if m.get("text", "").startswith(start))


async def test_the_commute_becomes_one_tap_that_counts_once(house: Any) -> None:
    lin = await house.person("通勤者")
    await lin.start()
    await lin.press("继续")
    await lin.press("同意并开始")
    await lin.press("深圳")
    await lin.press("🚇")
    await lin.press("12")
    assert "「上班 12.0 公里」" in (await lin.messages())[-2]["text"]
    await lin.press("上班 12.0 公里", times=10)
    assert "少排 561.6 克" in (await lin.messages())[-2]["text"]
    user = await house.value("SELECT person_id FROM telegram_account WHERE user_id = $1", lin.id)
    assert await house.value("SELECT count(*) FROM action WHERE person_id = $1", user) == 1
    assert (await lin.keyboard())[0] == ["🚇 上班 12.0 公里"]


async def test_typed_kilometres_answer_the_commute_question_and_a_ride_stays_a_ride(house: Any) -> None:
    lin = await house.person("打字者")
    await lin.start()
    await lin.press("继续")
    await lin.press("同意并开始")
    await lin.press("深圳")
    await lin.press("🚌")
    answers = await lin.say("7.5")
    assert "上班 7.5 公里" in answers[0]["text"]
    await lin.press("6")
    (receipt,) = await lin.say("坐地铁3公里")
    assert "地铁 3.0 公里" in receipt["text"]
    assert (await lin.keyboard())[0] == ["🚌 上班 6.0 公里"]


async def test_an_invitation_leads_into_its_organisation(house: Any) -> None:
    container = house.container
    now = container.clock.now()
    org = await house.organisation("福田绿色办公")
    async with container.database.work(org.id) as connection:
        payload = await joining.invite(connection, container.keys.token_key, org.id, now=now)
        old = await joining.invite(connection, container.keys.token_key, org.id, now=now - timedelta(days=40))
    lin = await house.person("新同事")
    (hello,) = await lin.start(payload)
    assert "你正在加入：福田绿色办公" in hello["text"]
    assert "跟着你走" not in hello["text"]
    await lin.press("继续")
    await lin.press("同意并开始", times=3)
    assert any("已加入 福田绿色办公" in m.get("text", "") for m in await lin.messages())
    await lin.press("跳过")
    (receipt,) = await lin.say("地铁 12 公里")
    assert "561.6 克" in receipt["text"]
    async with container.database.work(org.id) as connection:
        assert await connection.fetchval("SELECT count(*) FROM membership WHERE org_id = $1", org.id) == 1
        assert await connection.fetchval("SELECT sum(joins) FROM invitation WHERE org_id = $1", org.id) == 1
        assert await connection.fetchval("SELECT count(*) FROM action WHERE log_id = $1", org.log_id) == 1
    member = await (await house.person("老朋友")).joined()
    (moving,) = await member.start(payload)
    assert "星球、连续和凭证跟着你走" in moving["text"]
    late = await house.person("晚到者")
    answers = await late.start(old)
    assert "这个邀请已过期" in answers[0]["text"]
    assert "我是一叶" in answers[1]["text"]
    answers = await late.start(payload[:-1] + ("a" if payload[-1] != "a" else "b"))
    assert "这个链接我不认识" in answers[0]["text"]
