"""All own data: complete, readable by programs and people, harmless to open, and through a link that soon ends."""

from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import httpx
import orjson
import pytest

from accounts import own_links
from accounts.own_links import OwnLinkExpired
from app.api import application
from reporting.personal.own_data import KEPT, OwnData

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOBODY = {
    "id", "org_id", "unit_id", "parent_id", "campaign_id", "partner_id", "member_id", "action_id", "idem", "rid", "home_org",
    "household_id", "child_id",
}  # fmt: skip
"""Columns of uuids that stand for no person: every other one must be told in somebody's download."""
REACHED = {"person", "household", "evidence_file"}
"""Tables that know whose their rows are by another row of the person's alone, so no column of theirs tells."""
ATTACK = "<img src=x onerror=alert(1)>&\"'"


class Tags(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.outside: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.outside += [(name, value) for name, value in attrs if name in ("src", "href", "style") or name[:2] == "on"]


async def text_of(house: Any, message: dict[str, Any]) -> str:
    async with house.http.get(f"/simulator/files/{message['document']['file_id']}") as answer:
        return str(await answer.text())


async def test_every_table_that_knows_people_is_in_the_download(house: Any) -> None:
    async with house.work() as connection:
        rows = await connection.fetch(
            "SELECT c.table_name AS name, c.column_name AS column FROM information_schema.columns c"
            " JOIN pg_class k ON k.relname = c.table_name AND k.relnamespace = 'public'::regnamespace"
            " WHERE c.table_schema = 'public' AND c.data_type = 'uuid' AND NOT k.relispartition"
        )
    knows = {row["name"] for row in rows if row["column"] not in NOBODY}
    assert {"action", "consent", "access_log", "campaign"} <= knows
    # A person's key is what opens the rest: destroyed with them, handed to nobody.
    assert (knows | REACHED) - {kept.table for kept in KEPT} == {"subject_key"}


async def test_no_column_of_sealed_bytes_is_handed_out(house: Any) -> None:
    async with house.work() as connection:
        rows = await connection.fetch(
            "SELECT table_name AS name, column_name AS column FROM information_schema.columns"
            " WHERE table_schema = 'public' AND data_type = 'bytea' AND table_name = any($1::text[])",
            [kept.table for kept in KEPT],
        )
    hidden = {(kept.table, column) for kept in KEPT for column in kept.hidden}
    assert {(row["name"], row["column"]) for row in rows} <= hidden


async def test_both_files_hold_every_record_and_nothing_live(house: Any) -> None:
    lin = await (await house.person(ATTACK)).joined()
    await lin.say("地铁 12 公里")
    await lin.say("公交 5 公里")
    await lin.say(ATTACK)
    await lin.say("/privacy")
    data, page = [await text_of(house, one) for one in await lin.press("下载我的数据")]
    read = orjson.loads(data)
    stored = read["stored"]["org_public"]
    assert [one["kind"] for one in read["records"]] == ["metro", "bus"]
    assert len(stored["vault"]) == len(stored["log_entry"]) + 1, "the consent's part stands in the vault too"
    whose = read["stored"]["account"]["person"][0]["id"]
    assert {one["part"]["person"] for one in stored["vault"]} == {whose}
    assert any("onerror" in one["body"] for one in read["stored"]["inbox"])
    tags = Tags()
    tags.feed(page)
    assert not tags.seen & {"img", "script", "link", "iframe", "form", "a"} and tags.outside == []
    assert "Records" in page and "记录" in page and "561.6" in page
    for one in stored["log_entry"]:
        assert one["entry"].split('"leaf')[0][:40].replace('"', "&quot;") in page


async def test_another_persons_rows_are_not_in_it(house: Any) -> None:
    other = await (await house.person("Canary-Other")).joined()
    await other.say("地铁 7 公里")
    lin = await (await house.person()).joined()
    await lin.say("/privacy")
    data, page = [await text_of(house, one) for one in await lin.press("下载我的数据")]
    for canary in ("Canary-Other", str(other.id)):
        assert canary not in data + page


async def test_a_link_opens_for_a_quarter_of_an_hour_and_is_seen(house: Any) -> None:
    box = house.container
    lin = await (await house.person("看的人")).joined()
    await lin.say("/privacy")
    files = await lin.press("下载我的数据")
    token = files[1]["caption"].split("/mine/")[1].split()[0]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application(box)), base_url="http://test") as client:
        answer = await client.get(f"/mine/{token}?lang=en")
        assert answer.status_code == 200 and "看的人" in answer.text
        assert answer.headers["cache-control"] == "no-store"
        assert (await client.get(f"/mine/{token}?format=json")).json()["person"]["nickname"] == "看的人"
        assert (await client.get(f"/mine/{token[:-2]}aa")).status_code == 401
        assert (await client.get(f"/mine/{token}?format=pdf")).status_code == 422
    person_id = await house.value("SELECT person_id FROM telegram_account WHERE user_id = $1", lin.id)
    assert await house.value("SELECT count(*) FROM access_log WHERE person_id = $1 AND role = 'link'", person_id) == 1
    found = await OwnData(box.database, box.keys, box.clock).collected(person_id)
    assert found["stored"]["org_public"]["access_log"][0]["what"] == "own_data"
    late = own_links.issue(box.keys.token_key, person_id, box.clock.now() - timedelta(minutes=16))
    with pytest.raises(OwnLinkExpired):
        own_links.read(box.keys.token_key, late, box.clock.now())


async def test_a_link_that_opens_nothing_says_so_as_a_page_in_a_browser(house: Any) -> None:
    box = house.container
    lin = await (await house.person()).joined()
    person_id = await house.value("SELECT person_id FROM telegram_account WHERE user_id = $1", lin.id)
    late = own_links.issue(box.keys.token_key, person_id, box.clock.now() - timedelta(minutes=16))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application(box)), base_url="http://test") as client:
        for token, said, status in ((late, "这个链接已过期", 410), ("nonsense", "这个链接不对", 401)):
            page = await client.get(f"/mine/{token}", headers={"accept": "text/html", "accept-language": "zh-CN"})
            assert page.status_code == status and page.headers["content-type"].startswith("text/html")
            assert said in page.text and page.headers["cache-control"] == "no-store"
            told = await client.get(f"/mine/{token}")
            assert told.headers["content-type"] == "application/problem+json"
