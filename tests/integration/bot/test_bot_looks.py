"""Who looked at what is a person's: noted whoever it was, told to the person, gone with them."""

from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image

from accounts import partners, people
from app.api import application
from app.erase import erase, erasing
from kernel.ids import PROGRAMME

pytestmark = pytest.mark.asyncio(loop_scope="module")
LOOKS = "SELECT count(*) FROM access_log WHERE person_id = $1 AND role = $2 AND what = $3"


async def person_of(house: Any, talk: Any) -> Any:
    return await house.value("SELECT person_id FROM telegram_account WHERE user_id = $1", talk.id)


async def with_role(house: Any, role: str) -> Any:
    """Somebody who holds a role in the programme."""
    talk = await (await house.person("看的人")).joined()
    async with house.work() as connection:
        person_id = await connection.fetchval("SELECT person_id FROM telegram_account WHERE user_id = $1", talk.id)
        await people.join(connection, person_id, PROGRAMME, now=house.container.clock.now(), roles=frozenset((role,)))
    house.workers._services.directory.forget(talk.id)  # plain members are remembered for some seconds
    return talk


async def shows(talk: Any) -> str:
    await talk.say("/privacy")
    await talk.press("👀")
    return str(await talk.last())


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (320, 240), (90, 120, 70)).save(out, "PNG")
    return out.getvalue()


async def test_nobody_looked_is_said(house: Any) -> None:
    lin = await (await house.person()).joined()
    assert "至今没人" in await shows(lin)


async def test_a_reviewers_look_is_told_once_an_hour(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("地铁 12 公里")
    await lin.press("📎 补凭证")
    await lin.photo(picture())
    await lin.press("同意，交人工审核")
    reviewer = await with_role(house, "reviewer")
    for _ in range(3):
        await reviewer.say("/review")
    person_id = await person_of(house, lin)
    assert await house.value(LOOKS, person_id, "reviewer", "photo") == 1
    assert "审核员：一条记录和它的照片（审核）" in await shows(lin)
    assert "至今没人" in await shows(reviewer), "what is the other's is not told to the reviewer"


async def test_a_partners_and_an_operators_look_are_told(house: Any) -> None:
    box = house.container
    lin = await (await house.person()).joined()
    await lin.say("地铁 12 公里")
    person_id = await person_of(house, lin)
    async with house.work() as connection:
        partner = await partners.create(connection, PROGRAMME, name="出行", source="looks")
        member_id, _ = await partners.request_link(
            connection, box.keys.token_key, partner, reference="r", now=box.clock.now()
        )
        link = await partners.accept_link(connection, PROGRAMME, member_id, person_id, box.clock.now())
        key = await partners.issue_key(
            connection,
            box.keys.token_key,
            PROGRAMME,
            partner_id=partner.id,
            scopes=["members.read"],
            now=box.clock.now(),
        )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application(box)), base_url="http://test") as client:
        for _ in range(2):
            answer = await client.get(
                f"/v1/members/{link.public_id}/summary", headers={"authorization": f"Bearer {key}"}
            )
            assert answer.status_code == 200, answer.text
    assert await erase(box.settings, telegram_id=lin.id, agreed=lambda _: False) is None
    assert await house.value(LOOKS, person_id, "partner", "summary") == 1
    told = await shows(lin)
    assert "你授权的合作方：你的合计和星球（通过接口）" in told
    assert "本系统的运营者：保存了你多少内容（抹除命令，没有执行）" in told


async def test_the_notes_go_with_the_person(house: Any) -> None:
    lin = await (await house.person()).joined()
    person_id = await person_of(house, lin)
    assert await erase(house.container.settings, telegram_id=lin.id, agreed=lambda _: False) is None
    assert await house.value("SELECT count(*) FROM access_log WHERE person_id = $1", person_id) == 1
    done = await erasing(house.container).erase(person_id)
    assert done.logs["log_public"]["looks"] == 1
    assert await house.value("SELECT count(*) FROM access_log WHERE person_id = $1", person_id) == 0
