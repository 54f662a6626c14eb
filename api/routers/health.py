"""Whether the process lives, and whether it can do its work."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import JSONResponse

from api.access import HandedOver
from api.shapes import Output

router = APIRouter(tags=["operations"])
NEEDED = ("database", "migrations", "keys")
"""Redis is reported and not required: without it everything is recorded all the same."""


class Health(Output):
    """The process answers."""

    status: str


class Ready(Output):
    """Each check, and whether those that are needed hold."""

    ready: bool
    checks: dict[str, bool]


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
    checks = await door.context.readiness()
    fine = all(checks.get(name, False) for name in NEEDED)
    made: dict[str, Any] = {"ready": fine, "checks": dict(checks)}
    return JSONResponse(made, 200 if fine else 503, {"cache-control": "no-store"})
