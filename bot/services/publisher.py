"""Publishing: content is read and compared with what is taught, and taught once somebody agrees."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content.catalog import Loaded, load_catalog
from bot.content.difference import Difference, compare
from bot.content.problems import Problem
from bot.learning.course import Catalog
from bot.learning.publication import Imprint, Origin
from bot.services.library import Edition, Library
from bot.storage.engine import Database


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
        return self._propose(self._library.get_current(), load_catalog(directory))

    def publish(self, proposal: Proposal, origin: Origin, person_id: int | None = None) -> Edition:
        """Teach what was proposed from now on; raises Overtaken where it was compared in vain."""
        with self._database.writing():
            if self._library.get_current().version_id != proposal.base.version_id:
                raise Overtaken
            imprint = Imprint(origin, person_id, proposal.difference.summarise())
            return self._library.publish(proposal.catalog, proposal.media, imprint)

    def _propose(self, base: Edition, loaded: Loaded) -> Proposal:
        if loaded.catalog is None:
            raise Unsound(loaded.problems)
        difference = compare(base.catalog, loaded.catalog)
        return Proposal(base, loaded.catalog, loaded.media, loaded.problems, difference)
