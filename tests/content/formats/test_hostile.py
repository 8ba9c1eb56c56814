"""Files that mean harm, or are something else: one clear line each, and no time or memory lost."""

import io
import time
import zipfile
from pathlib import Path

import pytest

from bot.content.archive import MAX_ENTRIES
from bot.content.formats.archives import MAX_FILE, open_archive
from bot.content.formats.bank import read_bank
from bot.content.formats.detection import Format
from bot.content.formats.harvest import Unreadable
from tests.content.formats.test_xlsx import make_sheet

ROW = ("question", "option 1", "correct 1", "option 2")


def pack(*files: tuple[str, bytes]) -> bytes:
    """Return a zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


def lock(data: bytes) -> bytes:
    """Return a zip file that says its first file needs a password."""
    place = data.rindex(b"PK\x01\x02")
    return data[: place + 8] + bytes([data[place + 8] | 1]) + data[place + 9 :]


def swap_sheet(xml: str) -> bytes:
    """Return a workbook with another first sheet."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(make_sheet())) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            is_sheet = name == "xl/worksheets/sheet1.xml"
            new.writestr(name, xml if is_sheet else old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def many(text: str, times: int) -> str:
    """Return a text again and again, with so much noise that it packs like an honest one."""
    noise = "".join(map(str, range(times // 20)))
    return f"{text * times}<!--{noise}-->" if text.startswith("<") else text * times


TOO_MUCH = "it has too many rows or columns"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
CELLS = "".join(
    f'<c r="{letter}1" t="inlineStr"><is><t>{text}</t></is></c>'
    for letter, text in zip("ABCD", ROW, strict=True)
)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.gift", b"", "it is empty"),
        ("a.gift", b" \r\n", "it is empty"),
        ("a.csv", b"x" * (MAX_FILE + 1), "it is larger than 32 MB"),
        ("a.gift", bytes(range(256)) * 40, "it is no text"),
        ("a.csv", b"\x00" * 1000, "it is no text"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "it is an old Excel workbook"),
        ("a.xlsx", b"%PDF-1.7\n%\xe2\xe3", "it is a PDF"),
        ("a.gift", b"\x89PNG\r\n\x1a\n", "it is a picture"),
        ("a.txt", b"\xff\xfeA\x00\x00", "it begins as UTF-16, but is damaged"),
        ("a.txt", b"Only a sentence without anything.", "its format is not known"),
        ("a.txt", b"questions:\n  - id: x\n", "it is YAML already"),
        (
            "a.xml",
            b"<?xml version='1.0'?><questestinterop/>",
            "it is XML, but QTI and not Moodle's",
        ),
        ("a.htm", b"<!DOCTYPE html><html></html>", "it is a web page"),
        ("a.xlsx", b"PK\x03\x04 and nothing else", "it is damaged, or not whole"),
        ("a.xlsx", make_sheet()[:-30], "it is damaged, or not whole"),
        ("a.zip", pack(("a.gift", b"x")), "it is an archive. Unpack it"),
        ("a.docx", pack(("word/document.xml", b"x")), "it is a Word document"),
        ("a.ods", pack(("mimetype", b"x"), ("content.xml", b"x")), "it is a LibreOffice file"),
        ("a.xlsx", pack(("xl/workbook.xml", b"no xml")), "it is a damaged workbook"),
        ("a.xlsx", lock(pack(("xl/workbook.xml", b"x"))), "it is locked with a password"),
        ("a.xlsx", pack(("xl/a.xml", b"\0" * 2_000_000)), "unpacks to too much"),
        ("a.xlsx", pack(*((f"xl/{n}", b"\0" * 60_000_000) for n in "ab")), "more than 64 MB"),
        ("a.xlsx", pack(("xl/../../etc/passwd", b"x")), "a path that leads out of it"),
        ("a.xlsx", pack(("/etc/passwd", b"x")), "a path that leads out of it"),
        ("a.xlsx", pack(("C:\\x", b"x")), "a path that leads out of it"),
        ("a.xlsx", pack(*((f"xl/{n}", b"") for n in range(MAX_ENTRIES + 1))), "2,001 files"),
        (
            "a.xlsx",
            swap_sheet(f'<!DOCTYPE w [<!ENTITY a "b">]><worksheet {MAIN}>&a;</worksheet>'),
            "it is a damaged workbook",
        ),
        ("a.xlsx", swap_sheet("<a>" * 50_000), "it is a damaged workbook"),
        (
            "a.xlsx",
            swap_sheet(
                f'<worksheet {MAIN}><sheetData><row r="1">{CELLS}</row>'
                '<row r="99999999999"><c r="A5"><v>1</v></c></row></sheetData></worksheet>'
            ),
            TOO_MUCH,
        ),
        ("a.xlsx", swap_sheet(f"<a {MAIN}><row>{many('<c/>', 80_000)}</row></a>"), TOO_MUCH),
        ("a.xlsx", swap_sheet(f"<a {MAIN}>{many('<row/>', 200_001)}</a>"), TOO_MUCH),
        ("a.xlsx", swap_sheet(f"<a {many('b', 1_000_001)}='c'/>"), TOO_MUCH),
        (
            "a.csv",
            b"question,option 1,option 2\n" + b"q,a,b\n" * 20_001,
            "more than 20,000 questions",
        ),
        ("a.csv", b'question,option 1,option 2\nq,"' + b"a" * 200_000, "cannot be read"),
    ],
)
def test_hostile_file(name: str, data: bytes, reason: str) -> None:
    """Each is refused with the reason."""
    started = time.process_time()

    with pytest.raises(Unreadable, match=reason) as refused:
        read_bank(name, data)

    assert "\n" not in str(refused.value)
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("form", "data", "reason"),
    [
        (Format.CSV, make_sheet(), "it is an archive and no text"),
        (Format.XLSX, b"question,option 1\n", "it is no workbook"),
        (Format.GIFT, b"PK\x03\x04", "it is an archive and no text"),
        (Format.MOODLE_XML, b"::a::b{T}", "it is no XML"),
    ],
)
def test_wrong_format_is_named(form: Format, data: bytes, reason: str) -> None:
    """Who says that a file is what it is not, is told."""
    with pytest.raises(Unreadable, match=reason):
        read_bank("a.txt", data, form)


def test_ending_does_not_mislead() -> None:
    """What is in a file decides, not what it is called."""
    row = ("q", "a", "yes", "b")

    assert read_bank("a.csv", make_sheet(row)).taken == 1
    assert read_bank("a.xlsx", b"::a::b{T}").taken == 1
    assert read_bank("a.xml", b"q\nA. x\nB. y\nANSWER: B").taken == 1


def test_honest_archive_is_opened(tmp_path: Path) -> None:
    """Files in folders are named and read."""
    (tmp_path / "a.zip").write_bytes(pack(("lessons/", b""), ("lessons/a.yaml", b"id: a\n" * 900)))

    archive = open_archive((tmp_path / "a.zip").read_bytes())

    assert archive.names == ("lessons/a.yaml",)
    assert archive.read("lessons/a.yaml") == b"id: a\n" * 900
    with pytest.raises(Unreadable, match="cannot be unpacked"):
        archive.read("b")
