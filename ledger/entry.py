"""The entry: envelope, closed list of types, closed list of fields, sealed bytes.

Format version 1.  An entry is canonical JSON of at most 65,535 bytes (C2SP tlog-tiles bundles count in uint16); its
leaf hash goes into `prev` of the next.  A field that does not apply is absent, never null.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache

from kernel.errors import DomainError
from kernel.units import MAX_SAFE_INTEGER
from ledger import canonical

VERSION = 1
GENESIS = "0" * 64
"""`prev` of entry 0."""
MAX_BYTES = 65535
EVIDENCE = ("self_reported", "corroborated", "attested")
"""From the weakest to the strongest."""
PENDING = "pending"
"""The reason that an undecided action carries: its reduction_mg is 0 until a later entry comes without it."""


class EntryMalformed(DomainError):
    """The entry breaks the format.  reason: unknown_type, unknown_field, missing_field or wrong_value."""

    code = "entry_malformed"


class EntryTooLong(DomainError):
    """The entry does not fit into a bundle."""

    code = "entry_too_long"


# The same few codes, days and methodologies come again and again, so their answers are kept.
_cached = lru_cache(maxsize=4096)
_hex32 = re.compile(r"[0-9a-f]{32}").fullmatch
_hex64 = re.compile(r"[0-9a-f]{64}").fullmatch
_code = _cached(re.compile(r"[a-z][a-z0-9_]{0,63}").fullmatch)
_log_id = _cached(re.compile(r"log_[a-z0-9]{1,60}").fullmatch)
_methodology = _cached(re.compile(r"[a-z0-9][a-z0-9.-]{0,99}/[0-9][0-9A-Za-z.-]{0,49}").fullmatch)
_decimal = re.compile(r"(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{0,17}[1-9])?").fullmatch
_date_shape = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch


@_cached
def _is_date(text: str) -> bool:
    """Whether `text` is YYYY-MM-DD and such a day exists."""
    if not _date_shape(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _integer(value: object) -> bool:
    return type(value) is int and -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER


def _natural(value: object) -> bool:
    return type(value) is int and 0 <= value <= MAX_SAFE_INTEGER


def _text(value: object) -> bool:
    return type(value) is str and 0 < len(value) <= 200


def _long_text(value: object) -> bool:
    return type(value) is str and 0 < len(value) <= 60_000


def _version(value: object) -> bool:
    return _text(value) or _natural(value)


def _object(value: object) -> bool:
    return type(value) is dict


def _codes(value: object) -> bool:
    return type(value) is list and 0 < len(value) <= 20 and all(type(item) is str and _code(item) for item in value)


def _texts(value: object) -> bool:
    return type(value) is list and 0 < len(value) <= 100 and all(_text(item) for item in value)


_FIELDS: dict[str, Callable[..., object]] = {
    "act": _code,
    "campaign": _text,
    "cap_applied": _object,
    "checkpoint": _long_text,
    "commitment": _hex64,
    "counts": _object,
    "discount": _decimal,
    "draw": _text,
    "engine": _version,
    "evidence": frozenset(EVIDENCE).__contains__,
    "factors": _texts,
    "inputs": _object,
    "kind": _code,
    "log_id": _log_id,
    "lot": _text,
    "manifest_sha256": _hex64,
    "methodology": _methodology,
    "methodology_sha256": _cached(_hex64),
    "n": _natural,
    "package": _object,
    "prev": _hex64,
    "provisional": lambda value: value is True,
    "purpose": _code,
    "reason": _code,
    "reasons": _codes,
    "recorded_on": _is_date,
    "reduction_mg": _integer,
    "ref": _natural,
    "results": _object,
    "rid": _hex32,
    "role": _code,
    "rules": _object,
    "seed": _text,
    "signed_mg": _integer,
    "statement": _object,
    "terms": _object,
    "text_version": _version,
    "tree_size": _natural,
    "type": _text,
    "v": lambda value: type(value) is int and value == VERSION,
    "vkey": _text,
}
_FILLED_IN = frozenset(("v", "log_id", "n", "prev", "rid"))
_ENVELOPE = _FILLED_IN | {"type", "recorded_on"}
_QUANTIFIED = "methodology methodology_sha256 factors cap_applied discount provisional engine signed_mg"
_DECIDED = "reasons role commitment"
_CHANGED = f"{_QUANTIFIED} {_DECIDED}"

# Required fields, then optional ones, beside the envelope.
_BY_TYPE: dict[str, tuple[str, str]] = {
    "action.recorded": ("kind inputs evidence reduction_mg", f"{_QUANTIFIED} reasons commitment"),
    "action.evidence_raised": ("ref evidence reduction_mg", f"kind inputs {_CHANGED}"),
    "action.reviewed": ("ref reduction_mg", f"kind inputs evidence {_CHANGED}"),
    "action.corrected": ("ref reduction_mg reasons", f"kind inputs evidence {_CHANGED}"),
    "action.reversed": ("ref reduction_mg reasons", "role commitment"),
    "action.verified": ("ref evidence", f"reduction_mg {_DECIDED}"),
    "lot.issued": ("lot", f"terms {_DECIDED}"),
    "lot.transferred": ("lot", f"terms {_DECIDED}"),
    "lot.retired": ("lot", f"terms {_DECIDED}"),
    "lot.cancelled": ("lot", f"terms {_DECIDED}"),
    "campaign.opened": ("campaign", f"rules {_DECIDED}"),
    "campaign.rules_frozen": ("campaign rules", _DECIDED),
    "campaign.closed": ("campaign", f"results {_DECIDED}"),
    "consent.given": ("purpose text_version commitment", ""),
    "consent.withdrawn": ("purpose text_version commitment", ""),
    "methodology.published": ("methodology methodology_sha256 package", _DECIDED),
    "statement.signed": ("statement", _DECIDED),
    "export.made": ("manifest_sha256 tree_size", _DECIDED),
    "checkpoint.logged": ("checkpoint", ""),
    "draw.committed": ("draw commitment", "terms"),
    "draw.revealed": ("draw seed", "results"),
    "key.rotated": ("vkey", _DECIDED),
    "subject.erased": ("counts", "reasons"),
    "admin.acted": ("act role reason", "commitment"),
}
_REQUIRED = {kind: _ENVELOPE | set(required.split()) for kind, (required, _) in _BY_TYPE.items()}
_ALLOWED = {kind: _REQUIRED[kind] | set(optional.split()) for kind, (_, optional) in _BY_TYPE.items()}

TYPES = frozenset(_BY_TYPE)
"""The closed list of entry types."""


def seal(
    payload: Mapping[str, object],
    log_id: str,
    n: int,
    prev: str,
    rid: str,
    write: Callable[[object], bytes] = canonical.write,
) -> bytes:
    """The canonical bytes of entry `n`, which follows the entry with leaf hash `prev`.

    payload: `type`, `recorded_on` and the fields of that type, none of them None.  prev: 64 hex, `GENESIS` for entry 0.
    rid: 32 hex, fresh from the operating system's randomness.  write: any writer of the same bytes.  Raises
    `EntryMalformed`, `EntryTooLong` or `canonical.NotCanonical`.
    """
    entry = {**payload, "v": VERSION, "log_id": log_id, "n": n, "prev": prev, "rid": rid}
    if len(entry) != len(payload) + len(_FILLED_IN):
        raise EntryMalformed(reason="unknown_field", field=min(payload.keys() & _FILLED_IN))
    if not _check(entry):
        raise EntryMalformed(reason="unknown_type", field="type")
    for value in payload.values():
        if type(value) is dict:
            canonical.check(value)
    data = write(entry)
    if len(data) > MAX_BYTES:
        raise EntryTooLong(size_bytes=len(data), limit_bytes=MAX_BYTES)
    return data


_PREV = b'"prev":"%s"'


def follows(data: bytes, prev: str) -> bool:
    """Whether the canonical bytes of an entry say that it follows the leaf hash `prev` (64 hex)."""
    at = data.rfind(b'"prev":')
    # Quotes inside a text are escaped, so only a member reads so; an inner object that has one closes before the end.
    if data.find(b"}", at) == len(data) - 1:
        return data.startswith(_PREV % prev.encode(), at)
    return _own_prev(data) == prev


def _own_prev(data: bytes) -> object:
    try:
        return canonical.decode(data).get("prev")
    except canonical.NotCanonical:
        return None


def parse(data: bytes) -> dict[str, object]:
    """The entry in `data`, every rule of the format checked; raises as `seal` does.

    An entry of an unknown type has only its envelope checked, so that a log with later types stays verifiable.
    """
    if len(data) > MAX_BYTES:
        raise EntryTooLong(size_bytes=len(data), limit_bytes=MAX_BYTES)
    entry = canonical.decode(data)
    _check(entry)
    return entry


def _check(entry: dict[str, object]) -> bool:
    """Whether the type is on the list; raises `EntryMalformed` for what breaks the format."""
    kind = entry.get("type")
    if not isinstance(kind, str) or kind not in TYPES:
        kind = ""
    names = entry.keys()
    required = _REQUIRED.get(kind, _ENVELOPE)
    if not names >= required:
        raise EntryMalformed(reason="missing_field", field=min(required - names))
    if not kind:
        entry = {name: entry[name] for name in _ENVELOPE}
    elif not names <= _ALLOWED[kind]:
        raise EntryMalformed(reason="unknown_field", field=min(map(str, names - _ALLOWED[kind]))[:64])
    for name, value in entry.items():
        try:
            right = _FIELDS[name](value)
        except TypeError:  # a pattern or a set was asked about something that is not text
            right = False
        if not right:
            raise EntryMalformed(reason="wrong_value", field=name)
    if ("methodology" in entry) != ("methodology_sha256" in entry):
        raise EntryMalformed(reason="missing_field", field="methodology")
    return bool(kind)
