"""The bot behind a webhook: dialogues, updates that come again, faults, and the way back."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing

import httpx
import pytest
from fastapi import FastAPI

from bot.bootstrap import open_database, open_services
from bot.chat.account import Unreachable
from bot.chat.application import Connection
from bot.chat.presenting import Presenter
from bot.chat.runner import OTHER_COPY, Take, serve
from bot.chat.webhook import Webhook
from bot.config import Settings
from bot.learning.course import Catalog
from bot.simulator import Faults, Simulator, create_app
from bot.storage.engine import Database
from bot.web.application import HEALTH_PATH, WEBHOOK_PATH, create_web
from tests.conftest import FakeClock
from tests.e2e.stage import TOKEN, Actor, Stage
from tests.e2e.student import Student
from tests.storage.rows import count
from tests.waiting import until

WEBHOOK = Webhook(f"https://bot.example.org{WEBHOOK_PATH}", "a-secret")


class Door(httpx.AsyncBaseTransport):
    """The way to the bot's web application: closed while the bot is not there."""

    def __init__(self) -> None:
        self.app: FastAPI | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Take a request in."""
        if self.app is None:
            raise httpx.ConnectError("nobody listens")
        return await httpx.ASGITransport(app=self.app).handle_async_request(request)


class WholeStage(Stage):
    """A stage where the whole bot runs, as `run_bot.py` runs it, by webhook or by polling."""

    def __init__(self, settings: Settings, clock: FakeClock) -> None:
        super().__init__(settings, clock)
        self.simulator = Simulator(token=TOKEN, clock=lambda: clock().timestamp())
        self.webhook: Webhook | None = WEBHOOK
        self.door = Door()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["WholeStage"]:
        """Run the bot; may be entered again on the same database, as after a restart."""
        self.transport = httpx.ASGITransport(app=create_app(self.simulator))
        # Of the rates other tests speak; here they would only take time.
        connection = Connection(
            TOKEN, "http://testserver", rate_factor=1000, transport=self.transport
        )
        stop = asyncio.Event()
        with (
            open_database(self.settings.database) as database,
            open_services(self.settings, database, TOKEN, clock=self.clock) as self.services,
        ):
            self.services.disk.start()
            serving = asyncio.create_task(
                serve(
                    connection,
                    self.services,
                    stop,
                    webhook=self.webhook,
                    open_web=self._open_web,
                )
            )
            try:
                await until(lambda: serving.done() or self.services.inbox.contact_at)
                yield self
            finally:
                stop.set()
                await serving

    @asynccontextmanager
    async def _open_web(self, take: Take, _presenter: Presenter) -> AsyncIterator[None]:
        secret = self.webhook.secret if self.webhook else None
        self.door.app = create_web(self.services, take, secret)
        try:
            yield
        finally:
            self.door.app = None

    def delivering(self) -> AbstractAsyncContextManager[None]:
        """Let Telegram post updates, while the context is open."""
        return self.simulator.delivering(self.door, first_pause=0.01, longest_pause=0.05)

    async def settle(self) -> None:
        """Wait until the bot has taken and answered everything."""
        await self.simulator.wait_for(lambda: not self.simulator.pending_updates(), 20)
        await until(lambda: not self.services.inbox.find_backlog().unfinished)
        assert self.simulator.unanswered_callbacks() == [], "a button is left spinning"


@pytest.fixture
async def stage(settings: Settings, clock: FakeClock) -> AsyncIterator[WholeStage]:
    """A Telegram that posts; the bot is not running yet."""
    stage = WholeStage(settings, clock)
    async with stage.delivering():
        yield stage


async def play(stage: WholeStage, catalog: Catalog) -> Actor:
    """Join, read the first lesson and take its check; return the learner."""
    learner = await stage.member()
    student = Student(learner, catalog)
    await learner.taps("Start lesson")
    await student.reads_lesson()
    await learner.taps("Take the check")
    await student.takes_check()
    learner.sees("lesson 1 is done")
    return learner


def count_rows(stage: WholeStage) -> dict[str, int]:
    """Count what a learner has done."""
    with closing(Database(stage.settings.database)) as database:
        tables = ("person", "card_read", "lesson_read", "quiz_session", "quiz_item", "answer")
        return {table: count(database, table) for table in tables}


async def test_lesson_is_taken_by_webhook(stage: WholeStage, shipped: Catalog) -> None:
    """The same dialogue as by polling, and not one poll."""
    async with stage.running():
        await play(stage, shipped)

    assert "getUpdates" not in dict(stage.simulator.calls)
    _, asked = next(call for call in stage.simulator.calls if call[0] == "setWebhook")
    assert asked["url"] == WEBHOOK.url
    assert asked["secret_token"] == WEBHOOK.secret
    assert asked["allowed_updates"] == ["message", "edited_message", "callback_query"]
    assert "drop_pending_updates" not in asked


async def test_updates_that_come_again_do_nothing_twice(
    stage: WholeStage, settings: Settings, clock: FakeClock, shipped: Catalog
) -> None:
    """Every update is posted five times, and all of them once more at the end."""
    polled = WholeStage(
        settings.model_copy(update={"database": settings.database.with_name("polled.db")}), clock
    )
    polled.webhook = None
    async with polled.running():
        once = await play(polled, shipped)

    stage.simulator.faults = Faults(redelivery=1.0)
    async with stage.running():
        learner = await play(stage, shipped)
        stage.simulator.faults = None
        assert stage.simulator.redeliver() > 0
        await stage.settle()

    assert stage.simulator.faulted["redelivery"] > 0
    assert count_rows(stage) | {"quiz_item": 0} == count_rows(polled) | {"quiz_item": 0}
    assert len(learner.heard) == len(once.heard)


async def test_bot_that_stops_leaves_the_webhook(stage: WholeStage) -> None:
    """What is said meanwhile waits at Telegram, and is answered when the bot is back."""
    async with stage.running():
        learner = await stage.member()
    said = len(learner.heard)
    for text in ("/help", "/lessons"):
        stage.simulator.send_text(learner.id, text)
    webhook = stage.simulator.webhook
    assert webhook is not None
    await stage.simulator.wait_for(lambda: webhook.last_error_date)
    assert len(stage.simulator.pending_updates()) == 2

    async with stage.running():
        await stage.settle()

    assert [m["text"].partition(" ")[0].split("\n")[0] for m in learner.heard[said:]] == [
        "Help",
        "Lessons",
    ]


async def test_changing_the_way_in_loses_nothing(stage: WholeStage) -> None:
    """From polling to the webhook and back, with something said before each start."""
    stage.webhook = None
    async with stage.running():
        learner = await stage.member()
    said = len(learner.heard)
    for webhook in (WEBHOOK, None, WEBHOOK, None):
        stage.webhook = webhook
        stage.simulator.send_text(learner.id, "/help")
        stage.simulator.send_text(learner.id, "/lessons")
        async with stage.running():
            stage.simulator.send_text(learner.id, "/glossary")
            await stage.settle()

    titles = [m["text"].partition(" ")[0].split("\n")[0] for m in learner.heard[said:]]
    assert titles == ["Help", "Lessons", "Glossary"] * 4


async def test_update_that_could_not_be_stored_is_answered_later(
    stage: WholeStage, settings: Settings
) -> None:
    """Telegram posts it again until it is in the database; then it is answered, once."""
    async with stage.running():
        learner = await stage.member()
        said = len(learner.heard)
        with closing(sqlite3.connect(settings.database)) as connection:
            connection.execute(
                "CREATE TRIGGER full BEFORE INSERT ON inbox_update "
                "BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
            )
            stage.simulator.send_text(learner.id, "/help")
            webhook = stage.simulator.webhook
            assert webhook is not None
            await stage.simulator.wait_for(lambda: webhook.last_error_message)
            assert "503" in str(webhook.last_error_message)
            connection.execute("DROP TRIGGER full")
        await stage.settle()

    assert len(learner.heard) == said + 1
    learner.sees("Help")


async def test_health_follows_the_updates(stage: WholeStage, clock: FakeClock) -> None:
    """Well while they flow; a minute after one got stuck it is said, and then it is over."""
    async with (
        stage.running(),
        httpx.AsyncClient(transport=stage.door, base_url="http://testserver") as client,
    ):
        learner = await stage.member()
        assert (await client.get(HEALTH_PATH)).json()["status"] == "ok"
        stage.simulator.fail_next("sendMessage", 429, "Too Many Requests: retry after 2", 2)
        stage.simulator.send_text(learner.id, "/help")
        await stage.simulator.wait_for(lambda: not stage.simulator.pending_updates())
        clock.advance(seconds=61)
        response = await client.get(HEALTH_PATH)
        assert (response.status_code, response.json()["unfinished"]) == (503, 1)

        await stage.settle()
        assert (await client.get(HEALTH_PATH)).status_code == 200


async def test_other_copy_that_polls_ends_this_one(
    stage: WholeStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has deleted our webhook: no update would ever come, and nobody would know why."""
    monkeypatch.setattr("bot.chat.webhook.CHECK_SECONDS", 0.01)

    async def lose_the_webhook() -> None:
        async with stage.running():
            stage.simulator.webhook = None
            await until(lambda: stage.door.app is None)

    with pytest.raises(Unreachable) as ended:
        await lose_the_webhook()

    assert str(ended.value) == OTHER_COPY


async def test_address_that_telegram_refuses_is_said_in_one_line(stage: WholeStage) -> None:
    """With its reason, and without the secret; nothing is left running."""
    stage.webhook = Webhook("https://bot.example.org:9999/telegram/webhook", "a-secret")
    with pytest.raises(Unreachable) as ended:
        async with stage.running():
            pass

    assert str(ended.value) == (
        "Telegram cannot post updates to https://bot.example.org:9999/telegram/webhook: "
        "Bad webhook: webhook can be set up only on ports 80, 88, 443 or 8443. Mend PUBLIC_URL."
    )
    assert stage.door.app is None
