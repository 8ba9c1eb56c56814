"""The rows behind some events of the evidence, read a few times instead of once for each event."""

from collections.abc import Iterator, Sequence
from typing import Any

from bot.learning.evidence import EventKind
from bot.storage.plain import Plain
from bot.storage.queries import statements as record
from bot.storage.queries.statements import StoredCompletion, ToldEvent


class Rows:
    """What events speak of, by the ids that are in them."""

    def __init__(self, plain: Plain, events: Sequence[ToldEvent]) -> None:
        self._changed = {
            event.number: record.list_changed(plain, event.facts["first"], event.facts["last"])
            for event in events
            if event.kind is EventKind.COMPLETION_CHANGE
        }
        taken = list(_list_facts(events, EventKind.OCCURRENCE_EVENT))
        ruled = [facts["correction_id"] for facts in _list_facts(events, EventKind.RULING)]
        self.sessions = record.load_sessions_of(plain, ruled) if ruled else {}
        for facts in _list_facts(events, EventKind.RESULT_CORRECTION):
            self.sessions.update(record.list_corrected(plain, facts["first"], facts["last"]))
        asked = [facts["id"] for facts in _list_facts(events, EventKind.QUIZ)]
        corrected = set(self.sessions.values())
        tests = [facts["session_id"] for facts in taken if facts["session_id"] is not None]
        self.attempts = record.load_attempts(plain, (*asked, *corrected, *tests))
        self.answers = record.load_answers(plain, (*asked, *corrected))
        self.corrections = record.load_corrections(plain, corrected) if corrected else {}
        occurrences = [facts["occurrence_id"] for facts in taken]
        self.occurrences = record.load_occurrences(plain, occurrences) if taken else {}
        self.closings = record.load_closings(plain, occurrences) if taken else {}
        self.moved = record.load_moved(plain, occurrences) if taken else {}
        people = {person_id for person_id, _ in self.occurrences.values()}
        people.update(one.person_id for some in self._changed.values() for one in some)
        self.completions = record.load_completions(plain, people) if people else {}

    def list_changed(self, event: ToldEvent) -> Sequence[StoredCompletion]:
        """Return the changes of completions that an event speaks of."""
        return self._changed[event.number]


def _list_facts(events: Sequence[ToldEvent], kind: EventKind) -> Iterator[dict[str, Any]]:
    return (event.facts for event in events if event.kind is kind)
