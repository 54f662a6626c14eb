"""Files: kept bytes, photo sizes as Telegram makes them, file ids and download paths."""

import hashlib
import os
import warnings
from base64 import urlsafe_b64encode
from io import BytesIO
from pathlib import PurePosixPath

from PIL import Image, ImageOps, UnidentifiedImageError

from simulator.journal import Journal
from simulator.wire import Json, Upload, bad_request

PHOTO_SIDES = (90, 320, 800, 1280)
"""Longest side in pixels of the sizes of one photo (the letters s, m, x and y of Telegram's photo sizes)."""
PHOTO_BYTES = 10 * 1024 * 1024
DOWNLOAD_BYTES = 20 * 1024 * 1024
UPLOAD_BYTES = 50 * 1024 * 1024
"""Bot API, "Sending files" and `getFile`."""
PHOTO_SIDES_SUM = 10_000
PHOTO_RATIO = 20


class Files:
    """Files by id, each with its Bot API shape, its download path and its bytes."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._folder = journal.directory / "files" if journal.directory else None
        self._contents: dict[str, bytes] = {}
        self._known: dict[str, Json] = {}
        for key, record in journal.under("file/"):
            self._known[key] = record

    def add(self, content: bytes, folder: str, suffix: str, *, file_id: str = "", **shape: str | int) -> Json:
        """Keep bytes; file_id, file_unique_id and file_size joined with `shape`.

        The unique id is the same for the same bytes, the id is new each time unless one is given.
        """
        digest = hashlib.sha256(folder.encode() + content).digest()
        unique = "AQAD" + urlsafe_b64encode(digest[:9]).decode()
        fresh = "AgACAgUAA" + urlsafe_b64encode(os.urandom(30)).decode()
        path = f"{folder}/file_{urlsafe_b64encode(digest[:12]).decode()}{suffix}"
        thing: Json = {"file_id": file_id or fresh, "file_unique_id": unique, "file_size": len(content), **shape}
        self._write(path, content)
        self._known[thing["file_id"]] = {"path": path, "shape": thing}
        self._journal.put(f"file/{thing['file_id']}", self._known[thing["file_id"]])
        return thing

    def photo(self, upload: Upload) -> list[Json]:
        """The PhotoSizes of a picture, smallest first: re-encoded as JPEG without its metadata, as Telegram does."""
        if len(upload.content) > PHOTO_BYTES:
            raise bad_request("file is too big")
        return [
            self.add(jpeg, "photos", ".jpg", width=width, height=height)
            for width, height, jpeg in _sizes(upload.content)
        ]

    def document(self, upload: Upload) -> Json:
        """The Document of a file sent as a file, byte for byte."""
        if not upload.content:
            raise bad_request("file must be non-empty")
        if len(upload.content) > UPLOAD_BYTES:
            raise bad_request("file is too big")
        suffix = suffix_of(upload.name)
        return self.add(upload.content, "documents", suffix, file_name=upload.name, mime_type=upload.mime_type)

    def get(self, file_id: str) -> Json:
        """The Bot API's File, with its download path; refuses an unknown id or more than 20 MB."""
        if not file_id:
            raise bad_request("file_id not specified")
        known = self._known.get(file_id)
        if known is None:
            raise bad_request("invalid file_id")
        shape = known["shape"]
        if shape["file_size"] > DOWNLOAD_BYTES:
            raise bad_request("file is too big")
        return {
            **{name: shape[name] for name in ("file_id", "file_unique_id", "file_size")},
            "file_path": known["path"],
        }

    def resend(self, file_id: str, folder: str) -> Json:
        """The shape of a known file of that kind (photos, documents); refuses another."""
        known = self._known.get(file_id)
        if known is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if not known["path"].startswith(folder):
            raise bad_request("type of file mismatch")
        return dict(known["shape"])

    def read(self, path: str) -> bytes | None:
        """The bytes under a download path; None if there are none."""
        if path in self._contents:
            return self._contents[path]
        if self._folder is None or not any(known["path"] == path for known in self._known.values()):
            return None
        file = self._folder / path
        return file.read_bytes() if file.is_file() else None

    def shape(self, file_id: str) -> Json | None:
        """What is known of a file id, for the page: its shape and path."""
        return self._known.get(file_id)

    def _write(self, path: str, content: bytes) -> None:
        if self._folder is None:
            self._contents[path] = content
            return
        file = self._folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            fresh = file.with_name(file.name + ".new")
            fresh.write_bytes(content)
            fresh.replace(file)


def suffix_of(name: str) -> str:
    """The end of a file's name, such as `.pdf`, if it may stand in a path; else ""."""
    suffix = PurePosixPath(name).suffix[:12]
    return suffix if suffix[1:].isalnum() else ""


def _sizes(content: bytes) -> list[tuple[int, int, bytes]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(content))
            width, height = picture.size
            # Judged on the header alone: a small file can unpack to gigabytes.
            if width + height > PHOTO_SIDES_SUM or max(width, height) > PHOTO_RATIO * min(width, height):
                raise bad_request("PHOTO_INVALID_DIMENSIONS")
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise bad_request("IMAGE_PROCESS_FAILED") from None
    sizes: list[tuple[int, int, bytes]] = []
    longest = max(upright.size)
    for side in PHOTO_SIDES:
        if sizes and side > longest and sizes[-1][0] == upright.width:
            break
        small = upright.copy()
        small.thumbnail((side, side))
        out = BytesIO()
        small.save(out, "JPEG", quality=87)
        sizes.append((*small.size, out.getvalue()))
    return sizes
