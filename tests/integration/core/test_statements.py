"""Statements of several packages go as one: each keeps its parameters; all is read at one moment, all or nothing written."""

from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from kernel.statements import Reads, Writes
from kernel.work import Taken

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

INSTANCE = "INSERT INTO instance SELECT $1 || t, $2 FROM unnest($3::text[]) AS t"


async def test_each_reading_keeps_its_own_parameters_and_columns(company: "Company") -> None:
    reads = Reads()
    words = reads.add("text, int", "SELECT t, $2::int FROM unnest($1::text[]) AS t", ["x", "y"], 7)
    nothing = reads.add("bytea", "SELECT 'b'::bytea WHERE $1", False)
    ident = reads.add("uuid, text, bytea", "SELECT $1::uuid, NULL, $2::bytea", UUID(int=5), b"z")
    async with company.container.database.work() as connection:
        await reads.send(connection)
    assert (sorted(words), nothing, ident) == ([("x", 7), ("y", 7)], [], [(UUID(int=5), None, b"z")])


async def test_each_statement_keeps_its_own_parameters(company: "Company") -> None:
    writes = Writes()
    writes.add("word", "SELECT t FROM unnest($1::text[]) AS t", ["x", "y", "z"])
    writes.add("first", INSTANCE, "a", "1", ["b", "c"])
    writes.add("second", "INSERT INTO instance SELECT $1 || t, $2 FROM word", "w", "2")
    writes.add("none", INSTANCE, "n", "3", [])
    async with company.container.database.work() as connection:
        await writes.send(connection)
        rows = await connection.fetch("SELECT key, value FROM instance WHERE length(key) = 2 ORDER BY key")
        assert [tuple(row) for row in rows] == [("ab", "1"), ("ac", "1"), ("wx", "2"), ("wy", "2"), ("wz", "2")]
        await writes.send(connection)  # what was sent is not sent again: that would be refused


async def test_what_one_statement_cannot_write_none_writes(company: "Company") -> None:
    writes = Writes()
    writes.add("first", INSTANCE, "k", "1", ["1"])
    writes.add("second", INSTANCE, "k", "2", ["1"])
    async with company.container.database.session(company.org_id) as connection:
        with pytest.raises(Taken):
            await writes.send(connection)
        assert await connection.fetchval("SELECT count(*) FROM instance WHERE key = 'k1'") == 0
