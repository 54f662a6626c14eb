"""Group chats: bound by an organiser who runs the group, a planet of those who agreed, nothing about anybody in public."""

from typing import Any
from uuid import UUID

import pytest

from tests.integration.bot.test_bot_choosing import Firm

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Group:
    """A group chat with people of a company in it."""

    def __init__(self, house: Any, chat_id: int) -> None:
        self.house = house
        self.id = chat_id

    async def say(self, talk: Any, text: str) -> str:
        """What the bot says last to somebody's words."""
        await self.house.post(f"chats/{self.id}/messages", {"person": talk.id, "text": text})
        await self.house.quiet()
        return str((await self.said())[-1]["text"])

    async def said(self) -> list[dict[str, Any]]:
        async with self.house.http.get(f"/simulator/chats/{self.id}/messages") as answer:
            return [one for one in (await answer.json())["messages"] if one["from"]["is_bot"] and "text" in one]

    async def press(self, talk: Any, label: str) -> None:
        for message in reversed(await self.said()):
            for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                for button in row:
                    if label in button["text"]:
                        path = f"chats/{self.id}/messages/{message['message_id']}/press"
                        await self.house.post(path, {"person": talk.id, "data": button["callback_data"]})
                        await self.house.quiet()
                        return
        raise AssertionError(label)


async def _group(house: Any, *, people: int = 5) -> tuple[Firm, Group, list[Any]]:
    firm = await Firm(house).open()
    members = [await firm._person(f"员工{number}", frozenset(), "zh") for number in range(people)]
    made = await house.post(
        "groups", {"title": "福田", "members": [firm.admin.id, *(one.id for one in members)], "bot": "member"}
    )
    return firm, Group(house, made["id"]), members


async def _value(firm: Firm, query: str, *arguments: object) -> Any:
    async with firm.chat.container.database.work(firm.org_id) as connection:
        return await connection.fetchval(query, *arguments)


async def test_a_planet_of_those_who_agreed_once_there_are_enough(house: Any) -> None:
    firm, group, members = await _group(house)
    assert "福田绿色办公" in await group.say(firm.admin, "/bind")
    for talk in members[:4]:
        await talk.say("地铁 12 公里")
        await group.press(talk, "算我一个")
    await group.press(members[4], "算我一个")
    assert "不到 5 人" in await group.say(members[0], "/planet"), "the fifth agreed and has told nothing"
    await members[4].say("地铁 12 公里")
    text = await group.say(members[0], "/planet")
    assert "本群 2.80 公斤" in text and "这周 +2.80 公斤" in text
    assert not any(f"员工{number}" in one["text"] for one in await group.said() for number in range(5))
    await group.press(members[2], "不算我")
    assert "不到 5 人" in await group.say(members[0], "/planet"), "who leaves is out at once"
    types = await _value(
        firm,
        "SELECT count(*) FROM log_entry WHERE convert_from(entry, 'UTF8') LIKE '%\"purpose\":\"group\"%'",
    )
    assert types == 6, "five consents and one withdrawal stand in the log"


async def test_binding_takes_an_organiser_who_runs_the_group(house: Any) -> None:
    firm, group, members = await _group(house, people=1)
    assert "权限" in await group.say(members[0], "/bind")
    second = await firm._person("组织者", frozenset(("organiser",)), "zh")
    await house.http.patch(f"/simulator/groups/{group.id}", json={"add": [second.id]})
    assert "管理员来做" in await group.say(second, "/bind")
    assert await _value(firm, "SELECT count(*) FROM group_chat") == 0
    await group.say(firm.admin, "/bind")
    await group.say(firm.admin, "/bind")
    assert "不再绑定" in await group.say(firm.admin, "/unbind")
    assert "没有绑" in await group.say(firm.admin, "/unbind")
    assert "t.me/" in await group.say(members[0], "/planet")
    assert await firm.acted() == [
        ("group_bound", "organiser", "organiser"),
        ("group_unbound", "organiser", "organiser"),
    ]


async def test_a_removed_bot_forgets_the_group_and_old_buttons_do_nothing(house: Any) -> None:
    firm, group, members = await _group(house, people=1)
    await group.say(firm.admin, "/bind")
    await house.http.patch(f"/simulator/groups/{group.id}", json={"bot": "kicked"})
    await house.quiet()
    assert await _value(firm, "SELECT count(*) FROM group_chat WHERE unbound_at IS NULL") == 0
    await house.http.patch(f"/simulator/groups/{group.id}", json={"bot": "member"})
    await group.press(members[0], "算我一个")
    person_id: UUID = await _value(firm, "SELECT person_id FROM telegram_account WHERE user_id = $1", members[0].id)
    assert await _value(firm, "SELECT count(*) FROM consent WHERE person_id = $1", person_id) == 0


async def test_somebody_of_another_company_neither_counts_nor_sees(house: Any) -> None:
    firm, group, _ = await _group(house, people=1)
    await group.say(firm.admin, "/bind")
    other = await Firm(house).open()
    await house.http.patch(f"/simulator/groups/{group.id}", json={"add": [other.member.id]})
    await group.press(other.member, "算我一个")
    assert await _value(other, "SELECT count(*) FROM consent") == 0
    assert "t.me/" in await group.say(other.member, "/planet")
