"""Reading rosters: what is taken as it stands, and every way in which a file or row is wrong."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from bot.learning.roster import COLUMNS, EmployeeRecord, RowProblem, Status
from bot.roster.parsing import parse_roster
from bot.roster.sheets import UnreadableFile

HEADER = "employee_id,status,first_name,last_name,department"
ANA = "007,active,Ana,Kovač,Logistics"


def parse_one(text: str, header: str = HEADER) -> EmployeeRecord:
    """Read a file with one sound row."""
    parsed = parse_roster(f"{header}\n{text}\n".encode())
    assert parsed.problems == ()
    [(line, record)] = parsed.roster.rows
    assert line == 2
    return record


def find_problems(*rows: str, header: str = HEADER) -> list[str]:
    """Read a file and return what is wrong with its rows."""
    return [str(one) for one in parse_roster("\n".join([header, *rows]).encode()).problems]


def make_workbook(*rows: Sequence[object], formats: Mapping[str, str] | None = None) -> bytes:
    """Return an Excel file with these rows, and cells that show their number in a certain way."""
    workbook = Workbook()
    assert workbook.active is not None
    for row in rows:
        workbook.active.append(list(row))
    for place, form in (formats or {}).items():
        workbook.active[place].number_format = form
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("start", ["", "\ufeff", "sep={}\n", "\ufeffsep={}\r\n"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_all_columns_are_read(delimiter: str, start: str, newline: str) -> None:
    """With either separator, with or without BOM; ids stay text, dates become dates."""
    values = [
        "007", "Leave", " Ana  Maria ", "Kovac\u030c", "R&D", "ana@example.org", "0042", "Berlin",
        "J-1", "2020-02-29", "2026-12-31", "pt-BR", "Europe/Berlin", "drivers| night |drivers|",
    ]  # fmt: skip
    text = newline.join([delimiter.join(COLUMNS), "", delimiter.join(values)])

    parsed = parse_roster((start.format(delimiter) + text).encode())

    line = 4 if "sep" in start else 3
    record = EmployeeRecord(
        "007", Status.LEAVE, "Ana Maria", "Kovač", "R&D", "ana@example.org", "0042", "Berlin",
        "J-1", date(2020, 2, 29), date(2026, 12, 31), "pt-BR", "Europe/Berlin",
        ("drivers", "night"),
    )  # fmt: skip
    assert parsed.problems == ()
    assert parsed.roster.rows == ((line, record),)
    assert parsed.roster.columns == frozenset(COLUMNS)


def test_columns_may_be_few_and_in_any_order() -> None:
    """Names are found in any case; what a roster has no column for is left out and named."""
    data = b"Last Name;DEPARTMENT;salary;status;First name;Employee ID\nB;Sales;9;active;A;1\n"

    parsed = parse_roster(data)

    assert parsed.roster.rows == ((2, EmployeeRecord("1", Status.ACTIVE, "A", "B", "Sales")),)
    assert parsed.ignored == ("salary",)
    assert "email" not in parsed.roster.columns


def test_cells_may_hold_separators_and_lines() -> None:
    """Quoted cells are one cell, and the lines after them are still counted right."""
    rows = [HEADER, '1,active,Ana,Kovač,"Logistics,\n North"', "2,gone,Ben,Berg,Sales"]

    parsed = parse_roster("\n".join(rows).encode())

    assert parsed.roster.rows[0][1].department == "Logistics, North"
    assert parsed.problems[0].line == 4


def test_workbook_is_read_as_the_csv() -> None:
    """Numbers lose no digits, dates are dates, and empty cells at the end may be missing."""
    data = make_workbook(
        [*HEADER.split(","), "hire_date", "groups"],
        [1007, "active", "Ana", "Kovač", "Logistics", date(2020, 2, 29), None],
        [],
        ["0042", "leave", "Ben", "Berg", "Sales"],
        [3.0, "active", "Eve", "=1+1", "Sales", "29.02.2020"],
        [123456789012345678, "active", "Fay", "Fox", "Sales"],
        [8, "active", "Gus", "Gray", "Sales"],
        formats={"A7": "00000"},
    )

    parsed = parse_roster(data)

    assert parsed.roster.rows == (
        (
            2,
            EmployeeRecord(
                "1007", Status.ACTIVE, "Ana", "Kovač", "Logistics", hire_date=date(2020, 2, 29)
            ),
        ),
        (4, EmployeeRecord("0042", Status.LEAVE, "Ben", "Berg", "Sales")),
        (7, EmployeeRecord("00008", Status.ACTIVE, "Gus", "Gray", "Sales")),
    )
    assert [one.line for one in parsed.problems] == [5, 6]
    assert "the spreadsheet has rounded it" in parsed.problems[-1].reason


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("7,gone,Ana,K,Sales", "status: is 'gone'; it must be active, leave, terminated"),
        (",active,Ana,K,Sales", "employee_id: is empty"),
        ("7,active,,K,Sales", "first_name: is empty"),
        ("7,active,Ana,K,", "department: is empty"),
        ("7,active,Ana,K,\u2800\u3164", "department: is empty"),
        ("7,active,Ana,K", "has 4 cells where the header has 5"),
        ("7,active,Ana,K,Sales,North", "has 6 cells where the header has 5"),
        ("1E+05,active,Ana,K,Sales", "the spreadsheet has rounded it"),
        ("7,active,123,-,Sales", "is no name"),
        (f"7,active,Ana,{'k' * 80},Sales", "is no name of at most 80"),
        (f"7,active,Ana,K,{'s' * 201}", "department: is longer than 200"),
        (f"{'7' * 65},active,Ana,K,Sales", "employee_id: is longer than 64"),
        ("=A1,active,Ana,K,Sales", "employee_id: is '=A1', a formula. Put in what it comes to"),
        ("7,active,=HYPERLINK(1),K,Sales", "first_name: is '=HYPERLINK(1)', a formula"),
        ("7,active,Ana,K,#REF!", "an error of the spreadsheet"),
        ("7,active,A\x07na,K,Sales", "has a character that cannot be shown"),
    ],
)
def test_wrong_row_is_named_with_its_reason(row: str, words: str) -> None:
    """The others are read all the same, so that one look finds everything."""
    problems = find_problems(row, ANA.replace("007", "8"), "9,nope,A,B,C")

    assert [one.partition(":")[0] for one in problems] == ["line 2", "line 4"]
    assert words in problems[0]


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("email", "ana", "no e-mail address"),
        ("email", "a b@example.org", "no e-mail address"),
        ("hire_date", "29.02.2020", "write dates as 2026-11-23"),
        ("hire_date", "2021-02-29", "write dates as 2026-11-23"),
        ("hire_date", "20210228", "write dates as 2026-11-23"),
        ("language", "German", "write languages as de or pt-BR"),
        ("timezone", "Berlin", "write time zones as Europe/Berlin"),
        ("timezone", "../../etc/passwd", "write time zones as Europe/Berlin"),
        ("manager_id", "007", "nobody is their own manager"),
        ("groups", "|".join(map(str, range(51))), "more than 50 groups"),
    ],
)
def test_wrong_optional_cell_is_named(column: str, cell: str, words: str) -> None:
    """An empty one is no mistake."""
    assert find_problems(f"{ANA},", header=f"{HEADER},{column}") == []
    (problem,) = find_problems(f"{ANA},{cell}", header=f"{HEADER},{column}")
    assert f"{column}: " in problem
    assert words in problem


def test_dates_must_follow_each_other() -> None:
    """Nobody leaves before they come."""
    header = f"{HEADER},hire_date,termination_date"

    assert "before hire_date" in find_problems(f"{ANA},2021-01-02,2021-01-01", header=header)[0]
    assert find_problems(f"{ANA},2021-01-02,2021-01-02", header=header) == []


def test_number_that_comes_twice_is_named_with_the_first() -> None:
    """Which of the two is right, nobody can say."""
    parsed = parse_roster(f"{HEADER}\n{ANA}\n{ANA}\n".encode())

    assert parsed.problems == (RowProblem(3, "employee_id: '007' is in line 2 already"),)
    assert find_problems(ANA.replace("007", "Z7"), ANA.replace("007", "z7")) == [
        "line 3: employee_id: 'z7' is in line 2 already, as 'Z7'"
    ]


def test_number_that_comes_twice_is_named_beside_other_mistakes() -> None:
    """Else mending one mistake would bring the next; where cells are shifted nobody can tell."""
    gone, twice = ANA.replace("active", "gone"), "employee_id: '007' is in line 2 already"
    wrong = "status: is 'gone'; it must be active, leave, terminated"

    assert find_problems(gone, ANA) == [f"line 2: {wrong}", f"line 3: {twice}"]
    assert find_problems(ANA, gone) == [f"line 3: {wrong}; {twice}"]
    assert len(find_problems(f"{ANA},North", ANA)) == 1
    assert find_problems(ANA.removeprefix("007"), ANA.replace("007", "2")) == [
        "line 2: employee_id: is empty"
    ]


@pytest.mark.parametrize("cell", ["k" * 80, "k" * 5000])
def test_long_cell_is_quoted_in_part_and_the_reason_whole(cell: str) -> None:
    """What is wrong comes after it, and has to be read."""
    for row, words in (
        (f"7,active,Ana,{cell[:120]},Sales,", "is no name of at most 80 characters"),
        (f"7,{cell},Ana,K,Sales,", "it must be active, leave, terminated"),
        (f"7,active,Ana,K,Sales,{cell[:190]}", "which is no e-mail address"),
    ):
        (problem,) = find_problems(row, header=f"{HEADER},email")
        assert problem.endswith(words), problem
        assert "kkk…' " in problem or "kkk…';" in problem or "kkk…'," in problem, problem
        assert len(problem) < 150


def test_marks_that_turn_text_round_are_taken_out() -> None:
    """A name could otherwise show something else than it is."""
    record = parse_one("1,active,\u202eAna,Kov\u200bač,Logistics")

    assert record.name == "Ana Kovač"


def make_bomb() -> bytes:
    """Return a small file that says to unpack to two gigabytes."""
    data = bytearray(make_workbook(HEADER.split(",")))
    place = data.index(b"PK\x01\x02") + 24  # the size of the first file in the directory
    data[place : place + 4] = (2**31).to_bytes(4, "little")
    return bytes(data)


def spoil_sheet(data: bytes, old: bytes, new: bytes) -> bytes:
    """Return a workbook with something else in its sheet."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as sound, zipfile.ZipFile(file, "w") as spoiled:
        for name in sound.namelist():
            body = sound.read(name)
            if name.endswith("sheet1.xml"):
                assert old in body
                body = body.replace(old, new)
            spoiled.writestr(name, body)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b"\n\n,,\n", "the file is empty"),
        (HEADER.encode(), "a header and no rows"),
        (b"name,department\nAna,Sales\n", "lacks employee_id, status, first_name, last_name"),
        (f"{HEADER},status\n{ANA},active".encode(), "names status twice"),
        (f"{HEADER}\n{ANA}\n".encode("utf-16"), "line 1 is not in UTF-8"),
        (f"{HEADER}\n1,active,Jos\xe9,K,Sales\n".encode("latin-1"), "line 2 is not in UTF-8"),
        (f'{HEADER}\n{ANA}\n7,active,"Ana,K,Sales'.encode(), "line 3 cannot be read"),
        (HEADER.encode() + b"\n7,act\0ive,Ana,K,Sales", "this is no text"),
        (b"\xd0\xcf\x11\xe0old", "old Excel file, or one with a password"),
        (b"PK\x03\x04 and nothing", "the workbook is damaged"),
        (b"x" * 50_000_001, "more than 50 MB"),
    ],
    ids=range(12),
)
def test_file_of_no_use_is_refused_in_one_line(data: bytes, words: str) -> None:
    """The line says what to do."""
    with pytest.raises(UnreadableFile, match=words):
        parse_roster(data)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        (
            "staff.xlsx",
            b"\xff\xfe\x00broken",
            "this is no workbook, although its name ends in .xlsx",
        ),
        ("staff.XLSX", b"no header\n", "this is no workbook"),
        ("staff.xlsx", b"", "the file is empty"),
        ("staff.xlsx", b"PK\x03\x04 and nothing", "the workbook is damaged"),
        ("staff.xls", b"\xd0\xcf\x11\xe0old", "old Excel file"),
        ("cv.pdf", b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n", "a file that ends in .pdf is no list of rows"),
        ("staff.exe", b"MZ and so on", "a file that ends in .exe is no list of rows"),
        ("staff.csv", b"name\nAna\n", "the header lacks employee_id"),
        ("staff of v1. Friday", b"name\nAna\n", "the header lacks employee_id"),
        ("", b"name\nAna\n", "the header lacks employee_id"),
    ],
)
def test_name_says_what_is_the_matter_where_the_bytes_do_not(
    name: str, data: bytes, words: str
) -> None:
    """Nobody mends the header of a PDF."""
    with pytest.raises(UnreadableFile, match=words):
        parse_roster(data, name)


@pytest.mark.parametrize("name", ["staff.xlsx", "staff.pdf", "staff"])
def test_what_can_be_read_is_read_under_any_name(name: str) -> None:
    """What a file is its bytes say."""
    assert len(parse_roster(f"{HEADER}\n{ANA}\n".encode(), name).roster.rows) == 1


@given(st.binary(max_size=200) | st.text(alphabet=' ",;\n\r\t\0é7a\u202e|@-', max_size=200))
def test_any_bytes_are_read_or_refused(tail: bytes | str) -> None:
    """Whatever follows a header, or stands in its place, nothing but a refusal comes of it."""
    body = tail if isinstance(tail, bytes) else tail.encode()
    for data in (body, f"{HEADER}\n{ANA}\n".encode() + body, b"PK\x03\x04" + body):
        with suppress(UnreadableFile):
            parsed = parse_roster(data)
            assert len(parsed.roster.rows) + len(parsed.problems) > 0


def test_workbook_that_unpacks_to_anything_is_refused() -> None:
    """By what its directory says, before anything is unpacked."""
    with pytest.raises(UnreadableFile, match="too large when unpacked"):
        parse_roster(make_bomb())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<worksheet ", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet '),
        (b"</row><row", b"</row></wrong><row"),
        (b"</sheetData>", b""),
    ],
    ids=["entity", "broken", "cut off"],
)
def test_spoiled_workbook_is_refused(old: bytes, new: bytes) -> None:
    """Also where only a later row shows it; nothing in the file may grow."""
    sound = make_workbook(HEADER.split(","), ANA.split(","))

    with pytest.raises(UnreadableFile, match="the workbook is damaged"):
        parse_roster(spoil_sheet(sound, old, new))
