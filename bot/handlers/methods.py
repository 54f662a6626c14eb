"""/whatif: one's own history by another version of its methodology, side by side; the ledger is untouched."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from actions import what_if
from actions.commands import Receipt
from actions.what_if import Comparison, Side
from bot import shown
from bot.callbacks import mark_of
from bot.context import ButtonOutdated, Here, Reply
from bot.keyboards import button, rows
from bot.replying import send, show
from methodologies.package import Package

router = Router(name="methods")
_MOST_VERSIONS = 20


class Version(CallbackData, prefix="wi"):
    """One's history by the version whose hash begins so; empty: which versions there are."""

    mark: str


@router.message(Command("whatif"), F.chat.type == "private")
async def what_if_command(_: object, here: Here) -> Reply:
    """`/whatif`."""
    return await _listed(here)


@router.callback_query(Version.filter(F.mark == ""))
async def listed(_: object, here: Here) -> Reply:
    """The button under "why this number"."""
    return await _listed(here)


async def _listed(here: Here) -> Reply:
    person = here.member
    async with here.services.database.work(person_id=person.id) as connection:
        found = await what_if.versions(connection, here.services.catalogue, person.logs, person.id)
    if not found:
        return send(here, here.say("whatif-none"))
    found = found[:_MOST_VERSIONS]
    lines = [here.say("whatif-version", methodology=one.name, status=one.status) for one in found]
    return send(
        here, "\n".join([here.say("whatif-list"), *lines]), rows(*([button(one.name, _of(one))] for one in found))
    )


@router.callback_query(Version.filter())
async def compared(_: object, here: Here, callback_data: Version) -> Reply:
    """Side by side: what stands, and what the version would say."""
    person, catalogue = here.member, here.services.catalogue
    packages = catalogue.packages.values()
    package = next((one for one in packages if mark_of(one) == callback_data.mark), None)
    if package is None:
        raise ButtonOutdated
    async with here.services.database.work(person_id=person.id) as connection:
        found = await what_if.compare(connection, catalogue, person.logs, person.id, package.name)
    return show(here, _told(here, found), rows([button(here.say("whatif-button"), Version(mark=""))]))


def offered(here: Here, receipt: Receipt) -> list[InlineKeyboardButton]:
    """The button for a record whose methodology has other versions; none for any other."""
    if receipt.methodology is None or not what_if.others_of(here.services.catalogue, receipt.methodology):
        return []
    return [button(here.say("whatif-button"), Version(mark=""))]


def _of(package: Package) -> Version:
    return Version(mark=mark_of(package))


def _told(here: Here, found: Comparison) -> str:
    lines = [here.say("whatif-result", methodology=found.package.name)]
    for kind, side in sorted(found.kinds.items()):
        title, icon = shown.title(here, kind), shown.icon(here, kind)
        lines.append(here.say("whatif-line", icon=icon, title=title, acts=side.acts, **_sides(here, side)))
    whole = found.whole
    if len(found.kinds) > 1:
        lines.append(here.say("whatif-sum", acts=whole.acts, **_sides(here, whole)))
    if not whole.acts:
        lines.append(here.say("whatif-all-by-it"))
    for reason, acts in sorted(found.not_priced.items()):
        lines.append(here.say("whatif-not-priced", reason=reason, acts=acts))
    lines.append(here.say("whatif-untouched"))
    return "\n".join(lines)


def _sides(here: Here, side: Side) -> dict[str, str]:
    difference_mg = side.would_mg - side.stands_mg
    sign = "less" if difference_mg < 0 else "more" if difference_mg else "same"
    return {
        "stands": shown.mass(here, side.stands_mg),
        "would": shown.mass(here, side.would_mg),
        "difference": here.say("whatif-difference", sign=sign, mass=shown.mass(here, abs(difference_mg))),
    }
