"""An exported log as files: the C2SP tlog-tiles layout in a directory nobody needs to trust."""

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from io import BufferedReader
from pathlib import Path

from ledger import entry, tiles
from ledger.invalid import BundleWrong, FileMissing, FileWrong


class Archive:
    """Reads an export's files, with bounds, and says which entries each of them holds."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        # Corrections mostly follow close on what they correct, so a few bundles are kept.
        self._recent = lru_cache(maxsize=4)(self.bundle)

    def has(self, file: str) -> bool:
        """Whether there is anything of that name."""
        return os.path.lexists(self._directory / file)

    def read(self, file: str, limit: int, n: int | None = None) -> bytes:
        """A file's bytes, `limit` at most; raises `FileMissing` or `FileWrong` with `n`, the first entry it holds."""
        with self._open(file, n) as opened:
            if os.fstat(opened.fileno()).st_size > limit:
                raise FileWrong(file=file, n=n, reason="size")
            return opened.read()

    def sha256(self, file: str) -> str:
        """The digest of a file of any length, in hexadecimal; raises as `read`."""
        with self._open(file, None) as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()

    @contextmanager
    def _open(self, file: str, n: int | None) -> Iterator[BufferedReader]:
        path = self._directory / file
        try:
            # A pipe or a device would never end.
            if not stat.S_ISREG(path.stat().st_mode):
                raise FileWrong(file=file, n=n, reason="unreadable")
            with path.open("rb") as opened:
                yield opened
        except (FileNotFoundError, NotADirectoryError):
            raise FileMissing(file=file, n=n) from None
        except OSError:
            raise FileWrong(file=file, n=n, reason="unreadable") from None

    def names(self, folder: str = "") -> list[str]:
        """The names in a folder of the export, sorted, none where nothing is; raises `FileWrong` where it is no folder."""
        try:
            return sorted(item.name for item in (self._directory / folder).iterdir())
        except OSError:
            if self.has(folder):
                raise FileWrong(file=folder, n=None, reason="unreadable") from None
            return []

    def top_files(self) -> list[str]:
        """The names of whatever is no folder, directly in the export."""
        # Where Path.is_dir raises, at a link to a name that cannot be, os.path.isdir says no.
        return [name for name in self.names() if not os.path.isdir(self._directory / name)]  # noqa: PTH112

    def files(self, folder: str) -> Iterator[str]:
        """The paths of all files below `folder`, as the export names them."""
        for parent, _, names in os.walk(self._directory / folder):
            inside = Path(parent).relative_to(self._directory)
            yield from ((inside / name).as_posix() for name in sorted(names))

    def bundle(self, index: int, size: int) -> list[bytes]:
        """The entries of bundle `index` in a log of `size`; raises also `BundleWrong`."""
        first = index * tiles.WIDTH
        width = min(tiles.WIDTH, size - first)
        file = tiles.entries_path(index, width)
        data = self.read(file, tiles.MAX_BUNDLE_BYTES, first)
        try:
            entries = tiles.unbundle(data)
        except tiles.BundleMalformed as error:
            raise BundleWrong(file=file, n=first + int(str(error.params["index"]))) from None
        if len(entries) != width:
            raise BundleWrong(file=file, n=first + min(len(entries), width))
        return entries

    def entry(self, n: int, size: int) -> Mapping[str, object]:
        """Entry `n` once more, after it has passed."""
        index, at = divmod(n, tiles.WIDTH)
        return entry.parse(self._recent(index, size)[at])
