"""What became of an organisation's invitations: how often each was looked at, and how many joined by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts import joining
from kernel.work import Connection

MOST_SHOWN = 10
SHOWN_AGAIN = timedelta(days=7)
"""A department's code that holds for less is not printed again."""


@dataclass(frozen=True, slots=True)
class Counted:
    """An invitation that still lets somebody in.  views: how often it was opened, twice by one person is two.

    unit: the department's name that it leads into.  week: it is a campaign's.  roles: what it gives.
    """

    ident: bytes
    unit: str | None
    week: bool
    roles: tuple[str, ...]
    views: int
    joins: int
    cap: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Roster:
    """The personal invitations of all rosters together."""

    invited: int
    views: int
    joins: int


async def open_ones(connection: Connection, org_id: UUID, now: datetime, most: int = MOST_SHOWN) -> list[Counted]:
    """Those that are not past their date or number, the newest first; personal ones left out.

    The transaction sees `org_id`.
    """
    found = await connection.fetch(
        "SELECT i.id, u.name AS unit, i.campaign_id IS NOT NULL AS week, i.roles, i.views, i.joins, i.cap, i.expires_at"
        " FROM invitation i LEFT JOIN unit u ON u.org_id = i.org_id AND u.id = i.unit_id"
        " WHERE i.org_id = $1 AND NOT i.personal AND i.expires_at >= $2 AND i.joins < i.cap"
        " ORDER BY i.created_at DESC NULLS LAST, i.id LIMIT $3",
        org_id,
        now,
        most,
    )
    return [
        Counted(
            row["id"], row["unit"], row["week"], tuple(row["roles"]), row["views"], row["joins"], row["cap"],
            row["expires_at"],
        )
        for row in found
    ]  # fmt: skip


async def of_roster(connection: Connection, org_id: UUID) -> Roster:
    """The personal ones, as sums: what one person did with theirs is nobody's to see."""
    row = await connection.fetchrow(
        "SELECT count(*) AS invited, coalesce(sum(views), 0)::int AS views, coalesce(sum(joins), 0)::int AS joins"
        " FROM invitation WHERE org_id = $1 AND personal",
        org_id,
    )
    assert row is not None
    return Roster(row["invited"], row["views"], row["joins"])


async def for_units(
    connection: Connection, token_key: bytes, org_id: UUID, unit_ids: Sequence[UUID | None], now: datetime
) -> list[tuple[str, datetime]]:
    """The start payload of each department's code (None: the organisation's), and when it ends; the one that stands, or a
    new one.

    Codes that give roles, lead into a week or are for one person alone are never handed out so.
    """
    found = await connection.fetch(
        "SELECT DISTINCT ON (unit_id) unit_id, id, expires_at FROM invitation WHERE org_id = $1 AND NOT personal"
        " AND roles = '{}' AND campaign_id IS NULL AND expires_at > $2 AND joins < cap ORDER BY unit_id, expires_at DESC",
        org_id,
        now + SHOWN_AGAIN,
    )
    standing = {row["unit_id"]: (row["id"], row["expires_at"]) for row in found}
    made: list[tuple[str, datetime]] = []
    for unit_id in unit_ids:
        if unit_id in standing:
            ident, until = standing[unit_id]
            made.append((joining.payload(token_key, org_id, ident), until))
        else:
            payload = await joining.invite(connection, token_key, org_id, now=now, unit_id=unit_id)
            made.append((payload, now + joining.DEFAULT_LIFE))
    return made
