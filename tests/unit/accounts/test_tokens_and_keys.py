"""Tokens open one purpose, fit into a start payload, and no change of a letter passes; API keys parse or refuse."""

import base64
import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import tokens
from accounts.partners import APIKeyInvalid, parse_key
from accounts.tokens import TokenInvalid

KEY = b"k" * 32


@given(st.binary(min_size=1, max_size=32))
def test_a_token_leads_back_and_fits_a_start_payload(ident: bytes) -> None:
    token = tokens.issue(KEY, "join", ident)
    assert tokens.read(KEY, "join", token) == ident
    assert len("j_" + token) <= 64


@given(st.binary(min_size=16, max_size=32), st.data())
def test_no_changed_letter_passes(ident: bytes, data: st.DataObject) -> None:
    token = tokens.issue(KEY, "join", ident)
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from("ABCXYZabcxyz0189-_"))
    changed = token[:place] + letter + token[place + 1 :]
    if changed != token:
        with pytest.raises(TokenInvalid):
            tokens.read(KEY, "join", changed)


@given(st.binary(min_size=16, max_size=32))
def test_a_token_is_written_in_one_way_alone(ident: bytes) -> None:
    token = tokens.issue(KEY, "join", ident)
    others = {token + end for end in ("=", "==", "====", "\n", ".")} | {
        token.replace("-", "+"),
        token.replace("_", "/"),
    }
    for other in others - {token}:
        with pytest.raises(TokenInvalid):
            tokens.read(KEY, "join", other)


def test_a_token_opens_one_purpose_under_one_key() -> None:
    token = tokens.issue(KEY, "join", b"x" * 24)
    for key, purpose in ((KEY, "partner"), (b"o" * 32, "join")):
        with pytest.raises(TokenInvalid):
            tokens.read(key, purpose, token)


@given(st.text())
def test_any_text_is_a_token_or_refused(text: str) -> None:
    with pytest.raises(TokenInvalid):
        tokens.read(KEY, "join", text)


def _key(secret: bytes) -> str:
    body = f"{'0' * 26}_{base64.b32encode(secret).decode().rstrip('=').lower()}"
    checksum = base64.b32encode(binascii.crc32(body.encode()).to_bytes(4, "big")).decode().lower()[:6]
    return f"lf_live_{body}{checksum}"


@given(st.binary(min_size=32, max_size=32))
def test_a_key_parses_to_its_secret(secret: bytes) -> None:
    assert parse_key(_key(secret))[1] == secret


@given(st.integers(0, 90), st.sampled_from("abcdef234567"))
def test_a_mistyped_key_fails_its_checksum(place: int, letter: str) -> None:
    right = _key(b"s" * 32)
    wrong = right[:place] + letter + right[place + 1 :]
    if wrong != right:
        with pytest.raises(APIKeyInvalid):
            parse_key(wrong)


@given(st.text() | st.text().map(lambda text: f"lf_live_{text}"))
def test_any_text_is_a_key_or_refused(text: str) -> None:
    with pytest.raises(APIKeyInvalid):
        parse_key(text)
