"""`leafledger`: the map of all commands.  Each heading of it is a module of `app.commands`."""

import typer

from app.commands import ledger, methods, people_and_backups, proofs, roles, running, set_up

HEADINGS = (running, set_up, roles, proofs, ledger, methods, people_and_backups)

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="rich")
for heading in HEADINGS:
    app.add_typer(heading.commands)


def main() -> None:
    """The entry point."""
    app()
