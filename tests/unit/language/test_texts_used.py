"""Every text is said somewhere: a text that no code names misleads translators."""

import re
from pathlib import Path

from language.texts import Texts

ROOT = Path(__file__).parents[3]
DOORS = ("actions", "api", "app", "bot", "campaigns", "issuance", "language", "reporting", "rewards")
BUILT = re.compile(r"""f["']([a-z][a-z0-9-]*-)\{|["']([a-z][a-z0-9-]*-)["']\s*\+""")
"""Where an id is put together from a fixed beginning and a code: here.say(f"note-{code}")."""


def code() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for door in DOORS for path in (ROOT / door).rglob("*.py"))


def test_every_text_is_named_or_built_by_some_code() -> None:
    told = code()
    beginnings = tuple({*(first or second for first, second in BUILT.findall(told))} - {"green-"})
    others = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "language" / "locales" / "zh").glob("*.ftl")
    )
    unused = [
        key
        for key in Texts.load().keys("zh")
        if not key.startswith(beginnings)
        and not re.search(rf"(?<![\w-]){key}(?![\w-])", told)
        and not re.search(rf"\{{ *{key} *[}}.(]", others)
        and not _on_the_green_page(key, told)
    ]
    assert not unused


def _on_the_green_page(key: str, told: str) -> bool:
    """The green-office page says its texts by what stands behind `green-`, whole or built."""
    name = key.removeprefix("green-")
    built = any(name.startswith(first or second) for first, second in BUILT.findall(told))
    return name != key and (built or f'"{name}"' in told or f"'{name}'" in told or name.endswith("-what"))
