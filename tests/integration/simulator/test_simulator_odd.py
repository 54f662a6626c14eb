"""Odd and hostile calls: every one is answered, none breaks the server."""

import json
import random

import aiohttp

from simulator import control_chats, control_machine
from simulator.methods.table import METHODS
from simulator.server import build_application, running

TOKEN = "4242:odd-test-token"
LIN = 700_000_001
VALUES: list[object] = [
    None,
    True,
    -1,
    0,
    2**70,
    1.5,
    "",
    " ",
    "x" * 5000,
    "\u202e叶\u0000",
    "NaN",
    "-100",
    "--5",
    "9" * 5000,
    str(LIN),
    LIN,
    "@x",
    "attach://nothing",
    [],
    [[]],
    [[{}]],
    [None],
    {},
    {"type": "chat"},
    {"type": "web_app", "web_app": 5},
    {"message_id": []},
    {"keyboard": 3},
    {"keyboard": [[5, {"text": 1}]]},
    {"inline_keyboard": [[{"text": "a", "web_app": 1}]]},
    {"inline_keyboard": [[None]]},
    {"inline_keyboard": [[{"text": "a", "url": "http://[::1"}]]},
    "{",
    "[[",
    '"',
    "<a href='",
    "&#55296;",
    "&#x110000;",
]
FIELDS = (
    "chat_id",
    "text",
    "parse_mode",
    "entities",
    "reply_markup",
    "reply_parameters",
    "message_id",
    "photo",
    "document",
    "caption",
    "media",
    "latitude",
    "longitude",
    "live_period",
    "action",
    "reaction",
    "callback_query_id",
    "file_id",
    "user_id",
    "commands",
    "scope",
    "language_code",
    "menu_button",
    "name",
    "description",
    "short_description",
    "url",
    "secret_token",
    "allowed_updates",
    "offset",
    "limit",
    "message_ids",
    "show_alert",
)


async def test_no_call_however_odd_makes_the_server_fail() -> None:
    chance = random.Random(20261121)
    async with running(build_application(TOKEN)) as server, aiohttp.ClientSession(server.url) as session:
        await session.post(f"/simulator/people/{LIN}/start")
        statuses = set()
        for method in sorted(METHODS) * 60:
            fields = {name: chance.choice(VALUES) for name in chance.sample(FIELDS, 6)}
            fields |= {"chat_id": LIN} if chance.random() < 0.7 else {}
            body = json.dumps({name: value for name, value in fields.items() if value is not None})
            answer = await session.post(
                f"/bot{TOKEN}/{method}", data=body, headers={"Content-Type": "application/json"}
            )
            assert answer.status in (200, 400, 403, 409, 429), (method, body, await answer.text())
            statuses.add(answer.status)
        assert {200, 400} <= statuses


CONTROL_FIELDS = (
    *("person", "text", "caption", "latitude", "longitude", "live_period", "web_app_data", "users", "request_id"),
    *("data", "emoji", "reply_to", "first_name", "id", "username", "language_code", "payload", "title", "members"),
    *("bot", "administrators", "add", "remove", "url", "chat", "start_param", "dark", "updates", "kind", "count"),
    *("method", "seconds", "after", "duplicates", "reordered", "enabled", "chat_burst", "reads_groups", "limit"),
)


async def test_no_control_request_however_odd_makes_the_server_fail() -> None:
    chance = random.Random(20261121)
    paths = [(verb, path) for verb, path in {**control_chats.ACTS, **control_machine.ACTS} if path != "poll"]
    async with running(build_application(TOKEN)) as server, aiohttp.ClientSession(server.url) as session:
        await session.post(f"/simulator/people/{LIN}/start")
        for verb, path in paths * 60:
            place = path.format(person=chance.choice([LIN, "x", -1]), chat=chance.choice([LIN, "²"]), message=1)
            fields = {name: chance.choice(VALUES) for name in chance.sample(CONTROL_FIELDS, 5)}
            fields |= {"person": LIN} if chance.random() < 0.7 else {}
            answer = await session.request(verb, f"/simulator/{place}", data=json.dumps(fields))
            body = await answer.text()
            assert answer.status in (200, 400), (verb, place, fields, body)
            server.simulation.faults.clear()


async def test_updates_with_parts_missing_are_delivered_as_they_are() -> None:
    chat = {"id": LIN, "type": "private", "first_name": "小林"}
    updates: list[dict[str, object]] = [
        {"callback_query": {"id": "1", "message": {"message_id": 1, "chat": chat}}},
        {"callback_query": {"id": "1", "from": [], "message": []}},
        {"my_chat_member": {"chat": chat, "new_chat_member": []}},
        {"message": {"message_id": "1", "chat": chat, "from": {}}},
        {"message": 5},
    ]
    async with running(build_application(TOKEN)) as server, aiohttp.ClientSession(server.url) as session:
        answer = await session.post("/simulator/inject", json={"updates": updates})
        assert answer.status == 200, await answer.text()
        came = (await (await session.get(f"/bot{TOKEN}/getUpdates")).json())["result"]
    assert [{name: value for name, value in one.items() if name != "update_id"} for one in came] == updates


async def test_a_group_of_nobody_known_gives_the_bot_no_other_standing() -> None:
    sent = {"message": {"message_id": 1, "chat": {"id": -5, "type": "supergroup", "title": "x"}}}
    async with running(build_application(TOKEN)) as server, aiohttp.ClientSession(server.url) as session:
        await session.post("/simulator/inject", json={"updates": [sent]})
        answer = await session.patch("/simulator/groups/-5", json={"bot": "administrator"})
        assert (answer.status, await answer.json()) == (400, {"error": "nobody is in that group"})
