"""What is shown in one message is counted together, as it will be shown."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.markdown import render
from bot.chat.richtext import utf16_length
from bot.content.measure import count_padding, count_spans, count_units
from tests.content.builder import LESSON, edit, list_problems, load

OBJECTIVE = "  - Name the components of the model\n"
TAKEAWAY = "  - Listening comes first.\n"
CARD = "text: Ask first."
ASK = "ask: What comes first?"
CELLS = st.text(st.sampled_from("ab 🙂é*-:\\"), max_size=30)
TABLES = st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=2, max_size=8)


def list_of(*items: str) -> str:
    """Return the items as a list in YAML."""
    return "".join(f"  - {item}\n" for item in items)


def make_objectives(number: int, length: int) -> list[str]:
    """Return that many objectives of that length; no two are the same."""
    return [f"{one:02}".ljust(length, "O") for one in range(number)]


def block(lines: list[str], name: str, indent: str) -> str:
    """Return a field with these lines as a block."""
    return f"{name}: |\n" + "\n".join(indent + line for line in lines)


def make_table(rows: int, long_cells: int) -> list[str]:
    """Return a table whose first column has one wide cell."""
    wide = "| " + "w" * long_cells + " | x |"
    return ["| Step | Who |", "|---|---|", wide, *["| a | everybody |"] * rows]


def test_first_card_is_counted_with_the_objectives(tmp_path: Path) -> None:
    """Each fits alone, but they are shown together with the title and the minutes."""
    changes = (OBJECTIVE, list_of(*make_objectives(10, 140))), (CARD, "text: " + "c" * 2100)

    problems = list_problems(load(tmp_path, **edit("lesson", *changes)))

    assert problems == [
        (
            "lessons/in-tune.yaml:18:11: the first card, with the lesson's title, minutes and "
            "objectives, would not fit in one message: 3,559 characters. Cut it to 3,500 in all"
        ),
        (
            "lessons/in-tune.yaml:18:11: warning: 'text' has 2,100 characters. "
            "Aim at 900 at most [card-length]"
        ),
    ]


def test_second_card_stands_alone(tmp_path: Path) -> None:
    """Objectives are shown with the first card only."""
    changes = (
        (OBJECTIVE, list_of(*make_objectives(10, 140))),
        ("text: Change", "text: " + "c" * 2100),
    )

    (problem,) = list_problems(load(tmp_path, **edit("lesson", *changes)))

    assert "warning: 'text' has 2,1" in problem


def test_objectives_that_fit_in_no_message(tmp_path: Path) -> None:
    """They are reported once, where the list begins."""
    problems = load(
        tmp_path, **edit("lesson", (OBJECTIVE, list_of(*make_objectives(23, 150))))
    ).problems

    assert [(p.line, p.column, p.message) for p in problems] == [
        (5, 3, "the objectives would not fit in one message: 3,542 characters")
    ]


def test_takeaways_that_fit_in_no_message(tmp_path: Path) -> None:
    """The sources are shown with them."""
    changes = (TAKEAWAY, list_of(*["T" * 200] * 16)), ("The handbook", "H" * 300)

    (problem,) = load(tmp_path, **edit("lesson", *changes)).problems

    assert problem.message == "the takeaways would not fit in one message: 3,573 characters"


@pytest.mark.parametrize(
    ("item", "length", "expected"),
    [
        (OBJECTIVE, 150, None),
        (
            OBJECTIVE,
            151,
            (
                "5:5: warning: this objective has 151 characters. "
                "Aim at 150 at most [objective-length]"
            ),
        ),
        (
            OBJECTIVE,
            401,
            "5:5: this objective has 401 characters, and 400 at most fit. Aim at 150",
        ),
        (TAKEAWAY, 200, None),
        (
            TAKEAWAY,
            201,
            "20:5: warning: this takeaway has 201 characters. Aim at 200 at most [takeaway-length]",
        ),
        (
            TAKEAWAY,
            400,
            "20:5: warning: this takeaway has 400 characters. Aim at 200 at most [takeaway-length]",
        ),
        (
            TAKEAWAY,
            401,
            "20:5: this takeaway has 401 characters, and 400 at most fit. Aim at 200",
        ),
    ],
)
def test_length_of_an_item(tmp_path: Path, item: str, length: int, expected: str | None) -> None:
    """Takeaways are repeated in the final summary, objectives stand on the first card."""
    problems = list_problems(load(tmp_path, **edit("lesson", (item, list_of("x" * length)))))

    assert problems == ([f"lessons/in-tune.yaml:{expected}"] if expected else [])


def test_what_an_option_is_counts_in_the_question(tmp_path: Path) -> None:
    """It is shown beside the option when the question is explained."""
    long = edit(
        "questions",
        (ASK, "negative: yes\n    ask: Which is **NOT** first? " + "x" * 3300),
        ("text: Listening", f"text: Listening\n        is: {'y' * 60}"),
        (
            "- id: sell",
            f"- text: Asking\n        is: {'y' * 60}\n        why: So.\n      - id: sell",
        ),
        ("text: Selling", f"text: Selling\n        is: {'y' * 60}"),
    )

    (problem,) = load(tmp_path, **long).problems

    assert (problem.line, problem.column) == (6, 10)
    assert "the question and its reasons would not fit in one message: 3,59" in problem.message


def test_table_is_counted_as_it_is_shown(tmp_path: Path) -> None:
    """A card of some 700 characters becomes a message that Telegram refuses."""
    change = edit("lesson", (CARD, block(make_table(20, 250), "text", "      ")))

    assert list_problems(load(tmp_path, **change)) == [
        (
            "lessons/in-tune.yaml:9:11: the card would not fit in one message: 5,749 characters, "
            "5,106 of them to align its table. "
            "Shorten the longest cells, or cut it to 3,500 in all"
        ),
    ]


def test_long_card_is_warned_of_as_it_is_shown(tmp_path: Path) -> None:
    """The table alone makes it more than a phone screen."""
    change = edit("lesson", (CARD, block(make_table(20, 50), "text", "      ")))

    (problem,) = list_problems(load(tmp_path, **change))

    assert problem.startswith(
        "lessons/in-tune.yaml:9:11: warning: 'text' has 1,349 characters, 906"
    )
    assert problem.endswith(" of them to align its table. Aim at 900 at most [card-length]")


def test_table_in_a_question_is_counted_as_it_is_shown(tmp_path: Path) -> None:
    """The same holds for what is asked."""
    change = edit("questions", (ASK, block(make_table(20, 250), "ask", "      ")))

    (problem,) = list_problems(load(tmp_path, **change))

    assert problem.startswith("questions.yaml:5:10: the question and its reasons would not fit")


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(make_table(9, 90)),
        "Before\n\n" + "\n".join(make_table(9, 90)) + "\n\nAfter, a | b",
        "\n".join("> " + line for line in make_table(9, 90)),
        "- item\n\n" + "\n".join("  " + line for line in make_table(9, 90)),
        "1. " + "\n   ".join(make_table(9, 90)),
        "a | b\n-|-\n" + "w" * 90 + "\nc | d\ne | f",
        "\n".join([*make_table(9, 90), "", *make_table(5, 60)]),
        "| a | b |\n|:--|--:|\n| x\\|y" + "z" * 50 + " | 🙂🙂🙂 |\n| b | c |\n\\",
        "|a|b|\n|-|-|\n|" + "w" * 50 + "|\n|c|d|e|f|",
    ],
)
def test_table_is_at_most_as_long_as_counted(text: str) -> None:
    """The count is close to what the chat makes of the table, and never below."""
    shown = utf16_length(render(text).text)

    assert shown <= count_units(text) + count_padding(text) <= shown + 60


@given(TABLES)
def test_no_table_is_longer_than_counted(rows: list[list[str]]) -> None:
    """Whatever stands in the cells."""
    width = len(rows[0])
    head = " | ".join(f"h{cell}" for cell in rows[0])
    others = [" | ".join(f"c{cell}" for cell in row) for row in rows[1:]]
    text = "\n".join([f"| {head} |", "|" + "---|" * width, *(f"| {row} |" for row in others)])

    assert utf16_length(render(text).text) <= count_units(text) + count_padding(text)


@pytest.mark.parametrize(
    "text",
    [
        "yes | no",
        "yes | no\n\n---",
        "a | b\n---",
        "a | b | c\n-|-\n" + "w" * 50 + "\nd",
        "| a | b |\n|---|---|\n| c | d |\n\n" + "w" * 200,
        "| a | b |\n|---|---|\n| c | d |\n- " + "w" * 200,
    ],
)
def test_what_is_no_table_is_not_padded(text: str) -> None:
    """A stroke alone makes no table, and what stands below a table does not widen it."""
    assert count_padding(text) == 0


@pytest.mark.parametrize(
    "text",
    [
        "**a** *b* __c__ _d_ `e` ~~f~~",
        "***a*** and **b *c* d**",
        "[a](https://a.example) <https://b.example>",
        "> quote\n> goes on\n\n> another",
        "# Heading\n\n> **Imagine** *this*",
        "* one\n* two\n- three * four\n- snake_case_name \\*no\\*",
    ],
)
def test_spans_are_counted_roughly(text: str) -> None:
    """Within two of what the chat makes of it."""
    assert abs(count_spans(text) - len(render(text).spans)) <= 2


def test_card_with_too_much_formatting(tmp_path: Path) -> None:
    """Telegram would show the last of it as plain text."""
    change = edit("lesson", (CARD, "text: Now " + "**a** *b* " * 45))

    assert list_problems(load(tmp_path, **change)) == [
        (
            "lessons/in-tune.yaml:9:11: warning: the card has about 92 formatted pieces, "
            "and Telegram ignores what is over 100. "
            "Use less bold, italic, code, links and quotes: 90 at most in all [much-formatting]"
        ),
    ]


def test_explained_question_with_too_much_formatting(tmp_path: Path) -> None:
    """The chat's own marks count too: two, and two for each option."""
    few = edit("questions", (ASK, "ask: Now " + "`a` " * 40), ("Nobody", "Now " + "*b* " * 44))
    many = edit("questions", (ASK, "ask: Now " + "`a` " * 40), ("Nobody", "Now " + "*b* " * 45))

    (problem,) = list_problems(load(tmp_path, **many))

    assert load(tmp_path, **few).problems == ()
    assert problem.startswith(
        "questions.yaml:5:10: warning: the explained question has about 91 formatted pieces"
    )


@pytest.mark.parametrize(("lessons", "is_long"), [(60, False), (61, True)])
def test_course_of_many_lessons(tmp_path: Path, lessons: int, *, is_long: bool) -> None:
    """Lists of lessons in the chat get long."""
    names = [f"lesson-{number}" for number in range(1, lessons)]
    rows = "".join(f"          - {name}\n" for name in names)
    change = edit("courses", ("          - in-tune\n", "          - in-tune\n" + rows))
    folder = tmp_path / "content" / "lessons"
    folder.mkdir(parents=True)
    for name in names:
        (folder / f"{name}.yaml").write_text(LESSON.replace("id: in-tune", f"id: {name}"))

    problems = list_problems(load(tmp_path, **change))
    about = [problem for problem in problems if "check quiz" not in problem]

    warning = (
        "courses.yaml:11:5: warning: the course has 61 lessons, and lists in the chat get long. "
        "Aim at 60 at most [course-length]"
    )
    assert about == ([warning] if is_long else [])


def test_takeaways_are_counted_with_the_task(tmp_path: Path) -> None:
    """They share a screen."""
    lesson = LESSON.replace(TAKEAWAY, list_of(*["T" * 180] * 10)) + f"task: {'t' * 1800}\n"

    (problem,) = list_problems(load(tmp_path, lesson=lesson))

    assert "the takeaways, with the task, would not fit in one message" in problem


def test_question_is_counted_with_its_hint(tmp_path: Path) -> None:
    """The hint appears in the message of the question."""
    hint = f"{ASK}\n    hint: {'h' * 3500}"

    problem, warning = list_problems(load(tmp_path, **edit("questions", (ASK, hint))))

    assert "[hint-length]" in warning
    assert problem.startswith("questions.yaml:6:11: the question with its hint would not fit")


def test_summary_fits_in_a_message(tmp_path: Path) -> None:
    """With the title of its module."""
    change = edit("courses", ("title: First steps", f"title: First\n        summary: {'s' * 3500}"))

    (problem,) = list_problems(load(tmp_path, **change))

    assert problem.startswith("courses.yaml:14:18: the summary would not fit in one message: 3,505")
