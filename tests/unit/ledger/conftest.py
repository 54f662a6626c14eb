"""A small organisation's log, written out as an export, for the verifier's tests."""

import copy
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from ledger import canonical, checkpoint, entry, merkle, tiles, verify
from ledger.checkpoint import Checkpoint
from ledger.manifest import Manifest
from ledger.note import SigningKey
from ledger.replay import Record

LOG_ID = "log_demo"
LOG_KEY = SigningKey.from_seed(f"ledger.example.org/{LOG_ID}", hashlib.sha256(b"test log key").digest())
WITNESS_KEY = SigningKey.from_seed("witness.example.net/w1", hashlib.sha256(b"test witness key").digest())
POLICY = f"log {LOG_KEY.vkey}\nwitness w1 {WITNESS_KEY.witness_vkey}\nquorum w1\n"

PACKAGE: dict[str, object] = {
    "id": "test-ride",
    "version": "1",
    "credit_class": "company",
    "mg_per_m": 3,
    "percent": {"self_reported": 50, "corroborated": 80, "attested": 100},
    "region": None,
}


def evaluate(package: Record, record: Record) -> tuple[int, int] | None:
    """Metres times a whole factor, a share of it by evidence level; a package without a factor is a plugin's."""
    inputs, percent = record["inputs"], package["percent"]
    assert isinstance(inputs, dict) and isinstance(percent, dict)
    if "mg_per_m" not in package:
        return None
    signed = inputs["distance_m"] * package["mg_per_m"]
    return signed, max(0, signed * percent[record["evidence"]] // 100)


class LogBuilder:
    """Appends entries as the sequencer does, and writes the export as the exporter does."""

    def __init__(self) -> None:
        self.entries: list[bytes] = []

    @property
    def leaves(self) -> list[bytes]:
        return [merkle.leaf_hash(data) for data in self.entries]

    def append(self, type: str, **fields: object) -> int:
        """Seal one entry; its number comes back."""
        n = len(self.entries)
        prev = merkle.leaf_hash(self.entries[-1]).hex() if n else entry.GENESIS
        payload = {"type": type, "recorded_on": "2026-10-05", **fields}
        rid = hashlib.sha256(b"rid %d" % n).hexdigest()[:32]
        self.entries.append(entry.seal(payload, LOG_ID, n, prev, rid))
        return n

    def publish(self, package: Mapping[str, object] = PACKAGE) -> int:
        digest = hashlib.sha256(canonical.encode(package)).hexdigest()
        name = f"{package['id']}/{package['version']}"
        return self.append("methodology.published", methodology=name, methodology_sha256=digest, package=dict(package))

    def ride(self, distance_m: int, mg: int, evidence: str = "attested", on: str = "2026-10-05", **more: object) -> int:
        """Record a ride under the test package; `signed_mg` added where it differs, as the recorder does."""
        inputs = {"distance_m": distance_m, "occurred_on": on}
        if "signed_mg" not in more and "reasons" not in more and 3 * distance_m != mg:
            more["signed_mg"] = 3 * distance_m
        return self.append(
            "action.recorded", kind="bus", inputs=inputs, evidence=evidence, reduction_mg=mg, **self.named(), **more
        )

    @staticmethod
    def named(package: Mapping[str, object] = PACKAGE) -> dict[str, str]:
        digest = hashlib.sha256(canonical.encode(package)).hexdigest()
        return {"methodology": f"{package['id']}/{package['version']}", "methodology_sha256": digest}

    def signed(self, size: int | None = None, witnessed: bool = True) -> bytes:
        """The signed checkpoint of the first `size` entries."""
        leaves = self.leaves[:size]
        point = Checkpoint(LOG_KEY.name, len(leaves), merkle.root_of(leaves))
        line = WITNESS_KEY.cosign(point.body(), 1_790_000_000) if witnessed else b""
        return checkpoint.sign(point, LOG_KEY) + line

    def report(self, totals: Mapping[str, object], **other: bytes) -> dict[str, bytes]:
        """A report on the log so far: its files, with the manifest logged as an export."""
        files = {"totals.json": json.dumps(totals).encode(), **{f"report.{name}": data for name, data in other.items()}}
        digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
        size = len(self.entries)
        text = Manifest(LOG_ID, size, "month=2026-10", "leafledger test", digests).to_text()
        self.append("export.made", manifest_sha256=hashlib.sha256(text).hexdigest(), tree_size=size)
        return {**files, "manifest": text}

    def write(self, directory: Path, older: Iterable[int] = (), files: Mapping[str, bytes] | None = None) -> Path:
        """The export: tiles, bundles, checkpoints, policy, and further files."""
        for tile in tiles.layout(self.leaves):
            put(directory / tile.path, tile.data)
        for index in range(0, len(self.entries), tiles.WIDTH):
            part = self.entries[index : index + tiles.WIDTH]
            put(directory / tiles.entries_path(index // tiles.WIDTH, len(part)), tiles.bundle(part))
        for size in older:
            put(directory / "checkpoints" / str(size), self.signed(size, witnessed=False))
        put(directory / "checkpoint", self.signed())
        put(directory / "policy.txt", POLICY.encode())
        for name, data in (files or {}).items():
            put(directory / name, data)
        return directory


def put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


@pytest.fixture
def log() -> LogBuilder:
    """An empty log."""
    return LogBuilder()


@pytest.fixture
def ledger(log: LogBuilder) -> LogBuilder:
    """A log with the test package published as entry 0."""
    log.publish()
    return log


@pytest.fixture
def policy_text() -> str:
    """What the auditor trusts: the test log's key and one witness."""
    return POLICY


@pytest.fixture
def toy_evaluate() -> Callable[[Record, Record], tuple[int, int] | None]:
    """The evaluator of the test package."""
    return evaluate


TOTALS: dict[str, object] = {
    "format": "leafledger-totals/1",
    "log_id": LOG_ID,
    "tree_size": 271,
    "month": "2026-10",
    "lines": [
        {
            "methodology": "test-ride/1",
            "evidence": "attested",
            "verified_mg": 3_000,
            "unverified_mg": 786_000,
            "self_reported_mg": 0,
            "actions": 258,
        },
        {"methodology": "test-ride/1", "evidence": "corroborated", "hidden": True},
        {
            "methodology": "test-ride/1",
            "evidence": "self_reported",
            "verified_mg": 0,
            "unverified_mg": 0,
            "self_reported_mg": 1_500,
            "actions": 1,
        },
    ],
    "total": {"verified_mg": 3_000, "unverified_mg": 786_000, "self_reported_mg": 1_500},
}


@pytest.fixture
def totals() -> dict[str, object]:
    """What a true report says of October in `whole_log`."""
    return copy.deepcopy(TOTALS)


@pytest.fixture
def whole_log(log: LogBuilder) -> LogBuilder:
    """271 entries that show the ways an action can go; 796,500 mg stand, 3,000 of them verified."""
    log.append("admin.acted", act="log_opened", role="admin", reason="first_start", commitment="ab" * 32)
    log.publish()
    sampled = log.ride(1000, 3000)
    log.append("action.verified", ref=sampled, evidence="attested")
    pending = log.ride(5000, 0, reasons=["pending", "speed"])
    log.append("action.reviewed", ref=pending, reduction_mg=15000)
    undone = log.ride(700, 2100)
    log.append("action.reversed", ref=undone, reduction_mg=-2100, reasons=["undone"])
    log.ride(1000, 1500, "self_reported")
    raised = log.ride(1250, 1875, "self_reported")
    log.append("action.evidence_raised", ref=raised, evidence="corroborated", reduction_mg=1125)
    log.append("consent.given", purpose="recording", text_version="2026-11", commitment="cd" * 32)
    log.ride(1000, 3000, on="2026-09-30")
    stairs = {"occurred_on": "2026-10-01", "floors": 7}
    log.append("action.recorded", kind="stairs", inputs=stairs, evidence="attested", reduction_mg=0)
    rides = [log.ride(1000, 3000) for _ in range(256)]
    inputs = {"distance_m": 2000, "occurred_on": "2026-10-31"}
    more = {"reasons": ["wrong_distance"], **log.named()}
    log.append("action.corrected", ref=rides[0], inputs=inputs, reduction_mg=3000, **more)
    return log


@pytest.fixture
def exported(whole_log: LogBuilder, totals: dict[str, object], tmp_path: Path) -> Path:
    """`whole_log` with a report and two older checkpoints, as files."""
    files = whole_log.report(totals, csv=b"methodology,verified_mg\n")
    return whole_log.write(tmp_path / "export", older=(1, 200), files=files)


@pytest.fixture
def check(policy_text: str, toy_evaluate: Any) -> Callable[[Path], verify.Verified]:
    """Verify under the auditor's policy."""
    return lambda directory: verify.verify(directory, policy_text, toy_evaluate)
