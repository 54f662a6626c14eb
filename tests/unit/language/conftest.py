"""The real list of kinds, read as plain data the way the composition root hands it over."""

import json
from pathlib import Path

import pytest

from language.phrases.vocabulary import Vocabulary

KINDS = Path(__file__).parents[3] / "methodologies" / "kinds.json"


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary.from_kinds(json.loads(KINDS.read_text(encoding="utf-8"))["kinds"])
