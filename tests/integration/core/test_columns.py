"""A column travels as one text and arrives as it was: ids, numbers, days, moments, nothing."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from kernel.columns import column
from kernel.ids import PROGRAMME

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

MOMENTS = [datetime(2026, 11, 18, 4, 0, 0, 1, UTC), datetime(2026, 11, 18, tzinfo=timezone(timedelta(hours=8))), None]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("uuid", [uuid4(), PROGRAMME, None]),
        ("bigint", [0, -(2**63), 2**63 - 1, None]),
        ("date", [date(2026, 2, 28), date(1, 1, 1), None]),
        ("timestamptz", MOMENTS),
        ("uuid", []),
    ],
)
async def test_a_column_arrives_as_it_was(company: "Company", kind: str, values: list[object]) -> None:
    async with company.container.database.work() as connection:
        rows = await connection.fetch(f"SELECT t FROM unnest($1::text::{kind}[]) AS t", column(values))
    assert [row["t"] for row in rows] == values


async def test_the_drivers_own_ids_travel_too(company: "Company") -> None:
    async with company.container.database.work() as connection:
        ident = await connection.fetchval("SELECT gen_random_uuid()")
        again = await connection.fetchval("SELECT t FROM unnest($1::text::uuid[]) AS t", column([ident]))
    assert isinstance(ident, UUID) and again == ident


async def test_no_statement_of_a_batch_compares_every_row_with_every_row(company: "Company") -> None:
    """The plan that a connection settles on after a few batches, made while nothing was counted."""
    for _ in range(2):
        rides = [company.ride(5_000) for _ in range(3)]
        await company.container.recorder.record_many(company.org_id, [*rides, company.tell(3_000)])
    async with company.container.database.session(company.org_id) as connection:
        looked_up = [
            (row["name"], row["statement"], ", ".join(["NULL"] * len(row["parameter_types"])))
            for row in await connection.fetch("SELECT * FROM pg_prepared_statements")
            if "unnest(" in row["statement"]
        ]
        plans = {
            statement: "\n".join(row[0] for row in await connection.fetch(f'EXPLAIN EXECUTE "{name}"({nothing})'))
            for name, statement, nothing in looked_up
        }
    assert len(plans) >= 3  # what is read, the day, what is written
    assert not [statement for statement, plan in plans.items() if "Join Filter" in plan or "Hash Join" in plan]
