"""People and backups: who comes, who leaves, and what must outlive the machine."""

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from app.commands.terminal import WRONG, TelegramId, console, hint, put, run, say, sentence, settings, show
from app.progress import bar

HEADING = "People and backups"
MOST_SAID = 50
"""Refused rows that are told without --json."""
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
def roster(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV or XLSX")],
    org: Annotated[str, typer.Option(help="org_… or programme")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="tell what it would do, and write nothing")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print every row's verdict as JSON")] = False,
) -> None:
    """Import an organisation's people: each row invites one; exit 1 where a row was refused."""
    with bar("roster", console) as seen:
        done = run(import_module("app.roster").take(settings(), org, file, dry=dry_run, seen=seen))
    if as_json:
        show(done)
    else:
        _tell_roster(done)
    if done["counts"]["refused"]:
        raise typer.Exit(WRONG)


def _tell_roster(done: dict[str, Any]) -> None:
    """The counts, then the refused rows, a sentence each."""
    lines = [sentence("command-roster-dry" if done["dry_run"] else "command-roster-done", {**done, **done["counts"]})]
    if done["ignored_columns"]:
        lines.append(sentence("command-roster-ignored", {"columns": done["ignored_columns"]}))
    refused = [one for one in done["verdicts"] if one["verdict"] == "refused"]
    for one in refused[:MOST_SAID]:
        said = sentence(f"roster-reason-{one['reason'].replace('_', '-')}", {"as_in": one.get("as_in_row", 0)})
        column = sentence(f"roster-column-{one['column']}", {})
        lines.append(sentence("command-roster-refused", {"row": one["row"], "column": column, "reason": said}))
    if len(refused) > MOST_SAID:
        lines.append(sentence("command-roster-more", {"count": len(refused) - MOST_SAID}))
    say("\n".join(lines) + "\n")


@commands.command("roster-links", rich_help_panel=HEADING)
def roster_links(
    org: Annotated[str, typer.Option(help="org_… or programme")],
    out: Annotated[Path | None, typer.Option(dir_okay=False, help="a CSV file; without one: standard output")] = None,
) -> None:
    """Write a personal link for everybody of the roster who has not come, as CSV."""
    put(run(import_module("app.roster").personal_links(settings(), org)), out)


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
