"""The preview in a browser: choose, answer, edit, break and mend, at a desk and on a phone."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.async_api import Browser, FrameLocator, Locator, Page, ViewportSize, expect

from tests.cli.demo_process import Demo
from tests.content import builder
from tests.simulator.browser import (
    DESKTOP,
    PHONE,
    SCREENSHOTS,
    Watcher,
    open_browser,
    overflow,
    place_of,
)

pytestmark = pytest.mark.browser

SECOND = 1000  # in milliseconds, as the browser counts
DRAFT = """\
  - id: half-done
    lesson: in-tune
    draft: yes
    difficulty: 3
    tags: [later]
    ask: What is **missing**?
    options:
      - text: The reason
        correct: yes
      - text: Nothing
"""
BROKEN = builder.edit("questions", ("ask: What comes first?", "aks: What comes first?"))


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    """A preview of the small content with a draft."""
    builder.write(tmp_path, questions=builder.QUESTIONS + DRAFT)
    async with Demo(tmp_path, 0, "preview", "content") as demo:
        yield demo


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Chromium."""
    async with open_browser() as browser:
        yield browser


class Trainer:
    """Somebody who writes in an editor and looks at the page."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page = page
        self._folder = folder

    @property
    def chat(self) -> FrameLocator:
        """The chat beside the lists."""
        return self.page.frame_locator("iframe")

    @property
    def newest(self) -> Locator:
        """The newest message in the chat."""
        return self.chat.locator(".message.other .text").last

    def entry(self, words: str) -> Locator:
        """Find something in the list that is shown."""
        return self.page.locator(".entry:visible").filter(has_text=words)

    def tab(self, name: str) -> Locator:
        """Find a tab."""
        return self.page.get_by_role("tab", name=re.compile(f"^{name}"))

    async def opens(self, name: str) -> None:
        """Open a tab."""
        await self.tab(name).click()

    async def answers(self, words: str) -> None:
        """Tap the option that says this, after as long as reading takes."""
        await self.page.wait_for_timeout(1100)
        text = await self.newest.inner_text()
        label = next(line[0] for line in text.splitlines() if line[2:] == words)
        await self.chat.get_by_role("button", name=label, exact=True).last.click()

    def saves(self, **changed: str) -> None:
        """Write the files with those changes."""
        builder.write(self._folder, **changed)

    async def photographs(self, name: str) -> None:
        """Save a screenshot by day and one by night, when nothing moves any more."""
        SCREENSHOTS.mkdir(exist_ok=True)
        await self._photograph("light", name)
        await self._photograph("dark", name)
        await self.page.emulate_media(color_scheme="light")

    async def _photograph(self, scheme: Literal["light", "dark"], name: str) -> None:
        await self.page.emulate_media(color_scheme=scheme)
        await self.page.wait_for_timeout(400)
        await self.page.screenshot(path=SCREENSHOTS / f"preview-{name}-{scheme}.png")


async def open_page(
    demo: Demo, browser: Browser, folder: Path, **context: Any
) -> tuple[Trainer, Watcher]:
    """Open the page in a window of its own."""
    window = await browser.new_context(**{"viewport": DESKTOP, **context})
    page = await window.new_page()
    watcher = Watcher(page)
    await page.goto(demo.url)
    trainer = Trainer(page, folder)
    await expect(trainer.entry("What comes first?")).to_be_visible()
    return trainer, watcher


async def test_list_shows_what_there_is_and_finds_it(
    demo: Demo, browser: Browser, tmp_path: Path
) -> None:
    """Questions with their marks, lessons with their cards; words, ids and tags find them."""
    trainer, watcher = await open_page(demo, browser, tmp_path)
    page = trainer.page
    await expect(trainer.tab("Questions")).to_have_text("Questions3")
    await expect(trainer.entry("What is missing?")).to_contain_text("draft")
    await expect(trainer.entry("What is missing?")).to_contain_text("hard")
    await expect(trainer.entry("What comes last?")).to_contain_text("test")
    await expect(page.get_by_role("heading", name="1 · In tune with customers")).to_be_visible()

    for words, found in (("draft", 1), ("later", 1), ("last-step test", 1), ("what", 3)):
        await page.get_by_role("searchbox").fill(words)
        await expect(page.locator("#questions .entry:visible")).to_have_count(found)
        await expect(page.locator(".found")).to_have_text(f"{found} of 3")
    await page.get_by_role("searchbox").fill("nothing like that")
    await expect(page.get_by_text("No question has all of these words.")).to_be_visible()

    await trainer.opens("Lessons")
    await expect(page.locator("#lessons .entry:visible")).to_have_count(5)
    await trainer.opens("Problems")
    await expect(page.locator("#problems")).to_contain_text("has no 'card'")
    assert watcher.errors == []


async def test_question_is_tried_edited_and_tried_again(
    demo: Demo, browser: Browser, tmp_path: Path
) -> None:
    """The chosen question follows its edit within a second; what was answered stays in the chat."""
    trainer, watcher = await open_page(demo, browser, tmp_path)
    await trainer.entry("What comes first?").click()
    await expect(trainer.newest).to_contain_text("What comes first?")
    await expect(trainer.entry("What comes first?")).to_have_attribute("aria-current", "true")
    await trainer.answers("Listening")
    await expect(trainer.newest).to_contain_text("✅ Right")
    await trainer.photographs("desktop-6-answered")

    trainer.saves(**builder.edit("questions", ("What comes first?", "What do you do first?")))
    await expect(trainer.entry("What do you do first?")).to_be_visible(timeout=SECOND)
    await expect(trainer.page.get_by_text("What comes first? has changed.")).to_be_visible()
    await trainer.photographs("desktop-7-changed")
    await trainer.page.get_by_role("button", name="Try it again").click()

    await expect(trainer.newest).to_contain_text("What do you do first?")
    await expect(trainer.page.get_by_text("has changed.")).to_have_count(0)
    await expect(trainer.chat.get_by_text("✅ Right")).to_have_count(1)
    assert watcher.errors == []


async def test_broken_save_shows_its_problems_and_the_last_good_version_stays(
    demo: Demo, browser: Browser, tmp_path: Path
) -> None:
    """The first error is on top whatever list is open; a mended save takes it away."""
    trainer, watcher = await open_page(demo, browser, tmp_path)
    page = trainer.page
    trainer.saves(**BROKEN)
    alert = page.get_by_role("alert").first
    await expect(alert).to_contain_text("Not loaded.", timeout=SECOND)
    await expect(alert).to_contain_text("content/questions.yaml:5:5")
    await expect(page.locator("#status")).to_contain_text("The chat is as of")
    await trainer.entry("What comes first?").click()
    await expect(trainer.newest).to_contain_text("What comes first?")

    await alert.get_by_role("button").click()
    problem = page.locator("#problems li").first
    await expect(problem).to_contain_text("unknown field 'aks'")
    await expect(problem).to_contain_text("Did you mean 'ask'?")

    trainer.saves()
    await expect(page.locator("#status")).to_contain_text("no problems", timeout=SECOND)
    await expect(alert).to_be_hidden()
    await expect(page.locator("#problems li")).to_have_count(0)
    assert watcher.errors == []


async def test_chosen_question_that_is_gone_is_said_so(
    demo: Demo, browser: Browser, tmp_path: Path
) -> None:
    """Removed in the file, and chosen from a list that is older than the file."""
    trainer, watcher = await open_page(demo, browser, tmp_path)
    page = trainer.page
    await trainer.entry("What is missing?").click()
    await expect(trainer.newest).to_contain_text("What is missing?")

    await page.route("**/preview/api/state", lambda route: route.abort())
    trainer.saves()
    await expect(page.locator("#status")).to_contain_text("Not connected.")
    await trainer.entry("What is missing?").click()
    await expect(page.get_by_text("That is not in the content any more.")).to_be_visible()

    await page.unroute("**/preview/api/state")
    trainer.saves(**builder.edit("glossary", ("term: Need", "term: Wish")))
    await expect(
        page.get_by_text("What is missing? is not in the content any more.")
    ).to_be_visible()
    await expect(trainer.entry("What is missing?")).to_have_count(0)
    assert all("Failed to load resource" in error for error in watcher.errors)


async def test_page_is_used_by_keyboard(demo: Demo, browser: Browser, tmp_path: Path) -> None:
    """Arrows move among the tabs, Enter chooses, and neither chat nor save takes the focus away."""
    trainer, watcher = await open_page(demo, browser, tmp_path)
    page = trainer.page
    await trainer.tab("Questions").focus()
    await page.keyboard.press("ArrowRight")
    await expect(trainer.tab("Lessons")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(trainer.entry("Listen")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(trainer.newest).to_contain_text("card 1 of 4")

    trainer.saves(**builder.edit("lesson", ("title: Adjust", "title: Adjust well")))
    await expect(trainer.entry("Adjust well")).to_be_visible()
    await expect(trainer.entry("Listen")).to_be_focused()
    assert watcher.errors == []


@pytest.mark.parametrize(("name", "viewport"), [("desktop", DESKTOP), ("phone", PHONE)])
async def test_page_fits_at_a_desk_and_on_a_phone(
    demo: Demo, browser: Browser, tmp_path: Path, name: str, viewport: ViewportSize
) -> None:
    """On a phone the chat takes its turn with the lists, and comes by itself when chosen for."""
    trainer, watcher = await open_page(demo, browser, tmp_path, viewport=viewport)
    page, is_phone = trainer.page, name == "phone"
    await trainer.photographs(f"{name}-1-questions")
    await expect(page.locator("iframe")).to_be_visible(visible=not is_phone)
    await expect(trainer.tab("Chat")).to_be_visible(visible=is_phone)
    assert await overflow(page) == 0

    await trainer.entry("What comes first?").click()
    await expect(trainer.newest).to_contain_text("What comes first?")
    await expect(page.locator("iframe")).to_be_visible()
    frame = await place_of(page.locator("iframe"))
    assert frame["x"] + frame["width"] <= viewport["width"]
    assert frame["y"] + frame["height"] <= viewport["height"]
    await expect(trainer.chat.locator("#people")).to_be_hidden()
    await trainer.photographs(f"{name}-2-question")

    trainer.saves(**BROKEN)
    await expect(page.get_by_role("alert").first).to_contain_text("Not loaded.")
    assert await overflow(page) == 0
    await trainer.photographs(f"{name}-3-broken")
    await trainer.opens("Problems")
    await expect(page.locator("#problems")).to_contain_text("unknown field 'aks'")
    await trainer.photographs(f"{name}-4-problems")
    await trainer.opens("Lessons")
    await trainer.photographs(f"{name}-5-lessons")

    assert await overflow(page) == 0
    assert watcher.errors == []
