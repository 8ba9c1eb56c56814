"""The application as a whole: what it does not answer, and what caches are told."""

import httpx
import pytest

from bot.bundle import Services
from bot.web.application import HEALTH_PATH, WEBHOOK_PATH, create_web
from tests.e2e.stage import TOKEN
from tests.waiting_updates import list_chats


@pytest.mark.parametrize(
    "path",
    ["/", "/docs", "/redoc", "/openapi.json", f"{HEALTH_PATH}/", f"{WEBHOOK_PATH}/", f"/{TOKEN}"],
)
async def test_everything_else_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    """No page that describes what there is, and no path that leads elsewhere."""
    response = await client.get(path)

    assert response.status_code == 404
    assert response.headers["cache-control"] == "no-store"


async def test_bot_that_polls_takes_no_webhook(services: Services) -> None:
    """Without a secret there is no such door."""
    transport = httpx.ASGITransport(app=create_web(services, lambda _: None))
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        response = await client.post(WEBHOOK_PATH, json={"update_id": 5})

    assert response.status_code == 404
    assert list_chats(services.inbox) == []


@pytest.mark.parametrize("path", [HEALTH_PATH, WEBHOOK_PATH])
async def test_no_answer_is_cached(client: httpx.AsyncClient, path: str) -> None:
    """Neither the good nor the bad."""
    for response in (await client.get(path), await client.post(path)):
        assert response.headers["cache-control"] == "no-store"
