"""The server in the bot's own loop: its port, its signals, its end."""

import asyncio
import logging
import signal
import socket

import httpx
import pytest
from fastapi import FastAPI

from bot.bootstrap import CannotListen, open_port
from bot.config import Settings
from bot.web.server import listen, serving


@pytest.fixture
def app() -> FastAPI:
    """An application that takes its time."""
    app = FastAPI()

    @app.get("/slow")
    async def slow() -> str:
        await asyncio.sleep(0.5)
        return "done"

    return app


async def test_what_is_being_answered_is_finished(
    app: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    """Then the port is free, and nothing of a path or a version is told."""
    caplog.set_level(logging.INFO)
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        async with serving(app, listener):
            asked = asyncio.create_task(client.get("/slow"))
            await asyncio.sleep(0.2)
        response = await asked
        with pytest.raises(httpx.ConnectError):
            await client.get("/slow")

    assert response.json() == "done"
    assert "server" not in response.headers
    assert [record for record in caplog.records if record.name.startswith("uvicorn")] == []
    listen("127.0.0.1", port).close()


async def test_signals_stay_with_the_bot(app: FastAPI) -> None:
    """It decides what stops first."""
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    listener = listen("127.0.0.1", 0)
    async with serving(app, listener):
        await asyncio.sleep(0.15)

        assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


def test_busy_port_is_said_in_one_line(settings: Settings) -> None:
    """With the setting that mends it."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        busy = settings.model_copy(update={"web_port": port})
        with pytest.raises(CannotListen) as refused, open_port(busy):
            pass

    assert str(refused.value) == (
        f"The web server cannot listen on 127.0.0.1, port {port}: Address already in use. "
        "Choose another WEB_PORT, or mend WEB_HOST."
    )


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host"])
def test_bad_address_is_said_in_one_line(settings: Settings, host: str) -> None:
    """One that is not this machine's, or none at all."""
    odd = settings.model_copy(update={"web_host": host, "web_port": 18080})

    words = rf"^The web server cannot listen on {host}, port 18080: .* WEB_HOST\.$"
    with pytest.raises(CannotListen, match=words), open_port(odd):
        pass


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_port_is_given_back(settings: Settings, host: str) -> None:
    """Also where the bot never came to serve on it."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    chosen = settings.model_copy(update={"web_host": host, "web_port": port})
    for _ in range(2):
        with open_port(chosen) as listener:
            assert listener is not None
            assert listener.getsockname()[1] == port


def test_no_port_is_taken_where_none_is_asked_for(settings: Settings) -> None:
    """A bot that only polls opens nothing."""
    with open_port(settings) as listener:
        assert listener is None
