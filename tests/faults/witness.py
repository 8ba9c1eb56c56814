"""Remembers what people were shown as recorded, and what can no longer change, and looks again."""

import json
from collections.abc import Sequence
from pathlib import Path

from bot.chat.taps.privacy import Forget
from bot.chat.taps.quiz import AnswerWith, Submit, Tick
from bot.chat.taps.tap import BELOW
from bot.learning.quiz import COUNTED
from bot.services.library import Library
from tests.e2e.stage import Message, list_buttons
from tests.faults.tables import Row, read_rows

VERDICTS = ("✅ Right", "❌ Not quite", "Recorded.")
REPEAT = "Already answered"
Place = tuple[int, int]  # a session and a position in it

# What never changes once it stands there: a query, and how many of its columns are the key.
LASTING = {
    "session": (
        (
            "SELECT id, kind, person_id, version_id, scope, pass_mark_pct, started_at"
            " FROM quiz_session"
        ),
        1,
    ),
    "question": ("SELECT session_id, position, question_id, option_ids FROM quiz_item", 2),
    "answer": ("SELECT session_id, position, * FROM answer", 2),
    "result": (
        "SELECT id, finished_at, right FROM quiz_session WHERE finished_at IS NOT NULL",
        1,
    ),
    "completion": ("SELECT person_id, course_id, * FROM completion", 2),
    "card": ("SELECT person_id, lesson_id, card_id, * FROM card_read", 3),
    "lesson": ("SELECT person_id, lesson_id, * FROM lesson_read", 2),
    "person": ("SELECT id, telegram_id, name, role FROM person WHERE name IS NOT NULL", 1),
    "update": (
        "SELECT update_id, finished_at, raw FROM inbox_update WHERE finished_at IS NOT NULL",
        1,
    ),
}
OF_ROUNDS = ("session", "question", "answer", "result")  # all keyed by the session first


class Witness:
    """Knows the first answers, as the people saw them, by the texts of the options."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._lasting: dict[tuple[object, ...], Row] = {}
        self._ticked: dict[Place, frozenset[str]] = {}
        self.answers: dict[Place, frozenset[str]] = {}
        self.erased = 0  # rounds of practice

    def learn(self, data: str, message: Message, toast: str) -> None:
        """Take in what a tap on a message was answered with."""
        data = data.removeprefix(BELOW)
        if Tick.matches(data):
            tick = Tick.decode(data)
            place, option = (tick.session_id, tick.position), find_option(message, data)
            if not toast and option:
                ticked = self._ticked.get(place, frozenset())
                self._ticked[place] = ticked | {option} if tick.is_on else ticked - {option}
        elif AnswerWith.matches(data):
            tap = AnswerWith.decode(data)
            place = tap.session_id, tap.position
            self._take(place, frozenset({find_option(message, data)}), toast)
        elif Submit.matches(data):
            submit = Submit.decode(data)
            place = submit.session_id, submit.position
            self._take(place, self._ticked.get(place, frozenset()), toast)
        elif Forget.matches(data):
            self._forget_practice()
        else:
            return
        if toast.startswith(REPEAT):
            assert place in self.answers, f"{place} is called answered, and nobody answered it"

    def _take(self, place: Place, chosen: frozenset[str], toast: str) -> None:
        if toast.startswith(VERDICTS):
            assert place not in self.answers, f"{place} was recorded twice"
            assert all(chosen), "an option that does not exist was taken"
            self.answers[place] = chosen

    def _forget_practice(self) -> None:
        """Practice may be erased when its learner asks for it; it must be gone then, and only it.

        To be told of rounds, the witness must have looked after the last of them began.
        """
        rounds = {
            row[0]
            for (what, *_), row in self._lasting.items()
            if what == "session" and row[1] not in COUNTED
        }
        left = {row[0] for row in self._read("SELECT id FROM quiz_session")}
        assert not rounds & left, "practice is still there"
        self.erased += len(rounds)
        self._lasting = {
            key: row
            for key, row in self._lasting.items()
            if key[0] not in OF_ROUNDS or key[1] not in rounds
        }
        self.answers = {key: one for key, one in self.answers.items() if key[0] not in rounds}

    def check(self, library: Library) -> None:
        """Compare the database with what is remembered, and with itself."""
        self._check_lasting()
        self._check_answers(library)
        self._check_results()
        open_twice = (
            "SELECT person_id, kind, scope FROM quiz_session WHERE finished_at IS NULL "
            "GROUP BY person_id, course_id, kind, scope HAVING count(*) > 1"
        )
        assert self._read(open_twice) == []
        unfinished = "SELECT update_id, defect FROM inbox_update WHERE finished_at IS NULL"
        assert self._read(unfinished) == []

    def _check_lasting(self) -> None:
        for what, (query, width) in LASTING.items():
            rows = {(what, *row[:width]): row for row in self._read(query)}
            for key, row in self._lasting.items():
                if key[0] == what:
                    assert rows.get(key) == row, f"{key} changed: {row} became {rows.get(key)}"
            self._lasting |= rows

    def _check_answers(self, library: Library) -> None:
        """Every answer is the first one given, by its text, and its mark is right."""
        query = (
            "SELECT a.session_id, a.position, a.chosen_ids, a.is_correct, s.version_id,"
            " i.question_id FROM answer a JOIN quiz_session s ON s.id = a.session_id"
            " JOIN quiz_item i ON i.session_id = a.session_id AND i.position = a.position"
        )
        stored: dict[Place, frozenset[str]] = {}
        for session_id, position, chosen_ids, is_correct, version_id, question_id in self._read(
            query
        ):
            assert isinstance(session_id, int)
            assert isinstance(position, int)
            assert isinstance(version_id, int)
            chosen = json.loads(str(chosen_ids))
            question = library.get_catalog(version_id).questions_by_id[str(question_id)]
            options = {option.id: option for option in question.options}
            right = sorted(option.id for option in question.options if option.is_correct)
            assert is_correct == (sorted(chosen) == right), f"wrong mark at {session_id, position}"
            assert (session_id, position) not in stored, "two answers for one place"
            stored[session_id, position] = frozenset(options[one].text for one in chosen)
        assert stored == self.answers

    def _check_results(self) -> None:
        """A quiz is finished exactly when all is answered, and its result is the recount."""
        query = (
            "SELECT s.id, s.finished_at IS NOT NULL, s.right, s.total,"
            " (SELECT count(*) FROM quiz_item i WHERE i.session_id = s.id),"
            " (SELECT count(*) FROM answer a WHERE a.session_id = s.id),"
            " (SELECT count(*) FROM answer a WHERE a.session_id = s.id AND a.is_correct),"
            " (SELECT max(a.position) FROM answer a WHERE a.session_id = s.id) FROM quiz_session s"
        )
        for number, is_finished, right, total, items, answers, correct, last in self._read(query):
            assert total == items, number
            assert bool(is_finished) == (answers == total), number
            assert right == (correct if is_finished else None), number
            assert (last is None and answers == 0) or last == int(str(answers)) - 1, number

    def _read(self, query: str) -> Sequence[Row]:
        return read_rows(self._database, query)


def find_option(message: Message, data: str) -> str:
    """Return the text of the option that a button stands for, as the person reads it; or ""."""
    labels = [text.lstrip("☐☑ ") for text, one in list_buttons(message) if one == data]
    if not labels:
        return ""
    lines: list[str] = message["text"].splitlines()
    told = [line[len(labels[0]) + 1 :] for line in lines if line.startswith(f"{labels[0]} ")]
    return told[0] if told else labels[0]
