"""Methodologies as published: everybody may read them whole, and a key may try one without recording."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import AfterValidator, Field
from starlette.responses import Response

from accounts.partners import Credential
from api.access import HandedOver, anybody, scope
from api.pages.methods.view import address
from api.shapes import Input, Output, plain
from language import holds, traces
from language.texts import Texts
from methodologies.catalogue import as_json
from methodologies.package import SCHEMA, Package

router = APIRouter(prefix="/v1", tags=["methodologies"])
Reader = Annotated[Credential, Depends(scope("actions.read"))]
VERSION_PATH = "/methodologies/{methodology_id}/versions/{version}"


class Methodology(Output):
    """One version of one methodology.  `hold`: why no market lot may be made from it, in English; null where one may."""

    id: str
    version: str
    sha256: str
    title: dict[str, str]
    status: str
    credit_class: str
    region: str
    text_state: str = Field(description="`on_file`, `quoted` or `structure_only`: what is known of the source's text.")
    hold: str | None
    hold_text: dict[str, str] | None = Field(
        description="`hold` by language: `zh` and `en`; as the package has it in both where it is its own."
    )
    packaged_on: str
    use_by: str
    attribution: str
    page: str = Field(description="Address of the page for people: formula, factors, limits and a worked example.")


class Methodologies(Output):
    """All versions, by id."""

    items: list[Methodology]
    next_page_token: str


class Kind(Output):
    """What people do every day: the code that actions carry, its base unit and its limits."""

    code: str
    unit: str
    category: str
    title: dict[str, str]
    minimum: int
    maximum: int
    methodologies: list[str] = Field(description="Ids of those that can price it.")
    instead: dict[str, list[str]] = Field(
        description="By methodology that asks what would have been used instead: the modes that it takes."
    )


class Kinds(Output):
    """The closed list of kinds."""

    items: list[Kind]
    next_page_token: str


class Calculation(Input):
    """A dry run: inputs in full, with `region` and `occurred_on` where the methodology asks for them."""

    inputs: Annotated[
        dict[str, Any],
        AfterValidator(plain),
        Field(
            examples=[
                {
                    "region": "CN-GD-SZ",
                    "occurred_on": "2026-11-20",
                    "segments": [{"mode": "metro", "distance_m": 12000}],
                }
            ]
        ),
    ]
    evidence: Annotated[str, Field(pattern="^(attested|corroborated|self_reported)$")] = "attested"


class Calculated(Output):
    """What the methodology says; nothing was recorded."""

    methodology: str
    methodology_sha256: str
    signed_mg: int
    reduction_mg: int
    emission_mg: int | None
    provisional: bool = Field(description="Whether a later version will price this day for good.")
    factors: list[str]
    impacts: dict[str, int] = Field(description="What else the act does, in whole units; never summed with CO2e.")
    trace: list[dict[str, Any]]
    trace_text: dict[str, list[str]] = Field(description="The trace as sentences, by language: `zh` and `en`.")


def _methodology(package: Package, public_url: str, texts: Texts) -> dict[str, Any]:
    return {
        "id": package.id,
        "version": package.version,
        "sha256": package.sha256,
        "title": dict(package.title),
        "status": package.status,
        "credit_class": package.credit_class,
        "region": package.region,
        "text_state": package.text_state,
        "hold": package.hold,
        "hold_text": holds.in_each(texts, package.hold),
        "packaged_on": package.packaged_on.isoformat(),
        "use_by": package.use_by.isoformat(),
        "attribution": package.attribution,
        "page": f"{public_url}{address(package.id, package.version)}",
    }


@router.get("/kinds", response_model=Kinds, dependencies=[Depends(anybody)], summary="Everyday kinds of act")
async def kinds(door: HandedOver) -> dict[str, Any]:
    """The kinds that can be recorded."""
    items = [
        {
            "code": kind.code,
            "unit": kind.unit,
            "category": kind.category,
            "title": dict(kind.titles),
            "minimum": kind.minimum,
            "maximum": kind.maximum,
            "methodologies": [use.methodology for use in kind.methodologies],
            "instead": {use.methodology: list(use.instead) for use in kind.methodologies if use.instead},
        }
        for kind in door.context.catalogue.kinds.values()
        if kind.counts
    ]
    return {"items": items, "next_page_token": ""}


@router.get(
    "/methodologies", response_model=Methodologies, dependencies=[Depends(anybody)], summary="All methodologies"
)
async def methodologies(door: HandedOver) -> dict[str, Any]:
    """Every version that this installation knows."""
    found = sorted(door.context.catalogue.packages.values(), key=lambda package: package.name)
    told = (door.context.public_url, door.context.texts)
    return {"items": [_methodology(package, *told) for package in found], "next_page_token": ""}


@router.get(
    "/methodologies/package.schema.json",
    response_class=Response,
    responses={
        200: {
            "description": "JSON Schema 2020-12 of a package.",
            "content": {"application/schema+json": {"schema": {"type": "object"}}},
        }
    },
    dependencies=[Depends(anybody)],
    summary="The format of a package",
)
async def package_schema() -> Response:
    """The shape that every package has; what it means stands in docs/methodologies/format.md."""
    return Response(SCHEMA.read_bytes(), media_type="application/schema+json")


@router.get(
    VERSION_PATH,
    response_class=Response,
    responses={
        200: {
            "description": "The package's canonical bytes; their SHA-256 is pinned in every entry.",
            "content": {"application/json": {"schema": {"type": "object"}}},
        }
    },
    dependencies=[Depends(anybody)],
    summary="One version, whole",
)
async def methodology(methodology_id: str, version: str, request: Request, door: HandedOver) -> Response:
    """Factors, sources, formula, caps and golden cases; immutable."""
    package = door.context.catalogue.package(f"{methodology_id}/{version}")
    headers = {"etag": f'"{package.sha256}"', "cache-control": "public, max-age=86400"}
    if headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(package.canonical, headers=headers, media_type="application/json")


@router.post(VERSION_PATH + ":calculate", response_model=Calculated, summary="What it would say, recording nothing")
async def calculate(
    methodology_id: str, version: str, body: Calculation, door: HandedOver, _credential: Reader
) -> dict[str, Any]:
    """A dry run with the sum step by step."""
    catalogue = door.context.catalogue
    package = catalogue.package(f"{methodology_id}/{version}")
    inputs = catalogue.normalised(package, body.inputs)
    result = catalogue.quantify(package, inputs, body.evidence)
    told = traces.plainly(door.context.texts, result.trace, package.attribution, package.text_state)
    return {**as_json(package, inputs, result), "trace_text": told}
