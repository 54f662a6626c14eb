"""Whether the process lives, and whether it can do its work."""

from typing import Any

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import JSONResponse

from api.access import HandedOver
from api.shapes import Output
from methodologies import alarms

router = APIRouter(tags=["operations"])
NEEDED = ("database", "migrations", "keys")
"""Redis is reported and not required: without it everything is recorded all the same."""


class Health(Output):
    """The process answers."""

    status: str


class Due(Output):
    """A methodology version past its use-by date, or within 30 days of it."""

    methodology: str
    use_by: str
    days_left: int = Field(description="Negative once the date is past: no new entries are priced by it.")
    replaced_by: str | None = Field(description="An active version that supersedes it.")


class Ready(Output):
    """Each check, whether those that are needed hold, and which methodology versions are due: that fails nothing."""

    ready: bool
    checks: dict[str, bool]
    methodologies_due: list[Due]


@router.get("/healthz", response_model=Health, summary="The process lives")
async def health() -> dict[str, str]:
    """Answers as long as the process does."""
    return {"status": "ok"}


@router.get(
    "/readyz",
    response_model=Ready,
    responses={503: {"model": Ready, "description": "A needed check fails."}},
    summary="Database, schema and keys are usable",
)
async def ready(door: HandedOver) -> JSONResponse:
    """200 where database, schema and key store are usable, else 503."""
    context = door.context
    checks = await context.readiness()
    fine = all(checks.get(name, False) for name in NEEDED)
    due = [
        {
            "methodology": alarm.methodology,
            "use_by": alarm.use_by.isoformat(),
            "days_left": alarm.days_left,
            "replaced_by": alarm.replaced_by,
        }
        for alarm in alarms.due(context.catalogue.packages.values(), context.clock.now())
    ]
    made: dict[str, Any] = {"ready": fine, "checks": dict(checks), "methodologies_due": due}
    return JSONResponse(made, 200 if fine else 503, {"cache-control": "no-store"})
