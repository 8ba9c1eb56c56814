"""Corrections are evidence, too: sealed as they are recorded, and found when they are altered."""

import sqlite3
from contextlib import closing

import pytest

from bot.learning.corrections import PassOutcome
from bot.learning.evidence import Audited
from bot.reports.evidence_file import collect_evidence
from bot.services.audit import audit
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.services.keys import Keys, make_bank, open_keys


@pytest.fixture
def keys(database: Database, clock: FakeClock) -> Keys:
    """Ana has completed, and lost her pass by two corrected keys and HR's word."""
    keys = open_keys(database, clock)
    ana = keys.school.join(1001)
    keys.check(ana)
    keys.test(ana)
    keys.publish(make_bank(t1="b", t2="b"))
    for case in keys.school.regrading.list_keys().due[::-1]:
        keys.decide(case.id, "B is right.")
        while keys.school.regrading.go_on(case.id):
            pass
    keys.rule(PassOutcome.APPLY)
    return keys


def look(database: Database) -> Audited:
    """Audit the evidence."""
    return audit(database.path, database.chain, [], [], lambda _done, _total: None)


def test_every_correction_is_in_the_evidence(keys: Keys) -> None:
    """From the corrected key to the completion that was taken back."""
    audited = look(keys.school.database)

    assert audited.breaches == ()
    assert {kind: audited.counts[kind] for kind in audited.counts if "_" in kind} == {
        "key_change": 1,
        "key_decision": 2,
        "result_correction": 2,
        "pass_decision": 1,
        "pass_ruling": 1,
        "completion_change": 1,
        "notice_text": 1,
        "notice_acceptance": 3,
    }


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE key_change SET right_ids = '[\"a\"]' WHERE id = 1", "key_change 1 to 2"),
        ("UPDATE key_decision SET reason = 'Other' WHERE id = 1", "key_decision 1 to 1"),
        ("UPDATE result_correction SET is_right = 1 WHERE id = 2", "result_correction 2 to 2"),
        ("UPDATE pass_decision SET person_id = 1", "pass_decision 1 to 1"),
        ("UPDATE pass_ruling SET outcome = 'keep'", "pass_ruling"),
        ("DELETE FROM completion_change", "completion_change 1 to 1"),
    ],
)
def test_altered_correction_is_named(keys: Keys, statement: str, says: str) -> None:
    """Whichever part of it."""
    with closing(sqlite3.connect(keys.school.database.path)) as connection, connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for [name] in triggers.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)

    [breach] = look(keys.school.database).breaches
    assert says in breach.what


def test_progress_of_a_regrade_may_change(keys: Keys) -> None:
    """How far a decision is carried out is no evidence."""
    with keys.school.database.recording() as record:
        record.run("UPDATE key_decision SET reached_person_id = 99")

    assert look(keys.school.database).breaches == ()


def test_evidence_file_tells_of_corrections(keys: Keys) -> None:
    """What was recorded, what counts, who decided it and why."""
    library, database = keys.school.library, keys.school.database
    ana = keys.school.enrolment.find_member(1001)
    assert ana is not None

    file = collect_evidence(database, library.get_catalog, ana.id, keys.clock())

    test = file["quizzes"][-1]
    assert (test["right"], test["right_counted"], test["is_passed"]) == (2, 0, False)
    first, second = file["corrections"]
    assert (first["old_right"], first["new_right"], first["ruling"]) == (2, 1, None)
    assert (first["decided_by"], first["reason"]) == (keys.trainer.id, "B is right.")
    assert (second["ruling"], second["ruled_by"]) == ("apply", keys.hr.id)
    [change] = file["completion_changes"]
    assert (change["completed_at"], change["correction_id"]) == (None, second["correction_id"])
    [certificate] = file["certificates"]
    assert certificate["ending"] == "revoked"
