"""A simulator with one learner, a client that speaks HTTP to it, and a real PTB bot."""

from collections.abc import AsyncIterator

import httpx
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.simulator import Person, Simulator, create_app

from .harness import TOKEN, Api, Clock


@pytest.fixture
def clock() -> Clock:
    """Time, moved by hand."""
    return Clock()


@pytest.fixture
def simulator(clock: Clock) -> Simulator:
    """An empty simulator."""
    return Simulator(token=TOKEN, clock=clock)


@pytest.fixture
def ana(simulator: Simulator) -> Person:
    """Ana, who has started the bot and whose start is confirmed."""
    ana = simulator.add_person("Ana", last_name="Kovač", username="ana_k", note="learner")
    simulator.press_start(ana.id)
    simulator.updates.clear()
    return ana


@pytest.fixture
async def client(simulator: Simulator) -> AsyncIterator[httpx.AsyncClient]:
    """A client without sockets."""
    transport = httpx.ASGITransport(app=create_app(simulator))
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


@pytest.fixture
def api(client: httpx.AsyncClient, simulator: Simulator, ana: Person) -> Api:
    """A caller of methods who writes to Ana."""
    return Api(client, simulator, ana.id)


@pytest.fixture
async def bot(simulator: Simulator) -> AsyncIterator[Bot]:
    """A bot of the real library."""

    def request() -> HTTPXRequest:
        transport = httpx.ASGITransport(app=create_app(simulator))
        return HTTPXRequest(httpx_kwargs={"transport": transport})

    base = "http://127.0.0.1:8081"
    bot = Bot(
        TOKEN,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=request(),
        get_updates_request=request(),
    )
    async with bot:
        yield bot
