"""The published log: checkpoints, tiles and proofs for everybody, entries for authorised readers.

Formats: C2SP tlog-checkpoint and tlog-tiles, RFC 6962 proofs.  Nothing is served that no checkpoint covers.
"""

import base64
import hashlib
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from accounts.partners import Credential
from api.access import HandedOver, anybody, caller_if_any, scope
from api.door import Door
from api.faults import CheckpointMissing, CredentialMissing, TreeSizeUnknown
from api.shapes import Output
from kernel.ids import PLATFORM_LOG, PROGRAMME, MalformedId, parse, public
from kernel.work import Connection
from ledger import integrator, log, serving
from ledger.integrator import Signed

router = APIRouter(prefix="/v1/logs", tags=["ledger"])
Reader = Annotated[Credential, Depends(scope("ledger.read"))]
IMMUTABLE = {"cache-control": "public, max-age=31536000, immutable"}
OWN = {"cache-control": "private, max-age=31536000, immutable"}
SHORT = {"cache-control": "public, max-age=1"}
TEXT, BYTES = "text/plain; charset=utf-8", "application/octet-stream"
MOST_SIZE = 2**53 - 1


class Log(Output):
    """A log's name, keys and published size."""

    log_id: str
    origin: str
    vkeys: list[str]
    size: int
    checkpoint: str | None


class Logs(Output):
    """The programme's log, the caller's own, and the platform log of all their checkpoints."""

    items: list[Log]
    next_page_token: str


class InclusionProof(Output):
    """RFC 6962 section 2.1.1: hashes in base64, from the leaf's sibling up; `leaf_hash` is what they start from."""

    log_id: str
    n: int
    size: int
    leaf_hash: str
    proof: list[str]
    root: str


class ConsistencyProof(Output):
    """RFC 6962 section 2.1.2: hashes in base64."""

    log_id: str
    from_size: int
    to_size: int
    proof: list[str]


def _text(description: str, media_type: str) -> dict[int | str, dict[str, object]]:
    return {200: {"description": description, "content": {media_type: {"schema": {"type": "string"}}}}}


@router.get("", response_model=Logs, summary="Logs and their keys")
async def logs(door: HandedOver, credential: Annotated[Credential | None, Depends(caller_if_any)]) -> dict[str, object]:
    """The programme's log; with a key, your organisation's too; and the platform log, which carries their checkpoints."""
    organisations = {PROGRAMME} if credential is None else {PROGRAMME, credential.org_id}
    ids = [*(public("log", org_id) for org_id in sorted(organisations)), PLATFORM_LOG]
    return {"items": [await _log(door, log_id) for log_id in ids], "next_page_token": ""}


async def _log(door: Door, log_id: str) -> dict[str, object]:
    async with door.context.database.log_work(log_id) as connection:
        signed = await integrator.latest(connection, log_id)
        vkeys = await serving.vkeys(connection, log_id)
    return {
        "log_id": log_id,
        "origin": door.context.log_origin(log_id),
        "vkeys": vkeys,
        "size": 0 if signed is None else signed.size,
        "checkpoint": None if signed is None else f"{door.context.public_url}/v1/logs/{log_id}/checkpoint",
    }


@router.get(
    "/{log_id}/checkpoint",
    response_class=Response,
    responses=_text("The signed note.", TEXT),
    dependencies=[Depends(anybody)],
    summary="The newest signed checkpoint",
)
async def checkpoint(log_id: str, request: Request, door: HandedOver, witnessed: bool = False) -> Response:
    """C2SP tlog-checkpoint: origin, size, root, signatures and cosignatures.

    With `witnessed=true` the newest that most witnesses have cosigned, which a growing log is always a little ahead of.
    """
    async with door.context.database.log_work(log_id) as connection:
        signed = await _latest(connection, log_id)
        if witnessed:
            signed = await integrator.witnessed(connection, log_id) or signed
    tag = f'"{hashlib.sha256(signed.note).hexdigest()[:32]}"'
    headers = {**SHORT, "etag": tag}
    if tag in [one.strip() for one in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=headers)
    return Response(signed.note, headers=headers, media_type=TEXT)


@router.get(
    "/{log_id}/tile/entries/{path:path}",
    response_class=Response,
    responses=_text("Before each entry its length as a big-endian uint16.", BYTES),
    summary="An entry bundle",
)
async def bundle(log_id: str, path: str, door: HandedOver, credential: Reader) -> Response:
    """C2SP tlog-tiles entry bundle of your organisation's log; of the platform log for the programme's auditors."""
    _require_own(log_id, credential)
    return await _file(door, log_id, f"tile/entries/{path}", OWN)


@router.get(
    "/{log_id}/tile/{path:path}",
    response_class=Response,
    responses=_text("Up to 256 hashes of 32 bytes.", BYTES),
    dependencies=[Depends(anybody)],
    summary="A hash tile",
)
async def tile(log_id: str, path: str, door: HandedOver) -> Response:
    """C2SP tlog-tiles hash tile `<level>/<index>[.p/<width>]`."""
    wanted = f"tile/{path}"
    if serving.is_bundle(wanted):
        raise CredentialMissing
    return await _file(door, log_id, wanted, IMMUTABLE)


async def _file(door: Door, log_id: str, path: str, headers: dict[str, str]) -> Response:
    async with door.context.database.log_work(log_id) as connection:
        data = await serving.file(connection, log_id, path)
    return Response(data, headers=headers, media_type=BYTES)


@router.get(
    "/{log_id}/entries/{n}",
    response_class=Response,
    responses=_text("The entry's canonical bytes.", "application/json"),
    summary="One entry",
)
async def entry(log_id: str, n: str, door: HandedOver, credential: Reader) -> Response:
    """The exact bytes that were hashed, of your organisation's log; of the platform log for the programme's auditors."""
    _require_own(log_id, credential)
    async with door.context.database.log_work(log_id) as connection:
        latest = await _latest(connection, log_id)
        if _number(n) >= latest.size:
            raise log.EntryUnknown(log_id=log_id, n=_number(n))
        sealed = await log.read(connection, log_id, _number(n))
    headers = {**OWN, "leaf-hash": sealed.leaf.hex()}
    return Response(sealed.data, headers=headers, media_type="application/json")


@router.get(
    "/{log_id}/proofs/inclusion",
    response_model=InclusionProof,
    dependencies=[Depends(anybody)],
    summary="That an entry is in the tree",
)
async def inclusion(
    log_id: str,
    door: HandedOver,
    n: Annotated[int, Query(ge=0, le=MOST_SIZE)],
    size: Annotated[int | None, Query(ge=1, le=MOST_SIZE)] = None,
) -> dict[str, object]:
    """The proof for entry `n` in the published tree of `size` entries, the newest by default."""
    async with door.context.database.log_work(log_id) as connection:
        latest = await _latest(connection, log_id)
        wanted = latest.size if size is None else size
        if not n < wanted <= latest.size:
            raise TreeSizeUnknown(size=wanted, n=n)
        hashes = await integrator.inclusion(connection, log_id, n, wanted)
        leaf, root = await serving.leaf(connection, log_id, n), await serving.root(connection, log_id, wanted)
    return {
        "log_id": log_id,
        "n": n,
        "size": wanted,
        "leaf_hash": leaf.hex(),
        "proof": [base64.b64encode(item).decode() for item in hashes],
        "root": base64.b64encode(root).decode(),
    }


@router.get(
    "/{log_id}/proofs/consistency",
    response_model=ConsistencyProof,
    dependencies=[Depends(anybody)],
    summary="That one tree extends another",
)
async def consistency(
    log_id: str,
    door: HandedOver,
    from_size: Annotated[int, Query(alias="from", ge=0, le=MOST_SIZE)],
    to_size: Annotated[int, Query(alias="to", ge=0, le=MOST_SIZE)],
) -> dict[str, object]:
    """The proof that the tree of `to` entries extends the tree of `from`."""
    async with door.context.database.log_work(log_id) as connection:
        latest = await _latest(connection, log_id)
        if not from_size <= to_size <= latest.size:
            raise TreeSizeUnknown(size=to_size, n=from_size)
        hashes = await integrator.consistency(connection, log_id, from_size, to_size)
    return {
        "log_id": log_id,
        "from_size": from_size,
        "to_size": to_size,
        "proof": [base64.b64encode(item).decode() for item in hashes],
    }


def _require_own(log_id: str, credential: Credential) -> None:
    """The caller's own organisation's log; anybody else's is unknown, as a missing one is.

    The platform log shows every organisation's volume, so its entries are for keys of the programme's own, no partner's.
    """
    if log_id == PLATFORM_LOG:
        allowed = credential.org_id == PROGRAMME and credential.partner is None
    else:
        allowed = credential.org_id == parse("log", log_id)
    if not allowed:
        raise MalformedId(expected="log")


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 16 or (text[0] == "0" and text != "0"):
        raise MalformedId(expected="n")
    return int(text)


async def _latest(connection: Connection, log_id: str) -> Signed:
    signed = await integrator.latest(connection, log_id)
    if signed is None:
        raise CheckpointMissing(log_id=log_id)
    return signed
