"""Ledger and reports: logs and their keys, balances, totals, exports, and the arithmetic of one activity."""

from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from app.commands.terminal import WRONG, console, refuse, run, settings, show

HEADING = "Ledger and reports"
commands = typer.Typer()


@commands.command("export-log", rich_help_panel=HEADING)
def export_log(
    org: Annotated[str, typer.Option(help="org_…, org_public, or platform")],
    dir: Annotated[Path, typer.Option(help="a new or empty folder")],
    as_signed: Annotated[
        bool, typer.Option("--as-signed", help="up to the newest checkpoint; sign nothing, ask nobody")
    ] = False,
) -> None:
    """Write an organisation's whole log as files that anyone can verify."""
    show(run(import_module("app.export").export_log(settings(), org, dir, as_signed=as_signed)))


@commands.command("rotate-key", rich_help_panel=HEADING)
def rotate_key(org: Annotated[str, typer.Option(help="org_…, org_public, or platform")]) -> None:
    """Give a log a new signing key; for 30 days both sign."""
    show(run(import_module("app.rotation").rotate_key(settings(), org)))


@commands.command("begin-log", rich_help_panel=HEADING)
def begin_log(
    checkpoint: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="the old log's final checkpoint")],
    policy: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="by which the old log is trusted")],
    org: Annotated[str, typer.Option(help="org_… or org_public, with an empty log")] = "org_public",
) -> None:
    """Begin a log with the final checkpoint of one that was given up."""
    show(run(import_module("app.beginning").begin_log(settings(), org, checkpoint, policy)))


@commands.command(rich_help_panel=HEADING)
def export(
    month: Annotated[str, typer.Option(help="YYYY-MM")],
    dir: Annotated[Path, typer.Option(help="a new or empty folder")],
    org: Annotated[str, typer.Option(help="org_… (default: every organisation, a folder each)")] = "",
) -> None:
    """Write the month's verified-reduction report with the log that proves it."""
    show(run(import_module("app.export").export_month(settings(), month, dir, org)))


@commands.command(rich_help_panel=HEADING)
def rebuild(
    check: Annotated[bool, typer.Option("--check", help="only compare, change nothing")] = False,
    org: Annotated[str, typer.Option(help="org_…, org_public or platform (default: every log)")] = "",
) -> None:
    """Write balances and tiles anew from the ledger; exit 1 names what differs from it."""
    answer, problems = run(import_module("app.rebuild").rebuild(settings(), org, check, console))
    show(answer)
    for problem in problems:
        refuse(problem)
    if problems:
        raise typer.Exit(WRONG)


@commands.command(rich_help_panel=HEADING)
def totals(
    org: Annotated[str, typer.Option(help="org_… or org_public")],
    as_known_on: Annotated[
        datetime | None, typer.Option("--as-known-on", formats=["%Y-%m-%d"], help="a day in UTC; default: today")
    ] = None,
    month: Annotated[str, typer.Option(help="YYYY-MM: only acts of that month")] = "",
) -> None:
    """Print an organisation's totals as its ledger knew them on a day, replayed from its entries."""
    known_on = None if as_known_on is None else as_known_on.date()
    show(run(import_module("app.rebuild").totals(settings(), org, known_on, month, console)))


@commands.command(rich_help_panel=HEADING)
def quantify(
    methodology: Annotated[str, typer.Argument(help="id/version, such as cn-sz-lcpt/2021.1")],
    input: Annotated[str, typer.Option(help="JSON, @file, or - for standard input")],
    evidence: Annotated[str, typer.Option(help="attested, corroborated or self_reported")] = "attested",
) -> None:
    """Compute one activity under a methodology, without recording it."""
    code, answer = import_module("app.quantify").quantify(settings(), methodology, input, evidence)
    show(answer)
    raise typer.Exit(code)


@commands.command(rich_help_panel=HEADING)
def recalculate(
    org: Annotated[str, typer.Option(help="org_… or org_public")],
    before: Annotated[str, typer.Argument(metavar="FROM", help="id/version that priced the acts")] = "",
    after: Annotated[str, typer.Argument(metavar="TO", help="id/version that is to price them")] = "",
    true_up: Annotated[bool, typer.Option("--true-up", help="instead: whatever was priced provisionally")] = False,
    since: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="first local day")] = None,
    until: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="last local day")] = None,
    equal_too: Annotated[bool, typer.Option("--equal-too", help="acts whose grams stay as well")] = False,
    report: Annotated[Path | None, typer.Option(dir_okay=False, help="a CSV file, a line an act")] = None,
    post: Annotated[bool, typer.Option("--post", help="post corrections; without it nothing is written")] = False,
    expect: Annotated[str, typer.Option(help="the digest that the dry run printed")] = "",
    reason: Annotated[str, typer.Option(help="recalculated or trued_up")] = "recalculated",
    silent: Annotated[bool, typer.Option("--silent", help="do not tell people that their grams changed")] = False,
) -> None:
    """Price past acts by another version of their methodology: a dry run, or corrections in the ledger."""
    if true_up == bool(before and after) or (true_up and (before or since or until)):
        raise typer.BadParameter("give either FROM and TO, or --true-up alone")
    if post != bool(expect):
        raise typer.BadParameter("--post and --expect DIGEST go together; run without them first")
    if reason not in ("recalculated", "trued_up"):
        raise typer.BadParameter("--reason is recalculated or trued_up")
    work = import_module("app.recalculate")
    days = {name: at.date() for name, at in (("since", since), ("until", until)) if at is not None}
    asked = work.Asked(
        org, before, after, true_up, equal_too=equal_too, report=report, expect=expect, reason=reason, silent=silent,
        **days,
    )  # fmt: skip
    show(run(import_module("app.recalculate").recalculate(settings(), asked, console)))
