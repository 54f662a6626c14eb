"""Publishing a week, its join link, and taking part in it.

Functions take a connection inside `database.work(org_id)`; each is atomic with the caller's transaction.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from accounts import joining, organisations, people
from accounts.organisations import Organisation
from accounts.people import Person
from accounts.permissions import PEOPLE_INVITE, WEEK_PUBLISH, Place
from accounts.wording import one_line
from campaigns import entries, rules, tables
from campaigns.rules import MOST_GOAL_MG, Rules
from campaigns.tables import Campaign
from kernel.clock import local_date
from kernel.errors import DomainError
from kernel.ids import new_uuid, public
from kernel.work import Connection
from ledger import log
from privacy.keys import KeyRing

MOST_NAME = 40
MOST_AHEAD = timedelta(days=90)


class CampaignNameUnusable(DomainError):
    """A week's name is one line of 1 to 40 visible characters."""

    code = "campaign_name_unusable"


class CampaignStartOutOfRange(DomainError):
    """A week begins today or within 90 days."""

    code = "campaign_start_out_of_range"


class CampaignGoalOutOfRange(DomainError):
    """The goal is not between nothing and a thousand tonnes."""

    code = "campaign_goal_out_of_range"


class CampaignOverlaps(DomainError):
    """Another week of the organisation takes place on one of these days."""

    code = "campaign_overlaps"


class CampaignForeign(DomainError):
    """The week belongs to an organisation that the person is not in."""

    code = "campaign_foreign"


class CampaignOver(DomainError):
    """The week is closed, or its last day is past."""

    code = "campaign_over"


@dataclass(frozen=True, slots=True)
class Running:
    """The week that a person's act may count for."""

    campaign: Campaign

    def counts(self, kind: str, on: date) -> UUID | None:
        """The week's id for `RecordAction.campaign_id`, or None where the kind or the day is not part of it."""
        part_of_it = kind in self.campaign.rules.kinds and self.campaign.open_on(on)
        return self.campaign.id if part_of_it else None


@dataclass(frozen=True, slots=True)
class Participation:
    """joined: people in the week; members: people in the organisation."""

    joined: int
    members: int


def usable_name(text: str) -> str:
    """The name in one line; raises `CampaignNameUnusable`."""
    name = one_line(text, MOST_NAME)
    if name is None:
        raise CampaignNameUnusable(most=MOST_NAME)
    return name


def draft(
    organisation: Organisation, now: datetime, *, starts_on: date, goal_mg: int, template: str = rules.DEFAULT_TEMPLATE
) -> Rules:
    """The rules as they would be frozen, for a preview.

    Raises `CampaignStartOutOfRange`, `CampaignGoalOutOfRange` and `CampaignTemplateUnknown`.
    """
    today = local_date(now, organisation.zone)
    if not today <= starts_on <= today + MOST_AHEAD:
        raise CampaignStartOutOfRange(most_days=MOST_AHEAD.days)
    if not 0 <= goal_mg <= MOST_GOAL_MG:
        raise CampaignGoalOutOfRange(most_kg=str(MOST_GOAL_MG // 1_000_000))
    return rules.freeze(
        rules.template(template),
        starts_on=starts_on,
        zone=organisation.zone,
        goal_mg=goal_mg,
        minimum_group=organisation.minimum_group,
    )


async def publish(
    connection: Connection,
    keys: KeyRing,
    organiser: Person,
    *,
    name: str,
    starts_on: date,
    now: datetime,
    goal_mg: int = 0,
    template: str = rules.DEFAULT_TEMPLATE,
) -> Campaign:
    """Opens a week of the organiser's organisation and freezes its rules, both in the log.

    goal_mg: 0 for none.  The organiser takes part.  Raises `RoleMissing`, `CampaignOverlaps` and what `usable_name`
    and `draft` raise.
    """
    organiser.require(WEEK_PUBLISH)
    # The head's lock also keeps two organisers from publishing for the same days at once.
    head = await log.lock(connection, public("log", organiser.org_id))
    organisation = await organisations.find(connection, organiser.org_id)
    frozen = draft(organisation, now, starts_on=starts_on, goal_mg=goal_mg, template=template)
    other = await tables.overlapping(connection, organisation.id, frozen.starts_on, frozen.ends_on)
    if other is not None:
        raise CampaignOverlaps(name=other.name)
    campaign = Campaign(organisation.id, new_uuid(), usable_name(name), frozen, organiser.id, None, None)
    await tables.insert(connection, campaign, now)
    await entries.seal(connection, keys, head, campaign, "campaign.opened", {}, now, author=organiser.id)
    document = {"rules": frozen.document()}
    await entries.seal(connection, keys, head, campaign, "campaign.rules_frozen", document, now, author=organiser.id)
    await head.write(connection)
    await tables.add_member(connection, organisation.id, campaign.id, organiser.id, now)
    return campaign


async def join_link(
    connection: Connection, token_key: bytes, organiser: Person, campaign: Campaign, now: datetime
) -> str:
    """The start payload `j_…` that leads into organisation and week with one consent screen, until the week is over."""
    organiser.require(PEOPLE_INVITE, Place(campaign_id=campaign.id))
    days_left = (campaign.rules.ends_on - local_date(now, campaign.rules.zone)).days + 1
    if campaign.closed_at is not None or days_left <= 0:
        raise CampaignOver(name=campaign.name)
    return await joining.invite(
        connection, token_key, campaign.org_id, now=now, campaign_id=campaign.id, life=timedelta(days=days_left)
    )


async def join(
    connection: Connection, person: Person, org_id: UUID, campaign_id: UUID, now: datetime
) -> tuple[Campaign, bool]:
    """The week, and whether the person is newly in it; before it begins they may join too.

    Raises `CampaignForeign` for who is not of the organisation, `PersonUnknown`, `CampaignUnknown` and `CampaignOver`.
    """
    await people.keep(connection, person.id)
    if person.org_id != org_id:
        raise CampaignForeign(organisation=(await organisations.find(connection, org_id)).name)
    campaign = await tables.find(connection, org_id, campaign_id)
    if campaign.closed_at is not None or local_date(now, campaign.rules.zone) > campaign.rules.ends_on:
        raise CampaignOver(name=campaign.name)
    return campaign, await tables.add_member(connection, campaign.org_id, campaign.id, person.id, now)


async def participation(connection: Connection, campaign: Campaign) -> Participation:
    """How many are in, of how many."""
    heads = await organisations.headcounts(connection, campaign.org_id)
    return Participation(len(await tables.members(connection, campaign)), sum(heads.values()))
