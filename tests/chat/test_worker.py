"""Updates on their way: stored before confirmed, in order, tried again, set aside when broken."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterator

import pytest
from telegram.error import Conflict, NetworkError

from bot.bootstrap import open_database, open_services
from bot.chat import retrying
from bot.chat.context import LearnerContext
from bot.chat.screen import Screen
from bot.config import Settings
from bot.services.inbox import Inbox
from tests.conftest import FakeClock
from tests.e2e.stage import TOKEN, Actor, Stage
from tests.waiting_updates import list_chats


@pytest.fixture
async def stage(settings: Settings, clock: FakeClock) -> AsyncIterator[Stage]:
    """The bot with the shipped course, running."""
    async with Stage(settings, clock).running() as stage:
        yield stage


@pytest.fixture
async def learner(stage: Stage) -> Actor:
    """Ana, who has joined."""
    return await stage.member()


@pytest.fixture
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "FIRST_PAUSE", 0.01)


async def test_update_is_stored_before_it_is_confirmed(
    stage: Stage, learner: Actor, settings: Settings
) -> None:
    """Whatever Telegram may forget stands in the database, and a repeated batch adds nothing."""
    said = len(learner.heard)
    stage.simulator.send_text(learner.id, "/progress")
    await stage.poller.poll_once(0)

    assert len(stage.simulator.pending_updates()) == 1  # not confirmed yet
    with (
        open_database(settings.database) as database,
        open_services(settings, database, TOKEN) as services,
    ):
        assert list_chats(services.inbox) in ([], [learner.id])
    again = stage.simulator.pending_updates()
    assert await stage.services.ask(stage.services.inbox.store, again) == []
    await stage.settle()
    assert len(learner.heard) == said + 1
    assert stage.simulator.pending_updates() == []


async def test_chat_keeps_its_order(stage: Stage, learner: Actor) -> None:
    """Twenty messages at once are answered in the order in which they were sent."""
    words = ["/progress", "/lessons", "/help", "/glossary"] * 5
    said = len(learner.heard)
    for word in words:
        stage.simulator.send_text(learner.id, word)
    await stage.settle()

    titles = [message["text"].split(" ")[0].split("\n")[0] for message in learner.heard[said:]]
    assert titles == ["Progress", "Lessons", "Help", "Glossary"] * 5


async def test_many_chats_are_served_at_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one chat waits for Telegram, the others go on."""
    actors = [await stage.member(first_name=f"P{number}") for number in range(8)]
    send = LearnerContext.send

    async def send_slowly(self: LearnerContext, screen: Screen) -> int:
        await asyncio.sleep(0.3)
        return await send(self, screen)

    monkeypatch.setattr(LearnerContext, "send", send_slowly)
    for actor in actors:
        stage.simulator.send_text(actor.id, "/help")
    start = time.perf_counter()
    await stage.settle()

    assert time.perf_counter() - start < 0.3 * len(actors) / 2
    for actor in actors:
        actor.sees("Help")


@pytest.mark.usefixtures("_no_pause")
@pytest.mark.parametrize(
    "status", [(502, "Bad Gateway", None), (429, "Too Many Requests: retry after 1", 1)]
)
async def test_reply_that_telegram_could_not_take_is_sent_later(
    stage: Stage, learner: Actor, status: tuple[int, str, int | None]
) -> None:
    """A 5xx or 429 costs nothing but time; the answer counts once."""
    asked = stage.services.quizzes.start_practice(1, "in-tune")
    await learner.forges(f"resume:{asked.session_id}")
    stage.simulator.fail_next("editMessageText", *status)

    if learner.has_button("Submit"):
        await learner.taps("☐ A")
    else:
        await learner.taps("A" if learner.has_button("A") else "True")

    assert list_chats(stage.services.inbox) == []
    assert not any("Something went wrong" in message["text"] for message in learner.heard)
    assert (
        "☑" in str(learner.last) or "Not quite" in str(learner.last) or "Right" in str(learner.last)
    )


@pytest.mark.usefixtures("_no_pause")
async def test_defect_is_set_aside_with_an_apology(
    stage: Stage,
    learner: Actor,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The person hears a number, the log has the same one, and the next update is served."""

    def fail(_person_id: int) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr(stage.services.study, "stand", fail)
    await learner.says("/progress")
    learner.sees("Something went wrong on our side (incident ")
    incident = learner.last["text"].partition("incident ")[2].partition(")")[0]
    assert f"incident {incident}" in caplog.text
    assert "a defect" in caplog.text
    await learner.forges("progress")
    learner.sees("Something went wrong")

    incidents = stage.services.inbox.list_incidents()
    assert [(one.id, one.defect) for one in incidents][:1] == [(incident, "RuntimeError")]
    assert len(incidents) == 2
    assert caplog.text.count("met a defect") == 3 * 2

    monkeypatch.undo()
    await learner.says("/lessons")
    learner.sees("Lessons")
    assert stage.services.inbox.run_again(incident)
    ben = await stage.member(first_name="Ben")
    await ben.says("/help")  # the bot need not be idle for it
    await stage.settle()
    learner.sees("Progress")
    assert [one.id for one in stage.services.inbox.list_incidents()] != [incident]


@pytest.mark.usefixtures("_no_pause")
async def test_defect_that_passes_costs_nothing(
    stage: Stage, learner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice broken, the third time well: the person gets the answer and no apology."""
    stand = stage.services.study.stand
    falls = iter([True, True, False])

    def stumble(person_id: int) -> object:
        if next(falls):
            raise RuntimeError("a passing defect")
        return stand(person_id)

    monkeypatch.setattr(stage.services.study, "stand", stumble)
    await learner.says("/progress")

    learner.sees("Progress")
    assert stage.services.inbox.list_incidents() == []


@pytest.mark.usefixtures("_no_pause")
async def test_odd_update_harms_no_other(
    stage: Stage, learner: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    """One malformed update in a batch is set aside; the rest is handled."""
    caplog.set_level(logging.CRITICAL, "bot.chat.worker")
    new = await stage.services.ask(
        stage.services.inbox.store,
        [
            {"update_id": 1, "message": {"message_id": "?", "chat": {"id": learner.id}}},
            {"update_id": 2, "callback_query": {"id": "1"}},
            {"update_id": 3},
            {"update_id": 4, "message": None},
        ],
    )
    stage.worker.take(new)
    await learner.says("/help")

    learner.sees("Help")
    assert list_chats(stage.services.inbox) == []


@pytest.mark.usefixtures("_no_pause")
async def test_unfinished_updates_run_first_after_a_restart(
    settings: Settings, clock: FakeClock
) -> None:
    """What was stored and not answered is answered on start, without anybody doing anything."""
    stage = Stage(settings, clock)
    async with stage.running():
        learner = await stage.member()
    with open_database(settings.database) as database:
        stage.simulator.send_text(learner.id, "/help")
        updates = stage.simulator.pending_updates()
        Inbox(database, clock, bot_id=int(TOKEN.partition(":")[0])).store(updates[-1:])

    async with stage.running():
        await stage.worker.settle()
        learner.sees("Help")


async def test_stopping_finishes_what_is_in_flight(stage: Stage, learner: Actor) -> None:
    """The reply that has begun goes out; what has not begun stays in the inbox."""
    for _ in range(30):
        stage.simulator.send_text(learner.id, "/help")
    await stage.poller.poll_once(0)

    await stage.worker.stop(5)

    answered = sum(message["text"].startswith("Help") for message in learner.heard)
    waiting = list_chats(stage.services.inbox)
    assert answered < 30
    assert waiting == [learner.id]


async def test_poll_loop_outlives_faults_and_ends_at_a_conflict(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Network errors are tried again; another copy ends the loop."""
    outcomes: Iterator[int | Exception] = iter(
        [NetworkError("reset"), 3, NetworkError("reset"), Conflict("two of us")]
    )
    seen = 0

    async def poll_once(_timeout: int) -> int:
        nonlocal seen
        seen += 1
        outcome = next(outcomes)
        if isinstance(outcome, int):
            return outcome
        raise outcome

    monkeypatch.setattr(stage.poller, "poll_once", poll_once)
    monkeypatch.setattr(retrying, "FIRST_PAUSE", 0.01)

    with pytest.raises(Conflict):
        await stage.poller.run()
    assert seen == 4
