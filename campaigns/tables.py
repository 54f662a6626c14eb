"""Rows of `campaign` and `campaign_member`: which weeks there are, and who takes part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from campaigns import rules
from campaigns.rules import Rules
from kernel.errors import DomainError
from kernel.ids import public
from kernel.work import Connection
from privacy.person_data import rows


class CampaignUnknown(DomainError):
    """The organisation has no such week."""

    code = "campaign_unknown"


@dataclass(frozen=True)
class Campaign:
    """A week of one organisation.  closed_at: from then on nothing counts for it, whatever the calendar says."""

    org_id: UUID
    id: UUID
    name: str
    rules: Rules
    created_by: UUID | None
    closed_at: datetime | None
    summary: dict[str, Any] | None

    @property
    def public_id(self) -> str:
        """`cmp_…`."""
        return public("cmp", self.id)

    def open_on(self, on: date) -> bool:
        """Whether acts of that local day count for it now."""
        return self.closed_at is None and self.rules.starts_on <= on <= self.rules.ends_on


def _campaign(row: Any) -> Campaign:
    return Campaign(
        org_id=row["org_id"],
        id=row["id"],
        name=row["name"],
        rules=rules.read(row["rules"]),
        created_by=row["created_by"],
        closed_at=row["closed_at"],
        summary=row["summary"],
    )


async def insert(connection: Connection, campaign: Campaign, now: datetime) -> None:
    """Writes a new week; its rules can never be updated (the role has no right to)."""
    await connection.execute(
        "INSERT INTO campaign (org_id, id, name, template, starts_on, ends_on, zone, rules, created_by, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        campaign.org_id,
        campaign.id,
        campaign.name,
        campaign.rules.template,
        campaign.rules.starts_on,
        campaign.rules.ends_on,
        campaign.rules.zone,
        campaign.rules.document(),
        campaign.created_by,
        now,
    )


async def find(connection: Connection, org_id: UUID, campaign_id: UUID) -> Campaign:
    """The week; raises `CampaignUnknown`."""
    row = await connection.fetchrow("SELECT * FROM campaign WHERE org_id = $1 AND id = $2", org_id, campaign_id)
    if row is None:
        raise CampaignUnknown(campaign_id=public("cmp", campaign_id))
    return _campaign(row)


async def overlapping(connection: Connection, org_id: UUID, starts_on: date, ends_on: date) -> Campaign | None:
    """An unclosed week that shares a day with the period, if there is one."""
    row = await connection.fetchrow(
        "SELECT * FROM campaign WHERE org_id = $1 AND closed_at IS NULL AND starts_on <= $3 AND ends_on >= $2"
        " ORDER BY starts_on LIMIT 1",
        org_id,
        starts_on,
        ends_on,
    )
    return None if row is None else _campaign(row)


async def present(connection: Connection, org_id: UUID, today: date) -> Campaign | None:
    """The week that matters today: the running one, else the next, else the one that ended last; None without any."""
    row = await connection.fetchrow(
        "SELECT * FROM campaign WHERE org_id = $1 ORDER BY closed_at IS NOT NULL OR ends_on < $2,"
        " CASE WHEN closed_at IS NULL AND ends_on >= $2 THEN starts_on - $2 ELSE $2 - ends_on END,"
        " created_at DESC LIMIT 1",
        org_id,
        today,
    )
    return None if row is None else _campaign(row)


async def unclosed(connection: Connection, org_id: UUID) -> list[Campaign]:
    """Weeks that are to come, run, or wait to be closed."""
    rows = await connection.fetch("SELECT * FROM campaign WHERE org_id = $1 AND closed_at IS NULL", org_id)
    return [_campaign(row) for row in rows]


async def due(connection: Connection, org_id: UUID, now: datetime) -> list[Campaign]:
    """Unclosed weeks whose last day is over where they take place."""
    rows = await connection.fetch(
        "SELECT * FROM campaign WHERE org_id = $1 AND closed_at IS NULL AND ends_on < ($2 AT TIME ZONE zone)::date"
        " ORDER BY ends_on, id",
        org_id,
        now,
    )
    return [_campaign(row) for row in rows]


async def mark_closed(connection: Connection, campaign: Campaign, summary: dict[str, object], now: datetime) -> None:
    """Ends the week."""
    await connection.execute(
        "UPDATE campaign SET closed_at = $3, summary = $4 WHERE org_id = $1 AND id = $2 AND closed_at IS NULL",
        campaign.org_id,
        campaign.id,
        now,
        summary,
    )


async def add_member(connection: Connection, org_id: UUID, campaign_id: UUID, person_id: UUID, now: datetime) -> bool:
    """Whether the person is newly in; who was erased a moment ago leaves no trace."""
    made = await connection.execute(
        "INSERT INTO campaign_member (org_id, campaign_id, person_id, joined_at) SELECT $1, $2, p.id, $4"
        " FROM person p WHERE p.id = $3 ON CONFLICT DO NOTHING",
        org_id,
        campaign_id,
        person_id,
        now,
    )
    return rows(made) == 1


async def is_member(connection: Connection, campaign: Campaign, person_id: UUID) -> bool:
    """Whether the person takes part."""
    found: bool = await connection.fetchval(
        "SELECT EXISTS (SELECT FROM campaign_member WHERE org_id = $1 AND campaign_id = $2 AND person_id = $3)",
        campaign.org_id,
        campaign.id,
        person_id,
    )
    return found


async def members(connection: Connection, campaign: Campaign) -> list[UUID]:
    """Everybody who takes part, in the order of joining."""
    rows = await connection.fetch(
        "SELECT person_id FROM campaign_member WHERE org_id = $1 AND campaign_id = $2 ORDER BY joined_at, person_id",
        campaign.org_id,
        campaign.id,
    )
    return [row["person_id"] for row in rows]


async def open_for(
    connection: Connection, org_id: UUID, person_ids: Sequence[UUID], today: date
) -> dict[UUID, Campaign]:
    """person -> the week that they take part in and that runs today; who takes part in none is missing."""
    rows = await connection.fetch(
        "SELECT m.person_id AS member, c.* FROM campaign c JOIN campaign_member m ON m.org_id = c.org_id"
        " AND m.campaign_id = c.id WHERE c.org_id = $1 AND m.person_id = any($2::uuid[]) AND c.closed_at IS NULL"
        " AND c.starts_on <= $3 AND c.ends_on >= $3",
        org_id,
        list(person_ids),
        today,
    )
    found: dict[UUID, Campaign] = {}
    for row in rows:
        campaign = next((one for one in found.values() if one.id == row["id"]), None)
        found[row["member"]] = campaign or _campaign(row)
    return found
