"""The writer thread: results and errors reach who asked, and a group becomes durable at once."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from threading import Event

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.storage.engine import Database
from bot.storage.writer import GROUP, Writer
from tests.storage.rows import count, make_person
from tests.waiting import until


@pytest.fixture
async def writer(database: Database) -> AsyncIterator[Writer]:
    """A writer with nothing to do."""
    writer = Writer(database)
    yield writer
    writer.close()


class Queue:
    """What is asked of a writer while it is busy, so that it works all of it off as one group."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self.asked: list[asyncio.Task[object]] = []

    def ask(self, work: Callable[[], object]) -> asyncio.Task[object]:
        """Ask for a use case; the task ends with what comes of it."""
        task = asyncio.create_task(self._writer.run(work))
        self.asked.append(task)
        return task

    async def read(self) -> list[object]:
        """Wait for all, and return results and errors in the order of asking."""
        return await asyncio.gather(*self.asked, return_exceptions=True)


@asynccontextmanager
async def busy(writer: Writer) -> AsyncIterator[Queue]:
    """Keep the writer busy with something else, until all that is asked inside is in its queue."""
    begun, go_on = Event(), Event()

    def wait() -> None:
        begun.set()
        assert go_on.wait(10)

    former = asyncio.create_task(writer.run(wait))
    await until(begun.is_set)
    queue = Queue(writer)
    try:
        yield queue
        await asyncio.sleep(0)  # each task begins, and so has put its use case into the queue
    finally:
        go_on.set()
    await former


def add(database: Database, number: int) -> Callable[[], int]:
    """Return a use case that adds a person and returns the number."""

    def work() -> int:
        with database.writing() as session:
            session.add(make_person(number))
        return number

    return work


def list_people(database: Database) -> list[int]:
    """Return who is stored, in the order of storing, as another process sees it."""
    with closing(sqlite3.connect(database.path)) as connection:
        rows = connection.execute("SELECT telegram_id FROM person ORDER BY id")
        return [number for (number,) in rows]


def count_commits(database: Database) -> list[str]:
    """Return a list that grows with each COMMIT of the writer's connection."""
    commits: list[str] = []
    event.listen(database._writer, "commit", lambda _connection: commits.append("COMMIT"))
    return commits


async def test_result_is_durable_when_it_is_there(writer: Writer, database: Database) -> None:
    """Another process sees it at that moment."""
    assert await writer.run(add(database, 7)) == 7

    assert list_people(database) == [7]


async def test_group_commits_once_and_keeps_the_order(writer: Writer, database: Database) -> None:
    """Each gets its own result; what was asked first is done first."""
    commits = count_commits(database)
    async with busy(writer) as queue:
        for number in range(20):
            queue.ask(add(database, number))
        del commits[:]
        results = asyncio.gather(*queue.asked)

    assert await results == list(range(20))
    assert list_people(database) == list(range(20))
    assert len(commits) == 2  # of what kept the writer busy, and of the group


async def test_group_has_an_upper_bound(writer: Writer, database: Database) -> None:
    """The first of many does not wait for the last."""
    commits = count_commits(database)
    async with busy(writer) as queue:
        for number in range(GROUP * 2 + 1):
            queue.ask(add(database, number))
        del commits[:]

    assert await queue.read() == list(range(GROUP * 2 + 1))
    assert len(commits) == 1 + 3


async def test_failing_use_case_disturbs_no_other(writer: Writer, database: Database) -> None:
    """It leaves nothing behind and its own error reaches who asked for it; the others hold."""

    def fail_halfway() -> None:
        with database.writing() as session:
            session.add(make_person(99))
            session.flush()
            raise RuntimeError("halfway")

    async with busy(writer) as queue:
        queue.ask(add(database, 1))
        queue.ask(fail_halfway)
        queue.ask(add(database, 1))  # refused: there is one already
        queue.ask(add(database, 2))

    first, halfway, twice, last = await queue.read()
    assert (first, last) == (1, 2)
    assert isinstance(halfway, RuntimeError)
    assert str(halfway) == "halfway"
    assert isinstance(twice, IntegrityError)
    assert list_people(database) == [1, 2]


async def test_commit_that_fails_fails_the_whole_group(writer: Writer, database: Database) -> None:
    """Nobody is told of what is not durable, nothing is left, and the next group works."""

    def break_a_promise() -> str:
        with database.writing() as session:
            connection = session.connection()
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            connection.exec_driver_sql(
                "INSERT INTO card_read (person_id, lesson_id, card_id, version_id, read_at) "
                "VALUES (999, 'one', 'c1', 999, '2026-11-23')"
            )
        return "believed to be well"

    async with busy(writer) as queue:
        queue.ask(add(database, 1))
        queue.ask(break_a_promise)
        queue.ask(add(database, 2))

    for outcome in await queue.read():
        assert isinstance(outcome, IntegrityError)
        assert "FOREIGN KEY" in str(outcome)
    assert list_people(database) == []
    assert count(database, "card_read") == 0
    assert await writer.run(add(database, 3)) == 3
    assert list_people(database) == [3]


async def test_full_disk_confirms_nothing_that_is_lost(writer: Writer, database: Database) -> None:
    """SQLite then takes back the whole transaction at once, with what had been done before.

    Where a table has triggers it is only the statement; this one has none for new rows.
    """
    with database.writing() as session:
        connection = session.connection()
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    def store_much() -> None:
        with database.recording() as plain:
            plain.run(
                "INSERT INTO notice_text (digest, version, body, stored_at)"
                " VALUES ('d', '1', ?, '2026-11-23')",
                "x" * 100_000,
            )

    async with busy(writer) as queue:
        for number in (1, 2):
            queue.ask(add(database, number))
        queue.ask(store_much)
        queue.ask(add(database, 3))

    for outcome in await queue.read():
        assert isinstance(outcome, OperationalError)
    assert list_people(database) == []
    assert await writer.run(add(database, 4)) == 4
    assert list_people(database) == [4]


async def test_who_is_cancelled_harms_nobody(writer: Writer, database: Database) -> None:
    """What was asked for is done all the same, and the others get their results."""
    async with busy(writer) as queue:
        queue.ask(add(database, 1))
        cancelled = queue.ask(add(database, 2))
        queue.ask(add(database, 3))
        await asyncio.sleep(0)
        cancelled.cancel()

    first, second, third = await queue.read()
    assert (first, third) == (1, 3)
    assert isinstance(second, asyncio.CancelledError)
    assert list_people(database) == [1, 2, 3]
    assert await writer.run(add(database, 4)) == 4


async def test_closing_finishes_what_waits(database: Database) -> None:
    """More than one group of it; then the thread is gone."""
    writer = Writer(database)
    async with busy(writer) as queue:
        for number in range(GROUP + 10):
            queue.ask(add(database, number))
        await asyncio.sleep(0)
        closing_thread = asyncio.create_task(asyncio.to_thread(writer.close))

    await closing_thread
    assert await queue.read() == list(range(GROUP + 10))
    assert not writer._thread.is_alive()


def test_loop_that_is_gone_does_not_stop_the_writer(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever waited there hears nothing; the next loop is served."""
    writer = Writer(database)
    begun, go_on = Event(), Event()

    def work_long() -> None:
        with database.writing() as session:
            session.add(make_person(1))
            begun.set()
            assert go_on.wait(10)

    async def ask_and_leave() -> None:
        asking = asyncio.create_task(writer.run(work_long))
        await until(begun.is_set)
        asking.cancel()

    caplog.set_level("INFO", "bot.storage.writer")
    asyncio.run(ask_and_leave())
    go_on.set()

    assert asyncio.run(writer.run(add(database, 2))) == 2
    writer.close()
    assert list_people(database) == [1, 2]
    assert "nobody waits any more" in caplog.text
