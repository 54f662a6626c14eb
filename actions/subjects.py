"""Whose acts these are: people as recording sees them, read a batch at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.organisations import Organisation
from kernel.columns import column
from kernel.work import Connection
from privacy import vault
from privacy.keys import KeyRing


@dataclass(slots=True)
class Subject:
    """What recording must know of a person: where their rules come from, and the key of their personal parts."""

    person_id: UUID
    region: str | None
    unit_id: UUID | None
    key: vault.Subject


Who = tuple[UUID | None, UUID | None, UUID | None]
"""A person's id, or else a partner's id and what it calls the person."""


async def find(
    connection: Connection, keys: KeyRing, organisation: Organisation, wanted: Sequence[Who]
) -> tuple[dict[int, Subject], int]:
    """Standing people whose records this organisation issues, by position, and the log's epoch when it was so.

    A partner's member stands while the link does.  Nobody found: the epoch says nothing.
    """
    rows = await connection.fetch(
        "SELECT t.n, p.*, (SELECT epoch FROM log_head WHERE log_id = $2) AS epoch"
        " FROM unnest($3::text::int[], $4::text::uuid[], $5::text::uuid[], $6::text::uuid[])"
        "   AS t(n, person, partner, member)"
        # Each step by the key of one row, fenced: told to join, the planner reads the organisation for every row.
        " CROSS JOIN LATERAL (SELECT coalesce(t.person, (SELECT l.person_id FROM partner_link l WHERE l.org_id = $1"
        "   AND l.member_id = t.member AND l.partner_id = t.partner AND l.linked_at IS NOT NULL"
        "   AND l.withdrawn_at IS NULL)) AS id OFFSET 0) AS who"
        " CROSS JOIN LATERAL (SELECT p.id, p.region, k.sealed, (SELECT m.unit_id FROM membership m"
        "   WHERE m.org_id = $1 AND m.person_id = p.id AND m.left_at IS NULL) AS unit_id"
        "  FROM person p JOIN subject_key k ON k.person_id = p.id"
        "  WHERE p.id = who.id AND p.home_org = $1 AND p.erased_at IS NULL OFFSET 0) AS p",
        organisation.id,
        organisation.log_id,
        column(list(range(len(wanted)))),
        column([who[0] for who in wanted]),
        column([who[1] for who in wanted]),
        column([who[2] for who in wanted]),
    )
    found: dict[int, Subject] = {}
    for n, person_id, region, sealed, unit_id, _ in rows:
        found[n] = Subject(
            person_id, region, unit_id, vault.Subject(keys.open_subject_key(person_id, sealed), person_id)
        )
    return found, (rows[0]["epoch"] or 0) if rows else 0
