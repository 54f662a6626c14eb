"""What an organisation takes away: the verified-reduction report and the green-office summary of a month."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.responses import JSONResponse, Response

from accounts import organisations
from accounts.organisations import Organisation
from accounts.partners import Credential
from api.access import HandedOver, scope
from api.door import Door
from api.pages import green_office
from api.shapes import Output
from issuance import months, verified
from issuance.exports import files
from kernel.clock import local_date
from kernel.work import Connection
from ledger import integrator
from reporting.document import as_json
from reporting.green_office import summary

router = APIRouter()
Reader = Annotated[Credential, Depends(scope("reports.read"))]
Month = Annotated[
    str, Query(description="YYYY-MM, in the organisation's own days.", examples=["2026-10"], max_length=40)
]
Milligrams = Annotated[int | str, Field(description="Milligrams of CO2e; a decimal string beyond 2^53 - 1.")]
Hidden = Annotated[
    bool, Field(description="Fewer people than the minimum group, or a sum would give such a figure away.")
]


class Named(Output):
    """An organisation."""

    id: str
    name: str


class ReportLine(Output):
    """One methodology at one level of evidence; the figures are missing where the line is hidden."""

    methodology: str
    methodology_sha256: str
    title: dict[str, str]
    credit_class: Literal["market", "company"]
    evidence: Literal["attested", "corroborated", "self_reported"]
    source_state: Literal["on_file", "quoted", "structure_only"]
    market_hold: str | None = Field(description="Why no market lot may be made of it, in English; null where one may.")
    market_hold_text: dict[str, str] | None = Field(description="`market_hold` by language: `zh` and `en`.")
    attribution: str
    hidden: Hidden
    actions: int | None = None
    people: int | None = None
    verified_mg: Milligrams | None = None
    not_yet_verified_mg: Milligrams | None = None
    self_reported_mg: Milligrams | None = None


class ReportTotal(Output):
    """The shown lines together."""

    verified_mg: Milligrams
    not_yet_verified_mg: Milligrams
    self_reported_mg: Milligrams


class VerifiedReductions(Output):
    """Not a market unit.  `checkpoint`: the newest signed checkpoint; the figures are of the first `tree_size` entries."""

    format: Literal["leafledger-verified-reductions/1"]
    organisation: Named
    month: str
    log_id: str
    tree_size: int
    minimum_group: int
    statement: dict[str, str]
    lines: list[ReportLine]
    total: ReportTotal
    attributions: list[str]
    checkpoint: str | None


class Participation(Output):
    """People with an act among the members of the month; null is hidden."""

    members: int
    participants: int | None
    permille: int | None
    acts: int | None


class Amount(Output):
    """Grams of a group, estimates included; null is hidden."""

    hidden: Hidden
    participants: int | None
    acts: int | None
    reduction_mg: int | None
    by_evidence: dict[str, int | None]
    estimate_mg: int | None


class DepartmentAmount(Amount):
    """A department's; id and name are null for people in none."""

    id: str | None
    name: str | None
    members: int


class MethodologyAmount(Output):
    """What one methodology gave; null for acts that none prices."""

    methodology: str | None
    credit_class: Literal["market", "company", "estimate", "none"]
    estimate: bool
    hidden: Hidden
    acts: int | None
    reduction_mg: int | None
    source_state: str | None
    attribution: str | None


class Reductions(Amount):
    """The organisation's, by department and by methodology."""

    verified_mg: int | None
    by_department: list[DepartmentAmount]
    by_methodology: list[MethodologyAmount]


class Mode(Output):
    """Recorded low-carbon trips of one kind."""

    kind: str
    hidden: Hidden
    people: int | None
    trips: int | None
    passenger_m: int | None


class Travel(Output):
    """Passenger-metres."""

    passenger_m: int | None
    modes: list[Mode]


class CommutingLine(Output):
    """One kind on one basis, with the factor that was used; emission_mg is null without a factor or where hidden."""

    basis: Literal["recorded", "usual_way"]
    kind: str
    hidden: Hidden
    people: int | None
    passenger_m: int | None
    emission_mg: int | None
    factor_id: str | None
    factor_published: str | None


class Commuting(Output):
    """Scope 3 category 7, distance-based: stands beside the reductions and is never netted against them."""

    scope: Literal[3]
    category: Literal[7]
    method: Literal["distance_based"]
    netted_against_reductions: Literal[False]
    methodology: str | None
    factor_year: int | None
    factors_foreign: bool
    attribution: str | None
    workdays: int
    travellers: int | None
    members: int
    emission_mg: int | None = Field(description="Null where every line is hidden.")
    complete: bool = Field(description="Whether every line is in the sum.")
    lines: list[CommutingLine]


class Office(Output):
    """Meetings held by video instead of travel, sheets not printed, set-point checks."""

    video_meetings: int | None
    sheets_not_printed: int | None
    setpoint_checks: int | None
    setpoint_compliant: int | None
    setpoint_permille: int | None


class GreenOffice(Output):
    """A month of an organisation; `until` is the first day that the figures do not cover."""

    format: Literal["leafledger-green-office/1"]
    organisation: Named
    month: str
    until: str
    minimum_group: int
    participation: Participation
    reductions: Reductions
    travel: Travel
    commuting: Commuting
    office: Office


_FILES = {
    200: {
        "description": "The report in the format asked for.",
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            green_office.MEDIA_TYPES["xlsx"]: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


@router.get(
    "/v1/reports/verified-reductions",
    tags=["reports"],
    response_model=VerifiedReductions,
    responses=_FILES,  # type: ignore[arg-type]  # FastAPI's own annotation wants a wider value type.
    summary="Verified reductions of a month",
)
async def verified_reductions(
    door: HandedOver, credential: Reader, month: Month, format: Literal["json", "csv", "xlsx"] = "json"
) -> Response:
    """Lines by methodology and evidence, credit classes market and company only.  Not a market unit."""
    async with door.context.database.work(credential.org_id) as connection:
        organisation, first, _ = await _asked(door, connection, credential, month)
        report = await verified.read(connection, organisation, first)
        signed = await integrator.latest(connection, organisation.log_id)
    if format != "json":
        return green_office.file_of(door, report, format)
    checkpoint = None if signed is None else signed.note.decode()
    made = {**files.as_json(report, door.context.texts), "checkpoint": checkpoint}
    return JSONResponse(made, headers={"cache-control": "no-store"})


@router.get(
    "/v1/reports/green-office", tags=["reports"], response_model=GreenOffice, summary="Green-office summary of a month"
)
async def green_office_summary(door: HandedOver, credential: Reader, month: Month) -> Response:
    """Participation, travel, reductions with estimates marked, commuting emissions beside them, and the office."""
    async with door.context.database.work(credential.org_id) as connection:
        organisation, first, today = await _asked(door, connection, credential, month)
        found = await summary(
            connection, organisation, door.context.catalogue, month=first, next_month=months.after(first), today=today
        )
    return JSONResponse(as_json(found), headers={"cache-control": "no-store"})


async def _asked(
    door: Door, connection: Connection, credential: Credential, month: str
) -> tuple[Organisation, date, date]:
    """The caller's organisation, the month's first day, and today there."""
    organisation = await organisations.find(connection, credential.org_id)
    today = local_date(door.context.clock.now(), organisation.zone)
    return organisation, months.parse(month, today), today


router.include_router(green_office.router)
