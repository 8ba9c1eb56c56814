"""The one place where the parts are put together."""

import socket
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, closing, contextmanager
from datetime import UTC, datetime, time
from functools import lru_cache, partial
from pathlib import Path
from random import Random, SystemRandom
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.bundle import Services
from bot.chat.application import Connection
from bot.chat.presenting import Presenter
from bot.chat.runner import OpenWeb, Take, no_web
from bot.chat.webhook import Webhook
from bot.config import MIDNIGHT, Settings
from bot.learning.course import Catalog
from bot.learning.joining import JoiningNotice, make_notice
from bot.learning.privacy import Retention
from bot.learning.prompt import PromptKind
from bot.learning.reminders import Habits
from bot.learning.xapi.activities import Version
from bot.learning.xapi.names import find_home
from bot.reports.apart import Apart
from bot.reports.boards import Boards
from bot.reports.certificate import Imprint, print_certificate
from bot.reports.completion import CompletionReport, Criteria
from bot.reports.counts import Counts
from bot.reports.feed import Feed
from bot.reports.invitations import write_links, write_sheet
from bot.reports.items import ItemReport, report_items
from bot.reports.lettering import add_font
from bot.reports.named_files import NamedFiles
from bot.reports.occurrences import report_completion
from bot.reports.recent import RecentItems
from bot.reports.settled import find_settled
from bot.reports.taught import TaughtCourses
from bot.reports.telling.stream import Teller
from bot.services import Clock
from bot.services.accesses import Accesses
from bot.services.accounts import Accounts
from bot.services.assignment_requests import AssignmentRequests
from bot.services.assignments import Assignments
from bot.services.bank import Bank
from bot.services.broadcasts import Broadcasts
from bot.services.certificates import Certificates
from bot.services.curriculum import Curriculum
from bot.services.dashboard_requests import DashboardRequests
from bot.services.disk import Disk
from bot.services.duties import Duties
from bot.services.duty_requests import DutyRequests
from bot.services.enrolment import Enrolment
from bot.services.examiner import Examiner
from bot.services.flags import Flags
from bot.services.glossary import Glossary
from bot.services.inbox import Inbox
from bot.services.invitations import Invitations
from bot.services.library import KEPT_VERSIONS, Library
from bot.services.notices import Notices
from bot.services.people import People
from bot.services.pictures import Pictures
from bot.services.preview import Preview
from bot.services.privacy import Privacy
from bot.services.prompts import Prompts
from bot.services.publisher import Publisher
from bot.services.quiz import Quizzes
from bot.services.ratings import Ratings
from bot.services.reach import Reach
from bot.services.regrading import Regrading
from bot.services.reminders import Reminders
from bot.services.review import Reviews
from bot.services.roster_files import RosterFiles
from bot.services.rosters import Rosters
from bot.services.rulings import Rulings
from bot.services.signin import SignIn
from bot.services.study import Study
from bot.services.subscriptions import Subscriptions
from bot.services.tokens import Tokens
from bot.services.uploads import Uploads
from bot.storage.engine import Database
from bot.storage.evidence import begin_evidence, open_chain
from bot.storage.migrations import migrate
from bot.storage.writer import Writer
from bot.web.api.problems import API_PATH
from bot.web.application import VERIFY_PATH, WEBHOOK_PATH, create_web
from bot.web.dashboard.routes import DASHBOARD_PATH
from bot.web.server import listen, serving

ANYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - what an open server is known by


class CannotListen(Exception):
    """The web server's address or port is of no use; the message is one line that says why."""


def read_clock() -> datetime:
    """Return the time, aware and in UTC."""
    return datetime.now(UTC)


@contextmanager
def open_database(
    path: Path, key: SecretStr | None = None, *, clock: Clock = read_clock
) -> Iterator[Database]:
    """Create or bring up to date the database, open it, and close it at the end.

    `key` seals the evidence; without one it is kept beside the database.
    """
    migrate(path)
    database = Database(path, open_chain(path, key.get_secret_value() if key else None))
    try:
        begin_evidence(database, clock())
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
    rng: Random | None = None,
) -> Iterator[Services]:
    """Build the use cases for the bot of that token, and end their threads afterwards."""
    zone = ZoneInfo(settings.timezone)
    library = Library(database, clock, zone)
    broadcasts = Broadcasts(database, clock)
    bot_id = int(token.partition(":")[0])
    notice = find_notice(settings)
    accounts = Accounts(database, clock, notice)
    people = People(database, accounts, clock)
    flags = Flags(database, library, clock)
    habits = make_habits(settings)
    reminders = Reminders(database, library, clock, habits)
    ratings = Ratings(database, library, clock)
    certificates = Certificates(database, library, clock)
    regrading = Regrading(database, library, clock)
    rulings = Rulings(database, library, clock)
    duties = Duties(database, library, clock)
    assignments = Assignments(database, library, clock, habits.zone)
    assignment_requests = AssignmentRequests(database, assignments, clock, habits.zone)
    duty_requests = DutyRequests(database, library, duties, clock)

    publisher = Publisher(database, library)
    bank = Bank(database, library, settings.content)
    study = Study(database, library, clock)
    quizzes = Quizzes(database, library, clock, rng or SystemRandom())

    taught = TaughtCourses(database)
    apart = Apart(database)
    counts = Counts(database, apart, taught.find, clock, zone)

    def report() -> CompletionReport:
        criteria = Criteria(find_settled(database, clock), zone)
        return report_completion(database, taught.find(criteria.as_of), criteria)

    def find_taught() -> tuple[int, Catalog]:
        edition = library.get_current()
        return edition.version_id, edition.catalog

    services = Services(
        enrolment=Enrolment(database, clock, notice),
        accounts=accounts,
        people=people,
        invitations=Invitations(
            database, clock, write_links, partial(write_sheet, organisation=settings.organisation)
        ),
        roster_files=RosterFiles(database, Rosters(database, clock), clock),
        assignments=assignments,
        assignment_requests=assignment_requests,
        duties=duties,
        duty_requests=duty_requests,
        dashboard_requests=DashboardRequests(database, clock),
        reminders=reminders,
        subscriptions=Subscriptions(database, clock, habits),
        library=library,
        study=study,
        curriculum=Curriculum(database, library, study, clock),
        quizzes=quizzes,
        reviews=Reviews(database, library),
        pictures=Pictures(database, library, bot_id),
        glossary=Glossary(library),
        bank=bank,
        disk=Disk(database, library, broadcasts, clock, settings.content),
        publisher=publisher,
        uploads=Uploads(
            database, library, publisher, Examiner(library, publisher, bank), quizzes, clock
        ),
        inbox=Inbox(database, clock, bot_id),
        broadcasts=broadcasts,
        notices=Notices(database, clock, reminders.is_daytime),
        prompts=Prompts(
            database,
            clock,
            {
                PromptKind.FLAG_COMMENT: flags.take_comment,
                PromptKind.FLAG_REPLY: flags.take_reply,
                PromptKind.RATING_COMMENT: ratings.take_comment,
                PromptKind.PERSON_REASON: people.take_reason,
                PromptKind.REVOKE_REASON: certificates.take_reason,
                PromptKind.REGRADE_REASON: regrading.take_reason,
                PromptKind.RULING_REASON: rulings.take_reason,
                PromptKind.DUTY_DAY: duty_requests.take_day,
                PromptKind.DUTY_REASON: duty_requests.take_reason,
                PromptKind.ASSIGNMENT_DAY: assignment_requests.take_day,
            },
        ),
        privacy=Privacy(
            database, clock, Retention(settings.retention_months, settings.practice_months)
        ),
        accesses=Accesses(database, clock),
        flags=flags,
        ratings=ratings,
        regrading=regrading,
        rulings=rulings,
        reach=Reach(database, clock),
        certificates=certificates,
        report=report,
        apart=apart,
        counts=counts,
        named_files=NamedFiles(counts, apart),
        boards=Boards(database, Apart(database), taught.find, clock, zone),
        feed=Feed(database, apart, taught.find, clock, zone),
        signin=SignIn(database, clock, token, find_dashboard(settings)),
        tokens=Tokens(database, clock, find_api(settings)),
        items=RecentItems(apart, find_taught, clock),
        has_personal_files=settings.personal_files_in_chat,
        print_certificate=partial(print_certificate, imprint=make_imprint(settings)),
        organisation=settings.organisation,
        contact=settings.contact,
        notice=notice,
        clock=clock,
        public_url=settings.public_url,
        writer=Writer(database),
    )
    try:
        yield services
    finally:
        services.close()


def find_notice(settings: Settings) -> JoiningNotice:
    """Say what whoever joins is told, as far as the settings decide it."""
    return make_notice(
        settings.contact,
        settings.record_store,
        has_files=settings.personal_files_in_chat,
        has_answers=settings.answers_report,
    )


def make_habits(settings: Settings) -> Habits:
    """Say when people may be written to unasked."""
    first, last = settings.hours
    return Habits(
        ZoneInfo(settings.timezone),
        time(first),
        time(last) if last < MIDNIGHT else time.max,
        settings.weekdays_off,
        settings.free_days,
    )


def open_preview(services: Services, directory: Path, *, clock: Clock = read_clock) -> Preview:
    """Say what is read from a content directory and tried out."""
    return Preview(services.library, services.quizzes, services.study, clock, directory)


def make_item_report(
    database: Database, library: Library, as_of: datetime, *, is_first_only: bool
) -> ItemReport:
    """Compute the item analysis of what is taught."""
    catalog = library.get_current().catalog
    return report_items(database, catalog, as_of, is_first_only=is_first_only)


def make_teller(database: Database, settings: Settings) -> Teller:
    """Say how a learning record store is told of results."""
    library = Library(database, read_clock)

    @lru_cache(maxsize=KEPT_VERSIONS)
    def find_version(version_id: int) -> Version:
        edition = library.get_edition(version_id)
        return Version(edition.number or version_id, edition.catalog)

    home = find_home(settings.xapi_home, settings.public_url, settings.organisation)
    return Teller(database, home, find_version)


def make_imprint(settings: Settings) -> Imprint:
    """Say what certificates have on them besides what they certify; raise UnfitFont."""
    page = f"{settings.public_url}{VERIFY_PATH}" if settings.public_url else None
    font = add_font(settings.certificate_font) if settings.certificate_font else None
    return Imprint(settings.organisation, page, font)


def find_dashboard(settings: Settings) -> str | None:
    """Say where anybody reaches the dashboard; None where it is for this network only."""
    return f"{settings.public_url}{DASHBOARD_PATH}" if settings.public_url else None


def find_api(settings: Settings) -> str | None:
    """Say where the HTTP API is; None where there is no web server."""
    base = settings.public_url or find_local(settings)
    return f"{base}{API_PATH}" if base else None


def find_local(settings: Settings) -> str | None:
    """Say where the web server is on this machine; None where there is none."""
    if settings.listening_port is None:
        return None
    host = "localhost" if settings.web_host in ANYWHERE else settings.web_host
    host = f"[{host}]" if ":" in host else host
    return f"http://{host}:{settings.listening_port}"


def connect(settings: Settings, token: str) -> Connection:
    """Say how Telegram is reached."""
    return Connection(token, settings.bot_api_url, settings.proxy_url, settings.rate_factor)


def find_webhook(settings: Settings) -> Webhook | None:
    """Say where Telegram is to post updates; None where they are polled."""
    if settings.public_url is None or settings.webhook_secret is None:
        return None
    return Webhook(
        f"{settings.public_url}{WEBHOOK_PATH}", settings.webhook_secret.get_secret_value()
    )


@contextmanager
def open_port(settings: Settings) -> Iterator[socket.socket | None]:
    """Take the web server's port, if there is one; raise CannotListen where it is no good.

    It is taken before anything else happens; whoever comes before the server is up waits for it.
    """
    port = settings.listening_port
    if port is None:
        yield None
        return
    try:
        listener = listen(settings.web_host, port)
    except OSError as error:
        reason = str(error.strerror).partition(" (")[0]
        raise CannotListen(
            f"The web server cannot listen on {settings.web_host}, port {port}: {reason}. "
            "Choose another WEB_PORT, or mend WEB_HOST."
        ) from None
    with closing(listener):
        yield listener


def make_web(
    services: Services, listener: socket.socket | None, webhook: Webhook | None
) -> OpenWeb:
    """Say how the web server is opened once the bot can be woken."""
    if listener is None:
        return no_web

    def open_web(take: Take, _presenter: Presenter) -> AbstractAsyncContextManager[None]:
        app = create_web(services, take, None if webhook is None else webhook.secret)
        return serving(app, listener)

    return open_web
