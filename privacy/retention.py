"""How long each class of data is kept: a rule says what goes when its days are over."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from kernel.work import Connection, Tenant
from privacy.person_data import rows


@dataclass(frozen=True, slots=True)
class Rule:
    """One class of data.

    setting: the name of the setting that holds its days.  end: ends what is older than the moment, and tells how much it
    was, of the organisation that the transaction sees; beside: of what stands beside the organisations.
    """

    name: str
    setting: str
    end: Callable[[Connection, Tenant | None, datetime], Awaitable[int]]
    beside: bool = False


def deleting(statement: str) -> Callable[[Connection, Tenant | None, datetime], Awaitable[int]]:
    """Runs a statement that ends rows older than $1, of the organisation or log $2 where it stands behind one."""

    async def end(connection: Connection, whose: Tenant | None, before: datetime) -> int:
        arguments: list[object] = [before]
        if whose is not None:
            arguments.append(whose.log_id if "log_id = $2" in statement else whose.org_id)
        return rows(await connection.execute(statement, *arguments))

    return end
