"""`leafledger recalculate`: another version over an organisation's past acts, as a dry run or posted as corrections."""

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from rich.console import Console

from accounts import organisations
from actions import repricing_rules
from actions.recalculate import Plan, Posted, Recalculation, Sums
from actions.repricing import Repriced
from actions.repricing_rules import Rule
from app.container import Container
from app.local import opened
from app.progress import bar
from app.settings import Settings
from kernel.ids import parse, public
from ledger.entry import EVIDENCE
from ledger.layout import DirectoryNotWritable

COLUMNS = (
    "action", "day", "kind", "evidence", "status", "methodology", "by", "before_mg", "after_mg", "difference_mg",
    "outcome",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What the command asks for.

    before, after: `id/version`; true_up: whatever was priced provisionally, instead.  expect: the digest that the dry
    run printed; empty for a dry run.  report: a file for a line an act.  silent: people are not told.
    """

    org: str
    before: str = ""
    after: str = ""
    true_up: bool = False
    since: date = date.min
    until: date = date.max
    equal_too: bool = False
    report: Path | None = None
    expect: str = ""
    reason: str = "recalculated"
    silent: bool = False


async def recalculate(settings: Settings, asked: Asked, console: Console) -> dict[str, object]:
    """The answer that the command prints.

    Raises `MalformedId`, `OrganisationUnknown`, `MethodologyUnknown`, `VersionsUnlike`, `DirectoryNotWritable`, and
    where it posts `DigestOther`, `VersionNotActive` and `PackagePastUseBy`.
    """
    async with opened(settings) as container:
        return await over(container, asked, console)


async def over(container: Container, asked: Asked, console: Console) -> dict[str, object]:
    """As `recalculate`, on a running container."""
    org_id = parse("org", asked.org)
    rule = _rule(container, asked)
    async with container.database.work() as connection:
        await organisations.find(connection, org_id)
    work = recalculation(container)
    with _report(asked.report) as told, bar(asked.org, console) as progress:
        if not asked.expect:
            plan = await work.plan(org_id, rule, told, progress)
            return _told(container, asked, plan)
        if told is not None:
            await work.plan(org_id, rule, told)
        reason = "trued_up" if asked.true_up else asked.reason
        plan, posted = await work.post(org_id, rule, asked.expect, reason, progress, silent=asked.silent)
    return _told(container, asked, plan) | {"posted": _posted(posted)}


def recalculation(container: Container) -> Recalculation:
    """The use case over a running product."""
    return Recalculation(container.database, container.keys, container.catalogue, container.clock)


async def waiting_true_ups(container: Container, org_id: UUID) -> Plan:
    """What a true-up of the organisation would post today; nothing is written."""
    rule = repricing_rules.true_up(container.catalogue, container.clock.now().date())
    return await recalculation(container).plan(org_id, rule)


def _rule(container: Container, asked: Asked) -> Rule:
    if asked.true_up:
        return repricing_rules.true_up(container.catalogue, container.clock.now().date())
    return repricing_rules.between(
        container.catalogue, asked.before, asked.after, asked.since, asked.until, equal_too=asked.equal_too
    )


@contextmanager
def _report(file: Path | None) -> Iterator[Callable[[Repriced], None] | None]:
    """Writes a line for each act that it is told; raises `DirectoryNotWritable`."""
    if file is None:
        yield None
        return
    try:
        with file.open("w", encoding="utf-8", newline="") as sink:
            writer = csv.writer(sink)
            writer.writerow(COLUMNS)
            yield lambda item: writer.writerow(_line(item))
    except OSError as problem:
        raise DirectoryNotWritable(path=str(file), reason=problem.strerror or "system") from problem


def _line(item: Repriced) -> list[str | int]:
    act, judged = item.act, item.judgement
    outcome = item.refused or ("changed" if item.differs else "equal")
    return [
        public("act", act.action_id),
        act.occurred_on.isoformat(),
        act.kind,
        act.evidence,
        act.status,
        str(act.methodology),
        "" if judged is None else judged.methodology or "withheld",
        act.reduction_mg,
        item.after_mg,
        item.after_mg - act.reduction_mg,
        outcome,
    ]


def _told(container: Container, asked: Asked, plan: Plan) -> dict[str, object]:
    lines = sorted(plan.sums.items(), key=lambda line: (EVIDENCE.index(line[0][0]), line[0][1]))
    every = Sums()
    for _, sums in lines:
        every.acts, every.changed = every.acts + sums.acts, every.changed + sums.changed
        every.before_mg, every.after_mg = every.before_mg + sums.before_mg, every.after_mg + sums.after_mg
    return {
        "organisation": asked.org,
        **({"true_up": True} if asked.true_up else {"from": asked.before, "to": asked.after}),
        "looked_at": plan.looked_at,
        "changed": plan.changed,
        "refused": dict(sorted(plan.refused.items())),
        "to_post": len(plan.to_post),
        "to_verify_again": plan.verified_again,
        "totals": _sums(every),
        "by_evidence": [
            {"evidence": evidence, "verified": verified, **_sums(sums)} for (evidence, verified), sums in lines
        ],
        "digest": plan.digest,
    }


def _sums(sums: Sums) -> dict[str, object]:
    return {
        "acts": sums.acts,
        "changed": sums.changed,
        "before_mg": sums.before_mg,
        "after_mg": sums.after_mg,
        "difference_mg": sums.after_mg - sums.before_mg,
    }


def _posted(posted: Posted) -> dict[str, object]:
    return {
        "corrected": posted.corrected,
        "moved": posted.moved,
        "difference_mg": posted.difference_mg,
        "published": posted.published,
    }
