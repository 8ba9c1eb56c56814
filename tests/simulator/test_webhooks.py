"""Webhooks: set and refused, delivered in order, tried again, and given up for polling."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from bot.simulator import Faults, Person, Simulator, SimulatorError

from .harness import TOKEN, Api
from .serving import serve
from .test_updates import texts

URL = "http://localhost/hook"
SECRET = "A-secret_1"
ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


class Endpoint:
    """A bot's side of the webhook: answers what it is told, 200 by default."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.updates: list[dict[str, Any]] = []
        self.headers: dict[bytes, bytes] = {}
        self.seconds = 0.0
        self.running = self.most_running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one update."""
        body, is_more = b"", True
        while is_more:
            message = await receive()
            body, is_more = body + message.get("body", b""), message.get("more_body", False)
        self.running += 1
        self.most_running = max(self.running, self.most_running)
        await asyncio.sleep(self.seconds)
        self.running -= 1
        self.headers = dict(scope["headers"])
        status = self.answers.pop(0) if self.answers else 200
        if not status:
            raise ValueError("a defect of the bot")
        self.updates.append(json.loads(body))
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    @property
    def transport(self) -> httpx.ASGITransport:
        """The way to it without a socket."""
        return httpx.ASGITransport(app=self)


@pytest.fixture
def endpoint() -> Endpoint:
    """A bot that takes updates."""
    return Endpoint()


async def delivered(simulator: Simulator) -> None:
    """Wait until no update is left."""
    await simulator.wait_for(lambda: not simulator.pending_updates())


async def test_updates_are_posted_with_the_secret(
    api: Api, simulator: Simulator, ana: Person, endpoint: Endpoint
) -> None:
    """What waited and what comes, in order, as JSON."""
    simulator.send_text(ana.id, "waited")
    await api.call("setWebhook", url=URL, secret_token=SECRET)

    async with simulator.delivering(endpoint.transport):
        await delivered(simulator)
        for text in ("came", "came later"):
            simulator.send_text(ana.id, text)
        await delivered(simulator)

    assert texts(endpoint.updates) == ["waited", "came", "came later"]
    assert endpoint.headers[b"x-telegram-bot-api-secret-token"] == SECRET.encode()
    assert endpoint.headers[b"content-type"] == b"application/json"


async def test_a_bot_on_a_socket_gets_them_too(simulator: Simulator, ana: Person, api: Api) -> None:
    """Another simulator plays the bot: it refuses, so the update stays."""
    other = Simulator(token="99:other")
    async with serve(other) as url, simulator.delivering(first_pause=0.01):
        await api.call("setWebhook", url=f"{url}/bot{TOKEN}/getMe")
        simulator.send_text(ana.id, "Hi")
        await simulator.wait_for(lambda: simulator.webhook and simulator.webhook.last_error_date)

    info = await api.call("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 401 Unauthorized"


async def test_what_is_not_taken_comes_again_before_what_follows(
    api: Api, simulator: Simulator, ana: Person, endpoint: Endpoint
) -> None:
    """After errors, and after a defect; other chats do not wait."""
    jan = simulator.add_person("Jan")
    endpoint.answers = [503, 302, 0]
    await api.call("setWebhook", url=URL)
    for text in "ab":
        simulator.send_text(ana.id, text)

    async with simulator.delivering(endpoint.transport, first_pause=0.05, longest_pause=0.2):
        await simulator.wait_for(lambda: endpoint.updates)
        simulator.send_text(jan.id, "x")
        await delivered(simulator)

    own = [u for u in endpoint.updates if u["message"]["from"]["id"] == ana.id]
    assert texts(own)[-2:] == ["a", "b"]
    assert set(texts(own)[:-1]) == {"a"}
    assert len(endpoint.updates) == 5  # three were taken, two refused, and one met the defect


async def test_one_chat_in_order_many_at_once(
    api: Api, simulator: Simulator, endpoint: Endpoint
) -> None:
    """At most as many as the bot allows."""
    people = [simulator.add_person(f"P{number}") for number in range(8)]
    await api.call("setWebhook", url=URL, max_connections=3)
    for text in "abc":
        for person in people:
            simulator.send_text(person.id, text)
    endpoint.seconds = 0.01

    async with simulator.delivering(endpoint.transport):
        await delivered(simulator)

    assert endpoint.most_running == 3
    for person in people:
        own = [u for u in endpoint.updates if u["message"]["from"]["id"] == person.id]
        assert texts(own) == ["a", "b", "c"]


async def test_taken_updates_can_come_again(
    api: Api, simulator: Simulator, ana: Person, endpoint: Endpoint
) -> None:
    """By chance, and by hand."""
    await api.call("setWebhook", url=URL)
    simulator.faults = Faults(redelivery=1.0)
    async with simulator.delivering(endpoint.transport):
        simulator.send_text(ana.id, "a")
        await delivered(simulator)
        assert texts(endpoint.updates) == ["a"] * 5
        simulator.faults = None
        simulator.redeliver()
        await delivered(simulator)

    assert texts(endpoint.updates) == ["a"] * 6
    assert simulator.faulted == {"redelivery": 4}


async def test_a_webhook_and_polling_exclude_each_other(
    api: Api, simulator: Simulator, ana: Person
) -> None:
    """Setting one ends the poll under way; deleting it allows polls again."""
    poll = asyncio.create_task(api.refused("getUpdates", timeout=30))
    await simulator.wait_for(lambda: simulator.calls)
    await api.call("setWebhook", url="https://bot.example.org/hook")

    assert await poll == (409, "Conflict: terminated by setWebhook request")
    assert await api.refused("getUpdates") == (409, ACTIVE)
    simulator.send_text(ana.id, "kept")
    await api.call("deleteWebhook")
    assert texts(await api.call("getUpdates")) == ["kept"]
    await api.call("setWebhook", url="https://bot.example.org/hook", drop_pending_updates=True)
    await api.call("setWebhook", url="")
    assert await api.call("getUpdates") == []


async def test_what_a_bot_reads_about_its_webhook(
    api: Api, simulator: Simulator, ana: Person, endpoint: Endpoint
) -> None:
    """How many updates wait, and why."""
    assert await api.call("getWebhookInfo") == {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": 0,
    }
    endpoint.answers = [500]
    await api.call("setWebhook", url=URL, allowed_updates=["message"], secret_token=SECRET)
    for text in "ab":
        simulator.send_text(ana.id, text)
    simulator.block(ana.id)
    async with simulator.delivering(endpoint.transport, first_pause=60):
        await simulator.wait_for(lambda: endpoint.updates)
        await simulator.wait_for(lambda: simulator.webhook and simulator.webhook.last_error_date)

        info = await api.call("getWebhookInfo")

    assert info == {
        "url": URL,
        "has_custom_certificate": False,
        "pending_update_count": 2,
        "max_connections": 40,
        "last_error_date": simulator.now(),
        "last_error_message": "Wrong response from the webhook: 500 Internal Server Error",
        "allowed_updates": ["message"],
    }
    again = Simulator.load(json.loads(json.dumps(simulator.dump())), token=TOKEN)
    assert again.dump() == simulator.dump()


async def test_a_webhook_set_anew_takes_over(
    api: Api, simulator: Simulator, ana: Person, endpoint: Endpoint
) -> None:
    """Also while an update waits out its pause; without one nothing is delivered."""
    endpoint.answers = [500]
    async with simulator.delivering(endpoint.transport, first_pause=60):
        simulator.send_text(ana.id, "a")
        await api.call("setWebhook", url=URL, secret_token="old")
        await simulator.wait_for(lambda: simulator.webhook and simulator.webhook.last_error_date)
        await api.call("setWebhook", url=URL, secret_token="new")
        await delivered(simulator)
        assert endpoint.headers[b"x-telegram-bot-api-secret-token"] == b"new"
        await api.call("deleteWebhook")
        simulator.send_text(ana.id, "polled")
        await asyncio.sleep(0.05)
        assert texts(await api.call("getUpdates")) == ["polled"]

    assert texts(endpoint.updates) == ["a", "a"]


async def test_a_bot_that_cannot_be_reached(api: Api, simulator: Simulator, ana: Person) -> None:
    """Or is too slow, or hangs up: each has its words."""

    async def fail(error: Exception) -> str:
        def handle(_request: httpx.Request) -> httpx.Response:
            raise error

        await api.call("deleteWebhook")
        await api.call("setWebhook", url=URL)
        async with simulator.delivering(httpx.MockTransport(handle)):
            await simulator.wait_for(
                lambda: simulator.webhook and simulator.webhook.last_error_date
            )
        words: str = (await api.call("getWebhookInfo"))["last_error_message"]
        return words

    simulator.send_text(ana.id, "Hi")

    assert await fail(httpx.ConnectError("")) == "Connection refused"
    assert await fail(httpx.ConnectTimeout("")) == "Connection timed out"
    assert await fail(httpx.ReadTimeout("")) == "Read timeout expired"
    assert await fail(httpx.RemoteProtocolError("")) == (
        "Connection closed by the webhook without an answer"
    )
    assert simulator.pending_updates()


async def test_delivery_ends_with_its_context(
    simulator: Simulator, ana: Person, api: Api, endpoint: Endpoint
) -> None:
    """Or with the simulator; two at once are refused."""
    await api.call("setWebhook", url=URL)
    before = asyncio.all_tasks()
    async with simulator.delivering(endpoint.transport):
        with pytest.raises(SimulatorError, match="delivered already"):
            async with simulator.delivering(endpoint.transport):
                pass
    assert asyncio.all_tasks() == before
    simulator.send_text(ana.id, "kept")

    async with simulator.delivering(endpoint.transport, first_pause=60):
        await delivered(simulator)
        endpoint.answers = [500]
        simulator.send_text(ana.id, "kept")
        await simulator.wait_for(lambda: not endpoint.answers)
        simulator.close()

    assert asyncio.all_tasks() == before


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"url": "http://bot.example.org"}, "An HTTPS URL must be provided for webhook"),
        ({"url": "ftp://localhost"}, "An HTTPS URL must be provided for webhook"),
        ({"url": "https://"}, "URL host is empty"),
        ({"url": "https://[::1"}, "URL is invalid"),
        (
            {"url": "https://bot.example.org:8080"},
            "Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
    ],
)
async def test_addresses_telegram_would_not_post_to(
    api: Api, params: dict[str, str], words: str
) -> None:
    """HTTPS and four ports, except within this machine."""
    assert await api.refused("setWebhook", **params) == (400, f"Bad Request: bad webhook: {words}")
    await api.call("setWebhook", url="http://127.0.0.1:8080/hook")
    await api.call("setWebhook", url="https://bot.example.org:8443/hook")


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"secret_token": "x" * 257}, "secret token is too long"),
        ({"secret_token": "no spaces"}, "secret token contains unallowed characters"),
        ({"max_connections": 0}, "max_connections must be between 1 and 100"),
        ({"max_connections": 101}, "max_connections must be between 1 and 100"),
        ({"allowed_updates": ["massage"]}, 'unknown update type "massage" in allowed_updates'),
        ({"ip_address": "1.2.3.4"}, 'the simulator does not support "ip_address" of setWebhook'),
        ({"certificate": "x"}, 'the simulator does not support "certificate" of setWebhook'),
    ],
)
async def test_settings_that_are_refused_change_nothing(
    api: Api, simulator: Simulator, params: dict[str, Any], words: str
) -> None:
    """Neither the webhook nor what is allowed."""
    assert await api.refused("setWebhook", url=URL, **params) == (400, f"Bad Request: {words}")
    assert simulator.webhook is None
    assert (await api.refused("setWebhook"))[0] == 400
