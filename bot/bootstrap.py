"""The one place where the parts are put together."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import SystemRandom
from typing import Any

from bot.bundle import Services
from bot.chat.application import Connection
from bot.config import Settings
from bot.content.catalog import load_catalog
from bot.content.problems import Problem
from bot.reports.completion import CompletionReport, report_completion
from bot.services import Clock
from bot.services.bank import Bank
from bot.services.enrolment import Enrolment
from bot.services.glossary import Glossary
from bot.services.inbox import Inbox
from bot.services.library import Library, NothingPublished
from bot.services.quiz import Quizzes
from bot.services.review import Reviews
from bot.services.study import Study
from bot.storage.engine import Database
from bot.storage.migrations import migrate

log = logging.getLogger(__name__)


class BrokenContent(Exception):
    """The content has errors and no earlier version of it can be taught."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


def read_clock() -> datetime:
    """Return the time, aware and in UTC."""
    return datetime.now(UTC)


@contextmanager
def open_database(path: Path) -> Iterator[Database]:
    """Create or bring up to date the database, open it, and close it at the end."""
    migrate(path)
    database = Database(path)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def open_services(
    settings: Settings,
    database: Database,
    token: str,
    *,
    clock: Clock = read_clock,
) -> Iterator[Services]:
    """Build the use cases for the bot of that token, and end their threads afterwards."""
    library = Library(database, clock)

    def report() -> CompletionReport:
        return make_report(database, library, clock())

    services = Services(
        enrolment=Enrolment(database, clock),
        library=library,
        study=Study(database, library, clock),
        quizzes=Quizzes(database, library, clock, SystemRandom()),
        reviews=Reviews(database, library),
        glossary=Glossary(library),
        bank=Bank(library, settings.content),
        inbox=Inbox(database, clock, bot_id=int(token.partition(":")[0])),
        report=report,
        organisation=settings.organisation,
        contact=settings.contact,
    )
    try:
        yield services
    finally:
        services.close()


def make_report(database: Database, library: Library, as_of: datetime) -> CompletionReport:
    """Compute the completion report of the course that is taught."""
    edition = library.get_current()
    return report_completion(database, edition.catalog.course, edition.version_id, as_of)


def publish_content(library: Library, directory: Path) -> tuple[Problem, ...]:
    """Read the content and teach it; where it is broken, go on with the last good version.

    Returns the problems met. Raises BrokenContent where no version has ever been stored.
    """
    loaded = load_catalog(directory)
    if loaded.catalog is not None:
        edition = library.publish(loaded.catalog)
        log.info("teaching version %s of the content", edition.version_id)
        return loaded.problems
    try:
        edition = library.get_current()
    except NothingPublished:
        raise BrokenContent(loaded.problems) from None
    for problem in loaded.problems:
        log.error("%s", problem)
    log.error(
        "THE CONTENT IS BROKEN. The bot goes on with version %s, stored earlier. "
        "Run `python run_bot.py check`, mend it, and start the bot again.",
        edition.version_id,
    )
    return loaded.problems


def connect(settings: Settings, token: str, **httpx_kwargs: Any) -> Connection:
    """Say how Telegram is reached."""
    return Connection(token, settings.bot_api_url, settings.proxy_url, httpx_kwargs or None)
