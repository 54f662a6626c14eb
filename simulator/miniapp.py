"""Opening a Mini App: the signed data that Telegram hands to the page.

Source: Telegram, "Mini Apps", validating data by the bot token and for third-party use.
"""

import hashlib
import hmac
import json
import os
from base64 import urlsafe_b64encode
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from simulator.wire import Json

VERSION = "9.6"
"""The Mini App version that the page claims for its window."""


def signing_key(token: str) -> Ed25519PrivateKey:
    """The simulator's stand-in for Telegram's own Ed25519 key: the same for the same token."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"simulated Telegram " + token.encode()).digest())


def public_key(token: str) -> str:
    """Its public half in hexadecimal, which a verifier takes instead of Telegram's."""
    raw = signing_key(token).public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return raw.hex()


def init_data(token: str, person: Json, auth_date: int, **fields: str) -> str:
    """The query string of initData for `person`, signed with the token (hash) and with Ed25519 (signature).

    auth_date: Unix seconds.  fields: start_param, chat_type, chat_instance, query_id where they apply.
    """
    user = {name: value for name, value in person.items() if name != "is_bot"}
    data = {
        **{name: value for name, value in fields.items() if value},
        "user": json.dumps(user, ensure_ascii=False, separators=(",", ":")),
        "auth_date": str(auth_date),
    }
    bot_id = token.split(":")[0]
    signed = f"{bot_id}:WebAppData\n{_check_string(data)}".encode()
    signature = urlsafe_b64encode(signing_key(token).sign(signed)).rstrip(b"=").decode()
    data["signature"] = signature
    secret = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    data["hash"] = hmac.new(secret, _check_string(data).encode(), hashlib.sha256).hexdigest()
    return urlencode(data)


def opening(url: str, data: str, *, dark: bool) -> str:
    """The address a client opens: the Mini App's URL with the launch parameters in its fragment."""
    colors = {
        "bg_color": "#17212b" if dark else "#ffffff",
        "text_color": "#f5f5f5" if dark else "#000000",
        "hint_color": "#708499" if dark else "#707579",
        "link_color": "#6ab3f3" if dark else "#3390ec",
        "button_color": "#2e7d4f",
        "button_text_color": "#ffffff",
        "secondary_bg_color": "#232e3c" if dark else "#f4f4f5",
    }
    launch = {
        "tgWebAppData": data,
        "tgWebAppVersion": VERSION,
        "tgWebAppPlatform": "web",
        "tgWebAppThemeParams": json.dumps(colors, separators=(",", ":")),
    }
    separator = "&" if "#" in url else "#"
    return url + separator + urlencode(launch, quote_via=quote)


def new_query_id() -> str:
    """A fresh query_id of an opening from a private chat."""
    return urlsafe_b64encode(os.urandom(12)).decode()


def _check_string(data: dict[str, str]) -> str:
    return "\n".join(f"{name}={value}" for name, value in sorted(data.items()))
