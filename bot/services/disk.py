"""The files on disk: the first version; what they say later waits until somebody publishes it."""

import logging
from pathlib import Path

from bot.content.catalog import Loaded, load_catalog
from bot.content.difference import compare
from bot.content.problems import Problem
from bot.content.snapshot import digest, dump_catalog
from bot.learning.course import Catalog
from bot.learning.people import TRAINERS
from bot.learning.phrases import count
from bot.services import Clock
from bot.services.broadcasts import Broadcasts, NobodyToSendTo
from bot.services.library import Edition, Library, NothingPublished
from bot.storage.engine import Database
from bot.storage.queries import content
from bot.storage.tables import DiskNotice

log = logging.getLogger(__name__)


class BrokenContent(Exception):
    """The content has errors and no earlier version of it can be taught."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


class Disk:
    """Reads the files as the bot starts."""

    def __init__(
        self,
        database: Database,
        library: Library,
        broadcasts: Broadcasts,
        clock: Clock,
        directory: Path,
    ) -> None:
        self._database = database
        self._library = library
        self._broadcasts = broadcasts
        self._clock = clock
        self._directory = directory

    def start(self) -> tuple[Problem, ...]:
        """Teach the files where nothing is taught yet; else tell trainers what differs, once.

        Returns the problems met. Raises BrokenContent where there is nothing to teach.
        """
        loaded = load_catalog(self._directory)
        try:
            edition = self._library.get_current()
        except NothingPublished:
            if loaded.catalog is None:
                raise BrokenContent(loaded.problems) from None
            edition = self._library.publish(loaded.catalog, loaded.media)
        log.info("teaching version %s of the content", edition.number)
        if loaded.catalog is None:
            self._report_errors(loaded, edition)
        elif self._tell(digest(dump_catalog(loaded.catalog)), _word(edition, loaded.catalog)):
            log.warning("the files on disk have changed; they wait for a trainer to publish them")
        return loaded.problems

    def _report_errors(self, loaded: Loaded, edition: Edition) -> None:
        for problem in loaded.problems:
            log.error("%s", problem)
        log.error(
            "THE CONTENT IS BROKEN. The bot goes on with version %s, stored earlier. "
            "Run `run_bot.py check`, mend it, and publish it.",
            edition.number,
        )
        state = digest("\n".join(map(str, loaded.problems)))
        self._tell(state, _word_errors(loaded, edition))

    def _tell(self, state: str, text: str) -> bool:
        """Tell all trainers of a state of the files; not twice, and not of what was taught once."""
        with self._database.writing() as session:
            is_known = session.get(DiskNotice, state) is not None
            if is_known or content.was_taught(session, state):
                return False
            try:
                self._broadcasts.create(text, TRAINERS, is_repeat_meant=True)
            except NobodyToSendTo:
                return False  # whoever comes first is told by the next start
            session.add(DiskNotice(digest=state, told_at=self._clock()))
        return True


def _word(edition: Edition, found: Catalog) -> str:
    change = compare(edition.catalog, found).summarise()
    return (
        f"**The files on disk have changed.** Beside v{edition.number}: {change}.\n\n"
        f"Learners go on with v{edition.number} until the files are published: "
        "/bank shows what they change."
    )


def _word_errors(loaded: Loaded, edition: Edition) -> str:
    errors = sum(problem.severity == "error" for problem in loaded.problems)
    return (
        f"**The files on disk have changed, and have {count(errors, 'error')}.** "
        f"Learners go on with v{edition.number}. /bank lists what is to mend."
    )
