"""The evidence: events in one chain, each sealed with a key over itself and the one before.

Whoever changes, removes, adds or moves an event without the key breaks a seal. No personal data
is in it: ids and keyed digests only, so what is personal can be erased and the chain still holds.
"""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from bot.learning.evidence import EventKind
from bot.storage.plain import Plain, dump_time

DIGEST_BYTES = 16  # of what stands in a body: nobody finds a second text with these
FIRST = b""  # what the first event follows
# The columns stand in the order of `Event`.
_ALL = "SELECT number, kind, person_id, recorded_at, body, mac FROM evidence_event"
_LAST = f"{_ALL} ORDER BY number DESC LIMIT ?"
_FROM_FIRST = f"{_ALL} ORDER BY number"
_ADD = (
    "INSERT INTO evidence_event (number, kind, person_id, recorded_at, body, mac)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
_COVERAGE = "SELECT body FROM evidence_event WHERE kind = ?"
_KEYS = "SELECT body FROM evidence_event WHERE kind = ? ORDER BY number DESC LIMIT 1"


class Event(NamedTuple):
    """An event as it is stored."""

    number: int
    kind: str
    person_id: int | None
    recorded: str
    body: str
    mac: bytes

    @property
    def facts(self) -> dict[str, Any]:
        """What it says."""
        facts: dict[str, Any] = json.loads(self.body)
        return facts


class Chain:
    """Adds events and checks their seals; one key for all."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.fingerprint = self._digest("key", "")

    def seal(self, text: str) -> str:
        """Return a short digest of a text, which says nothing about it without the key."""
        return self._digest("text", text)

    def append(
        self,
        plain: Plain,
        kind: EventKind,
        facts: Mapping[str, Any],
        now: datetime,
        person_id: int | None = None,
    ) -> int:
        """Add an event at the end and return its number.

        Inside the transaction that writes the fact: it holds the write lock since its beginning
        (BEGIN IMMEDIATE), so nobody else adds to the same end.
        """
        last = find_last(plain)
        number, former = (last.number + 1, last.mac) if last else (1, FIRST)
        body = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
        event = Event(number, kind.value, person_id, dump_time(now), body, b"")
        plain.run(_ADD, *event[:-1], self.compute_mac(event, former))
        return number

    def is_sound(self, event: Event, former: bytes) -> bool:
        """Tell whether an event is as it was added, behind the one with that seal."""
        return hmac.compare_digest(self.compute_mac(event, former), event.mac)

    def compute_mac(self, event: Event, former: bytes) -> bytes:
        """Return the seal of an event; the lengths of its parts are clear from JSON."""
        head = json.dumps(event[:4], ensure_ascii=False)
        return hmac.digest(
            self._key, b"\n".join((b"event", former, head.encode(), event.body.encode())), "sha256"
        )

    def _digest(self, purpose: str, text: str) -> str:
        whole = hmac.digest(self._key, f"{purpose}\n{text}".encode(), "sha256")
        return urlsafe_b64encode(whole[:DIGEST_BYTES]).decode().rstrip("=")


def find_last(plain: Plain) -> Event | None:
    """Return the newest event."""
    rows = plain.fetch(_LAST, 1)
    return Event._make(rows[0]) if rows else None


def list_last(plain: Plain) -> list[Event]:
    """Return the newest event and the one before."""
    return [Event._make(row) for row in plain.fetch(_LAST, 2)]


def stream_events(plain: Plain) -> Iterator[Event]:
    """Return all events from the first to the last, one by one."""
    yield from map(Event._make, plain.driver.execute(_FROM_FIRST))


def find_fingerprint(plain: Plain) -> str | None:
    """Return which key the events are sealed with now."""
    rows = plain.fetch(_KEYS, EventKind.KEY.value)
    return json.loads(rows[0][0])["key"] if rows else None


def list_covered(plain: Plain) -> frozenset[str]:
    """Return which of the kinds that may come later than a chain are in it, by its own word."""
    rows = plain.fetch(_COVERAGE, EventKind.COVERAGE.value)
    return frozenset(kind for [body] in rows for kind in read_body(body).get("kinds", ()))


def read_body(body: str) -> dict[str, Any]:
    """Return what an event says; nothing where its body was spoiled, which breaks its seal."""
    try:
        facts = json.loads(body)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}
