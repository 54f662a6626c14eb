"""One message for all that a batch writes.

Each statement is a journey to the server and back, which a busy event loop lengthens; under a log's lock others wait
with it.
"""

import re
from functools import lru_cache

from kernel.work import Connection

_parameter = re.compile(r"\$(\d+)")


class Writes:
    """Statements of several packages as one: each a part of `WITH`, its parameters numbered from $1 as if it were alone.

    All of them see the tables as they were before; a later one may name an earlier one.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._params: list[object] = []
        self._counted: list[str] = []

    def given(self, name: str, select: str, *params: object) -> None:
        """Rows that later statements read from `name`."""
        self._parts.append(f"{name} AS ({_shifted(select, len(self._params))})")
        self._params += params

    def add(self, name: str, statement: str, *params: object) -> None:
        """An INSERT or UPDATE without RETURNING; `name` is its own among all that are sent together."""
        self.given(name, f"{statement} RETURNING 1", *params)
        self._counted.append(name)

    async def send(self, connection: Connection) -> dict[str, int]:
        """How many rows each statement wrote, by its name; what was sent is not sent again."""
        if not self._counted:
            return {}
        counts = ", ".join(f"(SELECT count(*) FROM {name}) AS {name}" for name in self._counted)
        row = await connection.fetchrow(f"WITH {', '.join(self._parts)} SELECT {counts}", *self._params)
        assert row is not None  # Counts always come.
        self._parts, self._params, self._counted = [], [], []
        return dict(row)


@lru_cache(maxsize=256)
def _shifted(statement: str, by: int) -> str:
    return _parameter.sub(lambda found: f"${int(found[1]) + by}", statement)
