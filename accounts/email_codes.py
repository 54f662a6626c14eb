"""Joining by e-mail: an address of the organisation's domain, a code of six digits sent there, typed in chat.

An address is kept only as a digest under the organisation's key.  Whether it is on a roster, or known, nobody is told.
"""

import hmac
import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from accounts import admin_acts, people
from accounts.admin_acts import Act, Author
from accounts.belonging import COMMUNITY_TOTAL
from accounts.consents import Consents
from accounts.joining import Invitation
from accounts.organisations import COMMUNITY
from accounts.roster import claiming
from accounts.roster.secrets import Secrets
from kernel.errors import DomainError
from kernel.ids import PROGRAMME, public
from kernel.work import Connection
from ledger import log
from privacy.consent import SERVICE
from privacy.keys import KeyRing, derive, mac
from privacy.person_data import Kept, rows

LIFE = timedelta(minutes=10)
BETWEEN = timedelta(minutes=1)
WINDOW = timedelta(days=1)
MOST_SENDS, MOST_TRIES, MOST_DOMAINS = 5, 5, 50
"""Codes to one address, and by one person, a day; tries at one code; domains of an organisation."""
KEPT = (Kept("email_code", tenant="", hidden=("email_mac", "code_mac")),)
PAST_THEIR_DAYS = "DELETE FROM email_code WHERE sent_at < $1 AND org_id = $2"
DOMAIN = re.compile(r"(?=.{4,190}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


class EmailCodeWrong(DomainError):
    """Not the code that was sent, or it has ended, or it was tried too often."""

    code = "email_code_wrong"


class EmailCodeTooSoon(DomainError):
    """A code was sent a moment ago, or too many were."""

    code = "email_code_too_soon"


class EmailTaken(DomainError):
    """Another member joined by this address, which the person has shown to be theirs."""

    code = "email_taken"


class EmailDomainUnusable(DomainError):
    """Not a domain, one that everybody has an address at, another organisation's, or one too many."""

    code = "email_domain_unusable"


EVERYBODYS = frozenset(
    (
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com", "me.com",
        "qq.com", "foxmail.com", "163.com", "126.com", "sina.com", "sohu.com", "139.com", "aliyun.com", "proton.me",
        "protonmail.com", "gmx.com", "gmx.de", "mail.com", "mail.ru", "yandex.ru",
    )
)  # fmt: skip
"""Domains at which anybody gets an address: they make nobody a colleague."""


@dataclass(frozen=True, slots=True)
class Sending:
    """A code that is to be sent now."""

    org_id: UUID
    organisation: str
    code: str


async def set_domains(
    connection: Connection, keys: KeyRing, org_id: UUID, author: Author, domains: Sequence[str], now: datetime
) -> list[str]:
    """Chooses the organisation's domains and logs it; the transaction sees `org_id`.  Raises `EmailDomainUnusable`."""
    wanted = sorted({domain.strip().lower().removeprefix("@") for domain in domains})
    if len(wanted) > MOST_DOMAINS or any(not DOMAIN.fullmatch(one) or one in EVERYBODYS for one in wanted):
        raise EmailDomainUnusable
    if author.person_id is not None:
        await people.keep(connection, author.person_id)
    acts = [Act("email_domains_chosen", "joining", " ".join(wanted))]
    await admin_acts.write(connection, keys, public("log", org_id), author, acts, now)
    # One at a time for the whole installation: no two organisations get one domain.
    await connection.execute("LOCK TABLE organisation IN SHARE ROW EXCLUSIVE MODE")
    if await connection.fetchval(
        "SELECT true FROM organisation WHERE id <> $1 AND email_domains && $2::text[] LIMIT 1", org_id, wanted
    ):
        raise EmailDomainUnusable
    await connection.execute("UPDATE organisation SET email_domains = $2 WHERE id = $1", org_id, wanted)
    return wanted


async def organisation_of(connection: Connection, email: str) -> UUID | None:
    """The organisation whose domain the address (in small letters) is at; a subdomain is another domain."""
    found: UUID | None = await connection.fetchval(
        "SELECT id FROM organisation WHERE $1 = any(email_domains)", email.rpartition("@")[2]
    )
    return found


async def begin(
    connection: Connection, keys: KeyRing, org_id: UUID | None, person_id: UUID, email: str, now: datetime
) -> Sending | None:
    """A new code in the place of any other; None where the address or the person has had too many.

    org_id: None for an address at nobody's domain, which counts all the same: what the person may ask, and when, must not
    tell the one from the other.  The transaction sees organisation (the programme for none) and person.  Raises
    `PersonUnknown`, and `EmailCodeTooSoon` for the person's own haste; of what others asked for the same address nothing
    is said.
    """
    await people.keep_still(connection, person_id)
    mine = await connection.fetch(
        "SELECT org_id, sent_at, sends, window_from FROM email_code WHERE person_id = $1 AND window_from > $2",
        person_id,
        now - WINDOW,
    )
    if any(row["sent_at"] > now - BETWEEN for row in mine) or sum(row["sends"] for row in mine) >= MOST_SENDS:
        raise EmailCodeTooSoon
    counted_at = org_id or PROGRAMME
    old = next((row for row in mine if row["org_id"] == counted_at), None)
    sends, window_from = (1, now) if old is None else (old["sends"] + 1, old["window_from"])
    key = await keys.organisation_key(connection, counted_at)
    # Of an address at nobody's domain not even a digest is kept.
    digest = os.urandom(32) if org_id is None else Secrets(key, org_id).email(email)
    to_address: int = await connection.fetchval(
        "SELECT coalesce(sum(sends), 0) FROM email_code WHERE org_id = $1 AND email_mac = $2 AND person_id <> $3"
        " AND window_from > $4",
        counted_at,
        digest,
        person_id,
        now - WINDOW,
    )
    withheld = org_id is None or to_address + sends > MOST_SENDS
    code = f"{secrets.randbelow(1_000_000):06}"
    await connection.execute(
        "INSERT INTO email_code (org_id, person_id, email_mac, code_mac, sent_at, sends, window_from, tries)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (org_id, person_id) DO UPDATE"
        " SET email_mac = excluded.email_mac, code_mac = excluded.code_mac, sent_at = excluded.sent_at,"
        " tries = excluded.tries, sends = excluded.sends, window_from = excluded.window_from",
        counted_at,
        person_id,
        digest,
        _code_mac(key, person_id, code),
        now,
        sends,
        window_from,
        # What nobody was sent nobody may guess either: with many accounts one address would be tried without end.
        MOST_TRIES if withheld else 0,
    )
    if org_id is None or withheld:
        return None
    name = await connection.fetchval("SELECT name FROM organisation WHERE id = $1", org_id)
    return Sending(org_id, str(name), code)


async def tried(connection: Connection, keys: KeyRing, org_id: UUID, person_id: UUID, code: str, now: datetime) -> bool:
    """Counts a try and tells whether it is the code; commit it before `join`, so that no failure gives tries back."""
    row = await connection.fetchrow(
        "UPDATE email_code SET tries = tries + 1 WHERE org_id = $1 AND person_id = $2 AND tries < $3 AND sent_at > $4"
        " RETURNING code_mac",
        org_id,
        person_id,
        MOST_TRIES,
        now - LIFE,
    )
    if row is None:
        return False
    key = await keys.organisation_key(connection, org_id)
    return hmac.compare_digest(row["code_mac"], _code_mac(key, person_id, code))


async def join(
    connection: Connection, keys: KeyRing, consents: Consents, org_id: UUID, person_id: UUID, code: str, now: datetime
) -> str:
    """Makes whoever typed the code a member, in the department of their roster's row if there is one; the organisation's
    name.  A code works once.

    The transaction sees the organisation.  Raises `EmailCodeWrong`, `EmailTaken` and `PersonUnknown`.
    """
    await people.keep_still(connection, person_id)
    # The log's head before any other row, as whoever imports a roster or chooses domains takes them: it also lets two
    # people with one address come one after the other.
    await log.lock(connection, public("log", org_id))
    key = await keys.organisation_key(connection, org_id)
    row = await connection.fetchrow(
        "DELETE FROM email_code WHERE org_id = $1 AND person_id = $2 AND code_mac = $3 AND sent_at > $4 RETURNING email_mac",
        org_id,
        person_id,
        _code_mac(key, person_id, code),
        now - LIFE,
    )
    if row is None:
        raise EmailCodeWrong
    digest = row["email_mac"]
    organisation = await connection.fetchrow("SELECT name, kind FROM organisation WHERE id = $1", org_id)
    assert organisation is not None
    # Whoever left keeps no address from whoever has it now.
    await connection.execute(
        "UPDATE membership SET email_mac = NULL WHERE org_id = $1 AND email_mac = $2 AND left_at IS NOT NULL",
        org_id,
        digest,
    )
    if await connection.fetchval(
        "SELECT true FROM membership WHERE org_id = $1 AND email_mac = $2 AND person_id <> $3",
        org_id,
        digest,
        person_id,
    ):
        raise EmailTaken
    listed = await _listed(connection, org_id, digest)
    unit_id = None if listed is None else listed["unit_id"]
    await people.join(connection, person_id, org_id, now=now, unit_id=unit_id)
    await connection.execute(
        "UPDATE membership SET email_mac = $3 WHERE org_id = $1 AND person_id = $2", org_id, person_id, digest
    )
    if listed is not None:
        invitation = Invitation(org_id, listed["id"], unit_id, None, frozenset(), personal=True)
        await claiming.claim(connection, invitation, person_id, now)
        await connection.execute(
            "UPDATE invitation SET joins = cap WHERE org_id = $1 AND id = $2", org_id, listed["id"]
        )
    purpose = COMMUNITY_TOTAL if organisation["kind"] == COMMUNITY else SERVICE
    await consents.give_within(connection, org_id, person_id, purpose)
    return str(organisation["name"])


async def _listed(connection: Connection, org_id: UUID, digest: bytes) -> Any:
    """The roster's row of the address, if nobody has come by it."""
    return await connection.fetchrow(
        "SELECT id, unit_id FROM roster_row WHERE org_id = $1 AND email_mac = $2 AND person_id IS NULL", org_id, digest
    )


async def forget(connection: Connection, person_id: UUID) -> dict[str, int]:
    """Deletes the person's codes in every organisation, for an erasure; how many."""
    await connection.execute("SELECT set_config('app.person', $1, true)", str(person_id))
    deleted = await connection.execute("DELETE FROM email_code WHERE person_id = $1", person_id)
    return {"email_codes": rows(deleted)}


def _code_mac(key: bytes, person_id: UUID, code: str) -> bytes:
    return mac(derive(key, b"email-code/v1"), person_id.bytes + code.encode())
