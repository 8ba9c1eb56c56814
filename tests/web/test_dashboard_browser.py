"""The dashboard in a real browser: phone and desktop, light and dark, by keyboard."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from bot.bundle import Services
from bot.web.application import create_web
from bot.web.server import listen, serving
from tests.conftest import FakeClock
from tests.simulator.browser import DESKTOP, PHONE, SCREENSHOTS, Watcher, open_browser, overflow
from tests.web.axe import list_faults
from tests.web.test_dashboard import House, answer_alike

pytestmark = pytest.mark.browser


NOT_THERE = ("status of 404 (Not Found)", "status of 401 (Unauthorized)")
PAGES = {
    "overview": "",
    "chosen": "?department=Logistics&state=overdue&by=month",
    "person": "/people/5",
    "empty": "?q=zzz",
    "nobody": "/people/999",
    "questions": "/questions",
    "no-question": "/questions/zzz",
}


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
    question_id = answer_alike(desk.house, 12, "b")
    pages = PAGES | {"question": f"/questions/{question_id}"}
    desk.house.clock.advance(days=8)  # so that there is a trend
    for name, view in (("phone", PHONE), ("desktop", DESKTOP)):
        for scheme in ("light", "dark"):
            page = await desk.open(viewport=view, color_scheme=scheme)
            for part, path in pages.items():
                await page.goto(desk.url + path)
                for summary in await page.locator("summary").all():
                    await summary.click()
                assert await overflow(page) == 0, (name, part)
                assert await list_faults(page) == [], (name, scheme, part)
                await page.screenshot(
                    path=SCREENSHOTS / f"dashboard-{part}-{name}-{scheme}.png", full_page=True
                )
            await page.get_by_role("button", name="Sign out").click()
            assert await list_faults(page) == [], (name, scheme, "left")
            await page.goto(desk.url)
            await expect(page.get_by_role("heading", level=1)).to_have_text("Please sign in anew")
            assert await list_faults(page) == [], (name, scheme, "refused")
            await page.context.close()
    for watcher in desk.watchers:  # what the browser itself says of pages that are not there
        watcher.errors = [one for one in watcher.errors if not one.endswith(NOT_THERE)]


async def test_long_names_do_not_make_a_narrow_page_wider(desk: Desk) -> None:
    """Neither in the table of departments nor in the lists to choose from."""
    SCREENSHOTS.mkdir(exist_ok=True)
    long, longer = "Research and " * 5 + "Sales", "Q" * 72
    desk.house.apply(f"7,active,Gus,Green,{long},3\n8,active,Uma,Unn,{longer},3\n")
    for width in (320, 390):
        page = await desk.open(viewport={"width": width, "height": 700})
        for name, path in (("overview", ""), ("assign", "/assign"), ("person", "/people/8")):
            await page.goto(desk.url + path)
            assert await overflow(page) == 0, (width, name)
            for select in await page.locator("select").all():
                box = await select.bounding_box()
                assert box is not None
                assert box["x"] + box["width"] <= width - 16, (width, name)
            await page.screenshot(path=SCREENSHOTS / f"long-{name}-{width}.png", full_page=True)


async def walk_to(page: Page, name: str) -> None:
    """Press Tab until what has that name has the focus, and is seen to have it."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        here = await page.evaluate(
            """() => {
              const e = document.activeElement;
              const label = e.getAttribute("aria-label") || e.labels?.[0]?.textContent;
              const name = (label || e.textContent).replace(/\\s+/g, " ").trim();
              return [name, getComputedStyle(e).outlineStyle];
            }"""
        )
        if here[0].startswith(name):
            assert here[1] != "none", name
            return
    raise AssertionError(f"Tab does not lead to {name}")


async def test_it_is_used_by_keyboard_alone(desk: Desk) -> None:
    """From the skip link to a state, the numbers of the trend, a search and a person, and out."""
    page = await desk.open()
    await page.goto(desk.url)
    await walk_to(page, "Skip to the content")
    await page.keyboard.press("Enter")
    await walk_to(page, "1 overdue")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Overdue 1")).to_be_visible()
    await walk_to(page, "Name or number")
    await page.keyboard.type("dan")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**q=dan**")
    await expect(page.get_by_role("link", name="Ana Kovač")).to_have_count(0)
    await walk_to(page, "Dan Dale")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Dan Dale")
    await walk_to(page, "Sign out")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")


async def test_a_card_on_a_phone_is_still_a_row_of_a_table(desk: Desk) -> None:
    """For screen readers: with its headers, though it looks like none."""
    page = await desk.open(viewport=PHONE)
    await page.goto(desk.url)
    table = page.get_by_role("table", name="The most pressing first")
    await expect(table.get_by_role("columnheader")).to_have_count(7)
    row = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Dan Dale"))
    await expect(row.get_by_role("cell")).to_have_count(6)


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
