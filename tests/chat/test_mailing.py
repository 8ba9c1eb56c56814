"""The mailer: everybody on the list gets the message, and it is known of each what became of it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import httpx
import pytest

from bot.bootstrap import open_database, open_services
from bot.bundle import Services
from bot.chat import retrying
from bot.chat.application import BotApplication, Connection, build_application
from bot.chat.mailing import AT_ONCE, Mailer
from bot.config import Settings
from bot.learning.broadcast import BroadcastProgress, Missed
from bot.learning.people import Role, UnreachableReason
from bot.simulator import Simulator, create_app
from bot.simulator.faults import Faults
from tests.conftest import FakeClock
from tests.waiting import until

TOKEN = "7000000001:token-of-the-tests-and-no-other-bot"
SECONDS = 10.0


class Gate(httpx.AsyncBaseTransport):
    """A way to the simulator that can be closed: before the call takes effect, or behind it."""

    def __init__(self, simulator: Simulator) -> None:
        self._inner = httpx.ASGITransport(app=create_app(simulator))
        self.way_in = asyncio.Event()
        self.way_back = asyncio.Event()
        self.way_in.set()
        self.way_back.set()
        self.under_way = self.most_under_way = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Let a call through when the gate is open, and its answer back."""
        if not request.url.path.endswith("/sendMessage"):
            return await self._inner.handle_async_request(request)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            await self.way_in.wait()
            response = await self._inner.handle_async_request(request)
            await self.way_back.wait()
        finally:
            self.under_way -= 1
        return response


class Post:
    """A bot's application over a simulator, with people who have joined and can be written to."""

    def __init__(
        self, simulator: Simulator, application: BotApplication, services: Services, gate: Gate
    ) -> None:
        self.simulator = simulator
        self.application = application
        self.services = services
        self.gate = gate
        self.mailer = self.make_mailer()

    def make_mailer(self) -> Mailer:
        """Return another mailer on the same database, as after a restart."""
        return Mailer(self.application, self.services)

    def let_in(self, people: int, first_name: str = "P") -> list[int]:
        """Let so many people join; return their accounts."""
        enrolment = self.services.enrolment
        code = enrolment.invite(Role.LEARNER, uses=people)
        ids = []
        for number in range(people):
            person = self.simulator.add_person(f"{first_name}{number}")
            self.simulator.press_start(person.id)
            enrolment.join(person.id, code)
            enrolment.give_name(person.id, person.first_name)
            ids.append(person.id)
        return ids

    def queue(self, text: str = "Hello") -> int:
        """Queue a message for all learners; return its number."""
        return self.services.broadcasts.create(text, [Role.LEARNER]).id

    def read(self, person_id: int) -> list[str]:
        """Return what the bot wrote to somebody."""
        messages = self.simulator.chat(person_id).messages
        return [message["text"] for message in messages if message["from"]["is_bot"]]

    def progress(self, broadcast_id: int = 1) -> BroadcastProgress:
        """Return how far a broadcast is."""
        return self.services.broadcasts.find_progress(broadcast_id)


@pytest.fixture
async def post(settings: Settings, clock: FakeClock) -> AsyncIterator[Post]:
    """A bot whose mailer has not begun, with Telegram's seconds a thousand times as fast."""
    simulator = Simulator(token=TOKEN)
    gate = Gate(simulator)
    connection = Connection(TOKEN, "http://testserver", pace=1000, transport=gate)
    async with AsyncExitStack() as stack:
        database = stack.enter_context(open_database(settings.database))
        services = stack.enter_context(open_services(settings, database, TOKEN, clock=clock))
        application = build_application(connection, services)
        await stack.enter_async_context(application)
        yield Post(simulator, application, services, gate)


@pytest.fixture
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "FIRST_PAUSE", 0.01)


async def test_everybody_gets_it_once_and_formatted(post: Post) -> None:
    """Markdown as in the cards, no preview of links, and the books say so."""
    ids = post.let_in(20)
    post.queue("**Hello**, see [the rules](https://example.org/rules)")

    await post.mailer.send_due()

    for person_id in ids:
        assert post.read(person_id) == ["Hello, see the rules"]
    message = post.simulator.chat(ids[0]).messages[-1]
    assert [entity["type"] for entity in message["entities"]] == ["bold", "text_link"]
    call = next(values for method, values in post.simulator.calls if method == "sendMessage")
    assert call["link_preview_options"] == {"is_disabled": True}
    progress = post.progress()
    assert (progress.sent, progress.left) == (20, 0)
    assert progress.finished_at is not None
    await post.mailer.send_due()
    assert post.read(ids[0]) == ["Hello, see the rules"]


async def test_running_mailer_finds_what_is_queued(post: Post) -> None:
    """Nobody has to wake it."""
    [ana] = post.let_in(1)
    await post.mailer.start()
    post.queue("One")
    await until(lambda: post.progress(1).finished_at)
    post.queue("Two")
    await until(lambda: post.progress(2).finished_at)
    await post.mailer.stop(SECONDS)

    assert post.read(ana) == ["One", "Two"]


async def test_no_more_than_eight_are_in_flight(post: Post) -> None:
    """However slow Telegram is: a kill makes no more than these come twice."""
    post.let_in(AT_ONCE * 3)
    post.queue()
    post.gate.way_back.clear()
    sending = asyncio.create_task(post.mailer.send_due())
    await until(lambda: post.gate.under_way == AT_ONCE)
    await asyncio.sleep(0.05)
    post.gate.way_back.set()
    await sending

    assert post.gate.most_under_way == AT_ONCE
    assert post.progress().sent == AT_ONCE * 3


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (Simulator.block, UnreachableReason.BLOCKED),
        (Simulator.deactivate, UnreachableReason.DEACTIVATED),
    ],
)
async def test_person_who_cannot_be_reached_is_not_tried_again(
    post: Post, act: Callable[[Simulator, int], None], reason: UnreachableReason
) -> None:
    """They are marked, the others get it, and the next broadcast makes no call for them."""
    ana, ben = post.let_in(2)
    act(post.simulator, ana)
    post.queue("One")
    await post.mailer.send_due()
    member = post.services.enrolment.find_member(ana)
    assert member is not None
    since = member.unreachable_since
    assert since is not None
    post.queue("Two")
    calls = len(post.simulator.calls)
    await post.mailer.send_due()

    assert len(post.simulator.calls) == calls + 1
    assert post.read(ben) == ["One", "Two"]
    broadcasts = post.services.broadcasts
    assert broadcasts.summarise(1).failed == (Missed("P0", reason, since),)
    assert broadcasts.summarise(2).skipped == (Missed("P0", reason, since),)
    assert post.progress(2).finished_at is not None


async def test_refusal_is_recorded_in_telegrams_words(post: Post) -> None:
    """An unknown chat, or one that was never begun, is no mark on the person."""
    ana, ben = post.let_in(2)
    newcomer = post.simulator.add_person("New")
    enrolment = post.services.enrolment
    for telegram_id, name in ((999, "Gone"), (newcomer.id, "New")):
        enrolment.join(telegram_id, enrolment.invite(Role.LEARNER))
        enrolment.give_name(telegram_id, name)
    post.queue()
    await post.mailer.send_due()

    assert post.services.broadcasts.summarise(1).failed == (
        Missed("Gone", "Chat not found", None),
        Missed("New", "Forbidden: bot can't initiate conversation with a user", None),
    )
    assert post.read(ana) == post.read(ben) == ["Hello"]
    assert post.services.broadcasts.count_audience([Role.LEARNER]).unreachable == 0


@pytest.mark.usefixtures("_no_pause")
@pytest.mark.parametrize(
    "faults",
    [
        Faults(server_error=0.3, seed=1),
        Faults(reset=0.3, seed=2),
        Faults(too_many=0.1, seed=3),
    ],
)
async def test_bad_day_costs_time_only(post: Post, faults: Faults) -> None:
    """5xx, a broken connection and a 429: everybody gets it, once."""
    ids = post.let_in(12)
    post.queue()
    post.simulator.faults = faults
    await post.mailer.send_due()

    assert sum(post.simulator.faulted.values()) > 0
    assert [post.read(person_id) for person_id in ids] == [["Hello"]] * 12
    assert post.progress().sent == 12


@pytest.mark.usefixtures("_no_pause")
async def test_answer_that_is_lost_makes_the_message_come_again(post: Post) -> None:
    """At least once: nobody can know whether it arrived."""
    ids = post.let_in(12)
    post.queue()
    post.simulator.faults = Faults(drop=0.3, seed=4)
    await post.mailer.send_due()

    drops = post.simulator.faulted["drop"]
    assert drops > 0
    assert all(post.read(person_id) for person_id in ids)
    assert sum(len(post.read(person_id)) for person_id in ids) == 12 + drops


async def test_killed_mailer_repeats_only_what_was_in_flight(post: Post) -> None:
    """Cancelled with eight calls whose answers are not there yet: those eight come twice."""
    ids = post.let_in(AT_ONCE * 3)
    post.queue()
    post.gate.way_back.clear()
    await post.mailer.start()
    await until(lambda: post.gate.under_way == AT_ONCE)
    await until(lambda: sum(map(bool, map(post.read, ids))) == AT_ONCE)
    await post.mailer.stop(0)
    assert post.progress().sent == 0
    post.gate.way_back.set()

    successor = post.make_mailer()
    await successor.start()
    await until(lambda: post.progress().finished_at)
    await successor.stop(SECONDS)

    counts = [len(post.read(person_id)) for person_id in ids]
    assert sorted(counts) == [1] * AT_ONCE * 2 + [2] * AT_ONCE
    assert post.progress().sent == len(ids)


async def test_stopping_finishes_what_is_in_flight(post: Post) -> None:
    """Those are marked; the rest comes after the next start, and nobody gets it twice."""
    ids = post.let_in(AT_ONCE * 3)
    post.queue()
    post.gate.way_in.clear()
    await post.mailer.start()
    await until(lambda: post.gate.under_way == AT_ONCE)
    stopping = asyncio.create_task(post.mailer.stop(SECONDS))
    await asyncio.sleep(0)
    post.gate.way_in.set()
    await stopping
    await asyncio.sleep(0.2)  # nothing may have begun behind the stop
    assert sum(len(post.read(person_id)) for person_id in ids) == AT_ONCE
    assert post.progress().sent == AT_ONCE

    successor = post.make_mailer()
    await successor.start()
    await until(lambda: post.progress().finished_at)
    await successor.stop(SECONDS)
    assert [post.read(person_id) for person_id in ids] == [["Hello"]] * len(ids)


async def test_two_mailers_send_to_nobody_twice(post: Post) -> None:
    """A recipient is claimed by one of them."""
    ids = post.let_in(60)
    post.queue()
    other = post.make_mailer()

    await asyncio.gather(post.mailer.send_due(), other.send_due())

    assert [post.read(person_id) for person_id in ids] == [["Hello"]] * 60
    assert post.progress().sent == 60


async def test_stopped_broadcast_goes_to_nobody_further(post: Post) -> None:
    """Stopped in the middle: what is in hand goes out, the rest is never sent."""
    ids = post.let_in(AT_ONCE * 5)
    post.queue("Wrong")
    post.gate.way_in.clear()
    await post.mailer.start()
    await until(lambda: post.gate.under_way == AT_ONCE)
    await post.services.ask(post.services.broadcasts.stop, 1)
    post.queue("Right")
    post.gate.way_in.set()
    await until(lambda: post.progress(2).finished_at)
    await post.mailer.stop(SECONDS)

    wrong = sum("Wrong" in post.read(person_id) for person_id in ids)
    progress = post.progress(1)
    assert AT_ONCE <= wrong <= AT_ONCE * 2
    assert (progress.sent, progress.left) == (wrong, len(ids) - wrong)
    assert progress.finished_at is not None
    assert all("Right" in post.read(person_id) for person_id in ids)


async def test_defect_of_ours_fails_one_recipient_and_not_the_mailer(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged with its traceback; the next broadcast is sent."""
    [ana] = post.let_in(1, "Secretname")

    def fail(_text: str) -> None:
        raise RuntimeError("a defect")

    with monkeypatch.context() as patch:
        patch.setattr("bot.chat.mailing.render", fail)
        post.queue("One")
        await post.mailer.send_due()
    post.queue("Two")
    await post.mailer.send_due()

    assert [one.reason for one in post.services.broadcasts.summarise(1).failed] == ["RuntimeError"]
    assert post.read(ana) == ["Two"]
    assert "a defect" in caplog.text
    assert "Secretname" not in caplog.text


@pytest.mark.usefixtures("_no_pause")
async def test_mailer_outlives_a_database_that_cannot_be_used(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A mark that cannot be written is written later, and the message does not go out again."""
    [ana] = post.let_in(1)
    caplog.set_level(logging.WARNING)
    broadcasts = post.services.broadcasts
    failing = {"find_due": 2, "mark_sent": 3}

    def spoil(name: str) -> None:
        use_case = getattr(broadcasts, name)

        def stumble(*arguments: object) -> object:
            failing[name] -= 1
            if failing[name] >= 0:
                raise OSError("disk full")
            return use_case(*arguments)

        monkeypatch.setattr(broadcasts, name, stumble)

    spoil("find_due")
    spoil("mark_sent")
    await post.mailer.start()
    post.queue()
    await until(lambda: post.progress().finished_at)
    await post.mailer.stop(SECONDS)

    assert post.read(ana) == ["Hello"]
    assert post.progress().sent == 1
    assert "mass messages and notices wait" in caplog.text
    assert "a sent message waits for its mark: disk full" in caplog.text
