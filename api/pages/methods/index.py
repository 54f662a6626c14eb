"""The list of all versions."""

from collections.abc import Iterable, Sequence

from api.pages.methods.blocks import Line, Link, Page, Paragraph, Table
from api.pages.methods.view import View
from methodologies.package import Package


def page(packages: Iterable[Package], view: View) -> Page:
    """Every version by name, with what decides whether it is of use to somebody."""
    title = view.say("method-index")
    names = ("index-title", "index-version", "class", "region", "status", "text", "days", "use-by")
    rows: list[Sequence[Line]] = [
        [
            [Link(view.title(package), (package.id, package.version))],
            [package.name],
            [view.say("method-class-word", class_=package.credit_class)],
            [package.region],
            [view.say("method-status-word", status=package.status)],
            [view.say("method-text-word", state=package.text_state)],
            [view.days(package)],
            [package.use_by.isoformat()],
        ]
        for package in sorted(packages, key=lambda one: one.name)
    ]
    head = [view.say(f"method-{name}") for name in names]
    return Page(title, [Paragraph([view.say("method-index-what")]), Table(title, head, rows)])
