"""Households as the core's tests make, join and leave them, and what is looked at of one."""

from typing import TYPE_CHECKING
from uuid import UUID

from accounts import people
from accounts.households import children, home, joining, leaving
from accounts.households.home import Household
from accounts.people import Person
from actions import of_household
from actions.commands import Receipt
from app.container import Container
from kernel.ids import PROGRAMME
from kernel.work import Connection
from privacy import consent

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

TABLES = (
    "household", "household_member", "household_invitation", "household_child", "household_act", "household_reading",
)  # fmt: skip


async def make(box: Container, person_id: UUID, name: str = "林家") -> Household:
    async with box.database.work(person_id=person_id) as connection:
        return await joining.make(connection, box.consents, person_id, name, box.clock.now())


async def link(box: Container, person_id: UUID) -> str:
    async with box.database.work(person_id=person_id) as connection:
        found = await home.required(connection, person_id)
        return (await joining.invite(connection, box.keys.token_key, found, box.clock.now()))[0]


async def join(box: Container, person_id: UUID, payload: str) -> Household:
    async with box.database.work(person_id=person_id) as connection:
        key = box.keys.token_key
        return await joining.join(connection, box.consents, key, payload, person_id, box.clock.now())


async def leave(box: Container, person_id: UUID, *, keep: bool = True) -> str:
    async with box.database.work(person_id=person_id) as connection:
        return await leaving.leave(connection, box.consents, person_id, box.clock.now(), keep=keep)


async def of(box: Container, person_id: UUID) -> Household | None:
    async with box.database.work(person_id=person_id) as connection:
        return await home.of(connection, person_id)


async def both(company: "Company") -> tuple[Household, UUID, UUID]:
    """A household of the two riders; the first made it."""
    box, (lin, ming) = company.container, (rider.id for rider in company.riders)
    await make(box, lin)
    return await join(box, ming, await link(box, lin)), lin, ming


async def total(box: Container, household: Household) -> int:
    return (await of_household.totals(box.database, household.id, box.clock.now().date())).reduction_mg


async def consents_of(box: Container, person_id: UUID) -> frozenset[str]:
    async with box.database.work(PROGRAMME) as connection:
        return await consent.standing(connection, PROGRAMME, person_id)


async def person(box: Container, user_id: int) -> Person:
    async with box.database.work() as connection:
        return await people.register(
            connection, box.keys, user_id=user_id, chat_id=user_id, nickname=f"n{user_id}", locale="zh",
            now=box.clock.now(),
        )  # fmt: skip


async def add_child(box: Container, person_id: UUID, nickname: str) -> Household:
    async with box.database.work(person_id=person_id) as connection:
        return await children.add(connection, person_id, nickname, box.clock.now())


async def note_for(box: Container, person_id: UUID, child_id: UUID, made: Receipt) -> None:
    """Notes what was recorded as the child's."""
    async with box.database.work(person_id=person_id) as connection:
        await children.note(connection, person_id, child_id, [(made.log_id, made.action_id)])


async def counts(connection: Connection) -> dict[str, int]:
    """Rows a transaction sees in each of the tables of households."""
    return {table: await connection.fetchval(f"SELECT count(*) FROM {table}") for table in TABLES}


async def rows_of(box: Container, household_id: UUID) -> dict[str, int]:
    async with box.database.work() as connection:
        await home.see(connection, household_id)
        return await counts(connection)
