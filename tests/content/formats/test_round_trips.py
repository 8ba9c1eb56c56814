"""Out in a format and back: the same, in all that the format can carry."""

import dataclasses

import pytest
from hypothesis import given, settings

from bot.content.formats.bank import read_bank, write_bank
from bot.content.formats.detection import Format
from bot.content.formats.outgoing import Bank
from bot.learning.course import Catalog, Picture, Question
from tests.content.formats.banks import forget, make_bank
from tests.pictures import make_png

Questions = tuple[Question, ...]


@settings(max_examples=60)
@given(make_bank())
def test_gift(questions: Questions) -> None:
    """GIFT carries id, type, question, options, reasons, explanation and plain tags."""
    export = write_bank(Bank(questions), Format.GIFT)

    harvest = read_bank("bank.gift", export.data)
    assert [forget(one) for one in harvest.questions] == [forget(one) for one in questions]
    assert harvest.taken == harvest.found == len(questions)
    for question, back in zip(questions, harvest.questions, strict=True):
        hard = any(sign in tag for tag in question.tags for sign in "\n\\")
        is_same = back.tags == tuple(dict.fromkeys(question.tags))
        assert is_same or (hard and question.id in export.left_behind["tags"])


@settings(max_examples=60)
@given(make_bank())
def test_moodle_xml(questions: Questions) -> None:
    """Moodle XML carries hints, too; signs that no XML may hold are named."""
    export = write_bank(Bank(questions), Format.MOODLE_XML)

    harvest = read_bank("bank.xml", export.data)
    named = {one for name, ids in export.left_behind.items() if name in CARRIED for one in ids}
    hard = {one.id for one in questions if any(sign in repr(one) for sign in BEYOND_XML)}
    doubled = {one.id for one in questions if len(set(one.tags)) < len(one.tags)}
    assert named <= hard | doubled
    for question, back in zip(questions, harvest.questions, strict=True):
        if question.id not in named:
            kept = ("tags", "hint", "keeps_order")
            assert forget(back, *kept) == forget(question, *kept)


CARRIED = ("ask", "options", "what is correct", "why", "explanation", "hint", "tags", "type")
BEYOND_XML = (r"\ufffe", r"\uffff")


@pytest.mark.parametrize("form", [Format.GIFT, Format.MOODLE_XML, Format.CSV, Format.XLSX])
def test_shipped_bank(shipped: Catalog, form: Format) -> None:
    """Our own bank leaves whole, and what stays behind is named to the question."""
    first, *others = shipped.questions
    picture = Picture("a b.png", "Two [square] \\ brackets", "")
    tags = ("with, comma", "[in brackets]")
    questions = (dataclasses.replace(first, picture=picture, tags=tags), *others)
    bank = Bank(questions, shipped.lessons, {"a b.png": make_png()})

    export = write_bank(bank, form)

    harvest = read_bank("bank", export.data)
    assert harvest.taken == harvest.found == len(questions)
    kept = ("tags", "hint") if form is Format.MOODLE_XML else ("tags",)
    assert [forget(one, *kept) for one in harvest.questions] == [
        forget(one, *kept) for one in questions
    ]
    if form in {Format.CSV, Format.XLSX}:
        assert export.left_behind == {"the file of its picture": (first.id,)}
        assert harvest.questions == questions
        return
    assert export.left_behind["lesson"] == tuple(one.id for one in questions)
    hints = tuple(one.id for one in questions if one.hint)
    assert export.left_behind.get("hint", ()) == (hints if form is Format.GIFT else ())
    if form is Format.MOODLE_XML:
        back = harvest.questions[0].picture
        assert back is not None
        assert (back.file, back.alt) == (picture.file, picture.alt)
        assert harvest.media == {"a b.png": make_png()}
