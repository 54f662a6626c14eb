"""`leafledger begin-log`: a log that begins where another one ended says so in its entry 0.

After a compromise, or with the key file, an old log ends for good; the new installation's log has another origin, and
its first entry is the old one's final checkpoint, so that whoever has only the new log finds the old one.
"""

import os
from pathlib import Path

from accounts import organisations
from app.audit import read_file
from app.container import Container
from app.local import opened
from app.prove import read_policy, reading
from app.settings import Settings
from kernel.errors import DomainError
from kernel.ids import parse, public
from ledger import entry, log, note
from ledger.checkpoint import Checkpoint
from ledger.checkpoint import parse as parse_checkpoint
from ledger.logged import PLATFORM_LOG, TYPE
from ledger.policy import Policy

MOST_BYTES = 60_000
"""What an entry's `checkpoint` holds."""


class LogBegun(DomainError):
    """The log has entries already, and its entry 0 is another.  size: how many."""

    code = "log_begun"


class CheckpointUnfit(DomainError):
    """The checkpoint ends no other log.  reason: same_origin, platform, empty or too_long."""

    code = "checkpoint_unfit"


async def begin_log(settings: Settings, org: str, checkpoint: Path, policy: Path) -> dict[str, object]:
    """Puts the final checkpoint of another log into an organisation's empty log, and tells what stands there.

    policy: whose keys and quorum the old log was trusted by.  Raises `MalformedId`, `OrganisationUnknown`, `LogBegun`,
    `CheckpointUnfit`, and what reading and checking the two files raises.
    """
    signed, trust = _read(checkpoint, policy)
    async with opened(settings) as container:
        return await begin(container, public("log", parse("org", org)), signed, trust)


def _read(checkpoint: Path, policy: Path) -> tuple[bytes, Policy]:
    signed = read_file(checkpoint, MOST_BYTES)
    if len(signed) <= MOST_BYTES:  # What is longer is refused for that.
        with reading(checkpoint):
            parse_checkpoint(note.parse(signed).body)
    return signed, read_policy(policy)


async def begin(container: Container, log_id: str, signed: bytes, trust: Policy) -> dict[str, object]:
    """As `begin_log`, told as plain values; said again it changes nothing."""
    found = _final(container.log_origin(log_id), signed, trust)
    async with container.database.log_work(log_id) as connection:
        await organisations.find(connection, parse("log", log_id))
        head = await log.lock(connection, log_id)
        if head.size:
            first = (await log.read_range(connection, log_id, 0, 1))[0]
            if not _carries(first, signed):
                raise LogBegun(log_id=log_id, size=head.size)
        else:
            recorded_on = container.clock.now().date().isoformat()
            head.seal({"type": TYPE, "checkpoint": signed.decode(), "recorded_on": recorded_on}, os.urandom(16))
            await head.write(connection)
    return {"log_id": log_id, "n": 0, "origin": container.log_origin(log_id), "follows": _told(found)}


def _final(origin: str, signed: bytes, trust: Policy) -> Checkpoint:
    """The checkpoint that may end another log than that of `origin`; raises `CheckpointUnfit` and as `Policy.check`."""
    if len(signed) > MOST_BYTES:
        raise CheckpointUnfit(reason="too_long", origin="")
    found = trust.check(signed)
    if found.origin == origin:
        raise CheckpointUnfit(reason="same_origin", origin=found.origin)
    if found.origin.rpartition("/")[2] == PLATFORM_LOG:
        raise CheckpointUnfit(reason="platform", origin=found.origin)
    if not found.size:
        raise CheckpointUnfit(reason="empty", origin=found.origin)
    return found


def _carries(data: bytes, signed: bytes) -> bool:
    """Whether the entry is that checkpoint, by whichever witnesses it is cosigned."""
    record = entry.parse(data)
    if record["type"] != TYPE:
        return False
    return note.parse(str(record["checkpoint"]).encode()).body == note.parse(signed).body


def _told(found: Checkpoint) -> dict[str, object]:
    return {"origin": found.origin, "size": found.size, "root": found.root.hex()}
