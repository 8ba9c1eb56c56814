"""A browser that looks at the simulator's page, and a bot played by hand over the Bot API."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, ConsoleMessage, FloatRect, Locator, Page, async_playwright

from .harness import TOKEN

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
SCREENSHOTS = Path(__file__).parents[2] / "screenshots"


def find_browser() -> str:
    """Return the path of Chromium; without one the test is skipped, or fails where it must run."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(f"None of {', '.join(NAMES)} is installed, and REQUIRE_BROWSER=1")
    pytest.skip(f"None of {', '.join(NAMES)} is installed")


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """Start Chromium without a window."""
    path = find_browser()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


class HandPlayedBot:
    """Plays the bot: takes updates and calls methods, as a test tells it."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.offset = 0

    async def call(self, method: str, **params: Any) -> Any:
        """Call a method that must work; returns its result."""
        response = await self.client.post(f"/bot{TOKEN}/{method}", json=params)
        body = response.json()
        assert body["ok"], body
        return body["result"]

    async def next_update(self) -> dict[str, Any]:
        """Wait for one update and confirm it."""
        updates = await self.call("getUpdates", offset=self.offset, limit=1, timeout=5)
        assert updates, "no update came"
        self.offset = updates[0]["update_id"] + 1
        update: dict[str, Any] = updates[0]
        return update

    async def send(self, chat_id: int, screen: dict[str, Any], **params: Any) -> int:
        """Send a screen; returns the message's id."""
        message = await self.call("sendMessage", chat_id=chat_id, **screen, **params)
        return int(message["message_id"])

    async def edit(self, chat_id: int, message_id: int, screen: dict[str, Any]) -> None:
        """Put another screen in a message's place."""
        place = {"chat_id": chat_id, "message_id": message_id}
        await self.call("editMessageText", **place, **screen)

    async def answer(self, update: dict[str, Any], text: str = "", **params: Any) -> None:
        """Answer a tap."""
        query_id = update["callback_query"]["id"]
        await self.call("answerCallbackQuery", callback_query_id=query_id, text=text, **params)


class Watcher:
    """Collects what must not happen on a page: errors in the console, and uncaught ones."""

    def __init__(self, page: Page) -> None:
        self.errors: list[str] = []
        page.on("console", self._read)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _read(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)


async def overflow(page: Page) -> int:
    """Tell by how many pixels the page is wider than its window, in any of its parts."""
    script = """() => Math.max(...[...document.querySelectorAll("html, body, body *")]
        .filter((e) => !e.closest("pre, [hidden], svg") && e.clientWidth
            && getComputedStyle(e).overflowX !== "hidden" && e.tagName !== "TEXTAREA")
        .map((e) => Math.round(e.getBoundingClientRect().right) - innerWidth))"""
    return max(0, int(await page.evaluate(script)))


async def place_of(locator: Locator) -> FloatRect:
    """Tell where something stands on the page, and how big it is."""
    box = await locator.bounding_box()
    assert box, "not on the page"
    return box
