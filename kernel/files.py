"""Files that a crash leaves whole: the old one or the new one, and on disk when a function returns."""

import os
from pathlib import Path


def put(path: Path, data: bytes) -> None:
    """Writes or replaces a file, readable by its owner alone, in a folder that is there; raises `OSError`.

    Several processes may do so at once: each draft has a name of its own.
    """
    draft = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    flush(path.parent)


def flush(path: Path) -> None:
    """Returns when a file, or a folder's list of names, is on disk; raises `OSError`."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
