"""The log read as the story of its acts: which entries are about which act, and what they made of it.

Entries are streamed; what stays in memory is eight bytes for each entry that is about an earlier one.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from actions.projection import Act, Record, Telling, retells
from kernel.work import Connection
from ledger import log
from ledger.integrator import LeafAltered
from privacy.keys import KeyRing
from privacy.vault import open_part

AT_ONCE = 512
_REF_BITS = 32
Progress = Callable[[int, int], None]
"""Told (entries done, entries in all)."""


class Story:
    """Which entries are about which act, and what the published packages' credit classes are."""

    def __init__(self, log_id: str, known_on: date | None = None) -> None:
        """known_on: leave out what was recorded after that day."""
        self._log_id = log_id
        self.size = 0
        self.credit_classes: dict[str, str] = {}
        self.known_on = None if known_on is None else known_on.isoformat()
        self._pairs = array("Q")
        self._sorted = True

    def take(self, entries: Sequence[bytes]) -> None:
        """The next entries of the log, as bytes; raises `LeafAltered` for what is no entry."""
        for data in entries:
            # Canonical bytes: the quotes of a text are escaped, so this can only be a member.
            if b'"ref":' in data or b'"package":' in data:
                self._note(self.size, _parse(self._log_id, self.size, data))
            self.size += 1

    def _note(self, n: int, record: Record) -> None:
        if self.known_on is not None and record["recorded_on"] > self.known_on:
            return
        if record["type"] == "methodology.published":
            self.credit_classes[record["methodology_sha256"]] = str(record["package"].get("credit_class", "none"))
        elif record["type"].startswith("action.") and isinstance(record.get("ref"), int):
            self._pairs.append(record["ref"] << _REF_BITS | n)
            self._sorted = False

    def about(self, acts: Sequence[int]) -> dict[int, list[int]]:
        """The later entries about each of the acts, in order; acts without one are left out."""
        if not self._sorted:
            self._pairs, self._sorted = array("Q", sorted(self._pairs)), True
        found: dict[int, list[int]] = {}
        for ref in acts:
            at = bisect_left(self._pairs, ref << _REF_BITS)
            while at < len(self._pairs) and self._pairs[at] >> _REF_BITS == ref:
                found.setdefault(ref, []).append(self._pairs[at] & (1 << _REF_BITS) - 1)
                at += 1
        return found

    async def read(self, connection: Connection, size: int) -> None:
        """Takes the entries up to `size`."""
        for start, stop in log.chunks(self.size, size, AT_ONCE):
            self.take(await log.read_range(connection, self._log_id, start, stop))


async def acts(
    connection: Connection, log_id: str, story: Story, seqs: Sequence[int], tellings: "Tellings | None" = None
) -> dict[int, Act]:
    """Those of the entries `seqs` that recorded an act, as later entries left it; raises `LeafAltered`."""
    later = story.about(seqs)
    numbers = [*seqs, *(n for changes in later.values() for n in changes)]
    rows = await connection.fetch(
        "SELECT seq, entry FROM log_entry WHERE log_id = $1 AND seq = any($2::bigint[])", log_id, numbers
    )
    records = {row["seq"]: _parse(log_id, row["seq"], row["entry"]) for row in rows}
    told = {} if tellings is None else await tellings.of(connection, records)
    found: dict[int, Act] = {}
    for seq in seqs:
        record = records.get(seq)
        if record is None or record["type"] != "action.recorded":
            continue
        if story.known_on is None or record["recorded_on"] <= story.known_on:
            found[seq] = Act(seq, record)
            for n in later.get(seq, ()):
                found[seq].change(records[n], told.get(n))
    return found


def _parse(log_id: str, n: int, data: bytes) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        raise LeafAltered(log_id=log_id, n=n) from None


class Tellings:
    """Opens the personal parts of entries that tell an act again; without their subject key they are gone."""

    def __init__(self, keys: KeyRing, log_id: str) -> None:
        self._keys = keys
        self._log_id = log_id

    async def of(self, connection: Connection, records: dict[int, Any]) -> dict[int, Telling]:
        """By entry; raises `SealBroken` for a vault row that somebody changed."""
        wanted = {UUID(record["rid"]): n for n, record in records.items() if retells(record)}
        if not wanted:
            return {}
        rows = await connection.fetch(
            "SELECT v.rid, v.person_id, v.sealed, k.sealed AS key FROM vault v"
            " JOIN subject_key k ON k.person_id = v.person_id WHERE v.log_id = $1 AND v.rid = any($2::uuid[])",
            self._log_id,
            list(wanted),
        )
        found: dict[int, Telling] = {}
        for row in rows:
            key = self._keys.open_subject_key(row["person_id"], row["key"])
            part = orjson.loads(open_part(key, self._log_id, row["rid"].bytes, row["person_id"], row["sealed"]))
            if "source" in part:
                found[wanted[row["rid"]]] = Telling(part["source"], datetime.fromisoformat(part["occurred_at"]))
        return found
