"""The witness's judgement: what it cosigns, what it refuses and how, and that nothing it is sent breaks it."""

import base64
import hashlib
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import checkpoint, merkle, note, witness
from ledger.checkpoint import Checkpoint
from ledger.note import NoteMalformed, SignatureInvalid, SigningKey, Verifier
from ledger.witness import AddCheckpoint, AddCheckpointMalformed, Answer, decide

pytestmark = pytest.mark.exhaustive

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "ledger.json").read_text())
LOG = SigningKey.from_seed("ledger.example.org/log_a", bytes(range(32)))
STRANGER = SigningKey.from_seed(LOG.name, bytes(32))
WITNESS = SigningKey.from_seed("witness.example.net/w1", bytes(range(1, 33)))
LOGS = {LOG.name: [Verifier.from_vkey(LOG.vkey)]}
LEAVES = [merkle.leaf_hash(bytes([n])) for n in range(40)]
FORKED = [*LEAVES[:3], *(merkle.leaf_hash(bytes([n, n])) for n in range(37))]
NOW_S = 1_760_000_005


def point(size: int, leaves: list[bytes] = LEAVES) -> Checkpoint:
    return Checkpoint(LOG.name, size, merkle.root_of(leaves[:size]))


def body(old: int, size: int, leaves: list[bytes] = LEAVES, key: SigningKey = LOG) -> bytes:
    proof = merkle.consistency_proof(leaves[:size], old) if old <= size else []
    return AddCheckpoint(old, tuple(proof), checkpoint.sign(point(size, leaves), key)).to_bytes()


def asked(request: bytes, seen: Checkpoint | None = None) -> Answer:
    return decide(request, LOGS, {} if seen is None else {seen.origin: seen}, WITNESS, NOW_S)


def test_the_published_example_is_cosigned_to_the_byte() -> None:
    log_key = Verifier.from_vkey(VECTORS["log_vkey"])
    seed = hashlib.sha256(VECTORS["witness_seed_of"].encode()).digest()
    key = SigningKey.from_seed(VECTORS["witness_name"], seed)
    witnessed = VECTORS["signed_checkpoint"].encode()
    parsed = note.parse(witnessed)
    log_signed = parsed.body + b"\n" + parsed.signatures[0].line
    answer = decide(
        AddCheckpoint(0, (), log_signed).to_bytes(), {log_key.name: [log_key]}, {}, key, VECTORS["witness_time_s"]
    )
    assert answer.status == 200
    assert log_signed + answer.body == witnessed
    assert witness.cosignature(answer.body, log_signed, Verifier.from_vkey(VECTORS["witness_vkey"])) == answer.body


@pytest.mark.parametrize(("old", "size"), [(0, 1), (0, 40), (1, 2), (3, 7), (8, 40), (39, 40)])
def test_growth_is_cosigned_and_remembered(old: int, size: int) -> None:
    answer = asked(body(old, size), point(old) if old else None)
    assert (answer.status, answer.keep) == (200, point(size))
    signed = checkpoint.sign(point(size), LOG) + answer.body
    assert note.signers(note.parse(signed), [Verifier.from_vkey(WITNESS.witness_vkey)])


def test_the_same_checkpoint_is_cosigned_again() -> None:
    assert asked(body(7, 7), point(7)).status == 200


def test_another_root_for_the_same_size_is_a_conflict() -> None:
    answer = asked(body(7, 7, FORKED), point(7))
    assert (answer.status, answer.body, answer.keep) == (409, b"7\n", None)


def test_a_fork_is_refused_whatever_it_claims_to_extend() -> None:
    for old in range(41):
        for size in range(4, 41):
            answer = asked(body(old, size, FORKED), point(20))
            assert answer.status in (400, 409, 422), (old, size)
            assert answer.keep is None


@pytest.mark.parametrize("old", [0, 6, 8])
def test_a_stale_old_size_is_told_the_right_one(old: int) -> None:
    answer = asked(body(old, 9), point(7))
    assert (answer.status, answer.media_type, answer.keep) == (409, "text/x.tlog.size", None)
    assert witness.told_size(answer.body) == 7


def test_a_rollback_is_never_cosigned() -> None:
    assert asked(body(0, 5), point(7)).status == 409
    assert asked(body(7, 5), point(7)).status == 400


def test_an_unknown_origin_is_404() -> None:
    foreign = SigningKey.from_seed("elsewhere.example.org/log", bytes(32))
    request = AddCheckpoint(0, (), checkpoint.sign(Checkpoint(foreign.name, 1, LEAVES[0]), foreign)).to_bytes()
    assert asked(request).status == 404


def test_without_a_trusted_signature_it_is_403() -> None:
    assert asked(body(0, 1, key=STRANGER)).status == 403
    forged = checkpoint.sign(point(2), LOG).split(b"\n\n")[1]
    assert asked(AddCheckpoint(0, (), point(1).body() + b"\n" + forged).to_bytes()).status == 403


def test_one_of_two_keys_is_enough_while_a_log_rotates() -> None:
    both = checkpoint.sign(point(1), LOG, STRANGER)
    assert asked(AddCheckpoint(0, (), both).to_bytes()).status == 200


def test_a_proof_where_none_belongs_is_inconsistent() -> None:
    request = AddCheckpoint(0, (LEAVES[0],), checkpoint.sign(point(1), LOG)).to_bytes()
    assert asked(request).status == 422


@pytest.mark.parametrize(
    ("head", "part"),
    [
        (b"old 01", "old"),
        (b"old -1", "old"),
        (b"old  1", "old"),
        (b"old 1\r", "old"),
        (b"Old 1", "old"),
        (b"old 9223372036854775808", "old"),
        (b"", "old"),
        (b"old 1\nAAAA", "proof"),
        (b"old 1\n" + base64.b64encode(bytes(32))[:-1], "proof"),
        (b"old 1\n\xff", "proof"),
        (b"old 1\n" + b"\n".join([base64.b64encode(bytes(32))] * 64), "proof"),
    ],
)
def test_a_malformed_head_names_its_part(head: bytes, part: str) -> None:
    request = head + b"\n\n" + checkpoint.sign(point(1), LOG)
    with pytest.raises(AddCheckpointMalformed) as refused:
        AddCheckpoint.parse(request)
    assert refused.value.params["part"] == part
    assert asked(request).status == 400


@given(st.integers(0, 2**63 - 1), st.lists(st.binary(min_size=32, max_size=32), max_size=63), st.binary())
def test_a_request_is_read_as_it_was_written(old: int, proof: list[bytes], rest: bytes) -> None:
    request = AddCheckpoint(old, tuple(proof), rest)
    assert AddCheckpoint.parse(request.to_bytes()) == request


@given(st.binary(max_size=400))
def test_bytes_of_any_kind_are_answered_with_400(data: bytes) -> None:
    assert asked(data).status == 400


@given(st.integers(0, len(body(3, 7)) - 1), st.integers(1, 255))
def test_any_changed_byte_of_a_request_is_refused(at: int, flip: int) -> None:
    data = bytearray(body(3, 7))
    data[at] ^= flip
    answer = asked(bytes(data), point(3))
    # A line of an unknown key is passed over, so a changed name or key id leaves no trusted signature: 403 as well.
    assert answer.status in (400, 403, 404, 409, 422)
    assert answer.keep is None


@given(st.binary(max_size=40))
def test_a_told_size_is_a_size_or_nothing(data: bytes) -> None:
    found = witness.told_size(data)
    assert found is None or f"{found}\n".encode() == data


@given(st.binary(max_size=200))
def test_an_answer_of_any_bytes_gives_no_cosignature(data: bytes) -> None:
    signed, verifier = checkpoint.sign(point(1), LOG), Verifier.from_vkey(WITNESS.witness_vkey)
    with suppress(NoteMalformed):
        assert witness.cosignature(data, signed, verifier) is None


def test_a_cosignature_over_another_checkpoint_is_not_taken() -> None:
    line = WITNESS.cosign(point(2).body(), NOW_S)
    with pytest.raises(SignatureInvalid):
        witness.cosignature(line, checkpoint.sign(point(1), LOG), Verifier.from_vkey(WITNESS.witness_vkey))


def test_lines_of_other_witnesses_are_passed_over() -> None:
    signed, verifier = checkpoint.sign(point(1), LOG), Verifier.from_vkey(WITNESS.witness_vkey)
    mine, other = WITNESS.cosign(point(1).body(), NOW_S), STRANGER.cosign(point(1).body(), NOW_S)
    assert witness.cosignature(other, signed, verifier) is None
    assert witness.cosignature(other + mine, signed, verifier) == mine
