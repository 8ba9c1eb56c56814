"""Files for the bank, read beside what is taught: what they change, or what is wrong with them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Final

from bot.content.archive import NamedFile
from bot.content.difference import Difference, Kind, compare, list_changed_cards
from bot.content.merging import Merged, merge
from bot.content.problems import Problem
from bot.learning.course import Card, Lesson
from bot.learning.publication import Publication
from bot.services.bank import Bank
from bot.services.library import Edition, Library
from bot.services.publisher import Proposal, Publisher

KEPT: Final = 4  # in memory, so that not every tap reads the files anew
TRIED: Final = 100  # questions of a trial


@dataclass(frozen=True)
class News:
    """What was published since the files were sent, and by whom; `both` is changed by both."""

    publications: tuple[Publication, ...]
    difference: Difference
    both: tuple[str, ...]


@dataclass(frozen=True)
class Examined:
    """What the files of an upload would change in what is taught now, or what is wrong with them.

    `running` counts the quizzes that hold a question which they change; `lacking` the entries that
    they lack, and `is_replaceable` says whether replacing the bank by them may be offered.
    """

    upload_id: int
    names: tuple[str, ...]
    current: Edition
    problems: tuple[Problem, ...]
    proposal: Proposal | None
    is_replacing: bool
    is_replaceable: bool
    lacking: int
    running: int = 0
    news: News | None = None
    message_id: int | None = None

    @property
    def is_publishable(self) -> bool:
        """Whether the files are sound and change something."""
        return self.proposal is not None and self.proposal.is_new

    @property
    def question_ids(self) -> list[str]:
        """The questions to try: those with another key first, then the changed and the new ones."""
        if self.proposal is None:
            return []
        difference = self.proposal.difference
        keys = difference.key_changes
        others = [change for change in difference.changed if change not in keys]
        return difference.list_ids(Kind.QUESTION, keys, others, difference.added)[:TRIED]

    @property
    def cards(self) -> tuple[tuple[Lesson, Card], ...]:
        """The cards to look at: those that are new or read differently."""
        if self.proposal is None:
            return ()
        return list_changed_cards(self.current.catalog, self.proposal.catalog)


class Examiner:
    """Merges files with what is taught, and remembers the last few that it merged."""

    def __init__(self, library: Library, publisher: Publisher, bank: Bank) -> None:
        self._library = library
        self._publisher = publisher
        self._bank = bank
        self._read: dict[tuple[int, int, int, bool], Examined] = {}
        self._reading = Lock()

    def examine(
        self, upload_id: int, files: Sequence[NamedFile], base_id: int, *, is_replacing: bool
    ) -> Examined:
        """Read the files of an upload that came when the version `base_id` was taught."""
        current = self._library.get_current()
        key = upload_id, len(files), current.version_id, is_replacing
        with self._reading:
            examined = self._read.get(key)
        if examined is None:
            examined = self._merge(upload_id, files, current, is_replacing=is_replacing)
            with self._reading:
                self._read[key] = examined
                while len(self._read) > KEPT:
                    self._read.pop(next(iter(self._read)))
        if examined.proposal is None:
            return examined
        difference = examined.proposal.difference
        return replace(
            examined,
            running=self._publisher.count_running(difference),
            news=self._find_news(base_id, current, difference),
        )

    def _merge(
        self, upload_id: int, files: Sequence[NamedFile], current: Edition, *, is_replacing: bool
    ) -> Examined:
        merged = merge(current.catalog, files, is_replacing=is_replacing)
        is_replaceable = merged.lacking > 0
        if is_replaceable and merged.catalog is None and not is_replacing:
            # The files may be sound by themselves, and clash with what they lack.
            is_replaceable = merge(current.catalog, files, is_replacing=True).catalog is not None
        return Examined(
            upload_id=upload_id,
            names=tuple(file.name for file in files),
            current=current,
            problems=merged.problems,
            proposal=_propose(current, merged),
            is_replacing=is_replacing,
            is_replaceable=is_replaceable,
            lacking=merged.lacking,
        )

    def _find_news(self, base_id: int, current: Edition, difference: Difference) -> News | None:
        """Return what was published since the version that was taught when the files came."""
        if base_id == current.version_id:
            return None
        before = self._library.get_catalog(base_id)
        change = compare(before, current.catalog)
        theirs = {(one.kind, one.id) for one in (*change.added, *change.changed, *change.removed)}
        ours = (*difference.added, *difference.changed, *difference.removed)
        both = tuple(one.id for one in ours if (one.kind, one.id) in theirs)
        return News(self._bank.list_since(base_id), change, both)


def _propose(current: Edition, merged: Merged) -> Proposal | None:
    if merged.catalog is None:
        return None
    difference = compare(current.catalog, merged.catalog)
    return Proposal(current, merged.catalog, merged.media, merged.problems, difference)
