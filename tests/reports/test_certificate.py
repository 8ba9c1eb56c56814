"""The printed certificate: the same one each time, in letters that its font has."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from reportlab.pdfgen.canvas import Canvas

from bot.learning.certificates import Certificate
from bot.reports.certificate import RIGHT, Imprint, print_certificate
from bot.reports.lettering import (
    BOLD,
    FOLDER,
    SANS,
    SERIF,
    UnfitFont,
    add_font,
    can_write,
    make_writable,
    measure,
    wrap,
)

TODAY, UTC = date(2026, 11, 27), ZoneInfo("UTC")
CERTIFICATE = Certificate(
    1, "93W87GZQJ8PBGRTYJZPE", 1, "Ana Kovač", "basics", "Basics", 3, TODAY, TODAY, UTC, TODAY
)
PUBLIC = Imprint("Acme", "https://bot.example.org/verify")
LINK = b"https://bot.example.org/verify?code=93W8-7GZQ-J8PB-GRTY-JZPE"


def test_same_certificate_is_the_same_file() -> None:
    """And another name, date or organisation is another one; the file's name gives nobody away."""
    printed = print_certificate(CERTIFICATE, PUBLIC)

    assert printed.body.startswith(b"%PDF-")
    assert printed.body.rstrip().endswith(b"%%EOF")
    assert printed == print_certificate(CERTIFICATE, PUBLIC)
    assert printed.file_name == "certificate-basics-93w8.pdf"
    others = [
        print_certificate(replace(CERTIFICATE, name="Ana Novak"), PUBLIC),
        print_certificate(replace(CERTIFICATE, name=None), PUBLIC),
        print_certificate(replace(CERTIFICATE, valid_until=None), PUBLIC),
        print_certificate(replace(CERTIFICATE, issued_on=date(2027, 1, 1)), PUBLIC),
        print_certificate(CERTIFICATE, Imprint("Other")),
        print_certificate(replace(CERTIFICATE, course_title="Long words " * 40), PUBLIC),
    ]
    assert len({printed.body, *(one.body for one in others)}) == 7


def test_threads_at_once_draw_what_one_draws() -> None:
    """Many may pass at the same time."""
    certificates = [replace(CERTIFICATE, name=f"Ana Ž{n} Шевченко") for n in range(12)]
    one_by_one = [print_certificate(one, PUBLIC).body for one in certificates]
    with ThreadPoolExecutor(6) as threads:
        at_once = list(threads.map(lambda one: print_certificate(one, PUBLIC).body, certificates))

    assert at_once == one_by_one


def test_link_is_there_only_with_a_public_address() -> None:
    """Without one there is no QR code that leads nowhere."""
    assert LINK in print_certificate(CERTIFICATE, PUBLIC).body
    assert b"/URI" not in print_certificate(CERTIFICATE, Imprint("Acme")).body


@pytest.mark.parametrize(
    ("name", "is_written"),
    [
        ("Ana Kovač", True),
        ("Björn Þórðarson-Ørsted ß ı", True),
        ("Nguyễn Thị Minh Khai", True),
        ("Наталія Шевченко", True),
        ("Ελένη Παπαδοπούλου", True),
        ("Ana", True),
        ("李小龍", False),
        ("محمد علي", False),
        ("משה כהן", False),
        ("सुनीता", False),
        ("สมชาย", False),
        ("Ana 🎓", False),
    ],
)
def test_name_is_written_in_its_own_letters_or_left_out(*, name: str, is_written: bool) -> None:
    """Wrong letters, or letters in a wrong order, would be somebody else's name."""
    printed = print_certificate(replace(CERTIFICATE, name=name), PUBLIC)

    nameless = print_certificate(replace(CERTIFICATE, name="李"), PUBLIC)

    assert printed.has_name is is_written
    assert (printed.body == nameless.body) is not is_written


def test_another_font_may_write_more(tmp_path: Path) -> None:
    """A setting names it; what is no TrueType font is refused in one line."""
    extra = add_font(FOLDER / f"{SERIF}.ttf")
    assert can_write("Ana", extra)
    assert Imprint("Acme", name_font=extra).find_font("Ana") == SERIF

    (tmp_path / "font.ttf").write_bytes(b"no font at all" * 20)
    for path in (tmp_path / "font.ttf", tmp_path / "gone.ttf"):
        with pytest.raises(UnfitFont, match=f"{path.name} is no TrueType font"):
            add_font(path)


def test_everything_fits_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """The widest name there can be, and titles of one word, however long it is."""
    ends: list[float] = []
    draw = Canvas.drawString

    def watch(canvas: Any, x: float, y: float, text: str, **look: Any) -> None:
        spread = look["charSpace"] * len(text)
        ends.append(x + measure(text, canvas._fontname, canvas._fontsize) + spread)
        draw(canvas, x, y, text, **look)

    monkeypatch.setattr(Canvas, "drawString", watch)
    for title in ("Lehrgangsgrundlagen" * 4, "W" * 300, "Основы " * 9):
        for name in ("W" * 80, "Щ" * 80, "Ω" * 80):
            print_certificate(replace(CERTIFICATE, name=name, course_title=title), PUBLIC)

    assert max(ends) <= RIGHT + 0.1


def test_title_and_organisation_are_written_in_another_font_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the bold letters lack one, the others are taken."""
    written: dict[str, str] = {}

    def watch(canvas: Any, _x: float, _y: float, text: str, **_look: Any) -> None:
        written[text] = canvas._fontname

    monkeypatch.setattr(Canvas, "drawString", watch)
    monkeypatch.setattr("bot.reports.certificate.can_write", lambda _text, font: font != BOLD)

    print_certificate(CERTIFICATE, PUBLIC)

    assert (written["Basics"], written["Acme"]) == (SANS, SANS)


def test_text_is_set_in_lines_that_fit() -> None:
    """A word that is longer than the line stands alone; letters that are missing are seen."""
    lines = wrap("one two three " * 20 + "x" * 90, SERIF, 12, 200)

    assert " ".join(lines).split() == ["one", "two", "three"] * 20 + ["x" * 90]
    assert wrap("", SERIF, 12, 200) == []
    assert make_writable("a 🎓 b\n") == "a □ b\n"
