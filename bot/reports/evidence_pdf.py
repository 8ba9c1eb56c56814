"""The evidence file as pages to read and to print."""

import io
from collections.abc import Iterator
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from bot.learning.certificates import format_code
from bot.learning.privacy import ERASED
from bot.learning.reminders import name_rung
from bot.reports.lettering import BOLD, DRAWING, SANS, load_fonts, make_writable

INK, QUIET, LINE, ACCENT = (HexColor(c) for c in ("#16283c", "#5a6b7b", "#d5dede", "#0f766e"))
MARGIN = 18 * mm
TITLE = ParagraphStyle("title", fontName=BOLD, fontSize=18, leading=24, textColor=INK)
HEAD = ParagraphStyle(
    "head",
    fontName=BOLD,
    fontSize=12,
    leading=16,
    textColor=ACCENT,
    spaceBefore=14,
    spaceAfter=4,
    keepWithNext=1,
)
SUB = ParagraphStyle(
    "sub",
    fontName=BOLD,
    fontSize=9.5,
    leading=13,
    textColor=INK,
    spaceBefore=8,
    spaceAfter=2,
    keepWithNext=1,
)
TEXT = ParagraphStyle("text", fontName=SANS, fontSize=8.5, leading=12, textColor=INK)
NOTE = ParagraphStyle("note", parent=TEXT, textColor=QUIET, fontSize=7.5, leading=10)
RESULT = ParagraphStyle("result", parent=TEXT, keepWithNext=1)
OPTION = ParagraphStyle("option", parent=TEXT, leftIndent=14, firstLineIndent=-14)
MARKS = {(True, True): "☑ ✓", (True, False): "☑ ✗", (False, True): "☐ ✓", (False, False): "☐"}
LEGEND = (
    "☑ chosen · ✓ right in the version that was asked · options in the order in which they stood"
)
_MARKDOWN = MarkdownIt()
Entry = dict[str, Any]


def draw_evidence(file: Entry, organisation: str) -> bytes:
    """Return the file as PDF; the same file gives the same bytes."""
    with DRAWING:
        return _draw(file, organisation)


def _draw(file: Entry, organisation: str) -> bytes:
    load_fonts()
    out = io.BytesIO()
    person = file["person"]
    foot = f"{organisation} · evidence file of person {person['person_id']} · {file['made_at']}"
    document = BaseDocTemplate(
        out,
        pagesize=A4,
        title=f"Evidence file of person {person['person_id']}",
        author=organisation,
        lang="en",
        invariant=1,
    )
    frame = Frame(MARGIN, MARGIN, A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN, 0, 0, 0, 0)

    def draw_foot(canvas: Canvas, template: BaseDocTemplate) -> None:
        canvas.setFont(SANS, 7)
        canvas.setFillColor(QUIET)
        canvas.drawString(MARGIN, 10 * mm, make_writable(foot))
        canvas.drawRightString(A4[0] - MARGIN, 10 * mm, f"Page {template.page}")

    document.addPageTemplates([PageTemplate("page", [frame], onPage=draw_foot)])
    document.build(list(_compose(file, organisation)))
    return out.getvalue()


def _compose(file: Entry, organisation: str) -> Iterator[Flowable]:
    person = file["person"]
    yield _say("Evidence file", TITLE)
    yield _table(
        [
            ("Organisation", organisation),
            ("Name", person["name"] or ERASED),
            ("Employee number", person["employee_id"]),
            ("Department", person["department"]),
            ("Person", person["person_id"]),
            ("Joined", person["joined_at"]),
            ("Made", file["made_at"]),
            ("Evidence up to", file["anchor"]),
        ]
    )
    yield _say(
        "Times are UTC. Practice is the learner's own and not in this file. Whether anything was "
        "altered, run_bot.py audit says; events are sealed in the order of their numbers.",
        NOTE,
    )
    yield _say("Assigned courses", HEAD)
    for occurrence in file["occurrences"]:
        yield from _describe_occurrence(occurrence)
    if not file["occurrences"]:
        yield _say("None.", TEXT)
    yield from _list("Completed courses", file["completions"], _word_completion)
    yield from _list("Certificates", file["certificates"], _word_certificate)
    yield _say("Checks and tests", HEAD)
    yield _say(LEGEND, NOTE)
    for quiz in file["quizzes"]:
        yield from _describe_quiz(quiz)
    if not file["quizzes"]:
        yield _say("None.", TEXT)
    yield from _list("Corrections of results", file["corrections"], _word_correction)
    changes = file["completion_changes"]
    yield from _list("Corrections of completions", changes, _word_completion_change)
    yield from _list("Lessons read", file["lessons_read"], _word_reading)
    yield from _list("Content versions", file["content_versions"], _word_version)
    yield from _list("Joining notices accepted", file["notices_accepted"], _word_accepted)
    yield from _list("Messages of the bot", file["messages"], _word_message)
    yield from _list("Reminders", file["reminders"], _word_reminder)
    yield from _list("Changes of record, account and role", file["changes"], _word_change)
    yield from _list("Sealed events", file["events"], _word_event)


def _describe_occurrence(occurrence: Entry) -> Iterator[Flowable]:
    renewal = f" · time {occurrence['number']}" if occurrence["number"] > 1 else ""
    yield _say(f"Assigned {occurrence['occurrence_id']} · {occurrence['course_id']}{renewal}", SUB)
    yield _say(f"{_word_outcome(occurrence)}; {_word_terms(occurrence)}", RESULT)
    for event in occurrence["events"]:
        yield _say(_word_occurrence_event(event), TEXT)


def _word_outcome(occurrence: Entry) -> str:
    if occurrence["is_moved"]:
        return "moved to the person whom this employee entry turned out to be"
    if occurrence["completed_at"]:
        until = occurrence["valid_until"] or "no end"
        return f"completed {occurrence['completed_at']}, valid until {until}"
    return f"waived {occurrence['waived_at']}" if occurrence["waived_at"] else "not completed"


def _word_terms(row: Entry) -> str:
    due = f"due {row['due_at_counted'] or 'at no time'}"
    if row["due_at_counted"] != row["due_at"]:
        due += f" (first: {row['due_at'] or 'at no time'})"
    terms = [
        f"{words} {row[name]}{unit}"
        for name, words, unit in (
            ("pass_mark_pct", "pass mark", "%"),
            ("attempts", "attempts", ""),
            ("cooldown_hours", "hours between attempts", ""),
            ("valid_months", "valid for months", ""),
        )
        if row[name] is not None
    ]
    given = (
        f"assigned {row['assigned_at']} to person {row['person_id']} by assignment "
        f"{row['assignment_id']} (to {row['target']}, {row['given_at']}, {_word_actor(row)})"
    )
    return "; ".join((due, *terms, given))


def _word_occurrence_event(row: Entry) -> str:
    text = f"{row['at']} {row['kind']}, {_word_actor(row)}"
    for name, words in (
        ("due_at", "due"),
        ("completed_at", "completed"),
        ("valid_until", "valid until"),
        ("version_id", "version"),
        ("session_id", "quiz"),
        ("proof", "proof:"),
        ("reason", "reason:"),
    ):
        text += f"; {words} {row[name]}" if row[name] else ""
    return text


def _describe_quiz(quiz: Entry) -> Iterator[Flowable]:
    what = "Final test" if quiz["kind"] == "test" else f"Check: {quiz['lesson_title']}"
    if quiz["finished_at"] is None:
        result = "not finished"
    else:
        verdict = "passed" if quiz["is_passed"] else "not passed"
        result = f"{quiz['right_counted']} of {quiz['total']} ({quiz['score_pct']}%), {verdict}"
        if quiz["right"] != quiz["right_counted"]:
            result += f", as corrected (recorded: {quiz['right']})"
    yield _say(f"Quiz {quiz['session_id']} · {what} · {quiz['course_title']}", SUB)
    yield _say(
        f"{result}; pass mark {quiz['pass_mark_pct']}%; version {quiz['version_id']}; "
        f"{quiz['started_at']} to {quiz['finished_at'] or 'open'}",
        RESULT,
    )
    for question in quiz["questions"]:
        yield KeepTogether(list(_describe_question(question)))


def _describe_question(question: Entry) -> Iterator[Flowable]:
    yield Spacer(0, 5)
    yield _say(f"{question['number']}. {_strip(question['text'])}", TEXT)
    for option in question["options"]:
        mark = MARKS[bool(option["was_chosen"]), option["is_right"]]
        yield _say(f"{mark}  {option['label']}. {_strip(option['text'])}", OPTION)
    parts = [f"{question['question_id']}", f"sha256 {question['sha256'][:16]}…"]
    if question["picture"]:
        parts.append(f"with picture {question['picture']}")
    if question["hint_taken_at"]:
        parts.append(f"hint taken {question['hint_taken_at']}")
    if question["answered_at"]:
        verdict = "right" if question["counted_as_right"] else "wrong"
        parts.append(f"answered {question['answered_at']}, counted as {verdict}")
    else:
        parts.append("not answered")
    yield _say(" · ".join(parts), NOTE)


def _word_completion(row: Entry) -> str:
    return f"{row['course_id']}: {row['completed_at']}, version {row['version_id']}"


def _word_correction(row: Entry) -> str:
    was, is_now = ("right" if row[name] else "wrong" for name in ("was_right", "is_right"))
    text = (
        f"{row['correction_id']}: question {row['number']} of quiz {row['session_id']}, recorded "
        f"as {was}, is {is_now} by the corrected key; marks {row['old_right']} to "
        f"{row['new_right']}; {row['corrected_at']}, decided by person "
        f"{row['decided_by']}: {row['reason']}"
    )
    if row["ruling"]:
        text += (
            f". A pass was at stake: {row['ruling']} {row['ruled_at']}, by person "
            f"{row['ruled_by']}: {row['ruling_reason']}"
        )
    elif row["is_held"]:
        text += ". A pass is at stake: it does not count until HR decides."
    return text


def _word_completion_change(row: Entry) -> str:
    what = f"counts from {row['completed_at']}" if row["completed_at"] else "taken back"
    by = f", by correction {row['correction_id']}" if row["correction_id"] else ""
    return f"{row['course_id']}: {what}, {row['recorded_at']}, version {row['version_id']}{by}"


def _word_certificate(row: Entry) -> str:
    text = (
        f"{format_code(row['code'])}: {row['course_title']}, version {row['version_number']}, in "
        f"the name {row['name'] or ERASED}; achieved {row['achieved_at']}, issued "
        f"{row['issued_at']}, valid until {row['valid_until'] or 'no end'}; by quiz "
        f"{row['session_id']}"
    )
    if row["ending"]:
        actor = f"person {row['ended_by']}" if row["ended_by"] else "a command or rule"
        text += f"; {row['ending']} {row['ended_at']} by {actor}"
        text += f": {row['reason']}" if row["reason"] else ""
    return text


def _word_reading(row: Entry) -> str:
    return f"{row['lesson_id']}: {row['read_at']}, version {row['version_id']}"


def _word_version(row: Entry) -> str:
    number = f"taught as v{row['number']}" if row["number"] else "never taught"
    return f"Version {row['version_id']}, {number}, {row['stored_at']}, sha256 {row['sha256']}"


def _word_accepted(row: Entry) -> str:
    text = f": {row['text']}" if row["text"] else ""
    return f"Version {row['version']}, {row['accepted_at']}{text}"


def _word_message(row: Entry) -> str:
    settled = f" {row['settled_at']}" if row["settled_at"] else ""
    reason = f" ({row['reason']})" if row["reason"] else ""
    return (
        f"{row['kind']} {row['subject_id']}: due {row['due_at']}, {row['state']}{settled}{reason}"
    )


def _word_reminder(row: Entry) -> str:
    about = f"of assigned {row['occurrence_id']}, " if row["occurrence_id"] else ""
    became = f", {row['state']} {row['settled_at'] or ''}".rstrip() if row["state"] else ""
    reason = f" ({row['reason']})" if row["reason"] else ""
    return f"{row['claimed_at']}: {about}{name_rung(row['rung'])}{became}{reason}"


def _word_change(row: Entry) -> str:
    reason = f": {row['reason']}" if row["reason"] else ""
    return f"{row['at']} {row['kind']}, {_word_actor(row)}{reason}"


def _word_actor(row: Entry) -> str:
    actor = f"person {row['actor_id']}" if row["actor_id"] else "no member"
    return f"by {row['origin']} ({actor})"


def _word_event(row: Entry) -> str:
    return f"{row['number']} {row['kind']}, {row['recorded_at']}, seal {row['seal'][:16]}…"


def _list(title: str, rows: list[Entry], word: Any) -> Iterator[Flowable]:
    yield _say(title, HEAD)
    for row in rows:
        yield _say(word(row), TEXT)
    if not rows:
        yield _say("None.", TEXT)


def _table(rows: list[tuple[str, Any]]) -> Flowable:
    cells = [[_say(name, NOTE), _say(str(value), TEXT)] for name, value in rows if value]
    return Table(
        cells,
        colWidths=[34 * mm, A4[0] - 2 * MARGIN - 34 * mm],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
        ],
        hAlign="LEFT",
        spaceBefore=6,
        spaceAfter=8,
    )


def _say(text: str, style: ParagraphStyle) -> Paragraph:
    lines = escape(make_writable(text, style.fontName)).split("\n")
    return Paragraph("<br/>".join(lines), style)


def _strip(markdown: str) -> str:
    """Return the text of a piece of Markdown without its marks."""
    blocks = [token for token in _MARKDOWN.parse(markdown) if token.type in {"inline", "fence"}]
    lines = []
    for block in blocks:
        children = block.children or []
        parts = [
            "\n" if child.type in {"softbreak", "hardbreak"} else child.content
            for child in children
        ]
        lines.append("".join(parts) or block.content)
    return "\n".join(lines)
