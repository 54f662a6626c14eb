"""The bare reference for ingest: a plain route, Pydantic on the raw bytes, one group-committed insert.  Nothing else.

No key, no idempotency, no plausibility, no chain: what any service of this shape has to do at the least.  The server
and its settings are those of the product's API.
"""

import asyncio
import hashlib
import os
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import uvicorn
from fastapi import FastAPI
from pydantic import AwareDatetime, BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import Response

from app.api import BACKLOG, GRACE_S, KEEP_ALIVE_S
from app.processes import run_until_told
from app.settings import Settings

ENTRY_FILE = "BENCH_ENTRY_FILE"
"""Environment variable: a file with the bytes of one entry of the product's, stored for every request."""
TABLE = (
    "CREATE TABLE bare_entry (log_id text, seq bigint, leaf bytea NOT NULL, entry bytea NOT NULL,"
    " PRIMARY KEY (log_id, seq))"
)
INSERT = "INSERT INTO bare_entry SELECT $1, t.* FROM unnest($2::bigint[], $3::bytea[], $4::bytea[]) t"
MOST = 1000
OVER = "/bare"


class Ride(BaseModel):
    """What the request says."""

    model_config = ConfigDict(extra="forbid", strict=True)

    source: str
    external_id: str
    member_id: str
    kind: str
    quantity: int
    unit: str
    occurred_at: AwareDatetime


class Writer:
    """Inserts what arrived while the last insert was committing."""

    def __init__(self, connection: asyncpg.Connection, entry: bytes) -> None:
        self._connection = connection
        self._entry, self._leaf = entry, hashlib.sha256(b"\x00" + entry).digest()
        self._waiting: list[asyncio.Future[int]] = []
        self._news = asyncio.Event()
        self._next = 0

    async def add(self) -> int:
        """One entry; its number, once it is committed."""
        answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append(answer)
        self._news.set()
        return await answer

    async def run(self) -> None:
        """Commits batches for ever."""
        while True:
            await self._news.wait()
            taken, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            if not self._waiting:
                self._news.clear()
            numbers = list(range(self._next, self._next + len(taken)))
            await self._connection.execute(
                INSERT, "log_bare", numbers, [self._leaf] * len(taken), [self._entry] * len(taken)
            )
            self._next += len(taken)
            for answer, number in zip(taken, numbers, strict=True):
                if not answer.done():
                    answer.set_result(number)


def application(writer: Writer) -> FastAPI:
    """One route."""
    made = FastAPI(openapi_url=None)

    async def record(request: Request) -> Response:
        ride = Ride.model_validate_json(await request.body())
        number = await writer.add()
        answer: dict[str, Any] = {"n": number, "external_id": ride.external_id, "kind": ride.kind}
        return Response(orjson.dumps(answer), 201, media_type="application/json")

    made.add_route(OVER, record, methods=["POST"])
    return made


class _Server(uvicorn.Server):
    def install_signal_handlers(self) -> None:
        """The process decides when it ends."""


async def run(settings: Settings) -> None:
    """Serves until cancelled."""
    assert settings.database_owner_url is not None
    connection = await asyncpg.connect(settings.database_owner_url.get_secret_value())
    async with asyncio.TaskGroup() as group:
        writer = Writer(connection, Path(os.environ[ENTRY_FILE]).read_bytes())  # noqa: ASYNC240 - before serving
        group.create_task(writer.run())
        config = uvicorn.Config(
            application(writer),
            host=settings.host,
            port=settings.port,
            http="httptools",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=True,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=GRACE_S,
            backlog=BACKLOG,
        )
        group.create_task(_Server(config).serve())


def main() -> None:
    """The process."""
    settings = Settings()
    run_until_told(run(settings), settings.data_dir, "bare")


if __name__ == "__main__":
    main()
