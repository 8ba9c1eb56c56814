"""Pictures of the content: what may be one, and those that lie in `content/media/`."""

import hashlib
import stat
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.content.document import Fields
from bot.content.measure import count_units
from bot.content.problems import START, Page, did_you_mean, printable, shorten
from bot.content.schema import PictureEntry
from bot.limits import MEGABYTE

MAX_PICTURE: Final = 5 * MEGABYTE
MAX_PICTURES: Final = 50 * MEGABYTE  # all that one version shows
MAX_NAME: Final = 100
MAX_ALT: Final = 1000  # Telegram takes 1,024 under a picture
# What Telegram takes as a photo.
MAX_SIDES: Final = 10_000  # width and height together
MAX_RATIO: Final = 20

_SOURCES: Final = ".svg"  # a drawing from which a picture is made may lie beside it
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_JPEG_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def check_name(name: str) -> str | None:
    """Say why this is no plain name of a file; None where it is one."""
    if "/" in name or "\\" in name or ".." in name or name.startswith("."):
        return "is no plain file name: no folders, no '..', no dot at its beginning"
    if not name.isprintable() or len(name) > MAX_NAME:
        return f"is no plain file name: at most {MAX_NAME} visible characters"
    return None


def is_picture(data: bytes) -> bool:
    """Tell whether a file begins like a PNG or a JPEG."""
    return data.startswith((_PNG, _JPEG))


def check_picture(data: bytes) -> str | None:
    """Say why this is no picture that the chat can show; None where it is one."""
    if len(data) > MAX_PICTURE:
        return f"is larger than {MAX_PICTURE // MEGABYTE} MB"
    if not is_picture(data):
        return "is neither a PNG nor a JPEG picture"
    sides = find_sides(data)
    if sides is None or not all(sides):
        return "is a damaged picture"
    if sum(sides) > MAX_SIDES or max(sides) > MAX_RATIO * min(sides):
        return f"is {sides[0]:,} by {sides[1]:,} pixels, which Telegram does not show"
    return None


def find_sides(data: bytes) -> tuple[int, int] | None:
    """Read width and height of a PNG or JPEG; None where it does not say."""
    if data.startswith(_PNG):
        is_whole = data[12:16] == b"IHDR" and len(data) >= 24  # noqa: PLR2004 - the sizes end there
        width, height = struct.unpack(">II", data[16:24]) if is_whole else (0, 0)
        return width, height
    place = 2
    while place + 9 <= len(data) and data[place] == 0xFF:  # noqa: PLR2004 - a segment begins so
        if data[place + 1] in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return width, height
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return None


def digest_picture(data: bytes) -> str:
    """Return the SHA-256 of a picture: the name by which it is stored."""
    return hashlib.sha256(data).hexdigest()


@dataclass
class Media:
    """The files in `media/`, each read when the first card or question shows it."""

    directory: Path
    shown: str
    names: frozenset[str]
    digests: dict[str, str] = field(default_factory=dict)  # of sound pictures, by file name
    contents: dict[str, bytes] = field(default_factory=dict)  # by digest
    _faults: dict[str, str] = field(default_factory=dict)

    def check(self, page: Page, raw: Fields, entry: PictureEntry | None) -> None:
        """Report a picture that cannot be shown."""
        if entry is None:
            return
        row = raw["picture"]
        length = count_units(entry.alt)
        if length > MAX_ALT:
            message = f"'alt' has {length:,} characters, and {MAX_ALT:,} at most fit"
            advice = "Say in a sentence what is to be seen"
            page.error("alt-length", row.value_mark("alt"), message, advice)
        fault = check_name(entry.file) or self._find_fault(entry.file)
        if fault:
            fix = None if entry.file in self.names else did_you_mean(entry.file, self.names)
            message = f"{shorten(entry.file, 60)} {fault}"
            page.error("picture", row.value_mark("file"), message, fix)

    def hold(self, name: str, data: bytes) -> str | None:
        """Keep a picture that need not be read from the directory, or say why that cannot be."""
        self.names |= {name}
        fault = check_picture(data) or self._keep(name, data)
        if fault is not None:
            self._faults[name] = fault
        return fault

    def list_unused(self) -> list[Page]:
        """Return a page with a warning for each file that nothing shows."""
        pages = []
        for name in sorted(self.names - self.digests.keys() - self._faults.keys()):
            if not name.lower().endswith(_SOURCES):
                page = Page(f"{self.shown}/{printable(name)}")
                fix = "Name it under 'picture', or remove it"
                message = "no card and no question shows this file"
                page.warn("unused-picture", START, message, fix)
                pages.append(page)
        return pages

    def _find_fault(self, name: str) -> str | None:
        """Say why a picture cannot be shown, reading it the first time it is asked for."""
        if name in self.digests:
            return None
        if name not in self._faults:
            fault = self._read(name)
            if fault is None:
                return None
            self._faults[name] = fault
        return self._faults[name]

    def _read(self, name: str) -> str | None:
        """Read a picture and keep it, or say why that cannot be."""
        if name not in self.names:
            return f"is not in {self.shown}/"
        path = self.directory / name
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                return "is a directory or a device, and no file"
            with path.open("rb") as stream:
                data = stream.read(MAX_PICTURE + 1)
        except OSError as error:
            return f"cannot be read: {error.strerror}"
        return check_picture(data) or self._keep(name, data)

    def _keep(self, name: str, data: bytes) -> str | None:
        if sum(map(len, self.contents.values())) + len(data) > MAX_PICTURES:
            return f"is too much: pictures may have {MAX_PICTURES // MEGABYTE} MB in all"
        digest = digest_picture(data)
        self.digests[name], self.contents[digest] = digest, data
        return None
