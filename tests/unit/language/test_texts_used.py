"""Every text is said somewhere: a text that no code names misleads translators."""

import re
from pathlib import Path

from language.texts import Texts

ROOT = Path(__file__).parents[3]
DOORS = ("accounts", "actions", "api", "app", "bot", "campaigns", "issuance", "language", "reporting", "rewards")
BUILT = re.compile(r"""(?:f["']|`)([a-z][a-z0-9-]*-)\$?\{|["']([a-z][a-z0-9-]*-)["']\s*\+""")
"""Where an id is put together from a fixed beginning and a code: here.say(f"note-{code}"), say(`role-${role}`)."""


NAME = re.compile(r"[\w-]+")
NAMED_BY_ANOTHER = re.compile(r"\{ *([a-z][\w-]*) *[}.(]")


def test_every_text_is_named_or_built_by_some_code() -> None:
    files = [path for door in DOORS for path in (ROOT / door).rglob("*.py")]
    files += (ROOT / "web/src").rglob("*.ts*")
    told = "\n".join(path.read_text(encoding="utf-8") for path in files)
    texts = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "language/locales/zh").glob("*.ftl"))
    beginnings = tuple({first or second for first, second in BUILT.findall(told)})
    named = {*NAME.findall(told), *NAMED_BY_ANOTHER.findall(texts)}
    # The green-office page says its texts by what stands behind `green-`, whole or built.
    said = named | {f"green-{name}" for name in named}
    begin_there = tuple(f"green-{beginning}" for beginning in beginnings)
    beginnings = tuple({*beginnings} - {"green-"})
    unused = [
        key
        for key in Texts.load().keys("zh")
        if key not in said
        and not key.startswith((*beginnings, *begin_there))
        and not key.startswith("hold-")  # Found by their English (language/holds.py); test_holds.py names them all.
        and not (key.startswith("green-") and key.endswith("-what"))
    ]
    assert not unused
