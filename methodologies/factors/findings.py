"""A version held against the register: factors that are not its rows, and rows too weakly confirmed to be credited on."""

from collections.abc import Mapping
from dataclasses import dataclass

from methodologies.factors.register import BASE_UNITS, Register, Row
from methodologies.package import Package

CREDITABLE = ("market", "company")
_SAME = ("kind", "value", "unit", "row_sha256")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reviewer should look at.

    reason: `unknown`, the register has no such row; `differs`, its value, unit, kind or hash is another; `unconfirmed`,
    a creditable version stands on a set whose values are not confirmed well enough.
    """

    methodology: str
    key: str
    factor_id: str
    reason: str


def findings(package: Package, register: Register) -> list[Finding]:
    """What speaks against the factors of a version, in their order; a draft is never credited on."""
    found = []
    rows = package.document["factors"]
    for factor in rows if isinstance(rows, list) else []:
        row = register.rows.get(factor["factor_id"])
        reason = "unknown" if row is None else _against(package, factor, row)
        if reason is not None:
            found.append(Finding(package.name, factor["key"], factor["factor_id"], reason))
    return found


def _against(package: Package, factor: Mapping[str, object], row: Row) -> str | None:
    if row.unit not in BASE_UNITS:
        return "differs"
    made = row.for_package()
    if any(factor.get(name) != made[name] for name in _SAME):
        return "differs"
    if package.credit_class not in CREDITABLE or package.status == "draft":
        return None
    held = package.hold is not None and package.text_state == "quoted"
    return None if row.of.credit == "yes" or (row.of.credit == "held" and held) else "unconfirmed"
