"""One person's evidence file: what was asked as it was shown, and what was answered."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.learning.corrections import Corrected
from bot.learning.course import Catalog, Question
from bot.learning.evidence import Anchor
from bot.learning.grading import is_pass, score_pct
from bot.learning.quiz import LETTERS
from bot.storage.chain import find_last
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import corrections
from bot.storage.queries import evidence_file as queries

FORMAT = "training-bot evidence file, version 1"
FindCatalog = Callable[[int], Catalog]
Entry = dict[str, Any]


class NobodyFound(Exception):
    """There is no such person."""


def collect_evidence(
    database: Database, find_catalog: FindCatalog, person_id: int, now: datetime
) -> Entry:
    """Return the file as plain values, all of one moment; raise NobodyFound.

    Practice is not in it: it is the learner's own, and no evidence.
    """
    with database.reading() as session:
        plain = Plain.of(session)
        person = queries.find_person(plain, person_id)
        if person is None:
            raise NobodyFound
        corrected = corrections.load_of_person(plain, person_id)
        quizzes = [
            _describe_quiz(plain, find_catalog, corrected, quiz)
            for quiz in queries.list_quizzes(plain, person_id)
        ]
        readings = queries.list_readings(plain, person_id)
        completions = queries.list_completions(plain, person_id)
        versions = {entry["version_id"] for entry in (*quizzes, *readings, *completions)}
        last = find_last(plain)
        return {
            "format": FORMAT,
            "made_at": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "anchor": str(Anchor(last.number, last.mac)) if last else None,
            "person": person,
            "completions": completions,
            "completion_changes": queries.list_completion_changes(plain, person_id),
            "certificates": queries.list_certificates(plain, person_id),
            "quizzes": quizzes,
            "corrections": queries.list_corrections(plain, person_id),
            "lessons_read": readings,
            "content_versions": queries.list_versions(plain, sorted(versions)),
            "notices_accepted": queries.list_accepted_notices(plain, person_id),
            "messages": queries.list_sent_notices(plain, person_id),
            "changes": queries.list_changes(plain, person_id),
            "events": queries.list_events(plain, person_id),
        }


def _describe_quiz(
    plain: Plain, find_catalog: FindCatalog, corrected: Corrected, quiz: Entry
) -> Entry:
    """Return a quiz; `right` is what was recorded, and `right_counted` what counts of it now."""
    catalog = find_catalog(quiz["version_id"])
    course = catalog.get_course(quiz["course_id"])
    lesson = catalog.lessons_by_id.get(quiz["scope"])
    answers = queries.list_answers(plain, quiz["session_id"])
    recorded, total = quiz["right"], quiz["total"]
    right = None if recorded is None else corrected.count_right(quiz["session_id"], recorded)
    return {
        **quiz,
        "right_counted": right,
        "course_title": course.title,
        "lesson_title": lesson.title if lesson else None,
        "score_pct": None if right is None else score_pct(right, total),
        "is_passed": None if right is None else is_pass(right, total, quiz["pass_mark_pct"]),
        "questions": [
            _describe_question(catalog.questions_by_id[answer["question_id"]], answer)
            for answer in answers
        ],
    }


def _describe_question(question: Question, answer: Entry) -> Entry:
    """Return a question with its options in the order in which this person saw them."""
    order: list[str] = json.loads(answer["option_ids"])
    chosen: list[str] | None = json.loads(answer["chosen_ids"]) if answer["chosen_ids"] else None
    options = [question.get_option(option_id) for option_id in order]
    return {
        "number": answer["position"] + 1,
        "question_id": question.id,
        "sha256": _digest(question),
        "type": question.type.value,
        "text": question.ask,
        "picture": question.picture.file if question.picture else None,
        "options": [
            {
                "label": label,
                "option_id": option.id,
                "text": option.text,
                "is_right": option.is_correct,
                "was_chosen": None if chosen is None else option.id in chosen,
            }
            for label, option in zip(LETTERS, options, strict=False)
        ],
        "shown_at": answer["shown_at"],
        "hint_taken_at": answer["hint_at"],
        "hint": question.hint if answer["hint_at"] else None,
        "answered_at": answer["answered_at"],
        "counted_as_right": None if answer["is_correct"] is None else bool(answer["is_correct"]),
    }


def _digest(question: Question) -> str:
    """Return the SHA-256 of what was asked: text and options, in the order of their ids."""
    parts = [question.ask, *(f"{o.id}\n{o.text}" for o in sorted(question.options, key=_by_id))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _by_id(option: Any) -> str:
    return str(option.id)
