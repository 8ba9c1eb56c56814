"""`make preview`'s command: a page beside the chat, reloaded at each save, and nothing kept."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from bot.cli import main
from bot.config import Settings
from tests.cli.demo_process import SECONDS, Demo
from tests.content import builder

TOM = 5_000_000_002


class Desk(Demo):
    """A preview of a small content directory."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, 0, "preview", "content")

    async def state(self) -> dict[str, Any]:
        """Fetch what the page shows."""
        answer = await self.client.get("/preview/api/state")
        state: dict[str, Any] = answer.json()
        return state

    async def shows(self, is_true: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """Wait until the page shows something."""
        async with asyncio.timeout(SECONDS):
            while True:
                state = await self.state()
                if is_true(state):
                    return state
                await asyncio.sleep(0.02)

    async def choose(self, kind: str, **choice: str | None) -> int:
        """Choose something to be shown; returns the status."""
        return (await self.client.post(f"/preview/api/{kind}", json=choice)).status_code


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """The preview of the small content."""
    builder.write(tmp_path)
    async with Desk(tmp_path) as desk:
        yield desk


def list_names(folder: Path) -> list[str]:
    """Return what is in a folder."""
    return [path.name for path in folder.iterdir()]


def is_listed(words: str, state: dict[str, Any]) -> bool:
    """Tell whether the page lists something with those words."""
    return words in str(state["shelves"])


def is_broken(state: dict[str, Any]) -> bool:
    """Tell whether the page shows an error."""
    return any(problem["severity"] == "error" for problem in state["problems"])


async def test_question_is_tried_edited_and_tried_again(desk: Desk, tmp_path: Path) -> None:
    """The trainer answers it, saves other words, and is asked in those; nothing is kept."""
    await desk.wait_for("Welcome, Tom.", TOM)
    assert await desk.choose("question", id="first-step") == 200
    question = await desk.wait_for("What comes first?", TOM)
    assert question["text"].startswith("Trying it out · 1 of 1")
    await asyncio.sleep(1.1)  # sooner it would be the second tap of two
    button = question["reply_markup"]["inline_keyboard"][0][0]
    await desk.act(
        person=TOM, do="tap", message_id=question["message_id"], data=button["callback_data"]
    )
    await desk.wait_for("You need to know what is wrong.", TOM)

    builder.write(tmp_path, **builder.edit("questions", ("What comes first?", "What now?")))
    await desk.shows(lambda state: "What now?" in str(state["shelves"]))
    assert await desk.choose("question", id="first-step") == 200
    await desk.wait_for("What now?", TOM)
    status, out, error = await desk.stop()

    assert (status, error) == (0, "")
    assert "Nothing of it is kept" in out
    assert list_names(tmp_path) == ["content"]


async def test_card_takeaways_and_drafts_are_shown(desk: Desk, tmp_path: Path) -> None:
    """A draft without a card offers none."""
    await desk.wait_for("Welcome, Tom.", TOM)
    assert await desk.choose("card", lesson="in-tune", card="measure") == 200
    await desk.wait_for("card 3 of 4", TOM)
    assert await desk.choose("card", lesson="in-tune", card=None) == 200
    await desk.wait_for("takeaways", TOM)

    draft = (
        "  - id: half-done\n    draft: yes\n    ask: What is missing?\n    options:\n"
        "      - text: Reasons\n        correct: yes\n      - text: Nothing\n"
    )
    builder.write(tmp_path, questions=builder.QUESTIONS + draft)
    await desk.shows(lambda state: "half-done" in str(state["shelves"]))
    assert await desk.choose("question", id="half-done") == 200
    question = await desk.wait_for("What is missing?", TOM)
    await asyncio.sleep(1.1)
    button = question["reply_markup"]["inline_keyboard"][0][0]
    await desk.act(
        person=TOM, do="tap", message_id=question["message_id"], data=button["callback_data"]
    )
    answered = await desk.wait_for("your choice", TOM)

    rows = answered["reply_markup"]["inline_keyboard"]
    assert [button["text"] for row in rows for button in row] == ["See the result →"]


async def test_saves_are_shown_within_a_second(desk: Desk, tmp_path: Path) -> None:
    """Ten saves, sound and broken in turn, each measured from the end of its writing.

    The middle one counts: a busy machine may be late for one of them.
    """
    await desk.shows(lambda state: state["sound_at"])
    took = []
    for number in range(5):
        ask = f"What comes first, number {number}?"
        builder.write(tmp_path, **builder.edit("questions", ("What comes first?", ask)))
        begun = time.perf_counter()
        state = await desk.shows(partial(is_listed, ask))
        took.append(time.perf_counter() - begun)
        assert not is_broken(state)

        builder.write(tmp_path, **builder.edit("questions", ("ask: What", "aks: What")))
        begun = time.perf_counter()
        state = await desk.shows(is_broken)
        took.append(time.perf_counter() - begun)
        assert ask in str(state["shelves"]), "the last good version must stay"

    assert median(took) < 1.0, took


async def test_content_broken_from_the_start_opens_the_chat_when_it_is_mended(
    tmp_path: Path,
) -> None:
    """Until then the page shows what is wrong, and nobody stands in the chat."""
    builder.write(tmp_path, courses="courses: {")
    async with Desk(tmp_path) as desk:
        state = await desk.shows(is_broken)
        assert (state["sound_at"], state["shelves"]) == (None, [])
        assert (await desk.client.get("/page/api/state")).json()["people"] == []

        builder.write(tmp_path)
        await desk.shows(lambda state: state["sound_at"])
        await desk.wait_for("Welcome, Tom.", TOM)
        assert not is_broken(await desk.state())


async def test_blocked_bot_is_said_on_the_page(desk: Desk) -> None:
    """Nothing comes into the chat, and the page says what to do."""
    await desk.wait_for("Welcome, Tom.", TOM)
    await desk.act(person=TOM, do="block")

    assert await desk.choose("question", id="first-step") == 503

    await desk.act(person=TOM, do="unblock")
    assert await desk.choose("question", id="first-step") == 200
    await desk.wait_for("What comes first?", TOM)


async def test_other_sites_and_strangers_are_kept_away(desk: Desk) -> None:
    """As on the chat page; the page may be framed by nobody else, and shows no token."""
    choice = {"id": "first-step"}
    for headers in ({"origin": "https://evil.example"}, {"host": "evil.example"}):
        for method, path in (("GET", "state"), ("GET", "events"), ("POST", "question")):
            answer = await desk.client.request(
                method, f"/preview/api/{path}", headers=headers, json=choice
            )
            assert answer.status_code == 403, (headers, path)

    page = await desk.client.get("/preview/")
    assert "frame-ancestors 'self'" in page.headers["content-security-policy"]
    for path in ("/preview/", "/preview/api/state", "/page/api/state"):
        assert "7000000001:" not in (await desk.client.get(path)).text


def test_folder_that_is_not_there_is_named(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """A slip in the path is said at once."""
    del settings
    assert main(["preview", "contnet"]) == 1

    assert "There is no folder contnet." in capsys.readouterr().err
