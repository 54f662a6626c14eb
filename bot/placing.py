"""Regions as people call them, in the language of the chat."""

from bot.context import Here
from language.places import place


def named(here: Here, code: str) -> str:
    """The name of a region's code."""
    return place(here.services.texts, code, here.locale)
