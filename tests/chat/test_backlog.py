"""What the worker holds in memory, and what it takes up from the inbox: nothing lost or twice."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.exc import OperationalError

from bot.chat import retrying, worker
from bot.config import Settings
from bot.services.inbox import StoredUpdate
from tests.conftest import FakeClock
from tests.e2e.stage import Actor, Stage
from tests.waiting import until
from tests.waiting_updates import list_chats

WORDS = ["/progress", "/lessons", "/help", "/glossary", "/home"]
TITLES = ["Progress", "Lessons", "Help", "Glossary", "Customer"]


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "FIRST_PAUSE", 0.01)


@pytest.fixture
async def stage(settings: Settings, clock: FakeClock) -> AsyncIterator[Stage]:
    """The bot with the shipped course, running."""
    async with Stage(settings, clock).running() as stage:
        yield stage


@pytest.fixture
async def learner(stage: Stage) -> Actor:
    """Ana, who has joined."""
    return await stage.member()


def list_titles(actor: Actor, said: int) -> list[str]:
    """Return the first words of what the bot said since then."""
    return [message["text"].split()[0] for message in actor.heard[said:]]


async def fall_silent(stage: Stage) -> None:
    """Let Telegram hand over all it has, and wait until nothing is left to do."""
    while await stage.poller.poll_once(0):
        pass
    await until(lambda: not list_chats(stage.services.inbox))
    await stage.worker.settle()


async def test_batch_that_comes_again_is_handled_once(stage: Stage, learner: Actor) -> None:
    """While the first is still in the worker's memory, and after it has been answered."""
    said = len(learner.heard)
    for word in WORDS:
        stage.simulator.send_text(learner.id, word)
    batch = stage.simulator.pending_updates()
    inbox = stage.services.inbox
    new = await stage.services.ask(inbox.store, batch)
    stage.worker.take(new)
    await stage.worker.catch_up()
    stage.worker.take(new)
    stage.worker.take(await stage.services.ask(inbox.store, batch))
    await fall_silent(stage)
    stage.worker.take(await stage.services.ask(inbox.store, batch))
    await fall_silent(stage)

    assert list_titles(learner, said) == TITLES


async def test_what_is_too_much_to_hold_is_handled_afterwards(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three in memory at most, of twenty; each chat keeps its order and nothing is lost."""
    actors = [await stage.member(first_name=f"P{number}") for number in range(4)]
    said = [len(actor.heard) for actor in actors]
    monkeypatch.setattr(worker, "IN_HAND", 3)
    held: list[int] = []
    handle = stage.worker._handle

    async def watch(update: StoredUpdate) -> None:
        held.append(len(stage.worker._held))
        await handle(update)

    monkeypatch.setattr(stage.worker, "_handle", watch)
    for word in WORDS:
        for actor in actors:
            stage.simulator.send_text(actor.id, word)
    await fall_silent(stage)

    assert [list_titles(*pair) for pair in zip(actors, said, strict=True)] == [TITLES] * 4
    assert len(held) == 20
    assert max(held) == 3


async def test_what_was_put_back_is_taken_up_without_an_update(
    stage: Stage, learner: Actor
) -> None:
    """A poll that brings nothing looks each time."""
    said = len(learner.heard)
    await put_back(stage, learner)

    assert await stage.poller.poll_once(0) == 0
    await stage.worker.settle()

    assert list_titles(learner, said) == ["Help"]


async def test_what_was_put_back_is_taken_up_within_a_second_of_traffic(
    stage: Stage, learner: Actor
) -> None:
    """Not at every batch, which would cost a look each, but soon."""
    ben = await stage.member(first_name="Ben")
    said = len(learner.heard)
    await put_back(stage, learner)
    looks: list[bool] = []
    async with asyncio.timeout(5):
        while len(learner.heard) == said:
            stage.simulator.send_text(ben.id, "/help")
            assert await stage.poller.poll_once(0) == 1
            await stage.worker.settle()
            looks.append(len(learner.heard) > said)
            await asyncio.sleep(0.1)

    assert looks[0] is False
    assert list_titles(learner, said) == ["Help"]


async def put_back(stage: Stage, actor: Actor) -> None:
    """Let a request for help be set aside and put back, as another process does it."""
    inbox = stage.services.inbox
    stage.simulator.send_text(actor.id, "/help")
    update = stage.simulator.pending_updates()[-1]
    inbox.store([update])
    incidents = [inbox.count_defect(update["update_id"], ValueError()) for _ in range(3)]
    await stage.settle()  # Telegram has handed it over, too
    assert incidents[-1] is not None
    assert inbox.run_again(incidents[-1])


async def test_chat_whose_task_failed_goes_on_in_its_order(
    stage: Stage,
    learner: Actor,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is logged and taken up by the next sweep; what comes before that waits behind it."""
    said = len(learner.heard)
    with monkeypatch.context() as patch:

        def fail(*_arguments: object) -> None:
            raise RuntimeError("nobody expected this")

        patch.setattr(stage.services.study, "stand", fail)
        patch.setattr(stage.services.inbox, "count_defect", fail)
        stage.simulator.send_text(learner.id, "/progress")
        stage.simulator.send_text(learner.id, "/lessons")
        new = await stage.services.ask(
            stage.services.inbox.store, stage.simulator.pending_updates()
        )
        stage.worker.take(new)
        await stage.worker.settle()
    assert "a chat stopped" in caplog.text
    assert "nobody expected this" in caplog.text
    assert list_chats(stage.services.inbox) == [learner.id]
    assert list_titles(learner, said) == []
    stage.simulator.send_text(learner.id, "/help")
    new = await stage.services.ask(stage.services.inbox.store, stage.simulator.pending_updates())
    stage.worker.take(new)
    await stage.worker.settle()
    await fall_silent(stage)

    assert list_titles(learner, said) == ["Progress", "Lessons", "Help"]


async def test_database_that_fails_once_loses_nothing_of_a_group(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many chats finish together: each update is finished in the end and answered."""
    actors = [await stage.member(first_name=f"P{number}") for number in range(8)]
    said = [len(actor.heard) for actor in actors]
    finish = stage.services.inbox.finish
    groups: list[list[int]] = []

    def stumble(update_ids: list[int]) -> None:
        groups.append(update_ids)
        if len(groups) == 2:  # the first has let the others gather
            raise OperationalError("UPDATE", None, Exception("database is locked"))
        finish(update_ids)

    monkeypatch.setattr(stage.services.inbox, "finish", stumble)
    for actor in actors:
        stage.simulator.send_text(actor.id, "/help")
    await fall_silent(stage)

    assert stage.services.inbox.find_backlog().unfinished == 0
    for actor, before in zip(actors, said, strict=True):
        assert set(list_titles(actor, before)) == {"Help"}
    assert len(groups) > 2
    assert not stage.worker._held
    assert not stage.worker._done
