"""`leafledger verify`: the pure verifier with our evaluator, a progress bar and a plain answer."""

import dataclasses
from pathlib import Path

from rich.console import Console

from app.progress import bar
from kernel.errors import DomainError
from ledger.invalid import PolicyWrong
from ledger.policy import MAX_POLICY_BYTES, Policy, PolicyMalformed
from ledger.verify import verify
from methodologies.plugins import installed, recomputing


class FileUnreadable(DomainError):
    """A file that was named cannot be read."""

    code = "file_unreadable"


def read_file(path: Path, limit: int) -> bytes:
    """A file's bytes, at most one more than `limit`: the parsers refuse what is too long.  Raises `FileUnreadable`."""
    try:
        if not path.is_file():  # a device would never end
            raise FileUnreadable(path=str(path))
        with path.open("rb") as file:
            return file.read(limit + 1)
    except OSError as problem:
        raise FileUnreadable(path=str(path)) from problem


def policy_text(path: Path) -> str:
    """An auditor's policy file, found sound; raises `FileUnreadable`, and `PolicyWrong` with file and line."""
    data = read_file(path, MAX_POLICY_BYTES)
    if len(data) > MAX_POLICY_BYTES:
        raise FileUnreadable(path=str(path))
    try:
        Policy.of_file(data)
    except PolicyMalformed as problem:
        raise PolicyWrong(file=str(path), n=None, **problem.params) from problem
    return data.decode()


def audit(directory: Path, policy: Path | None, console: Console, *, chain_only: bool = False) -> dict[str, object]:
    """The verdict on an exported log; raises `ledger.invalid.LogInvalid` with the first wrong entry, `FileUnreadable`."""
    text = None if policy is None else policy_text(policy)
    evaluate = None if chain_only else recomputing(installed())
    with bar(directory.name, console) as progress:
        found = verify(directory, text, evaluate, progress)
    return {"valid": True, **dataclasses.asdict(found)}
