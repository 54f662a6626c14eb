"""What the simulator refuses, in Telegram's words, as the real client hears it."""

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramNotFound, TelegramRetryAfter
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    WebAppInfo,
)

if TYPE_CHECKING:
    from tests.integration.simulator.conftest import Found, Picture

LIN, ALEX = 700_000_001, 700_000_002
pytestmark = pytest.mark.usefixtures("started")


def button(**fields: Any) -> InlineKeyboardMarkup:
    """One inline button that carries `fields` beside its text."""
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="x", **fields)]])


def web_app(url: str) -> InlineKeyboardMarkup:
    return button(web_app=WebAppInfo(url=url))


async def test_blocking_is_told_and_sending_is_then_forbidden(bot: Bot, page: aiohttp.ClientSession) -> None:
    await page.post(f"/simulator/people/{LIN}/block")
    told = (await bot.get_updates())[-1].my_chat_member
    assert told is not None
    assert told.new_chat_member.status == "kicked"
    with pytest.raises(TelegramForbiddenError, match="Forbidden: bot was blocked by the user"):
        await bot.send_message(LIN, "x")
    await page.post(f"/simulator/people/{LIN}/unblock")
    assert await bot.send_message(LIN, "x")


async def test_a_stranger_cannot_be_written_to(bot: Bot, found_group: "Found") -> None:
    for chat_id in (ALEX, 123, -100123):
        with pytest.raises(TelegramBadRequest, match="Bad Request: chat not found"):
            await bot.send_message(chat_id, "x")
    await found_group()
    with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation with a user"):
        await bot.send_message(ALEX, "x")


async def test_a_bot_that_was_removed_cannot_write_to_the_group(
    bot: Bot, page: aiohttp.ClientSession, found_group: "Found"
) -> None:
    group_id = await found_group()
    await page.patch(f"/simulator/groups/{group_id}", json={"bot": "kicked"})
    with pytest.raises(TelegramForbiddenError, match="bot was kicked from the supergroup chat"):
        await bot.send_message(group_id, "x")


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": " "}, "text must be non-empty"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag corresponding to start tag"),
        ({"text": "x", "reply_markup": button(callback_data="叶" * 22)}, "BUTTON_DATA_INVALID"),
        (
            {"text": "x", "reply_markup": web_app("http://example.org")},
            "inline keyboard button Web App URL 'http://example.org' is invalid: Only HTTPS links are allowed",
        ),
        (
            {"text": "x", "reply_markup": button()},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
    ],
)
async def test_a_bad_message_is_refused_in_telegrams_words(bot: Bot, call: dict[str, Any], reason: str) -> None:
    with pytest.raises(TelegramBadRequest) as refused:
        await bot.send_message(LIN, **call)
    assert refused.value.message.startswith(f"Bad Request: {reason}")


async def test_limits_count_utf16_units_exactly(bot: Bot, picture: "Picture") -> None:
    assert (await bot.send_message(LIN, "😀" * 2048)).text == "😀" * 2048
    photo = BufferedInputFile(picture(20, 20), "p.png")
    assert (await bot.send_photo(LIN, photo, caption="x" * 1024)).caption == "x" * 1024
    with pytest.raises(TelegramBadRequest, match="message caption is too long"):
        await bot.send_photo(LIN, photo, caption="😀" * 512 + "x")


async def test_mini_app_buttons_are_for_private_chats(bot: Bot, found_group: "Found") -> None:
    group_id = await found_group()
    with pytest.raises(TelegramBadRequest, match="BUTTON_TYPE_INVALID"):
        await bot.send_message(group_id, "x", reply_markup=web_app("https://example.org"))


@pytest.mark.parametrize("content", [b"not a picture", b"\x89PNG\r\n\x1a\n", b""])
async def test_what_is_no_picture_is_refused_as_a_photo(bot: Bot, content: bytes) -> None:
    with pytest.raises(TelegramBadRequest, match=r"IMAGE_PROCESS_FAILED"):
        await bot.send_photo(LIN, BufferedInputFile(content, "p.png"))


async def test_a_picture_too_long_for_telegram_is_refused(bot: Bot, picture: "Picture") -> None:
    with pytest.raises(TelegramBadRequest, match="PHOTO_INVALID_DIMENSIONS"):
        await bot.send_photo(LIN, BufferedInputFile(picture(2100, 100), "p.png"))


async def test_unknown_file_ids_are_refused(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="invalid file_id"):
        await bot.get_file("AgACnothing")
    with pytest.raises(TelegramBadRequest, match="wrong file identifier/HTTP URL specified"):
        await bot.send_photo(LIN, "AgACnothing")


async def test_an_unknown_method_is_not_found(bot: Bot, page: aiohttp.ClientSession) -> None:
    answer = await page.post(f"/bot{bot.token}/sendRichMessage", json={"chat_id": LIN})
    assert answer.status == 404
    assert await answer.json() == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}
    with pytest.raises(TelegramNotFound):
        await bot.send_dice(LIN)


@pytest.mark.parametrize("form", ["query", "form", "multipart", "json"])
async def test_every_kind_of_body_says_the_same(bot: Bot, page: aiohttp.ClientSession, form: str) -> None:
    path, fields = (
        f"/bot{bot.token}/SENDMESSAGE",
        {"chat_id": str(LIN), "text": "你好 & <", "disable_notification": "true"},
    )
    if form == "query":
        answer = await page.get(path, params=fields)
    elif form == "json":
        answer = await page.post(path, json={**fields, "chat_id": LIN, "disable_notification": True})
    else:
        data = aiohttp.FormData(fields)
        if form == "multipart":
            data.add_field("unused", b"x", filename="x")
        answer = await page.post(path, data=data)
    assert (await answer.json())["result"]["text"] == "你好 & <"


async def test_a_broken_json_body_is_refused(bot: Bot, page: aiohttp.ClientSession) -> None:
    headers = {"Content-Type": "application/json"}
    for body in (b"{", b"[]", b'{"chat_id":\xff}'):
        answer = await page.post(f"/bot{bot.token}/sendMessage", data=body, headers=headers)
        assert answer.status == 400


async def test_too_fast_a_bot_is_told_to_wait(bot: Bot, page: aiohttp.ClientSession) -> None:
    await page.post("/simulator/limits", json={"enabled": True, "chat_burst": 2})
    await bot.send_message(LIN, "1")
    await bot.send_message(LIN, "2")
    with pytest.raises(TelegramRetryAfter) as busy:
        await bot.send_message(LIN, "3")
    assert busy.value.retry_after == 1
    answer = await page.post(f"/bot{bot.token}/sendMessage", json={"chat_id": LIN, "text": "4"})
    assert (answer.status, answer.headers["Retry-After"]) == (429, "1")
    assert await answer.json() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
