"""The bar that long commands show on standard error, gone when they are done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn


@contextmanager
def bar(label: str, console: Console) -> Iterator[Callable[[int, int], None]]:
    """To be told (entries done, entries in all)."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as shown:
        task = shown.add_task(label, total=None)
        yield lambda done, size: shown.update(task, completed=done, total=size)
