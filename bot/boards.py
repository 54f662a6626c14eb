"""The week's boards as lines of text: departments per head, and one's own place among neighbours."""

from accounts import organisations, people
from actions import balances
from bot import progress, shown
from bot.context import Here
from kernel.work import Connection
from language import formats
from privacy.consent import BOARD_NAME
from rewards import boards
from rewards.boards import Board, PersonFigures

LEAST_PARTICIPATION_PERMILLE = 200
"""A department is ranked once a fifth of its people took part."""
NEIGHBOURS = 3


async def teams(here: Here, connection: Connection) -> list[str]:
    """The departments of the person's organisation this week; empty where it has none."""
    org = here.organisation
    units = await organisations.units(connection, org.id)
    if not units:
        return []
    heads = await organisations.headcounts(connection, org.id)
    sums = await balances.by_unit(connection, here.log_id, progress.week_start(here.today), here.today)
    figures = boards.of_units(units, heads, sums)
    board = boards.per_head(figures, minimum_participation_permille=LEAST_PARTICIPATION_PERMILLE, k=org.minimum_group)
    shown_teams = lines(here, board, LEAST_PARTICIPATION_PERMILLE)
    took_part = sum(total.participants for total in sums)
    title = here.say("rank-teams", name=org.name)
    return [title, *(shown_teams or [empty(here, took_part, org.minimum_group)])]


def lines(here: Here, board: Board, participation_permille: int) -> list[str]:
    """A board's teams, a line each: ranked, too small, and those below the participation; none where it shows none."""
    told, own = list[str](), str(here.member.unit_id)
    for team in board.ranked:
        code = "rank-line-own" if team.team_id == own else "rank-line"
        told.append(here.say(code, rank=team.rank, team=team.name, grams=shown.mass(here, team.per_head_mg)))
    if board.others is not None:
        told.append(here.say("rank-others", grams=shown.mass(here, board.others.per_head_mg)))
    if board.waiting:
        percent = formats.percent(participation_permille, here.locale)
        told.append(here.say("rank-threshold", percent=percent, teams=[team.name for team in board.waiting]))
    return told


def empty(here: Here, participants: int, least: int) -> str:
    """Why a board shows no team: nobody did anything, too few did, or no department is large enough."""
    if not participants:
        return here.say("rank-empty")
    return here.say("bot-rank-few", least=least) if participants < least else here.say("rank-no-team")


async def around(here: Here, connection: Connection) -> list[str]:
    """The person's own place this week and who stands beside them, by nickname only where those agreed to it."""
    org, me = here.organisation, here.member
    week = await balances.by_person(connection, here.log_id, progress.week_start(here.today), here.today)
    rows = [(person_id, grams) for person_id, grams in week if grams > 0]
    if not rows:
        return [here.say("rank-no-grams")]
    if len(rows) < org.minimum_group:
        return [here.say("rank-few-grams", least=org.minimum_group)]
    place = next((number for number, (person_id, _) in enumerate(rows) if person_id == me.id), None)
    if place is None:
        return [here.say("rank-own-none")]
    near = rows[max(0, place - NEIGHBOURS - 1) : place + NEIGHBOURS + 2]
    names = await people.nicknames(connection, org.id, [person_id for person_id, _ in near], BOARD_NAME)
    figures = [PersonFigures(str(person_id), names.get(person_id), grams) for person_id, grams in rows]
    found = boards.around(figures, str(me.id), neighbours=NEIGHBOURS)
    assert found is not None, "the person has grams this week"
    lines = [here.say("rank-around"), here.say("rank-own", rank=found.rank, total=found.people)]
    for one in found.places:
        grams = "" if one.reduction_mg is None else shown.mass(here, one.reduction_mg)
        if one.is_self:
            lines.append(here.say("rank-around-you", rank=one.rank, grams=grams))
        else:
            nickname = one.nickname or here.say("rank-nameless")
            lines.append(here.say("rank-around-line", rank=one.rank, nickname=nickname, grams=grams))
    return lines
