"""Item analysis: what the answers say of each question and quiz, and which deserve work first."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.learning.course import Catalog, Course, Question, Use
from bot.learning.items import DISCRIMINATION_FROM, ItemFigures, describe_item, find_weights
from bot.learning.quiz import QuizKind
from bot.learning.tally import QuizFigures
from bot.learning.verdicts import Finding, judge
from bot.reports.advice import advise
from bot.reports.completion import name_courses
from bot.reports.counting import (
    Counted,
    Form,
    count_answers,
    find_form,
    find_wording,
    name_quiz,
)
from bot.storage.engine import Database


@dataclass(frozen=True)
class Item:
    """A question with what its answers say; from 10 answers on, and more from 30 on.

    `reworded` of the answers were given while it read otherwise. `former` were given while it had
    other options or another key: they are not in the figures.
    """

    question: Question
    figures: ItemFigures
    findings: tuple[Finding, ...]
    reworded: int = 0
    former: int = 0
    quiz_title: str = ""  # where it is asked now

    @property
    def advice(self) -> tuple[str, ...]:
        """One sentence for each finding, the most urgent first."""
        return tuple(advise(self.question, self.figures, one) for one in self.findings)

    @property
    def is_silent(self) -> bool:
        """Whether there are too few answers to say anything."""
        return self.figures.facility_pct is None

    @property
    def is_work(self) -> bool:
        """Whether something should be done about it."""
        return self.findings[0].is_work


@dataclass(frozen=True)
class QuizRow:
    """A check or the final test, with what its attempts say."""

    title: str
    figures: QuizFigures


@dataclass(frozen=True)
class ItemReport:
    """All questions that are taught, the one that deserves work first in front."""

    courses: tuple[Course, ...]
    as_of: datetime
    is_first_only: bool
    attempts: int
    items: tuple[Item, ...]
    quizzes: tuple[QuizRow, ...]
    forms: Mapping[Form, Item]  # also of what is not taught any more, or in another form

    @property
    def title(self) -> str:
        """What is taught."""
        return name_courses(self.courses)

    @property
    def answers(self) -> int:
        """How many answers the figures are made of."""
        return sum(item.figures.answers for item in self.items)

    @property
    def telling(self) -> tuple[Item, ...]:
        """The questions with answers enough to say something."""
        return tuple(item for item in self.items if not item.is_silent)

    def find(self, question: Question) -> Item | None:
        """Return what is known of a question of any version; None where nobody answered it."""
        return self.forms.get(find_form(question))


def report_items(
    database: Database, catalog: Catalog, as_of: datetime, *, is_first_only: bool = True
) -> ItemReport:
    """Compute the report from the checks and tests that were finished by `as_of`.

    Where `is_first_only`, each person's first attempt at each quiz counts, else all attempts.
    """
    counted = count_answers(database, as_of, is_first_only=is_first_only)
    return describe_items(counted, catalog, as_of, is_first_only=is_first_only)


def describe_items(
    counted: Counted, catalog: Catalog, as_of: datetime, *, is_first_only: bool
) -> ItemReport:
    """Make the report of what is counted."""
    titles, places = _title_quizzes(catalog), _place_lessons(catalog)
    shown = {find_form(one): one for one in catalog.questions if not one.is_draft}
    weights = _weigh(counted, places, shown)
    forms = {
        form: _make_item(count.question, form, counted) for form, count in counted.forms.items()
    }
    forms |= {
        form: replace(
            _make_item(question, form, counted, weights.get(form)),
            quiz_title=titles.get(_place(places, question), ""),
        )
        for form, question in shown.items()
    }
    return ItemReport(
        courses=catalog.courses,
        as_of=as_of,
        is_first_only=is_first_only,
        attempts=counted.attempts,
        items=tuple(sorted((forms[form] for form in shown), key=_urgency)),
        quizzes=tuple(
            QuizRow(title, counted.quizzes.get(name, QuizFigures(0, 0)))
            for name, title in titles.items()
        ),
        forms=forms,
    )


def _urgency(item: Item) -> tuple[object, ...]:
    """Sort by the worst finding; a key by how far it is behind, others by how few are right.

    With few answers a wrong option may lead by chance: the widest lead is the surest.
    """
    facility = item.figures.facility_pct
    return (
        item.findings[0].fault,
        -item.figures.lead_pct if item.is_work else 0.0,
        -len(item.findings),
        100.0 if facility is None else facility,
        -item.figures.answers,
        item.question.id,
    )


def _make_item(
    question: Question, form: Form, counted: Counted, weight_pct: float | None = None
) -> Item:
    count = counted.forms.get(form)
    if count is None:
        figures, same = ItemFigures(0), 0
    else:
        options = {option.id: option.is_correct for option in question.options}
        figures = describe_item(count.tally, count.chosen_by, options)
        same = count.wordings.get(find_wording(question), 0)
    return Item(
        question,
        replace(figures, weight_pct=weight_pct),
        judge(figures),
        reworded=figures.answers - same,
        former=counted.answers_by_question[question.id] - figures.answers,
    )


def _weigh(
    counted: Counted, places: Mapping[str, str], taught: Mapping[Form, Question]
) -> dict[Form, float | None]:
    """Return the effective weight of each question among those of its quiz that say enough."""
    quizzes: dict[str, dict[str, Form]] = {}
    for form, question in taught.items():
        if form in counted.forms and counted.forms[form].tally.answers >= DISCRIMINATION_FROM:
            quizzes.setdefault(_place(places, question), {})[question.id] = form
    weights: dict[Form, float | None] = {}
    for forms in quizzes.values():
        found = find_weights({name: counted.forms[form].tally for name, form in forms.items()})
        weights |= {forms[name]: weight for name, weight in found.items()}
    return weights


def _place(places: Mapping[str, str], question: Question) -> str:
    """Return the name of the quiz in which a question is asked."""
    course_id = places.get(question.lesson_id, "")
    if question.use is Use.TEST:
        return name_quiz(course_id, QuizKind.TEST, "")
    return name_quiz(course_id, QuizKind.CHECK, question.lesson_id)


def _place_lessons(catalog: Catalog) -> dict[str, str]:
    """Return in which course each lesson is taught: the first of them."""
    places: dict[str, str] = {}
    for course in reversed(catalog.courses):
        places |= dict.fromkeys(course.lesson_ids, course.id)
    return places


def _title_quizzes(catalog: Catalog) -> dict[str, str]:
    """Return the titles of the quizzes of all courses, in their order, by name."""
    titles = {}
    for course in catalog.courses:
        before = f"{course.title}: " if len(catalog.courses) > 1 else ""
        for number, lesson_id in enumerate(course.lesson_ids, start=1):
            name = name_quiz(course.id, QuizKind.CHECK, lesson_id)
            titles[name] = f"{before}Lesson {number} check"
        titles[name_quiz(course.id, QuizKind.TEST, "")] = f"{before}Final test"
    return titles
