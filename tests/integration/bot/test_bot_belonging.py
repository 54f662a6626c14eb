"""/belong in chat: where records count, a community beside the employer, leaving and coming back."""

from typing import Any

import pytest

from accounts import joining, organisations
from kernel.ids import public

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def invitation(house: Any, org: organisations.Organisation) -> str:
    box = house.container
    async with box.database.work(org.id) as connection:
        return await joining.invite(connection, box.keys.token_key, org.id, now=box.clock.now())


async def enter(house: Any, talk: Any, org: organisations.Organisation) -> str:
    """Accepts an invitation; what was told before agreeing."""
    (hello,) = await talk.start(await invitation(house, org))
    await talk.press("继续")
    await talk.press("同意并开始")
    return str(hello["text"])


async def logs(house: Any, org: organisations.Organisation) -> int:
    async with house.container.database.work(org.id) as connection:
        count: int = await connection.fetchval("SELECT count(*) FROM action WHERE log_id = $1", org.log_id)
    return count


async def test_an_employee_lets_records_count_for_the_programme_and_back(house: Any) -> None:
    firm = await house.organisation("海风公司")
    lin = await (await house.person()).joined()
    await enter(house, lin, firm)
    (home,) = await lin.say("/belong")
    assert "新的记录记到：海风公司" in home["text"]
    assert "海风公司 · 单位" in home["text"]
    await lin.press("以后记到 一叶")
    assert "新的记录记到：一叶" in await lin.last()
    await lin.say("地铁 12 公里")
    assert await logs(house, firm) == 0
    await lin.say("/belong")
    await lin.press("以后记到 海风公司")
    await lin.say("公交 5 公里")
    assert await logs(house, firm) == 1
    (me,) = await lin.say("/me")
    assert "2 件" in me["text"]


async def test_the_privacy_page_says_where_records_count(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("/privacy")
    await lin.press("记到：一叶")
    assert "你属于哪里" in await lin.last()


async def test_leaving_asks_first_keeps_the_planet_and_a_link_leads_back(house: Any) -> None:
    firm = await house.organisation("海风公司")
    lin = await (await house.person()).joined()
    await enter(house, lin, firm)
    await lin.say("地铁 20 公里")
    (planet,) = await lin.say("/planet")
    await lin.say("/belong")
    await lin.press("离开 海风公司")
    assert "已经记下的留在它的账本里" in await lin.last()
    await lin.press("返回")
    assert "海风公司 · 单位" in await lin.last()
    await lin.press("离开 海风公司")
    await lin.press("离开", times=2)
    assert "海风公司 · 单位" not in await lin.last()
    (after,) = await lin.say("/planet")
    assert after["caption"].splitlines()[0] == planet["caption"].splitlines()[0]
    assert await logs(house, firm) == 1
    await lin.say("公交 5 公里")
    assert await logs(house, firm) == 1
    await enter(house, lin, firm)
    await lin.say("公交 6 公里")
    assert await logs(house, firm) == 2


async def test_who_leaves_has_the_commands_of_no_role_any_more(house: Any) -> None:
    firm, box = await house.organisation("海风公司"), house.container
    async with box.database.work(firm.id) as connection:
        payload = await joining.invite(
            connection, box.keys.token_key, firm.id, now=box.clock.now(), roles=frozenset(("organiser",))
        )
    lin = await house.person()
    await lin.joined(payload=payload)

    async def listed() -> set[str]:
        async with house.http.get(f"/simulator/chats/{lin.id}/commands", params={"person": lin.id}) as answer:
            return {one["command"] for one in (await answer.json())["commands"]}

    assert "org" in await listed()
    await lin.say("/belong")
    await lin.press("离开 海风公司")
    await lin.press("离开")
    assert "org" not in await listed() and "belong" in await listed()
    (refused,) = await lin.say("/org")
    assert "海风公司" not in refused["text"]


async def test_an_old_button_of_a_place_that_was_left_changes_nothing(house: Any) -> None:
    firm = await house.organisation("海风公司")
    lin = await (await house.person()).joined()
    await enter(house, lin, firm)
    await lin.say("/belong")
    await lin.press("以后记到 一叶")
    await lin.say("/belong")
    message, data = await lin.button("以后记到 海风公司")
    await lin.press("离开 海风公司")
    await lin.press("离开")
    newest = message["message_id"]
    query = {
        "id": "79", "from": {"id": lin.id, "is_bot": False, "first_name": "林"}, "chat_instance": "1",
        "data": data, "message": {**message, "message_id": newest},
    }  # fmt: skip
    await house.post("inject", {"updates": [{"callback_query": query}]})
    assert "这个按钮过期了" in await lin.last()
    await lin.say("公交 5 公里")
    assert await logs(house, firm) == 0


async def test_nobody_lets_records_count_where_they_do_not_belong(house: Any) -> None:
    firm = await house.organisation("别人的公司")
    lin = await (await house.person()).joined()
    await lin.say("/belong")
    shown = [m for m in await lin.messages() if m["from"]["is_bot"]][-1]
    for page in ("take", "leave", "left"):
        query = {
            "id": f"8{page}", "from": {"id": lin.id, "is_bot": False, "first_name": "林"}, "chat_instance": "1",
            "data": f"bl:{page}:{public('org', firm.id)[4:]}", "message": shown,
        }  # fmt: skip
        await house.post("inject", {"updates": [{"callback_query": query}]})
        await lin.answers()
    await lin.say("公交 5 公里")
    assert await logs(house, firm) == 0
    async with house.container.database.work(firm.id) as connection:
        assert await connection.fetchval("SELECT count(*) FROM membership WHERE org_id = $1", firm.id) == 0


async def test_a_community_is_a_view_of_enough_members_and_their_grams_stay_in_their_own_logs(house: Any) -> None:
    estate, firm = await house.organisation("香蜜社区", kind="community"), await house.organisation("海风公司")
    people = []
    for number in range(5):
        talk = await (await house.person(f"邻居{number}")).joined()
        if number == 0:
            await talk.say("地铁 40 公里")  # before joining: not the community's
            await enter(house, talk, firm)
        told = await enter(house, talk, estate)
        assert "加入就是同意算进这个合计" in told and "跟着你走" not in told
        people.append(talk)
    for talk in people[:4]:
        await talk.say("公交 40 公里")
    (home,) = await people[0].say("/belong")
    assert "还不到 5 位" in home["text"]
    assert "香蜜社区 · 社区" in home["text"] and "以后记到 香蜜社区" not in str(home["reply_markup"])
    await people[4].say("公交 40 公里")
    (home,) = await people[0].say("/belong")
    # Of the first neighbour's day the metro ride counts too: the day on which they joined does.
    assert "（5 人）" in home["text"] and "这是视图：每一克只在它自己的账本里算一次" in home["text"]
    assert await logs(house, estate) == 0
    assert await logs(house, firm) == 1
    await people[1].say("/belong")
    await people[1].press("离开 香蜜社区")
    await people[1].press("离开")
    (home,) = await people[0].say("/belong")
    assert "还不到 5 位" in home["text"]


async def test_who_comes_by_a_communitys_link_records_in_the_programme(house: Any) -> None:
    estate = await house.organisation("香蜜社区", kind="community")
    new = await house.person("新邻居")
    await new.start(await invitation(house, estate))
    await new.press("继续")
    await new.press("同意并开始")
    assert any("已加入" in m.get("text", "") and "香蜜社区" in m["text"] for m in await new.messages())
    await new.press("深圳")
    await new.press("跳过")
    await new.say("地铁 12 公里")
    assert await logs(house, estate) == 0
    (home,) = await new.say("/belong")
    assert "一叶 · 公众计划" in home["text"] and "香蜜社区 · 社区" in home["text"]
    (again,) = await new.start(await invitation(house, estate))
    assert "你已经在" in again["text"]


async def test_belonging_speaks_english(house: Any) -> None:
    alex = await (await house.person("Alex", "en")).joined("en")
    (home,) = await alex.say("/belong")
    assert "New records count for" in home["text"] and "public programme" in home["text"]
