"""Catalogues with texts that are hard to write, for property tests."""

import dataclasses
from typing import Final

from hypothesis import strategies as st

from bot.learning.course import (
    Card,
    Catalog,
    Course,
    Lesson,
    Level,
    Module,
    Objective,
    Option,
    Question,
    QuestionType,
    QuizRule,
    Term,
    Use,
)

SIGNS: Final = (
    *(": ", " #", "'", '"', "\\", "- ", "\n", "\n\n", "  ", "\t", "---", "{", "[x] ", "%", "`"),
    *("yes", "no", "null", "~", "1.10", "12:30", "2024-01-01", "&a ", "*b ", "!c ", "|", "?"),
    *("Где заказ?", "é", "🙂", "\u2028", "\ufeff", "\xa0", "…", "x", "B", " ", ">", "@", ",", "="),
    " word" * 20,
)

# Trimmed, as the schema trims, and not empty; every sign that means something to YAML is frequent.
# No brackets: a reason that says "(b)" names an option by its letter, and that is an error.
texts = (
    st.lists(
        st.sampled_from(SIGNS)
        | st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="()"),
        min_size=1,
        max_size=9,
    )
    .map(lambda parts: "".join(parts)[:150].strip())
    .filter(bool)
)
maybe = st.none() | texts
some = st.lists(texts, max_size=2).map(tuple)


def fold(text: str) -> str:
    """Return a text as the check compares options."""
    return " ".join(text.split()).casefold()


@st.composite
def make_question(draw: st.DrawFn, question_id: str, use: Use) -> Question:
    """Return a question with every field that may be there."""
    is_negative = draw(st.booleans())
    wordings = draw(st.lists(texts, min_size=3, max_size=4, unique_by=fold))
    options = tuple(
        Option(f"o-{place}", text, place == 1, draw(texts), f"n {place}" if is_negative else None)
        for place, text in enumerate(wordings)
    )
    rules = draw(some)
    return Question(
        id=question_id,
        lesson_id="a",
        card_id="c-1",
        type=QuestionType.SINGLE,
        use=use,
        level=draw(st.sampled_from(Level)),
        is_negative=is_negative,
        ask=draw(texts),
        options=options,
        objective_id=draw(st.sampled_from([None, "o-1"])),
        difficulty=draw(st.sampled_from([None, 1, 2, 3])),
        hint=draw(maybe),
        explanation=draw(maybe),
        keeps_order=draw(st.booleans()),
        tags=draw(some),
        ignored_rules=rules,
        ignored_because=draw(maybe) if rules else None,
    )


@st.composite
def make_lesson(draw: st.DrawFn, lesson_id: str) -> Lesson:
    """Return a lesson with every field that may be there."""
    return Lesson(
        id=lesson_id,
        title=draw(texts),
        minutes=draw(st.integers(1, 99)),
        objectives=(Objective("o-1", draw(texts)),),
        cards=tuple(Card(f"c-{number}", draw(texts), draw(texts)) for number in (1, 2)),
        takeaways=(draw(texts), draw(texts)),
        sources=(draw(texts),),
        task=draw(maybe),
        requires=("a",) if lesson_id != "a" else (),
        is_optional=lesson_id != "a",
    )


@st.composite
def make_catalog(draw: st.DrawFn) -> Catalog:
    """Return a sound catalogue in which every text may be nasty."""
    # The files of these two stand in the other order: "a-b.yaml" comes before "a.yaml".
    lessons = (draw(make_lesson("a")), draw(make_lesson("a-b")))
    module = Module("m", draw(texts), ("a", "a-b"), draw(maybe))
    test, check = QuizRule(1, 80), QuizRule(1, draw(st.integers(1, 100)))
    course = Course("c", draw(texts), draw(texts), (module,), check, test)
    term = Term("t", draw(texts), draw(some), draw(texts), draw(maybe), ("a",))
    drawn = [draw(make_question("first", Use.PRACTICE)), draw(make_question("last", Use.TEST))]
    drawn.append(draw(make_question("more", Use.PRACTICE).map(make_draft)))
    # Each lesson draws one question for its check.
    drawn.append(dataclasses.replace(drawn[0], id="other", lesson_id="a-b"))
    return Catalog((course,), lessons, tuple(drawn), (term,))


def make_draft(question: Question) -> Question:
    """Return the question as a draft that lacks all that a draft may lack."""
    options = tuple(dataclasses.replace(option, why="") for option in question.options)
    return dataclasses.replace(
        question, is_draft=True, lesson_id="", card_id="", objective_id=None, options=options
    )
