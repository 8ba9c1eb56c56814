"""CSV: the whole bank leaves and comes back the same; foreign tables are understood."""

import csv
import dataclasses
import io
import re

import pytest
from hypothesis import given, settings

from bot.content.formats.bank import read_bank, write_bank
from bot.content.formats.detection import Format
from bot.content.formats.harvest import Unreadable
from bot.content.formats.outgoing import Bank
from bot.learning.course import Catalog, Picture
from tests.content.nasty import make_catalog

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


@settings(max_examples=30)
@given(make_catalog())
def test_round_trip(catalog: Catalog) -> None:
    """Whatever texts a bank holds, it comes back with every field, and no cell is a formula."""
    export = write_bank(Bank(catalog.questions), Format.CSV)

    assert export.left_behind == {}
    assert read_bank("bank.csv", export.data).questions == catalog.questions
    for row in csv.reader(io.StringIO(export.data.decode("utf-8-sig"), newline="")):
        assert [cell for cell in row if cell.startswith(RISKY)] == []
        parts = [part for cell in row for part in re.split("[;|\t\r\n]", cell)]
        assert [part for part in parts if part.startswith(RISKY[:4])] == []


def test_shipped_bank_round_trip(shipped: Catalog) -> None:
    """All our questions come back the same, reserved ones and pictures by name included."""
    first, *others = shipped.questions
    questions = (
        dataclasses.replace(
            first, picture=Picture("a.png", "=A1, 'so' to speak;=B1; '-c\n''+d|\"=e\"")
        ),
        *others,
    )

    harvest = read_bank("bank.csv", write_bank(Bank(questions), Format.CSV).data)

    assert harvest.questions == questions
    assert harvest.taken == harvest.found == len(questions)


FOREIGN = """\
Export of 3 November;;;;;;
;;;;;;
Question - max 120 characters;Answer 1 - max 75 characters;Answer 2 - max 75 characters;\
Answer 3 - max 75 characters;Time limit (sec);Correct answer(s) - choose at least one;Topic
"What is ""in"";
and what is out?";Tea;Coffee;Juice;20;2;"Drinks, hot"
Which are fruits?;Apple;Hammer;Pear;20;1,3;
Is this so?;true;FALSE;;20;true;
No key;a;b;c;20;;
Key of none;a;b;c;20;7;
;a;b;c;20;1;
Too few;a;;;20;1;
"""


def test_foreign_table() -> None:
    """Headers of other programs, a title above them, and keys by number or by text."""
    harvest = read_bank("kahoot.csv", FOREIGN.encode("cp1252"))

    assert [str(one) for one in harvest.shortfalls] == [
        "kahoot.csv:8: not taken: 'No key': no option is right",
        "kahoot.csv:9: not taken: 'Key of none': the right answer '7' is none of its options",
        "kahoot.csv:10: not taken: '': the question itself is missing",
        "kahoot.csv:11: not taken: 'Too few': it has 1 option, and needs 2",
    ]
    assert harvest.remarks == (
        "kahoot.csv: columns that are not known, and not read: 'Time limit (sec)'",
    )
    drinks, _, so = harvest.questions
    assert drinks.ask == 'What is "in";\nand what is out?'
    assert drinks.tags == ("Drinks", "hot")
    assert [q.type for q in harvest.questions] == ["single", "multiple", "true-false"]
    assert [sorted(q.get_option(o).text for o in q.correct_ids) for q in harvest.questions] == [
        ["Coffee"],
        ["Apple", "Pear"],
        ["True"],
    ]
    assert so.is_draft


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("q,a,maybe,b,,", "'maybe' under 'correct 1' is neither yes nor no"),
        ("q,a,yes,,yes,", "option 2 has no text"),
        ("q,a,yes,b,,7", "'difficulty' must be at most 3, but it is '7'"),
    ],
)
def test_wrong_cell_is_named(row: str, reason: str) -> None:
    """A cell that says nothing we know makes no guess."""
    table = f"question,option 1,correct 1,option 2,correct 2,difficulty\n{row}\n"

    (shortfall,) = read_bank("b.csv", table.encode()).shortfalls

    assert (shortfall.is_refused, shortfall.reasons) == (True, (reason,))


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("a,b\n1,2\n", "no row has the headers of the template"),
        ("question,option 1,option 2\n", "no question stands below its headers"),
        ('question,option 1,option 2\nq,a,"b\nq,c,d\n', "from line 2 on it cannot be read"),
        ("question,option 1,answer 1,option 2\nq,a,b,c\n", "columns have the same meaning"),
    ],
)
def test_table_of_no_use(table: str, reason: str) -> None:
    """One line says what is wrong with the whole file."""
    with pytest.raises(Unreadable, match=reason):
        read_bank("b.csv", table.encode())


def test_two_rows_with_one_id() -> None:
    """The second is not taken: it would hide the first."""
    table = "id,question,option 1,correct 1,option 2\nx,q,a,x,b\nx,r,a,x,b\nMy Id,s,a,x,b\n"

    harvest = read_bank("b.csv", table.encode())

    assert [question.id for question in harvest.questions] == ["x", "my-id"]
    assert [one.reasons for one in harvest.shortfalls] == [
        ("the id 'x' is already used in line 2",),
        ("its id 'My Id' became 'my-id': small letters, digits and hyphens",),
    ]
