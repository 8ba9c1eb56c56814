"""The watch over the webhook: what waits is taken up, and a delivery that fails is noticed."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from telegram.error import Conflict

from bot.chat import retrying
from bot.chat.delivery import TRIES
from bot.chat.webhook import CONNECTIONS, Receiver, Webhook
from bot.config import Settings
from bot.simulator import Simulator
from tests.conftest import FakeClock
from tests.e2e.stage import TOKEN, Stage
from tests.waiting import until

WEBHOOK = Webhook("https://bot.example.org/telegram/webhook", "a-secret")


@pytest.fixture
async def stage(settings: Settings, clock: FakeClock) -> AsyncIterator[Stage]:
    """The bot, running; its clock and Telegram's are the same."""
    stage = Stage(settings, clock)
    stage.simulator = Simulator(token=TOKEN, clock=lambda: clock().timestamp())
    async with stage.running():
        yield stage


@pytest.fixture
async def receiver(stage: Stage) -> Receiver:
    """The way in, open."""
    receiver = Receiver(stage.worker._application.bot, WEBHOOK, stage.services, stage.worker)
    await receiver.open()
    return receiver


def count_checks(stage: Stage) -> int:
    """Count how often Telegram was asked about the webhook."""
    return [method for method, _ in stage.simulator.calls].count("getWebhookInfo")


async def test_webhook_is_set_as_the_endpoint_needs_it(stage: Stage, receiver: Receiver) -> None:
    """With the secret, and with nothing thrown away."""
    assert receiver is not None
    _, asked = next(call for call in stage.simulator.calls if call[0] == "setWebhook")

    assert asked["url"] == WEBHOOK.url
    assert asked["secret_token"] == WEBHOOK.secret
    assert asked["max_connections"] == CONNECTIONS
    assert "drop_pending_updates" not in asked
    assert WEBHOOK.secret not in repr(WEBHOOK)


async def test_what_is_put_back_is_handled_without_an_update(
    stage: Stage, receiver: Receiver
) -> None:
    """As `run_bot.py inbox --again` does it, from another process."""
    person = stage.simulator.add_person("Ana")
    stage.simulator.press_start(person.id)
    (update,) = stage.simulator.pending_updates()
    stage.services.inbox.store([update])
    for _ in range(3):
        incident = stage.services.inbox.count_defect(update["update_id"], ValueError())
    assert incident is not None
    assert stage.services.inbox.run_again(incident)

    await receiver.check_once()
    await stage.worker.settle()

    assert stage.services.inbox.find_backlog().unfinished == 0
    assert "sendMessage" in dict(stage.simulator.calls)


@pytest.mark.parametrize("is_polled", [True, False])
async def test_what_is_old_is_forgotten_though_nothing_comes(
    stage: Stage, clock: FakeClock, *, is_polled: bool
) -> None:
    """Whichever the way in; and a restart does not put it off."""
    receiver = Receiver(stage.worker._application.bot, WEBHOOK, stage.services, stage.worker)
    stage.services.inbox.store([{"update_id": 1}])
    stage.services.inbox.finish([1])
    assert stage.services.inbox.find_newest_id() == 1
    clock.advance(days=7, seconds=1)

    if is_polled:
        await stage.poller.poll_once(0)
    else:
        await receiver.open()
        await receiver.check_once()

    assert stage.services.inbox.find_newest_id() == 0
    assert not stage.services.inbox.is_forgetting_due()


async def test_webhook_that_another_copy_took_ends_the_bot(
    stage: Stage, receiver: Receiver
) -> None:
    """Deleted by one that polls, or set to another address."""
    bot = stage.worker._application.bot
    await receiver.check_once()
    for url in ("https://other.example.org/hook", ""):
        await bot.set_webhook(url)
        with pytest.raises(Conflict):
            await receiver.check_once()


async def test_delivery_that_fails_is_noticed(
    stage: Stage, receiver: Receiver, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged in Telegram's words and counts as silence; what is over is forgotten."""

    def refuse(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(502)

    inbox = stage.services.inbox
    clock.advance(seconds=30)
    person = stage.simulator.add_person("Ana")
    stage.simulator.press_start(person.id)
    async with stage.simulator.delivering(httpx.MockTransport(refuse), first_pause=60):
        webhook = stage.simulator.webhook
        assert webhook is not None
        await stage.simulator.wait_for(lambda: webhook.last_error_date)
        for _ in range(2):
            clock.advance(seconds=50)
            await receiver.check_once()

    silence = inbox.find_silence()
    assert silence is not None
    assert silence.total_seconds() == 130
    assert caplog.text.count("Telegram cannot deliver updates: Wrong response from the") == 2
    inbox.note_contact()  # an update came
    clock.advance(seconds=5)
    await receiver.check_once()
    silence = inbox.find_silence()
    assert silence is not None
    assert silence.total_seconds() == 0


async def test_watch_outlives_a_network_that_fails(
    stage: Stage,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """And ends where another copy runs."""
    monkeypatch.setattr("bot.chat.webhook.CHECK_SECONDS", 0.01)
    monkeypatch.setattr(retrying, "FIRST_PAUSE", 0.01)
    for _ in range(2 * TRIES):
        stage.simulator.fail_next("getWebhookInfo", 502, "Bad Gateway")
    former = count_checks(stage)
    watching = asyncio.create_task(receiver.run())
    await until(lambda: count_checks(stage) >= former + 2 * TRIES + 2)
    assert "Telegram does not say whether it can deliver updates" in caplog.text
    assert not watching.done()
    stage.simulator.webhook = None

    with pytest.raises(Conflict):
        await asyncio.wait_for(watching, 10)
