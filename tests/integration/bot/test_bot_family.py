"""/family: made, invited into by link and by contacts, joined by consent; children; leaving; in both languages."""

import asyncio
from typing import Any

import orjson
import pytest

from accounts import notifying
from accounts.households import home
from app.erase import erasing

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def made(talk: Any) -> Any:
    """A household with the usual name."""
    await talk.say("/family")
    await talk.press("建一个家庭")
    await talk.press("同意，就叫")
    return talk


async def link_of(talk: Any) -> str:
    """The start payload of the household's link."""
    await talk.say("/family")
    await talk.press("邀请家人")
    return next(word for word in (await talk.last()).split() if "start=h_" in word).partition("start=")[2]


async def entered(house: Any, name: str, payload: str) -> Any:
    """Somebody who joined by the link."""
    talk = await (await house.person(name)).joined()
    await talk.start(payload)
    await talk.press("同意并加入")
    return talk


async def person_of(house: Any, talk: Any) -> Any:
    return await house.value("SELECT person_id FROM telegram_account WHERE user_id = $1", talk.id)


async def household_of(house: Any, talk: Any) -> home.Household | None:
    person_id = await person_of(house, talk)
    async with house.container.database.work(person_id=person_id) as connection:
        return await home.of(connection, person_id)


async def test_a_home_is_made_joined_and_shows_its_month(house: Any) -> None:
    lin = await (await house.person("小林")).joined()
    await lin.say("公交 30 公里")
    (none,) = await lin.say("/family")
    assert "还没有家庭" in none["text"]
    await lin.press("建一个家庭")
    assert "看不到别人的单次记录" in await lin.last() and "两个人的家里" in await lin.last()
    await lin.press("同意，就叫「小林的家」")
    assert "小林的家" in await lin.last() and "本月家里 0.0 克" in await lin.last()
    payload = await link_of(lin)
    ming = await (await house.person("阿明")).joined()
    (asked,) = await ming.start(payload)
    assert "加入家庭" in asked["text"] and "小林的家" in asked["text"] and "阿明" not in asked["text"]
    assert "小林（" not in asked["text"], "who is in it is told to who is in it"
    assert await household_of(house, ming) is None, "nobody is in before they agree"
    await ming.press("同意并加入", times=2)
    assert "小林（发起人）、阿明" in await ming.last()
    await asyncio.sleep(1.1)
    await ming.say("地铁 12 公里")
    (shown,) = await lin.say("/family")
    assert "561.6 克" in shown["text"] and "同一克只算一次" in shown["text"] and "地铁" not in shown["text"]


async def test_a_goal_for_the_month_is_anybodys_to_set(house: Any) -> None:
    lin = await made(await (await house.person("小林")).joined())
    ming = await entered(house, "阿明", await link_of(lin))
    await ming.say("/family")
    await ming.press("目标")
    await ming.press("10.00 公斤")
    await asyncio.sleep(1.1)
    await ming.say("公交 100 公里")
    (shown,) = await lin.say("/family")
    assert "本月目标 10.00 公斤" in shown["text"] and "%" in shown["text"]
    await lin.press("目标")
    (refused,) = await lin.say("5000 公斤")
    assert "1,000" in refused["text"]
    await lin.say("30 公斤")
    assert "本月目标 30.00 公斤" in await lin.last()
    await lin.press("目标")
    await lin.press("不要目标了")
    assert "本月目标" not in await lin.last()


async def test_the_same_in_english(house: Any) -> None:
    amy = await (await house.person("Amy", "en")).joined("en")
    await amy.say("/family")
    await amy.press("Make a household")
    assert "Nobody sees another's single records" in await amy.last()
    await amy.press("Agree, with another name")
    await amy.say("The Burrow")
    assert "The Burrow" in await amy.last() and "1 person" in await amy.last()
    await amy.press("Children")
    await amy.press("Add a child")
    await amy.say("Mia")
    await amy.press("Mia")
    await amy.press("Log for Mia")
    (receipt,) = await amy.say("bus 3 km")
    assert "🧒 Mia" in receipt["text"]
    await amy.say("/family")
    assert "2 people" in await amy.last() and "Amy (founder), 🧒 Mia" in await amy.last()
    await amy.press("Leave")
    await amy.press("Leave and dissolve it", times=2)
    (none,) = await amy.say("/family")
    assert "No household yet" in none["text"]


async def test_a_stranger_first_agrees_to_the_bot_then_to_the_home(house: Any) -> None:
    lin = await made(await (await house.person("小林")).joined())
    payload = await link_of(lin)
    wei = await house.person("小薇")
    (hello,) = await wei.start(payload)
    assert "小林的家" not in hello["text"]
    await wei.press("继续")
    await wei.press("同意并开始")
    await wei.press("深圳")
    assert any("加入家庭" in str(one.get("text")) for one in await wei.messages())
    await wei.press("同意并加入")
    found = await household_of(house, wei)
    assert found is not None and len(found.members) == 2


async def test_not_joining_notes_nothing(house: Any) -> None:
    lin = await made(await (await house.person("小林")).joined())
    payload = await link_of(lin)
    ming = await (await house.person("阿明")).joined()
    await ming.start(payload)
    await ming.press("不加入")
    assert "没有加入" in await ming.last() and await household_of(house, ming) is None
    person_id = await person_of(house, ming)
    assert not await house.value(
        "SELECT count(*) FROM consent WHERE person_id = $1 AND purpose = 'household_total'", person_id
    )


async def test_a_childs_sentence_is_the_adults_record_and_names_nobody_in_the_log(house: Any) -> None:
    lin = await made(await (await house.person("小林")).joined())
    await lin.press("孩子")
    await lin.press("加一个孩子")
    await lin.say("小鲸鱼")
    await lin.press("小鲸鱼")
    await lin.press("给小鲸鱼记一件")
    (how,) = await lin.say("今天天气不错")
    assert "给 小鲸鱼 记什么" in how["text"]
    (receipt,) = await lin.say("公交 3 公里")
    assert "🧒 小鲸鱼" in receipt["text"]
    (own,) = await lin.say("公交 7 公里")
    assert "小鲸鱼" not in own["text"], "one sentence, then the next is one's own again"
    await lin.say("/family")
    await lin.press("孩子")
    await lin.press("小鲸鱼")
    assert "代记了 1 件，80.7 克" in await lin.last()
    async with house.work() as connection:
        entries = await connection.fetch("SELECT entry FROM log_entry")
    assert not any("小鲸鱼".encode() in row["entry"] for row in entries)
    await lin.press("移除")
    assert "还是你的记录" in await lin.last()
    await lin.press("移除")
    assert "🧒 小鲸鱼" not in str((await lin.messages())[-1].get("reply_markup"))
    assert await house.grams(lin) == 3 * 26_900 + 7 * 26_900


async def test_a_name_on_a_button_reads_as_it_was_written(house: Any) -> None:
    lin = await made(await (await house.person("小林")).joined())
    await lin.press("孩子")
    await lin.press("加一个孩子")
    await lin.say("<b>Q&A</b>")
    await lin.press("🧒 <b>Q&A</b>")
    await lin.button("给<b>Q&A</b>记一件")


async def test_who_turns_back_logs_for_themselves_again(house: Any) -> None:
    lin = await made(await (await house.person("小林")).joined())
    await lin.press("孩子")
    await lin.press("加一个孩子")
    await lin.say("小小")
    await lin.press("小小")
    await lin.press("给小小记一件")
    await lin.press("返回")
    (receipt,) = await lin.say("公交 3 公里")
    assert "小小" not in receipt["text"]


async def test_what_is_said_twice_by_the_adult_and_for_the_child_is_two_acts(house: Any) -> None:
    lin = await made(await (await house.person("小林")).joined())
    await lin.say("公交 3 公里")
    await lin.say("/family")
    await lin.press("孩子")
    await lin.press("加一个孩子")
    await lin.say("小小")
    await lin.press("小小")
    await lin.press("给小小记一件")
    await lin.say("公交 3 公里")
    assert await house.grams(lin) == 2 * 3 * 26_900


async def test_the_founder_puts_somebody_out_and_they_hear_of_it(house: Any) -> None:
    lin = await made(await (await house.person("小林")).joined())
    payload = await link_of(lin)
    ming = await entered(house, "阿明", payload)
    await ming.say("/family")
    with pytest.raises(AssertionError, match="no button"):
        await ming.button("移出成员")
    await lin.say("/family")
    await lin.press("移出成员")
    await lin.press("移出 阿明")
    await lin.press("移出", times=2)
    assert await household_of(house, ming) is None
    assert (
        await house.value(
            "SELECT count(*) FROM outbox WHERE body->>'person_id' = $1 AND body->>'code' = 'family-removed'",
            str(await person_of(house, ming)),
        )
        == 1
    )
    (again,) = await ming.start(payload)
    assert "过期" in again["text"]
    await ming.say("/family")
    await ming.press("以前的家庭")
    await ming.press("从「小林的家」取走")
    assert "还没有家庭" in await ming.last()


async def test_leaving_says_what_becomes_of_the_grams(house: Any) -> None:
    lin = await made(await (await house.person("小林")).joined())
    ming = await entered(house, "阿明", await link_of(lin))
    await asyncio.sleep(1.1)
    await ming.say("地铁 12 公里")
    await ming.say("/family")
    await ming.press("退出")
    assert "取走" in await ming.last()
    await ming.press("退出，并取走我的克数")
    assert "一克不少" in await ming.last()
    assert await house.grams(ming) == 561_600
    (shown,) = await lin.say("/family")
    assert "561.6" not in shown["text"]


async def test_contacts_who_use_the_bot_are_written_to_and_nobody_hears_who_they_are(house: Any) -> None:
    lin = await made(await (await house.person("小林")).joined())
    known, stranger = await (await house.person("阿明")).joined(), await house.person("路人")
    await lin.press("邀请家人")
    await lin.press("选联系人")
    async with house.http.get(f"/simulator/chats/{lin.id}/messages") as answer:
        asked = (await answer.json())["chat"]["keyboard"]["keyboard"][0][0]["request_users"]
    assert asked["max_quantity"] == 9 and not asked["user_is_bot"]
    told = []
    for whom in ([known.id, stranger.id], [stranger.id], [known.id, lin.id]):
        path = f"chats/{lin.id}/messages"
        await house.post(path, {"person": lin.id, "users": whom, "request_id": asked["request_id"]})
        told += [answer["text"] for answer in await lin.answers()]
    assert len(told) == 3 and len(set(told)) == 1, "the answer tells nothing of who uses the bot"
    bodies = await house.value(
        "SELECT count(*) FROM outbox WHERE body->>'person_id' = $1 AND body->>'code' = 'family-invited'",
        str(await person_of(house, known)),
    )
    assert bodies == 1, "however often they are chosen"
    assert ["🚇 地铁", "🚌 公交", "🚲 骑行"] in await lin.keyboard(), "the usual keyboard is back"


async def test_the_inbox_keeps_no_contact_who_was_erased(house: Any) -> None:
    lin = await made(await (await house.person("小林")).joined())
    known = await (await house.person("阿明")).joined()
    await house.post(f"chats/{lin.id}/messages", {"person": lin.id, "users": [known.id], "request_id": 1})
    await lin.answers()
    count = "SELECT count(*) FROM inbox WHERE body LIKE '%users_shared%' AND body LIKE '%' || $1 || '%'"
    assert await house.value(count, str(known.id)) == 1
    await erasing(house.container).erase(await person_of(house, known))
    assert await house.value(count, str(known.id)) == 0


@pytest.mark.parametrize("name", ["<b>家</b>&\"'", "👨‍👩‍👧‍👦", "a\u202eb家", "我们\n的家"])
async def test_odd_names_are_harmless(house: Any, name: str) -> None:
    lin = await (await house.person("小林")).joined()
    await lin.say("/family")
    await lin.press("建一个家庭")
    await lin.press("同意，另起名字")
    await lin.say(name)
    found = await household_of(house, lin)
    assert found is not None
    assert "\u202e" not in found.name and "\n" not in found.name
    assert "本月家里" in await lin.last()


async def test_a_name_of_nothing_visible_is_asked_again(house: Any) -> None:
    lin = await (await house.person("小林")).joined()
    await lin.say("/family")
    await lin.press("建一个家庭")
    await lin.press("同意，另起名字")
    (refused,) = await lin.say("家" * 41)
    assert "40" in refused["text"]
    await lin.say("水星")
    assert "水星" in await lin.last()


async def test_old_buttons_and_foreign_ids_change_nothing(house: Any) -> None:
    """Of a home that was left, of another home, and ids that never were: told alike."""
    lin = await made(await (await house.person("小林")).joined())
    ming = await entered(house, "阿明", await link_of(lin))
    other = await made(await (await house.person("别人")).joined())
    theirs, found = await household_of(house, other), await household_of(house, lin)
    assert theirs is not None and found is not None
    shown = [m for m in await lin.messages() if m["from"]["is_bot"]][-1]

    async def press(talk: Any, data: str) -> str:
        query = {
            "id": f"q{data}", "from": {"id": talk.id, "is_bot": False, "first_name": "林"}, "chat_instance": "1",
            "data": data, "message": shown,
        }  # fmt: skip
        await house.post("inject", {"updates": [{"callback_query": query}]})
        await house.quiet()
        return str(await talk.last())

    for what in "klfgryo":
        told = {await press(lin, f"fo:{what}:{ident}") for ident in (theirs.members[0].id.hex, "0" * 32)}
        assert len(told) == 1, (what, told)
        await press(lin, f"fo:{what}:zz")
    await press(ming, f"fo:y:{found.member(await person_of(house, lin)).id.hex}")
    for talk, people_there in ((lin, 2), (other, 1)):
        still = await household_of(house, talk)
        assert still is not None and len(still.members) == people_there


async def test_the_download_names_the_household(house: Any) -> None:
    lin = await made(await (await house.person("小林")).joined())
    await lin.say("/privacy")
    data, read = await lin.press("下载我的数据")
    async with house.http.get(f"/simulator/files/{data['document']['file_id']}") as answer:
        stored = orjson.loads(await answer.text())["stored"]
    (place,) = [name for name in stored if name.startswith("hh_")]
    assert stored[place]["household"][0]["name"] == "小林的家"
    async with house.http.get(f"/simulator/files/{read['document']['file_id']}") as answer:
        assert "家庭里的资格" in await answer.text()


async def test_who_blocked_invitations_gets_none(house: Any) -> None:
    ming = await (await house.person("阿明")).joined()
    await ming.say("/notify")
    await ming.press("家庭邀请")
    async with house.work() as connection:
        wishes = await notifying.find(connection, await person_of(house, ming))
    assert wishes is not None and not wishes.wants(notifying.kind_of("family-invited"))
