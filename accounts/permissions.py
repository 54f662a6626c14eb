"""Which role may do what, and where: one table, without a database.

A permission is named `what.deed`.  A role is held in the whole organisation, in a unit with all that lies below it, or
in one campaign.  Being a member is no grant: it comes with the membership, and gives nobody rights over others.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

ScopeKind = Literal["organisation", "unit", "campaign"]

FIGURES_SEE = "figures.see"
WEEK_PUBLISH, WEEK_CLOSE, WEEK_HELP = "week.publish", "week.close", "week.help"
PEOPLE_INVITE, PEOPLE_SEE, PEOPLE_REMOVE = "people.invite", "people.see", "people.remove"
ACTS_REVIEW, ACTS_ADJUST, ACTS_CONFIRM = "acts.review", "acts.adjust", "acts.confirm"
COUNTING_CHOOSE, SETTINGS_CHANGE = "counting.choose", "settings.change"
ROLES_GIVE, OWNERS_GIVE = "roles.give", "owners.give"
SOURCES_ATTEST = "sources.attest"

PERMISSIONS: Mapping[str, str] = {
    FIGURES_SEE: "see the organisation's totals of today (groups under k stay hidden)",
    WEEK_PUBLISH: "open an energy-saving week and freeze its rules",
    WEEK_CLOSE: "end a week",
    WEEK_HELP: "show a week's check-in code and its participation",
    PEOPLE_INVITE: "make invitations that give no role",
    PEOPLE_SEE: "see who holds which role",
    PEOPLE_REMOVE: "end somebody's membership",
    ACTS_REVIEW: "approve, reject and release records, never one's own or one's team's",
    ACTS_ADJUST: "propose a correction or a reversal of a record",
    ACTS_CONFIRM: "confirm or decline what another proposed",
    COUNTING_CHOOSE: "choose methods, region, zone and commute baseline",
    SETTINGS_CHANGE: "change the organisation's name and its smallest group",
    ROLES_GIVE: "give and take roles, and invite with a role; of owners only another owner",
    OWNERS_GIVE: "make and unmake owners",
    SOURCES_ATTEST: "vouch for a methodology's source text, in the programme 一叶 only",
}
"""Every permission that a door asks for."""

WAITING: Mapping[str, tuple[str, ...]] = {
    "site figures and submissions": ("site_owner",),
    "the verifier's desk": ("verifier",),
    "the console's audit trail": ("auditor",),
    "the rewards catalogue": ("merchant",),
    "visitor accounts": ("visitor",),
}
"""What is not built yet, and the roles that wait for it: they can't be given until then."""

_WEEK = frozenset((WEEK_PUBLISH, WEEK_CLOSE, WEEK_HELP, PEOPLE_INVITE, FIGURES_SEE))
_ADMIN = _WEEK | {
    ACTS_REVIEW,
    ACTS_ADJUST,
    ACTS_CONFIRM,
    COUNTING_CHOOSE,
    SETTINGS_CHANGE,
    PEOPLE_SEE,
    PEOPLE_REMOVE,
    ROLES_GIVE,
    SOURCES_ATTEST,
}

GIVES: Mapping[str, frozenset[str]] = {
    "owner": _ADMIN | {OWNERS_GIVE},
    "admin": _ADMIN,
    "programme_manager": _WEEK | {PEOPLE_SEE},
    "organiser": _WEEK,
    "champion": frozenset((WEEK_HELP, PEOPLE_INVITE, FIGURES_SEE)),
    "community_officer": frozenset((PEOPLE_INVITE, FIGURES_SEE)),
    "reviewer": frozenset((ACTS_REVIEW, ACTS_CONFIRM)),
    "viewer": frozenset((FIGURES_SEE,)),
    "member": frozenset(),
}
"""What each role gives.  Partner apps are no persons: their rights are the scopes of their keys."""

SCOPES: Mapping[str, tuple[ScopeKind, ...]] = {
    "owner": ("organisation",),
    "admin": ("organisation",),
    "programme_manager": ("organisation",),
    "organiser": ("organisation", "campaign"),
    "champion": ("organisation", "campaign"),
    "community_officer": ("organisation",),
    "reviewer": ("organisation", "unit"),
    "viewer": ("organisation",),
}
"""In what each role can be held: only where every door that it opens keeps to that scope."""

MEMBER = "member"
GRANTED: frozenset[str] = frozenset(SCOPES)
"""The roles that are given; being a member is not."""
ROLES: frozenset[str] = GRANTED | {MEMBER}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that is held in less than the whole organisation.  scope_id: of the unit or the campaign."""

    role: str
    scope: ScopeKind
    scope_id: UUID


@dataclass(frozen=True, slots=True)
class Place:
    """What an act concerns.  units: its unit and those above it; none: the organisation as a whole."""

    units: tuple[UUID, ...] = ()
    campaign_id: UUID | None = None


WHOLE = Place()


def may(roles: Collection[str], narrower: Collection[Grant], permission: str, place: Place = WHOLE) -> bool:
    """Whether somebody with these roles may do that there.

    roles: held in the whole organisation.  narrower: the others, which count within their scope alone.
    """
    assert permission in PERMISSIONS, permission
    if any(permission in GIVES.get(role, ()) for role in roles):
        return True
    return any(permission in GIVES.get(grant.role, ()) and _covers(grant, place) for grant in narrower)


def _covers(grant: Grant, place: Place) -> bool:
    return grant.scope_id == place.campaign_id if grant.scope == "campaign" else grant.scope_id in place.units


def units_of(narrower: Collection[Grant], permission: str) -> frozenset[UUID]:
    """The units in which, with all below them, the permission is held."""
    held = (grant for grant in narrower if grant.scope == "unit" and permission in GIVES.get(grant.role, ()))
    return frozenset(grant.scope_id for grant in held)


def usual(permission: str) -> str:
    """The role that is named to whoever lacks a permission."""
    return next(role for role in ("organiser", "reviewer", "admin", "owner") if permission in GIVES[role])
