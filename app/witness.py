"""`leafledger witness`: a C2SP tlog-witness with one key file and one file of state.  It needs no database.

The state is the newest checkpoint that was cosigned of each log.  It is replaced whole and flushed to the disk, under a
lock that other processes on the same file respect, before a cosignature leaves.
"""

import asyncio
import base64
import fcntl
import json
import os
import re
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app.logging import configure
from kernel.clock import Clock, SystemClock
from kernel.errors import DomainError
from kernel.files import put
from ledger import note
from ledger.checkpoint import MAX_SIZE, Checkpoint
from ledger.note import COSIGNATURE_V1, ED25519, SigningKey, Verifier, VerifierKeyMalformed
from ledger.witness import MAX_BYTES, Answer, decide

logger = structlog.get_logger()
FORMAT = "leafledger-witness/1"
MOST_CONNECTIONS = 200
BODY_S = 20.0
_HEADER = "PRIVATE+KEY"
_key_line = re.compile(r"PRIVATE\+KEY\+([^+\s]+)\+([0-9a-f]{8})\+(\S+)\n?").fullmatch


class WitnessKeyUnusable(DomainError):
    """The witness's key file cannot be read or written, or holds no key."""

    code = "witness_key_unusable"


class WitnessStateUnusable(DomainError):
    """The witness's state is missing beside its key, cannot be read or written, or is not what this program wrote."""

    code = "witness_state_unusable"


class ListenRefused(DomainError):
    """The address to listen on is malformed, taken or not ours."""

    code = "listen_refused"


class Witness:
    """The witness `key` for `logs`, on one file of state that several threads and processes may share."""

    def __init__(self, key: SigningKey, state: Path, logs: Mapping[str, Sequence[Verifier]], clock: Clock) -> None:
        self.key = key
        self.logs = logs
        self._state = state
        self._clock = clock

    def answer(self, body: bytes) -> Answer:
        """Judges a request, and remembers the checkpoint on the disk before it answers.

        Raises `WitnessStateUnusable`; nothing is cosigned then.
        """
        with _alone(self._state):
            seen = read_state(self._state)
            answer = decide(body, self.logs, seen, self.key, int(self._clock.now().timestamp()))
            if answer.keep is not None and seen.get(answer.keep.origin) != answer.keep:
                write_state(self._state, {**seen, answer.keep.origin: answer.keep})
        return answer


@contextmanager
def _alone(state: Path) -> Iterator[None]:
    """One at a time on the file's folder: the file itself is replaced, so a lock on it would lock what is gone."""
    with ExitStack() as opened:
        try:
            folder = os.open(state.parent, os.O_RDONLY)
            opened.callback(os.close, folder)
            fcntl.flock(folder, fcntl.LOCK_EX)
        except OSError as problem:
            raise WitnessStateUnusable(path=str(state)) from problem
        yield


def read_state(path: Path) -> dict[str, Checkpoint]:
    """What was cosigned, by origin; raises `WitnessStateUnusable`, never taking a damaged file for an empty one."""
    try:
        document = json.loads(path.read_text("utf-8"))
        if document["format"] != FORMAT:
            raise WitnessStateUnusable(path=str(path))
        return {origin: _remembered(origin, one) for origin, one in document["logs"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise WitnessStateUnusable(path=str(path)) from problem


def _remembered(origin: str, one: Mapping[str, object]) -> Checkpoint:
    """One log's line; raises `ValueError`, or what a wrong type raises."""
    size, root = one["size"], bytes.fromhex(str(one["root"]))
    if type(size) is not int or not 0 <= size <= MAX_SIZE or len(root) != 32:
        raise ValueError(origin)
    return Checkpoint(origin, size, root)


def write_state(path: Path, seen: Mapping[str, Checkpoint]) -> None:
    """Replaces the file, flushed with its folder; raises `WitnessStateUnusable`."""
    logs = {origin: {"size": one.size, "root": one.root.hex()} for origin, one in sorted(seen.items())}
    _put(path, json.dumps({"format": FORMAT, "logs": logs}, indent=1, ensure_ascii=False) + "\n", WitnessStateUnusable)


def _put(path: Path, text: str, refused: type[DomainError]) -> None:
    """Writes a whole file, readable by its owner alone, so that a crash leaves the old one or the new one."""
    try:
        put(path, text.encode())
    except OSError as problem:
        raise refused(path=str(path)) from problem


def open_witness(
    key_file: Path, state: Path, vkeys: Sequence[str], name: str = "", clock: Clock | None = None
) -> Witness:
    """The witness of these files; the first start makes both.

    vkeys: of the logs, one or more each.  name: of the witness at its first start; else the machine's.  Raises
    `WitnessKeyUnusable`, `VerifierKeyMalformed` and `WitnessStateUnusable`: also where the key is there and the state is
    not, because a witness that has forgotten what it cosigned could be talked into a second history.
    """
    logs: dict[str, list[Verifier]] = {}
    for vkey in vkeys:
        verifier = Verifier.from_vkey(vkey)
        if verifier.kind != ED25519:
            raise VerifierKeyMalformed(part="key", text=vkey)
        logs.setdefault(verifier.name, []).append(verifier)
    with _alone(state):
        if not _stands(state, WitnessStateUnusable):
            if _stands(key_file, WitnessKeyUnusable):
                raise WitnessStateUnusable(path=str(state))
            write_state(state, {})
        read_state(state)
        if not _stands(key_file, WitnessKeyUnusable):
            _make_key(key_file, name or f"{socket.gethostname()}/witness")
    return Witness(_read_key(key_file), state, logs, clock or SystemClock())


def _stands(path: Path, refused: type[DomainError]) -> bool:
    """Whether there is anything of that name, be it a link that leads nowhere; what cannot be told raises `refused`."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except OSError as problem:
        raise refused(path=str(path)) from problem
    return True


def _make_key(path: Path, name: str) -> None:
    """A new key as one line, as other tools for signed notes keep theirs: header, name, key id, type and seed."""
    key = SigningKey.generate(name)
    secret = base64.b64encode(bytes([COSIGNATURE_V1]) + key.seed).decode()
    key_id = note.key_id(name, COSIGNATURE_V1, key.public).hex()
    _put(path, f"{_HEADER}+{name}+{key_id}+{secret}\n", WitnessKeyUnusable)


def _read_key(path: Path) -> SigningKey:
    """The key of a file that `_make_key` wrote; raises `WitnessKeyUnusable`."""
    try:
        found = _key_line(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise WitnessKeyUnusable(path=str(path)) from problem
    if not found:
        raise WitnessKeyUnusable(path=str(path))
    name, key_id, encoded = found.groups()
    secret = note.decode_base64(encoded) or b""
    if len(secret) != 33 or secret[0] != COSIGNATURE_V1:
        raise WitnessKeyUnusable(path=str(path))
    key = SigningKey.from_seed(name, secret[1:])
    if note.key_id(name, COSIGNATURE_V1, key.public).hex() != key_id:
        raise WitnessKeyUnusable(path=str(path))
    return key


def application(witness: Witness) -> Starlette:
    """The HTTP side: `POST /add-checkpoint`, and the witness's verifier key at `/`."""

    async def add_checkpoint(request: Request) -> Response:
        try:
            async with asyncio.timeout(BODY_S):
                body = await _body(request)
        except (TimeoutError, ClientDisconnect):
            return PlainTextResponse("the body did not come\n", 408)
        try:
            answer = await asyncio.to_thread(witness.answer, body)
        except WitnessStateUnusable as problem:
            logger.critical("witness.state_unusable", problem=str(problem))
            return PlainTextResponse("the witness cannot remember\n", 503)
        logger.info("witness.answered", status=answer.status)
        return Response(answer.body, answer.status, headers={"content-type": answer.media_type})

    async def about(_: Request) -> Response:
        return PlainTextResponse(f"{witness.key.witness_vkey}\n")

    return Starlette(routes=[Route("/add-checkpoint", add_checkpoint, methods=["POST"]), Route("/", about)])


async def _body(request: Request) -> bytes:
    """The body, or its beginning where it is longer than any request can be: too long for the parser as well."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MAX_BYTES:
            break
    return body


class Listening:
    """A witness whose socket is bound; `run` serves until the process is told to end."""

    def __init__(self, witness: Witness, listen: str) -> None:
        """listen: HOST:PORT, port 0 for any free one.  Raises `ListenRefused`."""
        found = _address(listen)
        if not found or int(found[2]) > 65535:
            raise ListenRefused(listen=listen)
        host = found[1].strip("[]")
        try:
            self._socket = socket.create_server((host, int(found[2])), family=_family(host))
        except OSError as problem:
            raise ListenRefused(listen=listen) from problem
        self._witness = witness

    @property
    def told(self) -> dict[str, object]:
        """What the operator hands to the logs: address and verifier key."""
        host, port = self._socket.getsockname()[:2]
        return {
            "vkey": self._witness.key.witness_vkey,
            "url": f"http://{f'[{host}]' if ':' in host else host}:{port}",
            "logs": sorted(self._witness.logs),
        }

    def run(self) -> None:
        """Serves; one line of JSON a request on standard error."""
        configure("info")
        config = uvicorn.Config(
            application(self._witness), http="h11", ws="none", lifespan="off", log_config=None, access_log=False,
            server_header=False, limit_concurrency=MOST_CONNECTIONS, timeout_graceful_shutdown=5,
        )  # fmt: skip
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[self._socket])


_address = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^:\s]+):([0-9]{1,5})", re.ASCII).fullmatch


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
