"""Letters: what goes over the wire to a server, and which addresses are none."""

import asyncio
import stat
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from kernel.mail import Folder, Letter, MailAddressWrong, MailUnsent, Nowhere, Smtp

WRITTEN_AT = datetime(2026, 11, 22, 4, 30, tzinfo=UTC)
LETTER = Letter("lin@firm.example", "一叶的验证码", "123456\n", WRITTEN_AT)


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, taken: list[bytes], refuse: bool) -> None:
    """As much of RFC 5321 as a client needs."""
    writer.write(b"220 here\r\n")
    while line := await reader.readline():
        word = line.split()[0].upper()
        if word == b"DATA":
            writer.write(b"354 go on\r\n")
            taken.append(await reader.readuntil(b"\r\n.\r\n"))
        if word == b"QUIT":
            break
        writer.write(b"550 no\r\n" if refuse and word == b"RCPT" else b"250 ok\r\n")
    writer.close()


@pytest.mark.parametrize("refuse", [False, True])
async def test_a_server_gets_the_letter_or_refuses_it(refuse: bool) -> None:
    taken: list[bytes] = []
    server = await asyncio.start_server(lambda r, w: _serve(r, w, taken, refuse), "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        post = Smtp(f"smtp+plain://127.0.0.1:{port}", "leaf@firm.example")
        if refuse:
            with pytest.raises(MailUnsent):
                await post.send(LETTER)
            return
        await post.send(LETTER)
    read = message_from_bytes(taken[0], policy=policy.default)
    assert (read["To"], read["From"], read["Subject"]) == ("lin@firm.example", "leaf@firm.example", "一叶的验证码")
    assert "123456" in read.get_content()


async def test_a_server_that_offers_no_encryption_gets_nothing_where_it_is_asked_for() -> None:
    taken: list[bytes] = []
    server = await asyncio.start_server(lambda r, w: _serve(r, w, taken, False), "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(MailUnsent):
            await Smtp(f"smtp://user:secret@127.0.0.1:{port}", "leaf@firm.example").send(LETTER)
    assert taken == []


@pytest.mark.parametrize("url", ["", "http://a", "smtp://", "smtp://host:port", "smtp://host:99999", "host:25"])
def test_what_is_no_address_of_a_server_is_refused(url: str) -> None:
    with pytest.raises(MailAddressWrong):
        Smtp(url, "leaf@firm.example")


async def test_a_folder_keeps_each_letter_for_its_owner_alone(tmp_path: Path) -> None:
    post = Folder(tmp_path / "mail", "leaf@firm.example")
    await asyncio.gather(*(post.send(LETTER) for _ in range(3)))
    files = sorted((tmp_path / "mail").iterdir())
    assert [file.name for file in files] == ["000001.eml", "000002.eml", "000003.eml"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


async def test_each_letter_bears_its_date_and_a_number_of_its_own(tmp_path: Path) -> None:
    post = Folder(tmp_path, "leaf@firm.example")
    for _ in range(2):
        await post.send(LETTER)
    read = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in tmp_path.iterdir()]
    assert {one["Date"].datetime for one in read} == {WRITTEN_AT}
    numbers = {str(one["Message-ID"]) for one in read}
    assert len(numbers) == 2 and all(one.endswith("@firm.example>") for one in numbers)


async def test_a_line_break_never_becomes_a_header(tmp_path: Path) -> None:
    with pytest.raises(MailUnsent):
        await Folder(tmp_path, "leaf@firm.example").send(Letter("a@b.cn", "x\r\nBcc: all@b.cn", "t", WRITTEN_AT))
    with pytest.raises(MailUnsent):
        await Nowhere().send(LETTER)
