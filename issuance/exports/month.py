"""Exporting a month: the report and its manifest sealed into the log, and the whole log beside them.

The order matters: the figures are fixed first, then the manifest's hash goes into the log as `export.made`, then a
checkpoint that covers this entry is signed and put into the platform log, and then the log is written out under it.
"""

import hashlib
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from uuid import UUID

from accounts import organisations
from issuance import months, verified
from issuance.exports import files
from issuance.exports.cells import inert
from issuance.verified import Report
from kernel.clock import Clock, local_date
from kernel.ids import public
from kernel.work import Connection, Database
from language.texts import LOCALES, Texts
from ledger import entry, log, manifest
from ledger.integrator import Signed
from ledger.layout import Directory, Progress, export_log
from ledger.manifest import Manifest
from ledger.platform import Receipt
from ledger.policy import Policy

GENERATOR = f"leafledger {version('leafledger')}"
WITNESS_TRIES = 3


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.  report None: a bare log.  manifest_sha256: as it stands in the `export.made` entry."""

    directory: Path
    log_id: str
    vkey: str
    checkpoint: Signed
    report: Report | None = None
    manifest_sha256: str | None = None


Covered = Callable[[str, int], Awaitable[str]]
"""Waits until a signed checkpoint covers so many entries of a log; its newest verifier key."""
Logging = Callable[[UUID], Awaitable[Receipt | None]]
"""Puts the newest checkpoint of an organisation's log into the platform log; None where nothing was signed yet."""


Cosign = Callable[[str, int], Awaitable[bool]]
"""Asks the witnesses to cosign a log's checkpoint of that size; whether it bears their quorum then."""


class Exporting:
    """Writes exports of organisations.

    covered: how a log is signed; logging: the platform log; witnesses: whose quorum the policy asks for; cosign: how
    they are asked.
    """

    def __init__(
        self, database: Database, texts: Texts, clock: Clock, covered: Covered, logging: Logging,
        witnesses: Policy | None, cosign: Cosign,
    ) -> None:  # fmt: skip
        self._database = database
        self._texts = texts
        self._clock = clock
        self._covered = covered
        self._logging = logging
        self._witnesses = witnesses
        self._cosign = cosign

    async def month(self, org_id: UUID, month: str, directory: Path, progress: Progress | None = None) -> Exported:
        """The month's verified-reduction report and the whole log, in a new folder that `ledger.verify` accepts.

        month: YYYY-MM.  Repeated with nothing new in the log, every file is the same again.  Raises
        `OrganisationUnknown`, `MonthMalformed`, `MonthInFuture`, `DirectoryNotEmpty`, `DirectoryNotWritable`,
        what `covered` raises, and `CheckpointRefused` where the platform log has another history.
        """
        report = await self.report(org_id, month)
        folder = Directory(directory)
        rendered = self.render(report)
        listed = _manifest(report, rendered)
        size = await self._seal(org_id, report, listed)
        vkey = await self._covered(public("log", org_id), size)
        for name, data in rendered.items():
            folder.put(name, data)
        folder.put(manifest.NAME, listed)
        head = await self._write(org_id, folder, progress)
        digest = hashlib.sha256(listed).hexdigest()
        return Exported(directory, public("log", org_id), vkey, head, report, digest)

    async def bare_log(self, org_id: UUID, directory: Path, progress: Progress | None = None) -> Exported:
        """The whole log alone; raises `LogEmpty` and as `month` does."""
        async with self._database.work(org_id) as connection:
            await organisations.find(connection, org_id)
            size = await log.size(connection, public("log", org_id))
        folder = Directory(directory)
        vkey = await self._covered(public("log", org_id), size) if size else ""
        head = await self._write(org_id, folder, progress)
        return Exported(directory, public("log", org_id), vkey, head)

    async def report(self, org_id: UUID, month: str) -> Report:
        """The month's figures alone; raises `OrganisationUnknown`, `MonthMalformed` and `MonthInFuture`."""
        async with self._database.work(org_id) as connection:
            organisation = await organisations.find(connection, org_id)
            first = months.parse(month, local_date(self._clock.now(), organisation.zone))
            return await verified.read(connection, organisation, first)

    def render(self, report: Report) -> dict[str, bytes]:
        """The report's files by name."""
        return {
            "report.csv": files.csv_file(report, self._texts),
            "report.xlsx": files.xlsx_file(report, self._texts),
            "totals.json": files.totals_file(report),
            "README.txt": self._readme(report),
        }

    def _readme(self, report: Report) -> bytes:
        params: dict[str, str | int] = {
            "organisation": inert(report.organisation.name),
            "month": months.written(report.month),
            "size": report.tree_size,
        }
        parts = [self._texts.render("report-readme", params, locale) for locale in LOCALES]
        return ("\n\n".join(parts) + "\n\n" + "\n".join(map(inert, report.attributions)) + "\n").encode()

    async def _seal(self, org_id: UUID, report: Report, listed: bytes) -> int:
        """Appends `export.made`; the size of the log that holds it.  The same export is in the log once."""
        log_id, digest = public("log", org_id), hashlib.sha256(listed).hexdigest()
        async with self._database.work(org_id) as connection:
            head = await log.lock(connection, log_id)
            made = await _made_before(connection, log_id, report.tree_size, head.size, digest)
            if made is not None:
                return made + 1
            payload = {
                "type": "export.made",
                "manifest_sha256": digest,
                "tree_size": report.tree_size,
                "recorded_on": self._today().isoformat(),
            }
            head.seal(payload, os.urandom(16))
            await head.write(connection)
            return head.size

    async def _write(self, org_id: UUID, folder: Directory, progress: Progress | None) -> Signed:
        """The log's files, under the checkpoint that the platform log carries and the witnesses have cosigned."""
        receipt = await self._logging(org_id)
        for _ in range(WITNESS_TRIES):
            if receipt is None or await self._cosign(public("log", org_id), receipt.signed.size):
                break
            # The log may have grown meanwhile, and a witness that has seen more cosigns only what is newer.
            tried, receipt = receipt.signed.size, await self._logging(org_id)
            if receipt is None or receipt.signed.size == tried:
                break
        async with self._database.work(org_id) as connection:
            return await export_log(
                connection, public("log", org_id), folder, progress, self._witnesses, receipt=receipt
            )

    def _today(self) -> date:
        return self._clock.now().date()


def _manifest(report: Report, rendered: Mapping[str, bytes]) -> bytes:
    organisation = report.organisation
    return Manifest(
        log_id=organisation.log_id,
        tree_size=report.tree_size,
        query=f"verified-reductions month={months.written(report.month)} organisation={organisation.public_id}",
        generator=GENERATOR,
        files={name: hashlib.sha256(data).hexdigest() for name, data in rendered.items()},
    ).to_text()


async def _made_before(connection: Connection, log_id: str, start: int, stop: int, digest: str) -> int | None:
    """The number of an `export.made` entry with this manifest, start <= n < stop."""
    for first, end in log.chunks(start, stop, verified.LOOK_BACK):
        for n, data in enumerate(await log.read_range(connection, log_id, first, end), start=first):
            record = entry.parse(data)
            if record["type"] == "export.made" and record["manifest_sha256"] == digest:
                return n
    return None
