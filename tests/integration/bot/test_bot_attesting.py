"""/attest in chat: two admins of the programme send the same file, and the next version stands."""

import hashlib
from typing import Any

import aiohttp
import pytest

from app import published
from app.organisation import created, invited
from bot.handlers import attesting as handler
from kernel.ids import PROGRAMME

PDF = b"%PDF-1.7 the methodology's text, as its issuer published it"
SHA = hashlib.sha256(PDF).hexdigest()
OLD, NEW = "cn-sz-lcpt/2021.1", "cn-sz-lcpt/2021.2"


async def admin(chat: Any, name: str, language: str = "zh") -> Any:
    told = await invited(chat.container, "programme", ["admin"])
    talk = await (await chat.person(name, "en" if language == "en" else "zh-hans")).joined(language)
    await talk.start(str(told["chat_link"]).partition("start=")[2])
    return talk


async def send(talk: Any, data: bytes, name: str = "source.pdf") -> str:
    """Sends a file; the bot's answer."""
    form = aiohttp.FormData({"person": str(talk.id)})
    form.add_field("document", data, filename=name, content_type="application/pdf")
    async with talk.chat.http.post(f"/simulator/chats/{talk.id}/messages", data=form) as answer:
        assert answer.status == 200, await answer.text()
    await talk.answers()
    return str(await talk.last())


async def asked(talk: Any) -> None:
    await talk.say("/attest")
    await talk.press(OLD)


async def versions(chat: Any) -> list[str]:
    box = chat.container
    return await published.refresh(box.database, box.catalogue, box.clock)


async def test_two_admins_with_the_same_file_publish_the_next_version(chat: Any) -> None:
    lin, zoe = await admin(chat, "小林"), await admin(chat, "Zoe", "en")
    await lin.say("/attest")
    assert f"{OLD} 深圳市低碳公共出行碳普惠方法学（试行）：还没有人发来" in await lin.last()
    await lin.press(OLD)
    assert "深圳市生态环境局" in await lin.last()
    assert "bev_bus: 26.9 gCO2/passenger-km; metro: 46.8 gCO2/passenger-km" in await lin.last()
    told = await send(lin, PDF)
    assert SHA in told and f"{len(PDF)} 字节" in told and "还需要另一位管理员" in told
    await zoe.say("/attest")
    assert "another admin's is here" in await zoe.last()
    await zoe.press(OLD)
    assert f"{NEW} is published" in await send(zoe, PDF)
    assert await versions(chat) == [NEW]
    assert chat.container.catalogue.package(NEW).document["source"]["document_sha256"] == SHA
    notice = await chat.value("SELECT body FROM outbox WHERE body->>'code' = 'attest-told-published'")
    assert notice["params"] == {"methodology": OLD, "following": NEW}
    await lin.say("/attest")
    assert "没有在等原文的方法" in await lin.last()


async def test_different_files_are_told_to_both_and_publish_nothing(chat: Any) -> None:
    lin, wang = await admin(chat, "小林"), await admin(chat, "小王")
    await asked(lin)
    await send(lin, PDF)
    await asked(wang)
    assert "什么也没有发布" in await send(wang, PDF + b".")
    assert await versions(chat) == []
    assert await chat.value("SELECT count(*) FROM outbox WHERE body->>'code' = 'attest-told-differ'") == 1
    await lin.say("/attest")
    assert "两位发来的文件不一样" in await lin.last()


async def test_the_same_admin_twice_publishes_nothing(chat: Any) -> None:
    lin = await admin(chat, "小林")
    for _ in range(2):
        await asked(lin)
        assert "还需要另一位管理员" in await send(lin, PDF)
    assert await versions(chat) == []


async def test_ones_own_can_be_taken_back_before_the_second(chat: Any) -> None:
    lin, wang = await admin(chat, "小林"), await admin(chat, "小王")
    await asked(lin)
    await send(lin, PDF)
    await asked(lin)
    assert SHA in await lin.last()
    await lin.press("收回")
    assert "已收回" in await lin.last()
    await asked(wang)
    assert "还需要另一位管理员" in await send(wang, PDF)
    assert await versions(chat) == []


async def test_what_is_no_usable_file_is_said(chat: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    lin = await admin(chat, "小林")
    await asked(lin)
    (told,) = await lin.photo(_PNG)
    assert "请作为文件发送" in told["text"]
    monkeypatch.setattr(handler, "LARGEST_DOCUMENT_BYTES", 10)
    assert "超过 20 MB" in await send(lin, PDF)
    monkeypatch.undo()
    assert "还需要另一位管理员" in await send(lin, PDF), "the question is still open"


async def test_a_file_that_telegram_does_not_hand_out_is_said(chat: Any) -> None:
    lin = await admin(chat, "小林")
    await asked(lin)
    files = chat.server.simulation.files
    kept, files.get = files.get, lambda file_id: kept("")
    assert "没能取到这个文件" in await send(lin, PDF)
    del files.get
    assert "还需要另一位管理员" in await send(lin, PDF)


async def test_a_file_that_nobody_asked_for_is_no_attestation(chat: Any) -> None:
    lin = await admin(chat, "小林")
    await send(lin, PDF)
    assert await chat.value("SELECT count(*) FROM attestation") == 0


async def test_only_admins_of_the_programme_may_and_see_the_command(chat: Any) -> None:
    someone = await (await chat.person()).joined()
    await someone.say("/attest")
    assert "管理员" in await someone.last()
    made = await created(chat.container, "福田绿色办公", "CN-GD-SZ")
    theirs = await chat.person("小陈")
    await theirs.joined(payload=str(made["admin_chat_link"]).partition("start=")[2])
    await theirs.say("/attest")
    assert "管理员" in await theirs.last()
    lin = await admin(chat, "小林")
    assert "attest" in _commands(chat, lin)
    assert "review" in _commands(chat, theirs) and "attest" not in _commands(chat, theirs)
    assert _commands(chat, someone) == []


def _commands(chat: Any, talk: Any) -> list[str]:
    """The private commands that the bot set for one person."""
    found = chat.server.simulation.profile.commands(("chat", talk.id, 0), "")
    return [one["command"] for one in found]


async def test_a_name_is_kept_nowhere(chat: Any) -> None:
    lin = await admin(chat, "小林")
    await asked(lin)
    await send(lin, PDF, "secret-name.pdf")
    async with chat.container.database.work(PROGRAMME) as connection:
        row = dict(await connection.fetchrow("SELECT * FROM attestation"))
        entries = await connection.fetch("SELECT entry FROM log_entry")
    assert "secret-name" not in str(row)
    assert not any(b"secret-name" in one["entry"] or SHA.encode() in one["entry"] for one in entries)


_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
