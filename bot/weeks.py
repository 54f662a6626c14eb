"""An energy-saving week as lines of text: where it stands, one's own part, the departments' board."""

from collections.abc import Sequence
from datetime import date

from accounts import organisations
from actions import of_campaign
from bot import boards, shown
from bot.context import Here
from bot.escaping import Markup
from campaigns import organising, standing
from campaigns.figures import Figures
from campaigns.tables import Campaign
from kernel.clock import local_date
from kernel.work import Connection
from language import formats


def today(here: Here, campaign: Campaign | None = None) -> date:
    """The day it is where the week takes place: now, not when the message under a button was sent."""
    zone = here.organisation.zone if campaign is None else campaign.rules.zone
    return local_date(here.services.clock.now(), zone)


async def running(here: Here, connection: Connection, campaign: Campaign) -> list[str]:
    """A running week to somebody who takes part."""
    on, rules = today(here, campaign), campaign.rules
    figures = await of_campaign.figures(connection, campaign)
    own = await of_campaign.person_figures(connection, campaign, here.member.id, on)
    part = await organising.participation(connection, campaign)
    plan = standing.todo(rules, on, own.kinds_today)
    common: dict[str, str | int] = {
        "name": campaign.name,
        "day": rules.number(on),
        "days": len(rules.days),
        "done": sum(one.done for one in plan),
        "total": len(plan),
        "members": part.joined,
        "checked": figures.checked_in,
    }
    permille = standing.goal_permille(figures, rules) if standing.shown(figures, rules) else None
    if permille is None:
        lines = [here.say("week-standing-no-goal", sum=total(here, figures, campaign), **common)]
    else:
        goal, percent = shown.mass(here, rules.goal_mg), formats.percent(permille, here.locale)
        lines = [here.say("week-standing", goal=goal, bar=formats.bar(permille), percent=percent, **common)]
    lines.append(here.say("week-today", theme=rules.plan(on).theme[here.locale]))
    for one in plan:
        code = "week-activity-done" if one.done else "week-activity-todo"
        lines.append(here.say(code, icon=shown.icon(here, one.kind), title=shown.title(here, one.kind)))
    return lines


def total(here: Here, figures: Figures, campaign: Campaign) -> str:
    """The week's grams, or that too few people took part to show them."""
    if not standing.shown(figures, campaign.rules):
        return here.say("campaign-few")
    return shown.mass(here, figures.reduction_mg)


async def mine(here: Here, connection: Connection, campaign: Campaign) -> str:
    """The person's own part, for nobody else."""
    own = await of_campaign.person_figures(connection, campaign, here.member.id, today(here, campaign))
    return here.say(
        "week-mine",
        acts=own.acts,
        grams=shown.mass(here, own.reduction_mg),
        solid=shown.mass(here, own.solid_mg),
        checked=own.checkins,
        active=own.active_days,
        days=len(campaign.rules.days),
    )


async def teams(here: Here, connection: Connection, campaign: Campaign) -> list[str]:
    """The departments per head, and the person's own place for themselves."""
    figures = await of_campaign.figures(connection, campaign)
    units = await organisations.units(connection, campaign.org_id)
    heads = await organisations.headcounts(connection, campaign.org_id)
    board = standing.board(figures, campaign.rules, units, heads)
    rules = campaign.rules
    shown_teams = boards.lines(here, board, rules.participation_permille)
    lines = [
        here.say("week-teams", name=campaign.name),
        *(shown_teams or [boards.empty(here, figures.participants, rules.minimum_group)]),
    ]
    grams = [milligrams for _, milligrams in figures.own_mg if milligrams > 0]
    own = dict(figures.own_mg).get(here.member.id, 0)
    if own > 0 and len(grams) >= rules.minimum_group:
        lines.append(here.say("rank-own", rank=1 + sum(other > own for other in grams), total=len(grams)))
    return lines


def kinds(here: Here, codes: Sequence[str]) -> Markup:
    """Kinds by icon and title, on one line."""
    return Markup(" · ".join(here.say("week-button-activity", icon=shown.icon(here, code),
                                      title=shown.title(here, code)) for code in codes))  # fmt: skip
