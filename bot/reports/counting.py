"""Counting what was answered in checks and tests: read one by one, kept as counts only."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from bot.content.snapshot import restore_catalog
from bot.learning.course import Question
from bot.learning.items import ItemTally, merge, name_form, name_wording
from bot.learning.quiz import QuizKind
from bot.learning.tally import Given, QuizFigures, Tally
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import content, items

LoadQuestions = Callable[[int], tuple[Question, ...]]  # of a version of the content


class Form(NamedTuple):
    """A question as long as its options and its key stay: answers to it can be compared."""

    question_id: str
    name: str


@dataclass(frozen=True)
class FormCount:
    """The answers to a question in one form; `wordings` says how many were given to each."""

    question: Question
    tally: ItemTally
    wordings: Mapping[str, int]

    @property
    def chosen_by(self) -> dict[str, frozenset[str]]:
        """The ids of the options in each choice, by how it is written down."""
        choices = {cell.chosen for cell in self.tally.cells}
        return {choice: frozenset(json.loads(choice)) for choice in choices}


@dataclass(frozen=True)
class Counted:
    """All that was counted: the questions by form, the quizzes by the name of `name_quiz`."""

    attempts: int
    forms: Mapping[Form, FormCount]
    quizzes: Mapping[str, QuizFigures]

    @cached_property
    def answers_by_question(self) -> Counter[str]:
        """How many answers there are to each question, in all its forms."""
        answers: Counter[str] = Counter()
        for form, count in self.forms.items():
            answers[form.question_id] += count.tally.answers
        return answers


def count_answers(database: Database, as_of: datetime, *, is_first_only: bool) -> Counted:
    """Count the answers of checks and tests that were finished by then.

    What this takes of memory grows with the number of questions, and not with that of answers.
    """
    tally = Tally()
    with database.reading() as session:
        books = _Books(
            lambda version_id: (
                restore_catalog(content.get_version(session, version_id).body).questions
            )
        )
        rows = items.stream_answers(Plain.of(session), as_of, is_first_only=is_first_only)
        for _, group in groupby(rows, key=itemgetter(0)):
            answers = list(group)
            _, version_id, course_id, kind, scope, *_ = answers[0]
            numbers = books.number(version_id)
            tally.add(
                name_quiz(course_id, kind, scope),
                [
                    Given(numbers[question_id], chosen, is_right == 1, seconds)
                    for _, _, _, _, _, question_id, chosen, is_right, seconds in answers
                ],
            )
    return Counted(tally.attempts, books.gather(tally), tally.list_quizzes())


def name_quiz(course_id: str, kind: str, scope: str) -> str:
    """Return by which name the attempts at a quiz are counted together."""
    return f"{course_id}:{kind}:{scope if kind == QuizKind.CHECK else ''}"


def find_form(question: Question) -> Form:
    """Return the form in which a question stands."""
    option_ids = [option.id for option in question.options]
    return Form(question.id, name_form(option_ids, question.correct_ids))


def find_wording(question: Question) -> str:
    """Return a name for how a question reads."""
    return name_wording(question.ask, {option.id: option.text for option in question.options})


class _Books:
    """Gives every wording of a question a number, version by version as they are met."""

    def __init__(self, load: LoadQuestions) -> None:
        self._load = load
        self._versions: dict[int, dict[str, int]] = {}
        self._numbers: dict[tuple[Form, str], int] = {}
        self._questions: dict[Form, Question] = {}

    def number(self, version_id: int) -> dict[str, int]:
        """Return the numbers of all questions of a version."""
        if version_id not in self._versions:
            self._versions[version_id] = {q.id: self._note(q) for q in self._load(version_id)}
        return self._versions[version_id]

    def _note(self, question: Question) -> int:
        form = find_form(question)
        self._questions[form] = question
        return self._numbers.setdefault((form, find_wording(question)), len(self._numbers))

    def gather(self, tally: Tally) -> dict[Form, FormCount]:
        """Return what was counted, all wordings of a form together."""
        counted = tally.list_items()
        wordings: defaultdict[Form, Counter[str]] = defaultdict(Counter)
        parts: defaultdict[Form, list[ItemTally]] = defaultdict(list)
        for (form, wording), number in self._numbers.items():
            if number in counted:
                wordings[form][wording] = counted[number].answers
                parts[form].append(counted[number])
        return {
            form: FormCount(self._questions[form], merge(tallies), wordings[form])
            for form, tallies in parts.items()
        }
