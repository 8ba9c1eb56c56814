"""`run_bot.py check`: what it prints for people, programs and GitHub, and what it returns."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import main
from bot.cli.problems import point_at, write_github
from bot.content.problems import Problem
from tests.content import builder

ERROR = builder.edit("questions", ("card: listen", "card: lisen"))
WARNING = builder.edit("questions", ("text: Selling", "text: Always selling"))
SAID = (
    "content/questions.yaml:12:15: warning: 'Always' in a wrong option gives it away: few things "
    "are absolute. Say it less strictly, or use such a word in the right option too "
    "[absolute-word]\n"
    "            text: Always selling\n"
    "                  ^\n"
)

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command on the content of this folder; return its status and what it printed."""
    monkeypatch.chdir(tmp_path)

    def check(*arguments: str) -> tuple[int, str]:
        status = main(["check", "content", *arguments])
        out, err = capsys.readouterr()
        return status, out + err

    return check


def test_sound_content_and_its_figures(run: Run, tmp_path: Path) -> None:
    """The figures are those of the bank."""
    more = builder.QUESTIONS.replace("use: test\n", "use: test\n    difficulty: 3\n") + (
        "  - id: idea\n    draft: yes\n    ask: What else?\n    options:\n"
        "      - text: One\n        correct: yes\n      - text: Two\n"
    )
    builder.write(tmp_path, questions=more.replace("card: share", "card: measure"))

    status, out = run()

    assert status == 0
    assert (
        "content/questions.yaml:28:5: warning: the draft has no 'lesson', no 'card' and no "
        "'why' in 2 options. Add what is missing, then remove 'draft: yes' [unfinished-draft]\n"
    ) in out
    assert out.endswith(
        "Content is sound: 1 lesson, 2 questions (1 reserved for the test), 1 term; 1 warning\n"
        "\n"
        "lesson   questions  easy  medium  hard  unrated  practice  test  minutes\n"
        "in-tune          2     0       0     1        1         1     1        5\n"
        "all              2     0       0     1        1         1     1        5\n"
        "\n"
        "The right option is the longest in 1 of 2 questions (50%; chance gives 50%).\n"
        "The final test draws 1 of 1 reserved questions: 1.0 for each.\n"
        "Lessons without questions: none.\n"
        "Cards that no question points at: in-tune/adjust, in-tune/share.\n"
        "Reading time: 5 minutes as stated, 0 by the number of words.\n"
        "1 draft, 1 of them unfinished.\n"
    )


def test_warning_shows_its_line_and_fails_only_where_that_is_asked_for(
    run: Run, tmp_path: Path
) -> None:
    """The place stands under the line."""
    builder.write(tmp_path, **WARNING)

    status, out = run()
    assert status == 0
    assert out.startswith(SAID + "Content is sound: 1 lesson, 2 questions")
    assert run("--strict")[0] == 1


def test_errors_are_counted(run: Run, tmp_path: Path) -> None:
    """There are no figures of what cannot be taught."""
    builder.write(tmp_path, **ERROR)

    status, out = run()

    assert status == 1
    assert out.startswith("content/questions.yaml:4:11: the lesson 'in-tune' has no card 'lisen'.")
    assert out.endswith("        card: lisen\n              ^\n1 error, 0 warnings\n")


def test_json_is_for_programs(run: Run, tmp_path: Path) -> None:
    """All that is said has a name, and nothing else is printed."""
    builder.write(tmp_path, **WARNING)
    status, out = run("--format", "json")
    data = json.loads(out)

    assert status == 0
    assert [(p["file"], p["line"], p["rule"], p["entry"]) for p in data["problems"]] == [
        ("content/questions.yaml", 12, "absolute-word", "first-step")
    ]
    summary = data["summary"]
    assert (summary["errors"], summary["warnings"], summary["known_warnings"]) == (0, 1, 0)
    assert summary["figures"]["questions"] == 2
    assert summary["figures"]["topics"][0]["by_difficulty"] == [0, 0, 0]

    builder.write(tmp_path, **ERROR)
    status, out = run("--format", "json")
    assert (status, json.loads(out)["summary"]["figures"]) == (1, None)


def test_github_shows_annotations(run: Run, tmp_path: Path) -> None:
    """One a line, whatever the text holds."""
    builder.write(tmp_path, **ERROR)
    status, out = run("--format", "github")

    assert status == 1
    assert out.splitlines()[0] == (
        "::error file=content/questions.yaml,line=4,col=11,title=unknown-card::"
        "the lesson 'in-tune' has no card 'lisen'. Did you mean 'listen'?"
    )
    odd = Problem("a,b:c.yaml", 1, 2, "warning", "rule", "50% off\nor so")
    assert list(write_github([odd])) == [
        "::warning file=a%2Cb%3Ac.yaml,line=1,col=2,title=rule::50%25 off%0Aor so"
    ]


def test_baseline_keeps_old_warnings_quiet(run: Run, tmp_path: Path) -> None:
    """Lines may move and texts change; a second warning of the kind is told with the first."""
    builder.write(tmp_path, **WARNING)

    status, out = run("--baseline", "known.json", "--write-baseline", "--strict")
    assert status == 0
    assert "; 0 warnings, 1 more in the baseline\n" in out
    assert json.loads((tmp_path / "known.json").read_text("utf-8")) == {
        "questions.yaml": {"first-step": {"absolute-word": 1}}
    }

    moved = WARNING["questions"].replace("questions:\n", "\n# Ours\nquestions:\n")
    builder.write(tmp_path, questions=moved.replace("Always selling", "Never hearing"))
    assert run("--baseline", "known.json", "--strict")[0] == 0

    twice = "        why: It is.\n      - text: Never asking\n        why: Nobody"
    builder.write(tmp_path, questions=moved.replace("        why: Nobody", twice))
    status, out = run("--baseline", "known.json", "--strict")
    assert status == 1
    assert out.count("[absolute-word]") == 2

    builder.write(tmp_path)
    status, out = run("--baseline", "known.json", "--strict")
    assert status == 0
    assert "; 0 warnings, 1 of the baseline gone: write it anew\n" in out


def test_errors_are_in_no_baseline(run: Run, tmp_path: Path) -> None:
    """They keep the content from being taught."""
    builder.write(tmp_path, **ERROR)

    assert run("--baseline", "known.json", "--write-baseline")[0] == 1
    assert run("--baseline", "known.json")[0] == 1


def test_wrong_usage_says_what_to_do(run: Run, tmp_path: Path) -> None:
    """The status is 2, as for every wrong usage."""
    builder.write(tmp_path)
    (tmp_path / "broken.json").write_text("[1]", encoding="utf-8")

    for arguments, said in (
        (["--write-baseline"], "--write-baseline needs --baseline FILE"),
        (["--baseline", "no.json"], "no.json is not there: write it with --write-baseline"),
        (["--baseline", "broken.json"], "broken.json is no baseline: write it anew"),
        (["--baseline", "content"], "content cannot be read: Is a directory"),
        (["--baseline", "content", "--write-baseline"], "content cannot be written: Is a dir"),
        (["--baseline", "no/no.json", "--write-baseline"], "no/no.json cannot be written: No such"),
    ):
        status, out = run(*arguments)
        assert status == 2, arguments
        assert said in out


@pytest.mark.parametrize(
    ("source", "column", "shown"),
    [
        ("ask: x", 6, ["    ask: x", "         ^"]),
        ("\task: x", 2, ["    \task: x", "    \t^"]),
        ("a: 日本 x", 7, ["    a: 日本 x", "            ^"]),
        ("a: e\u0301 x", 7, ["    a: e\u0301 x", "         ^"]),
        ("a: \x1b[31mx", 4, ["    a: �[31mx", "       ^"]),
        ("", 1, []),
        ("ask", 9, []),
        ("x" * 300, 201, ["    …" + "x" * 100 + "…", " " * 55 + "^"]),
        ("x" * 300, 3, ["    " + "x" * 100 + "…", "      ^"]),
    ],
)
def test_caret_stands_under_its_place(source: str, column: int, shown: list[str]) -> None:
    """Whatever stands before it, and however long the line is."""
    problem = Problem("a.yaml", 1, column, "error", "rule", "wrong", source=source)

    assert list(point_at(problem)) == shown
