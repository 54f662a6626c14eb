"""Keyboards: what Telegram accepts as reply markup, and its words for what it does not.

Sources: Bot API, `InlineKeyboardMarkup` and `ReplyKeyboardMarkup`; the Bot API server's own sentences.
"""

from typing import Any
from urllib.parse import urlsplit

from simulator.wire import Json, Parameters, bad_request

CALLBACK_DATA_BYTES = 64
COPY_TEXT_CHARACTERS = 256
MOST_BUTTONS = 100
STYLES = ("", "default", "primary", "danger", "success")
_INLINE_TYPES = (
    "url",
    "callback_data",
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "login_url",
    "web_app",
    "copy_text",
    "disabled",
)
_PRIVATE_ONLY = {
    "request_contact": "phone number can be requested in private chats only",
    "request_location": "location can be requested in private chats only",
    "request_poll": "poll can be requested in private chats only",
    "request_users": "users can be requested in private chats only",
    "request_chat": "chats can be requested in private chats only",
}
BROKEN = "can't parse reply keyboard markup JSON object"


def reply_markup(parameters: Parameters, *, private: bool) -> Json | None:
    """The checked reply markup of one call, as it goes into the chat; None if it asks for nothing."""
    markup = parameters.json("reply_markup", BROKEN)
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if rows := _rows(markup, "keyboard", 'field "keyboard" must be an Array of Arrays'):
        buttons = [[_reply_button(button, private=private) for button in row] for row in rows]
        return {**markup, "keyboard": [row for row in buttons if row]}
    named = 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
    if rows := _rows(markup, "inline_keyboard", named):
        if sum(len(row) for row in rows) > MOST_BUTTONS:
            raise bad_request("reply markup is too long")
        inline = [[_inline_button(button, private=private) for button in row] for row in rows]
        return {"inline_keyboard": [row for row in inline if row]}
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        return dict(markup)
    return None


def inline_only(parameters: Parameters, *, private: bool) -> Json | None:
    """The checked inline keyboard of an edit; other markup is refused."""
    markup = reply_markup(parameters, private=private)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup


def https_link(url: str, what: str) -> str:
    """`url` if a Mini App may stand there; refuses anything but https."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise bad_request(f"{what} URL '{url}' is invalid: Wrong HTTP URL") from None
    if parts.scheme.lower() != "https":
        raise bad_request(f"{what} URL '{url}' is invalid: Only HTTPS links are allowed")
    if not parts.hostname:
        raise bad_request(f"{what} URL '{url}' is invalid: Wrong HTTP URL")
    return url


def _rows(markup: Json, name: str, refusal: str) -> list[list[Any]]:
    rows = markup.get(name)
    if rows is None:
        return []
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(refusal)
    return [row for row in rows if row]


def _label(button: Json, kind: str) -> str:
    text = button.get("text")
    if not isinstance(text, str):
        raise bad_request(f"can't parse {kind}: can't find field \"text\"")
    if not text.strip():
        raise bad_request(
            "inline keyboard button text must be non-empty"
            if "inline" in kind
            else "keyboard button text must be non-empty"
        )
    if button.get("style", "") not in STYLES:
        raise bad_request(f"can't parse {kind}: invalid button style specified")
    return text


def _reply_button(button: object, *, private: bool) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
    _label(button, "keyboard button")
    if not private:
        for name, refusal in _PRIVATE_ONLY.items():
            if button.get(name):
                raise bad_request(refusal)
    if "web_app" in button:
        if not private:
            raise bad_request("web App buttons can be used in private chats only")
        https_link(_field(button, "web_app", "url", "keyboard button"), "keyboard button Web App")
    return dict(button)


def _inline_button(button: object, *, private: bool) -> Json:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    _label(button, "inline keyboard button")
    given = [name for name in _INLINE_TYPES if button.get(name) not in (None, "")]
    if not given:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in given:
        size = len(str(button["callback_data"]).encode("utf-8", "surrogatepass"))
        if not isinstance(button["callback_data"], str) or size > CALLBACK_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    if "url" in given:
        _checked_link(str(button["url"]))
    if "web_app" in given:
        if not private:
            raise bad_request("BUTTON_TYPE_INVALID")
        https_link(_field(button, "web_app", "url", "inline keyboard button"), "inline keyboard button Web App")
    if "copy_text" in given:
        text = _field(button, "copy_text", "text", "inline keyboard button")
        if not 1 <= len(text) <= COPY_TEXT_CHARACTERS:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return dict(button)


def _checked_link(url: str) -> None:
    what = "inline keyboard button"
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
    except ValueError:
        raise bad_request(f"{what} URL '{url}' is invalid: Wrong HTTP URL") from None
    if parts.scheme not in ("http", "https", "tg", "ton"):
        raise bad_request(f"{what} URL '{url}' is invalid: Unsupported URL protocol")
    if parts.scheme.startswith("http") and "." not in (parts.hostname or ""):
        # Telegram's own server refuses hosts without a dot, localhost among them.
        raise bad_request(f"{what} URL '{url}' is invalid: Wrong HTTP URL")


def _field(button: Json, outer: str, inner: str, kind: str) -> str:
    nested = button.get(outer)
    value = nested.get(inner) if isinstance(nested, dict) else None
    if not isinstance(value, str):
        raise bad_request(f"can't parse {kind}: can't find field \"{inner}\"")
    return value
