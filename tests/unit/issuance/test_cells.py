"""Cells that no spreadsheet runs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.exports.cells import inert

ATTACKS = (
    "=cmd()", "=1+1", "=HYPERLINK(\"http://x\",\"y\")", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1", " =1",
    "  \t@x", "=cmd|'/C calc'!A0", "＝1+1", "＋1", "－1", "＠x", "\u200b=1", "\u202e=1", "\ufeff=1", "\x01=1", "\x7f=1",
    "=1\n=2", "-2+3+cmd|' /C calc'!A0", "\u2066=1", "@", "=", "+", "-", "\u00ad=1", "\u3000=1",
)  # fmt: skip


@pytest.mark.parametrize("text", ATTACKS)
def test_an_attack_does_not_begin_a_formula(text: str) -> None:
    made = inert(text)
    assert made.startswith("'") or made[:1] not in tuple("=+-@＝＋－＠")


@given(st.text(max_size=60))
def test_no_text_becomes_a_live_cell(text: str) -> None:
    made = inert(text)
    assert made[:1] not in tuple("=+-@\t\r\n\x00＝＋－＠")
    assert not any(ord(letter) < 32 or 0xD800 <= ord(letter) <= 0xDFFF for letter in made)


@pytest.mark.parametrize("text", ["鹏城电子", "R&D (A/B)", "Öko-Büro 3", "A-1"])
def test_an_honest_name_stays_as_it_is(text: str) -> None:
    assert inert(text) == text
