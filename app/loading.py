"""Loads a process of the product: at once for a command, ahead of its servers for the supervisor.

`python -m app.loading app.api` loads the API, and waits for the line `go` on standard input; it ends without it.  What
cannot run says so in its last line, as JSON, and ends with the code `REFUSED` where it never could.
"""

import gc
import json
import sys
from collections.abc import Callable
from importlib import import_module

from kernel.errors import DomainError

SUPERVISED = "LEAFLEDGER_SUPERVISED"
"""The supervisor's process id, for the processes that end with it."""
GO = "go\n"
REFUSED = 3
"""The exit code of a process that would be refused again however often it is started."""
PASSING = ("database_unreachable",)
"""Errors that the next start may not meet."""
GARBAGE_EVERY = 50_000
"""So many objects more than before, and the newest are looked through for cycles."""


def load(module: str) -> Callable[[], None]:
    """The `main` of a process module.

    What is made while loading stays as long as the process, so nothing looks for garbage in it, now or later: that
    took a sixth of the time that the bot needs to load.  What comes later, requests and updates, goes by reference
    counts; looking for cycles every 700 objects took a tenth of the API's time.
    """
    gc.disable()
    main: Callable[[], None] = import_module(module).main
    gc.freeze()
    gc.set_threshold(GARBAGE_EVERY)
    gc.enable()
    return main


def main() -> None:
    """Loads the module that the command names, and runs it when told to."""
    run = load(sys.argv[1])
    if sys.stdin.readline() == GO:
        try:
            run()
        except DomainError as problem:
            sys.stderr.write(json.dumps({"refused": problem.code, "params": dict(problem.params)}) + "\n")
            sys.exit(1 if problem.code in PASSING else REFUSED)


if __name__ == "__main__":
    main()
