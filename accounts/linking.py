"""Asking a person for a link to a partner, once for each open request."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts import partners
from accounts.partners import LINK_LIFE, Partner
from kernel.work import Connection


@dataclass(frozen=True)
class Asked:
    """An open request.  payload: the start payload `p_…`; first: False where the same was asked for before."""

    member_id: UUID
    payload: str
    expires_at: datetime
    first: bool


async def ask(connection: Connection, token_key: bytes, partner: Partner, *, reference: str, now: datetime) -> Asked:
    """The open request for the partner's `reference`, or a new one; the transaction must see the organisation."""
    row = await connection.fetchrow(
        "SELECT member_id, expires_at FROM partner_link WHERE org_id = $1 AND partner_id = $2 AND reference = $3"
        " AND linked_at IS NULL AND withdrawn_at IS NULL AND expires_at > $4 ORDER BY requested_at DESC LIMIT 1",
        partner.org_id,
        partner.id,
        reference,
        now,
    )
    if row is not None:
        payload = partners.link_payload(token_key, partner, row["member_id"])
        return Asked(row["member_id"], payload, row["expires_at"], first=False)
    member_id, payload = await partners.request_link(connection, token_key, partner, reference=reference, now=now)
    return Asked(member_id, payload, now + LINK_LIFE, first=True)
