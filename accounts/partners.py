"""Partner apps: their API keys, and the pseudonym `mem_…` that a consenting person has with each of them."""

import base64
import binascii
import hmac
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts import people, tokens
from kernel.errors import DomainError
from kernel.ids import new_uuid, parse, public
from kernel.work import Connection

LINK_LIFE = timedelta(days=7)
LAST_USED_EVERY = timedelta(minutes=1)
"""When a key was last used is known to the minute; writing it on every call would make each read a write."""
OWN_SOURCES = frozenset(("telegram", "checkin", "household"))
"""What our own doors tell under; a partner of that name would pass for a person's word."""
_source = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}").fullmatch
SCOPES: frozenset[str] = frozenset(
    ("actions.write", "actions.read", "members.read", "members.write", "ledger.read", "reports.read")
)


class APIKeyInvalid(DomainError):
    """No such key, or it is expired or revoked."""

    code = "api_key_invalid"


class ScopeMissing(DomainError):
    """The key may not do this."""

    code = "scope_missing"


class MemberUnknown(DomainError):
    """The partner has no such member: never linked, or consent was withdrawn."""

    code = "member_unknown"


class LinkExpired(DomainError):
    """The consent link is past its date or already answered."""

    code = "link_expired"


class LinkForeign(DomainError):
    """The partner serves another organisation than the one the person belongs to."""

    code = "link_foreign"


@dataclass(frozen=True)
class Partner:
    """A partner app within one organisation.  `source` is bound to its keys; `evidence_kind` is what its events prove."""

    id: UUID
    org_id: UUID
    name: str
    source: str
    evidence_kind: str


@dataclass(frozen=True)
class Credential:
    """A valid API key: who calls, and what they may do.  partner is None for an admin's own key."""

    key_id: UUID
    org_id: UUID
    partner: Partner | None
    scopes: frozenset[str]

    def require(self, scope: str) -> None:
        """Raises `ScopeMissing`."""
        if scope not in self.scopes:
            raise ScopeMissing(scope=scope)


@dataclass(frozen=True)
class Link:
    """A partner's request to a person, and its answer."""

    org_id: UUID
    member_id: UUID
    partner: Partner
    person_id: UUID | None
    linked_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def public_id(self) -> str:
        """`mem_…`."""
        return public("mem", self.member_id)


async def create(
    connection: Connection, org_id: UUID, *, name: str, source: str, evidence_kind: str = "operator_record"
) -> Partner:
    """A partner app of the organisation; the transaction must see it.

    source: up to 40 of a-z, 0-9, "." "_" "-", and none of `OWN_SOURCES`.
    """
    assert _source(source) and source not in OWN_SOURCES, source
    partner = Partner(new_uuid(), org_id, name, source, evidence_kind)
    await connection.execute(
        "INSERT INTO partner (org_id, id, name, source, evidence_kind) VALUES ($1, $2, $3, $4, $5)",
        org_id,
        partner.id,
        partner.name,
        partner.source,
        partner.evidence_kind,
    )
    return partner


async def issue_key(
    connection: Connection,
    token_key: bytes,
    org_id: UUID,
    *,
    scopes: Sequence[str],
    now: datetime,
    partner_id: UUID | None = None,
) -> str:
    """A new key `lf_live_<id>_<secret><checksum>`, shown once.  The checksum (CRC-32) lets scanners find leaks."""
    assert set(scopes) <= SCOPES
    key_id, secret = new_uuid(), os.urandom(32)
    await connection.execute(
        "INSERT INTO api_key (id, org_id, partner_id, secret_mac, scopes, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        key_id,
        org_id,
        partner_id,
        _secret_mac(token_key, secret),
        sorted(scopes),
        now,
    )
    body = f"{public('key', key_id)[4:]}_{base64.b32encode(secret).decode().rstrip('=').lower()}"
    return f"lf_live_{body}{_checksum(body)}"


def parse_key(text: str) -> tuple[UUID, bytes]:
    """Key id and secret; raises `APIKeyInvalid` for anything that is not a key of ours."""
    head, _, tail = text.removeprefix("lf_live_").partition("_")
    secret, checksum = tail[:-6], tail[-6:]
    if not text.startswith("lf_live_") or not text.isascii() or _checksum(f"{head}_{secret}") != checksum:
        raise APIKeyInvalid
    try:
        raw = base64.b32decode(secret.upper() + "=" * (-len(secret) % 8))
        return parse("key", f"key_{head}"), raw
    except (DomainError, binascii.Error) as problem:
        raise APIKeyInvalid from problem


async def authenticate(connection: Connection, token_key: bytes, text: str, now: datetime) -> Credential:
    """The credential behind a key, compared in constant time; raises `APIKeyInvalid`.

    Sets the transaction's organisation to the key's.
    """
    key_id, secret = parse_key(text)
    row = await connection.fetchrow("SELECT * FROM api_key WHERE id = $1", key_id)
    known = b"" if row is None else row["secret_mac"]
    if not hmac.compare_digest(known, _secret_mac(token_key, secret)) or row is None:
        raise APIKeyInvalid
    if row["revoked_at"] is not None or (row["expires_at"] is not None and row["expires_at"] <= now):
        raise APIKeyInvalid
    await see(connection, row["org_id"])
    partner = None if row["partner_id"] is None else await find(connection, row["org_id"], row["partner_id"])
    if row["last_used_at"] is None or now - row["last_used_at"] >= LAST_USED_EVERY:
        await connection.execute("UPDATE api_key SET last_used_at = $2 WHERE id = $1", key_id, now)
    return Credential(key_id, row["org_id"], partner, frozenset(row["scopes"]))


async def see(connection: Connection, org_id: UUID) -> None:
    """Lets the running transaction see an organisation's rows."""
    await connection.execute(
        "SELECT set_config('app.org', $1, true), set_config('app.log', $2, true)", str(org_id), public("log", org_id)
    )


async def find(connection: Connection, org_id: UUID, partner_id: UUID) -> Partner:
    """The partner app."""
    row = await connection.fetchrow("SELECT * FROM partner WHERE org_id = $1 AND id = $2", org_id, partner_id)
    assert row is not None
    return Partner(row["id"], row["org_id"], row["name"], row["source"], row["evidence_kind"])


async def request_link(
    connection: Connection, token_key: bytes, partner: Partner, *, reference: str, now: datetime
) -> tuple[UUID, str]:
    """The coming member's id and the start payload `p_…` that opens the consent screen."""
    member_id = new_uuid()
    await connection.execute(
        "INSERT INTO partner_link (org_id, member_id, partner_id, reference, requested_at, expires_at)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        partner.org_id,
        member_id,
        partner.id,
        reference,
        now,
        now + LINK_LIFE,
    )
    return member_id, link_payload(token_key, partner, member_id)


def link_payload(token_key: bytes, partner: Partner, member_id: UUID) -> str:
    """The start payload `p_…` that opens the consent screen of a request."""
    return "p_" + tokens.issue(token_key, "partner", partner.org_id.bytes + member_id.bytes)


def read_link(token_key: bytes, payload: str) -> tuple[UUID, UUID]:
    """Organisation and member id of a payload `p_…`; raises `TokenInvalid`."""
    ident = tokens.read(token_key, "partner", payload.removeprefix("p_"))
    if len(ident) != 32:
        raise tokens.TokenInvalid
    return UUID(bytes=ident[:16]), UUID(bytes=ident[16:])


async def link(connection: Connection, org_id: UUID, member_id: UUID) -> Link:
    """The link; raises `MemberUnknown`.  The transaction must see the organisation."""
    row = await connection.fetchrow(
        "SELECT * FROM partner_link WHERE org_id = $1 AND member_id = $2", org_id, member_id
    )
    if row is None:
        raise MemberUnknown(member_id=public("mem", member_id))
    partner = await find(connection, org_id, row["partner_id"])
    return Link(org_id, member_id, partner, row["person_id"], row["linked_at"], row["withdrawn_at"])


async def accept_link(connection: Connection, org_id: UUID, member_id: UUID, person_id: UUID, now: datetime) -> Link:
    """Binds the link to the consenting person; raises `PersonUnknown`, `LinkExpired` and `LinkForeign`.

    Consenting again to the same partner revives nothing: the old member id is withdrawn, the new one counts.
    """
    await people.keep(connection, person_id)
    home = await connection.fetchval("SELECT home_org FROM person WHERE id = $1", person_id)
    if home != org_id:
        raise LinkForeign
    asked = await link(connection, org_id, member_id)
    await connection.execute(
        "UPDATE partner_link SET withdrawn_at = $5 WHERE org_id = $1 AND partner_id = $2 AND person_id = $3"
        " AND member_id <> $4 AND withdrawn_at IS NULL",
        org_id,
        asked.partner.id,
        person_id,
        member_id,
        now,
    )
    taken = await connection.fetchval(
        "UPDATE partner_link SET person_id = $3, linked_at = $4 WHERE org_id = $1 AND member_id = $2"
        " AND linked_at IS NULL AND withdrawn_at IS NULL AND expires_at > $4 RETURNING 1",
        org_id,
        member_id,
        person_id,
        now,
    )
    if taken is None:
        raise LinkExpired
    return await link(connection, org_id, member_id)


async def withdraw_link(connection: Connection, org_id: UUID, member_id: UUID, person_id: UUID, now: datetime) -> Link:
    """Ends a person's link; the partner's next event is refused.  Raises `MemberUnknown`."""
    row = await connection.fetchval(
        "UPDATE partner_link SET withdrawn_at = coalesce(withdrawn_at, $4) WHERE org_id = $1 AND member_id = $2"
        " AND person_id = $3 RETURNING 1",
        org_id,
        member_id,
        person_id,
        now,
    )
    if row is None:
        raise MemberUnknown(member_id=public("mem", member_id))
    return await link(connection, org_id, member_id)


async def links_of(connection: Connection, org_id: UUID, person_id: UUID) -> list[Link]:
    """The person's standing links, for the privacy page."""
    rows = await connection.fetch(
        "SELECT member_id FROM partner_link WHERE org_id = $1 AND person_id = $2 AND linked_at IS NOT NULL"
        " AND withdrawn_at IS NULL ORDER BY linked_at",
        org_id,
        person_id,
    )
    return [await link(connection, org_id, row["member_id"]) for row in rows]


async def members(
    connection: Connection, partner: Partner, *, after: tuple[datetime, UUID] | None, most: int
) -> list[Link]:
    """At most `most` of the partner's standing members, oldest first.

    after: when the one before them was linked, and its id; None for the first.
    """
    rows = await connection.fetch(
        "SELECT member_id, person_id, linked_at FROM partner_link WHERE org_id = $1 AND partner_id = $2"
        " AND linked_at IS NOT NULL AND withdrawn_at IS NULL"
        " AND ($3::timestamptz IS NULL OR (linked_at, member_id) > ($3, $4::uuid))"
        " ORDER BY linked_at, member_id LIMIT $5",
        partner.org_id,
        partner.id,
        *(after or (None, None)),
        most,
    )
    return [Link(partner.org_id, row["member_id"], partner, row["person_id"], row["linked_at"], None) for row in rows]


async def persons_of(connection: Connection, partner: Partner, member_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """member id -> person for the partner's standing members whose home is the organisation; others are missing."""
    rows = await connection.fetch(
        "SELECT l.member_id, l.person_id FROM partner_link l JOIN person p ON p.id = l.person_id"
        " WHERE l.org_id = $1 AND l.partner_id = $2 AND l.member_id = any($3::uuid[])"
        " AND l.linked_at IS NOT NULL AND l.withdrawn_at IS NULL AND p.home_org = $1",
        partner.org_id,
        partner.id,
        list(member_ids),
    )
    return {row["member_id"]: row["person_id"] for row in rows}


def _secret_mac(token_key: bytes, secret: bytes) -> bytes:
    return hmac.digest(token_key, b"api-key|" + secret, "sha256")


def _checksum(body: str) -> str:
    """Six base-32 characters of the CRC-32."""
    return base64.b32encode(binascii.crc32(body.encode()).to_bytes(4, "big")).decode().lower()[:6]
