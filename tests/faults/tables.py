"""What the database holds, by person, to compare before and after."""

import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path

Row = tuple[object, ...]
# How each table's rows find the person they are about.
OWNED = {
    "person": "SELECT id, * FROM person",
    "card_read": "SELECT person_id, * FROM card_read",
    "lesson_read": "SELECT person_id, * FROM lesson_read",
    "quiz_session": "SELECT person_id, * FROM quiz_session",
    "quiz_item": "SELECT s.person_id, i.* FROM quiz_item i JOIN quiz_session s "
    "ON s.id = i.session_id",
    "answer": "SELECT s.person_id, a.* FROM answer a JOIN quiz_session s ON s.id = a.session_id",
    "completion": "SELECT person_id, * FROM completion",
    "completion_change": "SELECT person_id, * FROM completion_change",
    "key_decision": "SELECT person_id, * FROM key_decision",
    "result_correction": "SELECT s.person_id, c.* FROM result_correction c JOIN quiz_session s "
    "ON s.id = c.session_id",
    "pass_decision": "SELECT person_id, * FROM pass_decision",
    "pass_ruling": "SELECT s.person_id, r.* FROM pass_ruling r JOIN result_correction c "
    "ON c.id = r.correction_id JOIN quiz_session s ON s.id = c.session_id",
    "lesson_rating": "SELECT person_id, * FROM lesson_rating",
    "upload": "SELECT person_id, * FROM upload",
    "upload_file": "SELECT u.person_id, f.* FROM upload_file f JOIN upload u ON u.id = f.upload_id",
    "prompt": "SELECT person_id, * FROM prompt",
    "question_flag": "SELECT person_id, * FROM question_flag",
    "flag_answer": "SELECT person_id, * FROM flag_answer",
    "roster_file": "SELECT person_id, * FROM roster_file",
    "employee": "SELECT person_id, * FROM employee",
    "person_event": "SELECT person_id, * FROM person_event",
    "personal_invite": "SELECT person_id, * FROM personal_invite",
    "notice_acceptance": "SELECT person_id, * FROM notice_acceptance",
    "occurrence": "SELECT person_id, * FROM occurrence",
    "occurrence_event": "SELECT o.person_id, e.* FROM occurrence_event e JOIN occurrence o "
    "ON o.id = e.occurrence_id",
    "unprompted": "SELECT person_id, * FROM unprompted",
    "access_log": "SELECT actor_id, * FROM access_log WHERE actor_id IS NOT NULL",
    "record_store_absence": "SELECT person_id, * FROM record_store_absence",
    "snooze": "SELECT person_id, * FROM snooze",
    "subscription": "SELECT person_id, * FROM subscription",
    "subscribed_report": "SELECT s.person_id, r.* FROM subscribed_report r JOIN subscription s "
    "ON s.id = r.subscription_id",
    "course_choice": "SELECT person_id, * FROM course_choice",
    "dashboard_link": "SELECT person_id, * FROM dashboard_link",
    "dashboard_session": "SELECT person_id, * FROM dashboard_session",
    "dashboard_request": "SELECT person_id, * FROM dashboard_request",
    "person_change": "SELECT person_id, * FROM person_change",
    "api_token": "SELECT person_id, * FROM api_token",
    "api_token_event": "SELECT t.person_id, e.* FROM api_token_event e JOIN api_token t "
    "ON t.id = e.token_id",
}
# These are no person's: the inbox is watched apart, attempts to join are of strangers, and a notice
# is owed to one person because of what another did.
APART = {"inbox_update", "join_attempt", "invite_claim", "notice", "alembic_version"}


def read_rows(database: Path, query: str, *parameters: object) -> list[Row]:
    """Return the rows of a query, as they are stored."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(query, parameters).fetchall()


def dump_by_person(database: Path) -> dict[int | None, dict[str, list[Row]]]:
    """Return everything stored by Telegram id; under None what belongs to nobody."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        connection.execute("BEGIN")  # one moment for all tables
        telegram_ids = dict(connection.execute("SELECT id, telegram_id FROM person"))
        dump: dict[int | None, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for table, query in OWNED.items():
            for person_id, *row in connection.execute(query):
                dump[telegram_ids[person_id]][table].append(tuple(row))
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            if table not in OWNED.keys() | APART:
                rows = connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
                if rows:
                    dump[None][table] = rows
    return {owner: dict(kept) for owner, kept in dump.items()}
