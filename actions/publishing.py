"""Which packages stand in a log, whole, and what is written where one comes to stand there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kernel.statements import Writes
from kernel.work import Connection
from methodologies.contract import PackageInvalid
from methodologies.package import Package


@dataclass(frozen=True, slots=True)
class Place:
    """Where a package stands in a log: its name, the hash of its file, and its `methodology.published` entry."""

    name: str
    sha256: str
    seq: int


def publication(package: Package, now: datetime) -> dict[str, object]:
    """The payload of `methodology.published`: the whole file."""
    return {
        "type": "methodology.published",
        "methodology": package.name,
        "methodology_sha256": package.sha256,
        "package": package.document,
        "recorded_on": now.date().isoformat(),
    }


async def stands(connection: Connection, log_id: str, package: Package) -> bool:
    """Whether the package stands in the log; raises `PackageInvalid` where another file stands there under its name.

    Call under the locked head.
    """
    found = await connection.fetchval(
        "SELECT sha256 FROM log_methodology WHERE log_id = $1 AND name = $2", log_id, package.name
    )
    if found not in (None, package.sha256):
        # Published means frozen: a log with two files of one name would never verify again.
        raise PackageInvalid(file=package.name, reason="changed", at="")
    return found is not None


def remember_with(writes: Writes, log_id: str, places: Sequence[Place]) -> None:
    """Notes which packages stand in the log now, and where, together with what else is written."""
    if places:
        writes.add(
            "packages",
            "INSERT INTO log_methodology (log_id, sha256, name, seq)"
            " SELECT $1, t.* FROM unnest($2::text[], $3::text[], $4::bigint[]) t",
            log_id,
            [place.sha256 for place in places],
            [place.name for place in places],
            [place.seq for place in places],
        )
