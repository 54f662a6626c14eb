"""Prove and verify: what anybody checks without trusting whoever runs the ledger."""

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from app.commands.terminal import console, put, refusals, run, say, sentence, settings, show

HEADING = "Prove and verify"
commands = typer.Typer()
Policy = Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="the auditor's own policy")]


@commands.command(rich_help_panel=HEADING)
def verify(
    directory: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="an exported log")],
    policy: Policy = None,
    chain_only: Annotated[
        bool, typer.Option("--chain-only", help="signatures, tree and chain; what the entries say stays unread")
    ] = False,
) -> None:
    """Check a whole exported log without database or network; names the first wrong entry."""
    with refusals():
        result = import_module("app.audit").audit(directory, policy, console, chain_only=chain_only)
    show(result)


@commands.command(rich_help_panel=HEADING)
def prove(
    n: Annotated[int | None, typer.Option(min=0, help="the entry's number: its receipt is made")] = None,
    consistency: Annotated[
        tuple[int, int] | None, typer.Option(metavar="FROM TO", help="two tree sizes: that one begins the other")
    ] = None,
    org: Annotated[str, typer.Option(help="org_…, org_public or platform: out of the database")] = "",
    dir: Annotated[Path | None, typer.Option(exists=True, file_okay=False, help="out of an exported log")] = None,
    size: Annotated[int | None, typer.Option(min=1, help="under the checkpoint of that size (default: newest)")] = None,
    out: Annotated[Path | None, typer.Option(dir_okay=False, help="a file (default: standard output)")] = None,
) -> None:
    """Make the receipt of an entry, or the proof that a log extends an earlier one."""
    if (n is None) == (consistency is None) or bool(org) == (dir is not None) or (consistency and size):
        raise typer.BadParameter("give either --n or --consistency, and either --org or --dir")
    if consistency and min(consistency) < 0:
        raise typer.BadParameter("tree sizes begin at 0")
    if consistency and consistency[0] > consistency[1]:
        raise typer.BadParameter("FROM is the smaller tree: a log only grows")
    maker = import_module("app.prove")
    with refusals():
        if consistency is None:
            data = maker.receipt_from(dir, n, size) if dir else run(maker.receipt_of(settings(), org, n, size))
        else:
            sizes = consistency
            proof = maker.consistency_from(dir, *sizes) if dir else run(maker.consistency_of(settings(), org, *sizes))
            data = (json.dumps(proof, indent=2) + "\n").encode()
    put(data, out)


@commands.command("check-proof", rich_help_panel=HEADING)
def check_proof(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="a .tlog-proof")],
    policy: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="the keys that you trust")],
    entry: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="where it is not inside")] = None,
) -> None:
    """Check a receipt offline against keys of your own."""
    checker = import_module("app.prove")
    with refusals():
        trust = checker.read_policy(policy)
    _say("command-proof-holds", lambda: checker.check(file, trust, entry))


@commands.command(rich_help_panel=HEADING)
def extends(
    old: Annotated[Path, typer.Argument(exists=True, help="the kept export, or its checkpoint file alone")],
    new: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="the export of today")],
    policy: Policy = None,
) -> None:
    """Prove that an exported log begins with the one that you kept."""
    checker = import_module("app.prove")
    with refusals():
        trust = checker.read_policy(policy) if policy else None
    _say("command-log-extends", lambda: checker.extends(old, new, trust))


def _say(text: str, work: Callable[[], dict[str, str | int]]) -> None:
    """What was found, in one sentence on standard output."""
    with refusals():
        found = work()
    say(sentence(text, found) + "\n")
