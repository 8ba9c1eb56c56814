"""The audit of what HR did: rulings with their words, which may be erased, and looks at people."""

from datetime import date

import pytest

from bot.bootstrap import open_database
from bot.learning.accesses import AccessKind, Reader
from bot.learning.people import ActorOrigin, EventKind
from bot.learning.privacy import Retention
from bot.services.accesses import Accesses
from bot.services.privacy import Privacy
from bot.storage.engine import Database
from bot.storage.queries.personnel import Event, add_events
from tests.conftest import FakeClock
from tests.faults.tables import read_rows
from tests.services.test_assignments import Desk
from tests.services.test_audit import look, seal_anew, tamper
from tests.services.test_rosters import HR, STAFF


@pytest.fixture
def desk(database: Database, clock: FakeClock) -> Desk:
    """HR has waived the course for one, and knows that another has completed it elsewhere."""
    desk = Desk(database, clock)
    desk.give()
    desk.duties.waive(2, HR, "leads the course")
    desk.duties.complete_elsewhere(3, date(2026, 11, 20), HR, "no phone", "sheet 12")
    promoted = Event(3, EventKind.ROLE, {"role": ["learner", "manager"]})
    with database.recording() as record:
        add_events(record, [promoted], HR, clock())
    accesses = Accesses(database, clock)
    for subject_id in (2, 3):
        reader = Reader(ActorOrigin.COMMAND, login="root")
        accesses.note(AccessKind.PERSON, reader, subject_id=subject_id)
    return desk


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE occurrence_event SET reason = 'ill' WHERE id = 1", "occurrence_text 1"),
        ("UPDATE occurrence_event SET reason = NULL WHERE id = 1", "occurrence_text 1"),
        ("UPDATE occurrence_event SET proof = 'sheet 13' WHERE id = 2", "occurrence_text 2"),
        (
            "UPDATE occurrence_event SET proof = NULL, proof_salt = NULL WHERE id = 2",
            "occurrence_text 2",
        ),
        ("UPDATE occurrence_event SET reason = 'x' WHERE id = 2", "occurrence_text 2"),
    ],
)
def test_altered_words_are_named(desk: Desk, statement: str, says: str) -> None:
    """A reason or a proof that is another one, or gone though nobody was erased."""
    assert look(desk.database.path).found == 0
    tamper(desk.database.path, statement)

    [breach] = look(desk.database.path).breaches
    assert breach.what.startswith(f"{says} was altered: ")


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE access_log SET subject_id = 3 WHERE id = 1", "access 1 to 1 was altered: row 1"),
        ("UPDATE access_log SET login = 'eve' WHERE id = 2", "access 2 to 2 was altered: row 1"),
        ("DELETE FROM access_log WHERE id = 2", "access 2 to 2 is gone"),
        (
            "UPDATE assignment SET created_at = '2020-01-01' WHERE id = 1",
            "assignment 1 to 1 was altered: row 1",
        ),
        ("UPDATE assignment SET attempts = 9 WHERE id = 1", "assignment 1 to 1 was altered"),
        ("UPDATE occurrence SET timezone = 'UTC' WHERE id = 2", "occurrence 2 of person"),
        (
            (
                "UPDATE person_event SET detail = '{}'"
                " WHERE id = (SELECT max(id) FROM person_event WHERE kind = 'role')"
            ),
            "role ",
        ),
        (
            (
                "UPDATE person_event SET detail = NULL"
                " WHERE id = (SELECT max(id) FROM person_event WHERE kind = 'role')"
            ),
            "role ",
        ),
        (
            "UPDATE roster_import SET file_name = 'other.csv' WHERE id = 1",
            "roster 1 to 1 was altered: row 1",
        ),
        (
            (
                "INSERT INTO access_log (at, kind, origin, people)"
                " SELECT at, kind, origin, people FROM access_log WHERE id = 1"
            ),
            "access 3 is in no event",
        ),
    ],
)
def test_altered_row_is_named(desk: Desk, statement: str, says: str) -> None:
    """A look that is denied or laid at another's door, other terms, another roster."""
    assert look(desk.database.path).found == 0
    tamper(desk.database.path, statement)

    [breach] = look(desk.database.path).breaches
    assert breach.what.startswith(says)


def test_added_words_are_named(desk: Desk) -> None:
    """With a ruling that nobody has made."""
    tamper(
        desk.database.path,
        "INSERT INTO occurrence_event (occurrence_id, kind, at, origin, reason)"
        " SELECT occurrence_id, 'waived', at, origin, 'ill' FROM occurrence_event WHERE id = 1",
    )

    names = {breach.what.partition(" is in")[0] for breach in look(desk.database.path).breaches}
    assert names == {"occurrence_event 3", "occurrence_text 3"}


def test_erased_words_are_not_missed(desk: Desk, clock: FakeClock) -> None:
    """With their salts, when a leaver's time is over."""
    desk.apply(STAFF.replace("2,active", "2,terminated"))
    clock.advance(days=3 * 366)
    assert Privacy(desk.database, clock, Retention(leaver=36, practice=0)).erase_old()

    path = desk.database.path
    found = read_rows(path, "SELECT reason, reason_salt, proof, proof_salt FROM occurrence_event")
    assert found[0] == (None,) * 4
    assert None not in found[1]
    assert look(path).found == 0


def test_words_of_a_release_that_did_not_seal_them_are_sealed_once(desk: Desk) -> None:
    """At the first start after an update, as they are then."""
    desk.database.close()
    path = desk.database.path
    tamper(
        path,
        "DELETE FROM evidence_event WHERE kind IN ('occurrence_text', 'coverage')",
        "DELETE FROM evidence_mark WHERE kind = 'occurrence_text'",
    )
    seal_anew(path)

    for _ in range(2):
        with open_database(path):
            pass

    audited = look(path)
    assert (audited.found, audited.counts["occurrence_text"]) == (0, 2)
    tamper(path, "UPDATE occurrence_event SET reason = 'ill' WHERE id = 1")
    assert look(path).found == 1
