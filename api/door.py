"""The parts of the door that live as long as the process, found by every route."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.types import Scope

from accounts.partners import Credential
from api.auth import Authenticator
from api.context import Context
from api.idempotency import InFlight
from api.limits import Limits
from api.paging import Paging
from api.problems import Problems
from kernel.errors import DomainError


@dataclass(frozen=True)
class Door:
    """What routes share."""

    context: Context
    authenticator: Authenticator
    limits: Limits
    problems: Problems
    in_flight: InFlight
    paging: Paging

    @classmethod
    def build(cls, context: Context) -> "Door":
        """All of it, from what `app` handed over."""
        return cls(
            context=context,
            authenticator=Authenticator(context.database, context.keys.token_key, context.clock),
            limits=Limits(context.redis, context.clock),
            problems=Problems(context.texts, context.public_url),
            in_flight=InFlight(),
            paging=Paging(context.keys.token_key, context.clock),
        )

    async def caller(self, scope: Scope, cost: int = 1) -> Credential:
        """The caller's credential, `cost` tokens taken from it; a wrong key costs the address one.

        Raises `CredentialMissing`, `APIKeyInvalid`, `TooManyRequests`.
        """
        try:
            credential = await self.authenticator.of(scope)
        except DomainError:
            await self.limits.take(scope, None)
            raise
        await self.limits.take(scope, credential, cost)
        return credential

    @classmethod
    def of(cls, request: Request) -> "Door":
        """The door that the request came through."""
        found: Door = request.app.state.door
        return found
