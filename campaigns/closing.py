"""Closing a week: totals and counts go into the log, the summary to organiser and participants, and nothing counts after.

Everything happens under the locked head: no act can slip in between the figures and the entry.
"""

from datetime import datetime
from uuid import UUID

from accounts import notices, organisations, people
from accounts.people import Person
from accounts.permissions import WEEK_CLOSE, WEEK_PUBLISH, Place
from campaigns import entries, standing, tables
from campaigns.figures import Figures, Reader
from campaigns.organising import CampaignOver
from campaigns.tables import Campaign
from kernel.ids import public
from kernel.work import Connection, Database
from ledger import log
from privacy.keys import KeyRing
from rewards.boards import Board

MOST_PLACES = 3


async def close(
    connection: Connection, keys: KeyRing, organiser: Person, campaign_id: UUID, read: Reader, now: datetime
) -> Campaign:
    """The organiser ends a week; raises `RoleMissing`, `CampaignUnknown` and `CampaignOver` for one that is closed."""
    organiser.require(WEEK_CLOSE, Place(campaign_id=campaign_id))
    found = await _close(connection, keys, organiser.org_id, campaign_id, read, now, author=organiser.id)
    if found is None:
        raise CampaignOver(name=(await tables.find(connection, organiser.org_id, campaign_id)).name)
    return found


async def close_due(database: Database, keys: KeyRing, read: Reader, now: datetime) -> int:
    """Ends every week whose last day is over; how many.  Each is its own transaction; safe in many workers at once."""
    async with database.work() as connection:
        ids = await organisations.every(connection)
    closed = 0
    for org_id in ids:
        async with database.work(org_id) as connection:
            waiting = await tables.due(connection, org_id, now)
        for campaign in waiting:
            async with database.work(org_id) as connection:
                found = await _close(connection, keys, org_id, campaign.id, read, now, author=None)
            closed += found is not None
    return closed


async def _close(
    connection: Connection,
    keys: KeyRing,
    org_id: UUID,
    campaign_id: UUID,
    read: Reader,
    now: datetime,
    *,
    author: UUID | None,
) -> Campaign | None:
    """The closed week, or None where it was closed before."""
    head = await log.lock(connection, public("log", org_id))
    campaign = await tables.find(connection, org_id, campaign_id)
    if campaign.closed_at is not None:
        return None
    figures = await read(connection, campaign)
    joined = await tables.members(connection, campaign)
    heads = await organisations.headcounts(connection, org_id)
    board = standing.board(figures, campaign.rules, await organisations.units(connection, org_id), heads)
    counted = results(campaign, figures, joined=len(joined), members=sum(heads.values()))
    await entries.seal(connection, keys, head, campaign, "campaign.closed", {"results": counted}, now, author=author)
    await head.write(connection)
    await tables.mark_closed(connection, campaign, {**counted, "board": _board(board)}, now)
    closed = await tables.find(connection, org_id, campaign_id)
    await _tell(connection, closed, figures, joined, now)
    return closed


def results(campaign: Campaign, figures: Figures, *, joined: int, members: int) -> dict[str, object]:
    """What the log keeps of a week: totals and counts, no name; no grams for fewer people than the smallest group."""
    counts: dict[str, object] = {"joined": joined, "members": members}
    if not standing.shown(figures, campaign.rules):
        return {**counts, "fewer_participants_than": campaign.rules.minimum_group}
    if figures.checked_in >= campaign.rules.minimum_group:
        counts["checked_in"] = figures.checked_in
    return {
        **counts,
        "participants": figures.participants,
        "acts": figures.acts,
        "reduction_mg": figures.reduction_mg,
        "attested_mg": figures.attested_mg,
        "corroborated_mg": figures.corroborated_mg,
        "self_reported_mg": figures.self_reported_mg,
        "verified_mg": figures.verified_mg,
        "kinds": {
            kind.kind: {"acts": kind.acts, "quantity": kind.quantity, "unit": kind.unit}
            for kind in figures.kinds
            if kind.people >= campaign.rules.minimum_group
        },
    }


def _board(board: Board) -> dict[str, object]:
    """The departments as they stood at the end, in the organisation's own database."""
    return {
        "ranked": [
            {
                "rank": team.rank,
                "unit_id": team.team_id,
                "name": team.name,
                "per_head_mg": team.per_head_mg,
                "participation_permille": team.participation_permille,
            }
            for team in board.ranked
        ],
        "waiting": [team.name for team in board.waiting],
        "others": None
        if board.others is None
        else {"teams": board.others.teams, "per_head_mg": board.others.per_head_mg},
        "withheld_teams": board.withheld_teams,
    }


async def _tell(
    connection: Connection, campaign: Campaign, figures: Figures, joined: list[UUID], now: datetime
) -> None:
    """Puts the summary for the organisers and a card for each participant into the outbox."""
    zone = campaign.rules.zone
    code, params = summary(campaign)
    organisers = await people.holders(connection, campaign.org_id, WEEK_PUBLISH)
    await notices.tell_each(connection, code, dict.fromkeys(organisers, params), now=now, zone=zone)
    own = dict(figures.own_mg)
    together = {"mass": figures.reduction_mg} if standing.shown(figures, campaign.rules) else {"text": "campaign-few"}
    same = {"name": campaign.name, "participants": figures.participants, "sum": together}
    cards = {person_id: {**same, "own": {"mass": own.get(person_id, 0)}} for person_id in joined}
    # At once for all: the log waits for this.
    await notices.tell_each(connection, "campaign-card", cards, now=now, zone=zone)


def summary(campaign: Campaign) -> tuple[str, dict[str, object]]:
    """The closed week's summary as message code and params (see `accounts.notices`)."""
    assert campaign.summary is not None
    told = campaign.summary
    heads = {"name": campaign.name, "joined": told["joined"], "members": told["members"]}
    if "participants" not in told:
        return "campaign-summary-few", {**heads, "least": told["fewer_participants_than"]}
    places = [(place["rank"], place["name"], place["per_head_mg"]) for place in told["board"]["ranked"][:MOST_PLACES]]
    clothes_g = told["kinds"].get("old_clothes", {}).get("quantity", 0)
    return "campaign-summary", {
        **heads,
        "participants": told["participants"],
        "participation": {"percent": told["participants"] * 1000 // max(told["members"], 1)},
        "acts": told["acts"],
        "sum": {"mass": told["reduction_mg"]},
        "attested": {"mass": told["attested_mg"]},
        "corroborated": {"mass": told["corroborated_mg"]},
        "told": {"mass": told["self_reported_mg"]},
        "verified": {"mass": told["verified_mg"]},
        "clothes": {"quantity": clothes_g, "unit": "g", "kind": "old_clothes"},
        "top": notices.places(places),
    }
