"""Feeds mutilated bytes to every parser of the ledger that reads what strangers wrote.

usage: python -m tests.drivers.fuzz_ledger [SECONDS] [SEED]

A parser must give a value or raise our own error, and what it accepts must be written back to the same bytes.  Prints
what broke that, with the bytes, and ends with 1.
"""

import hashlib
import json
import random
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kernel.errors import DomainError
from ledger import canonical, checkpoint, entry, manifest, merkle, note, policy, proof, tiles, witness
from ledger.totals import Totals

LOG = Path(__file__).parents[1] / "vectors" / "log_v1"
KEY = note.SigningKey.from_seed("ledger.example.org/log_a", hashlib.sha256(b"fuzz").digest())
WITNESS = note.SigningKey.from_seed("witness.example.net/w1", hashlib.sha256(b"fuzz witness").digest())


@dataclass(frozen=True)
class Target:
    """One parser.  seeds: sound inputs to begin with; again: what writes a parsed value back, where there is a writer."""

    parse: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    again: Callable[[object], bytes] | None = None


def _note_again(parsed: object) -> bytes:
    assert isinstance(parsed, note.Note)
    lines = "".join(f"— {one.name} {_base64(one.key_id + one.data)}\n" for one in parsed.signatures)
    return parsed.body + b"\n" + lines.encode()


def _base64(data: bytes) -> str:
    return proof.to_text(0, [data], b"").decode().split("\n")[2]


def _proof_again(parsed: object) -> bytes:
    assert isinstance(parsed, proof.Proof)
    return proof.to_text(parsed.index, parsed.hashes, parsed.signed_checkpoint, parsed.extra)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _root(data: bytes) -> bytes:
    """The root over a tile of as many hashes as the bytes should hold."""
    return tiles.root_from(lambda level, index: data, max(1, len(data) // merkle.HASH_BYTES) % tiles.WIDTH or 1)


def _targets() -> dict[str, Target]:
    first, second = tiles.unbundle((LOG / "tile/entries/000.p/187").read_bytes())[:2]
    body = checkpoint.Checkpoint(
        KEY.name, 2, merkle.root_of([merkle.leaf_hash(first), merkle.leaf_hash(second)])
    ).body()
    signed = body + b"\n" + KEY.sign(body) + WITNESS.cosign(body, 1_790_000_000)
    receipts = (proof.to_text(0, [merkle.leaf_hash(second)], signed, first), proof.to_text(1, [], signed))
    policies = (
        f"log {KEY.vkey}\nwitness w1 {WITNESS.witness_vkey} https://w1\ngroup g any w1\nquorum g\n".encode(),
        (LOG / "policy.txt").read_bytes(),
    )
    return {
        "note": Target(note.parse, (signed, (LOG / "checkpoint").read_bytes()), _note_again),
        "checkpoint": Target(checkpoint.parse, (body,), lambda found: found.body()),  # type: ignore[attr-defined]
        "vkey": Target(
            lambda data: note.Verifier.from_vkey(_text(data)),
            (KEY.vkey.encode(), WITNESS.witness_vkey.encode()),
            lambda found: found.vkey.encode(),  # type: ignore[attr-defined]
        ),
        "receipt": Target(proof.parse, receipts, _proof_again),
        "policy": Target(policy.Policy.of_file, policies),
        "bundle": Target(tiles.unbundle, (tiles.bundle([first, second]), b""), lambda found: tiles.bundle(found)),  # type: ignore[arg-type]
        "tile": Target(_root, ((LOG / "tile/0/000.p/187").read_bytes()[:320],)),
        "tile path": Target(
            lambda data: tiles.parse_path(_text(data)),
            (b"tile/0/x001/x234/067", b"tile/entries/000.p/5", b"tile/2/000"),
        ),
        "entry": Target(entry.parse, (first, second), lambda found: canonical.encode(found)),
        "manifest": Target(
            manifest.Manifest.parse,
            ((LOG / "manifest").read_bytes(),),
            lambda found: found.to_text(),  # type: ignore[attr-defined]
        ),
        "witness request": Target(
            witness.read_request,
            (
                witness.AddCheckpoint(0, (), signed).to_bytes(),
                witness.AddCheckpoint(1, (merkle.leaf_hash(second),), signed).to_bytes(),
            ),
            lambda found: found[0].to_bytes(),  # type: ignore[index]
        ),
        "told size": Target(witness.told_size, (b"0\n", b"1234567\n")),
        "totals": Target(Totals.parse, ((LOG / "totals.json").read_bytes(),)),
    }


TARGETS: Mapping[str, Target] = _targets()
_PIECES = (
    b"\n", b"\n\n", b" ", b"\r", b"\x00", b"+", b"=", b"0", b"-1", b"1e5", b"9" * 25, b"\xff", b"\xed\xa0\x80",
    "\u2014 ".encode(), "\u2028".encode(), "\u0665".encode(), b"{", b"[" * 80, b'"v":1,', b"null", b"index ", b"extra ",
)  # fmt: skip


def mutated(seeds: tuple[bytes, ...], chance: random.Random) -> bytes:
    """A sound input with one to six injuries."""
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.randint(1, 6)):
        at = chance.randint(0, len(data))
        end = min(len(data), at + chance.choice((1, 1, 2, 8, 40)))
        match chance.randrange(7):
            case 0:
                data[at:end] = b""
            case 1:
                data[at:at] = data[at:end]
            case 2:
                data[at:at] = chance.choice(_PIECES)
            case 3:
                data[at:end] = chance.randbytes(end - at)
            case 4 if at < len(data):
                data[at] ^= 1 << chance.randrange(8)
            case 5:
                del data[at:]
            case _:
                other = chance.choice(seeds)
                data[at:end] = other[chance.randint(0, len(other)) :][:40]
    return bytes(data)


def trouble(target: Target, data: bytes) -> str:
    """What is wrong with the parser on these bytes; empty if nothing is."""
    try:
        found = target.parse(data)
    except DomainError:
        return ""
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    if target.again is not None and target.again(found) != data:
        return "accepted, and written back to other bytes"
    return ""


def main(seconds: float, seed: int) -> int:
    """Exit code: 0 if no parser broke its promise."""
    chance, tried, until = random.Random(seed), dict.fromkeys(TARGETS, 0), time.monotonic() + seconds
    broken = 0
    while time.monotonic() < until:
        for name, target in TARGETS.items():
            data = mutated(target.seeds, chance)
            tried[name] += 1
            wrong = trouble(target, data)
            if wrong:
                broken += 1
                print(json.dumps({"parser": name, "trouble": wrong, "bytes": data.hex()}))
    print(f"seed {seed}: " + ", ".join(f"{name} {count:,}" for name, count in tried.items()), file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    given = dict(enumerate(sys.argv[1:]))
    sys.exit(main(float(given.get(0, 60)), int(given.get(1, random.getrandbits(32)))))
