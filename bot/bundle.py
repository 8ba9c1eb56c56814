"""All use cases in one hand, with the threads they run on: what chat and web are given."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import ParamSpec, TypeVar

from bot.learning.certificates import Certificate
from bot.learning.joining import JoiningNotice
from bot.reports.apart import Apart
from bot.reports.boards import Boards
from bot.reports.certificate import PrintedCertificate
from bot.reports.completion import CompletionReport
from bot.reports.counts import Counts
from bot.reports.feed import Feed
from bot.reports.named_files import NamedFiles
from bot.reports.recent import RecentItems
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
from bot.services.flags import Flags
from bot.services.glossary import Glossary
from bot.services.inbox import Inbox
from bot.services.invitations import Invitations
from bot.services.library import Library
from bot.services.notices import Notices
from bot.services.people import People
from bot.services.pictures import Pictures
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
from bot.services.rulings import Rulings
from bot.services.signin import SignIn
from bot.services.study import Study
from bot.services.subscriptions import Subscriptions
from bot.services.tokens import Tokens
from bot.services.uploads import Uploads
from bot.storage.writer import Writer

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Services:
    """The use cases, with the ways to run them, and who runs this bot."""

    enrolment: Enrolment
    accounts: Accounts
    people: People
    invitations: Invitations
    roster_files: RosterFiles
    assignments: Assignments
    assignment_requests: AssignmentRequests
    duties: Duties
    duty_requests: DutyRequests
    dashboard_requests: DashboardRequests
    reminders: Reminders
    subscriptions: Subscriptions
    library: Library
    study: Study
    quizzes: Quizzes
    reviews: Reviews
    pictures: Pictures
    glossary: Glossary
    bank: Bank
    disk: Disk
    publisher: Publisher
    uploads: Uploads
    inbox: Inbox
    broadcasts: Broadcasts
    notices: Notices
    prompts: Prompts
    privacy: Privacy
    accesses: Accesses
    flags: Flags
    ratings: Ratings
    regrading: Regrading
    rulings: Rulings
    reach: Reach
    certificates: Certificates
    curriculum: Curriculum
    report: Callable[[], CompletionReport]
    apart: Apart
    counts: Counts
    named_files: NamedFiles
    boards: Boards
    feed: Feed
    signin: SignIn
    tokens: Tokens
    items: RecentItems
    has_personal_files: bool  # files with names may go through the chat
    print_certificate: Callable[[Certificate], PrintedCertificate]
    organisation: str
    contact: str
    notice: JoiningNotice
    clock: Clock
    public_url: str | None
    writer: Writer
    readers: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(4, "reader"))
    counter: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "counter"))

    async def ask(self, use_case: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a use case that may write, in turn with all others."""
        return await self.writer.run(partial(use_case, *args, **kwargs))

    async def look(self, use_case: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a use case that reads a few rows: here and now, as a thread would cost far more."""
        return use_case(*args, **kwargs)

    async def compute(self, use_case: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a use case that reads a lot, on a thread beside all others."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.readers, partial(use_case, *args, **kwargs))

    async def count(self, use_case: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a use case that reads all answers ever given: one at a time, on its own thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.counter, partial(use_case, *args, **kwargs))

    def close(self) -> None:
        """Wait for what is running on the threads, and end them."""
        self.apart.close()
        self.boards.close()
        self.writer.close()
        self.readers.shutdown()
        self.counter.shutdown()
