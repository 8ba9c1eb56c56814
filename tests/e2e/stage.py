"""A stage for dialogues: the real bot against the simulator, and people who say, tap and see."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from random import Random
from typing import Any, Protocol

import httpx

from bot.bootstrap import open_database, open_services
from bot.bundle import Services
from bot.chat.application import Connection, build_application, make_request
from bot.chat.mailing import Mailer
from bot.chat.menus import introduce
from bot.chat.polling import Poller
from bot.chat.rounds import Rounds
from bot.chat.worker import Worker
from bot.config import Settings
from bot.content.catalog import load_catalog
from bot.learning.people import Role
from bot.simulator import Simulator, create_app
from bot.storage.engine import Database
from tests.conftest import FakeClock

TOKEN = "7000000001:token-of-the-tests-and-no-other-bot"
Message = dict[str, Any]


class Place(Protocol):
    """Where actors act: a simulator, and a way to wait for the bot."""

    simulator: Simulator

    async def settle(self) -> None:
        """Wait until the bot has done all it does about the last act."""

    async def pass_time(self) -> None:
        """Let somebody read before they act."""


class Actor:
    """Somebody with a phone. Every act waits until the bot has done all it does about it."""

    def __init__(self, stage: Place, person_id: int, chat_id: int | None = None) -> None:
        self._stage = stage
        self.id = person_id
        self._chat_id = chat_id or person_id

    @property
    def messages(self) -> list[Message]:
        """Everything in the chat."""
        return self._stage.simulator.chat(self._chat_id).messages

    @property
    def heard(self) -> list[Message]:
        """What the bot has said, as it stands now."""
        return [message for message in self.messages if message["from"]["is_bot"]]

    @property
    def last(self) -> Message:
        """The newest message of the bot."""
        return self.heard[-1]

    @property
    def toast(self) -> str:
        """What the last tapped button answered."""
        answers = self._stage.simulator.callback_answers
        return answers[self._last_tap]["text"] or "" if self._last_tap in answers else ""

    _last_tap = ""

    async def says(self, text: str) -> None:
        """Write a message."""
        await self._stage.pass_time()
        self._stage.simulator.send_text(self.id, text, self._chat_id)
        await self._stage.settle()

    async def sends(self, **files: str | bytes) -> None:
        """Send files in one go, several of them as an album; a name's `__` stands for its dot."""
        await self._stage.pass_time()
        simulator = self._stage.simulator
        album = str(simulator.now()) if len(files) > 1 else None
        for name, content in files.items():
            body = content.encode() if isinstance(content, str) else content
            simulator.send_document(self.id, name.replace("__", "."), body, album=album)
        await self._stage.settle()

    async def starts(self, payload: str | None = None) -> None:
        """Press START, as after opening an invitation."""
        await self._stage.pass_time()
        self._stage.simulator.press_start(self.id, payload)
        await self._stage.settle()

    async def taps(self, label: str, on: Message | None = None) -> None:
        """Tap the button that begins with the label, on the newest message that has one."""
        await self._stage.pass_time()
        message, data = self.find_button(label, on)
        self._last_tap = self._stage.simulator.tap(
            self.id, message["message_id"], data, self._chat_id
        )
        await self._stage.settle()

    async def forges(self, data: str, on: Message | None = None) -> None:
        """Send callback data that no button of the message carries, as a modified client could."""
        await self._stage.pass_time()
        message = on or self.last
        self._last_tap = self._stage.simulator.forge_tap(
            self.id, message["message_id"], data, self._chat_id
        )
        await self._stage.settle()

    def sees(self, *texts: str) -> None:
        """Check that the newest message holds these texts."""
        for text in texts:
            assert text in self.last["text"], f"{text!r} is not in:\n{self.last['text']}"

    def sees_not(self, *texts: str) -> None:
        """Check that the newest message holds none of these."""
        for text in texts:
            assert text not in self.last["text"], f"{text!r} is in:\n{self.last['text']}"

    def has_button(self, label: str) -> bool:
        """Tell whether the newest message has a button that begins so."""
        return any(text.startswith(label) for text, _ in list_buttons(self.last))

    def find_button(self, label: str, on: Message | None = None) -> tuple[Message, str]:
        """Return the newest message with such a button, and the button's data."""
        for message in [on] if on else reversed(self.heard):
            for text, data in list_buttons(message):
                if text.lstrip("☐☑✅◔○🔒 ").startswith(label) or text.startswith(label):
                    return message, data
        raise AssertionError(
            f"no button {label!r} in the chat:\n{self._stage.simulator.describe()}"
        )


class Stage:
    """One bot, one simulator, and whoever comes on."""

    def __init__(self, settings: Settings, clock: FakeClock) -> None:
        self.settings = settings
        self.clock = clock
        self.simulator = Simulator(token=TOKEN)
        self.rng: Random | None = None
        self.database: Database
        self.services: Services
        self.worker: Worker
        self.mailer: Mailer
        self.poller: Poller
        self.transport: httpx.AsyncBaseTransport
        self.spoil: Callable[[httpx.AsyncBaseTransport], httpx.AsyncBaseTransport] = _leave_alone

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Stage"]:
        """Run the bot; may be entered again on the same database, as after a restart."""
        self.transport = self.spoil(httpx.ASGITransport(app=create_app(self.simulator)))
        connection = Connection(
            TOKEN, "http://testserver", rate_factor=1000, transport=self.transport
        )
        with (
            open_database(self.settings.database) as database,
            open_services(
                self.settings, database, TOKEN, clock=self.clock, rng=self.rng
            ) as services,
        ):
            services.disk.start()
            application = build_application(connection, services)
            request = make_request(connection)
            async with application, request:
                await introduce(application.bot)
                services.invitations.bot_name = application.bot.username
                self.database = database
                self.services = services
                self.worker = Worker(application, services)
                self.mailer = Mailer(application, services)
                self.poller = Poller(application, request, services, self.worker)
                await self.worker.start()
                yield self
                await self.worker.stop(5)

    def publish_files(self) -> None:
        """Teach what the files say, as `run_bot.py publish` does; broken ones change nothing."""
        loaded = load_catalog(self.settings.content)
        if loaded.catalog is not None:
            self.services.library.publish(loaded.catalog, loaded.media)

    async def pass_time(self) -> None:
        """Let ten seconds pass."""
        self.clock.advance(seconds=10)

    async def settle(self) -> None:
        """Let the bot fetch and answer everything."""
        while await self.poller.poll_once(0):
            await self.worker.settle()
        await self.worker.settle()
        assert self.simulator.unanswered_callbacks() == [], "a button is left spinning"

    async def deliver(self) -> None:
        """Let the mailer send what it owes."""
        await self.mailer.send_due()

    async def make_round(self) -> None:
        """Open and remind of whatever is due, as the bot does every minute."""
        await Rounds(self.services).make()
        await self.deliver()

    def newcomer(self, first_name: str = "Ana", last_name: str | None = "Kovač") -> Actor:
        """Bring on somebody who has not joined."""
        return Actor(self, self.simulator.add_person(first_name, last_name=last_name).id)

    async def member(self, role: Role = Role.LEARNER, first_name: str = "Ana") -> Actor:
        """Bring on somebody who has joined and sees Home."""
        actor = self.newcomer(first_name)
        await actor.starts(self.services.enrolment.invite(role))
        await actor.taps("I'm")
        return actor

    def add_group(self, *actors: Actor) -> int:
        """Put people into a group with the bot and return its id."""
        return self.simulator.add_group("Lunch", members=[actor.id for actor in actors]).id

    def in_group(self, actor: Actor, group_id: int) -> Actor:
        """Let somebody act in a group."""
        return Actor(self, actor.id, group_id)


def _leave_alone(transport: httpx.AsyncBaseTransport) -> httpx.AsyncBaseTransport:
    return transport


def list_buttons(message: Message) -> list[tuple[str, str]]:
    """Return the texts and data of a message's buttons, but for those that open a page."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [
        (button["text"], button["callback_data"])
        for row in rows
        for button in row
        if "callback_data" in button
    ]
