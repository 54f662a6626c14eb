"""The memory of what was signed last, written by several processes at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from app.signed import LastSigned
from ledger.integrator import Signed

TIMES = 400


def test_whoever_reads_while_others_write_finds_one_of_their_checkpoints(tmp_path: Path) -> None:
    memory = LastSigned(tmp_path / "signed")
    signed = [Signed(size, bytes([size]) * 32, b"", datetime(2026, 11, 1, tzinfo=UTC)) for size in (1, 2, 3)]
    memory.keep("log_a", signed[0])

    def write(which: Signed) -> None:
        for _ in range(TIMES):
            memory.keep("log_a", which)

    def read() -> set[tuple[int, str]]:
        found = (memory.recall("log_a") for _ in range(2 * TIMES))
        return {(one.size, one.root) for one in found}

    with ThreadPoolExecutor(4) as pool:
        writers, reader = [pool.submit(write, which) for which in signed], pool.submit(read)
        for writer in writers:
            writer.result()
        assert reader.result() <= {(one.size, one.root.hex()) for one in signed}
    assert [file.name for file in (tmp_path / "signed").iterdir()] == ["log_a"]
