"""A file is put in its place whole or not at all."""

import os
from pathlib import Path

import pytest

from kernel import files


def test_a_file_is_replaced_whole_and_is_its_owners_alone(tmp_path: Path) -> None:
    files.put(tmp_path / "state", b"old")
    files.put(tmp_path / "state", b"new")
    assert [file.name for file in tmp_path.iterdir()] == ["state"]
    assert (tmp_path / "state").read_bytes() == b"new"
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o600


def test_what_the_disk_refuses_leaves_the_old_file_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.put(tmp_path / "state", b"old")

    def full(_: int) -> None:
        raise OSError("full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="full"):
        files.put(tmp_path / "state", b"new")
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"old"]
