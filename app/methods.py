"""`leafledger methodologies`: the versions that this installation knows, and those that are due."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module

from app.factors import aligned
from app.settings import Settings
from kernel.clock import SystemClock
from methodologies import alarms
from methodologies.catalogue import Catalogue
from methodologies.contract import MethodologyUnknown
from methodologies.factors import register
from methodologies.factors.findings import findings
from methodologies.package import Package

COLUMNS = ("methodology", "class", "region", "status", "text_state", "activity_from", "activity_to", "use_by")


def catalogue(settings: Settings) -> Catalogue:
    """The shipped packages and those dropped in; raises `PackageInvalid`."""
    return Catalogue.load(*([settings.drop_in_dir] if settings.drop_in_dir.is_dir() else []))


def versions(settings: Settings, name: str) -> list[dict[str, object]]:
    """All versions that files hold, those of one id, or one `id/version`; raises `MethodologyUnknown`.

    A name is looked for in the database too, unless a file holds that one version: among those published at run time and
    in the logs.  `log` of the problem says whether that could be done, as `app.log_versions.add` does.
    """
    known = catalogue(settings)
    log = ""
    if name and name not in known.packages:
        # What the database needs is loaded only for this.
        log = asyncio.run(import_module("app.log_versions").add(settings, known))
    packages = sorted(known.packages.values(), key=lambda one: one.name)
    found = [package for package in packages if name in ("", package.id, package.name)]
    if not found:
        raise MethodologyUnknown(methodology=name[:80], log=log)
    return [{**_told(package), "findings": _findings(package)} for package in found]


def _findings(package: Package) -> list[dict[str, str]]:
    return [asdict(finding) for finding in findings(package, register.load())]


def due(settings: Settings) -> list[dict[str, object]]:
    """The versions past their use-by date or within 30 days of it, the most urgent first."""
    loaded = catalogue(settings)
    return [
        {**_told(loaded.package(alarm.methodology)), "days_left": alarm.days_left, "replaced_by": alarm.replaced_by}
        for alarm in alarms.due(loaded.packages.values(), SystemClock().now())
    ]


def table(rows: Sequence[dict[str, object]]) -> str:
    """The rows as aligned columns; nothing for none."""
    if not rows:
        return ""
    columns = (*COLUMNS, *(name for name in ("days_left", "replaced_by") if name in rows[0]))
    return aligned([columns, *(["-" if row[name] is None else str(row[name]) for name in columns] for row in rows)])


def _told(package: Package) -> dict[str, object]:
    return {
        "methodology": package.name,
        "title": dict(package.title),
        "class": package.credit_class,
        "region": package.region,
        "status": package.status,
        "text_state": package.text_state,
        "hold": package.hold,
        "activity_from": package.activity_from.isoformat(),
        "activity_to": None if package.activity_to is None else package.activity_to.isoformat(),
        "use_by": package.use_by.isoformat(),
        "sha256": package.sha256,
    }
