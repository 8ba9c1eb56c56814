"""Transactions: whole or not at all, safe against a power cut, and readers hold nobody up."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from threading import Event

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import select

from bot.bootstrap import open_database
from bot.storage.engine import Database
from bot.storage.tables import CardRead, Person
from tests.storage.rows import NOW, count, make_person


@contextmanager
def other_process(database: Database) -> Iterator[sqlite3.Connection]:
    """A connection that knows nothing of ours, as `run_bot.py invite` has."""
    connection = sqlite3.connect(
        database.path, isolation_level=None, timeout=0, check_same_thread=False
    )
    with closing(connection):
        yield connection


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)]
)
def test_writer_is_set_up_to_keep_its_word(
    database: Database, pragma: str, value: str | int
) -> None:
    """A committed answer survives a power cut (2 is FULL), and references are kept."""
    with database.writing() as session:
        found = session.connection().exec_driver_sql(f"PRAGMA {pragma}").scalar_one()

    assert found == value


def test_exception_leaves_nothing_behind(database: Database) -> None:
    """What was flushed before a failure is gone, and the next transaction works."""

    def fail() -> None:
        with database.writing() as session:
            session.add(make_person())
            session.flush()
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        fail()
    assert count(database, "person") == 0

    with database.writing() as session:
        session.add(make_person())
    assert count(database, "person") == 1


def test_reference_to_nothing_is_refused(database: Database) -> None:
    """No card is read by somebody who does not exist."""
    card = CardRead(person_id=9, lesson_id="one", card_id="c1", version_id=9, read_at=NOW)

    with pytest.raises(IntegrityError, match="FOREIGN KEY"), database.writing() as session:
        session.add(card)
    assert count(database, "card_read") == 0


def test_reader_cannot_write(database: Database) -> None:
    """A use case that says it only reads can do no harm."""
    with pytest.raises(OperationalError, match="readonly"), database.reading() as session:
        session.add(make_person())

    assert count(database, "person") == 0


def test_objects_outlive_their_transaction(database: Database) -> None:
    """What was stored or read can be looked at afterwards."""
    person = make_person()
    with database.writing() as session:
        session.add(person)
    with database.reading() as session:
        found = session.exec(select(Person)).one()

    assert (person.id, person.name) == (found.id, found.name) == (1, "Ana")


def test_error_names_nobody(database: Database) -> None:
    """Errors are logged, and what was to be stored may be somebody's name."""
    with database.writing() as session:
        session.add(make_person())

    with pytest.raises(IntegrityError) as refused, database.writing() as session:
        session.add(make_person())
    assert "UNIQUE" in str(refused.value)
    assert "Ana" not in str(refused.value)


def test_slow_reader_holds_no_writer(database: Database) -> None:
    """While a report reads, answers are stored; the report goes on to see its own moment."""
    with database.reading() as session:
        assert session.exec(select(Person)).all() == []
        with database.writing() as other:
            other.add(make_person())

        assert session.exec(select(Person)).all() == []
    assert count(database, "person") == 1


def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    """A screen is shown while something is being stored, as it was before."""
    with database.writing() as session:
        session.add(make_person())
        session.flush()

        assert count(database, "person") == 0
    assert count(database, "person") == 1


def test_write_waits_for_another_process(database: Database) -> None:
    """Somebody invites people from the command line: the bot waits for its turn and goes on."""

    def write() -> None:
        begun.set()
        with database.writing() as session:
            session.add(make_person(2))

    begun = Event()
    with other_process(database) as other, ThreadPoolExecutor(1) as threads:
        other.execute("BEGIN IMMEDIATE")
        other.execute(
            "INSERT INTO person (telegram_id, role, joined_at) VALUES (1, 'hr', '2026-11-23')"
        )
        writing = threads.submit(write)
        assert begun.wait(5)
        with pytest.raises(TimeoutError):
            writing.result(0.1)
        other.execute("COMMIT")
        writing.result(5)

    assert count(database, "person") == 2


def test_transaction_takes_the_lock_at_its_start(database: Database) -> None:
    """Nobody writes between what a transaction reads and what it writes."""
    with other_process(database) as other:
        with database.writing() as session:
            assert session.exec(select(Person)).all() == []
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")

        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")


def test_threads_write_one_after_the_other(database: Database) -> None:
    """Read, add one, write back: none of 40 steps on 8 threads is lost."""
    with database.writing() as session:
        session.add(make_person(0))

    def step(_number: int) -> None:
        with database.writing() as session:
            person = session.get_one(Person, 1)
            person.telegram_id = (person.telegram_id or 0) + 1
            session.add(person)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(step, range(40)))

    with database.reading() as session:
        assert session.get_one(Person, 1).telegram_id == 40


def test_group_is_seen_when_it_ends(database: Database) -> None:
    """Its transactions see each other at once, readers none of them before the end."""
    with database.grouping():
        for number in (1, 2):
            with database.writing() as session:
                session.add(make_person(number))
        with database.writing() as session:
            assert len(session.exec(select(Person)).all()) == 2

        assert count(database, "person") == 0
    assert count(database, "person") == 2


def test_each_of_a_group_is_whole_or_not_at_all(database: Database) -> None:
    """One that fails, or breaks a rule, takes none of the others with it."""

    def fail() -> None:
        with database.writing() as session:
            session.add(make_person(8))
            session.flush()
            raise RuntimeError("halfway")

    def add_twice() -> None:
        with database.writing() as session:
            session.add(make_person(9))
            session.flush()
            session.add(make_person(1))

    with database.grouping():
        with database.writing() as session:
            session.add(make_person(1))
        with pytest.raises(RuntimeError, match="halfway"):
            fail()
        with pytest.raises(IntegrityError, match="UNIQUE"):
            add_twice()
        with database.writing() as session:
            session.add(make_person(2))

    with database.reading() as session:
        assert [person.telegram_id for person in session.exec(select(Person))] == [1, 2]


def test_group_that_breaks_off_has_not_happened(database: Database) -> None:
    """Not even what was whole by itself; the next transaction stands alone again."""

    def break_off() -> None:
        with database.grouping():
            with database.writing() as session:
                session.add(make_person(1))
            raise RuntimeError("the end")

    with pytest.raises(RuntimeError, match="the end"):
        break_off()
    assert count(database, "person") == 0

    with database.writing() as session:
        session.add(make_person(2))
    assert count(database, "person") == 1


def test_group_belongs_to_its_thread(database: Database) -> None:
    """What another thread writes meanwhile waits, and is no part of it."""

    def write() -> None:
        with database.writing() as session:
            session.add(make_person(2))

    def group() -> None:
        with database.grouping():
            other = threads.submit(write)
            with pytest.raises(TimeoutError):
                other.result(0.1)
            waiting.append(other)
            raise RuntimeError("the end")

    waiting: list[Future[None]] = []
    with ThreadPoolExecutor(1) as threads:
        with pytest.raises(RuntimeError, match="the end"):
            group()
        waiting[0].result(5)

    assert count(database, "person") == 1


def test_two_bots_objects_share_what_is_stored(database: Database) -> None:
    """What one `Database` commits, another one on the same file sees at once."""
    with open_database(database.path) as second:
        with second.writing() as session:
            session.add(make_person())

        assert count(database, "person") == 1


def test_closed_database_leaves_one_file_and_its_key(database: Database) -> None:
    """After a clean end the write-ahead log is in the file, which can be copied as it is."""
    with database.writing() as session:
        session.add(make_person())
    database.close()

    names = sorted(entry.name for entry in database.path.parent.iterdir())
    assert names == [database.path.name, f"{database.path.name}.key"]
