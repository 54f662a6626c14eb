"""`leafledger export` and `leafledger export-log`: the use cases of `issuance.exports` with the log's own key."""

from functools import partial
from pathlib import Path
from uuid import UUID

from rich.console import Console

from accounts import organisations
from app import cosigning, platform
from app.container import Container
from app.local import opened
from app.progress import bar
from app.settings import Settings
from app.signing import covered
from issuance import months
from issuance.exports.month import Exported, Exporting
from kernel.ids import PLATFORM_LOG, parse, public
from ledger import layout, log, note, serving
from ledger.policy import Policy

PLATFORM = "platform"
"""The platform log where a command asks for an organisation."""


async def export_log(settings: Settings, org: str, directory: Path, *, as_signed: bool = False) -> dict[str, object]:
    """Writes an organisation's whole log; raises `MalformedId`, `OrganisationUnknown` and as `Exporting.bare_log`.

    org: its id, or `platform` for the platform log.  as_signed: see `write_as_signed`.
    """
    org_id = None if org == PLATFORM else parse("org", org)
    async with opened(settings) as container:
        if as_signed:
            return await write_as_signed(container, org_id, directory)
        if org_id is None:
            return await write_platform_log(container, directory)
        return await write_log(container, org_id, directory)


async def export_month(settings: Settings, month: str, directory: Path, org: str = "") -> dict[str, object]:
    """Writes the month's report with its log; raises `MalformedId`, `OrganisationUnknown` and as `Exporting.month`.

    Without `org`: of every organisation whose log holds anything, each in a folder named by its id; of the only one,
    or of the programme where there is none, straight into `directory`.
    """
    org_id = parse("org", org) if org else None
    async with opened(settings) as container:
        return await write_month(container, month, directory, org_id)


async def write_log(container: Container, org_id: UUID, directory: Path) -> dict[str, object]:
    """The export of a bare log, told as plain values."""
    with bar(directory.name, Console(stderr=True)) as progress:
        return _told(await _exporting(container).bare_log(org_id, directory, progress), container.witnesses)


async def write_platform_log(container: Container, directory: Path) -> dict[str, object]:
    """The export of the platform log, told as plain values."""
    with bar(directory.name, Console(stderr=True)) as progress:
        signed = await platform.export(container, directory, progress)
    async with container.database.log_work(PLATFORM_LOG) as connection:
        vkey = (await container.log_key(connection, PLATFORM_LOG)).vkey
    return _told(Exported(directory, PLATFORM_LOG, vkey, signed), container.witnesses)


async def write_as_signed(container: Container, org_id: UUID | None, directory: Path) -> dict[str, object]:
    """A log up to its newest checkpoint: nothing is signed, logged or asked for, and no signing key is opened.

    For a log that was frozen, or that a restore left behind what was signed of it.  org_id: None for the platform log.
    Raises `OrganisationUnknown`, `LogEmpty` and as `layout.Directory`.
    """
    log_id = PLATFORM_LOG if org_id is None else public("log", org_id)
    async with container.database.log_work(log_id) as connection:
        if org_id is not None:
            await organisations.find(connection, org_id)
        with bar(directory.name, Console(stderr=True)) as progress:
            signed = await layout.export_log(
                connection, log_id, layout.Directory(directory), progress, container.witnesses
            )
        vkeys = await serving.vkeys_under(connection, log_id, [signed.note])
    return _told(Exported(directory, log_id, vkeys[0], signed), container.witnesses)


async def write_month(
    container: Container, month: str, directory: Path, org_id: UUID | None = None
) -> dict[str, object]:
    """The export of a month, told as plain values: {"exports": [one an organisation]}."""
    chosen = [org_id] if org_id is not None else await _with_entries(container)
    alone = len(chosen) == 1
    exporting = _exporting(container)
    for one in chosen:
        # A month that is malformed or not yet begun is refused before anything is written.
        await exporting.report(one, month)
    layout.Directory(directory)
    told = []
    for one in chosen:
        folder = directory if alone else directory / public("org", one)
        with bar(public("org", one), Console(stderr=True)) as progress:
            told.append(_told(await exporting.month(one, month, folder, progress), container.witnesses))
    return {"month": month, "exports": told}


def _exporting(container: Container) -> Exporting:
    sign, logging = partial(covered, container), partial(platform.receipt, container)
    cosign = partial(cosigning.cosign_now, container)
    return Exporting(container.database, container.texts, container.clock, sign, logging, container.witnesses, cosign)


async def _with_entries(container: Container) -> list[UUID]:
    """The organisations whose logs hold anything; the programme where there is none."""
    async with container.database.work() as connection:
        every = await organisations.every(connection)
    found = []
    for org_id in every:
        async with container.database.work(org_id) as connection:
            if await log.size(connection, public("log", org_id)):
                found.append(org_id)
    return found or every[:1]


def _told(exported: Exported, witnesses: Policy | None) -> dict[str, object]:
    told: dict[str, object] = {
        "directory": str(exported.directory),
        "log_id": exported.log_id,
        "vkey": exported.vkey,
        "size": exported.checkpoint.size,
        "root": exported.checkpoint.root.hex(),
    }
    if witnesses is not None:
        signed = note.signers(note.parse(exported.checkpoint.note), witnesses.witnesses.values())
        told |= {"witnesses": len(signed), "quorum_reached": witnesses.is_quorum(signed)}
    report = exported.report
    if report is None:
        return told
    verified_mg, unverified_mg, self_reported_mg = report.total_mg
    return told | {
        "organisation": report.organisation.public_id,
        "month": months.written(report.month),
        "tree_size": report.tree_size,
        "manifest_sha256": exported.manifest_sha256,
        "lines": len(report.lines),
        "hidden": len(report.lines) - len(report.shown),
        "verified_mg": verified_mg,
        "not_yet_verified_mg": unverified_mg,
        "self_reported_mg": self_reported_mg,
    }
