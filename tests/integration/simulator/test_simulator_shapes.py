"""The simulator's answers beside the documented shapes of the Bot API, without our own client between."""

import json
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from PIL import Image

from simulator.limits import Limits
from simulator.server import build_application, running

TOKEN = "4242:shapes-test-token"
LIN, ALEX = 700_000_001, 700_000_002
SHAPES: dict[str, Any] = json.loads((Path(__file__).parents[2] / "vectors/bot_api_shapes.json").read_text())["types"]
SIMPLE: dict[str, tuple[type, ...]] = {"Integer": (int,), "String": (str,), "Float": (int, float), "Boolean": (bool,)}


def fits(value: Any, kind: str, where: str) -> None:
    """Assert that `value` is of the documented kind; every field present must be a documented one."""
    kind = kind.removesuffix("?")
    if kind == "Any":
        return
    if kind.startswith("Array of "):
        assert isinstance(value, list), where
        for index, item in enumerate(value):
            fits(item, kind.removeprefix("Array of "), f"{where}[{index}]")
        return
    if kind == "True":
        assert value is True, where
        return
    if kind in SIMPLE:
        assert isinstance(value, SIMPLE[kind]), f"{where} is {value!r}, documented as {kind}"
        assert kind == "Boolean" or not isinstance(value, bool), f"{where} is {value!r}, documented as {kind}"
        return
    shape = SHAPES[kind]
    if "one_of" in shape:
        ((field, kinds),) = shape["one_of"].items()
        fits(value, kinds[value[field]], where)
        return
    assert isinstance(value, dict), where
    assert set(value) <= set(shape), f"{where} has undocumented {set(value) - set(shape)}"
    for name, inner in shape.items():
        if name in value:
            fits(value[name], inner, f"{where}.{name}")
        else:
            assert inner.endswith("?"), f"{where} lacks {name}"


class Telegram:
    """Calls methods and judges each answer's envelope and result."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session

    async def call(self, method: str, kind: str, **fields: Any) -> Any:
        answer = await (await self.session.post(f"/bot{TOKEN}/{method}", json=fields)).json()
        fits(answer, "Answer", method)
        assert answer["ok"], answer
        fits(answer["result"], kind, method)
        return answer["result"]

    async def act(self, path: str, **fields: Any) -> Any:
        answer = await self.session.post(f"/simulator/{path}", json=fields)
        assert answer.status == 200, await answer.text()
        return await answer.json()


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    application = build_application(TOKEN, limits=Limits(enabled=False))
    async with running(application) as server, aiohttp.ClientSession(server.url) as session:
        telegram = Telegram(session)
        await telegram.act(f"people/{LIN}/start")
        yield telegram


def test_the_table_has_every_type_it_names() -> None:
    for name, shape in SHAPES.items():
        kinds = (
            [kind for kinds in shape["one_of"].values() for kind in kinds.values()]
            if "one_of" in shape
            else [*shape.values()]
        )
        for kind in kinds:
            bare = kind.removesuffix("?").replace("Array of ", "")
            assert bare in SHAPES or bare in SIMPLE or bare in ("Any", "True"), f"{name}: {kind}"


def test_the_judge_finds_a_missing_a_wrong_and_an_invented_field() -> None:
    user: dict[str, Any] = {"id": 1, "is_bot": False, "first_name": "x"}
    fits(user, "User", "user")
    for wrong in ({"id": 1, "is_bot": False}, {**user, "id": "1"}, {**user, "is_bot": 0}, {**user, "shoe_size": 43}):
        with pytest.raises(AssertionError):
            fits(wrong, "User", "user")


async def test_sent_and_edited_messages_have_the_documented_shape(telegram: Telegram) -> None:
    keyboard = {
        "inline_keyboard": [
            [{"text": "a", "callback_data": "a", "style": "success"}, {"text": "b", "url": "https://example.org"}],
            [{"text": "c", "web_app": {"url": "https://example.org"}}, {"text": "d", "copy_text": {"text": "d"}}],
        ],
    }
    sent = await telegram.call(
        "sendMessage",
        "Message",
        chat_id=LIN,
        text='<b>a</b> <a href="https://example.org">b</a> <pre><code class="language-py">c</code></pre>',
        parse_mode="HTML",
        reply_markup=keyboard,
        protect_content=True,
    )
    place = {"chat_id": LIN, "message_id": sent["message_id"]}
    await telegram.call("editMessageText", "Message", **place, text="b")
    await telegram.call("editMessageReplyMarkup", "Message", **place, reply_markup=keyboard)
    reply = {"message_id": sent["message_id"]}
    await telegram.call("sendLocation", "Message", chat_id=LIN, latitude=1, longitude=2, reply_parameters=reply)
    for method in ("sendChatAction", "setMessageReaction", "deleteMessage"):
        await telegram.call(method, "True", **place, action="typing", reaction=[{"type": "emoji", "emoji": "👍"}])


async def test_uploads_and_files_have_the_documented_shape(telegram: Telegram) -> None:
    out = BytesIO()
    Image.new("RGB", (400, 300)).save(out, "PNG")
    for name, method in (("photo", "sendPhoto"), ("document", "sendDocument")):
        form = aiohttp.FormData({"chat_id": str(LIN), "caption": "c"})
        form.add_field(name, out.getvalue(), filename="x.png", content_type="image/png")
        answer = await (await telegram.session.post(f"/bot{TOKEN}/{method}", data=form)).json()
        fits(answer["result"], "Message", method)
        thing = answer["result"][name]
        file_id = thing[-1]["file_id"] if name == "photo" else thing["file_id"]
        file = await telegram.call("getFile", "File", file_id=file_id)
        download = await telegram.session.get(f"/file/bot{TOKEN}/{file['file_path']}")
        assert len(await download.read()) == file["file_size"]


async def test_lookups_have_the_documented_shape(telegram: Telegram) -> None:
    group = await telegram.act("groups", title="g", members=[LIN, ALEX], bot="administrator")
    await telegram.call("getMe", "User")
    await telegram.call("getWebhookInfo", "WebhookInfo")
    for chat_id in (LIN, group["id"]):
        await telegram.call("getChat", "ChatFullInfo", chat_id=chat_id)
        await telegram.call("getChatMemberCount", "Integer", chat_id=chat_id)
    for user_id in (LIN, ALEX, 4242):
        await telegram.call("getChatMember", "ChatMember", chat_id=group["id"], user_id=user_id)
    await telegram.call("getChatAdministrators", "Array of ChatMember", chat_id=group["id"])
    await telegram.call("setMyCommands", "True", commands=[{"command": "log", "description": "x"}])
    await telegram.call("getMyCommands", "Array of BotCommand")
    await telegram.call("deleteMyCommands", "True")
    await telegram.call("getMyName", "BotName")
    await telegram.call("getMyDescription", "BotDescription")
    await telegram.call("getMyShortDescription", "BotShortDescription")
    await telegram.call("getChatMenuButton", "MenuButton")
    button = {"type": "web_app", "text": "x", "web_app": {"url": "https://example.org"}}
    await telegram.call("setChatMenuButton", "True", chat_id=LIN, menu_button=button)
    await telegram.call("getChatMenuButton", "MenuButton", chat_id=LIN)
    await telegram.call("setWebhook", "True", url="http://127.0.0.1:9/", allowed_updates=["message"])
    await telegram.call("getWebhookInfo", "WebhookInfo")
    await telegram.call("deleteWebhook", "True")


async def test_every_kind_of_update_has_the_documented_shape(telegram: Telegram) -> None:
    kinds = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member", "message_reaction"]
    await telegram.call("getUpdates", "Array of Update", allowed_updates=kinds)
    group = await telegram.act("groups", title="g", members=[LIN], bot="administrator")
    await telegram.session.patch(f"/simulator/groups/{group['id']}", json={"add": [ALEX]})
    await telegram.session.patch(f"/simulator/groups/{group['id']}", json={"remove": [ALEX]})
    path = f"chats/{LIN}/messages"
    text = await telegram.act(path, person=LIN, text="/log 12 https://example.org")
    await telegram.session.patch(f"/simulator/{path}/{text['message_id']}", json={"person": LIN, "text": "x"})
    await telegram.act(path, person=LIN, latitude=22.5, longitude=114.0, live_period=60, horizontal_accuracy=5)
    await telegram.act(path, person=LIN, users=[ALEX], request_id=1)
    await telegram.act(path, person=LIN, web_app_data="{}", button_text="x")
    await telegram.act(f"chats/{group['id']}/messages/1/react", person=LIN, emoji="👍")
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]}
    sent = await telegram.call("sendMessage", "Message", chat_id=LIN, text="x", reply_markup=markup)
    await telegram.act(f"{path}/{sent['message_id']}/press", person=LIN, data="a")
    await telegram.act(f"people/{LIN}/block")
    updates = await telegram.call("getUpdates", "Array of Update")
    assert {name for update in updates for name in update} == {"update_id", *kinds}


@pytest.mark.parametrize(
    ("method", "status", "description"),
    [
        ("sendMessage", 400, "Bad Request: chat_id is empty"),
        ("sendNothing", 404, "Not Found: method not found"),
        ("getFile", 400, "Bad Request: file_id not specified"),
        (
            "answerCallbackQuery",
            400,
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
        ),
    ],
)
async def test_refusals_have_the_documented_shape(
    telegram: Telegram,
    method: str,
    status: int,
    description: str,
) -> None:
    answer = await telegram.session.post(f"/bot{TOKEN}/{method}")
    body = await answer.json()
    fits(body, "Answer", method)
    assert (answer.status, body["ok"], body["error_code"], body["description"]) == (status, False, status, description)


async def test_a_429_tells_its_wait_in_the_documented_place(telegram: Telegram) -> None:
    await telegram.act("faults", method="getMe", kind="429", seconds=3)
    body = await (await telegram.session.post(f"/bot{TOKEN}/getMe")).json()
    fits(body, "Answer", "getMe")
    assert body["parameters"] == {"retry_after": 3}
