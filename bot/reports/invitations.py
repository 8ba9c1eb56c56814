"""Personal invites for handing out: a list of links as CSV, and a sheet with QR codes to print."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import TextIO

from bot.learning.joining import IssuedInvite
from bot.learning.phrases import word_date
from bot.reports.tabular import write_csv

STYLE = """
@page { size: A4; margin: 12mm }
body { font: 10.5pt/1.35 system-ui, sans-serif; margin: 0; color: #111; background: #fff }
header { margin: 1rem }
main { display: grid; grid-template-columns: 1fr 1fr }
article { display: grid; grid-template-columns: 34mm 1fr; gap: 4mm; align-items: start;
  box-sizing: border-box; min-height: 80mm; padding: 5mm; border: 0.2mm dashed #999;
  break-inside: avoid; overflow-wrap: anywhere }
article svg { width: 34mm; height: 34mm }
h2 { font-size: 12pt; margin: 0 }
p { margin: 1mm 0 }
.link { grid-column: 1 / -1; font-size: 8pt }
code { font-size: 8pt; overflow-wrap: anywhere }
.small { color: #444; font-size: 8.5pt }
@media print { header { display: none } }
@media screen and (max-width: 700px) { main { grid-template-columns: 1fr } }
"""


@dataclass(frozen=True)
class _InviteRow:
    employee_id: str
    name: str
    department: str
    link: str
    code: str
    valid_until: datetime


def write_links(
    issued: Iterable[IssuedInvite], make_link: Callable[[str], str], out: TextIO
) -> None:
    """Write one row for each invite, for a mail merge."""
    rows = [
        _InviteRow(
            one.employee_id, one.name, one.department, make_link(one.code), one.code, one.expires_at
        )
        for one in issued
    ]
    write_csv(rows, _InviteRow, out)


def write_sheet(
    issued: Iterable[IssuedInvite],
    make_link: Callable[[str], str],
    out: TextIO,
    *,
    organisation: str,
) -> None:
    """Write a page that a browser prints: a card for each person, six on a sheet of A4."""
    import segno  # noqa: PLC0415 - the bot starts without it

    company = escape(organisation)
    out.write(
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Invitations to {company}'s training</title>\n<style>{STYLE}</style>\n"
        "<header><h1>Invitations</h1><p>Print this page and cut it along the lines. Each card "
        "lets in one person, once. Whoever has a card can use it: hand it over, and delete this "
        "file afterwards.</p></header>\n<main>\n"
    )
    for one in issued:
        link = make_link(one.code)
        picture = segno.make(link, error="m").svg_inline(omitsize=True, border=0)
        out.write(
            f"<article>{picture}<div>\n<h2><bdi>{escape(one.name)}</bdi></h2>\n"
            f'<p class="small">{escape(one.department)} · {escape(one.employee_id)}</p>\n'
            f"<p>Your invitation to {company}'s training, in Telegram.</p>\n"
            "<p>Scan the code with your phone's camera and press START.</p>\n"
            f'<p class="small">Valid once, until {word_date(one.expires_at)}.</p>\n'
            f'</div><p class="link">Or open <code>{escape(link)}</code></p></article>\n'
        )
    out.write("</main></html>\n")
