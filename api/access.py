"""Dependencies of ordinary routes: the door, and the caller's credential with the scope that a route asks for."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from accounts.partners import Credential
from api.door import Door
from api.problems import header

bearer = HTTPBearer(
    scheme_name="apiKey", bearerFormat="lf_live_…", description="An API key of Leafledger.", auto_error=False
)
Declared = Annotated[HTTPAuthorizationCredentials | None, Security(bearer)]
"""Puts the scheme into the document; the header itself is read in one place for hot and ordinary routes."""


def door_of(request: Request) -> Door:
    """The door that the request came through."""
    return Door.of(request)


HandedOver = Annotated[Door, Depends(door_of)]


async def caller(request: Request, door: HandedOver, _declared: Declared) -> Credential:
    """The caller's credential; raises `CredentialMissing`, `APIKeyInvalid`, `TooManyRequests`."""
    return await door.caller(request.scope)


async def anybody(request: Request, door: HandedOver) -> None:
    """For public routes: counts the caller's address."""
    await door.limits.take(request.scope, None)


async def caller_if_any(request: Request, door: HandedOver, declared: Declared) -> Credential | None:
    """The credential where a key is sent, None where none is; a wrong key is refused all the same."""
    if header(request.scope, b"authorization"):
        return await caller(request, door, declared)
    await anybody(request, door)
    return None


def scope(name: str) -> Callable[[Credential], Credential]:
    """A dependency: the caller's credential, which must hold the scope; raises `ScopeMissing`."""

    def check(credential: Annotated[Credential, Depends(caller)]) -> Credential:
        credential.require(name)
        return credential

    return check
