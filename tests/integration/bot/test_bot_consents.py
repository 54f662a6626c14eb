"""Each consent has its text, its version and its effect, which ends the moment it is withdrawn."""

import re
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from accounts import people
from app.schema import FOLDER
from kernel.ids import public
from privacy import consent

pytestmark = pytest.mark.asyncio(loop_scope="module")
WAITING = "SELECT count(*) FROM evidence_file f JOIN entry_context c USING (log_id, seq) WHERE c.person_id = $1"
TABLE = (FOLDER.parent / "docs" / "privacy.md").read_text("utf-8")


def picture(shade: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (320, 240), (shade, 10, 70)).save(out, "PNG")
    return out.getvalue()


async def person_of(house: Any, talk: Any) -> Any:
    return await house.value("SELECT person_id FROM telegram_account WHERE user_id = $1", talk.id)


async def with_photo(house: Any, shade: int) -> Any:
    """Somebody whose photo waits for a reviewer."""
    talk = await (await house.person()).joined()
    await talk.say("地铁 12 公里")
    await talk.press("📎 补凭证")
    await talk.photo(picture(shade))
    await talk.press("同意，交人工审核")
    return talk


async def test_the_page_says_versions_and_the_documents_table_too(house: Any) -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (\d{4}\.\d+) \|", TABLE, re.MULTILINE))
    assert rows == {**consent.VERSIONS, "partner": consent.TEXT_VERSION, "household_total": consent.TEXT_VERSION}
    lin = await (await house.person("Lin", "en")).joined("en")
    await lin.say("/privacy")
    await lin.press("☐ Let a person review photos")
    await lin.press("Full policy")
    page = await lin.last()
    assert page.count("✅ agreed on") == 2 and page.count("⬜ not agreed") == 1
    for version in consent.VERSIONS.values():
        assert f"({version})" in page


async def test_withdrawn_photos_leave_the_queue_at_once(house: Any) -> None:
    lin = await with_photo(house, 10)
    person_id = await person_of(house, lin)
    assert await house.value(WAITING, person_id) == 1
    await lin.say("/privacy")
    await lin.press("☑ 照片交人工审核")
    assert await house.value(WAITING, person_id) == 0
    given = "SELECT text_version FROM consent WHERE person_id = $1 AND purpose = 'photo_review'"
    assert await house.value(given, person_id) == "2026.2"
    await lin.press("☐ 照片交人工审核")
    await lin.press("☑ 照片交人工审核")
    assert (
        await house.value("SELECT count(*) FROM consent WHERE person_id = $1 AND withdrawn_at IS NULL", person_id) == 1
    )


async def test_what_was_judged_stays(house: Any) -> None:
    lin = await with_photo(house, 60)
    person_id = await person_of(house, lin)
    async with house.work() as connection:
        await connection.execute("UPDATE evidence_file SET decided_at = now(), decision = 'approved'")
    await lin.say("/privacy")
    await lin.press("☑ 照片交人工审核")
    assert await house.value(WAITING, person_id) == 1


async def test_another_persons_photos_stay(house: Any) -> None:
    other = await with_photo(house, 110)
    lin = await with_photo(house, 160)
    await lin.say("/privacy")
    await lin.press("☑ 照片交人工审核")
    assert await house.value(WAITING, await person_of(house, other)) == 1


async def test_a_consent_ends_in_every_organisation_of_the_person(house: Any) -> None:
    box = house.container
    lin = await with_photo(house, 210)
    person_id = await person_of(house, lin)
    firm = await house.organisation("新单位")
    async with box.database.work(firm.id) as connection:
        await people.join(connection, person_id, firm.id, now=box.clock.now())
    house.workers._services.directory.forget(lin.id)
    await lin.say("/privacy")
    await lin.press("☐ 照片交人工审核")
    await lin.press("☑ 照片交人工审核")
    assert await house.value(WAITING, person_id) == 0, "the photo lay in the log of the programme"
    async with box.database.work(firm.id) as connection:
        entries = await connection.fetch(
            "SELECT convert_from(entry, 'UTF8') AS text FROM log_entry WHERE log_id = $1", public("log", firm.id)
        )
    assert sum("consent.withdrawn" in row["text"] for row in entries) == 1
