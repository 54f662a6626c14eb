"""`leafledger verify`: the pure verifier with our evaluator, a progress bar and a plain answer."""

import dataclasses
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from kernel.errors import DomainError
from ledger.verify import verify
from methodologies.engine import recompute


class FileUnreadable(DomainError):
    """A file that was named cannot be read."""

    code = "file_unreadable"


def audit(directory: Path, policy: Path | None, console: Console, *, chain_only: bool = False) -> dict[str, object]:
    """The verdict on an exported log; raises `ledger.verify.LogInvalid` with the first wrong entry."""
    try:
        text = None if policy is None else policy.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise FileUnreadable(path=str(policy)) from problem
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(directory.name, total=None)
        evaluate = None if chain_only else recompute
        found = verify(directory, text, evaluate, lambda done, size: bar.update(task, completed=done, total=size))
    return {"valid": True, **dataclasses.asdict(found)}
