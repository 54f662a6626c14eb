"""Formatted text: Telegram's HTML style, entities in UTF-16 units, and the entities Telegram finds by itself.

Source: Bot API, "Formatting options" and `MessageEntity`; the sentences of a refusal are the Bot API server's.
"""

import re
from dataclasses import dataclass

from simulator.wire import Json, bad_request, utf16_length

_SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
_TAGS = {*_SIMPLE, "a", "code", "pre", "blockquote", "tg-emoji"}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}))|(lt|gt|amp|quot));?")
_ATTRIBUTE = re.compile(r"""\s*([^\s=>/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.\-]+)(?=[\s>])))?""")
_FOUND = re.compile(
    r"(?P<url>\bhttps?://[^\s<>]+[^\s<>.,!?;:)\]'\"，。！？])"
    r"|(?P<email>\b[\w.+-]+@[\w-]+\.[a-zA-Z]{2,}\b)"
    r"|(?P<mention>(?<![\w@])@[A-Za-z]\w{4,31}\b)"
    r"|(?P<bot_command>(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{4,31})?(?![\w/]))"
    r"|(?P<hashtag>(?<![\w#])#\w*[^\W\d]\w*)",
)
MOST_ENTITIES = 100
"""Telegram keeps at most this many entities of one message."""


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str
    start: int
    """Index into the pieces of plain text, and the offset in UTF-16 units."""
    offset: int


def formatted(text: str, parse_mode: str, entities: object) -> tuple[str, list[Json]]:
    """`text` as people see it and its entities, from HTML or from given `entities`; trimmed as Telegram does.

    Raises a 400 refusal for broken or unsupported formatting.  Markdown is not spoken here.
    """
    mode = parse_mode.lower()
    if mode in ("", "none"):
        return _trimmed(text, _given(entities))
    if mode != "html":
        raise bad_request("unsupported parse_mode")
    return _trimmed(*_HtmlReader(text).read())


def found(text: str) -> list[Json]:
    """The commands, mentions, links, addresses and hashtags that Telegram marks by itself, in order."""
    if not any(mark in text for mark in "/@#:"):
        return []
    result: list[Json] = []
    for match in _FOUND.finditer(text):
        offset = utf16_length(text[: match.start()])
        result.append({"type": str(match.lastgroup), "offset": offset, "length": utf16_length(match.group())})
    return result[:MOST_ENTITIES]


def with_found(text: str, entities: list[Json]) -> list[Json]:
    """`entities` and those found in `text` that touch none of them, in order."""
    free = [
        candidate
        for candidate in found(text)
        if not any(
            entity["type"] in ("code", "pre", "text_link", "text_mention")
            and candidate["offset"] < entity["offset"] + entity["length"]
            and entity["offset"] < candidate["offset"] + candidate["length"]
            for entity in entities
        )
    ]
    return sorted([*entities, *free], key=lambda entity: (entity["offset"], -entity["length"]))[:MOST_ENTITIES]


def _given(entities: object) -> list[Json]:
    if entities is None:
        return []
    if not isinstance(entities, list):
        raise bad_request("can't parse entities JSON object")
    for entity in entities:
        if not isinstance(entity, dict):
            raise bad_request("can't parse MessageEntity: expected an Object")
        for name in ("offset", "length"):
            if not isinstance(entity.get(name), int):
                raise bad_request(f"can't parse MessageEntity: can't find field \"{name}\"")
        if not isinstance(entity.get("type"), str):
            raise bad_request("can't parse MessageEntity: can't find field \"type\"")
    return [dict(entity) for entity in entities if entity["length"] > 0 and entity["offset"] >= 0]


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    body = text.strip()
    cut = utf16_length(text[: len(text) - len(text.lstrip())]) if body else 0
    end = utf16_length(body)
    kept: list[Json] = []
    for entity in entities:
        start = max(0, entity["offset"] - cut)
        stop = min(end, entity["offset"] + entity["length"] - cut)
        if stop > start:
            kept.append({**entity, "offset": start, "length": stop - start})
    kept.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return body, kept[:MOST_ENTITIES]


def _decoded(text: str) -> str:
    def plain(match: re.Match[str]) -> str:
        hexadecimal, decimal, name = match.groups()
        if name:
            return _NAMED[name]
        code = int(hexadecimal, 16) if hexadecimal else int(decimal)
        if code == 0 or code > 0x10FFFF:
            return match.group()
        if 0xD800 <= code <= 0xDFFF:
            raise bad_request(
                "can't parse entities: Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units",
            )
        return chr(code)

    return _REFERENCE.sub(plain, text) if "&" in text else text


class _HtmlReader:
    """Reads one text in Telegram's HTML style from left to right."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._pieces: list[str] = []
        self._length = 0
        self._open: list[_Open] = []
        self._entities: list[Json] = []

    def read(self) -> tuple[str, list[Json]]:
        """The plain text and its entities."""
        source, at = self._source, 0
        while at < len(source):
            bracket = source.find("<", at)
            if bracket < 0:
                bracket = len(source)
            if bracket > at:
                self._write(_decoded(source[at:bracket]))
            if bracket == len(source):
                break
            at = self._end_tag(bracket) if source.startswith("</", bracket) else self._start_tag(bracket)
        if self._open:
            tag = self._open[-1].tag
            raise bad_request(f"can't parse entities: Can't find end tag corresponding to start tag \"{tag}\"")
        for entity in self._entities:
            if entity["type"] == "code":
                entity.pop("language", None)  # A language belongs to a code block only.
        return "".join(self._pieces), self._entities

    def _write(self, text: str) -> None:
        self._pieces.append(text)
        self._length += utf16_length(text)

    def _refuse(self, reason: str, at: int) -> Exception:
        offset = len(self._source[:at].encode("utf-8", "surrogatepass"))
        return bad_request(f"can't parse entities: {reason.replace('@', str(offset))}")

    def _start_tag(self, begin: int) -> int:
        name = re.compile(r"[^\s>]*").match(self._source, begin + 1)
        assert name is not None
        tag, at = name.group().lower(), name.end()
        if at == len(self._source):
            raise self._refuse("Unclosed start tag at byte offset @", begin)
        if tag not in _TAGS:
            raise self._refuse(f'Unsupported start tag "{tag}" at byte offset @', begin)
        argument = ""
        while True:
            while at < len(self._source) and self._source[at].isspace():
                at += 1
            if at == len(self._source):
                raise self._refuse(f'Unclosed start tag "{tag}" at byte offset @', begin)
            if self._source[at] == ">":
                break
            match = _ATTRIBUTE.match(self._source, at)
            if match is None:
                raise self._refuse(f'Empty attribute name in the tag "{tag}" at byte offset @', begin)
            if self._source[match.end() : match.end() + 1] == "=":
                raise self._refuse("Unexpected end of name token at byte offset @", match.end() + 1)
            value = next((part for part in match.groups()[1:] if part is not None), "")
            argument = _argument(tag, match.group(1), _decoded(value)) or argument
            at = match.end()
        if tag == "span" and argument != "spoiler":
            raise self._refuse('Tag "span" must have class "tg-spoiler" at byte offset @', begin)
        self._open.append(_Open(tag, argument, len(self._pieces), self._length))
        return at + 1

    def _end_tag(self, begin: int) -> int:
        if not self._open:
            raise self._refuse("Unexpected end tag at byte offset @", begin)
        name = re.compile(r"([^\s>]*)\s*").match(self._source, begin + 2)
        assert name is not None
        found_tag, at = name.group(1).lower(), name.end()
        if self._source[at : at + 1] != ">":
            raise self._refuse("Unclosed end tag at byte offset @", begin)
        opened = self._open[-1]
        if found_tag and found_tag != opened.tag:
            raise self._refuse(
                f'Unmatched end tag at byte offset @, expected "</{opened.tag}>", found "</{found_tag}>"',
                begin,
            )
        self._open.pop()
        if self._length > opened.offset:
            self._close(opened)
        return at + 1

    def _close(self, opened: _Open) -> None:
        place = {"offset": opened.offset, "length": self._length - opened.offset}
        tag, argument = opened.tag, opened.argument
        if tag in _SIMPLE:
            self._entities.append({"type": _SIMPLE[tag], **place})
        elif tag == "a":
            url = argument or "".join(self._pieces[opened.start :])
            if re.match(r"(?:https?|tg|ton|mailto|tel):|[\w-]+(?:\.[\w-]+)+", url, re.IGNORECASE):
                self._entities.append({"type": "text_link", **place, "url": url})
        elif tag == "tg-emoji":
            if not argument.isdigit():
                raise bad_request("can't parse entities: Invalid custom emoji identifier specified")
            self._entities.append({"type": "custom_emoji", **place, "custom_emoji_id": argument})
        elif tag == "blockquote":
            self._entities.append({"type": "expandable_blockquote" if argument else "blockquote", **place})
        else:
            self._close_code(tag, argument, place)

    def _close_code(self, tag: str, argument: str, place: Json) -> None:
        inner = self._entities[-1] if self._entities else {}
        same = all(inner.get(name) == place[name] for name in ("offset", "length"))
        if tag == "pre" and same and inner.get("type") == "code":
            self._entities.pop()
            language = inner.get("language")
            self._entities.append({"type": "pre", **place, **({"language": language} if language else {})})
        else:
            self._entities.append({"type": tag, **place, **({"language": argument} if argument else {})})


def _argument(tag: str, name: str, value: str) -> str:
    """What one attribute says of its tag; "" if nothing."""
    if tag == "blockquote" and name == "expandable":
        return "1"
    wanted = {"a": ("href", ""), "code": ("class", "language-"), "span": ("class", "tg-"), "tg-emoji": ("emoji-id", "")}
    attribute, prefix = wanted.get(tag, ("", ""))
    return value.removeprefix(prefix) if name == attribute and value.startswith(prefix) else ""
