"""Putting files together: everything at once, and nothing that follows from something else."""

import gc
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content.catalog import load_catalog
from bot.content.files import MAX_BYTES
from tests.content.builder import COURSES, GLOSSARY, LESSON, edit, lint, list_problems, load, write


def test_all_problems_of_all_files_at_once(tmp_path: Path) -> None:
    """One run lists everything, in the order of file, line and column."""
    loaded = load(
        tmp_path,
        **edit("courses", ("pass_mark: 75", "pass_mark: much")),
        **edit("lesson", ("minutes: 5", "minutes: five"), ("    text: Ask first.\n", "")),
        **edit("questions", ("use: test", "use: tset"), ("ask: What comes first?", "ask: a: b")),
        **edit("glossary", ("definition:", "definiton:")),
    )

    assert [(p.file, p.line) for p in loaded.problems] == [
        ("content/courses.yaml", 7),
        ("content/glossary.yaml", 5),
        ("content/lessons/in-tune.yaml", 3),
        ("content/lessons/in-tune.yaml", 7),
        ("content/questions.yaml", 5),
    ]


def test_items_above_a_syntax_error_are_checked(tmp_path: Path) -> None:
    """What was read before the parser gave up is as good as any other text."""
    change = edit("questions", ("use: test", "use: - test"), ("correct: yes", "correct: Fals"))

    assert [(p.line, p.column) for p in load(tmp_path, **change).problems] == [(9, 18), (17, 10)]


@pytest.mark.parametrize("broken", ["title: a: b", "\ttitle: x", "title: 'x"])
def test_broken_lesson_is_one_problem(tmp_path: Path, broken: str) -> None:
    """Questions that refer to a lesson which cannot be read are not reported."""
    problems = load(tmp_path, **edit("lesson", ("title: In tune with customers", broken))).problems

    assert [(p.file, p.line) for p in problems] == [("content/lessons/in-tune.yaml", 2)]


def test_lesson_without_id_is_one_problem(tmp_path: Path) -> None:
    """Its id may be any of those that others refer to."""
    problems = list_problems(load(tmp_path, **edit("lesson", ("id: in-tune\n", ""))))

    assert problems == ["lessons/in-tune.yaml:1:1: a lesson has no 'id'. Add 'id: …'"]


@pytest.mark.parametrize("file", ["courses", "lesson", "questions", "glossary"])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty. Begin it with"),
        (b"# only a remark\n", "the file is empty. Begin it with"),
        (b"- a\n- b\n", "the file must hold fields, but it is a list"),
        (b"hello", "the file must hold fields, but it is text"),
        (b"\xff\xfea\x00", "the file is saved as UTF-16. Save it as UTF-8"),
        (b"[" * 50_000, "this is nested more than 20 levels deep"),
    ],
)
def test_file_that_holds_nothing_of_use(
    tmp_path: Path, file: str, content: bytes, words: str
) -> None:
    """One sentence about the file, and none that follows from it."""
    (problem,) = load(tmp_path, **{file: content}).problems

    assert words in str(problem)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    """The place of the first wrong byte is named, in characters."""
    change = GLOSSARY.replace("Need", "Bedürfnis").encode("latin-1")

    assert list_problems(load(tmp_path, glossary=change)) == [
        "glossary.yaml:3:14: the file is not UTF-8 from here on. Save it as UTF-8 in your editor"
    ]


def test_alias_bomb_is_refused(tmp_path: Path) -> None:
    """Anchors and aliases never multiply anything."""
    bomb = "a: &a [x]\n" + "".join(
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n"
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )

    problems = list_problems(load(tmp_path, glossary=bomb))

    assert problems[0].startswith("glossary.yaml:1:1: ")
    assert any("'&a' is a name that vanishes in YAML" in problem for problem in problems)


def test_byte_order_mark_and_crlf_are_read(tmp_path: Path) -> None:
    """Files of Windows' editors are as good as any."""
    text = "\ufeff" + GLOSSARY.replace("\n", "\r\n")

    assert load(tmp_path, glossary=text).problems == ()


def test_missing_files_are_problems(tmp_path: Path) -> None:
    """Each missing file is named once."""
    loaded = load(tmp_path, courses=None, questions=None, glossary=None, lesson=None)

    assert list_problems(loaded) == [
        "courses.yaml:1:1: the file is missing. Create it as docs/content-format.md says",
        "glossary.yaml:1:1: the file is missing. Create it as docs/content-format.md says",
        "lessons:1:1: there is no lesson. Add one as lessons/NAME.yaml",
        "questions.yaml:1:1: the file is missing. Create it as docs/content-format.md says",
    ]


def test_missing_directory_is_a_problem(tmp_path: Path) -> None:
    """A path that does not exist is said to be so."""
    loaded = load_catalog(tmp_path / "nowhere")

    assert "nowhere:1:1: the directory is missing" in str(loaded.problems[0])


def test_unreadable_things_in_the_place_of_files(tmp_path: Path) -> None:
    """Directories, pipes, loops of links and files without end are refused, not waited for."""
    directory = write(tmp_path, courses=None, questions=None, glossary=None, lesson=None)
    (directory / "courses.yaml").mkdir()
    os.mkfifo(directory / "questions.yaml")
    (directory / "glossary.yaml").symlink_to(directory / "glossary.yaml")
    (directory / "lessons" / "endless.yaml").symlink_to("/dev/zero")

    problems = list_problems(load_catalog(directory))

    assert [problem.split(":")[0] for problem in problems] == [
        "courses.yaml",
        "glossary.yaml",
        "lessons/endless.yaml",
        "questions.yaml",
    ]


def test_file_that_is_too_large(tmp_path: Path) -> None:
    """A file beyond the limit is not read at all."""
    problems = list_problems(load(tmp_path, glossary=b" " * (MAX_BYTES + 1)))

    assert problems == [
        "glossary.yaml:1:1: the file is larger than 32 MB. Split it, or look what is in it"
    ]


def test_files_that_are_not_read(tmp_path: Path) -> None:
    """A file beside the known ones is probably meant to be read."""
    directory = write(tmp_path)
    (directory / "question.yaml").write_text("")
    (directory / "extra.yml").write_text("")
    (directory / ".hidden.yaml").write_text("")
    (directory / "lessons" / "other.yml").write_text("")

    loaded = load_catalog(directory)

    assert list_problems(loaded) == [
        (
            "extra.yml:1:1: warning: this file is not read. "
            "Lessons belong in lessons/NAME.yaml [unread-file]"
        ),
        (
            "lessons/other.yml:1:1: warning: this file is not read. "
            "Let its name end in '.yaml' [unread-file]"
        ),
        (
            "question.yaml:1:1: warning: this file is not read. "
            "Did you mean 'questions.yaml'? [unread-file]"
        ),
    ]
    assert loaded.catalog is not None


def test_lesson_id_used_twice_names_both_files(tmp_path: Path) -> None:
    """The second file gets the problem and the first is named in it."""
    directory = write(tmp_path)
    (directory / "lessons" / "other.yaml").write_text(LESSON)

    assert list_problems(load_catalog(directory)) == [
        (
            "lessons/other.yaml:1:5: the id 'in-tune' is already used in "
            "content/lessons/in-tune.yaml, line 1. Give one of the two lessons another id"
        )
    ]


def test_lesson_that_no_module_teaches(tmp_path: Path) -> None:
    """It may be work in progress: a warning."""
    directory = write(tmp_path)
    (directory / "lessons" / "other.yaml").write_text(LESSON.replace("id: in-tune", "id: other"))

    assert list_problems(load_catalog(directory)) == [
        (
            "lessons/other.yaml:1:5: warning: no module teaches the lesson 'other'. "
            "Add it to a module in courses.yaml [untaught-lesson]"
        )
    ]


SECOND = COURSES.removeprefix("courses:\n").replace("id: basics", "id: more")


def test_lesson_and_module_stand_in_one_course_only(tmp_path: Path) -> None:
    """Buttons name them without the course."""
    loaded = load(tmp_path, courses=COURSES + SECOND)

    assert list_problems(loaded) == [
        (
            "courses.yaml:26:13: the id 'first' is already used in line 12. "
            "Give one of the two another id"
        ),
        (
            "courses.yaml:29:13: the lesson 'in-tune' already stands in line 15. "
            "Remove one of the two"
        ),
    ]


def test_second_course_is_checked_like_the_first(tmp_path: Path) -> None:
    """Its quizzes need questions of their own, and it waits for no lesson of another course."""
    second = SECOND.replace("id: first", "id: second").replace("- in-tune", "- louder")
    directory = write(tmp_path, courses=COURSES + second)
    louder = LESSON.replace("id: in-tune", "id: louder") + "requires: [in-tune]\n"
    (directory / "lessons" / "louder.yaml").write_text(louder)

    assert list_problems(load_catalog(directory)) == [
        (
            "courses.yaml:23:18: the final test draws 1 question, but only 0 are reserved for it. "
            "Write more with 'use: test', or draw fewer"
        ),
        (
            "courses.yaml:29:13: the check quiz of 'louder' draws 1 question, but there are only "
            "0. Write more for practice, or draw fewer"
        ),
        (
            "lessons/louder.yaml:23:12: warning: 'in-tune' is of another course, and is not "
            "waited for. Remove it, or move one of the two in courses.yaml [foreign-requires]"
        ),
    ]


def test_path_is_shown_so_that_it_can_be_clicked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paths are relative to where the command runs."""
    write(tmp_path / "project", glossary=None)
    monkeypatch.chdir(tmp_path)

    inside = load_catalog(tmp_path / "project" / "content").problems[0].file
    relative = load_catalog(Path("project/content")).problems[0].file

    assert inside == relative == "project/content/glossary.yaml"


def test_option_ids_are_made_from_the_text(tmp_path: Path) -> None:
    """They do not depend on the order, and texts without Latin letters have one too."""
    change = edit(
        "questions",
        ("      - id: listen\n        text: Listening", "      - text: Слушать"),
        ("      - id: sell\n        text: Selling", "      - text: Sell it, and do not look back!"),
    )

    catalog = load(tmp_path, **change).catalog

    assert catalog is not None
    assert [option.id for option in catalog.questions[0].options] == [
        "option-e63d3726",
        "sell-it-and-do-not-look-back",
    ]


def test_garbage_collector_is_restored(tmp_path: Path) -> None:
    """It rests while loading, and runs again afterwards only where it did before."""
    directory = write(tmp_path)
    load_catalog(directory)
    assert gc.isenabled()

    gc.disable()
    try:
        load_catalog(directory)
        assert not gc.isenabled()
    finally:
        gc.enable()


YAML_LIKE = st.text(st.sampled_from("ab:- \n\t#'\"|>&*!%@`[]{},?yesno0idask—é\u2028\x85🙂"))


@pytest.mark.parametrize("file", ["courses", "lesson", "questions", "glossary"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.one_of(st.binary(), st.text().map(str.encode), YAML_LIKE.map(str.encode)))
def test_nothing_in_a_file_raises(tmp_path: Path, file: str, content: bytes) -> None:
    """Whatever a file holds, the answer is a list of problems."""
    loaded = lint(tmp_path, **{file: content})

    assert loaded.catalog is None
    assert loaded.problems
    assert all(str(problem) for problem in loaded.problems)


@pytest.mark.parametrize("file", ["courses", "lesson", "questions", "glossary"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_no_slip_of_the_finger_raises(tmp_path: Path, file: str, data: st.DataObject) -> None:
    """A sound file with some characters replaced is the most likely kind of broken file."""
    text = next(iter(edit(file).values()))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 20)))
    change = text[:start] + data.draw(YAML_LIKE) + text[end:]

    loaded = lint(tmp_path, **{file: change})

    assert (loaded.catalog is None) == any(p.severity == "error" for p in loaded.problems)
    assert all(p.line >= 1 and p.column >= 1 for p in loaded.problems)
