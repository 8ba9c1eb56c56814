"""A lesson and its check in the chat page of the demo, at a desk and on a phone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from bot.chat.markdown import render, render_inline
from bot.learning.course import Catalog, Question, QuestionType
from tests.cli.demo_process import Demo
from tests.simulator.browser import (
    DESKTOP,
    PHONE,
    SCREENSHOTS,
    Watcher,
    open_browser,
    overflow,
)

pytestmark = pytest.mark.browser
NOOR = 5_000_000_004


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    """A fresh demo."""
    async with Demo(tmp_path, 0) as demo:
        yield demo


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Chromium."""
    async with open_browser() as browser:
        yield browser


class Reader:
    """Somebody at the page who reads the newest message and clicks its buttons."""

    def __init__(self, page: Page, catalog: Catalog) -> None:
        self.page = page
        self._catalog = catalog

    async def sees(self, *texts: str) -> None:
        """Wait until the newest message of the bot holds the texts."""
        message = self.page.locator(".message.other .text").last
        for text in texts:
            await expect(message).to_contain_text(text)

    async def clicks(self, label: str) -> None:
        """Click a button of the newest message that has it."""
        button = self.page.get_by_role("button", name=label, exact=True).last
        await button.click()

    async def clicks_first(self, label: str) -> None:
        """Click the newest button that begins with a label."""
        await self.page.locator(".keyboard .key").filter(has_text=label).last.click()

    async def find_question(self) -> Question:
        """Return the question in the newest message."""
        text = await self.page.locator(".message.other .text").last.inner_text()
        flat = " ".join(text.split())
        return next(
            question
            for question in self._catalog.questions
            if " ".join(render(question.ask).text.split()) in flat
        )

    async def reads(self) -> None:
        """Take as long as nobody needs for a double tap."""
        await self.page.wait_for_timeout(1100)

    async def answers(self) -> None:
        """Answer the open question rightly and wait for the explanation."""
        await self.reads()
        question = await self.find_question()
        text = await self.page.locator(".message.other .text").last.inner_text()
        key = [render_inline(option.text).text for option in question.options if option.is_correct]
        if question.type is QuestionType.TRUE_FALSE:
            await self.clicks(key[0])
        else:
            labels = [line[0] for line in text.splitlines() if line[2:] in key]
            for label in labels:
                is_single = question.type is QuestionType.SINGLE
                await self.clicks(label if is_single else f"☐ {label}")
                if not is_single:
                    await expect(
                        self.page.get_by_role("button", name=f"☑ {label}", exact=True).last
                    ).to_be_visible()
            if question.type is QuestionType.MULTIPLE:
                await self.clicks("Submit")
        await self.sees("✅ Right")

    async def photographs(self, name: str) -> None:
        """Save a screenshot when nothing moves any more."""
        SCREENSHOTS.mkdir(exist_ok=True)
        await self.page.wait_for_timeout(400)
        await self.page.screenshot(path=SCREENSHOTS / f"{name}.png")


@pytest.mark.parametrize(("name", "viewport"), [("desktop", DESKTOP), ("phone", PHONE)])
async def test_newcomer_takes_a_lesson_and_its_check(
    demo: Demo, browser: Browser, shipped: Catalog, name: str, viewport: ViewportSize
) -> None:
    """Noor presses START, gives her name, reads, answers and passes; the page never overflows."""
    page = await browser.new_page(viewport=viewport)
    watcher = Watcher(page)
    reader = Reader(page, shipped)
    await page.goto(f"{demo.url}/#/chat/{NOOR}/as/{NOOR}")
    await page.get_by_role("button", name="Start", exact=True).click()
    await reader.sees("Which name does", "What is stored, and who sees it")
    await reader.photographs(f"{name}-1-joining")
    await reader.clicks("I'm Noor Haddad")
    await reader.sees("Welcome, Noor.")
    await reader.photographs(f"{name}-2-home")
    await reader.clicks_first("Start lesson 1")

    lesson = shipped.lessons_by_id[shipped.courses[0].lesson_ids[0]]
    for number, card in enumerate(lesson.cards, start=1):
        await reader.sees(f"card {number} of {len(lesson.cards)}", card.title)
        if number == 1:
            await reader.photographs(f"{name}-3-card")
        await reader.clicks("Next →")
    await reader.sees("takeaways")
    await reader.clicks_first("Take the check")
    for number in range(1, shipped.courses[0].check.questions + 1):
        await reader.sees(f"Lesson 1 check · {number} of")
        await reader.photographs(f"{name}-4-question-{number}")
        await reader.answers()
        await expect(page.get_by_test_id("toast")).to_contain_text("Right")
        await reader.photographs(f"{name}-5-explained-{number}")
        await reader.reads()
        await reader.clicks(
            "Next →" if number < shipped.courses[0].check.questions else "See the result →"
        )
    await reader.sees("🎉 4 of 4: lesson 1 is done.")
    await reader.photographs(f"{name}-6-result")
    await page.reload()
    await reader.sees("🎉 4 of 4: lesson 1 is done.")

    assert await overflow(page) == 0
    assert watcher.errors == []
    await page.close()
