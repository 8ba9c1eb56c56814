"""What of each kind of fact is evidence: read back from the tables, and sealed into the chain."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from bot.learning.evidence import EventKind
from bot.learning.people import EventKind as Deed
from bot.learning.quiz import COUNTED
from bot.storage.chain import Chain
from bot.storage.plain import Plain


@dataclass(frozen=True)
class FactTable:
    """Where the facts of one kind stand: the columns that name one, and those that prove it.

    Personal texts are no such columns: a sealed digest of each, which is one, stays when they go.
    They go with the identity of the one whom a fact is about, and only with it.
    """

    kind: EventKind
    name: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    condition: str = "TRUE"  # of a row that must be in the evidence
    order: str = ""  # in which those come that were there before the chain
    has_answers: bool = False
    texts: tuple[str, ...] = ()  # each has a column for its salt, and may have one for its seal
    owner: str = "person_id"  # whom a fact with texts is about
    is_late: bool = False  # the chain may be older, and says itself that it covers them

    @cached_property
    def all_columns(self) -> tuple[str, ...]:
        """The keys first, and the texts with their salts last."""
        texts = (column for text in self.texts for column in (text, f"{text}_salt"))
        return (*self.keys, *self.columns, *texts)

    @cached_property
    def select(self) -> str:
        """Read one fact by its keys, and whether the identity of whom it is about was erased."""
        where = " AND ".join(f'"{key}" = ?' for key in self.keys)
        erased = _ERASED.format(self.owner) if self.texts else "0"
        return f"SELECT {_quote(self.all_columns)}, {erased} FROM {self.name} WHERE {where}"  # noqa: S608 - names from below

    @cached_property
    def select_keys(self) -> str:
        """Read the keys of all facts that must be in the evidence."""
        order = self.order or self.keys[0]
        rows = f"FROM {self.name} WHERE {self.condition} ORDER BY {order}"
        return f"SELECT {_quote(self.keys)} {rows}"

    @cached_property
    def count(self) -> str:
        """Count them."""
        return f"SELECT count(*) FROM {self.name} WHERE {self.condition}"  # noqa: S608


def _quote(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


SALT_BYTES = 16
# A former entry in the roster is erased with the one whom it turned out to be.
_ERASED = (
    "EXISTS (SELECT 1 FROM person one JOIN person_event erased"  # noqa: S608 - from here
    " ON erased.person_id IN (one.id, one.replaced_by)"
    f" AND erased.kind = '{Deed.ERASED}' WHERE one.id = {{}})"
)
_COUNTED = ", ".join(f"'{kind}'" for kind in sorted(COUNTED))
TABLES = {
    table.kind: table
    for table in (
        FactTable(EventKind.CONTENT, "content_version", ("id",), ("digest", "stored_at")),
        FactTable(
            EventKind.QUIZ,
            "quiz_session",
            ("id",),
            (
                *("person_id", "version_id", "course_id", "kind", "scope", "pass_mark_pct"),
                *("started_at", "finished_at", "total", "right"),
            ),
            f"kind IN ({_COUNTED}) AND finished_at IS NOT NULL",
            "finished_at, id",
            has_answers=True,
        ),
        FactTable(
            EventKind.COMPLETION,
            "completion",
            ("person_id", "course_id"),
            ("version_id", "completed_at", "recorded_at"),
            order="completed_at, person_id, course_id",
        ),
        FactTable(
            EventKind.CERTIFICATE,
            "certificate",
            ("id",),
            (
                *("code", "person_id", "course_id", "course_title", "version_id"),
                *("version_number", "session_id", "achieved_at", "issued_at", "valid_until"),
                *("replaces_id", "name_seal"),
            ),
            texts=("name",),
        ),
        FactTable(
            EventKind.ENDING,
            "certificate_ending",
            ("certificate_id",),
            ("kind", "ended_at", "ended_by", "reason_seal"),
            texts=("reason",),
            owner="(SELECT person_id FROM certificate WHERE id = certificate_id)",
        ),
        FactTable(
            EventKind.RULING,
            "pass_ruling",
            ("correction_id",),
            ("pass_decision_id", "outcome", "ruled_at"),
        ),
        FactTable(
            EventKind.OCCURRENCE,
            "occurrence",
            ("id",),
            (
                *("person_id", "course_id", "number", "assignment_id", "assigned_at", "due_at"),
                *("pass_mark_pct", "attempts", "cooldown_hours", "valid_months", "timezone"),
            ),
        ),
        FactTable(
            EventKind.OCCURRENCE_EVENT,
            "occurrence_event",
            ("id",),
            (
                *("occurrence_id", "kind", "at", "origin", "actor_id", "due_at"),
                *("completed_at", "valid_until", "version_id", "session_id"),
            ),
        ),
        FactTable(
            EventKind.OCCURRENCE_TEXT,
            "occurrence_event",
            ("id",),
            ("occurrence_id",),
            "coalesce(reason, proof) IS NOT NULL",
            texts=("reason", "proof"),
            owner="(SELECT person_id FROM occurrence WHERE id = occurrence_id)",
            is_late=True,
        ),
        FactTable(
            EventKind.NOTICE_TEXT,
            "notice_text",
            ("digest",),
            ("version", "body", "stored_at"),
            order="stored_at, digest",
            is_late=True,
        ),
        FactTable(
            EventKind.NOTICE_ACCEPTANCE,
            "notice_acceptance",
            ("person_id", "version"),
            ("digest", "accepted_at"),
            order="accepted_at, person_id, version",
            is_late=True,
        ),
    )
}
# Behind each question of a quiz: in which order its options stood, and what was chosen.
_ANSWERS = (
    "SELECT position, question_id, option_ids, hint_at, try_no, chosen_ids, is_correct, answered_at"
    " FROM quiz_item LEFT JOIN answer USING (session_id, position)"
    " WHERE session_id = ? ORDER BY position, try_no"
)


def record_fact(
    plain: Plain, chain: Chain, kind: EventKind, keys: Sequence[Any], now: datetime
) -> int:
    """Add a fact that this transaction has written to the evidence; return the event's number."""
    facts = read_fact(plain, chain, kind, keys)
    if facts is None:
        raise LookupError(f"there is no {kind} {keys}")
    return chain.append(plain, kind, facts, now, facts.get("person_id"))


def read_fact(
    plain: Plain, chain: Chain | None, kind: EventKind, keys: Sequence[Any]
) -> dict[str, Any] | None:
    """Return a fact as the tables have it now, in the form in which events hold it.

    Without the key's chain the answers of a quiz are left out.
    """
    table = TABLES[kind]
    rows = plain.fetch(table.select, *keys)
    if not rows:
        return None
    [(*values, is_erased)] = rows
    facts = dict(zip(table.all_columns, values, strict=True))
    for text in table.texts:
        words, salt = facts.pop(text), facts.pop(f"{text}_salt")
        if chain is None or (words is None and is_erased):
            continue  # a seal that is stored stands for itself
        facts[f"{text}_seal"] = None if words is None else seal_text(chain, words, salt)
    if table.has_answers and chain is not None:
        facts["answers"] = [
            chain.seal(json.dumps(answer, ensure_ascii=False))
            for answer in plain.fetch(_ANSWERS, *keys)
        ]
    return facts


def make_salt() -> str:
    """Return what a personal text is stored and sealed with."""
    return secrets.token_hex(SALT_BYTES)


def seal_text(chain: Chain, words: str, salt: str | None) -> str:
    """Return what stands for a personal text; without the salt it says nothing about it."""
    return chain.seal(f"{salt}\n{words}")


def list_keys(plain: Plain, table: FactTable) -> list[tuple[Any, ...]]:
    """Return the keys of all facts of a table that must be in the evidence, the oldest first."""
    return plain.fetch(table.select_keys)


ITEMS = {"answers": "the answer to question", "rows": "row"}


def find_difference(sealed: Mapping[str, Any], found: Mapping[str, Any]) -> str | None:
    """Say what of a sealed fact is different now, or return None where nothing is."""
    for name, value in sealed.items():
        if name in ITEMS:
            if found.get(name, value) != value:
                return _find_item(ITEMS[name], value, found[name])
        elif found.get(name, value) != value:
            return f"{name} is {found[name]!r} and was {value!r}"
    return None


def _find_item(what: str, sealed: Sequence[str], found: Sequence[str]) -> str:
    for number, (one, other) in enumerate(zip(sealed, found, strict=False), start=1):
        if one != other:
            return f"{what} {number} is not the one that was there"
    return f"of {what} 1 to {len(sealed)} only {len(found)} are there"
