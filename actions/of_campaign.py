"""What a week's acts come to, read from the projection and handed to `campaigns` in its own terms."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from actions import balances
from actions.drafting import Draft
from actions.issuers import Issuer
from campaigns import organising, tables
from campaigns.checkin import KIND
from campaigns.figures import DayFigures, Figures, KindFigures, PersonFigures, UnitFigures
from campaigns.tables import Campaign
from kernel.clock import local_date
from kernel.ids import public
from kernel.work import Connection

_STANDING = " FROM action WHERE log_id = $1 AND campaign_id = $2 AND status NOT IN ('reversed', 'pending_review')"
_CHECKED_IN = f"kind = '{KIND}' AND evidence = 'attested'"


async def assign(connection: Connection, issuer: Issuer, drafts: Sequence[Draft], now: datetime) -> None:
    """Says of each draft for which week it counts: one that its person takes part in, that runs now, and that counts
    its kind and day.  Whoever tells the act, chat or partner, need not know.
    """
    today = local_date(now, issuer.organisation.zone)
    if not issuer.has_week_on(today):
        return
    persons = list({item.subject.person_id for item in drafts})
    open_weeks = await tables.open_for(connection, issuer.organisation.id, persons, today)
    for item in drafts if open_weeks else ():
        week = open_weeks.get(item.subject.person_id)
        # A check-in that is only told is none: the door that has seen the code names the week itself.
        if week is not None and item.command.campaign_id is None and item.kind.code != KIND:
            counted = organising.Running(week).counts(item.kind.code, item.occurred_on)
            item.command = replace(item.command, campaign_id=counted)


async def figures(connection: Connection, campaign: Campaign) -> Figures:
    """The week's standing acts; what waits for review and what was reversed is left out."""
    log_id = public("log", campaign.org_id)
    since, until = campaign.rules.starts_on, campaign.rules.ends_on
    row = await connection.fetchrow(
        "SELECT count(*) AS acts, count(DISTINCT person_id) AS people,"
        f" count(DISTINCT person_id) FILTER (WHERE {_CHECKED_IN}) AS checked_in,"
        " coalesce(sum(reduction_mg), 0)::bigint AS total,"
        " coalesce(sum(reduction_mg) FILTER (WHERE evidence = 'attested'), 0)::bigint AS attested,"
        " coalesce(sum(reduction_mg) FILTER (WHERE evidence = 'corroborated'), 0)::bigint AS corroborated,"
        " coalesce(sum(reduction_mg) FILTER (WHERE evidence = 'self_reported'), 0)::bigint AS told,"
        " coalesce(sum(verified_mg), 0)::bigint AS verified" + _STANDING,
        log_id,
        campaign.id,
    )
    kinds = await connection.fetch(
        "SELECT kind, unit, count(*) AS acts, sum(quantity)::bigint AS quantity, count(DISTINCT person_id) AS people"
        + _STANDING
        + " GROUP BY kind, unit ORDER BY kind",
        log_id,
        campaign.id,
    )
    assert row is not None
    units = await balances.by_unit(connection, log_id, since, until, campaign.id)
    return Figures(
        participants=row["people"],
        acts=row["acts"],
        reduction_mg=row["total"],
        attested_mg=row["attested"],
        corroborated_mg=row["corroborated"],
        self_reported_mg=row["told"],
        verified_mg=row["verified"],
        checked_in=row["checked_in"],
        units=[UnitFigures(unit.unit_id, unit.participants, unit.reduction_mg) for unit in units],
        kinds=[KindFigures(k["kind"], k["unit"], k["acts"], k["quantity"], k["people"]) for k in kinds],
        own_mg=await balances.by_person(connection, log_id, since, until, campaign.id),
    )


async def person_figures(connection: Connection, campaign: Campaign, person_id: UUID, today: date) -> PersonFigures:
    """One person's part of the week, for themselves."""
    row = await connection.fetchrow(
        "SELECT count(*) AS acts, count(DISTINCT occurred_on) AS days,"
        f" count(*) FILTER (WHERE {_CHECKED_IN}) AS checkins,"
        " coalesce(sum(reduction_mg), 0)::bigint AS total,"
        " coalesce(sum(reduction_mg) FILTER (WHERE evidence <> 'self_reported'), 0)::bigint AS solid,"
        " array_agg(DISTINCT kind) FILTER (WHERE occurred_on = $4) AS kinds" + _STANDING + " AND person_id = $3",
        public("log", campaign.org_id),
        campaign.id,
        person_id,
        today,
    )
    assert row is not None
    return PersonFigures(
        acts=row["acts"],
        reduction_mg=row["total"],
        solid_mg=row["solid"],
        checkins=row["checkins"],
        active_days=row["days"],
        kinds_today=frozenset(row["kinds"] or ()),
    )


async def day_figures(connection: Connection, org_id: UUID, on: date, campaign_id: UUID | None = None) -> DayFigures:
    """One day of the organisation, or of one of its weeks."""
    row = await connection.fetchrow(
        f"SELECT count(DISTINCT person_id) AS people, count(DISTINCT person_id) FILTER (WHERE {_CHECKED_IN}) AS inside,"
        " coalesce(sum(reduction_mg), 0)::bigint AS total FROM action WHERE log_id = $1 AND occurred_on = $2"
        " AND status NOT IN ('reversed', 'pending_review') AND ($3::uuid IS NULL OR campaign_id = $3)",
        public("log", org_id),
        on,
        campaign_id,
    )
    assert row is not None
    return DayFigures(on, row["people"], row["inside"], row["total"])
