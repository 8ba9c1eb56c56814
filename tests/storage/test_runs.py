"""Rows that come in numbers are sealed with their commit, whoever adds them."""

import pytest
from sqlalchemy.exc import OperationalError

from bot.services.audit import audit
from bot.storage.chain import stream_events
from bot.storage.engine import Database
from bot.storage.runs import LONGEST
from tests.storage.rows import make_person

ADD = (
    "INSERT INTO person_event (person_id, kind, at, origin)"
    " VALUES (1, 'changed', '2026-11-23 09:00:00.000000', 'roster')"
)


def list_runs(database: Database) -> list[tuple[int, int, int | None]]:
    """Return from which row to which each event goes, and of whom."""
    with database.peeking() as plain:
        return [
            (event.facts["first"], event.facts["last"], event.person_id)
            for event in stream_events(plain)
            if event.kind == "people"
        ]


def test_rows_are_sealed_in_runs(database: Database) -> None:
    """A large transaction makes few events; one that adds nothing makes none."""
    with database.writing() as session:
        session.add(make_person())
    with database.recording() as record:
        record.run_each(ADD, [()] * (LONGEST + 2))
    with database.recording() as record:
        record.run(ADD)
    with database.recording() as record:
        record.run("UPDATE person SET name = 'Ben'")

    assert list_runs(database) == [
        (1, LONGEST, 1),
        (LONGEST + 1, LONGEST + 2, 1),
        (LONGEST + 3, LONGEST + 3, 1),
    ]
    audited = audit(database.path, database.chain, [], [], lambda _done, _total: None)
    assert audited.breaches == ()


def test_group_is_sealed_once_and_what_failed_in_it_is_not(database: Database) -> None:
    """What one commit makes durable is one run."""

    def fail() -> None:
        with database.recording() as record:
            record.run(ADD)
            record.run("SELECT 1 FROM nowhere")

    with database.grouping():
        with database.writing() as session:
            session.add(make_person())
        for _ in range(2):
            with database.recording() as record:
                record.run(ADD)
        with pytest.raises(OperationalError):
            fail()

    assert list_runs(database) == [(1, 2, 1)]
