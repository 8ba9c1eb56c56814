"""The dashboard in a real browser: phone and desktop, light and dark, by keyboard."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from bot.bundle import Services
from bot.web.application import create_web
from bot.web.server import listen, serving
from tests.conftest import FakeClock
from tests.simulator.browser import DESKTOP, PHONE, SCREENSHOTS, Watcher, open_browser, overflow
from tests.web.test_dashboard import House

pytestmark = pytest.mark.browser

# Contrast of text with what is behind it (WCAG AA), names of controls, one main heading, landmarks.
AUDIT = (Path(__file__).parent / "audit.js").read_text(encoding="utf-8")


class Desk:
    """HR's computer: a browser, and the dashboard's address."""

    def __init__(self, house: House, browser: Browser, url: str) -> None:
        self.house = house
        self.browser = browser
        self.url = url
        self.watchers: list[Watcher] = []

    async def open(self, path: str = "", **context: Any) -> Page:
        """Open the dashboard in a new window, by a link and its button."""
        window = await self.browser.new_context(**{"viewport": DESKTOP, **context})
        page = await window.new_page()
        self.watchers.append(Watcher(page))
        code = self.house.services.signin.make_code(self.house.hana)
        await page.goto(f"{self.url}/enter?code={code}")
        await page.get_by_role("button", name="Open the dashboard").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Basics")
        if path:
            await page.goto(self.url + path)
        return page


@pytest.fixture
async def desk(services: Services, clock: FakeClock) -> AsyncIterator[Desk]:
    """The firm's dashboard, served on this machine without HTTPS; no page may report an error."""
    services.signin.address = None
    house = House(services, clock)
    listener = listen("127.0.0.1", 0)
    async with AsyncExitStack() as stack:
        app = create_web(services, lambda _: None)
        await stack.enter_async_context(serving(app, listener))
        browser = await stack.enter_async_context(open_browser())
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/dashboard"
        desk = Desk(house, browser, url)

        yield desk

        assert [error for watcher in desk.watchers for error in watcher.errors] == []


async def test_it_is_readable_everywhere(desk: Desk) -> None:
    """Nothing is wider than the window, and everything is named and has contrast."""
    SCREENSHOTS.mkdir(exist_ok=True)
    for name, view in (("phone", PHONE), ("desktop", DESKTOP)):
        for scheme in ("light", "dark"):
            page = await desk.open(viewport=view, color_scheme=scheme)
            for part, path in (("overview", ""), ("person", "/people/5"), ("nobody", "?q=zzz")):
                await page.goto(desk.url + path)
                assert await overflow(page) == 0, (name, part)
                assert await page.evaluate(AUDIT) == [], (name, scheme, part)
                await page.screenshot(
                    path=SCREENSHOTS / f"dashboard-{part}-{name}-{scheme}.png", full_page=True
                )
            await page.context.close()


async def test_it_is_used_by_keyboard(desk: Desk) -> None:
    """From the skip link to a filter and a person, and out."""
    page = await desk.open()
    await page.goto(desk.url)
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    search = page.get_by_role("searchbox", name="Name or number")
    await search.fill("dan")
    await search.press("Enter")
    await expect(page.get_by_role("link", name="Dan Dale")).to_be_visible()
    await expect(page.get_by_role("link", name="Ana Kovač")).to_have_count(0)
    assert "q=dan" in page.url
    await page.get_by_role("link", name="Dan Dale").press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Dan Dale")

    await page.get_by_role("button", name="Sign out").press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")


async def test_filters_and_files_by_mouse(desk: Desk) -> None:
    """A tile filters, a department narrows down, and the file is what is seen."""
    page = await desk.open()
    await (
        page.get_by_role("navigation", name="By state").get_by_role("link", name="overdue").click()
    )
    await expect(page.get_by_role("heading", name="Overdue 1")).to_be_visible()
    async with page.expect_download() as download:
        await page.get_by_role("link", name="CSV").click()
    path = await (await download.value).path()
    assert "Dan Dale" in path.read_text(encoding="utf-8-sig")
    await page.get_by_role("link", name="Clear").click()
    await expect(page.get_by_role("link", name="Ana Kovač")).to_be_visible()
