"""Recalculation: other versions over an organisation's past acts, first on paper, then as `action.corrected` entries.

Nothing recorded is edited.  A plan is made without the log's lock; posting reprices each person's day again under it and
posts only what is exactly as planned, so nothing goes into the log that the plan's digest does not cover.
"""

import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson

from accounts import organisations
from actions import instead, tables
from actions.amend import Amending, Amendment
from actions.judging import Judgement
from actions.plausibility import DayAct
from actions.repricing import Repriced, VersionNotActive, reprice
from actions.repricing_notices import Letters
from actions.repricing_rules import Rule
from kernel.errors import DomainError
from kernel.ids import public
from kernel.work import Connection
from methodologies.contract import PackagePastUseBy
from methodologies.package import Package

DAYS_AT_ONCE = 128
"""People's days in one transaction."""
REASONS = ("recalculated", "trued_up")
DIGEST_FORMAT = b"leafledger-recalculation/1\n"
Progress = Callable[[int, int], None]
"""Told (people's days done, in all)."""


class DigestOther(DomainError):
    """What would be posted is not what was looked at.  expected, found: digests."""

    code = "digest_other"


@dataclass
class Sums:
    """Acts that are alike in evidence and in being verified; `changed` of them differ."""

    acts: int = 0
    changed: int = 0
    before_mg: int = 0
    after_mg: int = 0


@dataclass
class Plan:
    """What a rule comes to in one log.

    refused: acts that stay as they are, by reason.  sums: by (evidence, verified).  to_post: the fingerprint of each
    correction by the number of its act; the digest is over these.
    """

    log_id: str
    looked_at: int = 0
    changed: int = 0
    verified_again: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    sums: dict[tuple[str, bool], Sums] = field(default_factory=dict)
    to_post: dict[int, bytes] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 over the log's id and each correction in the order of the acts; 64 hex."""
        found = hashlib.sha256(DIGEST_FORMAT + self.log_id.encode() + b"\n")
        for seq in sorted(self.to_post):
            found.update(self.to_post[seq])
        return found.hexdigest()

    def take(self, item: Repriced, rule: Rule) -> None:
        """Counts one act."""
        act, verified = item.act, item.act.status == "verified"
        sums = self.sums.setdefault((act.evidence, verified), Sums())
        self.looked_at += 1
        sums.acts += 1
        sums.before_mg += act.reduction_mg
        sums.after_mg += item.after_mg
        if item.judgement is None:
            self.refused[item.refused] += 1
        elif item.differs or rule.equal_too:
            self.changed += item.differs
            sums.changed += item.differs
            self.verified_again += verified
            self.to_post[act.seq] = fingerprint(item)


@dataclass
class Posted:
    """What was posted.  moved: acts that were not as planned any more, and were left.  published: packages, by name."""

    corrected: int = 0
    moved: int = 0
    difference_mg: int = 0
    published: list[str] = field(default_factory=list)


def fingerprint(item: Repriced) -> bytes:
    """SHA-256 of one correction: which act, from what to what, by which file; 32 bytes."""
    judged = item.judgement
    assert judged is not None
    said = [
        item.act.seq,
        item.act.methodology,
        item.act.inputs,
        item.act.reduction_mg,
        judged.methodology,
        item.package.sha256,
        judged.inputs,
        item.after_mg,
    ]
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).digest()


class Recalculation(Amending):
    """Plans and posts."""

    async def plan(
        self,
        org_id: UUID,
        rule: Rule,
        told: Callable[[Repriced], None] | None = None,
        progress: Progress | None = None,
    ) -> Plan:
        """What the rule comes to; nothing is written.  told: each act that was looked at, day by day."""
        plan = Plan(public("log", org_id))
        async for day in self._days(org_id, plan.log_id, rule, progress):
            for item in self._repriced(day, rule):
                plan.take(item, rule)
                if told is not None:
                    told(item)
        return plan

    async def post(
        self,
        org_id: UUID,
        rule: Rule,
        expected: str,
        reason: str,
        progress: Progress | None = None,
        *,
        silent: bool = False,
    ) -> tuple[Plan, Posted]:
        """Posts what the rule comes to, if its digest is `expected`; each transaction holds whole days.

        silent: people are not told that their grams changed.
        What was corrected before is no act of the old version any more, so a run that was killed is run again with the
        digest of what is left.  Raises `DigestOther`, `VersionNotActive`, `PackagePastUseBy`; then nothing is posted.
        """
        assert reason in REASONS
        targets: dict[str, Package] = {}

        def told(item: Repriced) -> None:
            targets[item.package.name] = item.package

        plan = await self.plan(org_id, rule, told)
        if plan.digest != expected:
            raise DigestOther(expected=expected, found=plan.digest)
        async with self._database.work(org_id) as connection:
            await self._require_in_force(connection, targets)
            pairs, alone = await _places(connection, plan.log_id, rule)
            zone = (await organisations.find(connection, org_id)).zone
        posted, letters = Posted(), Letters(zone, reason)
        steps = [*_chunks(pairs), *_chunks(alone)]
        for number, step in enumerate(steps):
            async with self.open(org_id) as amendment:
                for day in await _acts(amendment.connection, plan.log_id, step):
                    for item in self._repriced(day, rule):
                        if await self._correct(amendment, item, plan, reason, posted) and not silent:
                            letters.take(item)
                await letters.send(amendment, _first_person(steps[number + 1 : number + 2]))
            if progress is not None:
                progress(number + 1, len(steps))
        posted.moved = len(plan.to_post) - posted.corrected
        return plan, posted

    async def _correct(self, amendment: Amendment, item: Repriced, plan: Plan, reason: str, posted: Posted) -> bool:
        """Seals one correction, if it is as planned; whether it was."""
        act, judged = item.act, item.judgement
        planned = plan.to_post.get(act.seq)
        if judged is None or planned is None or planned != fingerprint(item):
            return False
        if judged.package is not None and await amendment.publish(judged.package):
            posted.published.append(judged.package.name)
        reasons = _reasons(reason, act, judged)
        fields = {**judged.pinned(), "reasons": list(reasons), "role": "operator"}
        act.status, act.reasons, act.verified_mg = "corrected", reasons, 0
        act.quantity, act.inputs, act.reduction_mg = judged.quantity, judged.inputs, item.after_mg
        act.methodology, act.credit_class = judged.methodology, judged.credit_class
        amendment.seal_by_rule("action.corrected", act, fields)
        posted.corrected += 1
        posted.difference_mg += judged.delta_mg
        return True

    async def _require_in_force(self, connection: Connection, packages: Mapping[str, Package]) -> None:
        """Raises `VersionNotActive` and `PackagePastUseBy` for what seals no new entries, or not yet everywhere."""
        now = self._clock.now()
        waiting = await connection.fetch(
            "SELECT name FROM published_methodology WHERE in_force_at > $1 AND name = any($2::text[])",
            now,
            list(packages),
        )
        for row in waiting:
            raise VersionNotActive(methodology=row["name"], status="waiting")
        for package in packages.values():
            if package.status != "active":
                raise VersionNotActive(methodology=package.name, status=package.status)
            if now.date() > package.use_by:
                raise PackagePastUseBy(methodology=package.name, use_by=package.use_by.isoformat())

    def _repriced(self, day: Sequence[DayAct], rule: Rule) -> list[Repriced]:
        def target(act: DayAct) -> Package | None:
            within = act.methodology in rule.sources and rule.since <= act.occurred_on <= rule.until
            return rule.target(act) if within else None

        return reprice(self.catalogue, day, target, self.catalogue.packages)

    async def _days(
        self, org_id: UUID, log_id: str, rule: Rule, progress: Progress | None
    ) -> AsyncIterator[Sequence[DayAct]]:
        async with self._database.work(org_id) as connection:
            pairs, alone = await _places(connection, log_id, rule)
        steps = [*_chunks(pairs), *_chunks(alone)]
        for number, step in enumerate(steps, 1):
            async with self._database.work(org_id) as connection:
                days = await _acts(connection, log_id, step)
            for day in days:
                yield day
            if progress is not None:
                progress(number, len(steps))


def _reasons(reason: str, act: DayAct, judged: Judgement) -> tuple[str, ...]:
    """The reason, with what still holds of the act: whose word its inputs stand on, and that a cap took part of it."""
    basis = instead.basis_in(act.reasons) if judged.package is not None else None
    # What a cap took from the act before, this entry does not give back.
    cut = bool(judged.full) or "daily_cap" in act.reasons
    return (reason, *(["daily_cap"] if cut else ()), *([basis] if basis else ()))


Places = Sequence[Any]
"""(person, day) of people, or numbers of acts whose person is erased: each of those stands alone."""


async def _places(connection: Connection, log_id: str, rule: Rule) -> tuple[Places, Places]:
    """Where the rule has something to look at: people's days, and acts of erased people."""
    among = (
        "FROM action WHERE log_id = $1 AND methodology = any($2::text[]) AND status <> 'reversed'"
        " AND occurred_on BETWEEN $3 AND $4"
    )
    wanted = log_id, sorted(rule.sources), rule.since, rule.until
    pairs = await connection.fetch(
        f"SELECT DISTINCT person_id, occurred_on {among} AND person_id IS NOT NULL ORDER BY 1, 2", *wanted
    )
    alone = await connection.fetch(f"SELECT seq {among} AND person_id IS NULL ORDER BY seq", *wanted)
    return [(row["person_id"], row["occurred_on"]) for row in pairs], [row["seq"] for row in alone]


def _chunks(places: Places) -> Iterator[Places]:
    for at in range(0, len(places), DAYS_AT_ONCE):
        yield places[at : at + DAYS_AT_ONCE]


def _first_person(steps: Sequence[Places]) -> UUID | None:
    """Whose days come first in the next step; None where there is none, or nobody's."""
    place = steps[0][0] if steps else None
    return place[0] if isinstance(place, tuple) else None


async def _acts(connection: Connection, log_id: str, places: Places) -> list[Sequence[DayAct]]:
    """The acts of each place, oldest first."""
    if isinstance(places[0], tuple):
        days: Mapping[Any, list[DayAct]] = await tables.day_acts(connection, log_id, set(places))
        return [days[pair] for pair in places]
    rows = await connection.fetch(
        "SELECT * FROM action WHERE log_id = $1 AND seq = any($2::bigint[]) AND person_id IS NULL"
        " AND status <> 'reversed' ORDER BY seq",
        log_id,
        list(places),
    )
    return [[tables.day_act(row)] for row in rows]
