"""Archives: the same files make the same one, and hostile ones are refused in one sentence."""

import io
import struct
import zipfile

import pytest

from bot.content import archive
from bot.content.archive import BadArchive, NamedFile, list_names, pack, unpack

FILES = {"courses.yaml": b"courses:\n", "media/a.png": b"\x89PNG"}


def make(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    """Return an archive of just those entries, whatever they are."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name, body in entries:
            new.writestr(name, body)
    return target.getvalue()


def make_link() -> zipfile.ZipInfo:
    """Return an entry that is a symbolic link."""
    entry = zipfile.ZipInfo("content/courses.yaml")
    entry.external_attr = 0o120777 << 16
    return entry


def patch(body: bytes, at: bytes, offset: int, value: bytes) -> bytes:
    """Overwrite some bytes behind the last place where a mark stands."""
    place = body.rindex(at) + offset
    return body[:place] + value + body[place + len(value) :]


def test_what_is_packed_comes_out_again() -> None:
    """In its order; and packing it twice gives the same bytes."""
    body = pack(FILES)

    assert unpack(body) == [NamedFile(name, text) for name, text in FILES.items()]
    assert pack(FILES) == body
    assert list_names(body) == FILES.keys()


def test_litter_of_operating_systems_is_passed_over() -> None:
    """Folders, hidden files and what a Mac or Windows adds."""
    litter = ["__MACOSX/._a.yaml", ".DS_Store", "content/.git/x", "Thumbs.db", "content/"]
    body = make(*((name, b"") for name in litter), ("content/a.yaml", b"a"))

    assert unpack(body) == [NamedFile("content/a.yaml", b"a")]


ZEROS = bytes(65 * 1024 * 1024)
SOUND = make(("a.yaml", b"terms:\n"))
HOSTILE: dict[str, tuple[bytes, str]] = {
    "parent": (make(("../a.yaml", b"")), "leads out of the archive"),
    "inner parent": (make(("media/../../a.png", b"")), "leads out of the archive"),
    "absolute": (make(("/etc/a.yaml", b"")), "leads out of the archive"),
    "drive": (make(("C:/a.yaml", b"")), "leads out of the archive"),
    "backslash": (SOUND.replace(b"a.yaml", b"..\\a.y"), "leads out of the archive"),
    "link": (make((make_link(), b"/etc/passwd")), "leads out of the archive"),
    "bomb": (make(("a.yaml", ZEROS)), "larger than 64 MB when it is unpacked"),
    "many small bombs": (
        make(*((f"{n}.yaml", ZEROS[: 9 * 1024 * 1024]) for n in range(8))),
        "larger than 64 MB when it is unpacked",
    ),
    "many files": (make(*((f"{n}.yaml", b"") for n in range(2_001))), "more than 2,000 files"),
    "endless list": (
        patch(SOUND, b"PK\x05\x06", 12, struct.pack("<I", 2**31)),
        "more than 2,000 files",
    ),
    "list of 64 bits": (
        SOUND.replace(b"PK\x05\x06", b"PK\x06\x07" + bytes(16) + b"PK\x05\x06"),
        "more than 2,000 files",
    ),
    "password": (patch(SOUND, b"PK\x01\x02", 8, b"\x01"), "locked with a password"),
    "unknown packing": (patch(SOUND, b"PK\x01\x02", 10, b"\x63"), "damaged"),
    "cut off": (SOUND[:-30], "damaged"),
    "head only": (b"PK\x03\x04", "damaged"),
    "other content": (SOUND.replace(b"PK\x01\x02", b"PK\x01\x03"), "damaged"),
    "wrong checksum": (patch(SOUND, b"PK\x01\x02", 16, b"\0\0\0\0"), "damaged"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_archive_is_refused_in_a_sentence(name: str) -> None:
    """Whatever it does, it costs neither memory nor time, and says what to do."""
    body, words = HOSTILE[name]

    with pytest.raises(BadArchive, match=words):
        unpack(body)


def test_file_that_stands_twice_is_refused() -> None:
    """Nobody can tell which of the two is meant."""
    with pytest.warns(UserWarning, match="Duplicate name"):
        body = make(("a.yaml", b"1"), ("a.yaml", b"2"))

    with pytest.raises(BadArchive, match=r"holds 'a\.yaml' twice"):
        unpack(body)


def test_entry_that_lies_about_its_size_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is counted is what comes out."""
    monkeypatch.setattr(archive, "MAX_UNPACKED", 1_000)
    body = make(("a.yaml", bytes(5_000)))
    lying = patch(body, b"PK\x01\x02", 24, struct.pack("<I", 10))

    with pytest.raises(BadArchive):
        unpack(lying)
