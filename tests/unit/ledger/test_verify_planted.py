"""The tamper checks seen to fail: with any one of them planted away, a forgery passes that the verifier refuses.

Each forger holds whatever the missing check is there for: the files, or even the log's own key.
"""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ledger import canonical, invalid, merkle, verify

Forge = Callable[[Any, dict[str, object], Path], None]


def changed(log: Any, place: int, *, follow: bool = True, **fields: object) -> None:
    """One entry's fields replaced; `follow` seals the entries after it anew, so that the chain fits."""
    log.entries[place] = canonical.encode({**canonical.decode(log.entries[place]), **fields})
    for later in range(place + 1, len(log.entries) if follow else 0):
        prev = merkle.leaf_hash(log.entries[later - 1]).hex()
        log.entries[later] = canonical.encode({**canonical.decode(log.entries[later]), "prev": prev})


def leaf_tile(log: Any, totals: dict[str, object], directory: Path) -> None:
    log.write(directory)
    spoilt(directory / "tile/0/000", 9 * merkle.HASH_BYTES)


def upper_tile(log: Any, totals: dict[str, object], directory: Path) -> None:
    log.write(directory)
    spoilt(directory / "tile/1/000.p/1", 0)


def spoilt(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(bytes(data))


def history(log: Any, totals: dict[str, object], directory: Path) -> None:
    """Everything rewritten but the signed checkpoint."""
    log.write(directory)
    signed = (directory / "checkpoint").read_bytes()
    changed(log, 9, recorded_on="2026-10-06")
    log.write(directory)
    (directory / "checkpoint").write_bytes(signed)


def chain(log: Any, totals: dict[str, object], directory: Path) -> None:
    """An entry that follows nothing, signed with the log's own key; so are the next ones."""
    changed(log, 20, follow=False, prev="0" * 64)
    changed(log, 21, prev=merkle.leaf_hash(log.entries[20]).hex())
    log.write(directory)


def number(log: Any, totals: dict[str, object], directory: Path) -> None:
    changed(log, 20, n=7)
    log.write(directory)


def stranger(log: Any, totals: dict[str, object], directory: Path) -> None:
    changed(log, 20, log_id="log_other")
    log.write(directory)


def grams(log: Any, totals: dict[str, object], directory: Path) -> None:
    """A milligram more than the methodology gives, in the chain and under the key."""
    changed(log, 20, reduction_mg=3001)
    log.write(directory)


def table(log: Any, totals: dict[str, object], directory: Path) -> None:
    files = log.report(totals, csv=b"verified_mg\n3000\n")
    log.write(directory, files={**files, "report.csv": b"verified_mg\n9000\n"})


def sums(log: Any, totals: dict[str, object], directory: Path) -> None:
    lines: list[dict[str, object]] = json.loads(json.dumps(totals["lines"]))
    lines[0]["verified_mg"] = 4_000
    total = {"verified_mg": 4_000, "unverified_mg": 786_000, "self_reported_mg": 1_500}
    log.write(directory, files=log.report({**totals, "lines": lines, "total": total}))


def unlogged(log: Any, totals: dict[str, object], directory: Path) -> None:
    """A report whose manifest no entry carries."""
    files = log.report(totals)
    log.entries.pop()
    log.append("export.made", manifest_sha256=hashlib.sha256(b"another").hexdigest(), tree_size=271)
    log.write(directory, files=files)


PLANTED: dict[str, tuple[str, str, Forge]] = {
    "a leaf hash is not compared": (
        "if stored[at : at + merkle.HASH_BYTES] != leaf:", "if False:", leaf_tile,
    ),
    "an upper tile is not compared": ("if stored != tile.data:", "if False:", upper_tile),
    "a root is not reproduced": ("if claimed != root:", "if False:", history),
    "the chain is not walked": ('else record["prev"] == previous', "else True", chain),
    "entries are not counted": ('if record["n"] != n:', "if False:", number),
    "the log is not compared": ('if record["log_id"] != self.log_id:', "if False:", stranger),
    "the evaluator is not asked": ("Replay(evaluate or _nothing,", "Replay(_nothing,", grams),
    "a report's bytes are not hashed": (
        "if archive.sha256(name) != digest:", "if False:", table,
    ),
    "totals are not added up": (
        "self.totals.check(self.replay.lines(month_number(self.totals.month)))", "pass", sums,
    ),
    "the export's entry is not looked for": (
        "if self.manifest and self._reads and not self._export_seen:", "if False:", unlogged,
    ),
}  # fmt: skip


def weakened(check: str, instead: str) -> ModuleType:
    """The verifier with one check planted away."""
    source = Path(verify.__file__).read_text("utf-8")
    assert source.count(check) == 1, f"{check!r} is no longer in the verifier: name the line that took its place"
    module = ModuleType(verify.__name__)
    exec(compile(source.replace(check, instead), verify.__file__, "exec"), module.__dict__)
    return module


@pytest.mark.parametrize("defect", PLANTED)
def test_a_forgery_passes_only_the_verifier_with_the_planted_defect(
    whole_log: Any, totals: dict[str, object], policy_text: str, toy_evaluate: Any, tmp_path: Path, defect: str
) -> None:
    check, instead, forge = PLANTED[defect]
    forge(whole_log, totals, tmp_path)
    with pytest.raises(invalid.LogInvalid):
        verify.verify(tmp_path, policy_text, toy_evaluate)
    assert weakened(check, instead).verify(tmp_path, policy_text, toy_evaluate).size == len(whole_log.entries)


def test_the_log_is_valid_before_it_is_forged(
    whole_log: Any, totals: dict[str, object], policy_text: str, toy_evaluate: Any, tmp_path: Path
) -> None:
    files = whole_log.report(totals, csv=b"verified_mg\n3000\n")
    whole_log.write(tmp_path, files=files)
    assert verify.verify(tmp_path, policy_text, toy_evaluate).with_report
