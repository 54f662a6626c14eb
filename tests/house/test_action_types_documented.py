"""Every action type stands in both pages with its class, its methodologies or the reason why it has none, and its kinds."""

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TYPES = json.loads((ROOT / "methodologies" / "actions.json").read_text("utf-8"))["types"]
CLASSES = {
    "en": {name: name for name in ("market", "company", "estimate", "none")},
    "zh": {"market": "市场", "company": "企业", "estimate": "估算", "none": "无克数"},
}


KINDS = json.loads((ROOT / "methodologies" / "kinds.json").read_text("utf-8"))["kinds"]


def said_as(code: str, locale: str) -> list[str]:
    """The titles of the everyday kinds that mean a type."""
    return [kind["titles"][locale] for kind in KINDS if code in kind["catalogue_codes"]]


@pytest.mark.parametrize(("file", "locale"), [("action-types.md", "en"), ("action-types.zh.md", "zh")])
def test_every_action_type_is_documented(file: str, locale: str) -> None:
    lines = (ROOT / "docs" / file).read_text("utf-8").splitlines()
    rows = {cells[2]: cells for line in lines if len(cells := [cell.strip() for cell in line.split("|")]) == 11}
    for one in TYPES:
        cells = rows[one["code"]]
        assert cells[1] == str(one["number"]) and cells[3] == one["titles"][locale]
        assert cells[4].startswith(CLASSES[locale][one["credit_class"]])
        said = [identity for ids in one["methodologies"].values() for identity in ids] or [one["reason"][locale]]
        assert all(words in cells[5] for words in said), one["code"]
        assert one["evidence"][locale] == cells[6]
        assert cells[9] == (", " if locale == "en" else "、").join(said_as(one["code"], locale)), one["code"]
    assert len(rows) == len(TYPES) + 2, "the head, the rule under it, and one row for each type"
