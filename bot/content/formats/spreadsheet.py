"""Writes a workbook of questions that explains itself to somebody who fills it in."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from bot.content.formats.columns import Column
from bot.content.formats.outgoing import for_xml
from bot.content.formats.tables import EXAMPLE
from bot.content.formats.workbook import SHEET
from bot.learning.course import Lesson

_LESSONS: Final = "Lessons"
_LONGEST: Final = 32_767  # letters that fit in a cell
_MORE_ROWS: Final = 1_000  # below the last question, with drop-downs
_LONGEST_MESSAGE: Final = 255
_HOW_TO: Final = """\
How to fill in the sheet 'Questions'
One row is one question. It needs the question itself, at least two options, and 'yes' under \
'correct' beside each option that is right.
'why' tells learners why an option is right or wrong. Write it for the wrong ones, too.
Choose the lesson and the card that teaches the answer: they are in the sheet 'Lessons'.
What has no lesson, no card or no 'why' yet is kept as a draft, which no learner sees.
Point at a header to see what belongs below it. Columns with a light header are rarely needed. \
Columns may be left out or moved.
The options are shuffled: never write 'A and B' or 'all of the above'.
The grey row is an example. It is not imported: leave it, delete it, or type over it.
Save it as .xlsx and send it to the bot: it says what is still to do before anything is taught.\
"""


def write_workbook(
    columns: Sequence[Column], rows: Sequence[Mapping[str, str]], lessons: Sequence[Lesson]
) -> bytes:
    """Return a workbook; `rows` are cells by the keys of their columns."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - few starts need it, and it takes a tenth of a second

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    with Workbook(out, options) as book:
        _Writer(book, columns, lessons).write(rows)
    return out.getvalue()


class _Writer:
    def __init__(self, book: Any, columns: Sequence[Column], lessons: Sequence[Lesson]) -> None:
        self.book = book
        self.columns = columns
        self.lessons = lessons
        base = {"text_wrap": True, "valign": "top"}
        self.look = {
            "head": book.add_format({**base, "bold": True, "bg_color": "#CFE2F3", "border": 1}),
            "rare": book.add_format({**base, "bg_color": "#EEF4FA", "border": 1}),
            "text": book.add_format(base),
            "example": book.add_format({**base, "italic": True, "font_color": "#808080"}),
            "title": book.add_format({"bold": True, "font_size": 14}),
            # Excel takes what is typed over it for text as well, and never for a formula.
            "quoted": book.add_format({**base, "quote_prefix": True}),
        }

    def write(self, rows: Sequence[Mapping[str, str]]) -> None:
        sheet = self.book.add_worksheet(SHEET)
        for place, column in enumerate(self.columns):
            look = self.look["rare" if column.is_rare else "head"]
            sheet.set_column(place, place, column.width, self.look["text"])
            sheet.write_string(0, place, column.header, look)
            sheet.write_comment(0, place, column.note, {"x_scale": 2, "author": ""})
        for number, cells in enumerate(rows, 1):
            self.write_row(sheet, number, cells)
        last = len(rows) + _MORE_ROWS
        for place, column in enumerate(self.columns):
            self.offer(sheet, place, column, last)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, len(rows)), len(self.columns) - 1)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        self.write_how_to()
        if self.lessons:
            self.write_lessons()

    def write_row(self, sheet: Any, number: int, cells: Mapping[str, str]) -> None:
        is_example = cells.get("id") == EXAMPLE
        for place, column in enumerate(self.columns):
            text = for_xml(cells.get(column.key, ""))[:_LONGEST]
            look = self.look["example" if is_example else "text"]
            if not text:
                continue
            if column.key == "difficulty":
                sheet.write_number(number, place, int(text), look)
            elif text.startswith("<r>"):
                # XlsxWriter would take it for the inside of its own file.
                plain = self.look["text"]
                sheet.write_rich_string(number, place, plain, text[:1], plain, text[1:], look)
            else:
                is_risky = text[0] in "=+-@"
                sheet.write_string(number, place, text, self.look["quoted"] if is_risky else look)

    def offer(self, sheet: Any, place: int, column: Column, last: int) -> None:
        """Put a drop-down into a column."""
        source = list(column.choices) or self.find_source(column.key)
        if source:
            rule = {
                "validate": "list",
                "source": source,
                "input_title": column.header,
                "input_message": column.note[:_LONGEST_MESSAGE],
                "error_title": "Not in the list",
                "error_message": f"Choose what the list under '{column.header}' offers.",
                "error_type": "stop" if column.choices else "warning",
            }
            sheet.data_validation(1, place, last, place, rule)

    def find_source(self, key: str) -> str | None:
        """Return where in the sheet of lessons the choices for a column stand."""
        if not self.lessons:
            return None
        if key == "lesson":
            return f"={_LESSONS}!$I$2:$I${len(self.lessons) + 1}"
        starts = {"card": ("A", "C"), "objective": ("E", "F")}
        if key not in starts:
            return None
        # Those of the lesson that is chosen in this row.
        lesson, first = starts[key]
        place = next(n for n, column in enumerate(self.columns) if column.key == "lesson")
        cell = f"${_letter(place)}2"
        area = f"{_LESSONS}!${lesson}:${lesson}"
        found = f"MATCH({cell},{area},0)-1"
        return f"=OFFSET({_LESSONS}!${first}$1,{found},0,COUNTIF({area},{cell}),1)"

    def write_how_to(self) -> None:
        sheet = self.book.add_worksheet("How to")
        sheet.set_column(0, 0, 100)
        for number, text in enumerate(_HOW_TO.split("\n")):
            sheet.write_string(number, 0, text, self.look["text" if number else "title"])

    def write_lessons(self) -> None:
        sheet = self.book.add_worksheet(_LESSONS)
        headers = ("lesson", "title", "card", "title of the card")
        self.write_column_heads(sheet, 0, headers)
        self.write_column_heads(sheet, 4, ("lesson", "objective", "what learners can do"))
        self.write_column_heads(sheet, 8, ("all lessons",))
        _write_lines(
            sheet,
            0,
            (
                (one.id, one.title, card.id, card.title)
                for one in self.lessons
                for card in one.cards
            ),
        )
        _write_lines(
            sheet,
            4,
            (
                (one.id, objective.id, objective.text)
                for one in self.lessons
                for objective in one.objectives
            ),
        )
        _write_lines(sheet, 8, ((one.id,) for one in self.lessons))
        sheet.set_column(0, 6, 26)
        sheet.set_column(8, 8, 26)
        sheet.freeze_panes(1, 0)

    def write_column_heads(self, sheet: Any, first: int, headers: Sequence[str]) -> None:
        for place, header in enumerate(headers, first):
            sheet.write_string(0, place, header, self.look["head"])


def _write_lines(sheet: Any, first: int, lines: Iterable[tuple[str, ...]]) -> None:
    for number, line in enumerate(lines, 1):
        for place, text in enumerate(line, first):
            sheet.write_string(number, place, for_xml(text))


def _letter(place: int) -> str:
    """Return the letters of a column: A to Z, then AA."""
    high, low = divmod(place, 26)
    return (chr(ord("A") + high - 1) if high else "") + chr(ord("A") + low)
