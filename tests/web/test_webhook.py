"""The webhook's endpoint: only Telegram's updates, stored before they are acknowledged."""

import asyncio
import json
import logging
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest

from bot.bundle import Services
from bot.config import Settings
from bot.services.inbox import StoredUpdate
from bot.web.application import WEBHOOK_PATH, create_web
from bot.web.webhook import LARGEST_BODY
from tests.conftest import FakeClock
from tests.waiting_updates import find_next, list_chats
from tests.web.conftest import SECRET

HEADER = "X-Telegram-Bot-Api-Secret-Token"


def make_update(update_id: int = 5, chat_id: int = 7, text: str = "Hi") -> dict[str, Any]:
    """Return an update in which somebody says something."""
    return {"update_id": update_id, "message": {"chat": {"id": chat_id}, "text": text}}


async def post(
    client: httpx.AsyncClient, content: bytes | AsyncIterator[bytes], secret: str = SECRET
) -> httpx.Response:
    """Post a body as Telegram does."""
    return await client.post(WEBHOOK_PATH, content=content, headers={HEADER: secret})


async def post_update(client: httpx.AsyncClient, update: object) -> httpx.Response:
    """Post an update, or what claims to be one."""
    return await post(client, json.dumps(update).encode())


def list_stored(services: Services) -> list[int]:
    """Return the ids of the updates that wait, chat by chat; they are finished then."""
    stored = []
    for chat_key in sorted(list_chats(services.inbox)):
        while update := find_next(services.inbox, chat_key):
            stored.append(update.update_id)
            services.inbox.finish([update.update_id])
    return stored


async def test_update_is_stored_and_handed_over(
    client: httpx.AsyncClient,
    services: Services,
    taken: list[StoredUpdate],
    clock: FakeClock,
) -> None:
    """The answer says nothing but 200, and Telegram may forget the update."""
    response = await post_update(client, make_update())

    assert (response.status_code, response.content) == (200, b"")
    assert taken == [StoredUpdate(5, 7, make_update(), clock.now)]
    assert services.inbox.list_waiting(10) == taken
    assert services.inbox.contact_at is not None


async def test_update_that_comes_again_is_acknowledged_and_kept_once(
    client: httpx.AsyncClient, services: Services, taken: list[StoredUpdate]
) -> None:
    """Telegram posts again what it believes was not taken; it is handed over once."""
    for _ in range(3):
        assert (await post_update(client, make_update())).status_code == 200

    assert list_stored(services) == [5]
    assert [update.update_id for update in taken] == [5]
    assert (await post_update(client, make_update())).status_code == 200
    assert len(taken) == 1


async def test_many_updates_at_once_are_all_stored(
    client: httpx.AsyncClient, services: Services
) -> None:
    """As many as Telegram has connections, and each chat in the order of its numbers."""
    updates = [make_update(number, number % 10) for number in range(100)]

    responses = await asyncio.gather(*(post_update(client, update) for update in updates))

    assert {response.status_code for response in responses} == {200}
    assert sorted(list_stored(services)) == list(range(100))


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(HEADER.encode(), b"")],
        [(HEADER.encode(), b"a-secret_1")],
        [(HEADER.encode(), SECRET.encode() + b"1")],
        [(HEADER.encode(), SECRET[:-1].encode())],
        [(HEADER.encode(), "geheimnißvoll".encode())],
        [(HEADER.encode(), b"\xff\xfe")],
        [(b"Authorization", SECRET.encode())],
    ],
)
async def test_nobody_but_telegram_is_let_in(
    client: httpx.AsyncClient,
    services: Services,
    headers: list[tuple[bytes, bytes]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Without a word about why, here or in the log, and without a look at the body."""
    caplog.set_level(logging.INFO, "bot")
    response = await client.post(WEBHOOK_PATH, content=b"{", headers=headers)

    assert (response.status_code, response.content) == (403, b"")
    assert [record for record in caplog.records if record.name.startswith("bot")] == []
    assert services.inbox.contact_at is None


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_nothing_but_post_is_taken(
    client: httpx.AsyncClient, services: Services, method: str
) -> None:
    """Even with the secret."""
    response = await client.request(
        method, WEBHOOK_PATH, content=json.dumps(make_update()), headers={HEADER: SECRET}
    )

    assert response.status_code == 405
    assert list_stored(services) == []


async def make_chunks(body: bytes) -> AsyncIterator[bytes]:
    """Give a body in parts: its length stands in no header."""
    for start in range(0, len(body), 100_000):
        yield body[start : start + 100_000]


@pytest.mark.parametrize("is_chunked", [False, True])
@pytest.mark.parametrize(("surplus", "status"), [(0, 200), (1, 413)])
async def test_body_has_at_most_a_megabyte(
    client: httpx.AsyncClient, services: Services, surplus: int, status: int, *, is_chunked: bool
) -> None:
    """Whether or not its length is announced."""
    empty = len(json.dumps(make_update(text="")).encode())
    body = json.dumps(make_update(text="x" * (LARGEST_BODY - empty + surplus))).encode()
    assert len(body) == LARGEST_BODY + surplus

    response = await post(client, make_chunks(body) if is_chunked else body)

    assert response.status_code == status
    assert list_stored(services) == ([] if surplus else [5])


async def test_reading_ends_where_a_body_grows_too_long(client: httpx.AsyncClient) -> None:
    """An endless one takes no memory, whatever length it announces."""
    given = 0

    async def go_on_for_ever() -> AsyncIterator[bytes]:
        nonlocal given
        while True:
            given += 100_000
            yield b" " * 100_000

    request = client.build_request(
        "POST",
        WEBHOOK_PATH,
        content=go_on_for_ever(),
        headers={HEADER: SECRET, "Content-Length": "10"},
    )
    response = await client.send(request)

    assert response.status_code == 413
    assert given <= LARGEST_BODY + 200_000


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"update", b"\xff\xfe\xff", b"[" * 100_000, b"1" * 5_000, b'{"update_id": 5'],
)
async def test_damaged_body_is_asked_for_again(
    client: httpx.AsyncClient, services: Services, body: bytes
) -> None:
    """Telegram sends JSON; what is none was cut on its way, and holds somebody's words."""
    response = await post(client, body)

    assert response.status_code == 400
    assert list_stored(services) == []


@pytest.mark.parametrize(
    "odd", [{}, {"message": {}}, {"update_id": "5"}, {"update_id": 2**70}, [], [1], None, 5, "text"]
)
async def test_what_is_no_update_is_left_out(
    client: httpx.AsyncClient,
    services: Services,
    odd: object,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As in a polled batch: refused, it would come again for a day, and hold up the others."""
    assert (await post_update(client, odd)).status_code == 200
    assert (await post_update(client, make_update(6))).status_code == 200

    assert list_stored(services) == [6]
    assert "something that is no update was left out" in caplog.text


async def test_update_of_a_kind_nobody_asked_for_is_kept(
    client: httpx.AsyncClient, services: Services
) -> None:
    """As in polling: the handlers decide, not the way in."""
    await post_update(client, {"update_id": 5, "poll": {"id": "1"}})

    assert list_stored(services) == [5]


async def test_update_that_cannot_be_stored_is_not_acknowledged(
    client: httpx.AsyncClient,
    services: Services,
    settings: Settings,
    taken: list[StoredUpdate],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Telegram keeps it and posts it again; then it is taken."""
    with closing(sqlite3.connect(settings.database)) as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON inbox_update "
            "BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
        )
        assert (await post_update(client, make_update(text="Ana's words"))).status_code == 503
        assert taken == []
        assert services.inbox.contact_at is None
        assert "an update cannot be stored" in caplog.text
        assert "Ana" not in caplog.text
        connection.execute("DROP TRIGGER full")

    assert (await post_update(client, make_update())).status_code == 200
    assert [(update.update_id, update.chat_key) for update in taken] == [(5, 7)]


async def test_caller_who_hangs_up_leaves_nothing(
    services: Services, taken: list[StoredUpdate]
) -> None:
    """A body that breaks off is no update, and no defect of ours."""
    app = create_web(services, taken.extend, SECRET)
    parts: Iterator[dict[str, Any]] = iter(
        [
            {"type": "http.request", "body": b'{"update_id": 5', "more_body": True},
            {"type": "http.disconnect"},
        ]
    )
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return next(parts)

    async def send(message: Any) -> None:
        sent.append(message)

    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": WEBHOOK_PATH,
        "raw_path": WEBHOOK_PATH.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(HEADER.lower().encode(), SECRET.encode())],
        "client": ("127.0.0.1", 1),
        "server": ("testserver", 80),
    }
    await app(scope, receive, send)

    assert sent[0]["status"] == 400
    assert taken == []
    assert list_stored(services) == []
