"""A database with a row in every table."""

import importlib.util
from collections.abc import Callable, Coroutine
from uuid import UUID

from accounts import approvals, email_codes, join_requests, joining, partners
from accounts.households import children, home
from accounts.households import joining as households
from accounts.signing_in import links, second_factor, sessions
from actions.attesting import next_version
from actions.commands import RecordAction
from actions.requests import Request
from app import platform
from app.container import Container
from app.reconciling import reconcile_due
from app.schema import FOLDER
from kernel.ids import new_uuid, public
from kernel.mailbox import Arrival, Inbox
from ledger import cosignatures
from privacy import access

DRIVER = FOLDER.parent / "tests" / "drivers" / "log_fixture.py"


async def _household(container: Container, person_id: UUID) -> UUID:
    """A home with a child, an act of its own, a link and a reading; its id."""
    now = container.clock.now()
    async with container.database.work(person_id=person_id) as connection:
        made = await households.make(connection, container.consents, person_id, "home", now)
        await home.see(connection, made.id)
        await households.invite(connection, container.keys.token_key, made, now)
    async with container.database.work(person_id=person_id) as connection:
        (child,) = (await children.add(connection, person_id, "child", now)).children
        await children.note(connection, person_id, child.id, [("log_public", new_uuid())])
        await connection.execute(
            "INSERT INTO household_reading VALUES ($1, 'bill', $2, 1, $3, $4)", made.id, now.date(), person_id, now
        )
    return made.id


async def _sign_in(container: Container, person_id: UUID) -> None:
    """A session in a browser, and a second factor."""
    keys, now = container.keys, container.clock.now()
    async with container.database.work() as connection:
        session, _ = await sessions.open_by_link(
            connection, keys.token_key, links.issue(keys.token_key, person_id, now), "browser", now
        )
        await second_factor.offer(connection, keys, session, "name", now)


async def fill(container: Container) -> tuple[UUID, UUID, UUID]:
    """A company's whole month in every table; the ids of the organisation, a household and a person."""
    spec = importlib.util.spec_from_file_location("log_fixture", DRIVER)
    assert spec is not None and spec.loader is not None
    driver = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(driver)
    firm = driver.Company(container)
    await firm.open()
    live: Callable[[object], Coroutine[None, None, None]] = driver.live
    await live(firm)
    now, keys = container.clock.now(), container.keys
    async with container.database.work(firm.org_id) as connection:
        await joining.invite(connection, keys.token_key, firm.org_id, now=now)
        await partners.issue_key(connection, keys.token_key, firm.org_id, scopes=["actions.read"], now=now)
        await cosignatures.keep(connection, public("log", firm.org_id), 1, "witness", b"line", now)
        await connection.execute(
            "INSERT INTO attestation VALUES ($1, 'cn-sz-lcpt/2021.1', $2, 'a', 1, $3)", firm.org_id, new_uuid(), now
        )
        await connection.execute(
            "INSERT INTO broadcast VALUES ($1, $1, $2, 'words', 'done', $3, $3, $3)", firm.org_id, new_uuid(), now
        )
        await connection.execute(
            "INSERT INTO broadcast_recipient VALUES ($1, $1, $2, 'delivered', $3, $3)", firm.org_id, new_uuid(), now
        )
        await connection.execute("INSERT INTO group_chat VALUES ($1, $1, -7, $2)", firm.org_id, now)
        await connection.execute(
            "INSERT INTO roster_row VALUES ($1, 'r', 'n', 'e', 'c', NULL, 'zh', 's', $2)", firm.org_id, now
        )
        await join_requests.ask(connection, firm.org_id, firm.riders[0].id, now)
        await email_codes.begin(connection, keys, firm.org_id, firm.riders[0].id, "a@b.example", now)
        await approvals.propose(connection, firm.org_id, "act", "act_1", {}, rid=None, by=None, now=now)
        await access.note(connection, firm.org_id, new_uuid(), access.Look(now, "reviewer", "act", "review"))
        following = next_version(container.catalogue.package("cn-sz-lcpt/2021.1"), "a" * 64, now.date(), ())
        await connection.execute(
            "INSERT INTO published_methodology VALUES ($1, $2, 'cn-sz-lcpt/2021.1', $3, $4, $4)",
            following.name, following.sha256, following.canonical.decode(), now,
        )  # fmt: skip
    ride = RecordAction(
        kind="bus", quantity=1_234, occurred_at=now, source="ride", external_id="filled", partner=firm.partner,
        member_id=firm.members[7], evidence_kind="operator_record",
    )  # fmt: skip
    await container.recorder.record_many(firm.org_id, [ride], Request(b"key", b"body"))
    await Inbox(container.database, 1).store([Arrival(1, 1, "{}")], now)
    await platform.log_all(container)
    assert set((await reconcile_due(container)).values()) == {"equal"}
    person_id = firm.riders[0].id
    await _sign_in(container, person_id)
    return firm.org_id, await _household(container, person_id), person_id
