"""Run: the product as a whole, and each of its processes.

A process is a module of its own, loaded when its command is called: the API must not carry the bot.
"""

import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from app.commands.terminal import locale, refusals, settings, show
from app.heartbeat import is_alive
from app.loading import load
from kernel.clock import SystemClock

HEADING = "Run"
commands = typer.Typer()


def _process(module: str) -> None:
    """Runs the `main` of a process module, which reads the settings for itself."""
    settings()
    with refusals():
        load(f"app.{module}")()


@commands.command(rich_help_panel=HEADING)
def up() -> None:
    """Start everything on this machine and print the addresses."""
    with refusals():
        import_module("app.starting").start(settings(), locale())


@commands.command(rich_help_panel=HEADING)
def api() -> None:
    """Serve the API and the pages."""
    _process("api")


@commands.command(rich_help_panel=HEADING)
def bot() -> None:
    """Poll Telegram (or take from the webhook's inbox) and answer."""
    _process("bot")


@commands.command(rich_help_panel=HEADING)
def worker() -> None:
    """Integrate the logs, sign checkpoints, sweep."""
    _process("worker")


@commands.command(rich_help_panel=HEADING)
def simulator() -> None:
    """Serve the local stand-in for Telegram with its chat page."""
    _process("simulator")


@commands.command(rich_help_panel=HEADING)
def witness(
    key: Annotated[Path, typer.Option(help="the witness's key file, made at the first start")],
    state: Annotated[Path, typer.Option(help="what it has cosigned, made at the first start")],
    log: Annotated[list[str], typer.Option(help="verifier key of a log to witness; several times for several")],
    listen: Annotated[str, typer.Option(help="HOST:PORT; port 0 for any free one")] = "127.0.0.1:8090",
    name: Annotated[str, typer.Option(help="the witness's name at its first start; default: this machine's")] = "",
) -> None:
    """Witness the logs of others: cosign their checkpoints as long as they only grow."""
    module = import_module("app.witness")
    with refusals():
        listening = module.Listening(module.open_witness(key, state, log, name), listen)
    show(listening.told)
    sys.stdout.flush()
    listening.run()


@commands.command(rich_help_panel=HEADING)
def healthy(name: Annotated[str, typer.Argument(help="api, worker, bot or simulator")]) -> None:
    """Tell by exit code whether a process of this data folder is alive."""
    if name not in ("api", "worker", "bot", "simulator"):
        raise typer.BadParameter("there is no process of that name")
    if not is_alive(settings().data_dir, name, SystemClock().now().timestamp()):
        raise typer.Exit(1)
