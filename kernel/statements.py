"""One message for all that a batch reads, and one for all that it writes.

Each statement is a journey to the server and back, which a busy event loop lengthens, and others wait for their turn
with it.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from kernel.work import Connection

_parameter = re.compile(r"\$(\d+)")
T = TypeVar("T")
Answer = Callable[[], T]
"""What comes of a reading; to be asked for once it was sent."""


class Reads:
    """Queries of several packages as one: each a part of `UNION ALL`, its parameters numbered from $1 as if it were alone.

    All of them see the tables at one moment.
    """

    def __init__(self) -> None:
        self._parts: list[tuple[str, str, int]] = []
        self._params: list[object] = []
        self._rows: list[list[tuple[Any, ...]]] = []

    def add(self, types: str, select: str, *params: object) -> list[tuple[Any, ...]]:
        """The list that `send` puts the rows of `select` into, in no order.

        types: its columns', separated by commas.
        """
        self._parts.append((types, select, len(params)))
        self._params += params
        self._rows.append([])
        return self._rows[-1]

    async def send(self, connection: Connection) -> None:
        """Asks once for everything that was added."""
        statement, places = _united(tuple(self._parts))
        for row in await connection.fetch(statement, *self._params):
            part = row[0]
            self._rows[part].append(row[places[part]])


@lru_cache(maxsize=256)
def _united(parts: tuple[tuple[str, str, int], ...]) -> tuple[str, list[slice]]:
    """The query, whose first column tells the part, and where each part's own columns stand in its rows."""
    types = [part[0].split(",") for part in parts]
    selects, places, before, params = list[str](), list[slice](), 0, 0
    for number, (_, select, count) in enumerate(parts):
        own = [
            f"o.c{column}" if part == number else f"NULL::{kind}"
            for part, kinds in enumerate(types)
            for column, kind in enumerate(kinds)
        ]
        names = ", ".join(f"c{column}" for column in range(len(types[number])))
        selects.append(f"SELECT {number}, {', '.join(own)} FROM ({_shifted(select, params)}) AS o({names})")
        places.append(slice(1 + before, 1 + before + len(types[number])))
        before, params = before + len(types[number]), params + count
    return " UNION ALL ".join(selects), places


class Writes:
    """Statements of several packages as one: each a part of `WITH`, its parameters numbered from $1 as if it were alone.

    All of them see the tables as they were before; a later one may name an earlier one.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._params: list[object] = []
        self._last = "SELECT"

    def add(self, name: str, statement: str, *params: object) -> None:
        """An INSERT or UPDATE, or a SELECT for later ones; `name` is its own among all that are sent together."""
        self._parts.append(f"{name} AS ({_shifted(statement, len(self._params))})")
        self._params += params

    def begin(self, name: str, statement: str, *params: object) -> None:
        """The INSERT or UPDATE whose locks come before all others'; the server runs the rest in an order of its own."""
        self.add(name, f"{statement} RETURNING 1", *params)
        self._last = f"SELECT FROM {name}"

    async def send(self, connection: Connection) -> None:
        """Writes everything, or raises and has written nothing; what was sent is not sent again."""
        if self._parts:
            await connection.execute(f"WITH {', '.join(self._parts)} {self._last}", *self._params)
            self._parts, self._params, self._last = [], [], "SELECT"


@lru_cache(maxsize=256)
def _shifted(statement: str, by: int) -> str:
    return _parameter.sub(lambda found: f"${int(found[1]) + by}", statement)
