"""Writes content as the YAML that trainers edit: reading it gives the same values again."""

from collections.abc import Iterable
from typing import Final

from bot.content.layout import Value, join, lay_out
from bot.content.schema import CheckEntry
from bot.learning.course import (
    Card,
    Catalog,
    Course,
    Lesson,
    Level,
    Module,
    Option,
    Picture,
    Question,
    QuestionType,
    QuizRule,
    Term,
    Use,
)

_DEFAULT_CHECK: Final = CheckEntry().model_dump()


def write_questions(questions: Iterable[Question]) -> str:
    """Return questions.yaml: fields in the schema's order, without those that have the default."""
    return _write_list("questions", map(_question, questions))


def write_files(catalog: Catalog) -> dict[str, str]:
    """Return all files of a content directory by name; the pictures are not among them."""
    files = {
        "courses.yaml": _write_list("courses", map(_course, catalog.courses)),
        "questions.yaml": write_questions(catalog.questions),
        "glossary.yaml": _write_list("terms", map(_term, catalog.terms)),
    }
    for lesson in catalog.lessons:
        files[f"lessons/{lesson.id}.yaml"] = join(lay_out(_lesson(lesson)))
    return files


def to_entry(one: Question | Lesson | Course | Term) -> dict[str, Value]:
    """Return the fields of an entry by the names that trainers write."""
    match one:
        case Question():
            return _question(one)
        case Lesson():
            return _lesson(one)
        case Course():
            return _course(one)
        case Term():
            return _term(one)


def _write_list(name: str, entries: Iterable[dict[str, Value]]) -> str:
    return join(lay_out({name: list(entries)}, apart=name))


def _question(question: Question) -> dict[str, Value]:
    return {
        "id": question.id,
        "lesson": question.lesson_id or None,
        "card": question.card_id or None,
        "objective": question.objective_id,
        "type": None if question.type is QuestionType.SINGLE else question.type,
        "use": None if question.use is Use.PRACTICE else question.use,
        "level": None if question.level is Level.APPLICATION else question.level,
        "difficulty": question.difficulty,
        "negative": question.is_negative,
        "keep_order": question.keeps_order,
        "draft": question.is_draft,
        "tags": list(question.tags),
        "picture": _picture(question.picture),
        "ask": question.ask,
        "hint": question.hint,
        "options": [_option(option) for option in question.options],
        "explanation": question.explanation,
        "lint": _lint(question),
    }


def _option(option: Option) -> dict[str, Value]:
    return {
        "id": option.id,
        "text": option.text,
        "correct": option.is_correct,
        "is": option.nature,
        "why": option.why or None,
    }


def _lint(one: Question | Lesson | Course | Term) -> Value:
    if not one.ignored_rules:
        return None
    return {"ignore": list(one.ignored_rules), "because": one.ignored_because}


def _lesson(lesson: Lesson) -> dict[str, Value]:
    return {
        "id": lesson.id,
        "title": lesson.title,
        "minutes": lesson.minutes,
        "objectives": [{"id": each.id, "text": each.text} for each in lesson.objectives],
        "cards": [_card(card) for card in lesson.cards],
        "takeaways": list(lesson.takeaways),
        "sources": list(lesson.sources),
        "task": lesson.task,
        "requires": list(lesson.requires),
        "optional": lesson.is_optional,
        "lint": _lint(lesson),
    }


def _card(card: Card) -> dict[str, Value]:
    return {
        "id": card.id,
        "title": card.title,
        "text": card.text,
        "picture": _picture(card.picture),
    }


def _picture(picture: Picture | None) -> Value:
    return None if picture is None else {"file": picture.file, "alt": picture.alt}


def _course(course: Course) -> dict[str, Value]:
    check = _rule(course.check)
    return {
        "id": course.id,
        "title": course.title,
        "description": course.description,
        "check": None if check == _DEFAULT_CHECK else check,
        "test": _rule(course.test),
        "valid_months": course.valid_months,
        "modules": [_module(module) for module in course.modules],
        "lint": _lint(course),
    }


def _rule(rule: QuizRule) -> dict[str, Value]:
    return {"questions": rule.questions, "pass_mark": rule.pass_mark_pct}


def _module(module: Module) -> dict[str, Value]:
    return {
        "id": module.id,
        "title": module.title,
        "lessons": list(module.lesson_ids),
        "summary": module.summary,
    }


def _term(term: Term) -> dict[str, Value]:
    return {
        "id": term.id,
        "term": term.term,
        "also": list(term.also),
        "definition": term.definition,
        "example": term.example,
        "lessons": list(term.lesson_ids),
        "lint": _lint(term),
    }
