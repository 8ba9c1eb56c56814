"""One person's evidence file: what was due, what was asked as it was shown, what was answered."""

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
from bot.reports.occurrences import Ruled
from bot.storage.chain import find_last
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import corrections
from bot.storage.queries import evidence_file as queries
from bot.storage.queries.completion import RecordedEvent

FORMAT = "training-bot evidence file, version 1"
FindCatalog = Callable[[int], Catalog]
Entry = dict[str, Any]


class NobodyFound(Exception):
    """There is no such person."""


def collect_evidence(
    database: Database, find_catalog: FindCatalog, person_id: int, now: datetime
) -> Entry:
    """Return the file as plain values, all of one moment; raise NobodyFound.

    Whoever is asked for by an employee entry that turned out to be another person is that one.
    Practice is not in it: it is the learner's own, and no evidence.
    """
    with database.reading() as session:
        plain = Plain.of(session)
        person = queries.find_person(plain, person_id)
        if person is None:
            raise NobodyFound
        person_id = person["person_id"]
        occurrences = [
            _describe_occurrence(plain, occurrence)
            for occurrence in queries.list_occurrences(plain, person_id)
        ]
        corrected = corrections.load_of_person(plain, person_id)
        quizzes = [
            _describe_quiz(plain, find_catalog, corrected, quiz)
            for quiz in queries.list_quizzes(plain, person_id)
        ]
        readings = queries.list_readings(plain, person_id)
        completions = queries.list_completions(plain, person_id)
        done = [event for one in occurrences for event in one["events"] if event["version_id"]]
        taught = (*quizzes, *readings, *completions, *done)
        versions = {entry["version_id"] for entry in taught}
        last = find_last(plain)
        return {
            "format": FORMAT,
            "made_at": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "anchor": str(Anchor(last.number, last.mac)) if last else None,
            "person": person,
            "occurrences": occurrences,
            "completions": completions,
            "completion_changes": queries.list_completion_changes(plain, person_id),
            "certificates": queries.list_certificates(plain, person_id),
            "quizzes": quizzes,
            "corrections": queries.list_corrections(plain, person_id),
            "lessons_read": readings,
            "content_versions": queries.list_versions(plain, sorted(versions)),
            "notices_accepted": queries.list_accepted_notices(plain, person_id),
            "messages": queries.list_sent_notices(plain, person_id),
            "reminders": queries.list_reminders(plain, person_id),
            "changes": queries.list_changes(plain, person_id),
            "events": queries.list_events(plain, person_id),
        }


def _describe_occurrence(plain: Plain, occurrence: Entry) -> Entry:
    """Return an occurrence with its events, and what follows from them as in the report.

    `due_at` is the due date that it was given with, and `due_at_counted` the one in force.
    """
    events = queries.list_occurrence_events(plain, occurrence["occurrence_id"])
    ruled = Ruled(occurrence["due_at"])
    ruled.follow(RecordedEvent._make(map(event.get, RecordedEvent._fields)) for event in events)
    done, waived = ruled.completed, ruled.waived
    return {
        **occurrence,
        "due_at_counted": ruled.due_at,
        "completed_at": done and done.completed_at,
        "valid_until": done and done.valid_until,
        "waived_at": waived and waived.at,
        "is_moved": ruled.is_moved,
        "events": events,
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
