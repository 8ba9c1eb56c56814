"""A company of a thousand people on a stage: its roster, and all the ways into the bot."""

import contextlib
import io
from asyncio import to_thread
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx

from bot.chat.sweeping import sweep
from bot.cli import main
from bot.content.writing import write_files
from bot.learning.course import Catalog, QuizRule, Term, Use
from bot.simulator import Simulator, create_app
from bot.web.application import create_web
from bot.web.server import listen, serving
from tests.conftest import FakeClock
from tests.e2e.stage import Actor, Stage
from tests.services.builder import LESSONS, make_catalog, make_lesson, make_question

HEADER = "employee_id,status,first_name,last_name,department,manager_id,timezone,groups\n"
DEPARTMENTS = ("Logistics", "Sales", "Service", "Finance", "Research")
BOARD = 8  # people, the first of whom leads all; the next five lead a department each
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "")
HOME_ZONE = "Europe/Berlin"  # the company's
FIRST = [
    "Ana",
    "Ben",
    "Cleo",
    "Dan",
    "Eva",
    "Finn",
    "Gus",
    "Hal",
    "Ida",
    "Jon",
    "Kim",
    "Leo",
    "Mia",
    "Ned",
    "Ola",
    "Pia",
    "Quin",
    "Rex",
    "Sue",
    "Tim",
]
LAST = ["Ash", "Berg", "Cole", "Dale", "Eck", "Faro", "Gray", "Hart", "Iden", "Jung"]
TITLES = ["Alm", "Bad", "Cas", "Dor", "Elm"]  # which make the names of a thousand people differ
SECRET = "A-secret_1"
PUBLIC = "https://bot.example.org"
SENDING = {"sendMessage", "sendDocument", "sendPhoto"}
ROUND_HOURS = (1, 9, 15, 22)  # in UTC: in some of them it is day in each zone, and in none in all


@dataclass(frozen=True)
class Employee:
    """A row of the roster."""

    number: int
    status: str = "active"

    @property
    def id(self) -> str:
        """The number on the roster."""
        return f"E{self.number:04}"

    @property
    def name(self) -> str:
        """The whole name; nobody else has it."""
        place = self.number - 1
        last = f"{TITLES[place // 200]}-{LAST[place // 20 % 10]}"
        return f"{FIRST[place % 20]} {last}"

    @property
    def department(self) -> str:
        """Where they work."""
        if self.number <= BOARD:
            return "Board"
        return DEPARTMENTS[self.number % len(DEPARTMENTS)]

    @property
    def manager_id(self) -> str:
        """Who leads them."""
        if self.number == 1:
            return ""
        is_leading = self.number <= BOARD
        return "E0001" if is_leading else f"E{2 + self.number % len(DEPARTMENTS):04}"

    @property
    def zone(self) -> str:
        """Their time zone; empty where the roster names none."""
        return ZONES[self.number // len(DEPARTMENTS) % len(ZONES)]

    @property
    def group(self) -> str:
        """Whether they work at night."""
        return "night" if self.department == "Service" and self.number % 3 == 0 else ""

    @property
    def row(self) -> str:
        """The line of the file."""
        first, last = self.name.split()
        cells = self.id, self.status, first, last, self.department, self.manager_id, self.zone
        return ",".join([*cells, self.group]) + "\n"


def list_staff(number: int = 1000) -> list[Employee]:
    """Return everybody; some are on leave."""
    return [Employee(n, "leave" if n % 97 == 0 else "active") for n in range(1, number + 1)]


def write_roster(rows: Iterable[Employee]) -> str:
    """Return HR's file."""
    return HEADER + "".join(one.row for one in rows)


def make_short_course() -> Catalog:
    """Return two lessons of one card, with a check of one question and a test of two."""
    questions = [
        make_question(f"{lesson}-{name}", lesson, use=use)
        for lesson in LESSONS
        for name, use in (("check", Use.PRACTICE), ("test-1", Use.TEST), ("test-2", Use.TEST))
    ]
    terms = [Term("customer", "Customer", (), "Somebody who may go elsewhere.", None, ())]
    check, test = QuizRule(1, 100), QuizRule(2, 75)
    catalog = make_catalog(questions=questions, terms=terms, check=check, test=test)
    return replace(
        catalog,
        courses=(replace(catalog.courses[0], valid_months=12),),
        lessons=tuple(make_lesson(one, cards=1) for one in LESSONS),
    )


def write_course(folder: Path) -> None:
    """Write the course as trainers do."""
    for name, text in write_files(make_short_course()).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class Sent:
    """A message that went out."""

    at: datetime
    words: str


class Ledger:
    """Keeps what came to whom without an act of theirs."""

    def __init__(self, simulator: Simulator, clock: FakeClock) -> None:
        self._simulator = simulator
        self._clock = clock
        self.unprompted: dict[int, list[Sent]] = defaultdict(list)

    def look(self, acting: int | None = None) -> int:
        """Note what was sent since the last look; return how much of it the actor had not caused.

        The actor is a chat; None where only time has passed.
        """
        calls, unasked = self._simulator.calls, 0
        self._simulator.call_log.clear()
        for method, details in calls:
            chat_id = int(details.get("chat_id", 0))
            if method in SENDING and chat_id != acting:
                words = details.get("text") or details.get("caption") or ""
                self.unprompted[chat_id].append(Sent(self._clock.now, words))
                unasked += 1
        return unasked

    def check_fairness(self, chat_id: int, zone: str) -> int:
        """Check that one person was never written to too often, nor at night; return how often."""
        here = [one.at.astimezone(ZoneInfo(zone or HOME_ZONE)) for one in self.unprompted[chat_id]]
        days = [moment.date() for moment in here]
        assert len(days) == len(set(days)), f"two a day: {self.unprompted[chat_id]}"
        for day in days:
            week = [other for other in days if timedelta(0) <= other - day < timedelta(days=7)]
            assert len(week) <= 3, f"four a week: {self.unprompted[chat_id]}"
        for moment in here:
            assert moment.weekday() < 5, f"on a day off: {moment}"
            assert 9 <= moment.hour < 18, f"at night: {moment}"
        return len(here)


class Turn:
    """The place of one actor: what their acts bring about is not unprompted to them."""

    def __init__(self, firm: "Firm", chat_id: int) -> None:
        self._firm = firm
        self._chat_id = chat_id
        self.simulator = firm.simulator

    async def pass_time(self) -> None:
        """Let ten seconds pass."""
        await self._firm.pass_time()

    async def settle(self) -> None:
        """Wait until the bot has done all it does about the last act."""
        await self._firm.settle()
        self._firm.ledger.look(self._chat_id)


class Firm(Stage):
    """The bot, a company, and a simulator that commands of other processes reach, too."""

    ledger: Ledger
    api_url: str

    @asynccontextmanager
    async def opened(self) -> AsyncIterator["Firm"]:
        """Run the bot, and Telegram on a port."""
        self.ledger = Ledger(self.simulator, self.clock)
        with contextlib.closing(listen("127.0.0.1", 0)) as port:
            self.api_url = f"http://127.0.0.1:{port.getsockname()[1]}"
            async with serving(create_app(self.simulator), port), self.running():
                yield self

    def bring_on(self, first_name: str) -> Actor:
        """Bring on somebody who has not joined."""
        person = self.simulator.add_person(first_name, last_name=None)
        return Actor(Turn(self, person.id), person.id)

    async def deliver_to(self, actor: Actor) -> None:
        """Let the mailer send what an act has brought about."""
        await self.deliver()
        self.ledger.look(actor.id)

    async def run(self, *arguments: str, status: int = 0) -> str:
        """Run a command beside the bot, as on the server; return what it says."""
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            found = await to_thread(main, arguments)
        assert found == status, said.getvalue()
        return said.getvalue()

    def browse(self) -> httpx.AsyncClient:
        """Open a browser on the bot's pages."""
        app = create_web(self.services, lambda _: None, SECRET)
        return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=PUBLIC)

    async def pass_days(self, until: datetime) -> None:
        """Let days pass with rounds at all hours, each of them twice: the second finds nothing."""
        while self.clock.now < until:
            self.clock.now = self._find_next_round()
            await self.look_round()
        await sweep(self.services, self.worker)
        await sweep(self.services, self.worker)

    async def look_round(self) -> int:
        """Make a round as the bot does every minute, and one more; return how much was sent."""
        await self.make_round()
        sent = self.ledger.look()
        await self.make_round()
        assert self.ledger.look() == 0, "the second round has sent something"
        return sent

    def _find_next_round(self) -> datetime:
        now = self.clock.now
        today = now.replace(minute=0, second=0, microsecond=0)
        times = [
            today.replace(hour=hour) + timedelta(days=day) for day in (0, 1) for hour in ROUND_HOURS
        ]
        return next(time for time in times if time > now)
