"""Roles and corrections: who may do what in an organisation, and what needs two persons."""

from importlib import import_module
from typing import Annotated

import typer

from app.commands.terminal import TelegramId, run, settings, show
from kernel.units import MAX_SAFE_INTEGER

HEADING = "Roles and corrections"
commands = typer.Typer()
role = typer.Typer(help="See, give and take roles.", no_args_is_help=True)
commands.add_typer(role, name="role", rich_help_panel=HEADING)

Org = Annotated[str, typer.Option(help="org_… or org_public")]
Role = Annotated[str, typer.Argument(help="such as admin, reviewer, organiser (docs/roles.md)")]
Person = Annotated[str, typer.Option(help="per_…")]
Unit = Annotated[str, typer.Option(help="unit_…: in this unit and below alone")]
Campaign = Annotated[str, typer.Option(help="cmp_…: in this campaign alone")]


@role.command("list")
def list_roles(org: Org) -> None:
    """Print who holds which role."""
    show(run(import_module("app.roles").listed(settings(), org)))


@role.command("give")
def give(
    role: Role, org: Org, person: Person = "", telegram_id: TelegramId = None, unit: Unit = "", campaign: Campaign = ""
) -> None:
    """Give a member a role; it stands in the organisation's log."""
    _change("give", org, role, person, telegram_id, unit, campaign)


@role.command("take")
def take(
    role: Role, org: Org, person: Person = "", telegram_id: TelegramId = None, unit: Unit = "", campaign: Campaign = ""
) -> None:
    """Take a role away, from this moment on."""
    _change("take", org, role, person, telegram_id, unit, campaign)


@role.command("remove")
def remove(org: Org, person: Person = "", telegram_id: TelegramId = None) -> None:
    """End a membership with all its roles; the records stay."""
    _change("remove", org, "member", person, telegram_id, "", "")


def _change(how: str, org: str, role: str, person: str, telegram_id: int | None, unit: str, campaign: str) -> None:
    if bool(person) == (telegram_id is not None):
        raise typer.BadParameter("give one of --person and --telegram-id")
    work = import_module("app.roles").changed(
        settings(), how, org, role, person=person, telegram_id=telegram_id, unit=unit, campaign=campaign
    )
    show(run(work))


@commands.command(rich_help_panel=HEADING)
def forget_second_factor(person: Person = "", telegram_id: TelegramId = None) -> None:
    """Take the second factor of somebody who lost it away, and end their sessions; make sure first who they are."""
    if bool(person) == (telegram_id is not None):
        raise typer.BadParameter("give one of --person and --telegram-id")
    work = import_module("app.roles").second_factor_forgotten(settings(), person=person, telegram_id=telegram_id)
    show(run(work))


@commands.command(rich_help_panel=HEADING)
def adjust(
    org: Org,
    act: Annotated[str, typer.Option(help="act_…: propose something about it")] = "",
    quantity: Annotated[
        int | None, typer.Option(min=1, max=MAX_SAFE_INTEGER, help="the right one, in the record's base unit")
    ] = None,
    reverse: Annotated[bool, typer.Option("--reverse", help="take the whole record back")] = False,
    reason: Annotated[str, typer.Option(help="wrong_quantity, counted_twice, did_not_happen …")] = "other",
    comment: Annotated[str, typer.Option(help="why, in a sentence")] = "",
    confirm: Annotated[str, typer.Option(help="apr_…: do what another proposed")] = "",
    decline: Annotated[str, typer.Option(help="apr_…: refuse it")] = "",
    withdraw: Annotated[str, typer.Option(help="apr_…: take one's own proposal back")] = "",
) -> None:
    """Correct or reverse a record: one proposes, another confirms; without more, print what waits."""
    decisions = {"confirm": confirm, "decline": decline, "withdraw": withdraw}
    chosen = [(how, ident) for how, ident in decisions.items() if ident]
    if len(chosen) + bool(act) > 1 or (act and reverse == (quantity is not None)):
        raise typer.BadParameter("give --act with --quantity or --reverse, or one proposal")
    found = import_module("app.roles")
    if act:
        show(run(found.propose(settings(), org, act, quantity, reason, comment)))
    elif chosen:
        show(run(found.decide(settings(), org, chosen[0][1], chosen[0][0])))
    else:
        show(run(found.waiting(settings(), org)))


@commands.command("settings", rich_help_panel=HEADING)
def change_settings(
    org: Org,
    name: Annotated[str | None, typer.Option(help="as people will read it")] = None,
    minimum_group: Annotated[int | None, typer.Option(help="figures of fewer people are hidden, at least 5")] = None,
) -> None:
    """Print or change an organisation's name and smallest group; a change stands in its log."""
    show(run(import_module("app.roles").set_up(settings(), org, name, minimum_group)))
