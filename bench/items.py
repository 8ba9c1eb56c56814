"""Measures item analysis against reading the same answers, and what it takes of memory.

A million answers of first attempts to a thousand questions, in the checks of fifty lessons and the
final test. The base is a plain SQL query that reads the rows of the answers, and does nothing with
them. Each runs in a process of its own, so that its memory can be told.

    python -m bench.items [--answers 1000000] [--rounds 3]
"""

import argparse
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any, Final

from bench.alone import Measured, read_options, read_peak, spawn
from bench.result import Goal, Result, print_table
from bench.seed import LONG_AGO, add_people
from bot.bootstrap import make_item_report, open_database, read_clock
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
    Use,
)
from bot.services.library import Library
from bot.storage.engine import Database

MOST_TIMES: Final = 10.0
LESSONS: Final = 50
EACH: Final = 20  # questions of a lesson, one of them reserved for the test
ASKED: Final = 10  # in a quiz
OPTIONS: Final = "abcd"
# The rows of the answers, and nothing joined to them: no reading of them can be plainer.
PLAIN: Final = "SELECT * FROM answer"
# All that the analysis needs to know.
JOINED: Final = (
    "SELECT s.id, s.version_id, s.course_id, s.kind, s.scope, i.question_id, i.shown_at,"
    " a.chosen_ids, a.is_correct, a.answered_at FROM quiz_session s"
    " JOIN quiz_item i ON i.session_id = s.id"
    " JOIN answer a ON a.session_id = i.session_id AND a.position = i.position"
)


def main() -> int:
    """Seed, measure in turns, and compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--answers", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = read_options(parser, measure)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bot.db"
        start = perf_counter()
        stored = seed(path, options.answers)
        print(
            f"{stored:,} answers to {LESSONS * EACH:,} questions, "
            f"seeded in {perf_counter() - start:.1f} s, {path.stat().st_size / 1e6:,.0f} MB\n",
            flush=True,
        )
        ways = ("plain", "joined", "items")
        rounds = [{way: spawn("items", way, path) for way in ways} for _ in range(options.rounds)]
    report(rounds, stored)
    return 0


def seed(path: Path, answers: int) -> int:
    """Make a database with that many answers; return how many there are."""
    catalog = make_catalog()
    with open_database(path) as database:
        version_id = Library(database, read_clock).publish(catalog).version_id
    scopes = [("check", lesson.id) for lesson in catalog.lessons] + [("test", "")]
    people = -(-answers // (ASKED * len(scopes)))
    sessions = [
        (1 + person * len(scopes) + number, person + 1, version_id, kind, scope)
        for person in range(people)
        for number, (kind, scope) in enumerate(scopes)
    ][: answers // ASKED]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA synchronous=OFF")
        add_people(connection, range(people))
        connection.executemany(
            "INSERT INTO quiz_session (id, person_id, version_id, course_id, kind, scope,"
            ' pass_mark_pct, started_at, finished_at, total, "right") VALUES'
            " (?, ?, ?, 'c', ?, ?, 75, ?, ?, ?, 0)",
            ((*session, LONG_AGO, LONG_AGO, ASKED) for session in sessions),
        )
        connection.executemany(
            "INSERT INTO quiz_item (session_id, position, question_id, option_ids, ticked_ids,"
            ' shown_at) VALUES (?, ?, ?, \'["c", "a", "d", "b"]\', \'[]\', ?)',
            ((*place, question, shown) for place, question, shown, _ in answer(sessions, catalog)),
        )
        connection.executemany(
            "INSERT INTO answer (session_id, position, try_no, chosen_ids, is_correct, answered_at)"
            " VALUES (?, ?, 1, ?, ?, ?)",
            ((*place, *given) for place, _, _, given in answer(sessions, catalog)),
        )
    return len(sessions) * ASKED


def answer(sessions: Sequence[tuple[Any, ...]], catalog: Catalog) -> Iterator[tuple[Any, ...]]:
    """Yield each place in those quizzes with its question, when it was shown, and the answer."""
    rng = Random(7)  # noqa: S311 - the same marks each time
    pools = {
        lesson.id: [q.id for q in catalog.list_questions((lesson.id,), Use.PRACTICE)]
        for lesson in catalog.lessons
    }
    pools[""] = [q.id for q in catalog.questions if q.use is Use.TEST]
    for session_id, person_id, _, _, scope in sessions:
        skill = (person_id % 10) / 10
        for position, question in enumerate(rng.sample(pools[scope], ASKED)):
            option = "a" if rng.random() < 0.4 + skill / 2 else rng.choice("bcd")
            seconds = 5 + int(rng.expovariate(1 / 20)) % 50
            answered = f"2026-01-05 09:00:{seconds:02}.250000"
            place = session_id, position
            yield place, question, LONG_AGO, (f'["{option}"]', option == "a", answered)


def make_catalog() -> Catalog:
    """Return a course with a thousand questions."""
    lessons = tuple(
        Lesson(
            id=f"lesson-{number}",
            title=f"Lesson {number}",
            minutes=5,
            objectives=(Objective("know", "Know it"),),
            cards=(Card("card", "Card", "Text"),),
            takeaways=("It matters.",),
            sources=("The handbook",),
        )
        for number in range(LESSONS)
    )
    questions = tuple(
        make_question(f"q-{lesson.id}-{number}", lesson.id, is_reserved=number == 0)
        for lesson in lessons
        for number in range(EACH)
    )
    modules = (Module("m", "All", tuple(lesson.id for lesson in lessons)),)
    rule = QuizRule(ASKED, 75)
    return Catalog((Course("c", "Course", "All", modules, rule, rule),), lessons, questions, ())


def make_question(question_id: str, lesson_id: str, *, is_reserved: bool) -> Question:
    """Return a question whose first option is right."""
    return Question(
        id=question_id,
        lesson_id=lesson_id,
        card_id="card",
        type=QuestionType.SINGLE,
        use=Use.TEST if is_reserved else Use.PRACTICE,
        level=Level.RECALL,
        is_negative=False,
        ask=f"What does {question_id} ask?",
        options=tuple(
            Option(name, f"The answer {name}", name == "a", f"Because of {name}.")
            for name in OPTIONS
        ),
    )


def measure(what: str, path: Path) -> Measured:
    """Read the rows, or analyse them."""
    database = Database(path)
    library = Library(database, read_clock)
    library.get_current()
    before = read_peak()
    start = perf_counter()
    if what == "items":
        make_item_report(database, library, read_clock(), is_first_only=True)
    else:
        with closing(sqlite3.connect(path)) as connection:
            for _ in connection.execute(PLAIN if what == "plain" else JOINED):
                pass
    seconds = perf_counter() - start
    database.close()
    return Measured(seconds, before, read_peak())


def report(rounds: Sequence[dict[str, Measured]], answers: int) -> None:
    """Print the figures and compare them with the goal."""
    rows: list[Sequence[object]] = [("", "seconds", "times plain", "peak MB", "of it added")]
    figures: dict[str, Any] = {"answers": answers, "questions": LESSONS * EACH}
    for way in rounds[0]:
        runs = [one[way] for one in rounds]
        times = statistics.median(one[way].seconds / one["plain"].seconds for one in rounds)
        peak = max(run.peak_mb for run in runs)
        added = max(run.added_mb for run in runs)
        seconds = statistics.median(run.seconds for run in runs)
        figures[way] = {
            "seconds": round(seconds, 3),
            "times_plain": round(times, 2),
            "peak_mb": round(peak, 1),
            "added_mb": round(added, 1),
        }
        rows.append((way, seconds, times, peak, added))
    print_table(rows)
    goal = Goal(
        "item analysis, in times of reading the answers",
        figures["items"]["times_plain"],
        MOST_TIMES,
    )
    Result("items", figures, (goal,)).report()


if __name__ == "__main__":
    sys.exit(main())
