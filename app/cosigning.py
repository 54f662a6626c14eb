"""The other side of witnessing: signed checkpoints go to the witnesses, their cosignatures come back.

Each witness is served by a task of its own, with time limits and pauses, so that one that is slow or gone holds up
neither integration nor the other witnesses.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import structlog

from app.alongside import alongside
from app.container import Container
from kernel.errors import DomainError
from ledger import cosignatures, integrator, witness
from ledger.integrator import Signed
from ledger.note import NoteMalformed, SignatureInvalid, Verifier
from ledger.witness import AddCheckpoint

logger = structlog.get_logger()
TIMEOUT_S = 10
EVERY_S = 2.0
LONGEST_PAUSE_S = 600.0
MOST_ANSWER_BYTES = 100_000
ALARMS = ("fork", "size", "forgotten")
_EVERY_LOG = "*"


class WitnessRefused(DomainError):
    """A witness did not cosign.

    reason: unreachable, status, size (it has seen more than we signed), fork (it has seen another history), forgotten (it
    has seen less than it cosigned: its word is worth nothing any more) or answer.
    """

    code = "witness_refused"


class Cosigner:
    """One witness of the policy, reached over HTTP."""

    def __init__(
        self, container: Container, name: str, verifier: Verifier, url: str, client: httpx.AsyncClient
    ) -> None:
        self.name = name
        self._container = container
        self._verifier = verifier
        self._address = f"{url.rstrip('/')}/add-checkpoint"
        self._client = client
        self._failures: dict[str, int] = {}
        self._wait_until: dict[str, float] = {}

    async def keep_up(self) -> None:
        """Brings every log's newest checkpoint to the witness, until cancelled."""
        while True:
            try:
                await self.round()
            except (DomainError, OSError) as problem:
                logger.error("witness.round_failed", witness=self.name, problem=str(problem))
                await asyncio.sleep(EVERY_S)
            await asyncio.sleep(EVERY_S)

    async def round(self) -> int:
        """Each log once that the witness is behind on; how many checkpoints it cosigned.

        After a failure the log waits, twice as long each time; after one to reach the witness every log does.
        """
        count = 0
        if self._waits(_EVERY_LOG):
            return count
        for log_id in await self._container.every_log():
            if self._waits(log_id):
                continue
            try:
                if await self.cosign(log_id):
                    count += 1
                    self._failures.pop(log_id, None)
                    self._failures.pop(_EVERY_LOG, None)
            except WitnessRefused as problem:
                if problem.params["reason"] == "unreachable":
                    self._pause(_EVERY_LOG, problem)
                    return count
                self._pause(log_id, problem)
        return count

    def _waits(self, what: str) -> bool:
        return asyncio.get_running_loop().time() < self._wait_until.get(what, 0)

    def _pause(self, what: str, problem: WitnessRefused) -> None:
        self._failures[what] = failures = self._failures.get(what, 0) + 1
        pause_s = min(EVERY_S * 2 ** min(failures, 20), LONGEST_PAUSE_S)
        self._wait_until[what] = asyncio.get_running_loop().time() + pause_s
        _tell(problem, pause_s=pause_s)

    async def cosign(self, log_id: str, size: int | None = None) -> bool:
        """Asks for a cosignature under the checkpoint of `size`, or the newest; whether a new one came.

        A witness that is elsewhere than we thought tells its size, and is asked once more from there.  Raises
        `WitnessRefused` and `DatabaseUnreachable`.
        """
        vkey, work = self._verifier.vkey, self._container.database.log_work
        async with work(log_id) as connection:
            signed = (
                await integrator.at(connection, log_id, size) if size else await integrator.latest(connection, log_id)
            )
            old = await cosignatures.newest_size(connection, log_id, vkey)
        if signed is None or signed.size <= old:
            return False
        status, answer = await self._ask(log_id, signed, old)
        if status == 409:
            told = witness.told_size(answer)
            if told is None or told == old:
                raise self._refused(log_id, "answer", status)
            if told < old:
                raise self._refused(log_id, "forgotten", status)
            if told > signed.size:
                return await self._overtaken(log_id, told)
            status, answer = await self._ask(log_id, signed, told)
            if status == 409 and told == signed.size == witness.told_size(answer):
                raise self._refused(log_id, "fork", status)
        if status != 200:
            raise self._refused(log_id, "fork" if status == 422 else "status", status)
        try:
            line = witness.cosignature(answer, signed.note, self._verifier)
        except (NoteMalformed, SignatureInvalid) as problem:
            raise self._refused(log_id, "answer", status) from problem
        if line is None:
            raise self._refused(log_id, "answer", status)
        async with work(log_id) as connection:
            await cosignatures.keep(connection, log_id, signed.size, vkey, line, self._container.clock.now())
        return True

    async def _overtaken(self, log_id: str, told: int) -> bool:
        """False where another of our processes brought a newer checkpoint; else raises: more was signed than we know."""
        async with self._container.database.log_work(log_id) as connection:
            newest = await integrator.latest(connection, log_id)
        if newest is None or newest.size < told:
            raise self._refused(log_id, "size", 409)
        return False

    def _refused(self, log_id: str, reason: str, status: int = 0) -> WitnessRefused:
        """status: the witness's, 0 where it gave none."""
        return WitnessRefused(witness=self.name, log_id=log_id, reason=reason, status=status)

    async def _ask(self, log_id: str, signed: Signed, old: int) -> tuple[int, bytes]:
        """Status and body of the witness's answer; raises `WitnessRefused`."""
        async with self._container.database.log_work(log_id) as connection:
            proof = await integrator.consistency(connection, log_id, old, signed.size)
        request = AddCheckpoint(old, tuple(proof), signed.note).to_bytes()
        try:
            async with (
                asyncio.timeout(TIMEOUT_S),
                self._client.stream("POST", self._address, content=request) as answer,
            ):
                body = b""
                async for part in answer.aiter_bytes():
                    body += part
                    if len(body) > MOST_ANSWER_BYTES:
                        raise self._refused(log_id, "answer", answer.status_code)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, TimeoutError) as problem:
            raise self._refused(log_id, "unreachable") from problem
        if answer.status_code >= 500 or answer.status_code == 429:
            raise self._refused(log_id, "unreachable", answer.status_code)
        return answer.status_code, body


@asynccontextmanager
async def reached(container: Container) -> AsyncIterator[list[Cosigner]]:
    """The witnesses of the policy that have an address."""
    trust = container.witnesses
    async with httpx.AsyncClient(timeout=TIMEOUT_S, headers={"accept-encoding": "identity"}) as client:
        if trust is None:
            yield []
            return
        yield [Cosigner(container, name, trust.witnesses[name], url, client) for name, url in trust.urls.items()]


@asynccontextmanager
async def beside(container: Container) -> AsyncIterator[None]:
    """Every witness is kept up while the body runs."""
    async with reached(container) as cosigners, alongside(*(one.keep_up() for one in cosigners)):
        yield


async def cosign_now(container: Container, log_id: str, size: int) -> bool:
    """Asks every witness at once to cosign the checkpoint of `size`; whether it bears the quorum then."""
    trust = container.witnesses
    if trust is None:
        return True
    async with reached(container) as cosigners:
        await asyncio.gather(*(_try(one, log_id, size) for one in cosigners))
    async with container.database.log_work(log_id) as connection:
        found = await cosignatures.vkeys(connection, log_id, size)
    return trust.is_quorum([one for one in trust.witnesses.values() if one.vkey in found])


async def _try(one: Cosigner, log_id: str, size: int) -> None:
    try:
        await one.cosign(log_id, size)
    except WitnessRefused as problem:
        _tell(problem)


def _tell(problem: WitnessRefused, **beside: object) -> None:
    """Logs it, with what stands beside it; a witness that knows another history is what witnesses are for: an alarm."""
    say = logger.critical if problem.params["reason"] in ALARMS else logger.warning
    say("witness.refused", witness=problem.params["witness"], problem=str(problem), **beside)
