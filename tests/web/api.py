"""A company that an HR system asks for, with a client that shows a token."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx

from bot.bootstrap import open_database, open_services
from bot.bundle import Services
from bot.config import Settings
from bot.learning.accesses import Reader
from bot.learning.people import ActorOrigin
from bot.web.application import create_web
from tests.conftest import FakeClock
from tests.e2e.stage import TOKEN
from tests.reports.company import Company

SERVER = Reader(ActorOrigin.COMMAND, login="root")
URL = "https://bot.example.org/api/v1"


class Client:
    """An HR system; it follows `next` wherever it leads."""

    def __init__(self, services: Services, secret: str | None) -> None:
        headers = {} if secret is None else {"authorization": f"Bearer {secret}"}
        app = create_web(services, lambda _: None)
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app, raise_app_exceptions=False),
            base_url=URL,
            headers=headers,
        )

    async def get(self, name: str = "completions", **parameters: Any) -> httpx.Response:
        """Ask once."""
        return await self.http.get(f"{URL}/{name}", params=parameters)

    async def follow(self, **parameters: Any) -> list[dict[str, Any]]:
        """Return all pages of a run."""
        answer = await self.get(**parameters)
        pages = []
        while True:
            assert answer.status_code == 200, answer.text
            page = answer.json()
            pages.append(page)
            if page["next"] is None:
                assert "link" not in answer.headers
                return pages
            assert answer.headers["link"] == f'<{page["next"]}>; rel="next"'
            answer = await self.http.get(page["next"])


def list_rows(pages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of all pages."""
    return [row for page in pages for row in page["rows"]]


@contextmanager
def opening(
    settings: Settings, clock: FakeClock, public_url: str | None = "https://bot.example.org"
) -> Iterator[tuple[Services, Company]]:
    """Open a bot in whose database the company is."""
    settings = settings.model_copy(update={"public_url": public_url, "timezone": "Europe/Berlin"})
    with open_database(settings.database) as database:
        company = Company(database, clock)
        with open_services(settings, database, TOKEN, clock=clock) as services:
            yield services, company


@asynccontextmanager
async def asking(services: Services, owner_id: int, **limits: Any) -> AsyncIterator[Client]:
    """Give a token, and a client that shows it."""
    issued = services.tokens.create(owner_id, "payroll", SERVER, **limits)
    client = Client(services, issued.secret)
    async with client.http:
        yield client
