"""Years of answers in one database: what the measured learners did, and thousands of others."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from math import ceil
from pathlib import Path
from typing import Final

from bench.crowd import FIRST_UPDATE_ID
from bench.processes import TOKEN
from bench.seed import (
    CONTENT,
    LONG_AGO,
    QUESTIONS,
    Seeded,
    add_items,
    add_people,
    count_answers,
    list_acts,
    list_single_choice,
    make_message,
    open_sessions,
    publish,
    say_now,
)
from bot.learning.course import Catalog, Question

ANSWERS_EACH: Final = 300  # of one learner: the course once, the rest is practice
A_WEEK_OF_THEM: Final = 50  # of so many answers one is so young that its update is still known
MEASURED: Final = 3
# A session is worked off as its learner would: no two are alike, three of four answers are right.
DRAWN: Final = "(session.id * 10 + place.n) % (SELECT count(*) FROM temp.drawn)"


def seed_history(path: Path, answers: int, sessions: int) -> Seeded:
    """Make a database with that many answers, and open sessions for the measured learners."""
    catalog, version_id = publish(path, CONTENT)
    pool = list_single_choice(catalog)
    people = range(ceil(answers / ANSWERS_EACH))
    acts = {}
    with closing(sqlite3.connect(path)) as connection:
        # What is lost in a power cut here is seeded again.
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-500000")
        with connection:
            known = add_people(connection, people)
            _read_everything(connection, catalog, version_id)
            _answer(connection, catalog, version_id, pool, answers)
            _fill_inbox(connection, answers // A_WEEK_OF_THEM)
            for person_id, telegram_id in known[:MEASURED]:
                opened = open_sessions(connection, person_id, version_id, catalog, sessions)
                add_items(connection, opened, pool)
                acts[telegram_id] = list_acts(opened)
        connection.execute("PRAGMA journal_mode=WAL")
    return Seeded(path, acts, make_message(pool[0]), count_answers(path))


def _read_everything(connection: sqlite3.Connection, catalog: Catalog, version_id: int) -> None:
    """Let everybody have read every card, and have completed the course."""
    for lesson_id in catalog.courses[0].lesson_ids:
        connection.execute(
            "INSERT INTO lesson_read (person_id, lesson_id, version_id, read_at)"
            " SELECT id, ?, ?, ? FROM person",
            (lesson_id, version_id, LONG_AGO),
        )
        for card in catalog.lessons_by_id[lesson_id].cards:
            connection.execute(
                "INSERT INTO card_read (person_id, lesson_id, card_id, version_id, read_at)"
                " SELECT id, ?, ?, ?, ? FROM person",
                (lesson_id, card.id, version_id, LONG_AGO),
            )
    connection.execute(
        "INSERT INTO completion (person_id, course_id, version_id, completed_at)"
        " SELECT id, ?, ?, ? FROM person",
        (catalog.courses[0].id, version_id, LONG_AGO),
    )


def _answer(
    connection: sqlite3.Connection,
    catalog: Catalog,
    version_id: int,
    pool: Sequence[Question],
    answers: int,
) -> None:
    """Add finished sessions until so many answers are stored; SQLite itself is the fastest here.

    Each person's first sessions are the checks and the final test, the others practice.
    """
    connection.execute("CREATE TEMP TABLE drawn (n INTEGER PRIMARY KEY, id, options, right, wrong)")
    connection.executemany(
        "INSERT INTO drawn VALUES (?, ?, ?, ?, ?)",
        [(n, q.id, *_describe(q)) for n, q in enumerate(pool)],
    )
    connection.execute("CREATE TEMP TABLE step (n INTEGER PRIMARY KEY, kind, scope)")
    steps = [("check", lesson_id) for lesson_id in catalog.courses[0].lesson_ids] + [("test", "")]
    connection.executemany(
        "INSERT INTO step VALUES (?, ?, ?)", [(n, *step) for n, step in enumerate(steps)]
    )
    connection.execute(
        "INSERT INTO quiz_session (id, person_id, version_id, course_id, kind, scope,"
        ' pass_mark_pct, started_at, finished_at, total, "right")'
        " WITH RECURSIVE counter(n) AS"
        " (SELECT 0 UNION ALL SELECT n + 1 FROM counter WHERE n + 1 < :sessions)"
        " SELECT counter.n + 1, 1 + counter.n / :each, :version, :course,"
        " coalesce(step.kind, 'practice'), coalesce(step.scope, ''), 75, :at, :at, :total, 8"
        " FROM counter LEFT JOIN temp.step ON step.n = counter.n % :each",
        {
            "sessions": answers // QUESTIONS,
            "each": ANSWERS_EACH // QUESTIONS,
            "version": version_id,
            "course": catalog.courses[0].id,
            "at": LONG_AGO,
            "total": QUESTIONS,
        },
    )
    connection.execute("CREATE TEMP TABLE place (n INTEGER PRIMARY KEY)")
    connection.executemany("INSERT INTO place VALUES (?)", [(n,) for n in range(QUESTIONS)])
    connection.execute(
        "INSERT INTO quiz_item (session_id, position, question_id, option_ids, ticked_ids,"  # noqa: S608
        " message_id, shown_at)"
        " SELECT session.id, place.n, drawn.id, drawn.options, '[]', place.n + 1, ?"
        " FROM quiz_session session CROSS JOIN temp.place"
        f" JOIN temp.drawn ON drawn.n = {DRAWN}",
        (LONG_AGO,),
    )
    connection.execute(
        "INSERT INTO answer (session_id, position, try_no, chosen_ids, is_correct, answered_at,"  # noqa: S608
        " update_id) SELECT session.id, place.n, 1,"
        " CASE place.n % 4 WHEN 3 THEN drawn.wrong ELSE drawn.right END, place.n % 4 <> 3, ?,"
        " session.id * 10 + place.n"
        " FROM quiz_session session CROSS JOIN temp.place"
        f" JOIN temp.drawn ON drawn.n = {DRAWN}",
        (LONG_AGO,),
    )


def _describe(question: Question) -> tuple[str, str, str]:
    """Return the options, a right and a wrong choice of a question, as they are stored."""
    right = [option.id for option in question.options if option.is_correct]
    wrong = [option.id for option in question.options if not option.is_correct]
    return json.dumps([*right, *wrong]), json.dumps(right), json.dumps(wrong[:1])


def _fill_inbox(connection: sqlite3.Connection, count: int) -> None:
    """Add updates that were finished within the last days, blanked as the bot leaves them."""
    connection.executemany(
        "INSERT INTO inbox_update (bot_id, update_id, chat_key, raw, received_at, finished_at)"
        " VALUES (?, ?, ?, '', ?, ?)",
        (
            (int(TOKEN.partition(":")[0]), FIRST_UPDATE_ID - 1 - n, 10**9 + n % 1000, now, now)
            for now in [say_now()]
            for n in range(count)
        ),
    )
