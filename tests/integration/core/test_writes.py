"""Writes of several packages go as one statement: all or nothing, each counted."""

from typing import TYPE_CHECKING

import pytest

from kernel.work import Taken
from kernel.writes import Writes

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

INSTANCE = "INSERT INTO instance SELECT $1 || t, $2 FROM unnest($3::text[]) AS t"


async def test_each_statement_keeps_its_own_parameters_and_is_counted(company: "Company") -> None:
    writes = Writes()
    writes.given("word", "SELECT t FROM unnest($1::text[]) AS t", ["x", "y", "z"])
    writes.add("first", INSTANCE, "a", "1", ["b", "c"])
    writes.add("second", "INSERT INTO instance SELECT $1 || t, $2 FROM word", "w", "2")
    writes.add("none", INSTANCE, "n", "3", [])
    async with company.container.database.work() as connection:
        assert await writes.send(connection) == {"first": 2, "second": 3, "none": 0}
        rows = await connection.fetch("SELECT key, value FROM instance WHERE length(key) = 2 ORDER BY key")
        assert [tuple(row) for row in rows] == [("ab", "1"), ("ac", "1"), ("wx", "2"), ("wy", "2"), ("wz", "2")]
        assert await writes.send(connection) == {}, "what was sent is not sent again"


async def test_what_one_statement_cannot_write_none_writes(company: "Company") -> None:
    writes = Writes()
    writes.add("first", INSTANCE, "k", "1", ["1"])
    writes.add("second", INSTANCE, "k", "2", ["1"])
    with pytest.raises(Taken):
        async with company.container.database.work() as connection:
            await writes.send(connection)
    async with company.container.database.work() as connection:
        assert await connection.fetchval("SELECT count(*) FROM instance WHERE key = 'k1'") == 0
