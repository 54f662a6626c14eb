"""The verified-reduction report of one organisation and month: lines by methodology and evidence.

Only credit classes market and company.  Verified, not yet verified and self-reported grams stand apart, and every line
carries the state of its methodology's source.  Figures follow from the entries: `ledger.verify` adds them up again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from accounts.organisations import Organisation
from issuance import months
from kernel.work import Connection
from ledger import entry

CREDITED = ("market", "company")
LOOK_BACK = 256


@dataclass(frozen=True, slots=True)
class Source:
    """What the log's own copy of a package says about its methodology.

    text_state: on_file, quoted or structure_only.  hold: why no market lot may be made of it, None where one may.
    """

    methodology: str
    sha256: str
    title: Mapping[str, str]
    credit_class: str
    text_state: str
    hold: str | None
    attribution: str


@dataclass(frozen=True, slots=True)
class Figures:
    """One line's actions and milligrams; each action's milligrams stand in one of the three."""

    actions: int
    people: int
    verified_mg: int
    unverified_mg: int
    self_reported_mg: int


@dataclass(frozen=True, slots=True)
class Line:
    """One methodology at one level of evidence.  figures None: the group behind it is too small to be shown."""

    source: Source
    evidence: str
    figures: Figures | None


@dataclass(frozen=True, slots=True)
class Report:
    """A month of one organisation as the log's first `tree_size` entries tell it; lines in order of name and level."""

    organisation: Organisation
    month: date
    tree_size: int
    lines: tuple[Line, ...]

    @property
    def shown(self) -> tuple[Figures, ...]:
        """The figures of the lines that are not hidden; only these make up the totals."""
        return tuple(line.figures for line in self.lines if line.figures is not None)

    @property
    def total_mg(self) -> tuple[int, int, int]:
        """Verified, not yet verified and self-reported milligrams over the shown lines."""
        return (
            sum(figures.verified_mg for figures in self.shown),
            sum(figures.unverified_mg for figures in self.shown),
            sum(figures.self_reported_mg for figures in self.shown),
        )

    @property
    def attributions(self) -> tuple[str, ...]:
        """Whose factors and texts the lines rest on, each once."""
        return tuple(sorted({line.source.attribution for line in self.lines}))


@dataclass(frozen=True, slots=True)
class Group:
    """A line with the people behind it; they are named only where they are too few to be shown."""

    line: Line
    people: frozenset[UUID]


async def read(connection: Connection, organisation: Organisation, month: date) -> Report:
    """The report on the month that begins on `month`; the transaction must see the organisation."""
    sources = await _sources(connection, organisation.log_id)
    # One statement is one snapshot: the figures are those of exactly this many entries.
    rows = await connection.fetch(
        "WITH head AS (SELECT coalesce((SELECT size FROM log_head WHERE log_id = $1), 0) AS size),"
        " line AS (SELECT methodology, evidence, count(*) AS actions, count(DISTINCT person_id) AS people,"
        "  CASE WHEN count(DISTINCT person_id) < $4 THEN array_agg(DISTINCT person_id) END AS few,"
        "  coalesce(sum(reduction_mg) FILTER (WHERE evidence = 'self_reported'), 0)::bigint AS self_reported_mg,"
        "  coalesce(sum(reduction_mg) FILTER (WHERE evidence <> 'self_reported' AND status = 'verified'), 0)::bigint"
        "   AS verified_mg,"
        "  coalesce(sum(reduction_mg) FILTER (WHERE evidence <> 'self_reported' AND status <> 'verified'), 0)::bigint"
        "   AS unverified_mg"
        "  FROM action WHERE log_id = $1 AND occurred_on >= $2 AND occurred_on < $3 AND status <> 'reversed'"
        "  AND methodology = any($5::text[]) GROUP BY methodology, evidence)"
        " SELECT head.size, line.* FROM head LEFT JOIN line ON true ORDER BY methodology, evidence",
        organisation.log_id,
        month,
        months.after(month),
        organisation.minimum_group,
        [name for name, source in sources.items() if source.credit_class in CREDITED],
    )
    groups = [_group(row, sources) for row in rows if row["methodology"] is not None]
    size = await _reported_size(connection, organisation.log_id, rows[0]["size"])
    return Report(organisation, month, size, tuple(hide(groups, organisation.minimum_group)))


def hide(groups: Sequence[Group], minimum_group: int) -> list[Line]:
    """The lines, those of fewer than `minimum_group` people without figures, and never a rest that gives them away.

    Whoever knows the organisation's total from elsewhere can subtract the shown lines from it.  So the people behind
    all hidden lines together are no fewer than the minimum either; where they would be, the smallest shown lines are
    hidden with them.
    """
    hidden = [group for group in groups if _count(group) < minimum_group]
    shown = sorted(
        (group for group in groups if _count(group) >= minimum_group),
        key=lambda group: (_count(group), group.line.source.methodology, group.line.evidence),
    )
    if hidden and shown and len(frozenset[UUID]().union(*(group.people for group in hidden))) < minimum_group:
        hidden.append(shown[0])
    return [replace(group.line, figures=None) if group in hidden else group.line for group in groups]


def _count(group: Group) -> int:
    assert group.line.figures is not None
    return group.line.figures.people


def _group(row: Any, sources: Mapping[str, Source]) -> Group:
    figures = Figures(row["actions"], row["people"], row["verified_mg"], row["unverified_mg"], row["self_reported_mg"])
    people: Iterable[UUID | None] = row["few"] or ()
    # An erased person's acts stay in the figures, but they count as nobody.
    return Group(
        Line(sources[row["methodology"]], row["evidence"], figures),
        frozenset(person for person in people if person is not None),
    )


async def _sources(connection: Connection, log_id: str) -> dict[str, Source]:
    """Every package published in the log, by name."""
    rows = await connection.fetch(
        "SELECT m.sha256, e.entry FROM log_methodology m JOIN log_entry e ON e.log_id = m.log_id AND e.seq = m.seq"
        " WHERE m.log_id = $1",
        log_id,
    )
    return {source.methodology: source for source in (_source(row["sha256"], row["entry"]) for row in rows)}


def _source(sha256: str, data: bytes) -> Source:
    record = entry.parse(data)
    package = record["package"]
    assert isinstance(package, dict)  # `entry.parse` has checked it.
    export = package["export"]
    return Source(
        methodology=str(record["methodology"]),
        sha256=sha256,
        title=package["title"],
        credit_class=package["credit_class"],
        text_state=package["source"]["text_state"],
        hold=None if export["allowed"] else export["hold"],
        attribution=package["attribution"],
    )


async def _reported_size(connection: Connection, log_id: str, size: int) -> int:
    """`size` without the exports at the log's very end.

    They change no figure, so that a report made twice with nothing new in between is the same report.
    """
    while size:
        start = max(0, size - LOOK_BACK)
        rows = await connection.fetch(
            "SELECT entry FROM log_entry WHERE log_id = $1 AND seq >= $2 AND seq < $3 ORDER BY seq DESC",
            log_id,
            start,
            size,
        )
        for row in rows:
            if entry.parse(row["entry"])["type"] != "export.made":
                return size
            size -= 1
        if not rows:
            return size
    return size
