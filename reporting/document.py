"""The green-office summary as plain values: what the API answers.  null is a hidden figure, 0 a true zero."""

from kernel.ids import public
from reporting.commuting import Commuting, CommutingLine
from reporting.green_office import Amount, Department, GreenOffice, MethodologyShare, Travel

FORMAT = "leafledger-green-office/1"
FACTORS_FROM = "GB"
"""Where the factors of the commuting inventory were made; elsewhere they are foreign."""


def as_json(found: GreenOffice) -> dict[str, object]:
    """The whole summary.  Milligrams of CO2e, metres, pieces; shares in parts of 1,000."""
    organisation = found.organisation
    return {
        "format": FORMAT,
        "organisation": {"id": organisation.public_id, "name": organisation.name},
        "month": f"{found.month.year:04d}-{found.month.month:02d}",
        "until": found.until.isoformat(),
        "minimum_group": organisation.minimum_group,
        "participation": {
            "members": found.members,
            "participants": found.total.participants,
            "permille": found.participation_permille,
            "acts": found.total.acts,
        },
        "reductions": {
            **_amount(found.total),
            "verified_mg": found.verified_mg,
            "by_department": [_department(row) for row in found.departments],
            "by_methodology": [_methodology(row) for row in found.methodologies],
        },
        "travel": {"passenger_m": found.passenger_m, "modes": [_travel(row) for row in found.travel]},
        "commuting": _commuting(found.commuting, foreign=not (organisation.region or "").startswith(FACTORS_FROM)),
        "office": {
            "video_meetings": found.office.video_meetings,
            "sheets_not_printed": found.office.sheets_not_printed,
            "setpoint_checks": found.office.setpoint_checks,
            "setpoint_compliant": found.office.setpoint_compliant,
            "setpoint_permille": found.office.setpoint_permille,
        },
    }


def _amount(amount: Amount) -> dict[str, object]:
    return {
        "hidden": amount.reduction_mg is None,
        "participants": amount.participants,
        "acts": amount.acts,
        "reduction_mg": amount.reduction_mg,
        "by_evidence": dict(amount.by_evidence),
        "estimate_mg": amount.estimate_mg,
    }


def _department(row: Department) -> dict[str, object]:
    return {
        "id": None if row.unit is None else public("unit", row.unit.id),
        "name": None if row.unit is None else row.unit.name,
        "members": row.members,
        **_amount(row.amount),
    }


def _methodology(row: MethodologyShare) -> dict[str, object]:
    return {
        "methodology": row.methodology,
        "credit_class": row.credit_class,
        "estimate": row.credit_class == "estimate",
        "hidden": row.reduction_mg is None,
        "acts": row.acts,
        "reduction_mg": row.reduction_mg,
        "source_state": row.text_state,
        "attribution": row.attribution,
    }


def _travel(row: Travel) -> dict[str, object]:
    return {
        "kind": row.kind,
        "hidden": row.passenger_m is None,
        "people": row.people,
        "trips": row.trips,
        "passenger_m": row.passenger_m,
    }


def _commuting(found: Commuting, *, foreign: bool) -> dict[str, object]:
    return {
        "scope": 3,
        "category": 7,
        "method": "distance_based",
        "netted_against_reductions": False,
        "methodology": found.methodology,
        "factor_year": found.factor_year,
        "factors_foreign": foreign,
        "attribution": found.attribution,
        "workdays": found.workdays,
        "travellers": found.travellers,
        "members": found.members,
        "emission_mg": found.emission_mg,
        "complete": found.complete,
        "lines": [_line(line) for line in found.lines],
    }


def _line(line: CommutingLine) -> dict[str, object]:
    factor = line.factor
    return {
        "basis": line.basis,
        "kind": line.kind,
        "hidden": line.passenger_m is None,
        "people": line.people,
        "passenger_m": line.passenger_m,
        "emission_mg": line.emission_mg,
        "factor_id": None if factor is None else factor.factor_id,
        "factor_published": None if factor is None else factor.published,
    }
