"""Boards that are fair and shame nobody: teams per head above a participation, and one's own place for oneself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from accounts.organisations import Unit

SMALLEST_GROUP = 5
"""No figure is shown for fewer people than this."""

FEWEST_PARTICIPANTS = 2
"""A team in which one person recorded would show that person's grams under the team's name."""


@dataclass(frozen=True, slots=True)
class TeamFigures:
    """A team's week: `participants` of its `members` recorded something; 0 <= participants <= members."""

    team_id: str
    name: str
    members: int
    participants: int
    reduction_mg: int


@dataclass(frozen=True, slots=True)
class TeamRank:
    """A ranked team; equal `per_head_mg` (rounded down) share a rank and the next rank is skipped (1, 1, 3)."""

    rank: int
    team_id: str
    name: str
    per_head_mg: int
    participation_permille: int


@dataclass(frozen=True, slots=True)
class TeamWaiting:
    """A team below the participation, by name only: how many more people bring it onto the board."""

    team_id: str
    name: str
    participants_missing: int


@dataclass(frozen=True, slots=True)
class Others:
    """The small teams taken together, shown without a rank."""

    teams: int
    per_head_mg: int
    participation_permille: int


@dataclass(frozen=True, slots=True)
class Board:
    """`ranked` best first; `waiting` by name; `others` None where the small teams together are still too few.

    withheld_teams: how many small teams are then shown nowhere, so that the page can say so.
    """

    ranked: tuple[TeamRank, ...]
    waiting: tuple[TeamWaiting, ...]
    others: Others | None
    withheld_teams: int


@dataclass(frozen=True, slots=True)
class PersonFigures:
    """Somebody's week; `nickname` is None unless they chose to show it on boards."""

    person_id: str
    nickname: str | None
    reduction_mg: int


@dataclass(frozen=True, slots=True)
class Place:
    """One line near oneself; who did not opt in is a bare rank, without name or figure."""

    rank: int
    nickname: str | None
    reduction_mg: int | None
    is_self: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """One's own `rank` among `people` who recorded something, and the places around it, best first."""

    rank: int
    people: int
    places: tuple[Place, ...]


class UnitPart(Protocol):
    """What a unit's people did: how many of them, and their milligrams."""

    @property
    def unit_id(self) -> UUID | None: ...
    @property
    def participants(self) -> int: ...
    @property
    def reduction_mg(self) -> int: ...


def of_units(
    units: Iterable[Unit], headcounts: Mapping[UUID | None, int], parts: Iterable[UnitPart]
) -> list[TeamFigures]:
    """The units as teams, those without an act too.  headcounts: members by unit.

    Who left after acting still counts among the participants, never beyond the unit's heads.
    """
    part = {one.unit_id: one for one in parts}
    teams = []
    for unit in units:
        members, own = headcounts.get(unit.id, 0), part.get(unit.id)
        participants = 0 if own is None else min(own.participants, members)
        reduction_mg = 0 if own is None or not members else own.reduction_mg
        teams.append(TeamFigures(str(unit.id), unit.name, members, participants, reduction_mg))
    return teams


def per_head(teams: Iterable[TeamFigures], *, minimum_participation_permille: int, k: int = SMALLEST_GROUP) -> Board:
    """Teams by milligrams per member, all members counted, so that size gives no advantage.

    Only teams in which `minimum_participation_permille` (0 to 1000) of the members took part are ranked.  Teams of
    fewer than `k` members stand together as `others`, if together they are `k`.  The order of `teams` is irrelevant.
    """
    every = sorted(teams, key=lambda team: (team.name, team.team_id))
    assert all(0 <= team.participants <= team.members for team in every), "participants are members"
    large = [team for team in every if team.members >= k]
    small = [team for team in every if 0 < team.members < k]
    missing = {team.team_id: _missing(team, minimum_participation_permille) for team in large}
    ready = sorted((team for team in large if not missing[team.team_id]), key=_per_head_mg, reverse=True)
    figures = [_per_head_mg(team) for team in ready]
    others = _others(small, k)
    return Board(
        ranked=tuple(
            TeamRank(figures.index(figure) + 1, team.team_id, team.name, figure, _participation_permille(team))
            for team, figure in zip(ready, figures, strict=True)
        ),
        waiting=tuple(
            TeamWaiting(team.team_id, team.name, missing[team.team_id]) for team in large if missing[team.team_id]
        ),
        others=others,
        withheld_teams=0 if others else len(small),
    )


def around(people: Iterable[PersonFigures], person_id: str, *, neighbours: int = 3) -> Surroundings | None:
    """The places around `person_id`, at most `neighbours` on each side; None while they have recorded nothing.

    Equal figures share a rank.  Who has no grams is on no board, so that nobody is shown a zero.
    """
    placed = sorted(
        (person for person in people if person.reduction_mg > 0),
        key=lambda person: (-person.reduction_mg, person.person_id),
    )
    position = next((index for index, person in enumerate(placed) if person.person_id == person_id), None)
    if position is None:
        return None
    ranks: dict[int, int] = {}
    for index, person in enumerate(placed):
        ranks.setdefault(person.reduction_mg, index + 1)
    near = placed[max(position - neighbours, 0) : position + neighbours + 1]
    return Surroundings(
        rank=ranks[placed[position].reduction_mg],
        people=len(placed),
        places=tuple(_place(person, ranks[person.reduction_mg], person_id) for person in near),
    )


def _place(person: PersonFigures, rank: int, person_id: str) -> Place:
    is_self = person.person_id == person_id
    shown = is_self or person.nickname is not None
    return Place(rank, person.nickname, person.reduction_mg if shown else None, is_self)


def _missing(team: TeamFigures, minimum_participation_permille: int) -> int:
    """How many more participants the team needs to be ranked."""
    needed = max(-(-team.members * minimum_participation_permille // 1000), FEWEST_PARTICIPANTS)
    return max(needed - team.participants, 0)


def _others(small: list[TeamFigures], k: int) -> Others | None:
    together = TeamFigures(
        team_id="",
        name="",
        members=sum(team.members for team in small),
        participants=sum(team.participants for team in small),
        reduction_mg=sum(team.reduction_mg for team in small),
    )
    if together.members < k or not small:
        return None
    return Others(len(small), _per_head_mg(together), _participation_permille(together))


def _per_head_mg(team: TeamFigures) -> int:
    return team.reduction_mg // team.members


def _participation_permille(team: TeamFigures) -> int:
    return team.participants * 1000 // team.members
