"""What an organisation chooses: its methodologies, region, zone and commute baseline; each change stands in its log."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import available_timezones

from accounts import organisations, people, regions
from accounts.organisations import Organisation
from kernel.errors import DomainError
from kernel.work import Connection
from ledger import log
from methodologies.catalogue import LOCAL, Catalogue
from methodologies.contract import MethodologyUnknown
from methodologies.kinds import MODES, ModeUnknown
from privacy import vault
from privacy.keys import KeyRing

NONE = "none"
"""Said for nothing: no methodology, no region, no baseline."""
MOST_METHODOLOGIES = 100
ADMIN, OPERATOR = "admin", "operator"
"""Who acts: an admin of the organisation, or whoever runs the installation."""


class ZoneUnknown(DomainError):
    """No time zone has this name.  zone: what was said."""

    code = "zone_unknown"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to change; None stays as it is, and `none` takes it away.

    methodologies: the whole new set, ids and `local`; add, drop: one of them.  region: such as CN-GD-SZ; without one
    the people's own counts.  zone: IANA.  commute_baseline: a mode code.
    """

    methodologies: Sequence[str] | None = None
    region: str | None = None
    zone: str | None = None
    commute_baseline: str | None = None
    add: str | None = None
    drop: str | None = None

    def checked(self, catalogue: Catalogue) -> "Wanted":
        """The same; raises `MethodologyUnknown`, `RegionUnknown`, `ZoneUnknown` or `ModeUnknown` for what is not there."""
        known = {LOCAL, *(package.id for package in catalogue.packages.values())}
        for ident in (*_set(self.methodologies or ()), *filter(None, (self.add,))):
            if ident not in known:
                raise MethodologyUnknown(methodology=ident[:80])
        if self.region not in (None, NONE):
            regions.checked(str(self.region))
        if self.zone is not None and self.zone not in available_timezones():
            raise ZoneUnknown(zone=self.zone[:40])
        if self.commute_baseline not in (None, NONE, *MODES):
            raise ModeUnknown(mode=str(self.commute_baseline)[:40], allowed=[*MODES, NONE])
        return self

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
    `PersonUnknown`, and what `Wanted.checked` raises.
    """
    wanted.checked(catalogue)
    if author is not None:
        await people.keep(connection, author)
    found = await organisations.find(connection, org_id)
    head = await log.lock(connection, found.log_id)
    before = await organisations.find(connection, org_id)
    after = wanted.applied(before)
    acts = changes(before, after)
    if not acts:
        return before
    await organisations.keep_choice(connection, after)
    for act, value in acts:
        payload: dict[str, object] = {
            "type": "admin.acted",
            "act": act,
            "reason": code_of(value),
            "role": OPERATOR if author is None else ADMIN,
            "recorded_on": now.date().isoformat(),
        }
        rid = os.urandom(16)
        if author is not None:
            subject = vault.Subject(await keys.subject_key(connection, author), author)
            part = subject.part(head.log_id, {"author": str(author), "comment": value, "at": now.isoformat()})
            rid, payload["commitment"] = part.rid, part.commitment
            await vault.insert(connection, head.log_id, [part])
        head.seal(payload, rid)
    await head.write(connection)
    return after


def changes(before: Organisation, after: Organisation) -> list[tuple[str, str]]:
    """What the log says of a change: an act and its value for each thing that differs."""
    old, new = before.methodology_set, after.methodology_set
    acts = [("methodology_chosen", ident) for ident in new if ident not in old]
    acts += [("methodology_dropped", ident) for ident in old if ident not in new]
    for act, was, is_now in (
        ("region_chosen", before.region, after.region),
        ("zone_chosen", before.zone, after.zone),
        ("commute_baseline_chosen", before.commute_baseline, after.commute_baseline),
    ):
        if was != is_now:
            acts.append((act, is_now or NONE))
    return acts


def code_of(value: str) -> str:
    """A value as the entry's field `reason` takes it: `cn-sz-lcpt` is cn_sz_lcpt, `Asia/Shanghai` asia_shanghai."""
    code = re.sub(r"[^a-z0-9]+", "_", value.lower()).strip("_")
    return (code if code[:1].isalpha() else f"x_{code}")[:64]


def _set(methodologies: Sequence[str]) -> tuple[str, ...]:
    """Each once, in the order said; the word `none` alone is the empty set."""
    found = tuple(dict.fromkeys(methodologies))
    if len(found) > MOST_METHODOLOGIES:
        raise MethodologyUnknown(methodology=found[MOST_METHODOLOGIES][:80])
    return () if found == (NONE,) else found


def _or_none(value: str) -> str | None:
    return None if value == NONE else value
