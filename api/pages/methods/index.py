"""The list of all versions."""

from collections.abc import Iterable, Sequence

from api.pages.methods.blocks import Block, Heading, Line, Link, Page, Paragraph, Table
from api.pages.methods.view import View
from methodologies.package import Package


def page(packages: Iterable[Package], view: View) -> Page:
    """Every version by name, those in use first, with what decides whether it is of use to somebody."""
    listed = sorted(packages, key=lambda one: one.name)
    active = [package for package in listed if package.status == "active"]
    others = [package for package in listed if package.status != "active"]
    title = view.say("method-index")
    blocks: list[Block] = [Paragraph([view.say("method-index-what")]), _table(active, title, view)]
    if others:
        name = view.say("method-index-others")
        blocks += [Heading(name), _table(others, name, view)]
    return Page(title, blocks)


def _table(packages: Sequence[Package], title: str, view: View) -> Table:
    names = ("index-title", "index-version", "class", "region", "status", "text", "days", "use-by")
    rows: list[Sequence[Line]] = [
        [
            [Link(view.title(package), (package.id, package.version))],
            [package.name],
            [view.say("method-class-word", class_=package.credit_class)],
            [view.say("acts-anywhere") if package.region == "*" else package.region],
            [view.say("method-status-word", status=package.status)],
            [view.say("method-text-word", state=package.text_state)],
            [view.days(package, briefly=True)],
            [package.use_by.isoformat()],
        ]
        for package in packages
    ]
    return Table(title, [view.say(f"method-{name}") for name in names], rows)
