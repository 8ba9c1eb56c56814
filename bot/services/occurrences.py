"""Occurrences: opened, ruled about and completed, each with its evidence beside it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from bot.learning.assignments import Ruling, find_valid_until, is_over
from bot.learning.evidence import EventKind
from bot.learning.people import BOT, Actor, ActorOrigin
from bot.storage.chain import Chain
from bot.storage.facts import record_fact
from bot.storage.plain import Plain
from bot.storage.queries import occurrence_events, occurrences, progress
from bot.storage.queries.occurrence_events import COMPLETED, MOVED, REOPENED, Closing, EventRow
from bot.storage.queries.occurrences import OccurrenceRow, StoredOccurrence

PENDING = frozenset({REOPENED, Ruling.REQUIRED})  # with one of these an occurrence is to be done


def open_occurrences(
    chain: Chain,
    plain: Plain,
    assignment_id: int,
    rows: Sequence[OccurrenceRow],
    now: datetime,
) -> list[int]:
    """Open occurrences on an assignment's terms; return their ids in the same order."""
    ids = occurrences.add_occurrences(plain, assignment_id, rows, now)
    for occurrence_id in ids:
        record_fact(plain, chain, EventKind.OCCURRENCE, (occurrence_id,), now)
    return ids


def write_events(
    chain: Chain, plain: Plain, events: Sequence[EventRow], actor: Actor, now: datetime
) -> None:
    """Write down what was ruled or completed."""
    event_ids = occurrence_events.add_events(plain, events, actor, now)
    for event_id, event in zip(event_ids, events, strict=True):
        record_fact(plain, chain, EventKind.OCCURRENCE_EVENT, (event_id,), now)
        if event.has_text:
            record_fact(plain, chain, EventKind.OCCURRENCE_TEXT, (event_id,), now)


def hand_over(chain: Chain, session: Session, from_id: int, to_id: int, now: datetime) -> None:
    """Let what was given to an employee who never joined, and ruled of it, hold for whom they are.

    What was sealed about the one stays: it is closed there. What the other has open already is
    ruled about; what they have no occurrence for is opened anew with the same due day.
    """
    plain = Plain.of(session)
    settled: set[int] = set()  # what is closed by a word that moved here
    for former in occurrences.list_all_of(plain, from_id):
        rulings = occurrence_events.list_standing(plain, former.id)
        write_events(chain, plain, [EventRow(former.id, MOVED)], BOT, now)
        if former.closed_at is None:
            occurrences.close(plain, [former.id], now)
        own = occurrences.find_newest(plain, to_id, former.course_id)
        if own is None or own.id in settled:
            number = 1 if own is None else own.number + 1
            row = OccurrenceRow(to_id, number, former.due_at, former.zone)
            (own_id,) = open_occurrences(chain, plain, former.assignment_id, [row], now)
        elif own.closed_at is None:
            own_id = own.id
            rulings = [one for one in rulings if not _is_earlier(one.event, own)]
        elif occurrence_events.find_result(plain, own.id) is None:
            own_id = own.id
            rulings = [one for one in rulings if one.event.kind == Ruling.ELSEWHERE]
        else:
            continue  # nothing is left to do that a word could be about
        for one in rulings:
            event = replace(one.event, occurrence_id=own_id)
            write_events(chain, plain, [event], Actor(ActorOrigin.MOVED, one.actor_id), now)
            if event.kind != Ruling.EXTENDED:
                occurrences.close(plain, [own_id], now)
                settled.add(own_id)
        if own is None and own_id not in settled:
            complete_as_before(chain, session, to_id, former.course_id, now)


def _is_earlier(event: EventRow, own: StoredOccurrence) -> bool:
    """Tell whether an extension leaves less time than there is: then it is none."""
    if event.kind != Ruling.EXTENDED or event.due_at is None:
        return False
    return own.due_at is None or event.due_at <= own.due_at


def complete_as_before(
    chain: Chain, session: Session, person_id: int, course_id: str, now: datetime
) -> None:
    """Close what was opened for somebody who has completed the course, where that still holds."""
    plain = Plain.of(session)
    opened = occurrences.find_open(plain, person_id, course_id)
    done = progress.find_completion(session, person_id, course_id)
    if opened is None or done is None:
        return
    until = find_valid_until(done.completed_at, opened.valid_months, opened.zone)
    if until is None or not is_over(until, now):
        complete(
            chain,
            plain,
            opened,
            version_id=done.version_id,
            session_id=None,
            completed_at=done.completed_at,
            now=now,
        )


def complete(  # noqa: PLR0913 - all that the record needs
    chain: Chain,
    plain: Plain,
    occurrence: StoredOccurrence,
    *,
    version_id: int,
    session_id: int | None,
    completed_at: datetime,
    now: datetime,
) -> None:
    """Record that an open occurrence was completed in the bot."""
    event = EventRow(
        occurrence.id,
        COMPLETED,
        completed_at=completed_at,
        valid_until=find_valid_until(completed_at, occurrence.valid_months, occurrence.zone),
        version_id=version_id,
        session_id=session_id,
    )
    close(chain, plain, occurrence, event, BOT, now)


def close(  # noqa: PLR0913 - of what, and by whose word
    chain: Chain,
    plain: Plain,
    occurrence: StoredOccurrence,
    event: EventRow,
    actor: Actor,
    now: datetime,
) -> None:
    """Write down what closes an occurrence, and with it what HR had opened again before it."""
    write_events(chain, plain, [event], actor, now)
    if occurrence.closed_at is None:
        occurrences.close(plain, [occurrence.id], now)
    settle_older(chain, plain, occurrence, Closing(event, actor), now)


def settle_older(
    chain: Chain, plain: Plain, occurrence: StoredOccurrence, closing: Closing, now: datetime
) -> None:
    """Let what is left to do of former occurrences be done by what closes a later one."""
    older = list_older(plain, occurrence, PENDING)
    rows = [_write_for(one, closing).event for one in older]
    write_events(chain, plain, rows, closing.actor, now)


def require(  # noqa: PLR0913 - of what, and by whose word
    chain: Chain,
    plain: Plain,
    occurrence: StoredOccurrence,
    actor: Actor,
    reason: str,
    now: datetime,
) -> None:
    """Take back by what word the newest occurrence was closed, and those that were with it."""
    word = occurrence_events.find_closing(plain, occurrence.id)
    assert word is not None  # noqa: S101 - the caller looked
    older = [
        one
        for one in list_older(plain, occurrence, {word.event.kind})
        if occurrence_events.find_closing(plain, one.id) == _write_for(one, word)
    ]
    rows = [EventRow(one.id, Ruling.REQUIRED, reason) for one in (*older, occurrence)]
    write_events(chain, plain, rows, actor, now)
    occurrences.close(plain, [occurrence.id], None)


def _write_for(occurrence: StoredOccurrence, word: Closing) -> Closing:
    """Return the same word on another occurrence."""
    return replace(word, event=replace(word.event, occurrence_id=occurrence.id))


def list_older(
    plain: Plain, occurrence: StoredOccurrence, kinds: Collection[str]
) -> list[StoredOccurrence]:
    """Return the former occurrences that such an event has closed or opened last."""
    given = occurrences.list_given(plain, occurrence.person_id, occurrence.course_id)
    older = [one for one in given if one.number < occurrence.number]
    return [one for one in older if occurrence_events.find_closing_kind(plain, one.id) in kinds]


def reopen(  # noqa: PLR0913 - of what, and by whose word
    chain: Chain,
    plain: Plain,
    lost: Sequence[StoredOccurrence],
    newest: StoredOccurrence,
    actor: Actor,
    reason: str,
    now: datetime,
) -> None:
    """Write down that these are to be done again; only the newest one of all is open then.

    A former one stays closed: there is one to be done, and it is done with that.
    """
    write_events(chain, plain, [EventRow(one.id, REOPENED, reason) for one in lost], actor, now)
    occurrences.close(plain, [one.id for one in lost if one.id == newest.id], None)
