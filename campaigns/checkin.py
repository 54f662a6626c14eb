"""Check-in codes: six digits a day for each week, shown by the organiser, typed or scanned by whoever is there.

code = HMAC-SHA256(token key, "checkin-code|" ‖ campaign ‖ day) mod 10^6.  The link's payload `e_…` carries
organisation, day and 12 bytes of the week's id under the token key's signature.
"""

import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from accounts import tokens
from accounts.tokens import TokenInvalid
from campaigns import tables
from campaigns.tables import Campaign
from kernel.clock import local_date
from kernel.errors import DomainError
from kernel.work import Connection

KIND = "event_checkin"
SOURCE = "checkin"
EVIDENCE_KIND = "check_in_code"
_PURPOSE = "checkin"
_DIGITS = 6
_LOOK_BACK = 7


class CheckinWrong(DomainError):
    """The digits are of no day of this week."""

    code = "checkin_wrong"


class CheckinExpired(DomainError):
    """The code was that of an earlier day."""

    code = "checkin_expired"


class CheckinNotOpen(DomainError):
    """The week does not run today."""

    code = "checkin_not_open"


class CheckinTooOften(DomainError):
    """Too many tries; `retry_after_s` seconds to wait."""

    code = "checkin_too_often"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a link `e_…` says: the day of a week, whose id begins with `campaign_start`."""

    org_id: UUID
    campaign_start: bytes
    on: date


def code(token_key: bytes, campaign_id: UUID, on: date) -> str:
    """The six digits of a local day."""
    message = b"checkin-code|" + campaign_id.bytes + on.isoformat().encode()
    number = int.from_bytes(hmac.digest(token_key, message, "sha256")[:8], "big") % 10**_DIGITS
    return f"{number:0{_DIGITS}d}"


def payload(token_key: bytes, campaign: Campaign, on: date) -> str:
    """The start payload `e_…` (61 characters) of a local day."""
    ident = campaign.org_id.bytes + on.toordinal().to_bytes(4, "big") + campaign.id.bytes[:12]
    return "e_" + tokens.issue(token_key, _PURPOSE, ident)


def read(token_key: bytes, text: str) -> Ticket:
    """What a payload `e_…` says; raises `TokenInvalid`."""
    ident = tokens.read(token_key, _PURPOSE, text.removeprefix("e_"))
    if len(ident) != 32:
        raise TokenInvalid
    return Ticket(UUID(bytes=ident[:16]), ident[20:], date.fromordinal(int.from_bytes(ident[16:20], "big")))


async def of_ticket(connection: Connection, ticket: Ticket, now: datetime) -> Campaign:
    """The week that a ticket of today opens; raises `CheckinExpired`, `CheckinNotOpen` and `TokenInvalid`."""
    campaign = await tables.overlapping(connection, ticket.org_id, ticket.on, ticket.on)
    if campaign is None:
        raise CheckinNotOpen
    if campaign.id.bytes[:12] != ticket.campaign_start:
        raise TokenInvalid
    today = local_date(now, campaign.rules.zone)
    if not campaign.open_on(today):
        raise CheckinNotOpen
    if ticket.on != today:
        raise CheckinExpired
    return campaign


def judge(token_key: bytes, campaign: Campaign, digits: str, now: datetime) -> None:
    """Accepts today's digits; raises `CheckinExpired` for an earlier day's, `CheckinNotOpen`, `CheckinWrong`."""
    today = local_date(now, campaign.rules.zone)
    if not campaign.open_on(today):
        raise CheckinNotOpen
    if hmac.compare_digest(digits.encode(), code(token_key, campaign.id, today).encode()):
        return
    earlier = (today - timedelta(days=back) for back in range(1, _LOOK_BACK + 1))
    if any(digits == code(token_key, campaign.id, day) for day in earlier if day >= campaign.rules.starts_on):
        raise CheckinExpired
    raise CheckinWrong


def external_id(campaign: Campaign, person_id: UUID, now: datetime) -> str:
    """The natural key of a check-in: one a week, person and local day."""
    return f"{campaign.public_id}:{local_date(now, campaign.rules.zone).isoformat()}:{person_id.hex}"
