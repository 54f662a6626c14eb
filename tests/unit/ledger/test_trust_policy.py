"""Trust policies: read strictly, quorums counted."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import checkpoint, note, policy


def key(name: str) -> note.SigningKey:
    return note.SigningKey.from_seed(name, hashlib.sha256(name.encode()).digest())


ORIGIN = "ledger.example.org/log_a"
LOG, NEXT = key(ORIGIN), note.SigningKey.from_seed(ORIGIN, bytes(32))
WITNESSES = {name: key(f"witness.example.net/{name}") for name in ("a", "b", "c", "d")}
POINT = checkpoint.Checkpoint(ORIGIN, 5, bytes(32))
LINES = [f"log {LOG.vkey} https://ledger.example.org/log_a"]
LINES += [f"witness {name} {one.witness_vkey}" for name, one in WITNESSES.items()]


def signed(witnesses: str, *keys: note.SigningKey) -> bytes:
    lines = [one.sign(POINT.body()) for one in keys or (LOG,)]
    lines += [WITNESSES[name].cosign(POINT.body(), 1_790_000_000) for name in witnesses]
    return POINT.body() + b"\n" + b"".join(lines)


def trust(*more: str) -> policy.Policy:
    return policy.Policy.parse("\n".join([*LINES, *more]) + "\n")


TWO_LEVELS = ("group pair 2 a b", "group rest any c d", "group both all pair rest", "quorum both")


@pytest.mark.parametrize("witnesses", ["abc", "abd", "dabc"])
def test_a_quorum_of_groups_is_met(witnesses: str) -> None:
    examined = trust(*TWO_LEVELS).examine(signed(witnesses))
    assert examined.checkpoint == POINT
    assert examined.witnesses == tuple(sorted(witnesses))


@pytest.mark.parametrize("witnesses", ["", "ab", "acd", "cd", "bd"])
def test_too_few_witnesses_are_no_quorum(witnesses: str) -> None:
    with pytest.raises(policy.QuorumMissing):
        trust(*TWO_LEVELS).check(signed(witnesses))


def test_without_a_quorum_the_logs_signature_is_enough() -> None:
    assert trust("quorum none").check(signed("")) == POINT
    assert trust("quorum a").check_log(signed("")) == POINT


def test_witnesses_cannot_stand_in_for_the_log() -> None:
    line = WITNESSES["a"].cosign(POINT.body(), 1)
    with pytest.raises(note.SignatureMissing):
        trust("quorum none").check(POINT.body() + b"\n" + line)


def test_a_spoiled_cosignature_is_not_passed_over() -> None:
    good = signed("a")
    other = checkpoint.Checkpoint(ORIGIN, 6, bytes(32))
    spoiled = good + WITNESSES["b"].cosign(other.body(), 1)
    with pytest.raises(note.SignatureInvalid):
        trust("quorum a").check(spoiled)


def test_either_key_of_a_rotation_is_enough() -> None:
    both = policy.Policy.parse(f"log {LOG.vkey}\nlog {NEXT.vkey}\nquorum none\n")
    for keys in ((LOG,), (NEXT,), (LOG, NEXT)):
        assert both.check(signed("", *keys)) == POINT


def test_a_checkpoint_of_another_origin_is_unknown() -> None:
    stranger = checkpoint.Checkpoint("elsewhere.example/log_a", 5, bytes(32))
    with pytest.raises(policy.LogUnknown):
        trust("quorum none").check(checkpoint.sign(stranger, LOG))


def test_comments_blank_lines_and_tabs_are_allowed() -> None:
    text = f"# trust\n\n \t log\t{LOG.vkey}  \n   # more\nquorum none"
    assert policy.Policy.parse(text).quorum == "none"


@pytest.mark.parametrize(
    ("lines", "number", "reason"),
    [
        ([], 6, "quorum"),
        (["quorum a", "quorum a"], 7, "quorum"),
        (["quorum e"], 6, "name_unknown"),
        (["group g any e", "quorum none"], 6, "name_unknown"),
        (["group g any none", "quorum none"], 6, "name_unknown"),
        (["group g 3 a b", "quorum g"], 6, "threshold"),
        (["group g 0 a b", "quorum g"], 6, "threshold"),
        (["group g 01 a b", "quorum g"], 6, "threshold"),
        (["group g most a b", "quorum g"], 6, "threshold"),
        (["group g any", "quorum g"], 6, "items"),
        (["group a any b", "quorum none"], 6, "name"),
        (["group none any b", "quorum none"], 6, "name"),
        (["group g any a a", "quorum none"], 6, "name"),
        (["group g any a", "group h any a", "quorum none"], 7, "name"),
        ([f"log {LOG.vkey}", "quorum none"], 6, "key_repeated"),
        ([f"witness e {WITNESSES['a'].witness_vkey}", "quorum none"], 6, "key_repeated"),
        ([f"witness e {NEXT.vkey}", "quorum none"], 6, "key"),
        ([f"log {NEXT.witness_vkey}", "quorum none"], 6, "key"),
        (["log key", "quorum none"], 6, "key"),
        (["log", "quorum none"], 6, "items"),
        ([f"log {NEXT.vkey} url more", "quorum none"], 6, "items"),
        (["trust me"], 6, "keyword"),
        (["Quorum none"], 6, "keyword"),
        (["quorum none\r"], 6, "text"),
    ],
)
def test_a_wrong_line_is_named_by_its_number(lines: list[str], number: int, reason: str) -> None:
    text = "\n".join([*LINES, *lines])
    with pytest.raises(policy.PolicyMalformed) as caught:
        policy.Policy.parse(text)
    line = caught.value.params["line"]
    assert (line if lines else number, caught.value.params["reason"]) == (number, reason)


WORDS = st.sampled_from(["log", "witness", "group", "quorum", "none", "a", "1", "any", "#", "\n", " ", LOG.vkey])


@given(st.text(max_size=60) | st.lists(WORDS, max_size=20).map(" ".join))
@settings(max_examples=200, deadline=None)
def test_arbitrary_text_is_a_policy_or_our_error(text: str) -> None:
    try:
        policy.Policy.parse(text)
    except policy.PolicyMalformed:
        return
    assert "quorum" in text


@given(st.binary(max_size=60))
def test_arbitrary_bytes_are_a_policy_file_or_our_error(data: bytes) -> None:
    with pytest.raises(policy.PolicyMalformed):
        policy.Policy.of_file(data)


def test_bytes_that_are_no_text_are_named_by_their_line() -> None:
    with pytest.raises(policy.PolicyMalformed) as caught:
        policy.Policy.of_file(b"# one\n# two \xff\nquorum none\n")
    assert caught.value.params == {"line": 2, "reason": "text"}


def test_witness_lines_are_read_as_they_were_written() -> None:
    text = "\n".join([*LINES, "group some 2 a b c", "group every all some d", "quorum every"])
    text = text.replace(WITNESSES["a"].witness_vkey, f"{WITNESSES['a'].witness_vkey} https://a.example.net/w")
    read = policy.Policy.parse(text)
    written = f"log {LOG.vkey}\n{read.witness_lines()}"
    assert policy.Policy.parse(written) == read
    assert read.urls == {"a": "https://a.example.net/w"}
    assert policy.Policy.parse(f"log {LOG.vkey}\n{read.witness_lines(with_quorum=False)}").quorum == "none"


def test_a_quorum_is_told_from_the_witnesses_alone() -> None:
    read = policy.Policy.parse("\n".join([*LINES, "group some 2 a b c", "quorum some"]))
    found = read.witnesses
    assert not read.is_quorum([found["a"]])
    assert read.is_quorum([found["a"], found["c"]])
    assert not read.is_quorum([found["a"], found["d"]])
