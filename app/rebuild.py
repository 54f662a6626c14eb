"""`leafledger rebuild` and `leafledger totals`: the projections against the log, and the totals as known on a day."""

from collections.abc import Iterator
from datetime import date

from rich.console import Console

from accounts import organisations
from actions import known_on as knowledge
from actions.rebuild import Findings, Rebuilding
from app.container import Container
from app.export import PLATFORM
from app.local import opened
from app.progress import bar
from app.settings import Settings
from issuance import months
from kernel.errors import DomainError
from kernel.ids import PLATFORM_LOG, parse, public
from ledger.checkpoint import CheckpointMalformed
from ledger.integrator import LeafAltered, TreeUnlike
from privacy.keys import SealBroken

BROKEN = (LeafAltered, TreeUnlike, CheckpointMalformed, SealBroken)
"""The log, its newest checkpoint or the vault itself was changed: there is nothing to compare with."""


class ProjectionDiffers(DomainError):
    """Acts do not stand as the log says.  count: differences in all; the rest is the first of them."""

    code = "projection_differs"


class TilesDiffer(DomainError):
    """Tiles stand that the entries do not give.  tile: the first, level/index."""

    code = "tiles_differ"


async def rebuild(
    settings: Settings, org: str, check: bool, console: Console
) -> tuple[dict[str, object], list[DomainError]]:
    """Checks, or writes anew and checks, the projections of one organisation's log, the `platform`'s, or of all logs.

    The summary, and what is wrong: empty where everything is equal.  Raises `MalformedId`, `OrganisationUnknown` and
    `NotRebuildable`.
    """
    chosen = None
    if org:
        chosen = [PLATFORM_LOG if org == PLATFORM else public("log", parse("org", org))]
    async with opened(settings) as container:
        return await over_logs(container, chosen or await container.every_log(), check, console)


async def over_logs(
    container: Container, log_ids: list[str], check: bool, console: Console
) -> tuple[dict[str, object], list[DomainError]]:
    """As `rebuild`, on a running container."""
    rebuilding = Rebuilding(container.database, container.keys, container.catalogue)
    logs: list[dict[str, object]] = []
    problems: list[DomainError] = []
    for log_id in log_ids:
        with bar(log_id, console) as progress:
            try:
                work = rebuilding.check if check else rebuilding.rebuild
                found = await work(log_id, progress)
            except BROKEN as problem:
                logs.append({"log_id": log_id, "equal": False, "problem": problem.code})
                problems.append(problem)
                continue
        logs.append(_told(found, mended=not check) | {"last_night": await _last_night(container, log_id)})
        problems += _problems(found)
    return {"equal": not problems, "logs": logs}, problems


async def _last_night(container: Container, log_id: str) -> dict[str, object] | None:
    """What the newest reconciliation found."""
    async with container.database.log_work(log_id) as connection:
        row = await connection.fetchrow(
            "SELECT due_on, outcome, differences FROM reconciliation WHERE log_id = $1 ORDER BY due_on DESC LIMIT 1",
            log_id,
        )
    return None if row is None else {name: _plain(value) for name, value in row.items()}


def _told(found: Findings, *, mended: bool) -> dict[str, object]:
    return {
        "log_id": found.log_id,
        "equal": found.equal,
        "entries": found.entries,
        "acts": found.acts,
        "tiles": found.tiles,
        **({"mended": found.mended} if mended else {}),
        "differences": dict(sorted(found.differences.items())),
        "first": [
            {"n": one.n, "field": one.field, "stands": _plain(one.standing), "expected": _plain(one.expected)}
            for one in found.first
        ],
        "first_tiles": [f"{level}/{index}" for level, index in found.wrong_tiles],
    }


def _problems(found: Findings) -> Iterator[DomainError]:
    if found.first:
        first = found.first[0]
        yield ProjectionDiffers(
            log_id=found.log_id,
            count=found.differences.total() - found.differences["tile"],
            n=first.n,
            field=first.field,
            stands=str(first.standing),
            expected=str(first.expected),
        )
    if found.wrong_tiles:
        level, index = found.wrong_tiles[0]
        yield TilesDiffer(log_id=found.log_id, count=found.differences["tile"], tile=f"{level}/{index}")


def _plain(value: object) -> object:
    """A value for JSON."""
    return value if value is None or isinstance(value, str | int | list | dict) else str(value)


async def totals(
    settings: Settings, org: str, known_on: date | None, month: str, console: Console
) -> dict[str, object]:
    """An organisation's totals as its log knew them on a UTC day (None: today), by methodology and evidence.

    month: only of acts that happened then.  Raises `MalformedId`, `OrganisationUnknown`, `DayNotCome`, `MonthMalformed`,
    `MonthInFuture`.
    """
    parse("org", org)
    async with opened(settings) as container:
        return await as_known(container, org, known_on or container.clock.now().date(), month, console)


async def as_known(container: Container, org: str, day: date, month: str, console: Console) -> dict[str, object]:
    """As `totals`, on a running container."""
    org_id, today = parse("org", org), container.clock.now().date()
    first = months.parse(month, today) if month else None
    async with container.database.work(org_id) as connection:
        await organisations.find(connection, org_id)
    with bar(org, console) as progress:
        sums = await knowledge.totals(container.database, org_id, day, today, first, progress)
    lines = [
        {
            "methodology": methodology,
            "evidence": evidence,
            "acts": one.acts,
            "waiting": one.waiting,
            "reduction_mg": one.reduction_mg,
            "verified_mg": one.verified_mg,
        }
        for (methodology, evidence), one in sorted(sums.items(), key=lambda line: (line[0][0] or "", line[0][1]))
    ]
    return {
        "organisation": org,
        "as_known_on": day.isoformat(),
        "month": month or None,
        "lines": lines,
        "acts": sum(one.acts for one in sums.values()),
        "reduction_mg": sum(one.reduction_mg for one in sums.values()),
        "verified_mg": sum(one.verified_mg for one in sums.values()),
    }
