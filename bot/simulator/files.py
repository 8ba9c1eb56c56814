"""Files that were sent: kept in memory, named by ids like Telegram's."""

import hashlib
import mimetypes
import struct
from dataclasses import dataclass
from typing import Any

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8"
JPEG_SIZES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cf50000003010180d89be3570000000049454e44ae426082"
)
"""A PNG of one pixel: what a person's photo is when a test has none at hand."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came with a request."""

    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that Telegram knows."""

    id: str
    unique_id: str
    path: str
    name: str
    content_type: str
    data: bytes

    def as_json(self) -> dict[str, Any]:
        """Give the fields that every kind of file has."""
        return {
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.data),
        }


class FileStore:
    """All files of one simulated Telegram."""

    def __init__(self) -> None:
        self.by_id: dict[str, StoredFile] = {}

    def add(self, upload: Upload, folder: str) -> StoredFile:
        """Keep an upload and give it its ids."""
        number = len(self.by_id) + 1
        unique_id = "AQAD" + hashlib.sha256(upload.data).hexdigest()[:12]
        file_id = f"BQAC{folder[:1]}{number:06d}{unique_id}"
        extension = "." + upload.name.rpartition(".")[2] if "." in upload.name else ""
        stored = StoredFile(
            id=file_id,
            unique_id=unique_id,
            path=f"{folder}/file_{number}{extension if extension.isascii() else ''}",
            name=upload.name,
            content_type=image_type(upload.data) if folder == "photos" else guess_type(upload),
            data=upload.data,
        )
        self.by_id[file_id] = stored
        return stored

    def find_path(self, path: str) -> StoredFile | None:
        """Return the file that getFile named by this path."""
        return next((file for file in self.by_id.values() if file.path == path), None)


def guess_type(upload: Upload) -> str:
    """Tell a file's MIME type as Telegram does: by its name, then by what the sender says."""
    return mimetypes.guess_type(upload.name)[0] or upload.content_type or "application/octet-stream"


def image_type(data: bytes) -> str:
    """Tell the MIME type of a photo by its content."""
    return "image/png" if data.startswith(PNG) else "image/jpeg"


def image_size(data: bytes) -> tuple[int, int] | None:
    """Read width and height of a PNG or JPEG; None for anything else."""
    if data.startswith(PNG) and len(data) >= 24:  # noqa: PLR2004 (signature, chunk head, two sizes)
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    return _jpeg_size(data) if data.startswith(JPEG) else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Walk a JPEG's segments to the frame header, which names its size."""
    place = 2
    while place + 9 <= len(data) and data[place] == 0xFF:  # noqa: PLR2004 (a segment's mark)
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        if marker in JPEG_SIZES:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return width, height
        place += 2 + length
    return None
