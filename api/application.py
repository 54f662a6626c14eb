"""The HTTP door put together: gate, hot path, routes, problems, document."""

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api import openapi
from api.console import organisation, page, signing_in
from api.context import Context
from api.door import Door
from api.faults import AddressUnknown, MethodNotAllowed, RequestInvalid, RequestMalformed, Unexpected
from api.gate import Gate, storage_fault
from api.problems import ABOUT_INPUTS
from api.routers import (
    actions,
    health,
    ledger,
    members,
    method_pages,
    methodologies,
    own_data,
    pages,
    recording,
    reports,
    telegram,
)
from api.shapes import place_of
from kernel.errors import DomainError


def build(context: Context) -> ASGIApp:
    """The ASGI application: the gate around everything else."""
    application = framework(context)
    return Gate(Front(application), application.state.door.problems)


class Front:
    """Sends the hot addresses straight to their handlers, and everything else to the framework.

    The framework's layers cost a fifth of what the door takes for one act; what raises here is answered by the gate.
    """

    def __init__(self, application: FastAPI) -> None:
        self._application = application
        self._door: Door = application.state.door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        handler = recording.HOT.get(scope["path"]) if scope["method"] == "POST" else None
        if handler is None:
            await self._application(scope, receive, send)
        else:
            response = await handler(scope, self._door)
            await response(scope, receive, send)


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
    routers = (actions, members, ledger, methodologies, reports, health, pages, method_pages, own_data)
    for module in (*routers, signing_in, organisation, page):
        application.include_router(module.router)
    if context.webhook is not None:
        application.include_router(telegram.router)
    application.openapi = lambda: openapi.document(application)  # type: ignore[method-assign]
    return application


def _refusals(application: FastAPI) -> None:
    problems = application.state.door.problems

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, DomainError)
        response: Response = problems.response(error, request.scope, pointer=_member(error))
        return response

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        places = [
            {"pointer": f"{_pointer(place['loc'])}{place_of(place)}"[:200], "code": place["type"]}
            for place in error.errors()[:20]
        ]
        response: Response = problems.response(RequestInvalid(places), request.scope)
        return response

    async def unrouted(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        found: DomainError = RequestMalformed(reason="http")
        if error.status_code in (404, 405):
            allowed = openapi.methods(application, request.scope["path"])
            found = MethodNotAllowed(allowed=", ".join(allowed)) if allowed else AddressUnknown()
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


def _member(error: DomainError) -> str | None:
    """Which member of a calculation's body the error is about."""
    if error.code in ABOUT_INPUTS:
        return f"/inputs{error.params.get('pointer') or ''}"
    return {"activity_out_of_date": "/inputs/occurred_on", "evidence_not_accepted": "/evidence"}.get(error.code)


def _pointer(place: tuple[int | str, ...]) -> str:
    """`/a/b` for the body, `?name` for a parameter."""
    if place and place[0] == "body":
        return "".join(f"/{part}" for part in place[1:])[:200]
    return f"?{place[-1]}"[:200] if place else ""
