"""/console: a link that signs in the one who asked, in their language."""

import re
from typing import Any

import pytest

from accounts.signing_in import links

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("locale", ["zh", "en"])
async def test_the_link_signs_in_whoever_asked_for_it(house: Any, locale: str) -> None:
    lin = await (await house.person("林", locale)).joined(locale)
    await lin.say("/console")
    answer = await lin.last()
    assert ("5 分钟" if locale == "zh" else "5 minutes") in answer
    found = re.search(r"/console#([A-Za-z0-9_-]+)", answer)
    assert found is not None
    box = house.container
    whose = await house.value("SELECT person_id FROM telegram_account WHERE user_id = $1", lin.id)
    assert links.read(box.keys.token_key, found[1], box.clock.now()) == whose
