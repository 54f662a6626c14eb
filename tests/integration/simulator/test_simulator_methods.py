"""The Bot API's methods on the simulator, called by the real client over real HTTP."""

from io import BytesIO
from typing import TYPE_CHECKING

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    MenuButtonCommands,
    MenuButtonWebApp,
    Message,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
    WebAppInfo,
)
from aiogram.utils.web_app import check_webapp_signature, parse_webapp_init_data
from aiogram.utils.web_app_signature import check_webapp_signature as check_third_party
from PIL import Image

if TYPE_CHECKING:
    from tests.integration.simulator.conftest import Found, Picture

LIN, ALEX = 700_000_001, 700_000_002
pytestmark = pytest.mark.usefixtures("started")


def buttons(*data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text=one, callback_data=one) for one in data]])


async def press(page: aiohttp.ClientSession, message: Message, data: str) -> str:
    path = f"/simulator/chats/{message.chat.id}/messages/{message.message_id}/press"
    answer = await page.post(path, json={"person": LIN, "data": data})
    assert answer.status == 200, await answer.text()
    return str((await answer.json())["callback_query_id"])


async def test_a_deep_link_arrives_as_start_with_its_payload(bot: Bot) -> None:
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == "/start j_abc"
    assert update.message.entities is not None
    assert update.message.entities[0].type == "bot_command"


async def test_html_becomes_entities(bot: Bot) -> None:
    message = await bot.send_message(LIN, "少排 <b>561.6 克</b> <code>/x</code>", parse_mode="HTML")
    assert message.text == "少排 561.6 克 /x"
    assert [(entity.type, entity.offset, entity.length) for entity in message.entities or []] == [
        ("bold", 3, 7),
        ("code", 11, 2),
    ]
    assert message.html_text == "少排 <b>561.6 克</b> <code>/x</code>"


async def test_an_edit_changes_text_and_buttons_in_place(bot: Bot) -> None:
    message = await bot.send_message(LIN, "one", reply_markup=buttons("a"))
    changed = await bot.edit_message_text(text="two", chat_id=LIN, message_id=message.message_id)
    assert isinstance(changed, Message)
    assert (changed.text, changed.reply_markup, changed.message_id) == ("two", None, message.message_id)
    changed = await bot.edit_message_reply_markup(chat_id=LIN, message_id=message.message_id, reply_markup=buttons("b"))
    assert isinstance(changed, Message)
    assert changed.reply_markup is not None
    assert changed.reply_markup.inline_keyboard[0][0].callback_data == "b"


async def test_an_unchanged_edit_is_refused(bot: Bot) -> None:
    message = await bot.send_message(LIN, "same", reply_markup=buttons("a"))
    with pytest.raises(TelegramBadRequest, match="message is not modified: specified new message content"):
        await bot.edit_message_text(text="same", chat_id=LIN, message_id=message.message_id, reply_markup=buttons("a"))


async def test_a_deleted_message_is_gone(bot: Bot) -> None:
    message = await bot.send_message(LIN, "x")
    assert await bot.delete_message(LIN, message.message_id)
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_message(LIN, message.message_id)
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text(text="y", chat_id=LIN, message_id=message.message_id)


async def test_a_callback_is_answered_once(bot: Bot, page: aiohttp.ClientSession) -> None:
    message = await bot.send_message(LIN, "choose", reply_markup=buttons("yes:1"))
    callback_id = await press(page, message, "yes:1")
    query = (await bot.get_updates())[-1].callback_query
    assert query is not None
    assert (query.id, query.data, query.from_user.id) == (callback_id, "yes:1", LIN)
    assert query.message is not None
    assert query.message.message_id == message.message_id
    assert await bot.answer_callback_query(callback_id, text="好", show_alert=True)
    with pytest.raises(TelegramBadRequest, match="query is too old and response timeout expired or query ID is inval"):
        await bot.answer_callback_query(callback_id)
    events = (await (await page.get("/simulator/poll")).json())["events"]
    assert [event["text"] for event in events if event["type"] == "callback_answer"] == ["好"]


async def test_a_photo_comes_in_sizes_and_is_downloaded(bot: Bot, picture: "Picture") -> None:
    sent = await bot.send_photo(LIN, BufferedInputFile(picture(), "p.png"), caption="<b>星球</b>", parse_mode="HTML")
    assert sent.photo is not None
    assert [size.width for size in sent.photo] == [90, 320, 640]
    assert sent.caption == "星球"
    file = await bot.get_file(sent.photo[-1].file_id)
    assert file.file_path is not None
    assert file.file_unique_id == sent.photo[-1].file_unique_id
    content = await bot.download_file(file.file_path)
    assert content is not None
    assert Image.open(content).size == (640, 480)
    again = await bot.send_photo(LIN, sent.photo[-1].file_id)
    assert again.photo is not None
    assert again.photo[0].file_id == sent.photo[-1].file_id


async def test_a_persons_photo_reaches_the_bot_without_its_metadata(bot: Bot, page: aiohttp.ClientSession) -> None:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera of 小林"
    Image.new("RGB", (50, 50)).save(out, "JPEG", exif=exif)
    form = aiohttp.FormData({"person": str(LIN), "caption": "#回收"})
    form.add_field("photo", out.getvalue(), filename="a.jpg", content_type="image/jpeg")
    assert (await page.post(f"/simulator/chats/{LIN}/messages", data=form)).status == 200
    message = (await bot.get_updates())[-1].message
    assert message is not None
    assert message.photo is not None
    assert message.caption == "#回收"
    content = await bot.download(message.photo[-1])
    assert content is not None
    assert not Image.open(content).getexif()


async def test_the_same_bytes_have_the_same_unique_id(bot: Bot, picture: "Picture") -> None:
    first = await bot.send_photo(LIN, BufferedInputFile(picture(), "a.png"))
    second = await bot.send_photo(LIN, BufferedInputFile(picture(), "b.png"))
    assert first.photo is not None
    assert second.photo is not None
    assert first.photo[-1].file_unique_id == second.photo[-1].file_unique_id
    assert first.photo[-1].file_id != second.photo[-1].file_id


async def test_a_document_keeps_name_type_and_bytes(bot: Bot) -> None:
    sent = await bot.send_document(LIN, BufferedInputFile(b"a,b\n1,2\n", "报告.csv"), caption="csv")
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.file_size) == ("报告.csv", 8)
    content = await bot.download(sent.document)
    assert content is not None
    assert content.read() == b"a,b\n1,2\n"


async def test_a_photo_message_is_edited_by_caption_and_media(bot: Bot, picture: "Picture") -> None:
    sent = await bot.send_photo(LIN, BufferedInputFile(picture(), "p.png"), caption="one")
    changed = await bot.edit_message_caption(chat_id=LIN, message_id=sent.message_id, caption="two")
    assert isinstance(changed, Message)
    assert changed.caption == "two"
    media = InputMediaPhoto(media=BufferedInputFile(picture(100, 100), "q.png"), caption="three")
    changed = await bot.edit_message_media(media, chat_id=LIN, message_id=sent.message_id)
    assert isinstance(changed, Message)
    assert changed.photo is not None
    assert (changed.caption, changed.photo[-1].width) == ("three", 100)
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await bot.edit_message_text(text="x", chat_id=LIN, message_id=sent.message_id)


async def test_places_actions_and_reactions(bot: Bot, page: aiohttp.ClientSession) -> None:
    sent = await bot.send_location(LIN, 22.54, 114.06, horizontal_accuracy=30)
    assert sent.location is not None
    assert (sent.location.latitude, sent.location.horizontal_accuracy) == (22.54, 30)
    assert await bot.send_chat_action(LIN, "typing")
    assert await bot.set_message_reaction(LIN, sent.message_id, [ReactionTypeEmoji(emoji="👍")])
    with pytest.raises(TelegramBadRequest, match="REACTION_INVALID"):
        await bot.set_message_reaction(LIN, sent.message_id, [ReactionTypeEmoji(emoji="🌱")])
    chat = await (await page.get(f"/simulator/chats/{LIN}/messages")).json()
    assert chat["reactions"][str(sent.message_id)] == {"4242": [{"type": "emoji", "emoji": "👍"}]}


@pytest.mark.parametrize(
    ("edit", "refused"),
    [
        ({"text": " "}, "a text has 1 to 4096 UTF-16 units"),
        ({"text": "😀" * 2049}, "a text has 1 to 4096 UTF-16 units"),
        ({"caption": "x" * 1025}, "a caption has 0 to 1024 UTF-16 units"),
    ],
)
async def test_people_change_no_message_to_what_telegram_takes_from_nobody(
    page: aiohttp.ClientSession, edit: dict[str, str], refused: str
) -> None:
    said = await (await page.post(f"/simulator/chats/{LIN}/messages", json={"person": LIN, "text": "/log 3"})).json()
    path = f"/simulator/chats/{LIN}/messages/{said['message_id']}"
    answer = await page.patch(path, json={"person": LIN, **edit})
    assert (answer.status, await answer.json()) == (400, {"error": refused})


async def test_a_changed_text_is_trimmed_and_marked_anew(bot: Bot, page: aiohttp.ClientSession) -> None:
    said = await (await page.post(f"/simulator/chats/{LIN}/messages", json={"person": LIN, "text": "/log 3"})).json()
    path = f"/simulator/chats/{LIN}/messages/{said['message_id']}"
    for typed, marks in ((" see /help ", ["bot_command"]), ("nothing more", None)):
        await page.patch(path, json={"person": LIN, "text": typed})
        edited = (await bot.get_updates())[-1].edited_message
        assert edited is not None
        assert edited.text == typed.strip()
        assert (edited.entities and [one.type for one in edited.entities]) == marks


async def test_a_live_place_moves_as_edited_messages(bot: Bot, page: aiohttp.ClientSession) -> None:
    path = f"/simulator/chats/{LIN}/messages"
    sent = await page.post(path, json={"person": LIN, "latitude": 22.5, "longitude": 114.0, "live_period": 3600})
    message_id = (await sent.json())["message_id"]
    await page.patch(f"{path}/{message_id}", json={"person": LIN, "latitude": 22.6, "longitude": 114.1})
    edited = (await bot.get_updates())[-1].edited_message
    assert edited is not None
    assert edited.location is not None
    assert edited.location.latitude == 22.6


async def test_a_reply_quotes_its_message(bot: Bot) -> None:
    first = await bot.send_message(LIN, "first")
    second = await bot.send_message(LIN, "second", reply_parameters=ReplyParameters(message_id=first.message_id))
    assert second.reply_to_message is not None
    assert second.reply_to_message.text == "first"
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await bot.send_message(LIN, "third", reply_parameters=ReplyParameters(message_id=999))


async def test_a_reply_keyboard_stays_until_it_is_removed(bot: Bot, page: aiohttp.ClientSession) -> None:
    keyboard = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="🚇 地铁")]], resize_keyboard=True)
    await bot.send_message(LIN, "x", reply_markup=keyboard)
    path = f"/simulator/chats/{LIN}/messages"
    shown = (await (await page.get(path)).json())["chat"]["keyboard"]
    assert shown["keyboard"] == [[{"text": "🚇 地铁"}]]
    await bot.send_message(LIN, "y", reply_markup=ReplyKeyboardRemove())
    assert (await (await page.get(path)).json())["chat"]["keyboard"] is None


async def test_commands_are_kept_per_scope_and_language(
    bot: Bot, page: aiohttp.ClientSession, found_group: "Found"
) -> None:
    await page.post(f"/simulator/people/{ALEX}/start")
    await bot.set_my_commands([BotCommand(command="log", description="Log")])
    await bot.set_my_commands(
        [BotCommand(command="log", description="记一笔")], BotCommandScopeAllPrivateChats(), language_code="zh"
    )
    await bot.set_my_commands([BotCommand(command="rank", description="Rank")], BotCommandScopeAllGroupChats())
    await bot.set_my_commands([BotCommand(command="review", description="Review")], BotCommandScopeChat(chat_id=ALEX))
    group_id = await found_group()

    async def shown(chat_id: int, person: int) -> list[str]:
        answer = await (await page.get(f"/simulator/chats/{chat_id}/commands?person={person}")).json()
        return [command["description"] for command in answer["commands"]]

    assert await shown(LIN, LIN) == ["记一笔"]
    assert await shown(group_id, LIN) == ["Rank"]
    assert await shown(ALEX, ALEX) == ["Review"]
    assert (await bot.get_my_commands(BotCommandScopeAllPrivateChats(), "zh"))[0].description == "记一笔"
    assert await bot.get_my_commands(BotCommandScopeAllPrivateChats(), "en") == []
    await bot.delete_my_commands(BotCommandScopeAllPrivateChats(), "zh")
    assert await shown(LIN, LIN) == ["Log"]


async def test_names_and_descriptions_are_kept_per_language(bot: Bot) -> None:
    await bot.set_my_name("Leafledger")
    await bot.set_my_name("一叶", language_code="zh")
    await bot.set_my_description("d")
    await bot.set_my_short_description("s", language_code="en")
    assert (await bot.get_my_name("zh")).name == "一叶"
    assert (await bot.get_my_name("en")).name == "Leafledger"
    assert (await bot.get_my_description("zh")).description == "d"
    assert (await bot.get_my_short_description()).short_description == ""


async def test_the_menu_button_is_kept_per_chat(bot: Bot) -> None:
    app = MenuButtonWebApp(text="星球", web_app=WebAppInfo(url="https://example.org/app"))
    assert await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert await bot.set_chat_menu_button(chat_id=LIN, menu_button=app)
    assert (await bot.get_chat_menu_button(chat_id=LIN)).model_dump() == app.model_dump()
    assert (await bot.get_chat_menu_button()).model_dump() == MenuButtonCommands().model_dump()


async def test_a_mini_app_opens_with_data_that_both_checks_accept(bot: Bot, page: aiohttp.ClientSession) -> None:
    request = {"person": LIN, "url": "https://example.org/app", "start_param": "e_123"}
    opened = await (await page.post("/simulator/web-app", json=request)).json()
    state = await (await page.get("/simulator/state")).json()
    assert opened["url"].startswith("https://example.org/app#tgWebAppData=")
    assert check_webapp_signature(bot.token, opened["init_data"])
    assert check_third_party(4242, opened["init_data"], bytes.fromhex(state["public_key"]))
    assert not check_webapp_signature("4242:another-token-here", opened["init_data"])
    data = parse_webapp_init_data(opened["init_data"])
    assert data.user is not None
    assert (data.user.id, data.start_param) == (LIN, "e_123")


async def test_a_group_tells_the_bot_of_its_joining(bot: Bot, found_group: "Found") -> None:
    group_id = await found_group()
    added, announced = (await bot.get_updates())[-2:]
    assert added.my_chat_member is not None
    assert (added.my_chat_member.old_chat_member.status, added.my_chat_member.new_chat_member.status) == (
        "left",
        "member",
    )
    assert announced.message is not None
    assert announced.message.new_chat_members is not None
    chat = await bot.get_chat(group_id)
    assert (chat.title, chat.type) == ("福田", "supergroup")
    assert await bot.get_chat_member_count(group_id) == 3
    assert (await bot.get_chat_member(group_id, LIN)).status == "creator"
    assert (await bot.get_chat_member(group_id, 4242)).status == "member"
    assert [member.user.id for member in await bot.get_chat_administrators(group_id)] == [LIN]


@pytest.mark.parametrize(("standing", "heard"), [("member", ["/rank"]), ("administrator", ["地铁 3 公里", "/rank"])])
async def test_privacy_mode_hides_small_talk_from_a_plain_member(
    bot: Bot, page: aiohttp.ClientSession, standing: str, heard: list[str], found_group: "Found"
) -> None:
    group_id = await found_group(standing)
    offset = (await bot.get_updates())[-1].update_id + 1
    for text in ("地铁 3 公里", "/rank"):
        await page.post(f"/simulator/chats/{group_id}/messages", json={"person": ALEX, "text": text})
    texts = [update.message.text for update in await bot.get_updates(offset=offset) if update.message]
    assert texts == heard
