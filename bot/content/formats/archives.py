"""Opens the archives that workbooks are: bounded in all before anything is unpacked."""

import io
import re
import zipfile
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from bot.content.archive import BROKEN, MAX_ENTRIES, MAX_UNPACKED, BadArchive, check_directory
from bot.content.formats.harvest import Unreadable
from bot.limits import MEGABYTE

MAX_FILE: Final = 32 * MEGABYTE  # of the archive itself, and of any other file from people
MAX_RATIO: Final = 200  # a sheet of equal rows has 50; a bomb of zeros has 1,000
_SMALL: Final = MEGABYTE  # below this no ratio does any harm

_DAMAGED: Final = "it is damaged, or not whole. Save it anew"
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True)
class Archive:
    """An archive within its limits; reading an entry takes no more than it has declared."""

    file: zipfile.ZipFile

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The paths of all files in it, without folders."""
        return tuple(info.filename for info in self.file.infolist() if not info.is_dir())

    def read(self, name: str) -> bytes:
        """Return the bytes of one file, or raise Unreadable."""
        try:
            return self.file.read(name)
        except (*BROKEN, KeyError, RuntimeError):
            raise Unreadable(f"{name[:100]!r} in it cannot be unpacked") from None


def check_size(size: int) -> None:
    """Raise Unreadable for a file that is too large, or empty."""
    if size > MAX_FILE:
        raise Unreadable(f"it is larger than {MAX_FILE // MEGABYTE} MB. Split it")
    if not size:
        raise Unreadable("it is empty")


def open_archive(data: bytes) -> Archive:
    """Return the archive, or raise Unreadable where a limit is passed or a path is a trap."""
    check_size(len(data))
    try:
        check_directory(data)
        file = zipfile.ZipFile(io.BytesIO(data))
        entries = file.infolist()
    except (BadArchive, *BROKEN):
        raise Unreadable(_DAMAGED) from None
    if len(entries) > MAX_ENTRIES:
        raise Unreadable(f"it holds {len(entries):,} files, and {MAX_ENTRIES:,} at most are read")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Unreadable(f"it would unpack to more than {MAX_UNPACKED // MEGABYTE} MB")
    for entry in entries:
        _check_entry(entry)
    return Archive(file)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or _DRIVE.match(name) or ".." in parts:
        raise Unreadable(f"it holds a path that leads out of it: {name[:100]!r}")
    if entry.flag_bits & 1:
        raise Unreadable("it is locked with a password. Save it without one")
    if entry.file_size > max(_SMALL, MAX_RATIO * entry.compress_size):
        raise Unreadable(f"{name[:100]!r} in it unpacks to too much: that is no honest archive")
