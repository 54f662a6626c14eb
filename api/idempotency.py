"""`Idempotency-Key`: bound to caller, address and body.  The ledger decides; what is held here may be lost."""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

import orjson
from starlette.types import Scope

from accounts.partners import Partner
from actions.requests import Request
from api.faults import IdempotencyKeyMissing, RequestInFlight
from api.problems import header

_key = re.compile(r"[A-Za-z0-9_.:-]{16,255}").fullmatch


def request_of(scope: Scope, partner: Partner, body: object) -> Request:
    """The request's scoped key and the fingerprint of its body; raises `IdempotencyKeyMissing`.

    Keys of one partner are told apart by method and path, and from every other partner's; its API keys may rotate.
    """
    key = header(scope, b"idempotency-key")
    if not _key(key):
        raise IdempotencyKeyMissing
    scoped = f"{scope['method']} {scope['path']} {key}".encode()
    try:
        canonical = orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # An integer of more than 64 bits: refused later, and told by a slower writer meanwhile.
        canonical = json.dumps(body, sort_keys=True).encode()
    return Request(
        hashlib.sha256(partner.org_id.bytes + partner.id.bytes + scoped).digest(), hashlib.sha256(canonical).digest()
    )


class InFlight:
    """The keys whose requests run in this process; only so that a second one is told to wait."""

    def __init__(self) -> None:
        self._keys: set[bytes] = set()

    @contextmanager
    def claim(self, request: Request) -> Iterator[None]:
        """Holds the key; raises `RequestInFlight` while another request holds it."""
        if request.key in self._keys:
            raise RequestInFlight
        self._keys.add(request.key)
        try:
            yield
        finally:
            self._keys.discard(request.key)
