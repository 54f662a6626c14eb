"""Each setting stands in docs/settings.md with its default and its meaning, and nothing else does."""

import re

from app.schema import FOLDER
from app.settings import Settings

TABLE = (FOLDER.parent / "docs" / "settings.md").read_text("utf-8")


def test_the_table_says_what_the_code_says() -> None:
    rows = re.findall(r"^\| `(LEAFLEDGER_\w+)` \| (.*?) \| (.*) \|$", TABLE, re.MULTILINE)
    expected = [
        (
            f"LEAFLEDGER_{name.upper()}",
            "" if field.default in (None, "") else f"`{field.default}`",
            field.description,
        )
        for name, field in Settings.model_fields.items()
    ]
    assert rows == expected
