"""Whose acts these are: people as recording sees them, read a batch at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kernel.columns import column
from kernel.statements import Answer, Reads
from privacy import vault
from privacy.keys import KeyRing


@dataclass(slots=True)
class Subject:
    """What recording must know of a person: where their rules come from, and the key of their personal parts.

    usual_mode: what they say they use where they do not do better.
    """

    person_id: UUID
    region: str | None
    unit_id: UUID | None
    key: vault.Subject
    usual_mode: str | None = None


Who = tuple[UUID | None, UUID | None, UUID | None]
"""A person's id, or else a partner's id and what it calls the person."""


def find_with(reads: Reads, keys: KeyRing, org_id: UUID, wanted: Sequence[Who]) -> Answer[dict[int, Subject]]:
    """Standing people whose records the organisation issues, by position.  A partner's member stands while linked.

    Whoever asked to be erased does not stand: until they change their mind nothing more is recorded for them.
    """
    rows = reads.add(
        "int, uuid, text, text, bytea, uuid",
        "SELECT t.n, p.*"
        " FROM unnest($2::text::int[], $3::text::uuid[], $4::text::uuid[], $5::text::uuid[])"
        "   AS t(n, person, partner, member)"
        # Each step by the key of one row, fenced: told to join, the planner reads the organisation for every row.
        " CROSS JOIN LATERAL (SELECT coalesce(t.person, (SELECT l.person_id FROM partner_link l WHERE l.org_id = $1"
        "   AND l.member_id = t.member AND l.partner_id = t.partner AND l.linked_at IS NOT NULL"
        "   AND l.withdrawn_at IS NULL)) AS id OFFSET 0) AS who"
        " CROSS JOIN LATERAL (SELECT p.id, p.region, p.usual_mode, k.sealed, (SELECT m.unit_id FROM membership m"
        "   WHERE m.org_id = $1 AND m.person_id = p.id AND m.left_at IS NULL)"
        "  FROM person p JOIN subject_key k ON k.person_id = p.id"
        "  WHERE p.id = who.id AND p.home_org = $1 AND p.erase_due_at IS NULL"
        "  OFFSET 0) AS p",
        org_id,
        column(list(range(len(wanted)))),
        column([who[0] for who in wanted]),
        column([who[1] for who in wanted]),
        column([who[2] for who in wanted]),
    )
    return lambda: {
        n: Subject(
            person_id, region, unit_id, vault.Subject(keys.open_subject_key(person_id, sealed), person_id), usual_mode
        )
        for n, person_id, region, usual_mode, sealed, unit_id in rows
    }
