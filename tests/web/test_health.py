"""Health: whether updates come and are handled, in figures that are nobody's."""

import asyncio
import sqlite3
import threading
from contextlib import closing
from typing import Any

import httpx

from bot.bundle import Services
from bot.config import Settings
from bot.web.application import HEALTH_PATH, create_web
from tests.conftest import FakeClock
from tests.e2e.stage import TOKEN
from tests.web.conftest import SECRET

UPDATE = {"update_id": 5, "message": {"chat": {"id": 7}, "text": "Ana's words"}}


async def ask(client: httpx.AsyncClient) -> tuple[int, dict[str, Any]]:
    """Ask how the bot is."""
    response = await client.get(HEALTH_PATH)
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    return response.status_code, response.json()


async def test_bot_with_nothing_to_do_is_well(
    client: httpx.AsyncClient, services: Services, clock: FakeClock
) -> None:
    """Every figure is there."""
    services.inbox.note_contact()
    clock.advance(seconds=1.5)

    assert await ask(client) == (
        200,
        {
            "status": "ok",
            "mode": "webhook",
            "last_contact_seconds": 1.5,
            "unfinished": 0,
            "oldest_unfinished_seconds": None,
            "set_aside": 0,
        },
    )


async def test_bot_that_polls_says_so(services: Services) -> None:
    """Before its first poll there is no contact to speak of, and no trouble either."""
    transport = httpx.ASGITransport(app=create_web(services, lambda _: None))
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        status, figures = await ask(client)

    assert status == 200
    assert (figures["mode"], figures["last_contact_seconds"]) == ("polling", None)


async def test_update_that_nobody_handles_is_trouble(
    client: httpx.AsyncClient, services: Services, clock: FakeClock
) -> None:
    """After a minute; once it is finished, or set aside, all is well."""
    services.inbox.store([UPDATE, UPDATE | {"update_id": 6}])
    clock.advance(seconds=60)
    status, figures = await ask(client)
    assert (status, figures["status"], figures["unfinished"]) == (200, "ok", 2)
    clock.advance(seconds=0.5)

    status, figures = await ask(client)
    assert (status, figures["status"]) == (503, "stuck")
    assert figures["oldest_unfinished_seconds"] == 60.5
    services.inbox.finish([5])
    for _ in range(3):
        services.inbox.count_defect(6, ValueError())
    status, figures = await ask(client)
    assert (status, figures["status"]) == (200, "ok")
    assert (figures["unfinished"], figures["set_aside"]) == (0, 1)


async def test_silence_of_telegram_is_trouble(
    client: httpx.AsyncClient, services: Services, clock: FakeClock
) -> None:
    """After two minutes; a long poll without news takes half of one."""
    services.inbox.note_contact()
    clock.advance(minutes=2)
    assert (await ask(client))[0] == 200
    clock.advance(seconds=1)

    status, figures = await ask(client)
    assert (status, figures["status"], figures["last_contact_seconds"]) == (503, "stuck", 121)
    services.inbox.note_contact()
    assert (await ask(client))[0] == 200


async def test_health_is_told_while_something_is_written(
    client: httpx.AsyncClient, services: Services, clock: FakeClock
) -> None:
    """A writer that is stuck is when it matters."""
    go_on = threading.Event()
    services.inbox.store([UPDATE])
    writing = asyncio.create_task(services.ask(go_on.wait, 20))
    clock.advance(seconds=61)

    status, figures = await ask(client)

    assert not writing.done()
    assert (status, figures["unfinished"]) == (503, 1)
    go_on.set()
    assert await writing


async def test_database_that_cannot_be_read_is_named(
    client: httpx.AsyncClient, services: Services, settings: Settings
) -> None:
    """With what is known without it."""
    services.inbox.note_contact()
    with closing(sqlite3.connect(settings.database)) as connection:
        connection.execute("DROP TABLE inbox_update")

    assert await ask(client) == (
        503,
        {"status": "database", "mode": "webhook", "last_contact_seconds": 0.0},
    )


async def test_health_gives_nobody_away(client: httpx.AsyncClient, services: Services) -> None:
    """Figures need no sign-in; names, words and secrets would."""
    services.inbox.store([UPDATE])
    response = await client.get(HEALTH_PATH)

    for secret in ("Ana", SECRET, TOKEN, "Acme"):
        assert secret not in response.text
        assert secret not in str(response.headers)


async def test_health_can_be_asked_without_its_body(client: httpx.AsyncClient) -> None:
    """HEAD has the same status; anything that would change something is refused."""
    assert (await client.head(HEALTH_PATH)).status_code == 200
    assert (await client.post(HEALTH_PATH)).status_code == 405
