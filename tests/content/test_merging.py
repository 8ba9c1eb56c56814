"""What is sent is added to what is taught and checked in full; what it lacks stays."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.content.archive import NamedFile, pack
from bot.content.catalog import load_catalog
from bot.content.difference import compare
from bot.content.formats.bank import write_bank
from bot.content.formats.detection import Format
from bot.content.formats.outgoing import Bank
from bot.content.merging import Merged, merge
from bot.content.writing import write_files, write_questions
from bot.learning.course import Catalog
from tests.content import builder
from tests.content.test_archive import HOSTILE
from tests.pictures import make_png

FIRST, LAST = (f"  - id: {part.rstrip()}\n" for part in builder.QUESTIONS.split("\n  - id: ")[1:])
HEAD = "questions:\n"


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The small course."""
    catalog = builder.load(tmp_path_factory.mktemp("taught")).catalog
    assert catalog is not None
    return catalog


def send(taught: Catalog, *, is_replacing: bool = False, **files: str | bytes) -> Merged:
    """Merge files whose names have `__` for their dot."""
    named = [
        NamedFile(name.replace("__", "."), body.encode() if isinstance(body, str) else body)
        for name, body in files.items()
    ]
    return merge(taught, named, is_replacing=is_replacing)


def show(merged: Merged) -> list[str]:
    """Return the errors as they are printed."""
    return [str(problem) for problem in merged.problems if problem.severity == "error"]


def summarise(taught: Catalog, merged: Merged) -> str:
    """Say what was changed by sound files."""
    assert merged.catalog is not None, show(merged)
    return compare(taught, merged.catalog).summarise()


def test_one_question_changes_and_the_others_stay(taught: Catalog) -> None:
    """In their order; what the file lacks could be removed, and is not."""
    merged = send(taught, x__yaml=HEAD + LAST.replace("Sharing", "To share"))

    assert summarise(taught, merged) == "1 question changed"
    assert merged.catalog is not None
    assert [one.id for one in merged.catalog.questions] == ["first-step", "last-step"]
    assert merged.lacking == 1


def test_new_question_stands_at_the_end(taught: Catalog) -> None:
    """And the same file again changes nothing."""
    text = HEAD + FIRST.replace("first-step", "a-new-step")
    merged = send(taught, x__yaml=text)

    assert summarise(taught, merged) == "1 question added"
    assert merged.catalog is not None
    assert merged.catalog.questions[-1].id == "a-new-step"
    assert send(merged.catalog, x__yaml=text).catalog == merged.catalog


def test_replacing_removes_what_the_file_lacks(taught: Catalog) -> None:
    """As long as what is left is sound: the test needs a question."""
    both = HEAD + FIRST.replace("first-step", "new-step") + LAST
    merged = send(taught, is_replacing=True, x__yaml=both)

    assert summarise(taught, merged) == "1 question added; 1 question removed"
    merged = send(taught, is_replacing=True, x__yaml=HEAD + FIRST)
    [problem] = show(merged)
    assert problem == (
        "what is taught: courses.yaml:9:18: the final test draws 1 question, but only 0 are "
        "reserved for it. Write more with 'use: test', or draw fewer"
    )


def test_problems_have_their_lines_in_the_file_that_was_sent(taught: Catalog) -> None:
    """References too: lessons that are taught are known, and suggested."""
    slip = LAST.replace("correct: yes", "corect: yes")
    text = HEAD + FIRST.replace("in-tune", "in-tone") + slip

    assert show(send(taught, mine__yaml=text)) == [
        "mine.yaml:3:13: there is no lesson 'in-tone'. Did you mean 'in-tune'?",
        "mine.yaml:22:9: unknown field 'corect'. Did you mean 'correct'?",
    ]


def test_lesson_may_not_drop_a_card_of_a_question_that_stays(taught: Catalog) -> None:
    """The place is the question's, in the file that /bank downloads."""
    lesson = builder.LESSON.replace("  - id: share\n", "  - id: give\n")
    [problem] = send(taught, lesson__yaml=lesson).problems

    line = write_questions(taught.questions).splitlines().index("    card: share") + 1
    assert str(problem) == (
        f"what is taught: questions.yaml:{line}:11: the lesson 'in-tune' has no card 'share'. "
        "It has: adjust, give, listen, measure"
    )
    moved = HEAD + LAST.replace("card: share", "card: give")
    assert summarise(taught, send(taught, lesson__yaml=lesson, x__yaml=moved)) == (
        "1 question, 1 lesson changed"
    )


def test_name_of_a_term_that_is_taught_is_taken(taught: Catalog) -> None:
    """What stands elsewhere is named without a line that nobody can look up."""
    text = "terms:\n  - id: wish\n    term: Want\n    definition: What they say.\n"

    assert show(send(taught, terms__yaml=text)) == [
        "terms.yaml:2:9: 'Want' is already a name of another term. Remove or reword one of the two"
    ]


def test_lesson_that_no_module_teaches_is_warned_of(taught: Catalog) -> None:
    """It is taken: the course may follow."""
    lesson = builder.LESSON.replace("id: in-tune", "id: more", 1)
    merged = send(taught, new__yaml=lesson)

    assert summarise(taught, merged) == "1 lesson added"
    [problem] = [str(one) for one in merged.problems if one.rule == "untaught-lesson"]
    assert problem == (
        "new.yaml:1:5: warning: no module teaches the lesson 'more'. "
        "Add it to a module in courses.yaml [untaught-lesson]"
    )


def test_same_id_in_two_files_is_an_error(taught: Catalog) -> None:
    """Nobody can tell which one counts."""
    [problem] = show(send(taught, a__yaml=HEAD + FIRST, b__yaml=HEAD + FIRST))

    assert problem == (
        "b.yaml:2:9: the id 'first-step' is also used in a.yaml, line 2. "
        "Keep it in one of the two files"
    )


def test_several_files_are_read_together(taught: Catalog) -> None:
    """A new lesson with its module, its questions and its picture; nothing by itself is whole."""
    lesson = builder.LESSON.replace("id: in-tune", "id: more", 1).replace(
        "    text: Ask first.\n",
        "    text: Ask first.\n    picture:\n      file: a.png\n      alt: A wall\n",
    )
    course = builder.COURSES.replace(
        "          - in-tune\n", "          - in-tune\n          - more\n"
    )
    question = HEAD + FIRST.replace("first-step", "more-step").replace("in-tune", "more")
    files = {
        "new/courses.yaml": course.encode(),
        "new/any name.yml": lesson.encode(),
        "new/q.yaml": question.encode(),
        "new/img/a.png": make_png(),
        "new/README.md": b"# Read me",
    }
    merged = send(taught, new__zip=pack(files))

    assert summarise(taught, merged) == "1 question, 1 lesson added; 1 course changed"
    assert list(merged.media.values()) == [make_png()]
    assert [problem.rule for problem in merged.problems] == ["unread-file", "near-duplicate"]


def test_picture_that_is_sent_takes_the_place_of_one_with_its_name(
    taught: Catalog, tmp_path: Path
) -> None:
    """Where nothing shows it, that is said."""
    shown = builder.write(
        tmp_path,
        **builder.edit(
            "lesson",
            (
                "    text: Ask first.\n",
                "    text: Ask first.\n    picture:\n      file: a.png\n      alt: A wall\n",
            ),
        ),
    )
    (shown / "media").mkdir()
    (shown / "media" / "a.png").write_bytes(make_png())
    catalog = load_catalog(shown).catalog
    assert catalog is not None

    merged = send(catalog, a__png=make_png(shade=9))
    assert merged.catalog is not None
    [change] = compare(catalog, merged.catalog).changed
    assert [field.name for field in change.fields] == ["cards · listen · picture · file"]
    assert [one.rule for one in send(taught, b__png=make_png()).problems] == ["unused-picture"]


def test_what_is_packed_changes_nothing_when_it_is_sent_back(shipped: Catalog) -> None:
    """The whole course, with its pictures known by their names."""
    files = {name: text.encode() for name, text in write_files(shipped).items()}
    merged = send(shipped, bank__zip=pack(files))

    assert merged.catalog == shipped
    assert merged.lacking == 0
    assert send(shipped, is_replacing=True, bank__zip=pack(files)).catalog == shipped


def test_what_was_wrong_before_is_not_held_against_the_file(taught: Catalog) -> None:
    """Rules may have become stricter since that was published."""
    lax = replace(taught.questions[1], card_id="gone")
    old = replace(taught, questions=(taught.questions[0], lax))
    merged = send(old, x__yaml=HEAD + FIRST.replace("Listening\n", "Hearing\n"))

    assert summarise(old, merged) == "1 question changed"


def test_foreign_questions_are_added_as_drafts(taught: Catalog) -> None:
    """What cannot be taken is said with its line, and keeps nothing else out."""
    text = "::New one::What now?{=This ~That}\n\nTell me.{}\n"
    merged = send(taught, moodle__txt=text)

    assert summarise(taught, merged) == "1 question added"
    assert merged.catalog is not None
    assert merged.catalog.questions_by_id["new-one"].is_draft
    lost, *work = [str(problem) for problem in merged.problems]
    assert lost == (
        "moodle.txt:3:1: warning: not taken: 'Tell me.': "
        "learners write a text: make a question with options of it [not-taken]"
    )
    assert [problem.rule for problem in merged.problems[1:]] == ["unfinished-draft"]
    assert "the draft has no 'lesson', no 'card' and no 'why' in 2 options. Add what is" in work[0]
    assert show(send(taught, moodle__txt="Tell me.{}\n"))[0].endswith(
        "no question could be taken from this file"
    )


def test_what_a_foreign_format_cannot_say_stays(taught: Catalog) -> None:
    """A question with a known id keeps its lesson, its use and the ids of its options."""
    text = "::last-step::What comes last?{=To share ~Guessing}\n"
    merged = send(taught, a__gift=text)

    assert merged.catalog is not None, show(merged)
    [change] = compare(taught, merged.catalog).changed
    assert [(field.name, field.old, field.new) for field in change.fields] == [
        ("options · share · text", "Sharing", "To share")
    ]


@pytest.mark.parametrize("format_", [Format.CSV, Format.XLSX])
def test_bank_as_a_table_says_the_same(shipped: Catalog, format_: Format) -> None:
    """The whole course goes out and comes back."""
    table = write_bank(Bank(shipped.questions, shipped.lessons), format_).data
    merged = merge(shipped, [NamedFile(f"bank.{format_}", table)])

    assert merged.catalog == shipped, show(merged)
    assert merged.lacking == 0


def test_problem_in_a_table_has_its_row(taught: Catalog) -> None:
    """The rules between entries are those of YAML."""
    table = write_bank(Bank(taught.questions), Format.CSV).data

    assert show(send(taught, bank__csv=table.replace(b"in-tune", b"in-tone"))) == [
        "bank.csv:2:1: there is no lesson 'in-tone'. Did you mean 'in-tune'?",
        "bank.csv:3:1: there is no lesson 'in-tone'. Did you mean 'in-tune'?",
    ]


def test_lessons_that_wait_for_each_other_are_refused(taught: Catalog) -> None:
    """Also where the other one is taught already."""
    first = replace(taught.lessons[0], requires=("more",))
    more = replace(taught.lessons[0], id="more", requires=("in-tune",))
    files = write_files(replace(taught, lessons=(first, more)))
    merged = send(taught, a__yaml=files["lessons/in-tune.yaml"], b__yaml=files["lessons/more.yaml"])

    [problem] = show(merged)
    assert "these lessons would never open: in-tune → more → in-tune" in problem


def test_links_lead_to_terms_that_are_taught_or_sent(taught: Catalog) -> None:
    """Whether a glossary is sent or not."""
    term = "terms:\n  - id: new\n    term: New\n    definition: Not old.\n"
    linked = HEAD + FIRST + "    explanation: See [a](term:need) and [b](term:new).\n"

    assert summarise(taught, send(taught, a__yaml=linked, b__yaml=term))
    [problem] = show(send(taught, a__yaml=linked))
    assert problem.startswith("a.yaml:14:45: there is no term 'new'.")
    lost = linked.replace("term:new", "term:old")
    [problem] = show(send(taught, a__yaml=lost, b__yaml=term))
    assert problem.startswith("a.yaml:2:9: there is no term 'old'.")


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join(['*' + old] * 9)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
ONE_LINE: dict[str, tuple[str, bytes, str]] = {
    "alias bomb": ("a.yaml", BOMB.encode(), "is a name that vanishes in YAML"),
    "alias bomb as questions": (
        "a.yaml",
        f"questions: &a [x]\nb: [{','.join(['*a'] * 99)}]\n".encode(),
        "is a name that vanishes in YAML",
    ),
    "brackets": ("a.yaml", b"[" * 50_000, "nested more than 20 levels deep"),
    "brackets in questions": (
        "a.yaml",
        b"questions: " + b"[" * 50_000,
        "nested more than 20 levels deep",
    ),
    "binary": ("a.yaml", b"\x7fELF\0\0\1" * 99, "the file is no text"),
    "binary without zeros": ("a.yaml", b"\xfe\xed\xfa\xce" * 99, "not UTF-8"),
    "empty": ("a.yaml", b" \n", "the file is empty"),
    "pdf": ("a.pdf", b"%PDF-1.7\n", "it is a PDF. Copy its text into the template"),
    "doctype": (
        "a.xml",
        b'<!DOCTYPE quiz [<!ENTITY a "b">]><quiz>&a;</quiz>',
        "it has a DTD or entities of its own, which are not read",
    ),
    "deep xml": ("a.xml", b"<quiz>" + b"<a>" * 50_000, "a.xml:1:1: it is"),
    "workbook bomb": ("a.xlsx", pack({"xl/workbook.xml": bytes(20_000_000)}), "no honest archive"),
    "unknown text": (
        "a.txt",
        b"hello",
        "What can be read: GIFT, Aiken, Moodle XML, CSV and XLSX",
    ),
    "other table": ("a.csv", b"a,b\n1,2\n", "Take the one that /bank gives"),
    "word": ("a.docx", pack({"word/document.xml": b"<a/>"}), "it is a Word document"),
    "old workbook": ("a.xls", b"\xd0\xcf\x11\xe0" + bytes(99), "Save it as .xlsx"),
    "other yaml": ("a.yaml", b"version: 3\n", "this YAML is none of questions"),
    "slip of the pen": ("a.yaml", b"question:\n  - id: a\n", "Did you mean 'questions'?"),
    "archive in an archive": (
        "a.zip",
        pack({"b.zip": pack({"questions.yaml": b"questions:\n"})}),
        "an archive inside an archive is not opened",
    ),
    "empty archive": ("a.zip", pack({}), "the archive is empty"),
    "huge picture": ("a.png", make_png(20_000, 1), "pixels, which Telegram does not show"),
    "false picture": ("a.png", b"\x89PNG\r\n\x1a\nnot", "is a damaged picture"),
} | {f"archive: {name}": ("a.zip", body, words) for name, (body, words) in HOSTILE.items()}


@pytest.mark.parametrize("name", ONE_LINE)
def test_hostile_file_gives_one_kind_of_problem(taught: Catalog, name: str) -> None:
    """One clear line, and nothing is taken."""
    file, body, words = ONE_LINE[name]
    merged = merge(taught, [NamedFile(file, body)])
    errors = [problem for problem in merged.problems if problem.severity == "error"]

    assert merged.catalog is None
    assert {problem.rule for problem in errors} == {errors[0].rule}
    assert words in str(errors[0])
    assert merged.media == {}


def test_picture_may_not_lead_out_of_its_folder(taught: Catalog) -> None:
    """Not by the name in the question either."""
    text = HEAD + FIRST.replace(
        "    ask:", "    picture:\n      file: ../../etc/passwd\n      alt: A secret\n    ask:"
    )

    [problem] = show(send(taught, x__yaml=text))
    assert problem == (
        "x.yaml:6:13: '../../etc/passwd' is no plain file name: no folders, no '..', "
        "no dot at its beginning"
    )
