"""Links that give a role, as an operator prints them: for who is new, and for who is a member already."""

from typing import Any

from app.organisation import created, invited


async def _payload(chat: Any, org: str, *roles: str) -> str:
    told = await invited(chat.container, org, list(roles))
    return str(told["chat_link"]).partition("start=")[2]


async def _roles(chat: Any, talk: Any) -> list[str]:
    found: list[str] = await chat.value(
        "SELECT array_agg(g.role ORDER BY g.role) FROM role_grant g JOIN telegram_account t USING (person_id)"
        " WHERE t.user_id = $1",
        talk.id,
    )
    return found or []


async def test_somebody_new_becomes_an_admin_of_the_programme(chat: Any) -> None:
    talk = await chat.person()
    await talk.start(await _payload(chat, "programme", "admin"))
    await talk.press("继续")
    await talk.press("同意并开始")
    assert await _roles(chat, talk) == ["admin"]


async def test_a_member_of_the_programme_gets_the_role_beside_what_they_have(chat: Any) -> None:
    talk = await (await chat.person()).joined()
    await talk.start(await _payload(chat, "programme", "admin", "reviewer"))
    assert await _roles(chat, talk) == ["admin", "reviewer"]


async def test_the_link_works_once(chat: Any) -> None:
    payload = await _payload(chat, "programme", "admin")
    first, second = await (await chat.person()).joined(), await (await chat.person("小王")).joined()
    await first.start(payload)
    told = await second.start(payload)
    assert await _roles(chat, second) == []
    assert "过期" in str(told)


async def test_the_first_admin_of_a_new_organisation_sees_its_desk(chat: Any) -> None:
    made = await created(chat.container, "福田绿色办公", "CN-GD-SZ")
    talk = await chat.person()
    await talk.joined(payload=str(made["admin_chat_link"]).partition("start=")[2])
    await talk.say("/org")
    assert "福田绿色办公" in await talk.last()
