"""People and backups: who leaves, and what must outlive the machine."""

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from app.commands.terminal import WRONG, TelegramId, hint, run, sentence, settings, show

HEADING = "People and backups"
commands = typer.Typer()


@commands.command(rich_help_panel=HEADING)
def erase(
    member: Annotated[str, typer.Option(help="mem_…, or act_… of one of their acts")] = "",
    telegram_id: TelegramId = None,
    person: Annotated[str, typer.Option(help="per_… or a uuid")] = "",
    org: Annotated[str, typer.Option(help="org_…: look for the member there alone")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
) -> None:
    """Erase a person for good; the ledger, its proofs and all totals stay as they are."""
    if sum((bool(member), telegram_id is not None, bool(person))) != 1:
        raise typer.BadParameter("give one of --member, --telegram-id and --person")

    def agreed(what: dict[str, object]) -> bool:
        sys.stderr.write(json.dumps(what, indent=2) + "\n")
        return yes or typer.confirm(sentence("command-erase-ask", {}), err=True)

    done = run(
        import_module("app.erase").erase(
            settings(), member=member, telegram_id=telegram_id, person=person, org=org, agreed=agreed
        )
    )
    if done is None:
        raise typer.Exit(WRONG)
    show(done)


@commands.command(rich_help_panel=HEADING)
def backup(
    dir: Annotated[Path, typer.Option(help="a new or empty folder")],
    with_key: Annotated[bool, typer.Option("--with-key", help="put the key file in as well")] = False,
) -> None:
    """Write everything of one moment into a folder that `restore` reads."""
    done = run(import_module("app.backup").backup(settings(), dir, with_key=with_key))
    hint(
        "command-backup-with-key" if with_key else "command-backup-without-key",
        {"path": settings().key_path},
    )
    show(done)


@commands.command(rich_help_panel=HEADING)
def restore(
    dir: Annotated[Path, typer.Option(exists=True, file_okay=False, help="a backup")],
    checkpoint: Annotated[
        list[Path] | None, typer.Option(exists=True, dir_okay=False, help="a signed checkpoint kept elsewhere")
    ] = None,
) -> None:
    """Fill an empty database from a backup, check every log, and erase again whoever was erased."""
    done = run(import_module("app.restore").restore(settings(), dir, checkpoint or []))
    for log_id in done["not_signed_any_more"]:
        hint("command-restore-behind", {"log": log_id})
    show(done)
