"""The process with its web server: updates by webhook, health, ports, and a clean stop."""

import asyncio
import signal
import socket

import httpx
import pytest

from bot.bootstrap import open_database, read_clock
from bot.config import Settings
from bot.learning.people import Role
from bot.services.enrolment import Enrolment
from bot.web.application import HEALTH_PATH, WEBHOOK_PATH
from tests.e2e.stage import TOKEN, Actor
from tests.e2e.test_kill import SECONDS, Desk, desk, finish

__all__ = ["desk"]  # the fixture

SECRET = "a-secret-of-the-tests"
PUBLIC_URL = "https://bot.example.org"


class Proxy(httpx.AsyncHTTPTransport):
    """The proxy in front of the bot: HTTPS outside, plain HTTP to a port of this machine."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on."""
        assert str(request.url).startswith(f"{PUBLIC_URL}/")
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        return await super().handle_async_request(request)


@pytest.fixture
def port() -> int:
    """A port that is free."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        number: int = listener.getsockname()[1]
        return number


async def ask_health(port: int) -> httpx.Response:
    """Ask over a real socket, as soon as somebody listens."""
    async with httpx.AsyncClient() as client, asyncio.timeout(SECONDS):
        while True:
            try:
                return await client.get(f"http://127.0.0.1:{port}{HEALTH_PATH}")
            except httpx.ConnectError:
                await asyncio.sleep(0.05)


async def test_bot_behind_a_webhook_answers_and_stops(
    desk: Desk, settings: Settings, port: int
) -> None:
    """A newcomer joins; SIGTERM; the port is free, the webhook stands, and the next run goes on."""
    with open_database(settings.database) as database:
        code = Enrolment(database, read_clock).invite(Role.LEARNER)
    learner = Actor(desk, desk.simulator.add_person("Ana").id)
    environment = {"PUBLIC_URL": PUBLIC_URL, "WEBHOOK_SECRET": SECRET, "WEB_PORT": str(port)}
    async with desk.simulator.delivering(Proxy(port), first_pause=0.05, longest_pause=0.2):
        bot = await desk.start(**environment)
        health = await ask_health(port)
        assert (health.status_code, health.json()["mode"]) == (200, "webhook")
        await learner.starts(code)
        await learner.taps("I'm")
        learner.sees("Welcome, Ana")
        async with httpx.AsyncClient() as client:
            forged = await client.post(
                f"http://127.0.0.1:{port}{WEBHOOK_PATH}", json={"update_id": 1}
            )
        assert forged.status_code == 403

        bot.send_signal(signal.SIGTERM)
        status, error = await finish(bot)
        assert status == 0
        for unwanted in (TOKEN, SECRET, "Traceback", " ERROR "):
            assert unwanted not in error
        socket.create_server(("127.0.0.1", port)).close()

        desk.simulator.send_text(learner.id, "/help")
        bot = await desk.start(**environment)
        await desk.simulator.wait_for(lambda: learner.last["text"].startswith("Help"), SECONDS)
        bot.send_signal(signal.SIGINT)
        assert (await finish(bot))[0] == 0

    assert desk.simulator.webhook is not None
    assert desk.simulator.webhook.url == f"{PUBLIC_URL}{WEBHOOK_PATH}"


async def test_bot_that_polls_shows_its_health_where_it_is_asked_to(desk: Desk, port: int) -> None:
    """With a port; the webhook of an earlier run is gone."""
    bot = await desk.start(WEB_PORT=str(port))
    health = await ask_health(port)

    assert (health.status_code, health.json()["mode"]) == (200, "polling")
    assert "server" not in health.headers
    assert desk.simulator.webhook is None
    bot.send_signal(signal.SIGTERM)
    assert (await finish(bot))[0] == 0


@pytest.mark.parametrize("is_webhook", [False, True])
async def test_busy_port_is_named_before_telegram_is_asked(
    desk: Desk, port: int, *, is_webhook: bool
) -> None:
    """A second bot on the machine ends with one line that says what to change."""
    environment = {"PUBLIC_URL": PUBLIC_URL, "WEBHOOK_SECRET": SECRET} if is_webhook else {}
    with socket.create_server(("127.0.0.1", port)):
        bot = await desk.start(WEB_PORT=str(port), LOG_LEVEL="ERROR", **environment)
        status, error = await finish(bot)

    assert status == 1
    assert error == (
        f"The web server cannot listen on 127.0.0.1, port {port}: Address already in use. "
        "Choose another WEB_PORT, or mend WEB_HOST.\n"
    )
    assert desk.simulator.calls == []


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"PUBLIC_URL": PUBLIC_URL}, "WEBHOOK_SECRET: is needed with PUBLIC_URL; make one with"),
        (
            {"PUBLIC_URL": f"{PUBLIC_URL}:9999", "WEBHOOK_SECRET": SECRET},
            f"Telegram cannot post updates to {PUBLIC_URL}:9999{WEBHOOK_PATH}: Bad webhook: ",
        ),
        (
            {"PUBLIC_URL": PUBLIC_URL, "WEBHOOK_SECRET": SECRET, "WEB_HOST": "192.0.2.1"},
            "The web server cannot listen on 192.0.2.1",
        ),
    ],
)
async def test_misconfigured_webhook_is_said_in_one_line(
    desk: Desk, port: int, environment: dict[str, str], words: str
) -> None:
    """Each ends with one line that says what to do, and no secret."""
    settings = {"LOG_LEVEL": "ERROR", "WEB_PORT": str(port)} | environment
    status, error = await finish(await desk.start(**settings))

    assert status == 1
    assert words in error
    assert error.count("\n") == 1, error
    assert SECRET not in error
