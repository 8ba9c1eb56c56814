"""Plain statements: their errors are SQLAlchemy's, and times survive."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import select

from bot.storage.engine import Database
from bot.storage.plain import Plain, dump_time, load_time
from bot.storage.tables import Person
from tests.storage.rows import count, make_person

ADD = "INSERT INTO person (telegram_id, name, role, joined_at) VALUES (?, ?, 'hr', '2026-11-23')"


def test_errors_are_those_of_the_other_way_and_keep_values_to_themselves(
    database: Database,
) -> None:
    """Names must not get into the log."""
    with database.recording() as record:
        record.run(ADD, 1, "Ana Secret")
    with pytest.raises(IntegrityError, match="UNIQUE") as raised:
        _add_some(database)

    assert "Secret" not in str(raised.value)
    assert count(database, "person") == 1
    with pytest.raises(OperationalError, match="no such table"), database.peeking() as plain:
        plain.fetch("SELECT 1 FROM nowhere")
    with pytest.raises(OperationalError, match="readonly"), database.peeking() as plain:
        plain.run(ADD, 9, "Eva")


def test_plain_statements_see_what_their_session_has_done(database: Database) -> None:
    """They are in its transaction."""
    with database.writing() as session:
        session.add(make_person(4))
        session.flush()
        assert Plain.of(session).fetch("SELECT telegram_id FROM person") == [(4,)]
        Plain.of(session).run("UPDATE person SET telegram_id = ?", 5)
        assert session.exec(select(Person.telegram_id)).all() == [5]


def test_peeking_sees_what_is_committed(database: Database) -> None:
    """At once, and again and again on the same connection."""
    for number in range(3):
        with database.peeking() as plain:
            assert plain.fetch("SELECT count(*) FROM person") == [(number,)]
        with database.writing() as session:
            session.add(make_person(number))


def test_times_are_stored_as_the_tables_do(database: Database) -> None:
    """The same text and the same moment, whichever way they go."""
    moment = datetime(2026, 11, 23, 8, 30, tzinfo=timezone(timedelta(hours=2)))
    with database.writing() as session:
        person = make_person(1)
        person.joined_at = moment
        session.add(person)
    with database.peeking() as plain:
        ((stored,),) = plain.fetch("SELECT joined_at FROM person")

    assert stored == dump_time(moment) == "2026-11-23 06:30:00.000000"
    assert load_time(stored) == moment
    assert load_time(stored).tzinfo is UTC
    with pytest.raises(ValueError, match="zone"):
        dump_time(datetime(2026, 11, 23))  # noqa: DTZ001 - that is what is refused


def _add_some(database: Database) -> None:
    with database.recording() as record:
        record.run(ADD, 2, "Ben Secret")
        record.run_each(ADD, [(3, "Cid Secret"), (1, "Dan Secret")])
