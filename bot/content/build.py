"""Makes the frozen values of the domain from sound entries."""

import hashlib
from collections import Counter
from collections.abc import Mapping

from bot.content.faults import ID_LIMIT, make_id
from bot.content.schema import (
    CheckEntry,
    CourseEntry,
    LessonEntry,
    LintEntry,
    ObjectiveEntry,
    OptionEntry,
    PictureEntry,
    QuestionEntry,
    TermEntry,
    TestEntry,
)
from bot.learning.course import (
    Card,
    Course,
    Lesson,
    Module,
    Objective,
    Option,
    Picture,
    Question,
    QuizRule,
    Term,
)

_DIGEST_LENGTH = 8
_MAX_SLUG = ID_LIMIT - 1 - _DIGEST_LENGTH


def build_question(entry: QuestionEntry, digests: Mapping[str, str]) -> Question:
    """Return the question; `digests` are those of the pictures, by file name."""
    ids = make_option_ids(entry.options)
    ignored, because = _build_lint(entry.lint)
    return Question(
        entry.id,
        entry.lesson or "",
        entry.card or "",
        entry.type,
        entry.use,
        entry.level,
        entry.negative,
        entry.ask,
        tuple(
            Option(option_id, option.text, option.correct, option.why or "", option.nature)
            for option_id, option in zip(ids, entry.options, strict=True)
        ),
        objective_id=entry.objective,
        difficulty=entry.difficulty,
        hint=entry.hint,
        explanation=entry.explanation,
        picture=_build_picture(entry.picture, digests),
        tags=tuple(entry.tags),
        keeps_order=entry.keep_order,
        is_draft=entry.draft,
        ignored_rules=ignored,
        ignored_because=because,
    )


def build_lesson(entry: LessonEntry, digests: Mapping[str, str]) -> Lesson:
    """Return the lesson; `digests` are those of the pictures, by file name."""
    ignored, because = _build_lint(entry.lint)
    return Lesson(
        id=entry.id,
        title=entry.title,
        minutes=entry.minutes,
        objectives=tuple(Objective(find_objective_id(o), o.text) for o in entry.objectives),
        cards=tuple(
            Card(card.id, card.title, card.text, _build_picture(card.picture, digests))
            for card in entry.cards
        ),
        takeaways=tuple(entry.takeaways),
        sources=tuple(entry.sources),
        task=entry.task,
        requires=tuple(entry.requires),
        is_optional=entry.optional,
        ignored_rules=ignored,
        ignored_because=because,
    )


def build_course(entry: CourseEntry) -> Course:
    """Return the course."""
    ignored, because = _build_lint(entry.lint)
    return Course(
        id=entry.id,
        title=entry.title,
        description=entry.description,
        modules=tuple(Module(m.id, m.title, tuple(m.lessons), m.summary) for m in entry.modules),
        check=_build_rule(entry.check),
        test=_build_rule(entry.test),
        ignored_rules=ignored,
        ignored_because=because,
        valid_months=entry.valid_months,
    )


def build_term(entry: TermEntry) -> Term:
    """Return the term."""
    ignored, because = _build_lint(entry.lint)
    return Term(
        id=entry.id,
        term=entry.term,
        also=tuple(entry.also),
        definition=entry.definition,
        example=entry.example,
        lesson_ids=tuple(entry.lessons),
        ignored_rules=ignored,
        ignored_because=because,
    )


def find_objective_id(entry: ObjectiveEntry) -> str:
    """Return the id of an objective; where it has none, its text makes it."""
    return entry.id or make_id(entry.text) or f"objective-{_digest(entry.text)}"


def make_option_ids(options: list[OptionEntry]) -> list[str]:
    """Return the ids of the options; where one is missing, its text makes it.

    The order of the options has no part in it, so moving them keeps their statistics.
    """
    given = [option.id for option in options if option.id]
    if len(given) == len(options):
        return given
    made = [None if option.id else make_id(option.text) for option in options]
    counts = Counter(slug for slug in made if slug)
    counts.update(given)
    ids = []
    for option, slug in zip(options, made, strict=True):
        is_free = slug and counts[slug] == 1
        ids.append(option.id or (slug if slug and is_free else _add_digest(slug or "", option)))
    return ids


def _add_digest(slug: str, option: OptionEntry) -> str:
    return f"{slug[:_MAX_SLUG].rstrip('-') or 'option'}-{_digest(option.text)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH]


def _build_lint(entry: LintEntry | None) -> tuple[tuple[str, ...], str | None]:
    """Return the warnings that are ignored, and why."""
    return ((), None) if entry is None else (tuple(entry.ignore), entry.because)


def _build_picture(entry: PictureEntry | None, digests: Mapping[str, str]) -> Picture | None:
    if entry is None:
        return None
    return Picture(entry.file, entry.alt, digests.get(entry.file, ""))


def _build_rule(entry: CheckEntry | TestEntry) -> QuizRule:
    return QuizRule(entry.questions, entry.pass_mark)
