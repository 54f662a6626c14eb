"""/roles, /adjust and /settings in chat: what is given, taken, proposed and confirmed, and who is refused."""

from typing import Any

import pytest

from kernel.ids import parse, public
from tests.integration.bot.test_bot_choosing import Firm
from tests.integration.bot.test_bot_instead import forge

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def _record(firm: Firm) -> str:
    """The public id of a metro trip that the member just told."""
    await firm.member.say("metro 12 km")
    async with firm.chat.container.database.work(firm.org_id) as connection:
        found = await connection.fetchval("SELECT id FROM action ORDER BY seq DESC LIMIT 1")
    return public("act", found)


async def _standing(firm: Firm, ident: str) -> tuple[str, int]:
    async with firm.chat.container.database.work(firm.org_id) as connection:
        row = await connection.fetchrow("SELECT status, reduction_mg FROM action WHERE id = $1", parse("act", ident))
    assert row is not None
    return row["status"], row["reduction_mg"]


async def test_a_role_is_given_by_a_link_and_taken_away_at_once(house: Any) -> None:
    firm = await Firm(house).open()
    await firm.admin.say("/roles")
    assert "管理员 · 管理员 · 整个组织" in await firm.admin.last()
    await firm.admin.press("➕ 给一个角色")
    (link,) = await firm.admin.press("审核员")
    payload = link["text"].partition("start=")[2].split()[0]
    (joined, *_) = await firm.member.start(payload)
    assert "rights" not in joined["text"]
    (queue,) = await firm.member.say("/review")
    assert "rights" not in queue["text"]
    await firm.admin.say("/roles")
    await firm.admin.press("Zoe · 审核员")
    await firm.admin.press("收回这个角色", times=3)
    assert "已收回" in await firm.admin.last() or "按钮" in await firm.admin.last()
    (refused,) = await firm.member.say("/review")
    assert "reviewer rights" in refused["text"]
    assert await firm.acted() == [
        ("role_invited", "reviewer", "admin"),
        ("role_granted", "reviewer", "invitation"),
        ("role_revoked", "reviewer", "admin"),
    ]


async def test_the_last_admin_cannot_take_their_own_role_away(house: Any) -> None:
    firm = await Firm(house).open()
    await firm.admin.say("/roles")
    await firm.admin.press("管理员 · 管理员")
    await firm.admin.press("收回这个角色")
    assert "没有人能管理角色" in await firm.admin.last()
    assert await firm.acted() == []


async def test_an_admin_proposes_and_only_somebody_else_confirms(house: Any) -> None:
    firm = await Firm(house).open()
    second = await firm._person("第二位", frozenset(("admin",)), "zh")
    ident = await _record(firm)
    before = await _standing(firm, ident)
    await firm.admin.say(f"/adjust {ident}")
    await firm.admin.press("改数量")
    await firm.admin.say("6000")
    await firm.admin.press("数量不对")
    (proposed,) = await firm.admin.say("车票上是六公里")
    assert "等另一位" in proposed["text"] and await _standing(firm, ident) == before
    await firm.admin.say("/adjust")
    await firm.admin.press("→")
    with pytest.raises(AssertionError):
        await firm.admin.button("✅ 确认")
    await second.say("/adjust")
    await second.press("→")
    assert "车票上是六公里" in await second.last()
    await second.press("✅ 确认", times=2)
    status, grams = await _standing(firm, ident)
    assert (status, grams) == ("corrected", before[1] // 2)
    assert [act[0] for act in await firm.acted()] == ["adjustment_proposed"]


async def test_a_member_can_neither_propose_nor_see_nor_confirm(house: Any) -> None:
    firm = await Firm(house).open()
    ident = await _record(firm)
    before = await _standing(firm, ident)
    (receipt, *_) = await firm.member.say("metro 3 km")
    for text in ("/adjust", f"/adjust {ident}", "/roles", "/settings"):
        (answer,) = await firm.member.say(text)
        assert "admin" in answer["text"] or "reviewer" in answer["text"], text
    for data in (f"aj:r:{ident[4:]}:-1", f"ap:c:{'0' * 32}", "rl:give", "ri:owner", "os:group:10", "os:name:0"):
        await forge(house, firm.member, receipt, data)
    assert await _standing(firm, ident) == before and await firm.acted() == []
    assert (await firm.stands()).minimum_group == 5


async def test_name_and_smallest_group_change_at_once_and_are_logged(house: Any) -> None:
    firm = await Firm(house).open()
    (shown,) = await firm.admin.say("/settings")
    assert "地区 深圳" in shown["text"] and "CN-GD-SZ" not in shown["text"]
    await firm.admin.press("≥ 10")
    await firm.admin.press("✏️ 改名")
    await firm.admin.say("南山绿色办公")
    stands = await firm.stands()
    assert (stands.name, stands.minimum_group) == ("南山绿色办公", 10)
    assert "南山绿色办公" in await firm.admin.last()
    assert await firm.acted() == [
        ("minimum_group_chosen", "x_10", "admin"),
        ("organisation_renamed", "renamed", "admin"),
    ]
