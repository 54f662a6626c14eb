"""Telegram's HTML style and the entities Telegram finds by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.entities import formatted, found, with_found
from simulator.wire import Refusal, utf16_length


def html(text: str) -> tuple[str, list[dict[str, object]]]:
    return formatted(text, "HTML", None)


def test_offsets_count_utf16_units() -> None:
    assert html("😀<b>叶</b>") == ("😀叶", [{"type": "bold", "offset": 2, "length": 1}])


def test_nested_tags_come_outermost_first() -> None:
    text, entities = html("<b>a<i>b</i></b>")
    assert text == "ab"
    assert entities == [{"type": "bold", "offset": 0, "length": 2}, {"type": "italic", "offset": 1, "length": 1}]


def test_a_code_block_keeps_its_language_and_inline_code_does_not() -> None:
    assert html('<pre><code class="language-python">x</code></pre>')[1] == [
        {"type": "pre", "offset": 0, "length": 1, "language": "python"},
    ]
    assert html('<code class="language-python">x</code>')[1] == [{"type": "code", "offset": 0, "length": 1}]


def test_links_spoilers_and_quotes_are_read() -> None:
    text, entities = html(
        '<a href="https://example.org/?a=1&amp;b=2">a</a><span class="tg-spoiler">b</span>'
        "<blockquote expandable>c</blockquote><blockquote>d</blockquote>",
    )
    assert text == "abcd"
    assert [entity["type"] for entity in entities] == ["text_link", "spoiler", "expandable_blockquote", "blockquote"]
    assert entities[0]["url"] == "https://example.org/?a=1&b=2"


def test_character_references_are_decoded_and_others_stay() -> None:
    assert html("&lt;&amp;&gt;&quot;&#65;&#x42;&nbsp;") == ('<&>"AB&nbsp;', [])


def test_surrounding_space_goes_and_offsets_follow() -> None:
    assert html("  <b> a </b> ") == ("a", [{"type": "bold", "offset": 0, "length": 1}])


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("叶<x>", 'Unsupported start tag "x" at byte offset 3'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("</b>", "Unexpected end tag at byte offset 0"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<a href=x>", 'Can\'t find end tag corresponding to start tag "a"'),
        ("<a href=x/>", "Unexpected end of name token at byte offset 8"),
    ],
)
def test_broken_html_is_refused_in_telegrams_words(source: str, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        html(source)
    assert (refused.value.status, refused.value.description) == (400, f"Bad Request: can't parse entities: {reason}")


def test_an_unknown_parse_mode_is_refused() -> None:
    with pytest.raises(Refusal, match="unsupported parse_mode"):
        formatted("x", "Asciidoc", None)


def test_commands_mentions_links_and_tags_are_found() -> None:
    text = "/log@yiye_bot 12 @xiaolin https://example.org/a, #绿色 a@example.org 1/2"
    assert [entity["type"] for entity in found(text)] == ["bot_command", "mention", "url", "hashtag", "email"]
    assert text[found(text)[2]["offset"] :][: found(text)[2]["length"]] == "https://example.org/a"


def test_nothing_is_found_inside_code() -> None:
    text, entities = html("<code>/log</code> /help")
    assert [entity["type"] for entity in with_found(text, entities)] == ["code", "bot_command"]


@given(st.text(alphabet=st.sampled_from(list("<>/b i\"'=&;#xa-p预😀")), max_size=40))
def test_any_text_is_read_or_refused_and_entities_stay_inside(source: str) -> None:
    try:
        text, entities = html(source)
    except Refusal as refused:
        assert refused.status == 400
        return
    assert all(0 <= entity["offset"] < entity["offset"] + entity["length"] <= utf16_length(text) for entity in entities)
