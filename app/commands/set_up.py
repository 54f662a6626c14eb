"""Set up: the schema, the key file, and something to look at."""

from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from app.commands.terminal import WRONG, console, refusals, run, settings, show

HEADING = "Set up"
commands = typer.Typer()
organisation = typer.Typer(help="Make an organisation, and its tree of units.", no_args_is_help=True)
commands.add_typer(organisation, name="organisation", rich_help_panel=HEADING)


@commands.command(rich_help_panel=HEADING)
def migrate(
    revision: Annotated[str, typer.Argument(help="head, base, or a revision number")] = "head",
    down: Annotated[bool, typer.Option("--down", help="to an older one, dropping what the newer ones hold")] = False,
) -> None:
    """Bring the database schema to a revision."""
    run(import_module("app.local").migrate_to(settings(), revision, down=down))


@commands.command("new-key", rich_help_panel=HEADING)
def new_key() -> None:
    """Make the key file, and the logs' where LEAFLEDGER_LOG_KEY_FILE names one; what is there stays."""
    with refusals():
        for path in import_module("app.local").new_key(settings()):
            console.print(f"{path}", highlight=False)


@commands.command(rich_help_panel=HEADING)
def demo() -> None:
    """Make a demonstration organisation; prints JSON with its links, an API key and one linked member."""
    show(run(import_module("app.demo").demo(settings())))


@commands.command("admin-link", rich_help_panel=HEADING)
def admin_link(org: Annotated[str, typer.Option(help="org_… or org_public")]) -> None:
    """Print a link to an organisation's green-office page, good for seven days."""
    show(run(import_module("app.demo").admin_link(settings(), org)))


@organisation.command("create")
def create_organisation(
    name: Annotated[str, typer.Argument(help="as people will read it")],
    region: Annotated[str, typer.Option(help="such as CN-GD-SZ; without one each person's own counts")] = "",
    zone: Annotated[str, typer.Option(help="such as Asia/Shanghai: whose day it is")] = "",
    kind: Annotated[str, typer.Option(help="company, small_firm, community or programme")] = "company",
) -> None:
    """Make an organisation; prints JSON with its id and the chat link of its first admin."""
    show(run(import_module("app.organisation").create(settings(), name, region, zone, kind)))


@organisation.command("units")
def list_units(org: Annotated[str, typer.Option(help="org_… or programme")]) -> None:
    """Print the tree of its units as JSON, each with what stands in it and below; small groups stay hidden."""
    show(run(import_module("app.units").tree(settings(), org)))


@organisation.command("add-unit")
def add_unit(
    name: Annotated[str, typer.Argument(help="as people will read it")],
    org: Annotated[str, typer.Option(help="org_… or programme")],
    kind: Annotated[str, typer.Option(help="site, department, team or block")] = "department",
    under: Annotated[str, typer.Option(help="unit_… that it lies in; without one it stands at the top")] = "",
) -> None:
    """Make a unit."""
    show(run(import_module("app.units").add(settings(), org, name, kind, under)))


@organisation.command("move-unit")
def move_unit(
    unit: Annotated[str, typer.Argument(help="unit_…, with all that lies in it")],
    org: Annotated[str, typer.Option(help="org_… or programme")],
    under: Annotated[str, typer.Option(help="unit_… that it shall lie in; without one it goes to the top")] = "",
) -> None:
    """Hang a unit elsewhere in the tree; acts stay with the unit that they were recorded under."""
    show(run(import_module("app.units").move(settings(), org, unit, under)))


@organisation.command("email-domains")
def email_domains(
    org: Annotated[str, typer.Option(help="org_…")],
    domain: Annotated[
        list[str] | None, typer.Argument(help="such as company.com; none: nobody joins by e-mail")
    ] = None,
) -> None:
    """Choose the domains whose addresses let people join by a code."""
    show(run(import_module("app.organisation").email_domains(settings(), org, domain or [])))


@organisation.command("assign")
def assign(
    person: Annotated[str, typer.Argument(help="per_… of a member")],
    org: Annotated[str, typer.Option(help="org_… or programme")],
    unit: Annotated[str, typer.Option(help="unit_…; without one they are in no unit")] = "",
) -> None:
    """Move a member to a unit: new records stand under it, old ones stay where they are."""
    show(run(import_module("app.units").assign(settings(), org, person, unit)))


@commands.command(rich_help_panel=HEADING)
def invite(
    org: Annotated[str, typer.Option(help="org_… or programme")],
    role: Annotated[list[str] | None, typer.Option(help="admin, reviewer or organiser; several may be given")] = None,
) -> None:
    """Print a chat link that leads into an organisation; with a role it works once."""
    show(run(import_module("app.organisation").invite(settings(), org, role or [])))


@commands.command(rich_help_panel=HEADING)
def seed(
    directory: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="such as examples/day")],
    on: Annotated[str, typer.Option(help="the day that it becomes, YYYY-MM-DD; default: the last workday")] = "",
) -> None:
    """Play an example day through the real doors; exit 1 unless every total is as expected."""
    answer = run(import_module("app.seed").seed(settings(), directory, on, console))
    show(answer)
    if not answer["equal"]:
        raise typer.Exit(WRONG)
