"""One package file and its words make a new kind recordable by sentence, by button and by API; no Python changes."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from app.schema import FOLDER

DROP_IN = FOLDER.parent / "tests" / "vectors" / "drop_in"


@pytest.fixture(autouse=True)
def dropped_in(tmp_path: Path) -> None:
    """Puts the shared bike's two files into the data folder, before the product starts."""
    shutil.copytree(DROP_IN, tmp_path / "methodologies")


async def test_a_sentence_records_a_shared_bike(chat: Any) -> None:
    talk = await (await chat.person()).joined()
    await talk.say("骑共享单车3公里")
    assert "共享单车 3.0 公里" in await talk.last()
    grams = await chat.value("SELECT reduction_mg FROM action WHERE kind = 'shared_bike'")
    assert grams > 0


async def test_a_button_records_a_shared_bike(chat: Any) -> None:
    talk = await (await chat.person()).joined()
    await talk.say("3公里")
    await talk.press("共享单车")
    assert await chat.value("SELECT quantity FROM action WHERE kind = 'shared_bike'") == 3000
