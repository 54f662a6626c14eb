"""What households keep of a person: where they are and were, children they entered, acts for them, readings."""

from uuid import UUID

from accounts.households import home, leaving
from kernel.work import Connection
from privacy.person_data import Kept, rows

KEPT = (
    Kept("household", where="$2::uuid IS NOT NULL", tenant="household_id"),
    Kept("household_member", tenant="household_id"),
    Kept("household_child", tenant="household_id"),
    Kept("household_act", tenant="household_id"),
    Kept("household_reading", tenant="household_id"),
)
_GONE = ("household_act", "household_child", "household_member")


async def every(connection: Connection, person_id: UUID) -> list[UUID]:
    """The households that know the person, in order; from here on the transaction names no organisation."""
    await connection.execute(
        "SELECT set_config('app.org', '', true), set_config('app.log', '', true), set_config('app.person', $1, true)",
        str(person_id),
    )
    found = await connection.fetch(
        "SELECT DISTINCT household_id FROM household_member WHERE person_id = $1 ORDER BY household_id", person_id
    )
    return [row["household_id"] for row in found]


async def forget(connection: Connection, person_id: UUID) -> dict[str, int]:
    """Takes the person out of every household; how many rows of what.  A meter's readings stay, and name nobody.

    Call it after people and heads are locked.  A second call finds nothing.
    """
    gone = 0
    for household_id in await every(connection, person_id):
        await home.lock(connection, household_id)
        for table in _GONE:
            gone += rows(
                await connection.execute(
                    f"DELETE FROM {table} WHERE household_id = $1 AND person_id = $2", household_id, person_id
                )
            )
        await connection.execute(
            "UPDATE household_reading SET person_id = NULL, log_id = NULL, action_id = NULL"
            " WHERE household_id = $1 AND person_id = $2",
            household_id,
            person_id,
        )
        await leaving.follow(connection, household_id)
    await home.see(connection, None)
    return {"households": gone}
