"""The chain: one end for all who write, whole or not at all, and nobody's data."""

import stat
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.bootstrap import open_database
from bot.learning.evidence import EventKind
from bot.storage.chain import Chain, stream_events
from bot.storage.engine import Database, DatabaseUnusable
from bot.storage.evidence_key import find_key_path, make_key

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EACH = 30


def append_some(path: Path, who: int) -> None:
    """Add events from a process of its own."""
    with open_database(path) as database:
        for number in range(EACH):
            with database.recording() as record:
                facts = {"event": number}
                database.chain.append(record, EventKind.COVERAGE, facts, NOW, who)


def test_processes_at_once_make_one_chain(tmp_path: Path) -> None:
    """Also the key and the beginning are made once, whoever comes first."""
    path = tmp_path / "bot.db"
    with ProcessPoolExecutor(3) as processes:
        list(processes.map(append_some, [path] * 3, range(3)))

    with open_database(path) as database, database.peeking() as plain:
        events = list(stream_events(plain))
        former = b""
        for number, event in enumerate(events, start=1):
            assert event.number == number
            assert database.chain.is_sound(event, former)
            former = event.mac
    assert [event.kind for event in events][:2] == ["key", "coverage"]
    assert [event.kind for event in events].count("key") == 1
    assert len(events) == 3 * EACH + 2


def test_event_goes_back_with_its_transaction(database: Database) -> None:
    """What has not happened is not in the evidence."""

    def fail() -> None:
        with database.recording() as record:
            database.chain.append(record, EventKind.COVERAGE, {"event": 1}, NOW)
            record.run("SELECT 1 FROM nowhere")

    with pytest.raises(OperationalError):
        fail()

    with database.peeking() as plain:
        assert [event.kind for event in stream_events(plain)] == ["key", "coverage"]


@pytest.mark.parametrize(
    "change", ["UPDATE evidence_event SET kind = kind", "DELETE FROM evidence_event"]
)
def test_events_stay_as_they_are(database: Database, change: str) -> None:
    """Not even by hand."""
    with (
        pytest.raises(IntegrityError, match="evidence_event is append-only"),
        database.recording() as record,
    ):
        record.run(change)


def test_key_is_for_the_owner_alone_and_stays(tmp_path: Path) -> None:
    """A second start finds the key of the first; nothing of the making is left behind."""
    path = tmp_path / "bot.db"
    key = make_key(path)

    assert make_key(path) == key
    assert stat.S_IMODE(find_key_path(path).stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["bot.db.key"]
    with pytest.raises(DatabaseUnusable, match="cannot be written"):
        make_key(tmp_path / "nowhere" / "bot.db")


def test_digests_say_nothing_without_the_key() -> None:
    """The same text has another digest under another key, and none gives the key away."""
    one, other = Chain(b"a" * 64), Chain(b"b" * 64)

    assert one.seal("Ana") == one.seal("Ana")
    assert len({one.seal("Ana"), other.seal("Ana"), one.fingerprint, other.fingerprint}) == 4
