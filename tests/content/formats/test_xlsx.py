"""Workbooks: the whole bank out and back, and what people make of the template."""

import dataclasses
import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from openpyxl import Workbook, load_workbook

from bot.content.formats.bank import read_bank, write_bank
from bot.content.formats.detection import Format
from bot.content.formats.harvest import Unreadable
from bot.content.formats.outgoing import Bank
from bot.content.formats.sheets import write_template
from bot.learning.course import Catalog, Picture
from tests.content.nasty import make_catalog

HEADERS = ("question", "option 1", "correct 1", "option 2", "correct 2", "option 3", "correct 3")
DATE = ": look whether that is what it should say"


def make_sheet(*rows: tuple[Any, ...], headers: tuple[str, ...] = HEADERS) -> bytes:
    """Return a workbook as somebody types it."""
    book = Workbook()
    book.active.append(headers)  # type: ignore[union-attr]
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    return save(book)


def save(book: Workbook) -> bytes:
    """Return a workbook's bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@settings(max_examples=15)
@given(make_catalog())
def test_round_trip(catalog: Catalog) -> None:
    """Whatever texts a bank holds, all comes back, or is named as what a workbook cannot hold."""
    questions = catalog.questions

    export = write_bank(Bank(questions, catalog.lessons), Format.XLSX)

    back = read_bank("bank.xlsx", export.data).questions
    assert [one.id for one in back] == [one.id for one in questions]
    named = {question_id for ids in export.left_behind.values() for question_id in ids}
    hard = {one.id for one in questions if any(s in str(one) for s in ("\\uffff", "\\ufffe", "_x"))}
    assert named <= hard
    assert [one for one in back if one.id not in named] == [
        one for one in questions if one.id not in named
    ]


def test_shipped_bank_round_trip(shipped: Catalog) -> None:
    """All our questions come back the same: reserved ones, ids, pictures by name."""
    first, second, *others = shipped.questions
    first = dataclasses.replace(first, picture=Picture("a.png", "A circle"), is_draft=True)
    options = list(second.options)
    texts = ("<r>=A1</r>", "=1+1", "'- so", "a _x000a_ b")
    for place, text in enumerate(texts[: len(options)]):
        options[place] = dataclasses.replace(options[place], text=text)
    second = dataclasses.replace(second, options=tuple(options))
    questions = (first, second, *others)

    export = write_bank(Bank(questions, shipped.lessons), Format.XLSX)

    harvest = read_bank("bank.xlsx", export.data)
    # The last option is what Excel itself writes for a line break.
    assert export.left_behind == {"options": (second.id,)}
    assert [option.text for option in harvest.questions[1].options[:3]] == list(texts[:3])
    assert (first, *others) == (harvest.questions[0], *harvest.questions[2:])
    assert harvest.taken == harvest.found == len(questions)
    sheet = load_workbook(io.BytesIO(export.data))["Questions"]
    assert [cell.coordinate for row in sheet for cell in row if cell.data_type == "f"] == []


def test_template_is_filled_in_by_hand(shipped: Catalog) -> None:
    """Drop-downs, notes and an example; what is typed below it is a question."""
    book = load_workbook(io.BytesIO(write_template(shipped.lessons)))
    sheet = book["Questions"]
    places = {str(cell.value): cell.column for cell in sheet[1]}
    assert all(cell.comment and cell.comment.text for cell in sheet[1])
    rules = {
        str(rule.sqref).split("1")[0].rstrip("2:"): rule
        for rule in sheet.data_validations.dataValidation
    }
    assert len(rules) == 14
    assert '"single,multiple,true-false"' in {rule.formula1 for rule in rules.values()}
    assert any("OFFSET(Lessons" in rule.formula1 for rule in rules.values())
    assert "One row is one question" in str(book["How to"]["A2"].value)
    lesson = shipped.lessons[0]
    assert book["Lessons"]["A2"].value == lesson.id

    def fill(row: int, **cells: str | bool) -> None:
        for name, value in cells.items():
            sheet.cell(row, places[name.replace("_", " ")] or 0, value)

    fill(3, question="What comes first?", option_1="Listen", correct_1="yes", why_1="You learn.")
    fill(3, option_2="Sell", why_2="Nobody buys.", lesson=lesson.id, card=lesson.cards[0].id)
    fill(4, question="Is it so?", option_1=True, option_2=False, correct_2="x")
    fill(6, question="What is left to do?", option_1="All")

    harvest = read_bank("template.xlsx", save(book))

    whole, draft = harvest.questions
    assert (whole.is_draft, whole.lesson_id, whole.options[0].why) == (
        False,
        lesson.id,
        "You learn.",
    )
    assert (draft.is_draft, str(draft.type), *draft.correct_ids) == (True, "true-false", "false")
    assert harvest.report() == (
        "template.xlsx: line 2 is the example of the template, and left out\n"
        "template.xlsx:6: not taken: 'What is left to do?': it has 1 option, and needs 2\n"
        "3 questions found: 2 taken, 0 taken in part, 1 not taken; 1 draft to complete\n"
    )


def test_example_is_typed_over() -> None:
    """What stands in the row of the example is a question as soon as it asks something else."""
    book = load_workbook(io.BytesIO(write_template(())))
    book["Questions"]["A2"] = "What is yours?"

    (question,) = read_bank("template.xlsx", save(book)).questions

    assert (question.id, question.ask) == ("what-is-yours", "What is yours?")


def test_empty_template_is_refused() -> None:
    """Nothing was filled in: one line says so."""
    with pytest.raises(Unreadable, match="no question stands below its headers"):
        read_bank("template.xlsx", write_template(()))


def test_what_excel_makes_of_what_is_typed() -> None:
    """Numbers, shares and truth values are texts; dates, errors and formulas are named."""
    book = load_workbook(
        io.BytesIO(
            make_sheet(
                ("Numbers", 5, "yes", 0.1 + 0.2, None, 0.5, None),
                ("Dates", datetime(2024, 1, 2, tzinfo=UTC).replace(tzinfo=None), "yes", "b", None),
                ("Formula", "=1+1", "yes", "b", None),
                ("Error", "#REF!", "yes", "b", None),
                ("Text", "a_x000D_\nb", True, "c", False),
            )
        )
    )
    sheet = book["Sheet"]
    sheet["F2"].number_format = "0%"
    book.create_sheet("Notes").append(["nothing of interest"])
    book.create_sheet("Second").append(HEADERS)

    harvest = read_bank("typed.xlsx", save(book))

    numbers, dates, text = harvest.questions
    assert [option.text for option in numbers.options] == ["5", "0.3", "50%"]
    assert dates.options[0].text == "2024-01-02"
    assert text.options[0].text == "a\nb"
    assert [(one.line, one.reasons) for one in harvest.shortfalls] == [
        (3, (f"cell B3 is a date or time for Excel (2024-01-02){DATE}",)),
        (4, ("cell B4 is a formula without a value: paste it as a value",)),
        (5, ("cell B5 shows an error (#REF!)",)),
    ]
    assert harvest.remarks == ("typed.xlsx: only the sheet 'Sheet' is read, and not 'Second'",)


def test_value_of_a_formula_is_taken() -> None:
    """What Excel has worked out stands in the file, and is what the trainer sees."""
    data = make_sheet(("=CONCATENATE(1)", "a", "yes", "b"))
    whole = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(whole, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                assert b"<v />" in content or b"<v></v>" in content
                for empty in (b"<v />", b"<v></v>"):
                    content = content.replace(empty, b"<v>Worked out?</v>")
                content = content.replace(b'<c r="A2">', b'<c r="A2" t="str">')
            new.writestr(name, content)

    (question,) = read_bank("b.xlsx", whole.getvalue()).questions

    assert question.ask == "Worked out?"
