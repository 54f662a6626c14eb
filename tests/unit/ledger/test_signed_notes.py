"""Signed notes, verifier keys and checkpoints: written, read strictly, refused when touched."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import checkpoint, note

KEY = note.SigningKey.from_seed("ledger.example.org/log_a", bytes(range(32)))
OTHER = note.SigningKey.from_seed("ledger.example.org/log_a", bytes(32))
VERIFIER = note.Verifier.from_vkey(KEY.vkey)
BODY = b"first line\nsecond line\n"
SIGNED = BODY + b"\n" + KEY.sign(BODY)


def test_a_note_opens_to_its_body() -> None:
    assert note.open_note(SIGNED, [VERIFIER]) == BODY


def test_a_body_may_itself_have_empty_lines() -> None:
    body = b"one\n\ntwo\n"
    assert note.open_note(body + b"\n" + KEY.sign(body), [VERIFIER]) == body


def test_unknown_signatures_are_passed_over() -> None:
    signed = BODY + b"\n" + OTHER.sign(BODY) + KEY.sign(BODY)
    assert note.open_note(signed, [VERIFIER]) == BODY


def test_a_line_of_a_later_kind_of_signature_is_passed_over_and_kept() -> None:
    ml_dsa = f"— {KEY.name} {base64.b64encode(bytes.fromhex('06060606') + bytes(2420)).decode()}\n".encode()
    for lines in (KEY.sign(BODY) + ml_dsa, ml_dsa + KEY.sign(BODY)):
        signed = BODY + b"\n" + lines
        assert note.open_note(signed, [VERIFIER]) == BODY
        assert ml_dsa in [line.line for line in note.parse(signed).signatures]
    with pytest.raises(note.SignatureMissing):
        note.open_note(BODY + b"\n" + ml_dsa, [VERIFIER])


def test_a_note_nobody_known_has_signed_stays_shut() -> None:
    with pytest.raises(note.SignatureMissing):
        note.open_note(BODY + b"\n" + OTHER.sign(BODY), [VERIFIER])
    with pytest.raises(note.SignatureMissing):
        note.open_note(SIGNED, [])


def test_a_false_line_under_a_known_key_spoils_the_note() -> None:
    line = note.parse(SIGNED).signatures[0]
    forged = base64.b64encode(line.key_id + bytes(64)).decode()
    with pytest.raises(note.SignatureInvalid) as caught:
        note.open_note(SIGNED + f"— {KEY.name} {forged}\n".encode(), [VERIFIER])
    assert caught.value.code == "signature_invalid"


def test_signing_covers_the_name_through_the_key_id() -> None:
    renamed = note.SigningKey.from_seed("ledger.example.org/log_b", KEY.seed)
    assert note.Verifier.from_vkey(renamed.vkey).key_id != VERIFIER.key_id


def test_a_cosignature_covers_its_time() -> None:
    witness = note.Verifier.from_vkey(KEY.witness_vkey)
    cosigned = BODY + b"\n" + KEY.cosign(BODY, 1_790_000_000)
    assert note.open_note(cosigned, [witness]) == BODY
    line = note.parse(cosigned).signatures[0]
    later = (1_790_000_001).to_bytes(8, "big") + line.data[8:]
    assert witness.accepts(BODY, line.data)
    assert not witness.accepts(BODY, later)
    assert not witness.accepts(BODY, line.data[8:])


def test_a_plain_signature_is_no_cosignature_and_the_other_way_round() -> None:
    witness = note.Verifier.from_vkey(KEY.witness_vkey)
    with pytest.raises(note.SignatureMissing):
        note.open_note(SIGNED, [witness])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        BODY,
        BODY + b"\n",
        SIGNED[:-1],
        SIGNED + b"\n",
        SIGNED + b"no signature\n",
        SIGNED.replace(b"\n", b"\r\n"),
        SIGNED.replace("—".encode(), b"-"),
        SIGNED.replace(b"log_a ", b"log_a  "),
        SIGNED.replace(b"second", b"sec\tond"),
        SIGNED.replace(b"=\n", b"\n"),
        SIGNED.replace(b"second", b"sec\xffond"),
        BODY + b"\n" + KEY.sign(BODY) * 101,
        b"x" * 1_000_001,
    ],
)
def test_what_is_not_exactly_a_note_is_malformed(data: bytes) -> None:
    with pytest.raises(note.NoteMalformed):
        note.parse(data)


@given(st.binary(max_size=120) | st.text(max_size=120).map(str.encode))
@settings(max_examples=200, deadline=None)
def test_arbitrary_bytes_are_a_note_or_our_error(data: bytes) -> None:
    try:
        note.open_note(data, [VERIFIER])
    except (note.NoteMalformed, note.SignatureInvalid):
        return
    raise AssertionError("nobody signed that")


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "name",
        "name+c9d881ea",
        KEY.vkey.upper(),
        KEY.vkey[:-1],
        KEY.vkey.replace("log_a", "log_b"),
        KEY.vkey.replace("ledger.", "led ger."),
        "+".join(["n", "00000000", base64.b64encode(b"\x01" + bytes(32)).decode()]),
        "+".join(["n", "00000000", base64.b64encode(b"\x06" + bytes(1312)).decode()]),
        "\ud800+00000000+AAAA",
        "名\u3000字+00000000+AAAA",
    ],
)
def test_a_key_that_does_not_fit_its_id_is_malformed(vkey: str) -> None:
    with pytest.raises(note.NoteMalformed):
        note.Verifier.from_vkey(vkey)


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_arbitrary_text_is_no_key(text: str) -> None:
    with pytest.raises(note.NoteMalformed):
        note.Verifier.from_vkey(text)


@given(st.binary(min_size=32, max_size=32))
@settings(max_examples=50, deadline=None)
def test_keys_round_trip_whatever_plus_signs_they_hold(seed: bytes) -> None:
    key = note.SigningKey.from_seed("例.example/log_a", seed)
    for vkey in (key.vkey, key.witness_vkey):
        assert note.Verifier.from_vkey(vkey).vkey == vkey


def test_a_key_keeps_its_seed_to_itself() -> None:
    key = note.SigningKey.generate("ledger.example.org/log_a")
    assert key.seed.hex() not in repr(key)
    assert repr(key.seed) not in repr(key)
    with pytest.raises(note.NoteMalformed):
        note.SigningKey.from_seed("two words", bytes(32))
    with pytest.raises(note.NoteMalformed):
        note.SigningKey.from_seed("name", bytes(31))


POINT = checkpoint.Checkpoint("ledger.example.org/log_a", 70_000, bytes(range(32)))


def test_a_checkpoint_round_trips() -> None:
    assert checkpoint.parse(POINT.body()) == POINT
    assert checkpoint.parse(note.open_note(checkpoint.sign(POINT, KEY), [VERIFIER])) == POINT


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        (b"70000", b"070000", "size"),
        (b"70000", b"+70000", "size"),
        (b"70000", b"70000 ", "size"),
        (b"70000", b"9223372036854775808", "size"),
        (b"70000", "７0000".encode(), "size"),
        (b"70000", b"-1", "size"),
        (b"AAEC", b"AAE", "root"),
        (b"Hh8=", b"Hh9=", "root"),
        (b"Hh8=", b"Hh8", "root"),
        (b"log_a", b"log a", "origin"),
        (b"log_a", b"log+a", "origin"),
        (b"ledger.example.org/log_a", b"", "origin"),
        (b"Hh8=\n", b"Hh8=\nextension\n", "lines"),
        (b"Hh8=\n", b"Hh8=", "lines"),
        (b"log_a", b"\xff", "lines"),
    ],
)
def test_a_checkpoint_in_another_form_is_malformed(old: bytes, new: bytes, part: str) -> None:
    assert old in POINT.body()
    with pytest.raises(checkpoint.CheckpointMalformed) as caught:
        checkpoint.parse(POINT.body().replace(old, new))
    assert caught.value.params["part"] == part


@pytest.mark.parametrize(
    ("data", "part", "line"),
    [
        (b"", "text", 1),
        (b"x" * 1_000_001, "size", 1),
        (SIGNED.replace(b"second", b"sec\xffond"), "text", BODY.index(b"second")),
        (SIGNED.replace(b"second", b"sec\tond"), "text", BODY.index(b"second")),
        (BODY, "text", len(BODY)),
        (SIGNED[:-1], "signatures", len(BODY) + 1),
        (SIGNED + b"no signature\n", "signatures", len(SIGNED)),
        (BODY + b"\n" + KEY.sign(BODY) * 101, "signatures", len(BODY) + 1 + 100 * len(KEY.sign(BODY))),
    ],
)
def test_a_malformed_note_names_line_and_part(data: bytes, part: str, line: int) -> None:
    """line: written as the place in the bytes whose line it is."""
    with pytest.raises(note.NoteMalformed) as caught:
        note.parse(data)
    assert caught.value.params == {"part": part, "line": data.count(b"\n", 0, line) + 1}


@pytest.mark.parametrize(("part", "line"), [("origin", 1), ("size", 2), ("root", 3), ("lines", 4)])
def test_a_malformed_checkpoint_names_line_and_part(part: str, line: int) -> None:
    lines = POINT.body().split(b"\n")
    lines[line - 1] = b"a b"
    with pytest.raises(checkpoint.CheckpointMalformed) as caught:
        checkpoint.parse(b"\n".join(lines))
    assert caught.value.params == {"part": part, "line": line}


@given(st.binary(max_size=100) | st.text(max_size=100).map(str.encode))
@settings(max_examples=200, deadline=None)
def test_arbitrary_bytes_are_a_checkpoint_or_our_error(data: bytes) -> None:
    try:
        point = checkpoint.parse(data)
    except checkpoint.CheckpointMalformed:
        return
    assert point.body() == data
