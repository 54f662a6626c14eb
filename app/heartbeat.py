"""The sign of life of a process: a file that it touches every few seconds."""

from pathlib import Path

HEARTBEAT_S = 5
STALE_S = 60


def heartbeat_file(data_dir: Path, name: str) -> Path:
    """The file that a living process touches every few seconds."""
    return data_dir / f"heartbeat-{name}"


def is_alive(data_dir: Path, name: str, now_s: float) -> bool:
    """Whether the process touched its file within the last minute.  now_s: seconds since 1970."""
    try:
        return now_s - heartbeat_file(data_dir, name).stat().st_mtime < STALE_S
    except OSError:
        return False
