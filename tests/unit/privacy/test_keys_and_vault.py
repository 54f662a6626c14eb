"""The commitment of the ledger's worked example, the vault's round trip, and key files that are right or refused."""

import hashlib
import hmac
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from hypothesis import given
from hypothesis import strategies as st

from privacy import vault
from privacy.keys import KeyFileUnusable, KeyRing, SealBroken, derive, mac, read_key_file, seal, unseal

SUBJECT_KEY = hashlib.sha256(b"leafledger example subject key").digest()
RID = hashlib.sha256(b"leafledger example rid").digest()[:16]
PART = {"from": "Futian", "member": "mem_demo", "occurred_at": "2026-05-18T00:14:00Z", "to": "Nanshan"}


def test_the_worked_example_opens_and_commits_as_published() -> None:
    personal = vault.personal_bytes(PART)
    assert len(personal) == 89
    opened = vault.opening(SUBJECT_KEY, RID)
    assert opened.hex() == "7ca9e9905f6b0ea81dca92e86c6e5a6e7085865362de8d70c660f081652fdfcd"
    expected = "69f521ec0cd478ba0a2badb47432256ee5893f3172ece70f699326f6f20a4334"
    assert vault.commitment(SUBJECT_KEY, RID, personal) == expected


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=40))
def test_derivation_is_hkdf_expand(key: bytes, purpose: bytes) -> None:
    assert derive(key, purpose) == HKDFExpand(hashes.SHA256(), 32, purpose).derive(key)


@given(st.binary(min_size=1, max_size=64), st.binary(max_size=200))
def test_the_mac_is_the_librarys(key: bytes, message: bytes) -> None:
    assert mac(key, message) == hmac.digest(key, message, "sha256")


@given(
    st.dictionaries(st.text(alphabet="abc_", min_size=1), st.text(alphabet=st.characters(exclude_categories=["Cs"])))
)
def test_the_vault_gives_back_what_was_put_in(part: dict[str, str]) -> None:
    person, personal = uuid4(), vault.personal_bytes(part)
    made = vault.Subject(SUBJECT_KEY, person).part("log_demo", part)
    assert vault.open_part(SUBJECT_KEY, "log_demo", made.rid, person, made.sealed) == personal
    assert made.commitment == vault.commitment(SUBJECT_KEY, made.rid, personal)


@pytest.mark.parametrize("moved", ["log", "rid", "person", "key"])
def test_a_sealed_part_opens_in_its_own_row_only(moved: str) -> None:
    person = uuid4()
    made = vault.Subject(SUBJECT_KEY, person).part("log_demo", PART)
    key = b"o" * 32 if moved == "key" else SUBJECT_KEY
    log_id = "log_other" if moved == "log" else "log_demo"
    rid = b"r" * 16 if moved == "rid" else made.rid
    with pytest.raises(SealBroken):
        vault.open_part(key, log_id, rid, UUID(int=7) if moved == "person" else person, made.sealed)


@given(st.binary(max_size=60))
def test_arbitrary_bytes_do_not_unseal(sealed: bytes) -> None:
    with pytest.raises(SealBroken):
        unseal(SUBJECT_KEY, sealed, b"row")


def test_a_flipped_bit_does_not_unseal() -> None:
    sealed = bytearray(seal(SUBJECT_KEY, b"plain", b"row"))
    for place in range(len(sealed)):
        sealed[place] ^= 1
        with pytest.raises(SealBroken):
            unseal(SUBJECT_KEY, bytes(sealed), b"row")
        sealed[place] ^= 1


def test_a_log_seed_opens_for_its_own_log_only() -> None:
    ring = KeyRing(b"k" * 32)
    sealed = ring.seal_log_seed("log_a", b"s" * 32)
    assert ring.open_log_seed("log_a", sealed) == b"s" * 32
    for other, log_id in ((ring, "log_b"), (KeyRing(b"o" * 32), "log_a")):
        with pytest.raises(SealBroken):
            other.open_log_seed(log_id, sealed)


def test_a_seed_under_the_logs_own_key_opens_under_no_other() -> None:
    shared, own = KeyRing(b"k" * 32), KeyRing(b"k" * 32, b"l" * 32)
    before, sealed = shared.seal_log_seed("log_a", b"s" * 32), own.seal_log_seed("log_a", b"s" * 32)
    assert own.open_log_seed("log_a", before) == own.open_log_seed("log_a", sealed) == b"s" * 32
    assert (own.lies_under_log_key("log_a", before), own.lies_under_log_key("log_a", sealed)) == (False, True)
    assert shared.lies_under_log_key("log_a", before)
    with pytest.raises(SealBroken):
        shared.open_log_seed("log_a", sealed)


def test_a_new_key_file_is_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "key"
    key = read_key_file(path, may_create=True)
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_key_file(path, may_create=True) == key
    assert list(path.parent.iterdir()) == [path]


def test_processes_that_start_together_read_one_key(tmp_path: Path) -> None:
    for number in range(20):
        path = tmp_path / str(number)
        with ThreadPoolExecutor(8) as pool:
            keys = list(pool.map(lambda _, p=path: read_key_file(p, may_create=True), range(8)))  # type: ignore[misc]
        assert len(set(keys)) == 1


@pytest.mark.parametrize("content", [None, "", "zz" * 32, "ab" * 31, "ab" * 33])
def test_a_missing_or_malformed_key_file_is_refused(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "key"
    if content is not None:
        path.write_text(content)
    with pytest.raises(KeyFileUnusable):
        read_key_file(path, may_create=False)


def test_a_malformed_key_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("not a key")
    with pytest.raises(KeyFileUnusable):
        read_key_file(path, may_create=True)
    assert path.read_text() == "not a key"
