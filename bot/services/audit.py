"""Check the evidence from its first event to the last against what the tables say today."""

import hashlib
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError

from bot.content.snapshot import digest
from bot.learning.evidence import Anchor, Audited, Breach, EventKind
from bot.storage.chain import (
    FIRST,
    Chain,
    Event,
    find_fingerprint,
    find_last,
    list_covered,
    read_body,
    stream_events,
)
from bot.storage.engine import open_read_only
from bot.storage.evidence import COVERED
from bot.storage.facts import TABLES, FactTable, find_difference, list_keys, read_fact
from bot.storage.plain import Plain
from bot.storage.runs import RUNS, RunTable, list_ids, list_marked, read_run

REPORTED = 20  # breaches that are named; all are counted
UNSEALED = (
    "{} is in no event: the end of the evidence is cut off, or something else than the bot has "
    "written it"
)
Report = Callable[[int, int], None]


def audit(
    path: Path, chain: Chain, former: Sequence[Chain], anchors: Sequence[Anchor], report: Report
) -> Audited:
    """Check a database file as it is at one moment, also while the bot writes to it.

    `former` are chains with the keys of earlier times. `report` is told how many events of how
    many are done.
    """
    with closing(open_read_only(path)) as connection:
        connection.execute("BEGIN")
        return _Audit(Plain(connection), [chain, *former], anchors).run(report)


class NoEvidence(Exception):
    """There is nothing that this key could check; the message says what to do."""


class _Audit:
    def __init__(self, plain: Plain, chains: Sequence[Chain], anchors: Sequence[Anchor]) -> None:
        self._plain = plain
        self._present = chains[0]
        self._chains = {chain.fingerprint: chain for chain in chains}
        self._anchors = {anchor.number: anchor for anchor in anchors}
        self._breaches: list[Breach] = []
        self._found = 0
        self._unsealed = 0
        self._counts: Counter[str] = Counter()
        self._standing: Counter[str] = Counter()  # facts that are in their tables

    def run(self, report: Report) -> Audited:
        self._refuse_unready()
        last = find_last(self._plain)
        end = last.number if last else 0
        self._check_events(report, end)
        for number in sorted(self._anchors):
            if number > end:
                self._note(
                    None, f"the evidence went to event {number} and ends at {end}: its end is gone"
                )
        for table in TABLES.values():
            self._check_unsealed(table)
        for run_table in RUNS.values():
            self._check_unsealed_rows(run_table)
        return Audited(
            events=self._counts.total(),
            counts=dict(self._counts),
            unsealed=self._unsealed,
            breaches=tuple(self._breaches),
            found=self._found,
            anchor=Anchor(last.number, last.mac) if last else None,
        )

    def _refuse_unready(self) -> None:
        try:
            fingerprint = find_fingerprint(self._plain)
        except DBAPIError:
            raise NoEvidence("The database has no evidence yet. Start the bot once.") from None
        if find_last(self._plain) is None:
            raise NoEvidence("There is no evidence: it was removed, or never begun.")
        if fingerprint not in {None, self._present.fingerprint}:
            raise NoEvidence(
                "The evidence is sealed with another key. Set EVIDENCE_KEY to that one, or put its "
                "file back beside the database."
            )
        if COVERED - list_marked(self._plain) - list_covered(self._plain):
            raise NoEvidence("The database is of an earlier release. Start the bot once.")

    def _check_events(self, report: Report, end: int) -> None:
        expected, former = 1, FIRST
        chain: Chain | None = self._present  # until an event says which
        running = hashlib.sha256()
        for event in stream_events(self._plain):
            is_behind_gap = event.number != expected
            if is_behind_gap:
                self._note(expected, _word_gap(expected, event.number - 1))
            if event.kind == EventKind.KEY:
                chain = self._change_key(event, running.hexdigest())
            if chain is None:
                self._unsealed += 1
            elif not chain.is_sound(event, former) and not is_behind_gap:
                self._note(event.number, f"this {event.kind} was altered, or is not where it was")
            anchor = self._anchors.get(event.number)
            if anchor is not None and anchor.seal != event.mac:
                self._note(event.number, "another event stood here when the anchor was taken")
            if event.kind in TABLES or event.kind in RUNS:
                self._check_fact(event, chain)
            self._counts[event.kind] += 1
            running.update(repr(event).encode())
            expected, former = event.number + 1, event.mac
            report(event.number, end)

    def _change_key(self, event: Event, before: str) -> Chain | None:
        facts = read_body(event.body)
        if facts.get("before") != before:
            self._note(event.number, "what came before this key was altered since")
        return self._chains.get(str(facts.get("key")))

    def _check_fact(self, event: Event, chain: Chain | None) -> None:
        kind = EventKind(event.kind)
        sealed = read_body(event.body)
        found = self._find(kind, sealed, chain)
        if found is None:
            self._note(event.number, f"{_name(kind, sealed)} is gone")
            return
        self._standing[kind] += found.get("count", 1)
        difference = find_difference(sealed, found)
        if difference is None and kind is EventKind.CONTENT:
            difference = self._find_altered_content(sealed)
        if difference is not None:
            self._note(event.number, f"{_name(kind, sealed)} was altered: {difference}")

    def _find(
        self, kind: EventKind, sealed: Mapping[str, Any], chain: Chain | None
    ) -> dict[str, Any] | None:
        if kind in RUNS:
            return read_run(self._plain, chain, kind, sealed.get("first", 0), sealed.get("last", 0))
        keys = [sealed.get(key) for key in TABLES[kind].keys]
        return read_fact(self._plain, chain, kind, keys)

    def _find_altered_content(self, sealed: Mapping[str, Any]) -> str | None:
        [[body]] = self._plain.fetch("SELECT body FROM content_version WHERE id = ?", sealed["id"])
        return None if digest(body) == sealed["digest"] else "its text is another one"

    def _check_unsealed(self, table: FactTable) -> None:
        """Find facts that no event speaks of: added from outside, or the chain's end is cut off."""
        [[count]] = self._plain.fetch(table.count)
        if count == self._standing[table.kind]:
            return
        sealed = {
            tuple(facts.get(key) for key in table.keys)
            for event in stream_events(self._plain)
            if event.kind == table.kind
            for facts in [read_body(event.body)]
        }
        for keys in list_keys(self._plain, table):
            if keys not in sealed:
                name = _name(table.kind, dict(zip(table.keys, keys, strict=True)))
                self._note(None, UNSEALED.format(name))

    def _check_unsealed_rows(self, table: RunTable) -> None:
        [[count]] = self._plain.fetch(table.count)
        if count == self._standing[table.kind]:
            return
        runs = [
            (facts.get("first", 0), facts.get("last", 0))
            for event in stream_events(self._plain)
            if event.kind == table.kind
            for facts in [read_body(event.body)]
        ]
        runs.sort()
        for number in list_ids(self._plain, table):
            place = bisect_right(runs, (number, sys.maxsize)) - 1
            if place < 0 or number > runs[place][1]:
                self._note(None, UNSEALED.format(f"{table.kind} {number}"))

    def _note(self, number: int | None, what: str) -> None:
        self._found += 1
        if len(self._breaches) < REPORTED:
            self._breaches.append(Breach(number, what))


def _name(kind: EventKind, facts: Mapping[str, Any]) -> str:
    """Name a fact by its keys, as the tables do."""
    if kind in RUNS:
        return f"{kind} {facts.get('first')} to {facts.get('last')}"
    keys = " ".join(str(facts.get(key)) for key in TABLES[kind].keys)
    name = f"{kind} {keys}"
    if "person_id" in facts and "person_id" not in TABLES[kind].keys:
        name += f" of person {facts['person_id']}"
    return name


def _word_gap(first: int, last: int) -> str:
    if first == last:
        return "it is missing"
    return f"it and all to {last} are missing"
