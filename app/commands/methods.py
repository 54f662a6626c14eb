"""Methodologies and factors: what an act is priced by, and where each number comes from."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from importlib import import_module
from typing import Annotated

import typer

from app.commands.terminal import WRONG, hint, say, settings, show
from kernel.errors import DomainError

HEADING = "Methodologies and factors"
commands = typer.Typer()


@commands.command(rich_help_panel=HEADING)
def factors(
    words: Annotated[
        list[str] | None, typer.Argument(help="all of them stand in the id, activity, source or set")
    ] = None,
    id: Annotated[str, typer.Option("--id", help="one factor, whole")] = "",
    region: Annotated[str, typer.Option(help="such as GB, CN or CN-GD; what lies in it too")] = "",
    unit: Annotated[str, typer.Option(help="as published, such as kWh or passenger-km")] = "",
    year: Annotated[int | None, typer.Option(help="as the source labels it")] = None,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="a day of activity that the factor's set serves")
    ] = None,
    as_row: Annotated[bool, typer.Option("--as-row", help="as a package's `factors` need it, a line each")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="everything that is known of them")] = False,
) -> None:
    """Search the register of published factors."""
    tool = import_module("app.factors")
    if (id and (words or region or unit or year is not None or on)) or (as_row and as_json):
        raise typer.BadParameter("give either --id or what to search for, and either --json or --as-row")
    if unit and unit not in tool.UNITS:
        raise typer.BadParameter(f"no factor is per {unit!r}; there are {', '.join(sorted(tool.UNITS))}")
    with told_as_json():
        found = [tool.row_of(id)] if id else tool.rows_of(words or [], region, unit, year, on and on.date())
        rows = tool.package_rows(found) if as_row else ""
    if as_row:
        say(rows)
    elif id:
        show(tool.as_json(found[0]))
    elif as_json:
        show([tool.as_json(row) for row in found])
    else:
        say(tool.table(found))
    if not found:
        hint("command-factors-none", {})


@commands.command(rich_help_panel=HEADING)
def methodologies(
    name: Annotated[str, typer.Argument(metavar="[ID]", help="an id, or id/version")] = "",
    due: Annotated[
        bool, typer.Option("--due", help="only those past their use-by date or within 30 days of it")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="as JSON")] = False,
) -> None:
    """List the methodology versions of this installation."""
    if due and name:
        raise typer.BadParameter("--due looks at all of them")
    tool = import_module("app.methods")
    with told_as_json():
        found = tool.due(settings()) if due else tool.versions(settings(), name)
    if as_json:
        show(found)
    else:
        say(tool.table(found))
        for finding in (one for row in found for one in row.get("findings", [])):
            hint("command-methodologies-finding", finding)
    if not found:
        hint("command-methodologies-none-due", {})


@commands.command(rich_help_panel=HEADING)
def choose(
    org: Annotated[str, typer.Option(help="org_… or org_public")],
    methodologies: Annotated[
        str | None, typer.Option(help="the whole set: ids and `local`, with commas between them, or none")
    ] = None,
    region: Annotated[str | None, typer.Option(help="such as CN-GD-SZ; none: each person's own")] = None,
    zone: Annotated[str | None, typer.Option(help="such as Asia/Shanghai: whose day it is")] = None,
    commute_baseline: Annotated[
        str | None, typer.Option("--commute-baseline", help="what people would have used instead, such as car; or none")
    ] = None,
) -> None:
    """Print what an organisation counts by, or change it; a change stands in its log."""
    chosen = import_module("app.choose").choose(settings(), org, methodologies, region, zone, commute_baseline)
    with told_as_json():
        show(asyncio.run(chosen))


@commands.command(rich_help_panel=HEADING)
def plausible(
    mass: Annotated[str, typer.Argument(help='as printed, such as "414,249 t" or 1.09万吨')],
    amount: Annotated[str, typer.Argument(help='beside it, such as "415496 kWh" or "12 km"')],
    of: Annotated[str, typer.Option(help="what the mass is of: co2e or coal")] = "co2e",
) -> None:
    """Tell whether a printed mass can belong to the amount beside it; catches kg for t and 万 left out."""
    guard = import_module("methodologies.magnitude")
    if of not in guard.SUBJECTS:
        raise typer.BadParameter(f"--of is {' or '.join(guard.SUBJECTS)}")
    with told_as_json():
        show({"plausible": True, **asdict(guard.examine(mass, amount, of))})


@contextmanager
def told_as_json() -> Iterator[None]:
    """Ends the command with a problem object on standard output where its body raises one of our errors."""
    try:
        yield
    except DomainError as problem:
        show({"code": problem.code, **dict(problem.params)})
        raise typer.Exit(WRONG) from problem
