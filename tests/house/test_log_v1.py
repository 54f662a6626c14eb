"""The first exported log: every later version verifies it, with the totals that stand here."""

import shutil
from pathlib import Path

import pytest

from app.schema import FOLDER
from ledger.invalid import LogInvalid
from ledger.verify import verify
from methodologies.engine import recompute

LOG = FOLDER.parent / "tests" / "vectors" / "log_v1"


def test_the_first_log_verifies_with_unchanged_totals() -> None:
    found = verify(LOG, (LOG / "policy.txt").read_text("utf-8"), recompute)
    assert found.root == "e8406e4af1ef39e2232d1771a154bf16ead4225f791776205e819ab777c691fc"
    assert (found.size, found.recomputed, found.not_recomputed) == (187, 94, 0)
    assert (found.reduction_mg, found.verified_mg) == (48_596_447, 19_615_097)
    assert found.with_report and found.with_policy


@pytest.mark.parametrize("number", range(0, 187, 20))
def test_a_changed_entry_of_the_first_log_is_named(tmp_path: Path, number: int) -> None:
    copy = tmp_path / "log"
    shutil.copytree(LOG, copy)
    (bundle,) = (copy / "tile" / "entries" / "000.p").iterdir()
    data = bytearray(bundle.read_bytes())
    at = 0
    for _ in range(number):
        at += 2 + int.from_bytes(data[at : at + 2], "big")
    data[at + 2 + 20] ^= 1
    bundle.write_bytes(data)
    with pytest.raises(LogInvalid) as caught:
        verify(copy, None, recompute)
    assert caught.value.params["n"] == number
