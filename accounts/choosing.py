"""What an organisation chooses: name, smallest group, methodologies, region, zone, baseline; each change is logged."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import available_timezones

from accounts import admin_acts, organisations, people, regions, roles
from accounts.admin_acts import OPERATOR, Act, Author
from accounts.organisations import Organisation
from accounts.permissions import COUNTING_CHOOSE, SETTINGS_CHANGE
from accounts.wording import one_line
from kernel.errors import DomainError
from kernel.work import Connection
from ledger import log
from methodologies.catalogue import LOCAL, Catalogue
from methodologies.contract import MethodologyUnknown
from methodologies.kinds import MODES, ModeUnknown
from privacy.keys import KeyRing

NONE = "none"
"""Said for nothing: no methodology, no region, no baseline."""
MOST_METHODOLOGIES = 100
RENAMED = "organisation_renamed"
MOST_NAME = 80
LEAST_GROUP, MOST_GROUP = 5, 1000


class ZoneUnknown(DomainError):
    """No time zone has this name.  zone: what was said."""

    code = "zone_unknown"


class GroupOutOfRange(DomainError):
    """A figure is shown of at least `minimum` people, and an organisation can't hide more than `maximum`."""

    code = "group_out_of_range"


class OrganisationNameUnusable(DomainError):
    """A name is 1 to `longest` characters that can be seen."""

    code = "organisation_name_unusable"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to change; None stays as it is, and `none` takes it away.

    methodologies: the whole new set, ids and `local`; add, drop: one of them.  region: such as CN-GD-SZ; without one
    the people's own counts.  zone: IANA.  commute_baseline: a mode code.  minimum_group: k of its aggregates.
    """

    methodologies: Sequence[str] | None = None
    region: str | None = None
    zone: str | None = None
    commute_baseline: str | None = None
    add: str | None = None
    drop: str | None = None
    name: str | None = None
    minimum_group: int | None = None

    def checked(self, catalogue: Catalogue) -> "Wanted":
        """The same; raises `MethodologyUnknown`, `RegionUnknown`, `ZoneUnknown` or `ModeUnknown` for what is not there.

        Also `OrganisationNameUnusable` and `GroupOutOfRange`.
        """
        known = {LOCAL, *(package.id for package in catalogue.packages.values())}
        for ident in (*_set(self.methodologies or ()), *filter(None, (self.add,))):
            if ident not in known:
                raise MethodologyUnknown(methodology=ident[:80])
        if self.region not in (None, NONE):
            regions.checked(str(self.region))
        if self.zone is not None and self.zone not in available_timezones():
            raise ZoneUnknown(zone=self.zone[:40])
        if self.commute_baseline not in (None, NONE, *MODES):
            raise ModeUnknown(str(self.commute_baseline), [*MODES, NONE])
        if self.minimum_group is not None and not LEAST_GROUP <= self.minimum_group <= MOST_GROUP:
            raise GroupOutOfRange(minimum=LEAST_GROUP, maximum=MOST_GROUP)
        return self if self.name is None else replace(self, name=usable_name(self.name))

    def applied(self, organisation: Organisation) -> Organisation:
        """The organisation as it would be."""
        chosen, baseline = self.methodologies, self.commute_baseline
        names = organisation.methodology_set if chosen is None else _set(chosen)
        more = () if self.add is None or self.add in names else (self.add,)
        return replace(
            organisation,
            methodology_set=(*(name for name in names if name != self.drop), *more),
            region=organisation.region if self.region is None else _or_none(self.region),
            zone=self.zone or organisation.zone,
            commute_baseline=organisation.commute_baseline if baseline is None else _or_none(baseline),
            name=self.name or organisation.name,
            minimum_group=self.minimum_group or organisation.minimum_group,
        )


async def choose(
    connection: Connection,
    keys: KeyRing,
    catalogue: Catalogue,
    org_id: UUID,
    wanted: Wanted,
    now: datetime,
    *,
    author: UUID | None = None,
) -> Organisation:
    """Changes what is wanted and logs each change, in the caller's transaction, which sees `org_id`.

    author: the admin, who lies in the vault; None for whoever runs the installation.  What is so already is not logged.
    Whatever was about to be recorded is planned anew: the log begins another epoch.  Raises `OrganisationUnknown`,
    `PersonUnknown`, `RoleMissing` for an author who may not, as their roles stand under the locked head, and what
    `Wanted.checked` raises.
    """
    wanted = wanted.checked(catalogue)
    if author is not None:
        await people.keep(connection, author)
    found = await organisations.find(connection, org_id)
    head = await log.lock(connection, found.log_id)
    by = Author(OPERATOR) if author is None else await _author(connection, org_id, author, wanted)
    before = await organisations.find(connection, org_id)
    after = wanted.applied(before)
    acts = changes(before, after)
    if not acts:
        return before
    await organisations.keep_choice(connection, after)
    done = [Act(act, "renamed" if act == RENAMED else code_of(value), value) for act, value in acts]
    await admin_acts.seal(connection, keys, head, by, done, now)
    await head.write(connection)
    return after


async def _author(connection: Connection, org_id: UUID, author: UUID, wanted: Wanted) -> Author:
    settings = wanted.name is not None or wanted.minimum_group is not None
    needed = SETTINGS_CHANGE if settings else COUNTING_CHOOSE
    held = await roles.require(connection, org_id, author, needed)
    return Author(roles.OWNER if roles.OWNER in held else "admin", author)


def changes(before: Organisation, after: Organisation) -> list[tuple[str, str]]:
    """What the log says of a change: an act and its value for each thing that differs."""
    old, new = before.methodology_set, after.methodology_set
    acts = [("methodology_chosen", ident) for ident in new if ident not in old]
    acts += [("methodology_dropped", ident) for ident in old if ident not in new]
    for act, was, is_now in (
        ("region_chosen", before.region, after.region),
        ("zone_chosen", before.zone, after.zone),
        ("commute_baseline_chosen", before.commute_baseline, after.commute_baseline),
        (RENAMED, before.name, after.name),
        ("minimum_group_chosen", str(before.minimum_group), str(after.minimum_group)),
    ):
        if was != is_now:
            acts.append((act, is_now or NONE))
    return acts


def code_of(value: str) -> str:
    """A value as the entry's field `reason` takes it: `cn-sz-lcpt` is cn_sz_lcpt, `Asia/Shanghai` asia_shanghai."""
    code = re.sub(r"[^a-z0-9]+", "_", value.lower()).strip("_")
    return (code if code[:1].isalpha() else f"x_{code}")[:64]


def usable_name(name: str) -> str:
    """The name on one line; raises `OrganisationNameUnusable` for an empty or long one, and for what cannot be seen."""
    shown = one_line(name, MOST_NAME)
    if shown is None:
        raise OrganisationNameUnusable(longest=MOST_NAME)
    return shown


def _set(methodologies: Sequence[str]) -> tuple[str, ...]:
    """Each once, in the order said; the word `none` alone is the empty set."""
    found = tuple(dict.fromkeys(methodologies))
    if len(found) > MOST_METHODOLOGIES:
        raise MethodologyUnknown(methodology=found[MOST_METHODOLOGIES][:80])
    return () if found == (NONE,) else found


def _or_none(value: str) -> str | None:
    return None if value == NONE else value
