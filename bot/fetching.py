"""Fetching a file that somebody sent, for its hash alone: it passes through and is kept nowhere."""

import hashlib
from typing import BinaryIO, cast

import aiohttp
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError

from kernel.errors import DomainError

TIMEOUT_S = 60
_AT_ONCE = 64 * 1024


class DocumentUnfetched(DomainError):
    """Telegram does not hand the file out: it is too large, forgotten, or the way is closed.  reason: a code."""

    code = "document_unfetched"


class _Hash:
    """A sink that keeps the hash of what is written, and its length; raises where it is longer than `most` bytes."""

    def __init__(self, most: int) -> None:
        self._digest = hashlib.sha256()
        self._most = most
        self.length_bytes = 0

    def write(self, data: bytes) -> int:
        self.length_bytes += len(data)
        if self.length_bytes > self._most:
            raise DocumentUnfetched(reason="too_large")
        self._digest.update(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


async def hashed(bot: Bot, file_id: str, most_bytes: int) -> tuple[str, int]:
    """SHA-256 (64 hex) and length of a file at Telegram; raises `DocumentUnfetched`."""
    sink = _Hash(most_bytes)
    try:
        file = await bot.get_file(file_id)
        if file.file_path is None:
            raise DocumentUnfetched(reason="forgotten")
        await bot.download_file(
            file.file_path, cast(BinaryIO, sink), timeout=TIMEOUT_S, chunk_size=_AT_ONCE, seek=False
        )
    except (TelegramAPIError, aiohttp.ClientError, OSError, TimeoutError) as problem:
        # The exception's own text may hold the address, and the address holds the token.
        raise DocumentUnfetched(reason=type(problem).__name__) from None
    return sink.sha256, sink.length_bytes
