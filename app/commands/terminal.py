"""What every command shares: settings, its way to speak, and how it refuses.

Exit codes: 0 done, 1 the world is wrong (one sentence or a problem object says how), 2 wrong usage.
"""

import asyncio
import difflib
import json
import os
import sys
import unicodedata
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console

from app.loading import SUPERVISED
from app.settings import PREFIX, Settings
from kernel.errors import DomainError
from language.texts import Texts

console = Console(stderr=True)
Answer = TypeVar("Answer")

WRONG, USAGE = 1, 2
LONGEST_VALUE = 1_000
"""Characters of a value in a sentence: Fluent takes no more."""
_READ = frozenset((SUPERVISED.removeprefix(PREFIX), *(name.upper() for name in Settings.model_fields)))
"""What stands after the prefix in the variables that mean something; another is a slip, and would go unseen."""
TelegramId = Annotated[int | None, typer.Option(min=1, max=2**63 - 1, help="their number at Telegram")]


class OutputUnwritable(DomainError):
    """What a command made cannot be written.  path: where to, `-` for standard output; reason: the system's own word."""

    code = "output_unwritable"


def locale() -> str:
    """The language of whoever types."""
    return "zh" if os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("zh") else "en"


def sentence(text: str, params: Mapping[str, object]) -> str:
    """A text in that language; numbers as they are typed: 8080, not 8,080."""
    plain = {name: value if isinstance(value, list) else _harmless(str(value)) for name, value in params.items()}
    return Texts.load().render(text, plain, locale())


def _harmless(value: str) -> str:
    """As it is, but for control characters: a file that a stranger named must not write over what a terminal shows.

    What is longer than `LONGEST_VALUE` is cut.
    """
    shown = "".join(
        one.encode("unicode_escape").decode() if unicodedata.category(one) in ("Cc", "Cf", "Cs") else one
        for one in value
    )
    return shown if len(shown) <= LONGEST_VALUE else shown[: LONGEST_VALUE - 1] + "…"


def refuse(problem: DomainError) -> None:
    """One sentence on standard error."""
    told = sentence(f"error-{problem.code.replace('_', '-')}", problem.params)
    console.print(told, style="red", highlight=False, markup=False, soft_wrap=True)


@contextmanager
def refusals(code: int = WRONG) -> Iterator[None]:
    """Ends the command with `code` and a sentence where its body raises one of our errors."""
    try:
        yield
    except DomainError as problem:
        refuse(problem)
        raise typer.Exit(code) from problem


def _name_slips() -> None:
    """Says of each variable that nobody reads that it is none, and which one was meant."""
    for name in sorted(name.removeprefix(PREFIX) for name in os.environ if name.startswith(PREFIX)):
        meant = difflib.get_close_matches(name, _READ, n=1)
        if meant and meant[0] != name:
            hint("command-setting-meant", {"name": PREFIX + name, "meant": PREFIX + meant[0]})
        elif not meant:
            hint("command-setting-unread", {"name": PREFIX + name})


def settings() -> Settings:
    """The settings; ends the command where one is wrong, and names those that nobody reads."""
    _name_slips()
    try:
        return Settings()
    except ValidationError as problem:
        for error in problem.errors():
            name = PREFIX + "_".join(str(part) for part in error["loc"]).upper()
            told = error["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
            console.print(f"{name}: {told}", style="red", highlight=False, markup=False, soft_wrap=True)
        raise typer.Exit(USAGE) from problem


def run(work: Coroutine[object, object, Answer]) -> Answer:
    """What the work answers; refuses as `refusals` does."""
    with refusals():
        return asyncio.run(work)


def show(answer: object) -> None:
    """JSON on standard output."""
    say(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")


def say(text: str) -> None:
    """Text on standard output, in UTF-8 whatever the terminal's encoding: a program may read it."""
    put(text.encode(errors="backslashreplace"))


def put(data: bytes, file: Path | None = None) -> None:
    """Bytes into a file, or on standard output; ends the command where they cannot be written.

    Whoever closed the pipe wants no more: then nothing is said.
    """
    with refusals():
        try:
            if file is not None:
                file.write_bytes(data)
            else:
                sys.stdout.buffer.write(data)
                sys.stdout.buffer.flush()
        except BrokenPipeError:
            raise
        except OSError as problem:
            if file is None:
                # What is left would be tried again when the process ends, and be a traceback then.
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise OutputUnwritable(path=str(file or "-"), reason=problem.strerror or "system") from problem


def hint(text: str, params: Mapping[str, object]) -> None:
    """A sentence on standard error, beside the answer."""
    sys.stderr.write(sentence(text, params) + "\n")
