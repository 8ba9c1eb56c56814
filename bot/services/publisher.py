"""Publishing: content is read and compared with what is taught, and taught once somebody agrees."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.content.catalog import Loaded, load_catalog
from bot.content.difference import Difference, Kind, compare
from bot.content.problems import Problem
from bot.content.snapshot import digest, dump_catalog
from bot.learning.course import Catalog
from bot.learning.publication import Imprint, Origin
from bot.services.library import Edition, Library
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import content, quizzes

MARK: Final = 16  # characters; they travel in a button


@dataclass(frozen=True)
class Proposal:
    """Sound content that would be taught in place of `base`, and what that changes."""

    base: Edition
    catalog: Catalog
    media: Mapping[str, bytes]
    problems: tuple[Problem, ...]  # warnings only
    difference: Difference

    @property
    def is_new(self) -> bool:
        """Whether it is anything else than what is taught."""
        return self.catalog != self.base.catalog

    @property
    def mark(self) -> str:
        """A short name of the content: other content has another one."""
        return digest(dump_catalog(self.catalog))[:MARK]


class Unsound(Exception):
    """The content has errors: nothing of it can be published."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


class Overtaken(Exception):
    """Another version is taught by now than the one with which it was compared."""


class Publisher:
    """Reads what is to be taught, and teaches it."""

    def __init__(self, database: Database, library: Library) -> None:
        self._database = database
        self._library = library

    def propose_folder(self, directory: Path) -> Proposal:
        """Read a content directory, which holds everything; raises Unsound."""
        return self._propose(self._library.get_current(), load_catalog(directory, is_linted=True))

    def publish(self, proposal: Proposal, origin: Origin, person_id: int | None = None) -> Edition:
        """Teach what was proposed from now on; raises Overtaken where it was compared in vain."""
        with self._database.writing() as session:
            # Asked in this transaction: another one may wait to be committed together with it.
            active = content.find_active(session)
            if active is None or active[0] != proposal.base.version_id:
                raise Overtaken
            imprint = Imprint(origin, person_id, proposal.difference.summarise())
            return self._library.publish(proposal.catalog, proposal.media, imprint)

    def count_running(self, difference: Difference) -> int:
        """Count the running quizzes that hold a question which that changes or removes."""
        ids = difference.list_ids(Kind.QUESTION, difference.changed, difference.removed)
        if not ids:
            return 0
        with self._database.reading() as session:
            return quizzes.count_running(Plain.of(session), ids)

    def _propose(self, base: Edition, loaded: Loaded) -> Proposal:
        if loaded.catalog is None:
            raise Unsound(loaded.problems)
        difference = compare(base.catalog, loaded.catalog)
        return Proposal(base, loaded.catalog, loaded.media, loaded.problems, difference)
