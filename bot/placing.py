"""Regions as people call them, in the language of the chat: told, read, and kept for whoever was "somewhere else"."""

from dataclasses import replace

from accounts import people
from accounts.regions import ELSEWHERE, RegionUnknown, checked
from bot.context import Here, Reply
from bot.replying import send
from language.places import code_of, place

_RIDES = ("metro", "bus", "train")


def named(here: Here, code: str) -> str:
    """The name of a region's code."""
    return place(here.services.texts, code, here.locale)


def read_region(here: Here, said: str) -> str | None:
    """The code of a place that was typed by its name or code."""
    found = code_of(here.services.texts, said)
    try:
        return checked(found or said.strip().upper())
    except RegionUnknown:
        return None


def what_counts(here: Here, code: str) -> str:
    """What somebody is told who travels there: which rides have grams, and which wait for a method."""
    if code == ELSEWHERE:
        return here.say("start-region-without-method")
    chosen = here.organisation.methodology_set
    ridden = any(here.services.catalogue.choose(kind, code, chosen, here.today) for kind in _RIDES)
    return here.say("start-region-saved" if ridden else "start-region-named-without", place=named(here, code))


async def keep(here: Here, code: str) -> None:
    """Keeps the region for every later sum."""
    async with here.services.database.work(here.organisation.id) as connection:
        await people.set_region(connection, here.member.id, code)
    here.person = replace(here.member, region=code)


async def name_place(here: Here, text: str) -> Reply:
    """Keeps the place for somebody whose region is "somewhere else"; None where the text names none."""
    code = read_region(here, text) if here.member.region == ELSEWHERE else None
    if code is None or code == ELSEWHERE:
        return None
    await here.settle()
    await keep(here, code)
    return send(here, what_counts(here, code))
