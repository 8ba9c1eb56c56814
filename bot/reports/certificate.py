"""The certificate as a page to print: who, what, when, until when, and how to verify it."""

import io
from dataclasses import dataclass

import segno
from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from bot.learning.certificates import Certificate, format_code
from bot.learning.phrases import word_date
from bot.reports.lettering import (
    BOLD,
    DRAWING,
    SANS,
    SERIF,
    can_write,
    fit,
    load_fonts,
    make_writable,
    measure,
    wrap,
)

WIDTH, HEIGHT = landscape(A4)
INK, QUIET, ACCENT, TINT = (HexColor(c) for c in ("#16283c", "#5a6b7b", "#0f766e", "#eef5f4"))
BAND = 18.0  # points, at the left edge
LEFT = 84.0
RIGHT = WIDTH - 66.0
QR_SIZE = 96.0
QR_BORDER = 2  # modules of white around it, on the white page
COLUMN = 158.0
EMBLEM = 34.0  # the radius of the ring
TITLE_SIZES = (22.0, 18.0, 15.0, 12.0, 9.0)
TITLE_LINES = 2
NO_LETTERS = "Name as shown when verified"  # our fonts cannot write it
ERASED = "Name erased"


@dataclass(frozen=True)
class Imprint:
    """Whose certificates they are, and where the public page is that verifies them, if any.

    `name_font` writes names for which our own fonts lack letters.
    """

    organisation: str
    verify_url: str | None = None
    name_font: str | None = None

    def find_font(self, name: str, usual: str = SERIF) -> str | None:
        """Return the font that can write a text, the usual one first, or None where none can."""
        fonts = (usual, SANS, self.name_font)
        return next((font for font in fonts if font and can_write(name, font)), None)

    def make_link(self, code: str) -> str | None:
        """Return the address that verifies a code."""
        return f"{self.verify_url}?code={format_code(code)}" if self.verify_url else None


@dataclass(frozen=True)
class PrintedCertificate:
    """A certificate as a file; `has_name` is false where no font could write the name."""

    file_name: str
    body: bytes
    has_name: bool


def print_certificate(certificate: Certificate, imprint: Imprint) -> PrintedCertificate:
    """Return the certificate as a file whose name tells nobody's."""
    font = imprint.find_font(certificate.name or "")
    name = f"certificate-{certificate.course_id}-{certificate.code[:4].lower()}.pdf"
    return PrintedCertificate(name, draw_certificate(certificate, imprint), font is not None)


def draw_certificate(certificate: Certificate, imprint: Imprint) -> bytes:
    """Return the page as PDF; the same certificate gives the same bytes."""
    with DRAWING:
        return _draw(certificate, imprint)


def _draw(certificate: Certificate, imprint: Imprint) -> bytes:
    load_fonts()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=True, lang="en")
    canvas.setTitle(f"Certificate: {certificate.course_title}")
    canvas.setAuthor(imprint.organisation)
    canvas.setSubject(f"Verification code {format_code(certificate.code)}")
    _draw_frame(canvas)
    _draw_head(canvas, imprint)
    _draw_holder(canvas, certificate, imprint)
    _draw_facts(canvas, certificate)
    _draw_verification(canvas, certificate, imprint)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw_frame(canvas: Canvas) -> None:
    canvas.setFillColor(ACCENT)
    canvas.rect(0, 0, BAND, HEIGHT, stroke=0, fill=1)
    canvas.setFillColor(TINT)
    canvas.rect(BAND, 0, WIDTH - BAND, 132, stroke=0, fill=1)
    canvas.setStrokeColor(ACCENT)
    canvas.setLineWidth(0.8)
    canvas.line(BAND, 132, WIDTH, 132)


def _draw_head(canvas: Canvas, imprint: Imprint) -> None:
    font = imprint.find_font(imprint.organisation, BOLD) or BOLD
    size = fit(imprint.organisation, font, (15, 8), RIGHT - LEFT - 3 * EMBLEM)
    _write(canvas, imprint.organisation, (LEFT, HEIGHT - 84), (font, size), INK)
    _write(canvas, "CERTIFICATE OF COMPLETION", (LEFT, HEIGHT - 126), (SANS, 10.5), ACCENT, 2.6)
    x, y = RIGHT - EMBLEM, HEIGHT - 92
    canvas.setStrokeColor(ACCENT)
    canvas.setLineWidth(2.2)
    canvas.circle(x, y, EMBLEM)
    canvas.setLineWidth(0.8)
    canvas.circle(x, y, EMBLEM - 5)
    canvas.setLineWidth(4.5)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    tick = canvas.beginPath()
    tick.moveTo(x - 13, y)
    tick.lineTo(x - 4, y - 10)
    tick.lineTo(x + 14, y + 11)
    canvas.drawPath(tick)


def _draw_holder(canvas: Canvas, certificate: Certificate, imprint: Imprint) -> None:
    name, color, largest = certificate.name, INK, 40.0
    font = imprint.find_font(name) if name is not None else None
    if name is None or font is None:
        name, color, largest = ERASED if name is None else NO_LETTERS, QUIET, 24.0
        font = SERIF
    top = HEIGHT - 206
    size = fit(name, font, (largest, 6.0), RIGHT - LEFT)
    _write(canvas, name, (LEFT, top), (font, size), color)
    canvas.setStrokeColor(ACCENT)
    canvas.setLineWidth(1.6)
    canvas.line(LEFT, top - 20, LEFT + 72, top - 20)
    done = "has completed the course and passed its final test"
    _write(canvas, done, (LEFT, top - 52), (SANS, 12), QUIET)
    font = imprint.find_font(certificate.course_title, BOLD) or BOLD
    size, lines = _set_title(make_writable(certificate.course_title, font), font)
    for number, line in enumerate(lines):
        _write(canvas, line, (LEFT, top - 86 - number * size * 1.3), (font, size), INK)


def _set_title(title: str, font: str) -> tuple[float, list[str]]:
    """Return the largest size in which a title fits two lines; a monster is cut off."""
    for size in TITLE_SIZES:
        lines = wrap(title, font, size, RIGHT - LEFT)
        widest = max((measure(line, font, size) for line in lines), default=0)
        if len(lines) <= TITLE_LINES and widest <= RIGHT - LEFT:
            return size, lines
    lines = wrap(title, font, TITLE_SIZES[-1], RIGHT - LEFT, within_words=True)
    return TITLE_SIZES[-1], lines[:TITLE_LINES]


def _draw_facts(canvas: Canvas, certificate: Certificate) -> None:
    facts = [
        ("Completed on", word_date(certificate.achieved_on)),
        (
            "Valid until",
            word_date(certificate.valid_until) if certificate.valid_until else "No end",
        ),
        ("Content version", str(certificate.version_number)),
    ]
    if certificate.issued_on != certificate.achieved_on:
        facts.append(("Issued on", word_date(certificate.issued_on)))
    for number, (label, value) in enumerate(facts):
        left = LEFT + number * COLUMN
        _write(canvas, label, (left, 186), (SANS, 9), QUIET)
        _write(canvas, value, (left, 167), (BOLD, 12), INK)


def _draw_verification(canvas: Canvas, certificate: Certificate, imprint: Imprint) -> None:
    link = imprint.make_link(certificate.code)
    _write(canvas, "Verification code", (LEFT, 96), (SANS, 9), QUIET)
    _write(canvas, format_code(certificate.code), (LEFT, 74), (BOLD, 15), INK, 1)
    if link is None:
        how = "To verify this certificate, send the training bot: /verify and the code."
    else:
        how = f"Verify at {imprint.verify_url}, by the QR code, or by /verify in the training bot."
        _draw_qr(canvas, link, (RIGHT - QR_SIZE, 18))
    size = fit(how, SANS, (9, 6), RIGHT - LEFT - QR_SIZE - 24)
    _write(canvas, how, (LEFT, 48), (SANS, size), QUIET)


def _draw_qr(canvas: Canvas, link: str, corner: tuple[float, float]) -> None:
    matrix = segno.make(link, error="m", micro=False).matrix
    module = QR_SIZE / (len(matrix) + 2 * QR_BORDER)
    left, bottom = corner
    canvas.setFillColor(white)
    canvas.rect(left, bottom, QR_SIZE, QR_SIZE, stroke=0, fill=1)
    canvas.setFillColor(INK)
    for row, modules in enumerate(matrix):
        for column, is_dark in enumerate(modules):
            if is_dark:
                x = left + (column + QR_BORDER) * module
                y = bottom + QR_SIZE - (row + 1 + QR_BORDER) * module
                canvas.rect(x, y, module, module, stroke=0, fill=1)
    canvas.linkURL(link, (left, bottom, left + QR_SIZE, bottom + QR_SIZE))


def _write(  # noqa: PLR0913 - a text, and how it looks
    canvas: Canvas,
    text: str,
    place: tuple[float, float],
    font: tuple[str, float],
    color: Color,
    spacing: float = 0,
) -> None:
    canvas.setFillColor(color)
    canvas.setFont(*font)
    canvas.drawString(*place, make_writable(text, font[0]), charSpace=spacing)
