"""The list of all action types: what may be said of each, what prices it where, and why no grams where nothing does."""

from collections.abc import Iterable, Sequence

from api.pages.methods.blocks import Block, Heading, Line, Link, Page, Paragraph, Table
from api.pages.methods.view import View
from methodologies.action_types import CATEGORIES, ActionType
from methodologies.package import Package

_COLUMNS = ("number", "title", "class", "priced", "proof", "cap")


def page(packages: Iterable[Package], view: View) -> Page:
    """The types of `view`, a table a category; `packages` are those that the links lead to."""
    active = [package for package in packages if package.status == "active"]
    blocks: list[Block] = [Paragraph([view.say("acts-what")])]
    head = [view.say(f"acts-{name}") for name in _COLUMNS]
    for category in CATEGORIES:
        title = view.say(f"acts-category-{category}")
        rows = [_row(one, active, view) for one in view.acts.values() if one.category == category]
        blocks += [Heading(title), Table(title, head, rows)]
    return Page(view.say("acts-heading"), blocks)


def _row(one: ActionType, active: Sequence[Package], view: View) -> Sequence[Line]:
    cap = "-" if one.cap is None else view.cap(*one.cap)
    word = view.say("method-class-word", class_=one.credit_class)
    standing = view.say("acts-held", word=word) if one.held else word
    proof = one.evidence[view.locale]
    return [[str(one.number)], [view.act(one.code)], [standing], _priced(one, active, view), [proof], [cap]]


def _priced(one: ActionType, active: Sequence[Package], view: View) -> Line:
    """A link to the newest version in each region, or the reason why there is none."""
    if one.reason is not None:
        return [one.reason[view.locale]]
    line: list[str | Link] = []
    for region, ids in one.methodologies.items():
        where = view.say("acts-anywhere") if region == "*" else region
        for identity in ids:
            serving = (each for each in active if (each.id, each.region) == (identity, region))
            found = max(serving, key=lambda each: (each.packaged_on, each.version), default=None)
            line += ["; "] if line else []
            line += [f"{where}: ", identity if found is None else Link(found.name, (found.id, found.version))]
    return line
