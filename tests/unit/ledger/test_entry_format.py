"""The entry's envelope, closed lists and limits."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import canonical, entry

RID = "0123456789abcdef" * 2
HEX = "ab" * 32
EXAMPLES: dict[str, dict[str, object]] = {
    "action.recorded": {
        "kind": "metro",
        "inputs": {"occurred_on": "2026-05-18"},
        "evidence": "attested",
        "reduction_mg": 1,
    },
    "action.evidence_raised": {"ref": 0, "evidence": "attested", "reduction_mg": 5},
    "action.reviewed": {"ref": 0, "reduction_mg": -5, "reasons": ["accepted"], "role": "reviewer"},
    "action.corrected": {"ref": 0, "reduction_mg": -5, "reasons": ["wrong_distance"], "inputs": {"a": None}},
    "action.reversed": {"ref": 0, "reduction_mg": -5, "reasons": ["undone"]},
    "action.verified": {"ref": 0, "evidence": "corroborated", "commitment": HEX},
    "lot.issued": {"lot": "lot_1", "terms": {"reduction_mg": 5}},
    "lot.transferred": {"lot": "lot_1"},
    "lot.retired": {"lot": "lot_1"},
    "lot.cancelled": {"lot": "lot_1"},
    "campaign.opened": {"campaign": "cmp_1", "commitment": HEX},
    "campaign.rules_frozen": {"campaign": "cmp_1", "rules": {"days": 7}},
    "campaign.closed": {"campaign": "cmp_1", "results": {"people": 12}},
    "consent.given": {"purpose": "recording", "text_version": "2026-11", "commitment": HEX},
    "consent.withdrawn": {"purpose": "recording", "text_version": 3, "commitment": HEX},
    "methodology.published": {"methodology": "a/1", "methodology_sha256": HEX, "package": {"supersedes": None}},
    "statement.signed": {"statement": {"from": 0, "to": 9}},
    "export.made": {"manifest_sha256": HEX, "tree_size": 9},
    "checkpoint.logged": {"checkpoint": "origin\n0\n…"},
    "draw.committed": {"draw": "drw_1", "commitment": HEX},
    "draw.revealed": {"draw": "drw_1", "seed": "00ff"},
    "key.rotated": {"vkey": "a+b+c"},
    "subject.erased": {"counts": {"vault": 3}},
    "admin.acted": {"act": "role_granted", "role": "admin", "reason": "joined", "commitment": HEX},
}
RIDE = EXAMPLES["action.recorded"]


def sealed(type: str = "action.recorded", n: int = 1, prev: str = HEX, rid: str = RID, **fields: object) -> bytes:
    return entry.seal({"type": type, "recorded_on": "2026-05-18", **fields}, "log_demo", n, prev, rid)


def wrong(**fields: object) -> dict[str, Any]:
    with pytest.raises(entry.EntryMalformed) as caught:
        sealed(**fields)  # type: ignore[arg-type]
    return dict(caught.value.params)


def test_there_is_an_example_of_every_type() -> None:
    assert EXAMPLES.keys() == entry.TYPES


@pytest.mark.parametrize("kind", sorted(entry.TYPES))
def test_every_type_seals_and_parses(kind: str) -> None:
    data = sealed(kind, **EXAMPLES[kind])
    found = entry.parse(data)
    assert found == {
        "type": kind, "recorded_on": "2026-05-18", "v": 1, "log_id": "log_demo", "n": 1, "prev": HEX, "rid": RID,
        **EXAMPLES[kind],
    }  # fmt: skip
    assert canonical.encode(found) == data


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("action.recorded", "inputs"),
        ("action.recorded", "reduction_mg"),
        ("action.evidence_raised", "evidence"),
        ("action.reviewed", "ref"),
        ("action.corrected", "reasons"),
        ("action.reversed", "reasons"),
        ("action.verified", "evidence"),
        ("consent.given", "commitment"),
        ("methodology.published", "package"),
        ("export.made", "tree_size"),
        ("admin.acted", "role"),
    ],
)
def test_what_a_type_requires_cannot_be_left_out(kind: str, name: str) -> None:
    fields = {key: value for key, value in EXAMPLES[kind].items() if key != name}
    assert wrong(type=kind, **fields) == {"reason": "missing_field", "field": name}


def test_a_pending_action_and_every_optional_field_seal() -> None:
    more = {
        "methodology": "cn-sz-lcpt/2021.1",
        "methodology_sha256": HEX,
        "factors": ["bev_bus"],
        "cap_applied": {"distance_m": 61000},
        "discount": "0.25",
        "provisional": True,
        "engine": 2,
        "signed_mg": -7,
        "reasons": ["pending", "speed"],
        "commitment": HEX,
    }
    assert entry.parse(sealed(**{**RIDE, **more, "reduction_mg": 0}))["reasons"] == ["pending", "speed"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "Metro"),
        ("kind", None),
        ("kind", ["metro"]),
        ("inputs", None),
        ("inputs", [1]),
        ("evidence", "A"),
        ("evidence", {}),
        ("reduction_mg", True),
        ("reduction_mg", 2**53),
        ("reduction_mg", 1.0),
        ("reduction_mg", "1"),
        ("signed_mg", None),
        ("commitment", "AB" * 32),
        ("commitment", HEX + "0"),
        ("discount", "0.10"),
        ("discount", "1e3"),
        ("provisional", False),
        ("reasons", []),
        ("reasons", ["free text"]),
        ("reasons", "pending"),
        ("factors", [""]),
        ("recorded_on", "2026-02-30"),
        ("recorded_on", "2026-5-18"),
        ("recorded_on", "２０２６-05-18"),
        ("prev", "0"),
        ("rid", "xyz"),
        ("n", -1),
    ],
)
def test_a_field_of_the_wrong_form_is_named(name: str, value: object) -> None:
    assert wrong(**{**RIDE, name: value}) == {"reason": "wrong_value", "field": name}


def test_the_payload_cannot_bring_its_own_envelope() -> None:
    with pytest.raises(entry.EntryMalformed) as caught:
        entry.seal({"type": "key.rotated", "vkey": "v", "recorded_on": "2026-01-01", "n": 3}, "log_a", 1, HEX, RID)
    assert caught.value.params["field"] == "n"


def test_unknown_fields_and_types_are_not_sealed() -> None:
    assert wrong(**RIDE, person="per_1") == {"reason": "unknown_field", "field": "person"}
    assert wrong(type="action.invented", **RIDE) == {"reason": "unknown_type", "field": "type"}


def test_a_methodology_comes_with_its_hash() -> None:
    assert wrong(**RIDE, methodology="a/1") == {"reason": "missing_field", "field": "methodology"}


def test_floats_hidden_in_inputs_are_found() -> None:
    with pytest.raises(canonical.NotCanonical):
        sealed(**{**RIDE, "inputs": {"segments": [{"distance_m": 1.5}]}})


def test_an_entry_that_no_bundle_can_hold_is_refused() -> None:
    most = 65_535  # what the bundle's uint16 before each entry can say
    room = most - len(sealed(**{**RIDE, "inputs": {"a": ""}}))
    assert len(sealed(**{**RIDE, "inputs": {"a": "x" * room}})) == most
    with pytest.raises(entry.EntryTooLong):
        sealed(**{**RIDE, "inputs": {"a": "x" * (room + 1)}})
    with pytest.raises(entry.EntryTooLong):
        entry.parse(b"x" * (most + 1))


def test_an_unknown_type_stays_readable_but_its_envelope_is_checked() -> None:
    known = canonical.decode(sealed("key.rotated", vkey="v"))
    later = {**known, "type": "tree.planted", "species": "ginkgo"}
    assert entry.parse(canonical.encode(later)) == later
    with pytest.raises(entry.EntryMalformed):
        entry.parse(canonical.encode({**later, "rid": "short"}))
    with pytest.raises(entry.EntryMalformed):
        entry.parse(canonical.encode({**later, "v": 2}))
    del later["prev"]
    with pytest.raises(entry.EntryMalformed):
        entry.parse(canonical.encode(later))


def bytes_or_none(value: dict[str, object]) -> bytes:
    """Canonical bytes, or nothing where there are none."""
    try:
        return canonical.encode(value)
    except canonical.NotCanonical:
        return b""


NAMES = st.sampled_from([*RIDE, "type", "v", "n", "rid"])
ALMOST = st.dictionaries(NAMES, st.integers() | st.text() | st.just("action.recorded")).map(bytes_or_none)


@pytest.mark.exhaustive
@given(st.binary(max_size=80) | ALMOST)
@settings(max_examples=200, deadline=None)
def test_arbitrary_bytes_give_our_error(data: bytes) -> None:
    with pytest.raises((canonical.NotCanonical, entry.EntryMalformed)):
        entry.parse(data)


OTHER = "cd" * 32


@pytest.mark.parametrize(
    ("members", "follows"),
    [
        ({"prev": HEX, "v": 1}, True),
        ({"prev": OTHER, "v": 1}, False),
        ({"inputs": {"prev": OTHER}, "prev": HEX, "v": 1}, True),
        ({"inputs": {"prev": HEX}, "prev": OTHER, "v": 1}, False),
        ({"prev": HEX, "terms": {"prev": OTHER}}, True),
        ({"prev": OTHER, "terms": {"prev": HEX}}, False),
        ({"terms": {"prev": HEX}}, False),
        ({"a": f'"prev":"{HEX}"', "prev": OTHER}, False),
        ({"prev": OTHER, "z": f'"prev":"{HEX}"'}, False),
        ({"prev": HEX, "z": "}"}, True),
        ({"v": 1}, False),
    ],
)
def test_only_an_entrys_own_link_counts(members: dict[str, object], follows: bool) -> None:
    assert entry.follows(canonical.encode(members), HEX) is follows


@pytest.mark.parametrize("data", [b"", b"}", b'{"prev":', b'"prev":"' + HEX.encode() + b'"', b"\xff" * 9])
def test_bytes_that_are_no_entry_follow_nothing(data: bytes) -> None:
    assert not entry.follows(data, HEX)
