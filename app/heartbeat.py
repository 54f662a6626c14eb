"""Signs of life for other processes: a file that each touches every few seconds, and the bot's word from Telegram."""

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


def _telegram_file(data_dir: Path) -> Path:
    return data_dir / "telegram"


def telegram_answered(data_dir: Path, name: str) -> None:
    """Notes for the supervisor that Telegram knows this bot, and under which name."""
    _telegram_file(data_dir).write_text(name)


def telegram_name(data_dir: Path) -> str:
    """The bot's name, once Telegram has answered; empty before."""
    try:
        return _telegram_file(data_dir).read_text()
    except OSError:
        return ""


def forget_telegram(data_dir: Path) -> None:
    """At a start: what Telegram answered before says nothing."""
    _telegram_file(data_dir).unlink(missing_ok=True)
