"""The planet, one's own standing, and the boards."""

from collections.abc import Mapping

from aiogram import F, Router
from aiogram.filters import Command

from actions import instead, own
from actions.balances import Totals
from bot import boards, goals, progress, shown
from bot.callbacks import AddDay, Board, pack_day
from bot.context import Here, Reply
from bot.keyboards import button, rows
from bot.pictures import planet_png
from bot.progress import Progress
from bot.registry import wish
from bot.replying import photo, send, show
from kernel.errors import Param
from language import formats
from methodologies.contract import MethodologyError
from privacy.consent import BOARD_NAME
from rewards.planets import PLANET_DAILY_CAP_MG

router = Router(name="worlds")


@router.message(Command("planet"), F.chat.type == "private")
async def planet_command(_: object, here: Here) -> Reply:
    """`/planet`."""
    return await planet(here, {})


@wish("planet")
async def planet(here: Here, _: Mapping[str, Param]) -> Reply:
    """The picture, with the numbers in its caption for who cannot see it."""
    member = here.member
    standing = await progress.of(here)
    async with here.services.database.work(person_id=member.id) as connection:
        totals = await own.totals(connection, member)
    where = standing.standing
    number = 0 if where.current is None else where.current.number
    mist = progress.mist_permille(totals)
    _name, picture = await planet_png(number, where.progress_permille, mist, member.id.bytes, here.locale)
    missed = _missed_yesterday(here, standing)
    keyboard = rows([button(here.say("streak-button-add-yesterday"), AddDay(day=missed))]) if missed else None
    compared = shown.comparison(here, totals.reduction_mg)
    lines = [_planet_text(here, standing, totals), *compared, streak_line(here, standing), *goals.line(here, standing)]
    if totals.reduction_mg > standing.planet_mg:
        limit = shown.mass(here, PLANET_DAILY_CAP_MG)
        lines.append(here.say("planet-capped", limit=limit, mass=shown.mass(here, totals.reduction_mg)))
    return photo(here, picture, "planet.png", "\n".join(lines), keyboard)


def _planet_text(here: Here, standing: Progress, totals: Totals) -> str:
    where = standing.standing
    mass = shown.mass(here, standing.planet_mg)
    name = where.current.name[here.locale] if where.current else ""
    if where.next is None:
        return here.say("planet-last", name=name, mass=mass)
    params: dict[str, str | int] = {
        "mass": mass,
        "next": where.next.name[here.locale],
        "remaining": shown.mass(here, where.remaining_mg),
        "days": where.remaining_days,
        "bar": formats.bar(where.progress_permille),
        "percent": formats.percent(where.progress_permille, here.locale),
    }
    if where.current is None:
        return here.say("planet-before-first", **params)
    params["solid"] = shown.mass(here, totals.attested_mg + totals.corroborated_mg)
    params["mist"] = shown.mass(here, totals.self_reported_mg)
    workday_mg = _workday_mg(here)
    if not workday_mg:
        return here.say("planet-standing", name=name, **params)
    return here.say("planet-standing-workdays", name=name, workdays=-(-where.remaining_mg // workday_mg), **params)


def _workday_mg(here: Here) -> int:
    """What a workday by metro is worth to this person, both ways; 0 where that is not their way or has no method."""
    commute = here.member.commute or {}
    one_way_m = commute.get("one_way_m")
    if commute.get("kind") != "metro" or not isinstance(one_way_m, int) or one_way_m <= 0:
        return 0
    catalogue, region = here.services.catalogue, here.region
    try:
        package = catalogue.choose("metro", region, here.organisation.methodology_set, here.today)
        if package is None:
            return 0
        words = (here.member.usual_mode, here.organisation.commute_baseline)
        inputs = instead.usual_inputs(catalogue, "metro", package, 2 * one_way_m, (region, here.today), words)
        return catalogue.quantify(package, inputs, "self_reported").reduction_mg
    except MethodologyError:
        return 0


def _missed_yesterday(here: Here, standing: Progress) -> str | None:
    """Yesterday, packed, where a shield covered it."""
    used_on = standing.streak.shield_used_on
    return pack_day(used_on) if used_on is not None and (here.today - used_on).days == 1 else None


def streak_line(here: Here, standing: Progress) -> str:
    """The run of workdays in a sentence; a broken one is never called lost."""
    streak = standing.streak
    if streak.current:
        strength = formats.percent(streak.strength_permille, here.locale)
        line = here.say("streak-alive", days=streak.current, shields=streak.shields, strength=strength)
        return f"{line}\n{here.say('streak-shield-used')}" if _missed_yesterday(here, standing) else line
    return here.say("streak-ended", best=streak.best) if streak.best else here.say("streak-none")


@router.message(Command("me"), F.chat.type == "private")
async def me(_: object, here: Here) -> Reply:
    """`/me`: the sums by evidence, the week, the streak."""
    standing = await progress.of(here)
    async with here.services.database.work(person_id=here.member.id) as connection:
        totals = await own.totals(connection, here.member)
    text = here.say(
        "bot-me",
        name=here.member.nickname or here.first_name,
        mass=shown.mass(here, totals.reduction_mg),
        acts=totals.acts,
        days=totals.days,
        attested=shown.mass(here, totals.attested_mg),
        corroborated=shown.mass(here, totals.corroborated_mg),
        told=shown.mass(here, totals.self_reported_mg),
        verified=shown.mass(here, totals.verified_mg),
        week=shown.mass(here, standing.week_mg),
    )
    return send(here, "\n".join([text, streak_line(here, standing), *goals.line(here, standing)]))


@router.message(Command("rank"), F.chat.type == "private")
async def rank_command(_: object, here: Here) -> Reply:
    """`/rank`."""
    return await rank(here, {})


@wish("rank")
async def rank(here: Here, _: Mapping[str, Param]) -> Reply:
    """The departments of the week, or the people around where there are none."""
    here.require_member()
    async with here.services.database.work(here.organisation.id) as connection:
        lines = await boards.teams(here, connection)
        page = "teams" if lines else "around"
        return await _board(here, lines or await boards.around(here, connection), page)


@router.callback_query(Board.filter())
async def board(_: object, here: Here, callback_data: Board) -> Reply:
    """Another page, or the switch of one's nickname."""
    services, org_id, person = here.services, here.organisation.id, here.member
    said = []
    if callback_data.page == "show":
        await services.consents.give(org_id, person.id, BOARD_NAME)
        said = [here.say("rank-shown")]
    elif callback_data.page == "hide":
        await services.consents.withdraw(org_id, person.id, BOARD_NAME)
        said = [here.say("rank-hidden")]
    async with services.database.work(org_id) as connection:
        if callback_data.page == "teams":
            lines = await boards.teams(here, connection)
            return await _board(here, lines or [here.say("rank-alone")], "teams")
        return await _board(here, [*said, *await boards.around(here, connection)], "around")


async def _board(here: Here, lines: list[str], page: str) -> Reply:
    other = ("rank-button-around", "around") if page == "teams" else ("rank-button-teams", "teams")
    keyboard = [button(here.say(other[0]), Board(page=other[1]))]
    async with here.services.database.work(here.organisation.id) as connection:
        shows = BOARD_NAME in await here.services.consents.of(connection, here.organisation.id, here.member.id)
    code, switch = ("rank-button-hide", "hide") if shows else ("rank-button-show", "show")
    return show(here, "\n".join(lines), rows([*keyboard, button(here.say(code), Board(page=switch))]))
