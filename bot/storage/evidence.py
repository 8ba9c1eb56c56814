"""How the evidence of a database begins: with its key, and with what was there before the chain.

A release may seal more than the one before: what the chain did not cover yet is sealed at its first
start, as it is found, and an event says which kinds of facts that are. Without that event whoever
removes a mark could have rows of their own sealed as if they had been there before.
"""

import hashlib
import logging
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import OperationalError

from bot.learning.evidence import EventKind
from bot.storage.chain import FIRST, Chain, find_fingerprint, list_covered, list_last, stream_events
from bot.storage.engine import Database, DatabaseUnusable, open_read_only
from bot.storage.evidence_key import find_key_path, make_key, read_key
from bot.storage.facts import TABLES, list_keys, record_fact
from bot.storage.migrations import migrate
from bot.storage.plain import Plain
from bot.storage.runs import RUNS, cover_rows, list_marked, set_mark

log = logging.getLogger(__name__)

# Kinds that a chain may be older than.
COVERED = frozenset(RUNS) | {table.kind for table in TABLES.values() if table.is_late}


def open_chain(path: Path, key: str | None) -> Chain:
    """Return the chain of a migrated database; without a key its file is read, or made once.

    Raises DatabaseUnusable where the key that events are sealed with is not there.
    """
    chain = find_chain(path, key)
    if chain is None:
        with closing(open_read_only(path)) as connection:
            if list_last(Plain(connection)):
                raise DatabaseUnusable(
                    f"The evidence key is missing: {find_key_path(path)}. Put it back from where "
                    "you keep it, or set EVIDENCE_KEY. If it is lost for good, go on with a new "
                    "one: `run_bot.py audit --new-key`."
                )
        chain = Chain(make_key(path))
    return chain


def find_chain(path: Path, key: str | None) -> Chain | None:
    """Return the chain by that key, or by the one beside the database; None where there is none."""
    kept = read_key(path) if key is None else key.encode()
    return None if kept is None else Chain(kept)


def is_sealed_by(database: Database) -> bool:
    """Tell whether the evidence of a database that is opened as it is goes on with its chain's key.

    Raises DBAPIError where it is of a release without evidence.
    """
    with database.peeking() as plain:
        return find_fingerprint(plain) == database.chain.fingerprint


def begin_evidence(database: Database, now: datetime) -> None:
    """Begin the chain where it has not begun; else check that its key is the one we have.

    Raises DatabaseUnusable for another key. A seal that is broken for another reason is logged:
    learning goes on, and `audit` says more.
    """
    chain = database.chain
    with database.peeking() as plain:
        last = list_last(plain)
        if last and not chain.is_sound(last[0], last[1].mac if len(last) > 1 else FIRST):
            if find_fingerprint(plain) not in {None, chain.fingerprint}:
                raise DatabaseUnusable(
                    f"The evidence in {database.path} is sealed with another key. Mend "
                    f"EVIDENCE_KEY, or put back {find_key_path(database.path)}. If the key is "
                    "lost for good, go on with a new one: `run_bot.py audit --new-key`."
                )
            log.error("the evidence has been altered: run `run_bot.py audit`")
        is_covered = list_marked(plain) >= COVERED
    if not last or not is_covered:
        try:
            with database.recording() as record:
                if not list_last(record):  # another process may be faster
                    _begin(database, record, now)
                _cover(database, record, now)
        except OperationalError as error:
            raise DatabaseUnusable(
                f"The evidence cannot begin in {database.path}: {error.orig}."
            ) from None


def renew_key(path: Path, key: str | None, now: datetime) -> int:
    """Go on with that key, or with a new one in the place of the one beside the database.

    The former file is kept under another name. Only for a database that nobody else has open.
    """
    migrate(path)
    kept = find_key_path(path)
    if key is None:
        if kept.exists():
            kept.rename(kept.with_name(f"{kept.name}.until-{now:%Y%m%dT%H%M%S}"))
        chain = Chain(make_key(path))
    else:
        chain = Chain(key.encode())
    with closing(Database(path, chain)) as database:
        with database.peeking() as plain:
            if find_fingerprint(plain) == chain.fingerprint:
                raise DatabaseUnusable(
                    "That key is in use already. Set EVIDENCE_KEY to a new one first."
                )
        with database.recording() as record:
            return _add_key(database, record, now)


def _add_key(database: Database, record: Plain, now: datetime) -> int:
    """Add a key, which also seals that nothing before it is altered from now on."""
    before = hashlib.sha256()
    for event in stream_events(record):
        before.update(repr(event).encode())
    facts = {"key": database.chain.fingerprint, "before": before.hexdigest()}
    return database.chain.append(record, EventKind.KEY, facts, now)


def _begin(database: Database, record: Plain, now: datetime) -> None:
    """Seal what was recorded before there was a chain, in the order in which it happened."""
    record.run("DELETE FROM evidence_mark")
    _add_key(database, record, now)
    for kind, table in TABLES.items():
        if not table.is_late:
            _seal_former(database, record, kind, now)


def _cover(database: Database, record: Plain, now: datetime) -> None:
    """Seal what is in no seal yet of the kinds that this release has in the chain."""
    unmarked = COVERED - list_marked(record)
    if not unmarked:
        return
    named = list_covered(record)
    known = named | {kind for [kind] in record.fetch("SELECT DISTINCT kind FROM evidence_event")}
    for kind in sorted(unmarked):
        if kind in known:
            log.error("the evidence's mark of %s was removed: run `run_bot.py audit`", kind)
        else:
            _seal_former(database, record, kind, now)
        set_mark(record, kind)
    new = sorted(COVERED - named)
    if new:
        database.chain.append(record, EventKind.COVERAGE, {"kinds": new}, now)


def _seal_former(database: Database, record: Plain, kind: EventKind, now: datetime) -> None:
    """Seal all facts of a kind as they are found."""
    if kind in RUNS:
        cover_rows(record, database.chain, kind, now)
        return
    former = list_keys(record, TABLES[kind])
    if former:
        log.info("sealing %s facts (%s) that were recorded before", len(former), kind)
    for keys in former:
        record_fact(record, database.chain, kind, keys, now)
