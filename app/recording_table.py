"""How each type of act is recorded: a table in docs/methodologies.md and its twin, written by `make pages`."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.asking import MENUS
from methodologies import action_types
from methodologies.action_types import ActionType
from methodologies.catalogue import Catalogue
from methodologies.kinds import Kind

FILES: Mapping[str, Path] = {
    locale: Path(__file__).parent.parent / "docs" / name
    for locale, name in (("en", "methodologies.md"), ("zh", "methodologies.zh.md"))
}
ABOVE = "<!-- The table below is written by `make pages` from methodologies/actions.json and kinds.json. -->"
BELOW = "<!-- End of the table. -->"
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "head": "| # | code | act | recorded by |\n| --- | --- | --- | --- |",
        "told": "sentence, API",
        "button": "sentence, button, API",
        "inputs": "API with whole `inputs`",
        "without": "sentence or API, without grams",
        "never": "not at all: driving is recorded nowhere",
        "why": "no grams, because",
        "of": ": ",
        "list": ", ",
        "next": "; ",
    },
    "zh": {
        "head": "| # | 代码 | 行为 | 怎样记录 |\n| --- | --- | --- | --- |",
        "told": "一句话、API",
        "button": "一句话、按钮、API",
        "inputs": "API 完整 `inputs`",
        "without": "一句话或 API，不给克数",
        "never": "不记录：开车不记",
        "why": "不给克数的原因：",
        "of": "：",
        "list": "、",
        "next": "；",
    },
}


def table(catalogue: Catalogue, types: Iterable[ActionType], locale: str) -> str:
    """The table in one language, as Markdown without a last newline."""
    rows = (
        f"| {one.number} | {one.code} | {one.titles[locale]} | {_recorded_by(catalogue, one, locale)} |"
        for one in types
    )
    return "\n".join([_WORDS[locale]["head"], *rows])


def _recorded_by(catalogue: Catalogue, one: ActionType, locale: str) -> str:
    """Every way there is, with the kinds that take it; why no grams are said where none ever are."""
    words = _WORDS[locale]
    ways: dict[str, list[str]] = {}
    for code in one.kinds:
        kind = catalogue.kind(code)
        ways.setdefault(_way(kind, one), []).append(kind.titles[locale])
    said = [
        words[way] if way == "never" else f"{words[way]}{words['of']}{words['list'].join(titles)}"
        for way, titles in ways.items()
    ]
    if one.reason is not None:
        because = f"{words['why']} " if locale == "en" else words["why"]
        said.append(f"{because}{one.reason[locale]}")
    return words["next"].join(said)


def _way(kind: Kind, one: ActionType) -> str:
    """How acts of a type are recorded as one of its kinds: never, button, told, inputs or without (grams)."""
    if not kind.counts:
        return "never"
    pricing = {identity for ids in one.methodologies.values() for identity in ids}
    uses = [use for use in kind.methodologies if use.methodology in pricing]
    if any(use.told for use in uses):
        return "button" if any(kind.code in menu for menu in MENUS.values()) else "told"
    return "inputs" if uses else "without"


def with_table(text: str, rows: str) -> str:
    """A page with what stands between its two marks replaced; raises `ValueError` where they are missing."""
    before, begin, rest = text.partition(ABOVE)
    _, end, after = rest.partition(BELOW)
    if not begin or not end:
        raise ValueError("the page has no place for the table")
    return f"{before}{ABOVE}\n\n{rows}\n\n{BELOW}{after}"


def made() -> dict[Path, str]:
    """Page -> its text with the table of the shipped catalogue."""
    catalogue = Catalogue.load(plugins=[])
    types = action_types.load(catalogue.packages.values(), catalogue.kinds)
    return {
        file: with_table(file.read_text("utf-8"), table(catalogue, types.values(), locale))
        for locale, file in FILES.items()
    }


def write() -> None:
    """Writes the table into both pages."""
    for file, text in made().items():
        file.write_text(text, "utf-8")
