"""What the simulator keeps over a restart and a kill, and what it never lets in."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from simulator.feed import KEPT
from simulator.server import MalformedToken, build_application, running, serve

TOKEN = "4242:memory-test-token"
LIN = 700_000_001


@asynccontextmanager
async def opened(directory: Path) -> AsyncIterator[aiohttp.ClientSession]:
    application = build_application(TOKEN, directory=directory)
    async with running(application) as server, aiohttp.ClientSession(server.url) as session:
        yield session


async def test_chats_updates_files_and_commands_outlive_a_restart(tmp_path: Path) -> None:
    async with opened(tmp_path) as session:
        await session.post(f"/simulator/people/{LIN}/start")
        await session.post(f"/bot{TOKEN}/setMyCommands", json={"commands": [{"command": "a", "description": "b"}]})
        await session.post(f"/bot{TOKEN}/sendMessage", json={"chat_id": LIN, "text": "kept"})
        gone = await (await session.post(f"/bot{TOKEN}/sendMessage", json={"chat_id": LIN, "text": "gone"})).json()
        await session.post(
            f"/bot{TOKEN}/deleteMessage", json={"chat_id": LIN, "message_id": gone["result"]["message_id"]}
        )
        form = aiohttp.FormData({"chat_id": str(LIN)})
        form.add_field("document", b"bytes", filename="a.txt")
        sent = await (await session.post(f"/bot{TOKEN}/sendDocument", data=form)).json()
        waiting = (await (await session.get(f"/bot{TOKEN}/getUpdates")).json())["result"]
    async with opened(tmp_path) as session:
        chat = await (await session.get(f"/simulator/chats/{LIN}/messages")).json()
        assert [message.get("text") for message in chat["messages"]] == ["/start", "kept", None]
        assert (await (await session.get(f"/bot{TOKEN}/getUpdates")).json())["result"] == waiting
        file_id = sent["result"]["document"]["file_id"]
        file = (await (await session.get(f"/bot{TOKEN}/getFile?file_id={file_id}")).json())["result"]
        assert await (await session.get(f"/file/bot{TOKEN}/{file['file_path']}")).read() == b"bytes"
        commands = (await (await session.get(f"/bot{TOKEN}/getMyCommands")).json())["result"]
        assert commands == [{"command": "a", "description": "b"}]
        confirmed = waiting[-1]["update_id"] + 1
        await session.get(f"/bot{TOKEN}/getUpdates?offset={confirmed}")
    async with running(build_application(TOKEN, directory=tmp_path)) as server:
        assert len(server.simulation.updates) == 0
        assert server.simulation.updates.next_id >= confirmed


async def test_a_torn_last_line_costs_only_itself(tmp_path: Path) -> None:
    async with running(build_application(TOKEN, directory=tmp_path)) as server:
        server.simulation.chats.put_person({"id": 5, "is_bot": False, "first_name": "Five"})
    journal = tmp_path / "journal.jsonl"
    journal.write_bytes(journal.read_bytes() + b'["person/6",{"id":6,"is_b')
    async with running(build_application(TOKEN, directory=tmp_path)) as server:
        assert 5 in server.simulation.chats.people
        assert 6 not in server.simulation.chats.people


async def test_what_was_confirmed_survives_a_kill(tmp_path: Path) -> None:
    code = (
        "import asyncio, pathlib, sys; from simulator.server import build_application, running\n"
        "async def main():\n"
        f"    application = build_application({TOKEN!r}, directory=pathlib.Path(sys.argv[1]))\n"
        "    async with running(application) as server:\n"
        "        print(server.url, flush=True)\n"
        "        await asyncio.Event().wait()\n"
        "asyncio.run(main())"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    url = (await asyncio.to_thread(process.stdout.readline)).strip()
    async with aiohttp.ClientSession(url) as session:
        for n in range(20):
            path, body = f"/simulator/chats/{LIN}/messages", {"person": LIN, "text": f"ride {n}"}
            assert (await session.post(path, json=body)).status == 200
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    async with running(build_application(TOKEN, directory=tmp_path)) as server:
        messages = server.simulation.chats.chats[LIN].messages
        assert [message["text"] for message in messages.values()] == [f"ride {n}" for n in range(20)]
        assert len(server.simulation.updates) == 20


async def test_serving_ends_when_cancelled_and_frees_its_port() -> None:
    async with running(build_application(TOKEN)) as server:
        port = int(server.url.rsplit(":", 1)[1])
        with pytest.raises(OSError, match="address already in use"):
            await serve("127.0.0.1", port, token=TOKEN, directory=None)
    task = asyncio.ensure_future(serve("127.0.0.1", port, token=TOKEN, directory=None))
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        await _answers(session)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with running(build_application(TOKEN), port=port) as server:
        assert server.url.endswith(f":{port}")


async def _answers(session: aiohttp.ClientSession) -> None:
    while True:
        with contextlib.suppress(aiohttp.ClientConnectionError):
            if (await session.get("/simulator/state")).status == 200:
                return
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("token", ["", "token", "12:", "x:aaaaaaaaaaaaaaa", "12:has space in it"])
def test_a_malformed_token_is_refused_at_the_start(token: str) -> None:
    with pytest.raises(MalformedToken):
        build_application(token)


@pytest.mark.parametrize(
    ("path", "body", "error"),
    [
        ("people", {"first_name": 5}, "first_name is a text"),
        ("people", {"id": -1, "first_name": "x"}, "id is a positive integer and not the bot's"),
        (f"people/{LIN}/start", {"payload": "no spaces"}, "payload has at most 64 characters of A-Z a-z 0-9 _ -"),
        (f"chats/{LIN}/messages", {"person": LIN}, "text is a text"),
        (f"chats/{LIN}/messages", {"person": 12, "text": "x"}, "no such person"),
        (f"chats/{LIN}/messages", {"person": LIN, "text": "x" * 4097}, "a text has 1 to 4096 UTF-16 units"),
        (
            f"chats/{LIN}/messages",
            {"person": LIN, "latitude": 91, "longitude": 0},
            "latitude and longitude are degrees",
        ),
        (f"chats/{LIN}/messages/9/press", {"person": LIN, "data": "x"}, "no such button"),
        ("groups", {"title": "x", "members": []}, "a group has a title and at least one member"),
        ("inject", {"updates": [{}]}, "an update is an object with one kind of content"),
        ("faults", {"kind": "flood"}, "kind is one of 429, 500, drop, hang"),
    ],
)
async def test_wrong_control_requests_say_what_was_wrong(path: str, body: dict[str, object], error: str) -> None:
    async with running(build_application(TOKEN)) as server, aiohttp.ClientSession(server.url) as session:
        answer = await session.post(f"/simulator/{path}", data=json.dumps(body))
        assert (answer.status, (await answer.json())["error"]) == (400, error)


async def test_another_sites_page_cannot_speak_for_people() -> None:
    async with running(build_application(TOKEN)) as server, aiohttp.ClientSession(server.url) as session:
        headers = {"Sec-Fetch-Site": "cross-site"}
        answer = await session.post(f"/simulator/people/{LIN}/start", headers=headers)
        assert answer.status == 403
        assert server.simulation.chats.chats[LIN].messages == {}


async def test_events_stream_from_where_the_reader_left_off() -> None:
    async with running(build_application(TOKEN)) as server, aiohttp.ClientSession(server.url) as session:
        last = (await (await session.get("/simulator/state")).json())["event"]
        await session.post(f"/simulator/people/{LIN}/start")
        stream = await session.get("/simulator/events", headers={"Last-Event-ID": last})
        kinds = []
        while "message" not in kinds:
            line = await asyncio.wait_for(stream.content.readline(), 20)
            if line.startswith(b"data: "):
                kinds.append(json.loads(line[6:])["type"])
        assert kinds == ["chat", "message"]
        stream.close()


@pytest.mark.parametrize("mark", ["00000000.3", "{epoch}.999"])
async def test_a_reader_from_before_a_restart_is_told_to_start_over(mark: str) -> None:
    async with running(build_application(TOKEN)) as server, aiohttp.ClientSession(server.url) as session:
        after = mark.format(epoch=server.simulation.feed.epoch)
        stream = await session.get("/simulator/events", params={"after": after})
        line = await asyncio.wait_for(stream.content.readline(), 20)
        assert json.loads(line.removeprefix(b"data: ")) == {"type": "restarted"}
        stream.close()


async def test_a_reader_that_falls_behind_while_it_reads_is_told_to_start_over() -> None:
    async with running(build_application(TOKEN)) as server, aiohttp.ClientSession(server.url) as session:
        stream = await session.get("/simulator/events")
        assert await asyncio.wait_for(stream.content.readline(), 20) == b": still here\n"
        for number in range(KEPT + 1):
            server.simulation.feed.publish("test", number=number)
        lines = [await asyncio.wait_for(stream.content.readline(), 20) for _ in range(2)]
        assert json.loads(lines[1].removeprefix(b"data: ")) == {"type": "restarted"}
        server.simulation.feed.publish("test", number=-1)
        while not (line := await asyncio.wait_for(stream.content.readline(), 20)).startswith(b"data: "):
            pass
        assert json.loads(line.removeprefix(b"data: "))["number"] == -1
        stream.close()
