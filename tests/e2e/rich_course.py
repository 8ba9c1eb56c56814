"""A small course with everything that lessons and questions may have, on a stage of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from bot.config import Settings
from bot.content.writing import write_files
from bot.learning.course import Catalog, Module, Question, QuizRule, Term
from tests.conftest import FakeClock
from tests.e2e.stage import Stage
from tests.services.builder import make_catalog, make_lesson, make_questions

LESSONS = ("one", "two", "extra")
TERMS = tuple(Term(f"term-{n}", f"Term {n}", (), f"What {n} means.", None, ()) for n in range(1, 6))
LINKS = ", ".join(f"[word {n}](term:term-{n})" for n in range(1, 6))


def make_rich() -> Catalog:
    """Return two modules: two lessons, of which the second needs the first, and an optional one."""
    catalog = make_catalog(
        LESSONS,
        questions=[_enrich(q) for lesson_id in LESSONS for q in make_questions(lesson_id)],
        terms=TERMS,
        check=QuizRule(2, 50),
        test=QuizRule(2, 50),
    )
    one, two, extra = (make_lesson(lesson_id, cards=4) for lesson_id in LESSONS)
    first = replace(one.cards[0], text=f"Of {LINKS} and [word 1 again](term:term-1).")
    one = replace(
        one,
        cards=(first, *one.cards[1:]),
        takeaways=("A [word](term:term-1) to keep.",),
        task="Ask **one** customer.",
    )
    modules = (
        Module("start", "First steps", ("one",), summary="- Ask first.\n- Then act."),
        Module("more", "Further steps", ("two", "extra"), summary="Keep asking."),
    )
    return replace(
        catalog,
        courses=(replace(catalog.courses[0], modules=modules),),
        lessons=(one, replace(two, requires=("one",)), replace(extra, is_optional=True)),
    )


def _enrich(question: Question) -> Question:
    return replace(
        question,
        hint=f"Think of {question.id}.",
        explanation=f"In short, [this](term:term-2) is about {question.id}.",
    )


@asynccontextmanager
async def rich_stage(settings: Settings, clock: FakeClock) -> AsyncIterator[Stage]:
    """Run the bot with this course."""
    directory = settings.database.parent / "rich"
    for name, text in write_files(make_rich()).items():
        path = directory / Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    async with Stage(settings.model_copy(update={"content": directory}), clock).running() as stage:
        yield stage
