"""The HTTP door put together: gate, routes, problems, document."""

from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from api import openapi
from api.context import Context
from api.door import Door
from api.faults import AddressUnknown, MethodNotAllowed, RequestInvalid, RequestMalformed, Unexpected
from api.gate import Gate, storage_fault
from api.routers import actions, health, ledger, members, methodologies, pages, recording, reports, telegram
from kernel.errors import DomainError


def build(context: Context) -> ASGIApp:
    """The ASGI application: the gate around everything else."""
    application = framework(context)
    return Gate(application, application.state.door.problems)


def framework(context: Context) -> FastAPI:
    """The application without its gate; `openapi()` is the document."""
    application = FastAPI(
        title=openapi.TITLE,
        version=openapi.VERSION,
        description=openapi.DESCRIPTION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False},
    )
    application.state.door = Door.build(context)
    _refusals(application)
    # Two plain routes stand first: they carry the load, and skip the framework's own reading of bodies.
    application.router.routes += [
        Route("/v1/actions", recording.record_action, methods=["POST"]),
        Route("/v1/actions:batch", recording.record_batch, methods=["POST"]),
    ]
    for module in (actions, members, ledger, methodologies, reports, health, pages):
        application.include_router(module.router)
    if context.webhook is not None:
        application.include_router(telegram.router)
    application.openapi = lambda: openapi.document(application)  # type: ignore[method-assign]
    return application


def _refusals(application: FastAPI) -> None:
    problems = application.state.door.problems

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, DomainError)
        places: Any = getattr(error, "places", ())
        response: Response = problems.response(error, request.scope, errors=places)
        return response

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        places = [{"pointer": _pointer(place["loc"]), "code": place["type"]} for place in error.errors()[:20]]
        response: Response = problems.response(RequestInvalid(count=len(places)), request.scope, errors=places)
        return response

    async def unrouted(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        found: DomainError = RequestMalformed(reason="http")
        if error.status_code == 404:
            found = AddressUnknown()
        if error.status_code == 405:
            found = MethodNotAllowed(allowed=", ".join(openapi.methods(application, request.scope["path"])))
        response: Response = problems.response(found, request.scope)
        return response

    async def failed(request: Request, error: Exception) -> Response:
        # The gate sees the same error again and logs it.
        told = storage_fault(error) or Unexpected(id=request.scope["request_id"])
        response: Response = problems.response(told, request.scope)
        return response

    application.add_exception_handler(DomainError, refused)
    application.add_exception_handler(RequestValidationError, invalid)
    application.add_exception_handler(HTTPException, unrouted)
    application.add_exception_handler(Exception, failed)


def _pointer(place: tuple[int | str, ...]) -> str:
    """`/a/b` for the body, `?name` for a parameter."""
    if place and place[0] == "body":
        return "".join(f"/{part}" for part in place[1:])[:200]
    return f"?{place[-1]}"[:200] if place else ""
