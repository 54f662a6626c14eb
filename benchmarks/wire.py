"""The load generator: keep-alive HTTP/1.1 over raw sockets, requests built beforehand, each connection in turn.

A client library would cost more than the server it measures.  Each connection sends its next request as soon as the
last is answered (closed loop), so nothing is sent that was not waited for.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast


@dataclass(frozen=True)
class Load:
    """What came back.  latencies_ms: one a reply, ascending.  client_share: of one core, spent by the generator."""

    replies: int
    seconds: float
    statuses: Counter[int]
    latencies_ms: list[float]
    client_share: float

    @property
    def per_second(self) -> float:
        """Replies a second."""
        return self.replies / self.seconds

    def percentile_ms(self, percent: int) -> float:
        """The latency that `percent` of the replies did not exceed."""
        return self.latencies_ms[min(len(self.latencies_ms) - 1, len(self.latencies_ms) * percent // 100)]


def request(method: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
    """The bytes of one request."""
    lines = [f"{method} {path} HTTP/1.1", "host: 127.0.0.1", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


class _Connection(asyncio.Protocol):
    """One connection: sends, waits for the whole reply, sends the next."""

    def __init__(self, run: "_Run") -> None:
        self._run = run
        self._received = bytearray()
        self._wanted = 0
        self._sent_at = 0.0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Kept for the start."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by inheritance

    def send(self) -> None:
        """The next request, or the end."""
        assert self._transport is not None
        following = self._run.next()
        if following is None:
            self._transport.close()
            return
        self._sent_at = time.perf_counter()
        self._transport.write(following)

    def data_received(self, data: bytes) -> None:
        """Counts a reply once it is whole."""
        self._received += data
        if not self._wanted:
            end = self._received.find(b"\r\n\r\n")
            if end < 0:
                return
            at = self._received.lower().find(b"content-length:", 0, end)
            length = int(self._received[at + 15 : self._received.find(b"\r", at)]) if at >= 0 else 0
            self._wanted = end + 4 + length
        if len(self._received) >= self._wanted:
            self._run.count(int(self._received[9:12]), time.perf_counter() - self._sent_at)
            self._received.clear()
            self._wanted = 0
            self.send()

    def connection_lost(self, problem: Exception | None) -> None:
        """The server, or we, closed it."""
        self._run.closed()


class _Run:
    """What the connections share."""

    def __init__(self, requests: Iterator[bytes], connections: int) -> None:
        self._requests = requests
        self._open = connections
        self.statuses: Counter[int] = Counter()
        self.latencies: list[float] = []
        self.last_at = 0.0
        self.until = float("inf")
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def next(self) -> bytes | None:
        """The next request; None when the time is over or none is left."""
        return next(self._requests, None) if time.perf_counter() < self.until else None

    def count(self, status: int, latency_s: float) -> None:
        """Notes one reply."""
        self.statuses[status] += 1
        self.latencies.append(latency_s * 1000)
        self.last_at = time.perf_counter()

    def closed(self) -> None:
        """One connection is gone."""
        self._open -= 1
        if not self._open and not self.over.done():
            self.over.set_result(None)


async def drive(port: int, requests: Iterator[bytes], *, connections: int, seconds: float | None = None) -> Load:
    """Sends the requests over so many connections to 127.0.0.1, for at most so many seconds, and counts the replies."""
    loop = asyncio.get_running_loop()
    run = _Run(requests, connections)
    made = [await loop.create_connection(lambda: _Connection(run), "127.0.0.1", port) for _ in range(connections)]
    begun, busy = time.perf_counter(), time.process_time()
    run.until = begun + seconds if seconds is not None else float("inf")
    for _, connection in made:
        connection.send()
    await run.over
    elapsed = run.last_at - begun
    share = (time.process_time() - busy) / elapsed
    return Load(len(run.latencies), elapsed, run.statuses, sorted(run.latencies), share)
