"""Joining in chat: by a roster's personal link, by a department's printed code; what organisers see of it."""

import re
from email import message_from_bytes, policy
from typing import Any
from uuid import UUID

from accounts import email_codes, join_requests, joining
from accounts.admin_acts import OPERATOR, Author
from accounts.roster.importing import Importing
from app import roster
from app.organisation import created
from kernel.ids import parse

FILE = "name,number,department,language\nAnn,1,Works/Line 1,English\nBob,2,<b>Desk,\n"


def payload_of(link: object) -> str:
    return str(link).partition("start=")[2]


class Firm:
    """A company with an owner in chat."""

    def __init__(self, chat: Any, org_id: UUID, boss: Any) -> None:
        self.chat, self.org_id, self.boss = chat, org_id, boss

    async def value(self, query: str, *arguments: object) -> Any:
        async with self.chat.container.database.work(self.org_id) as connection:
            return await connection.fetchval(query, *arguments)

    async def take(self, text: str = FILE) -> list[str]:
        """Imports a roster; the payloads of its links."""
        box = self.chat.container
        use_case = Importing(box.database, box.keys, box.clock, roster.life(box.settings))
        await use_case.take(self.org_id, Author(OPERATOR), text.encode())
        lines = (await roster.written(box, self.org_id)).decode("utf-8-sig").splitlines()[1:]
        return [payload_of(line.split(",")[4]) for line in sorted(lines)]


async def file(chat: Any, message: dict[str, Any]) -> str:
    """The text of a document that the bot sent."""
    async with chat.http.get(f"/simulator/files/{message['document']['file_id']}") as answer:
        return str(await answer.text())


async def firm_of(chat: Any) -> Firm:
    made = await created(chat.container, "福田绿色办公", "CN-GD-SZ")
    boss = await (await chat.person("王芳")).joined(payload=payload_of(made["admin_chat_link"]))
    return Firm(chat, parse("org", str(made["organisation"])), boss)


async def test_a_rosters_link_greets_in_their_language_and_leads_into_their_department(chat: Any) -> None:
    firm = await firm_of(chat)
    ann_link, _ = await firm.take()
    ann = await chat.person("小安", "zh-hans")
    (hello,) = await ann.start(ann_link)
    assert "You are joining" in hello["text"]
    await ann.press("Continue")
    await ann.press("Agree and start")
    unit = await firm.value(
        "SELECT u.name FROM roster_row r JOIN membership m USING (org_id, person_id)"
        " JOIN unit u ON u.org_id = m.org_id AND u.id = m.unit_id WHERE r.sealed IS NULL"
    )
    assert unit == "Line 1"
    again = await (await chat.person("别人")).start(ann_link)
    assert "过期" in str(again)


async def test_who_is_in_already_is_placed_by_their_link_and_counted_once(chat: Any) -> None:
    firm = await firm_of(chat)
    _, bob_link = await firm.take()
    await firm.boss.start(bob_link)
    assert await firm.value("SELECT count(*) FROM membership WHERE left_at IS NULL") == 1
    assert await firm.value("SELECT count(*) FROM roster_row WHERE person_id IS NOT NULL") == 1


async def test_an_organiser_reads_what_became_of_each_invitation(chat: Any) -> None:
    firm = await firm_of(chat)
    await firm.take()
    await firm.boss.say("/org")
    await firm.boss.press("邀请码")
    link = (await firm.boss.last()).split("start=")[1].split()[0]
    guest = await chat.person("小林")
    await guest.start(link)
    await guest.press("继续")
    await guest.press("同意并开始")
    await guest.press("跳过")
    await guest.say("坐地铁12公里")
    await firm.boss.say("/org")
    await firm.boss.press("邀请情况")
    told = await firm.boss.last()
    assert "所有人，" in told and "1 · 1 / 5,000 · –" in told, told
    assert "名册，2 人：– · –" in told, "of so few nobody sees who has opened theirs"
    await firm.take("name,number\n" + "".join(f"P{number},{number}\n" for number in range(1, 6)))
    await firm.boss.say("/org")
    await firm.boss.press("邀请情况")
    assert "名册，5 人：0 · 0" in await firm.boss.last()


async def test_a_member_who_opens_a_departments_code_again_is_looking_and_not_joining(chat: Any) -> None:
    firm = await firm_of(chat)
    await firm.take()
    async with chat.container.database.work(firm.org_id) as connection:
        unit_id = await connection.fetchval("SELECT id FROM unit WHERE name = 'Line 1'")
        payload = await joining.invite(
            connection, chat.container.keys.token_key, firm.org_id, now=chat.container.clock.now(), unit_id=unit_id
        )
    guest = await (await chat.person("小林")).joined(payload=payload)
    for _ in range(2):
        assert "你已经在" in str(await guest.start(payload))
    counted = "SELECT views || ' ' || joins FROM invitation WHERE unit_id IS NOT NULL AND NOT personal"
    assert await firm.value(counted) == "3 1"
    await firm.boss.start(payload)
    assert await firm.value(counted) == "4 2", "who is placed in another department came by it"


async def test_how_many_recorded_is_told_of_no_small_group(chat: Any) -> None:
    firm = await firm_of(chat)
    await firm.boss.say("/org")
    await firm.boss.press("邀请码")
    link = (await firm.boss.last()).split("start=")[1].split()[0]
    for number in range(5):
        guest = await chat.person(f"小林{number}")
        await guest.joined(payload=link)
        if number in (1, 3):
            await guest.say("坐地铁12公里")
        await firm.boss.say("/org")
        await firm.boss.press("邀请情况")
        begun = "2" if number == 4 else "–"
        assert f"· {number + 1} / 5,000 · {begun}" in await firm.boss.last()


async def test_a_sheet_for_each_department_holds_its_own_code_and_nobodys_markup(chat: Any) -> None:
    firm = await firm_of(chat)
    await firm.take()
    await firm.boss.say("/org")
    await firm.boss.press("邀请情况")
    (sent,) = await firm.boss.press("打印张贴页")
    assert "4 页" in sent["caption"]
    page = await file(chat, sent)
    assert page.count("<section>") == page.count("<svg") == 4
    assert "&lt;b&gt;Desk" in page and "<b>Desk" not in page
    assert "Works / Line 1" in page
    links = {part.split("<")[0] for part in page.split('class="link">')[1:]}
    assert len(links) == 4
    line = next(part for part in page.split("<section>") if "Works / Line 1" in part)
    guest = await chat.person("小林")
    await guest.joined(payload=payload_of(line.split('class="link">')[1].split("<")[0]))
    unit = await firm.value(
        "SELECT u.name FROM membership m JOIN unit u ON u.org_id = m.org_id AND u.id = m.unit_id WHERE left_at IS NULL"
    )
    assert unit == "Line 1"
    (again,) = await firm.boss.press("打印张贴页")
    assert await file(chat, again) == page


async def test_who_has_no_code_asks_and_an_organiser_lets_them_in(chat: Any) -> None:
    firm = await firm_of(chat)
    await firm.boss.say("/org")
    await firm.boss.press("邀请情况")
    link = payload_of((await firm.boss.last()).split("\n")[-1])
    assert link.startswith("a_")
    asker = await chat.person("小林")
    await asker.start(link)
    await asker.press("继续")
    await asker.press("同意并开始")
    await asker.press("深圳")
    assert "没有 福田绿色办公 的邀请" in await asker.last()
    await asker.press("申请加入")
    assert "已申请" in await asker.last()
    await firm.boss.say("/org")
    await firm.boss.press("邀请情况")
    await firm.boss.press("加入申请")
    assert "1. 小林" in await firm.boss.last()
    await firm.boss.press("✅ 1")
    assert await firm.value("SELECT count(*) FROM membership WHERE left_at IS NULL") == 2
    (receipt,) = await asker.say("坐地铁12公里")
    assert "561.6" in receipt["text"]
    assert await firm.value("SELECT count(*) FROM action WHERE kind = 'metro'") == 1


async def test_who_is_an_organiser_no_more_decides_nothing(chat: Any) -> None:
    firm = await firm_of(chat)
    asker = await (await chat.person("小林")).joined()
    await asker.start(join_requests.payload(chat.container.keys.token_key, firm.org_id))
    await asker.press("申请加入")
    assert "需要" in str(await asker.say("/org"))
    await firm.boss.say("/org")
    await firm.boss.press("邀请情况")
    await firm.boss.press("加入申请")
    async with chat.container.database.work(firm.org_id) as connection:
        await connection.execute("UPDATE role_grant SET revoked_at = now()")
    told = await firm.boss.press("✅ 1")
    assert "权限" in str(told) + await firm.boss.last()
    assert await firm.value("SELECT count(*) FROM join_request WHERE decided_at IS NULL") == 1


async def test_an_address_at_work_and_its_code_make_a_member(chat: Any) -> None:
    firm = await firm_of(chat)
    box = chat.container
    async with box.database.work(firm.org_id) as connection:
        await email_codes.set_domains(
            connection, box.keys, firm.org_id, Author(OPERATOR), ["firm.example"], box.clock.now()
        )
    lin = await (await chat.person("小林")).joined()
    await lin.say("/join")
    assert "读不懂" in str(await lin.say("lin@"))
    ann = await (await chat.person("小安")).joined()
    await ann.say("/join")
    (unknown,) = await ann.say("lin@elsewhere.example")
    (wrong,) = await ann.say("123456")
    (known,) = await lin.say("Lin@Firm.example")
    assert known["text"] == unknown["text"]
    (letter,) = (box.settings.data_dir / "mail").iterdir()
    read = message_from_bytes(letter.read_bytes(), policy=policy.default)
    assert read["To"] == "lin@firm.example"
    code = re.findall(r"\b\d{6}\b", read.get_content())[0]
    (missed,) = await lin.say(f"{(int(code) + 1) % 1_000_000:06}")
    assert missed["text"] == wrong["text"]
    joined = str(await lin.say(code))
    assert "已加入" in joined and "平时怎么上班" in joined
    assert await firm.value("SELECT count(*) FROM membership WHERE left_at IS NULL") == 2
    await lin.say("坐地铁12公里")
    assert await firm.value("SELECT count(*) FROM action WHERE kind = 'metro'") == 1


async def test_who_asks_for_codes_too_fast_is_told_so(chat: Any) -> None:
    firm = await firm_of(chat)
    box = chat.container
    async with box.database.work(firm.org_id) as connection:
        await email_codes.set_domains(
            connection, box.keys, firm.org_id, Author(OPERATOR), ["firm.example"], box.clock.now()
        )
    # At nobody's domain too: else the second answer would tell whose domains these are.
    for domain in ("firm.example", "elsewhere.example"):
        asker = await (await chat.person(f"在{domain}")).joined()
        for _ in range(2):
            await asker.say("/join")
            await asker.say(f"asker@{domain}")
        assert "每分钟最多" in await asker.last()


async def test_of_who_is_younger_nothing_is_kept_and_a_member_is_not_asked_again(chat: Any) -> None:
    child = await chat.person("小朋友")
    await child.start()
    await child.press("继续")
    await child.press("未满 14 岁")
    assert "/family" in await child.last()
    assert await chat.value("SELECT count(*) FROM person") == 0
    firm = await firm_of(chat)
    await firm.boss.say("/org")
    await firm.boss.press("邀请码")
    link = (await firm.boss.last()).split("start=")[1].split()[0]
    lin = await (await chat.person("小林")).joined()
    await lin.start(link)
    await lin.press("继续")
    _, data = await lin.button("同意并开始")
    message, _ = await lin.button("同意并开始")
    labels = [key["text"] for row in message["reply_markup"]["inline_keyboard"] for key in row]
    assert data and not any("14" in label for label in labels)
