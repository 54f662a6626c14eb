"""`leafledger`: the map of all commands.

Exit codes: 0 done, 1 the world is wrong (one sentence or a problem object says how), 2 wrong usage.
A process of the product is a module of its own, loaded when its command is called: the API must not carry the bot.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable, Coroutine
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console

from app.heartbeat import is_alive
from app.loading import load
from app.settings import Settings
from kernel.errors import DomainError
from language.texts import Texts
from ledger.invalid import LogInvalid

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="rich")
console = Console(stderr=True)
Answer = TypeVar("Answer")

USAGE = 2
SERVE, LEDGER, SET_UP, KEEPING = "Run", "Ledger and reports", "Set up", "People and backups"


def _locale() -> str:
    return "zh" if os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("zh") else "en"


def _refuse(problem: DomainError, code: int = 1) -> typer.Exit:
    """One sentence on standard error, in the person's language; numbers as they are typed: 8080, not 8,080."""
    params = {name: value if isinstance(value, list) else str(value) for name, value in problem.params.items()}
    sentence = Texts.load().render(f"error-{problem.code.replace('_', '-')}", params, _locale())
    console.print(sentence, style="red", highlight=False, markup=False, soft_wrap=True)
    return typer.Exit(code)


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as problem:
        for error in problem.errors():
            name = "LEAFLEDGER_" + "_".join(str(part) for part in error["loc"]).upper()
            console.print(f"{name}: {error['msg']}", style="red", highlight=False, markup=False)
        raise typer.Exit(USAGE) from problem


def _run(work: Coroutine[object, object, Answer]) -> Answer:
    try:
        return asyncio.run(work)
    except DomainError as problem:
        raise _refuse(problem) from problem


def _process(module: str) -> None:
    """Runs the `main` of a process module, imported on call."""
    try:
        load(f"app.{module}")()
    except DomainError as problem:
        raise _refuse(problem) from problem


@app.command(rich_help_panel=SERVE)
def up() -> None:
    """Start everything on this machine and print the addresses."""
    try:
        import_module("app.starting").start(_settings(), _locale())
    except DomainError as problem:
        raise _refuse(problem) from problem


@app.command(rich_help_panel=SERVE)
def api() -> None:
    """Serve the API and the pages."""
    _process("api")


@app.command(rich_help_panel=SERVE)
def bot() -> None:
    """Poll Telegram (or take from the webhook's inbox) and answer."""
    _process("bot")


@app.command(rich_help_panel=SERVE)
def worker() -> None:
    """Integrate the logs, sign checkpoints, sweep."""
    _process("worker")


@app.command(rich_help_panel=SERVE)
def simulator() -> None:
    """Serve the local stand-in for Telegram with its chat page."""
    _process("simulator")


@app.command(rich_help_panel=SERVE)
def healthy(name: Annotated[str, typer.Argument(help="worker, bot or simulator")]) -> None:
    """Tell by exit code whether a process of this data folder is alive."""
    if not is_alive(_settings().data_dir, name, time.time()):
        raise typer.Exit(1)


@app.command(rich_help_panel=SET_UP)
def migrate(revision: Annotated[str, typer.Argument(help="head, base, or a revision number")] = "head") -> None:
    """Bring the database schema to a revision."""
    _run(import_module("app.local").migrate_to(_settings(), revision))


@app.command("new-key", rich_help_panel=SET_UP)
def new_key() -> None:
    """Make the key file, where there is none."""
    try:
        path = import_module("app.local").new_key(_settings())
    except DomainError as problem:
        raise _refuse(problem) from problem
    console.print(f"{path}", highlight=False)


@app.command(rich_help_panel=SET_UP)
def demo() -> None:
    """Make a demonstration organisation; prints JSON with its links, an API key and one linked member."""
    _print(_run(import_module("app.demo").demo(_settings())))


@app.command("admin-link", rich_help_panel=SET_UP)
def admin_link(org: Annotated[str, typer.Option(help="org_… or org_public")]) -> None:
    """Print a link to an organisation's green-office page, good for seven days."""
    _print(_run(import_module("app.demo").admin_link(_settings(), org)))


@app.command(rich_help_panel=SET_UP)
def seed(
    directory: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="such as examples/day")],
    on: Annotated[str, typer.Option(help="the day that it becomes, YYYY-MM-DD; default: the last workday")] = "",
) -> None:
    """Play an example day through the real doors; exit 1 unless every total is as expected."""
    answer = _run(import_module("app.seed").seed(_settings(), directory, on, console))
    _print(answer)
    if not answer["equal"]:
        raise typer.Exit(1)


@app.command(rich_help_panel=LEDGER)
def verify(
    directory: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="an exported log")],
    policy: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="the auditor's own policy")] = None,
    chain_only: Annotated[
        bool, typer.Option("--chain-only", help="signatures, tree and chain; what the entries say stays unread")
    ] = False,
) -> None:
    """Check a whole exported log without database or network; names the first wrong entry."""
    try:
        result = import_module("app.audit").audit(directory, policy, console, chain_only=chain_only)
    except LogInvalid as problem:
        raise _refuse(problem) from problem
    except DomainError as problem:
        raise _refuse(problem, USAGE) from problem  # The auditor's own policy is no fault of the log.
    _print(result)


@app.command(rich_help_panel=LEDGER)
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
    maker = import_module("app.prove")
    try:
        if consistency:
            answer = maker.consistency_from(dir, *consistency) if dir else None
            answer = answer or _run(maker.consistency_of(_settings(), org, *consistency))
            data = (json.dumps(answer, indent=2) + "\n").encode()
        else:
            data = maker.receipt_from(dir, n, size) if dir else _run(maker.receipt_of(_settings(), org, n, size))
        maker.write(data, out)
    except DomainError as problem:
        raise _refuse(problem) from problem


@app.command("check-proof", rich_help_panel=LEDGER)
def check_proof(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="a .tlog-proof")],
    policy: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="the keys that you trust")],
    entry: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="where it is not inside")] = None,
) -> None:
    """Check a receipt offline against keys of your own."""
    checker = import_module("app.prove")
    try:
        trust = checker.read_policy(policy)
    except DomainError as problem:
        raise _refuse(problem, USAGE) from problem
    _say("command-proof-holds", lambda: checker.check(file, trust, entry))


@app.command(rich_help_panel=LEDGER)
def extends(
    old: Annotated[Path, typer.Argument(exists=True, help="the kept export, or its checkpoint file alone")],
    new: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="the export of today")],
    policy: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="the auditor's own policy")] = None,
) -> None:
    """Prove that an exported log begins with the one that you kept."""
    checker = import_module("app.prove")
    try:
        trust = checker.read_policy(policy) if policy else None
    except DomainError as problem:
        raise _refuse(problem, USAGE) from problem
    _say("command-log-extends", lambda: checker.extends(old, new, trust))


def _say(sentence: str, work: Callable[[], dict[str, str | int]]) -> None:
    """What was found, in one sentence on standard output; numbers as they are typed."""
    try:
        params = {name: str(value) for name, value in work().items()}
    except DomainError as problem:
        raise _refuse(problem) from problem
    sys.stdout.write(Texts.load().render(sentence, params, _locale()) + "\n")


@app.command("export-log", rich_help_panel=LEDGER)
def export_log(
    org: Annotated[str, typer.Option(help="org_…, org_public, or platform")],
    dir: Annotated[Path, typer.Option(help="a new or empty folder")],
) -> None:
    """Write an organisation's whole log as files that anyone can verify."""
    _print(_run(import_module("app.export").export_log(_settings(), org, dir)))


@app.command(rich_help_panel=SERVE)
def witness(
    key: Annotated[Path, typer.Option(help="the witness's key file, made at the first start")],
    state: Annotated[Path, typer.Option(help="what it has cosigned, made at the first start")],
    log: Annotated[list[str], typer.Option(help="verifier key of a log to witness; several times for several")],
    listen: Annotated[str, typer.Option(help="HOST:PORT; port 0 for any free one")] = "127.0.0.1:8090",
    name: Annotated[str, typer.Option(help="the witness's name at its first start; default: this machine's")] = "",
) -> None:
    """Witness the logs of others: cosign their checkpoints as long as they only grow."""
    module = import_module("app.witness")
    try:
        listening = module.Listening(module.open_witness(key, state, log, name), listen)
    except DomainError as problem:
        raise _refuse(problem) from problem
    _print(listening.told)
    sys.stdout.flush()
    listening.run()


@app.command("rotate-key", rich_help_panel=LEDGER)
def rotate_key(org: Annotated[str, typer.Option(help="org_…, org_public, or platform")]) -> None:
    """Give a log a new signing key; for 30 days both sign."""
    _print(_run(import_module("app.rotation").rotate_key(_settings(), org)))


@app.command(rich_help_panel=LEDGER)
def export(
    month: Annotated[str, typer.Option(help="YYYY-MM")],
    dir: Annotated[Path, typer.Option(help="a new or empty folder")],
    org: Annotated[str, typer.Option(help="org_… (default: every organisation, a folder each)")] = "",
) -> None:
    """Write the month's verified-reduction report with the log that proves it."""
    _print(_run(import_module("app.export").export_month(_settings(), month, dir, org)))


@app.command(rich_help_panel=LEDGER)
def rebuild(
    check: Annotated[bool, typer.Option("--check", help="only compare, change nothing")] = False,
    org: Annotated[str, typer.Option(help="org_…, org_public or platform (default: every log)")] = "",
) -> None:
    """Write balances and tiles anew from the ledger; exit 1 names what differs from it."""
    answer, problems = _run(import_module("app.rebuild").rebuild(_settings(), org, check, console))
    _print(answer)
    for problem in problems:
        _refuse(problem)
    if problems:
        raise typer.Exit(1)


@app.command(rich_help_panel=LEDGER)
def totals(
    org: Annotated[str, typer.Option(help="org_… or org_public")],
    as_known_on: Annotated[
        datetime | None, typer.Option("--as-known-on", formats=["%Y-%m-%d"], help="a day in UTC; default: today")
    ] = None,
    month: Annotated[str, typer.Option(help="YYYY-MM: only acts of that month")] = "",
) -> None:
    """Print an organisation's totals as its ledger knew them on a day, replayed from its entries."""
    known_on = None if as_known_on is None else as_known_on.date()
    _print(_run(import_module("app.rebuild").totals(_settings(), org, known_on, month, console)))


@app.command(rich_help_panel=LEDGER)
def quantify(
    methodology: Annotated[str, typer.Argument(help="id/version, such as cn-sz-lcpt/2021.1")],
    input: Annotated[str, typer.Option(help="JSON, @file, or - for standard input")],
    evidence: Annotated[str, typer.Option(help="attested, corroborated or self_reported")] = "attested",
) -> None:
    """Compute one activity under a methodology, without recording it."""
    code, answer = import_module("app.quantify").quantify(_settings(), methodology, input, evidence)
    _print(answer)
    raise typer.Exit(code)


@app.command(rich_help_panel=KEEPING)
def erase(
    member: Annotated[str, typer.Option(help="mem_…, or act_… of one of their acts")] = "",
    telegram_id: Annotated[int | None, typer.Option(help="their number at Telegram")] = None,
    person: Annotated[str, typer.Option(help="per_… or a uuid")] = "",
    org: Annotated[str, typer.Option(help="org_…: look for the member there alone")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
) -> None:
    """Erase a person for good; the ledger, its proofs and all totals stay as they are."""
    if sum((bool(member), telegram_id is not None, bool(person))) != 1:
        raise typer.BadParameter("give one of --member, --telegram-id and --person")

    def agreed(what: dict[str, object]) -> bool:
        sys.stderr.write(json.dumps(what, indent=2) + "\n")
        question = Texts.load().render("command-erase-ask", {}, _locale())
        return yes or typer.confirm(question, err=True)

    done = _run(
        import_module("app.erase").erase(
            _settings(), member=member, telegram_id=telegram_id, person=person, org=org, agreed=agreed
        )
    )
    if done is None:
        raise typer.Exit(1)
    _print(done)


@app.command(rich_help_panel=KEEPING)
def backup(
    dir: Annotated[Path, typer.Option(help="a new or empty folder")],
    with_key: Annotated[bool, typer.Option("--with-key", help="put the key file in as well")] = False,
) -> None:
    """Write everything of one moment into a folder that `restore` reads."""
    done = _run(import_module("app.backup").backup(_settings(), dir, with_key=with_key))
    hint = "command-backup-with-key" if with_key else "command-backup-without-key"
    sys.stderr.write(Texts.load().render(hint, {"path": str(_settings().key_path)}, _locale()) + "\n")
    _print(done)


@app.command(rich_help_panel=KEEPING)
def restore(
    dir: Annotated[Path, typer.Option(exists=True, file_okay=False, help="a backup")],
    checkpoint: Annotated[
        list[Path] | None, typer.Option(exists=True, dir_okay=False, help="a signed checkpoint kept elsewhere")
    ] = None,
) -> None:
    """Fill an empty database from a backup, check every log, and erase again whoever was erased."""
    done = _run(import_module("app.restore").restore(_settings(), dir, checkpoint or []))
    for log_id in done["not_signed_any_more"]:
        sys.stderr.write(Texts.load().render("command-restore-behind", {"log": log_id}, _locale()) + "\n")
    _print(done)


def _print(answer: object) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")


def main() -> None:
    """The entry point."""
    app()
