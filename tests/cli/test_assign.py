"""`run_bot.py assign`, as HR types it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.bootstrap import open_database, read_clock
from bot.cli import main
from bot.config import Settings
from bot.services.library import Library
from tests.services.builder import make_catalog, make_courses

STAFF = """\
employee_id;status;first_name;last_name;department;groups
1;active;Ana;Kovač;Logistics;drivers
2;active;Ben;Berg;Sales;
"""
SOON = f"{datetime.now(UTC) + timedelta(days=30):%F}"


@pytest.fixture(autouse=True)
def _company(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people on the roster, and a course that is taught."""
    monkeypatch.setenv("DATABASE", str(settings.database))
    roster = tmp_path / "staff.csv"
    roster.write_text(STAFF, encoding="utf-8")
    assert main(["roster", str(roster)]) == 0
    with open_database(settings.database) as database:
        Library(database, read_clock).publish(make_catalog())


def test_assigning_says_for_whom_it_opens(capsys: pytest.CaptureFixture[str]) -> None:
    """Again it opens nothing; the list shows each on its terms, and what is ended."""
    capsys.readouterr()
    terms = ["--due", SOON, "--pass-mark", "90", "--attempts", "3", "--cooldown", "24"]
    assert main(["assign", "department:Sales", *terms, "--valid", "12", "--yes"]) == 0
    assert capsys.readouterr().out == (
        "department Sales: 1 person. New: 1; 0 have it open already, 0 are done with it.\n"
        "Assigned as number 1; opened for 1 person.\n"
    )
    assert main(["assign", "everyone", "--due", "14d", "--yes"]) == 0
    assert "2 people. New: 1; 1 have it open" in capsys.readouterr().out
    assert main(["assign", "everyone", "--due", "14d", "--yes"]) == 0
    assert "Assigned as number 2; opened for 0 people." in capsys.readouterr().out
    assert main(["assign", "--end", "1"]) == 0
    capsys.readouterr()

    assert main(["assign", "--list"]) == 0
    second, first = capsys.readouterr().out.splitlines()
    assert second.endswith("basics  everyone, due in 14 days")
    assert (
        f"department Sales, due {SOON}, pass mark 90%, at most 3 attempts, "
        "24 hours between attempts, valid for 12 months, ended "
    ) in first


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["department:Slaes", "--yes"], 1, "department Slaes: nobody is there to assign it to."),
        (["employee:77", "--yes"], 1, "person 77: nobody is there to assign it to."),
        (["everyone", "--due", "2020-01-01", "--yes"], 1, "2020-01-01 is no due date: choose one"),
        (["everyone", "--due", "9999-12-31", "--yes"], 1, "that lies ahead, by 10 years at most."),
        (["everyone", "--due", "99999999999d", "--yes"], 1, "99999999999 days is no due date"),
        (["--end", "9"], 1, "There is no assignment 9."),
    ],
)
def test_slips_change_nothing(
    words: list[str], status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each is one clear line."""
    assert main(["assign", *words]) == status
    assert said in capsys.readouterr().err
    assert main(["assign", "--list"]) == 0
    assert capsys.readouterr().out.endswith("Nothing is assigned.\n")


@pytest.mark.parametrize(
    "words", [["sales"], ["department:"], ["everyone:x"], ["everyone", "--due", "soon"], []]
)
def test_bad_usage_is_told_so(words: list[str]) -> None:
    """As with every command."""
    with pytest.raises(SystemExit) as ended:
        main(["assign", *words])
    assert ended.value.code == 2


def test_nothing_is_assigned_without_a_yes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The question shows the terms."""
    asked: list[str] = []

    def say_no(words: str) -> str:
        asked.append(words)
        return "n"

    monkeypatch.setattr("builtins.input", say_no)

    assert main(["assign", "employee:1", "--due", "7d"]) == 1
    assert asked == ["Assign, due in 7 days? [y/N] "]
    assert "Nothing was assigned." in capsys.readouterr().err


def test_course_is_named_where_there_are_several(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without, or with a slip, a line says which ones there are."""
    with open_database(settings.database) as database:
        several = make_courses(basics=("one", "two"), safety=("three",))
        Library(database, read_clock).publish(several)
    assert main(["assign", "everyone", "--yes"]) == 1
    assert capsys.readouterr().err == (
        "Several courses are taught. Name one with --course: basics, safety.\n"
    )
    assert main(["assign", "everyone", "--course", "safty", "--yes"]) == 1
    assert "No course safty is taught. With --course you can name: basics, safety." in (
        capsys.readouterr().err
    )

    assert main(["assign", "everyone", "--course", "safety", "--yes"]) == 0
    assert main(["assign", "department:Sales", "--course", "basics", "--yes"]) == 0
    assert "1 person. New: 1;" in capsys.readouterr().out
    assert main(["assign", "--list"]) == 0
    second, first = capsys.readouterr().out.splitlines()
    assert "basics  department Sales" in second
    assert "safety  everyone" in first
