"""The web application of a bot, with nobody behind it but the use cases."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from bot.bootstrap import open_database, open_services
from bot.bundle import Services
from bot.config import Settings
from bot.services.inbox import StoredUpdate
from bot.web.application import create_web
from tests.conftest import FakeClock
from tests.e2e.stage import TOKEN

SECRET = "A-secret_1"


@pytest.fixture
def services(settings: Settings, clock: FakeClock) -> Iterator[Services]:
    """The use cases on an empty database, of a bot that has a public address."""
    settings = settings.model_copy(update={"public_url": "https://bot.example.org/training"})
    with (
        open_database(settings.database) as database,
        open_services(settings, database, TOKEN, clock=clock) as services,
    ):
        yield services


@pytest.fixture
def taken() -> list[StoredUpdate]:
    """What was handed over to be handled."""
    return []


@pytest.fixture
async def client(services: Services, taken: list[StoredUpdate]) -> AsyncIterator[httpx.AsyncClient]:
    """A client without sockets, of the application that takes a webhook."""
    app = create_web(services, taken.extend, SECRET)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="https://testserver"
    ) as client:
        yield client
