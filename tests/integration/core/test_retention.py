"""Data goes when its days are over, class by class, and the table in docs/privacy.md says so."""

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from accounts import email_codes, farewells, join_requests, partners
from accounts.admin_acts import OPERATOR, Author
from accounts.farewells import Farewell
from accounts.roster.importing import Importing
from accounts.signing_in import links, sessions
from actions import evidence
from app import retention
from app.schema import FOLDER
from app.settings import Settings
from kernel.clock import FixedClock
from kernel.mailbox import Arrival, Inbox, Outbox, post
from kernel.work import Connection
from privacy import access

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

TABLE = (FOLDER.parent / "docs" / "privacy.md").read_text("utf-8")
BY_NAME = {rule.name: rule for rule in retention.RULES}
DAYS = {name: int(days) for name, days in re.findall(r"^\| (\w+) \| `keep_\w+` \| (\d+) \|", TABLE, re.MULTILINE)}
"""What people are told: the sweep is held to it, not to what the sweep itself reckons with."""


def test_the_table_is_the_rules_and_the_settings() -> None:
    rows = re.findall(r"^\| (\w+) \| `(keep_\w+)` \| (\d+) \| .+ \|$", TABLE, re.MULTILINE)
    fields = Settings.model_fields
    assert rows == [(rule.name, rule.setting, str(fields[rule.setting].default)) for rule in retention.RULES]
    assert {rule.setting for rule in retention.RULES} == {name for name in fields if name.startswith("keep_")}


async def _plant(company: "Company", name: str, at: datetime) -> None:
    """One row of a class, as old as `at`."""
    box, org_id = company.container, company.org_id
    inbox, outbox = Inbox(box.database, 7), Outbox(box.database)
    async with box.database.work(org_id) as connection:
        if name.startswith("messages"):
            await post(connection, "telegram.text", {"person_id": "x"}, at)
        elif name == "farewells":
            await farewells.post(connection, Farewell(1, "zh", 0), {}, {}, {}, at)
        elif name == "looks":
            await access.note(connection, org_id, company.riders[0].id, access.Look(at, "reviewer", "act", "review"))
        elif name == "request_keys":
            await connection.execute("INSERT INTO request_key VALUES ($1, 'k', 'f', $2)", org_id, at)
        elif name.endswith("link_requests") or name == "ended_links":
            await _link(connection, company, at, ended=name == "ended_links")
    if name.startswith("updates"):
        await inbox.store([Arrival(1, 1, "{}")], at)
        (letter,) = await inbox.take(1, at)
        if name == "updates":
            await inbox.done([1], at)
        for attempt in range(letter.attempts, 6) if name == "updates_set_aside" else ():
            await inbox.failed(type(letter)(1, "{}", attempt), at)
    if name.startswith("messages"):
        (parcel,) = await outbox.take("telegram.text", 1, at)
        if name == "messages":
            await outbox.done(parcel.id, at)
        else:
            await outbox.failed(type(parcel)(parcel.id, parcel.kind, parcel.body, 5), at)
    if name == "photos":
        made = await company.record(company.tell(12_000))
        async with box.database.work(org_id) as connection:
            await evidence.attach(
                connection,
                company.log_id,
                company.riders[0].id,
                made.action_id,
                file_id="f",
                file_unique_id="u",
                now=at,
            )
            await connection.execute("UPDATE evidence_file SET decided_at = $1, decision = 'approved'", at)


async def _roster(company: "Company", _: str, at: datetime) -> None:
    """A row that nobody came by, with its invitation."""
    box = company.container
    use_case = Importing(box.database, box.keys, FixedClock(at), timedelta(days=1))
    await use_case.take(company.org_id, Author(OPERATOR), b"name,number\nAnn,1\n")


async def _request(company: "Company", _: str, at: datetime) -> None:
    """A request that nobody decided."""
    asker = company.riders[0].id
    async with company.container.database.work(company.org_id, person_id=asker) as connection:
        await join_requests.ask(connection, company.org_id, asker, at)


async def _code(company: "Company", _: str, at: datetime) -> None:
    """A code that nobody typed."""
    box, asker = company.container, company.riders[0].id
    async with box.database.work(company.org_id, person_id=asker) as connection:
        await email_codes.begin(connection, box.keys, company.org_id, asker, "a@b.example", at)


async def _session(company: "Company", _: str, at: datetime) -> None:
    """A session in a browser that ends then."""
    box, rider, began = company.container, company.riders[0], at - sessions.LIFE
    async with box.database.work(person_id=rider.id) as connection:
        token = links.issue(box.keys.token_key, rider.id, began)
        await sessions.open_by_link(connection, box.keys.token_key, token, "a browser", began)


PLANTED = {"email_codes": _code, "roster_rows": _roster, "join_requests": _request, "sessions": _session}


async def _link(connection: Connection, company: "Company", at: datetime, *, ended: bool) -> None:
    partner = await partners.create(connection, company.org_id, name="P", source="kept-rides")
    key = company.container.keys.token_key
    member_id, _ = await partners.request_link(connection, key, partner, reference="r", now=at)
    if ended:
        await partners.accept_link(connection, company.org_id, member_id, company.riders[0].id, at)
        await partners.withdraw_link(connection, company.org_id, member_id, company.riders[0].id, at)
    else:
        await connection.execute("UPDATE partner_link SET expires_at = $2 WHERE member_id = $1", member_id, at)


@pytest.mark.parametrize("name", list(BY_NAME))
async def test_a_class_goes_after_its_days_and_not_before(company: "Company", name: str) -> None:
    rule = BY_NAME[name]
    await PLANTED.get(name, _plant)(company, name, company.clock.now())
    days = DAYS[name]
    company.clock.at += timedelta(days=days, seconds=-1)
    assert (await retention.sweep(company.container, [rule]))[name] == 0
    company.clock.at += timedelta(seconds=2)
    assert (await retention.sweep(company.container, [rule]))[name] == 1
    assert (await retention.sweep(company.container, [rule]))[name] == 0


async def test_a_photo_that_went_is_still_known_when_it_comes_again(company: "Company") -> None:
    await _plant(company, "photos", company.clock.now())
    company.clock.at += timedelta(days=91)
    await retention.sweep(company.container)
    made = await company.record(company.tell(9_000))
    async with company.container.database.work(company.org_id) as connection:
        assert await connection.fetchval("SELECT file_id FROM evidence_file") == ""
        assert not await evidence.attach(
            connection, company.log_id, company.riders[0].id, made.action_id, file_id="g", file_unique_id="u",
            now=company.clock.now(),
        )  # fmt: skip
