"""Updates that Telegram handed over: stored before they are confirmed, done when answered."""

import json
import logging
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.services import Clock
from bot.storage.engine import Database
from bot.storage.queries import inbox
from bot.storage.queries.inbox import NewUpdate
from bot.storage.tables import InboxUpdate

log = logging.getLogger(__name__)

# Telegram repeats an update for 24 hours at most, and after a quiet week its ids start anew.
KEPT = timedelta(days=7)
FORGET_EVERY = timedelta(hours=1)
TRIES = 3  # a handler that fails so often is broken
LARGEST_KEY = 2**63  # what the database can hold; Telegram's ids have 52 bits


@dataclass(frozen=True)
class StoredUpdate:
    """An update waiting to be handled; the updates of one `chat_key` are handled in order."""

    update_id: int
    chat_key: int
    content: dict[str, Any]
    received_at: datetime


@dataclass(frozen=True)
class Incident:
    """An update that was set aside after three defects."""

    id: str
    update_id: int
    defect: str
    set_aside_at: datetime


@dataclass(frozen=True)
class Backlog:
    """What is unfinished, and the age of its oldest; what is set aside counts apart."""

    unfinished: int
    oldest_age: timedelta | None
    set_aside: int


class Inbox:
    """Keeps updates of one bot until they are finished, in order for each chat."""

    def __init__(self, database: Database, clock: Clock, bot_id: int) -> None:
        self._database = database
        self._clock = clock
        self._bot_id = bot_id
        self._contact_at: datetime | None = None
        self._forgot_at: datetime | None = None

    def store(self, updates: Sequence[dict[str, Any]]) -> list[StoredUpdate]:
        """Store updates; return those that are new, in the order in which to handle them."""
        now = self._clock()
        given = {one["update_id"]: _clean(one) for one in reversed(updates) if is_update(one)}
        if not given:
            return []
        with self._database.recording() as record:
            known = inbox.list_known(record, self._bot_id, given)
            new = [
                (StoredUpdate(update_id, find_chat_key(content), content, now), raw)
                for update_id, (content, raw) in sorted(given.items())
                if update_id not in known
            ]
            inbox.add(
                record,
                self._bot_id,
                [NewUpdate(one.update_id, one.chat_key, raw, now) for one, raw in new],
            )
        return [one for one, _ in new]

    def list_waiting(self, limit: int, beside: Collection[int] = ()) -> list[StoredUpdate]:
        """Return up to so many unfinished updates but those, in the order in which to handle them.

        Ids stand in `beside`. After a crash that is what the former process left.
        """
        with self._database.reading() as session:
            ids = inbox.list_waiting_ids(session, self._bot_id, limit + len(beside))
            wanted = [update_id for update_id in ids if update_id not in beside][:limit]
            rows = inbox.list_updates(session, self._bot_id, wanted)
        return [
            StoredUpdate(row.update_id, row.chat_key, json.loads(row.raw), row.received_at)
            for row in rows
        ]

    def find_newest_id(self) -> int:
        """Return the highest update id that is remembered, or 0."""
        with self._database.reading() as session:
            return inbox.find_newest_id(session, self._bot_id) or 0

    def finish(self, update_ids: Sequence[int]) -> None:
        """Mark updates as done and blank them: the replies are out.

        What people wrote, invitation codes included, is nobody's any more.
        """
        with self._database.recording() as record:
            inbox.finish(record, self._bot_id, update_ids, self._clock())

    def count_defect(self, update_id: int, error: Exception) -> str | None:
        """Count a try that met a defect; at the third, set the update aside.

        Returns the incident's id once the update is set aside, and None where it is to be tried
        again. What is set aside keeps its text, so that it can run again once the defect is mended.
        """
        with self._database.writing() as session:
            row = session.get_one(InboxUpdate, (self._bot_id, update_id))
            row.tries += 1
            row.defect = type(error).__name__
            if row.tries >= TRIES:
                row.set_aside_at = self._clock()
                row.incident_id = row.incident_id or secrets.token_hex(4)
            session.add(row)
            return row.incident_id if row.set_aside_at else None

    def list_incidents(self) -> list[Incident]:
        """Return what is set aside, the oldest first."""
        with self._database.reading() as session:
            return [
                Incident(row.incident_id or "", row.update_id, row.defect or "", row.set_aside_at)
                for row in inbox.list_set_aside(session, self._bot_id)
                if row.set_aside_at
            ]

    def run_again(self, incident_id: str) -> bool:
        """Put what was set aside back into the queue; tell whether there was such an incident."""
        with self._database.writing() as session:
            for row in inbox.list_set_aside(session, self._bot_id):
                if row.incident_id == incident_id:
                    row.set_aside_at, row.tries = None, 0
                    session.add(row)
                    return True
        return False

    def is_forgetting_due(self) -> bool:
        """Tell whether an hour has passed since the last `forget_old`, or none has been."""
        return self._forgot_at is None or self._clock() - self._forgot_at >= FORGET_EVERY

    def forget_old(self) -> None:
        """Forget what was finished or set aside more than a week ago."""
        now = self._clock()
        with self._database.writing() as session:
            inbox.delete_old(session, before=now - KEPT)
        self._forgot_at = now

    def note_contact(self) -> None:
        """Remember that just now updates could have come: from it on, silence is counted."""
        self._contact_at = self._clock()

    @property
    def contact_at(self) -> datetime | None:
        """When the last contact was; None before the first since the start."""
        return self._contact_at

    def find_silence(self) -> timedelta | None:
        """Return how long ago the last contact was; None before the first since the start."""
        return None if self._contact_at is None else _measure_age(self._clock(), self._contact_at)

    def find_backlog(self) -> Backlog:
        """Count what waits to be handled."""
        with self._database.reading() as session:
            unfinished, oldest_at, set_aside = inbox.count_unfinished(session, self._bot_id)
        oldest_age = None if oldest_at is None else _measure_age(self._clock(), oldest_at)
        return Backlog(unfinished, oldest_age, set_aside)


def _measure_age(now: datetime, then: datetime) -> timedelta:
    return max(now - then, timedelta())  # clocks are set back at times


def _clean(update: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Return an update, and its text, without halves of characters: no call can carry them back."""
    text = json.dumps(update, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode(errors="replace").decode()
        return json.loads(text), text
    return update, text


def is_update(update: object) -> bool:
    """Tell whether this is an update at all; anything else must not hold up those beside it."""
    update_id = update.get("update_id") if isinstance(update, dict) else None
    is_sound = type(update_id) is int and 0 <= update_id < LARGEST_KEY
    if not is_sound:
        log.error("something that is no update was left out: its id is %r", update_id)
    return is_sound


def find_chat_key(update: dict[str, Any]) -> int:
    """Return the chat an update belongs to, or its sender, or 0: its updates keep their order."""
    for kind, content in update.items():
        if kind == "update_id" or not isinstance(content, dict):
            continue
        inner = content.get("message")
        message = inner if isinstance(inner, dict) else content
        for place in (message.get("chat"), content.get("from"), content.get("user")):
            key = place.get("id") if isinstance(place, dict) else None
            if isinstance(key, int) and abs(key) < LARGEST_KEY:
                return key
    return 0
