"""The dispatcher: the routers in the order in which they are tried, and the one middleware before them."""

from functools import cache

from aiogram import Dispatcher, Router

from bot.handlers import (
    adjusting,
    amending,
    attesting,
    belonging,
    broadcasting,
    choosing,
    console,
    erase,
    fallback,
    family,
    family_meter,
    family_people,
    goals,
    groups,
    instead,
    inviting,
    joining_by_email,
    methods,
    notifications,
    organiser,
    photos,
    privacy,
    proof,
    publishing,
    requesting,
    review,
    roles,
    sentences,
    settings,
    settling,
    start,
    week,
    wishes,
    worlds,
)
from bot.middlewares import Entrance

ROUTERS: tuple[Router, ...] = (
    sentences.router,  # first, because nearly everything is a sentence and every router tried before costs time
    start.router,
    settling.router,
    amending.router,
    instead.router,
    worlds.router,
    proof.router,
    methods.router,
    belonging.router,
    joining_by_email.router,
    family.router,
    family_people.router,
    family_meter.router,
    goals.router,
    attesting.router,  # before photos: a file that was asked for is no photo
    photos.router,
    privacy.router,
    erase.router,
    wishes.router,
    notifications.router,
    groups.router,
    week.router,
    organiser.router,
    inviting.router,
    requesting.router,
    broadcasting.router,
    choosing.router,
    console.router,
    publishing.router,
    review.router,
    roles.router,
    adjusting.router,
    settings.router,
    fallback.router,  # last: it answers whatever nobody else did
)


@cache
def dispatcher() -> Dispatcher:
    """The one dispatcher of the process.  Feed it with `letter=` and `services=` beside the update."""
    root = Dispatcher(disable_fsm=True)
    root.update.outer_middleware(Entrance())
    root.include_routers(*ROUTERS)
    return root
