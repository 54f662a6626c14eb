"""Why a methodology makes no market lot: every shipped reason in both languages."""

import json
from pathlib import Path

import pytest

from language.holds import in_each, told
from language.texts import Texts

TEXTS = Texts.load()
PACKAGES = sorted((Path(__file__).parents[3] / "methodologies" / "packages").glob("*.json"))


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: path.stem)
def test_every_reason_of_a_shipped_package_is_told_in_both_languages(path: Path) -> None:
    hold = json.loads(path.read_text(encoding="utf-8"))["export"].get("hold")
    if hold is not None:
        assert told(TEXTS, hold, "en") == hold
        assert told(TEXTS, hold, "zh") != hold


def test_a_reason_of_somebodys_own_package_is_told_as_it_is() -> None:
    assert told(TEXTS, "our own reason", "zh") == "our own reason"


def test_a_reason_is_told_by_language_and_no_reason_is_none() -> None:
    found = in_each(TEXTS, "an inventory is not a reduction")
    assert found is not None
    assert (found["en"], found["zh"]) == ("an inventory is not a reduction", told(TEXTS, found["en"], "zh"))
    assert found["zh"] != found["en"]
    assert in_each(TEXTS, None) is None
