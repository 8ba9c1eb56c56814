"""ZIP archives of content: packed always alike, unpacked only within bounds."""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.content.problems import printable, shorten
from bot.limits import MEGABYTE

# What is raised where an archive is damaged, as odd ones show in many ways.
BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError)
MAX_ENTRIES: Final = 2_000
MAX_UNPACKED: Final = 64 * MEGABYTE
MAX_DIRECTORY: Final = MEGABYTE  # the list of what is in the archive, at its end

_END: Final = b"PK\x05\x06"
_END_SIZE: Final = 22
_END_64: Final = b"PK\x06\x07"
_END_64_SIZE: Final = 20
_LOCKED: Final = 0x1
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the same files make the same archive
# What operating systems put into archives beside the files that were chosen.
_LITTER: Final = frozenset({"__macosx", "thumbs.db", "desktop.ini"})


@dataclass(frozen=True)
class NamedFile:
    """A file that is at hand, not on disk."""

    name: str
    body: bytes


class BadArchive(Exception):
    """The archive is not opened; the message is a sentence without its subject."""


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return an archive of those files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, body)
    return target.getvalue()


def unpack(body: bytes) -> list[NamedFile]:
    """Return the files of an archive; raise BadArchive where it is damaged, odd or too large."""
    check_directory(body)
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return list(_read(archive))
    except BROKEN:
        raise BadArchive("is a damaged ZIP archive. Pack it anew") from None


def list_names(body: bytes) -> frozenset[str]:
    """Return what is in an archive by name; nothing where it cannot be told."""
    try:
        check_directory(body)
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return frozenset(archive.namelist())
    except (BadArchive, zipfile.BadZipFile, ValueError, OSError):
        return frozenset()


def check_directory(body: bytes) -> None:
    """Raise BadArchive for a list of entries that takes too much memory, before it is read."""
    end = body.rfind(_END)
    if end < 0 or len(body) - end < _END_SIZE:
        raise BadArchive("is a damaged ZIP archive. Pack it anew")
    size = int.from_bytes(body[end + 12 : end + 16], "little")
    is_64 = body[max(end - _END_64_SIZE, 0) : end].startswith(_END_64)
    if is_64 or size > MAX_DIRECTORY:
        raise BadArchive(f"holds more than {MAX_ENTRIES:,} files. Send the content only")


def _read(archive: zipfile.ZipFile) -> Iterator[NamedFile]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MAX_ENTRIES:
        raise BadArchive(f"holds more than {MAX_ENTRIES:,} files. Send the content only")
    names: set[str] = set()
    left = MAX_UNPACKED
    for entry in entries:
        _check_entry(entry, names)
        if _is_litter(entry.filename):
            continue
        with archive.open(entry) as stream:
            body = stream.read(left + 1)  # what an entry says of its size may be a lie
        left -= len(body)
        if left < 0:
            raise BadArchive(f"is larger than {MAX_UNPACKED // MEGABYTE} MB when it is unpacked")
        yield NamedFile(printable(entry.filename), body)


def _check_entry(entry: zipfile.ZipInfo, names: set[str]) -> None:
    name = entry.filename
    shown = shorten(printable(name), 60)
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    parts = name.split("/")
    if is_link or "\\" in name or ":" in parts[0] or name.startswith("/") or ".." in parts:
        raise BadArchive(f"holds {shown}, which leads out of the archive. Pack it anew")
    if entry.flag_bits & _LOCKED:
        raise BadArchive("is locked with a password. Pack it without one")
    if name in names:
        raise BadArchive(f"holds {shown} twice. Pack it anew")
    names.add(name)


def _is_litter(name: str) -> bool:
    return any(part.startswith(".") or part.lower() in _LITTER for part in name.split("/"))
