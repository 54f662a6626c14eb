"""One act from the command to the entry."""

from datetime import timedelta

from accounts import people
from actions.commands import RecordAction
from app.container import Container
from kernel.ids import PROGRAMME


async def _person(container: Container, user_id: int = 1) -> people.Person:
    async with container.database.work(PROGRAMME) as connection:
        return await people.register(
            connection,
            container.keys,
            user_id=user_id,
            chat_id=user_id,
            nickname="小林",
            locale="zh",
            now=container.clock.now(),
        )


async def test_twelve_kilometres_of_metro_are_561_point_6_grams(container: Container) -> None:
    person = await _person(container)
    command = RecordAction(
        kind="metro", quantity=12_000, occurred_at=container.clock.now(), source="telegram", external_id="1:0",
        person_id=person.id,
    )  # fmt: skip
    receipt = await container.recorder.record(PROGRAMME, command)
    assert receipt.reduction_mg == 561_600
    assert receipt.evidence == "self_reported"
    again = await container.recorder.record(PROGRAMME, command)
    assert (again.action_id, again.first) == (receipt.action_id, False)


async def test_a_second_equal_trip_an_hour_later_counts(container: Container) -> None:
    person = await _person(container)
    now = container.clock.now()
    for number in range(2):
        await container.recorder.record(
            PROGRAMME,
            RecordAction(
                kind="metro", quantity=12_000, occurred_at=now - timedelta(hours=number), source="telegram",
                external_id=f"{number}:0", person_id=person.id,
            ),
        )  # fmt: skip
    async with container.database.work(PROGRAMME) as connection:
        assert await connection.fetchval("SELECT sum(reduction_mg) FROM action") == 2 * 561_600
