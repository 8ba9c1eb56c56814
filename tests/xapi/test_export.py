"""`xapi export`: a file of statements."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from bot.bootstrap import open_database
from bot.cli import main
from tests.conftest import FakeClock
from tests.services.builder import School
from tests.xapi.soundness import check
from tests.xapi.telling import count_verbs, list_statements, name_employee

WHOLE = {"answered": 120, "passed": 36, "completed": 12}


def read_lines(path: str) -> list[dict[str, Any]]:
    """Return the statements of a file."""
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


def test_lines_and_array_hold_the_same(told_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For their owner alone; who has no number is counted, and the export is written down."""
    assert main(["xapi", "export", "-o", "all.jsonl"]) == 0
    out = capsys.readouterr().out
    assert main(["xapi", "export", "-o", "all.json"]) == 0
    assert main(["xapi", "export", "--format", "json", "-o", "again"]) == 0

    lines = read_lines("all.jsonl")
    with open_database(told_path) as database:
        assert lines == list_statements(database)
    assert lines == json.loads(Path("all.json").read_text(encoding="utf-8"))
    assert Path("all.json").read_bytes() == Path("again").read_bytes()
    for one in lines:
        check(one)
    assert count_verbs(lines) == WHOLE
    assert stat.S_IMODE(Path("all.jsonl").stat().st_mode) == 0o600
    assert not list(told_path.parent.glob("*.part"))
    assert "all.jsonl: 168 statement(s) (120 answered, 12 completed, 36 passed)" in out
    assert "Left out: 1 person; no roster names them" in out
    capsys.readouterr()
    assert main(["accesses", "--limit", "1"]) == 0
    assert "command by opal  statements for a record store  13 people" in capsys.readouterr().out


def test_standard_output_is_for_machines(
    told_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The words go beside it."""
    assert told_path.is_file()
    assert main(["xapi", "export"]) == 0

    captured = capsys.readouterr()
    assert count_verbs([json.loads(line) for line in captured.out.splitlines()]) == WHOLE
    assert "168 statement(s)" in captured.err


def test_answers_stay_here_until_people_know(
    told_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the setting that the joining notice names, only results leave."""
    monkeypatch.delenv("RECORD_STORE")
    assert main(["xapi", "export", "-o", "all.jsonl"]) == 0

    assert count_verbs(read_lines("all.jsonl")) == {"passed": 36, "completed": 12}
    assert "Without single answers: RECORD_STORE" in capsys.readouterr().out
    assert told_path.is_file()


def test_part_of_it_is_exported(told_path: Path, clock: FakeClock) -> None:
    """Since a time, as of a time, of a course; names only where they are asked for."""
    clock.advance(hours=1)
    middle = f"{clock.now:%FT%T}"
    clock.advance(hours=1)
    with open_database(told_path) as database:
        school = School(database, clock)
        ben = school.join(3001, name="Ben")
        school.do_lesson(ben, "one")
        name_employee(database, ben.id, "77", "Ben Berg")

    assert main(["xapi", "export", "--as-of", middle, "-o", "old.jsonl"]) == 0
    assert main(["xapi", "export", "--since", middle, "-o", "new.jsonl", "--names"]) == 0
    assert main(["xapi", "export", "--course", "basics", "-o", "course.jsonl"]) == 0
    assert main(["xapi", "export", "--since", "2026-11-23", "-o", "day.jsonl"]) == 0
    assert count_verbs(read_lines("old.jsonl")) == WHOLE
    assert count_verbs(read_lines("new.jsonl")) == {"answered": 3, "passed": 1}
    assert '"name":"Ben Berg"' in Path("new.jsonl").read_text(encoding="utf-8")
    assert "Ben" not in Path("day.jsonl").read_text(encoding="utf-8")
    assert len(read_lines("course.jsonl")) == len(read_lines("day.jsonl")) == 172


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--course", "advanced"], "no results of a course 'advanced'; there are: basics."),
        (["--as-of", "2999-01-01"], "is still to come"),
        (["--since", "2026-11-24", "--as-of", "2026-11-23"], "--since is after --as-of"),
        (["-o", "nowhere/all.jsonl"], "cannot be written: No such file"),
    ],
)
def test_what_cannot_be_exported_is_said(
    told_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    """Nothing is left behind."""
    assert main(["xapi", "export", *arguments]) == 1

    assert says in capsys.readouterr().err
    assert not list(told_path.parent.glob("*.jsonl*"))


def test_nothing_is_an_empty_file(
    told_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And no look at anybody."""
    monkeypatch.setenv("DATABASE", str(told_path.with_name("new.db")))
    assert main(["xapi", "export"]) == 1
    assert "There is no database" in capsys.readouterr().err
    with open_database(told_path.with_name("new.db")):
        pass
    assert main(["xapi", "export", "-o", "none.json"]) == 0
    assert json.loads(Path("none.json").read_text(encoding="utf-8")) == []
    capsys.readouterr()
    assert main(["accesses"]) == 0
    assert "Nobody has looked" in capsys.readouterr().out
