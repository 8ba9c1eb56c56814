"""The API of the preview's page: the state, the choices, and a bell at each save."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import httpx
import pytest

from bot.bootstrap import open_preview
from bot.bundle import Services
from bot.learning.people import Role
from bot.learning.quiz import AskedQuestion
from bot.web.preview.application import PreviewPage, Subject
from bot.web.preview.bell import Bell
from tests.content import builder
from tests.waiting import until

TOM = 5_000_000_002
CHAT = "/#/chat"


class Desk:
    """The page of a small content directory; what it shows in the chat is only noted."""

    def __init__(self, services: Services, folder: Path) -> None:
        self.folder = folder
        self.shown: list[Subject] = []
        self.welcomes = 0
        self.takes_messages = True
        self.preview = open_preview(services, folder / "content")
        self.page = PreviewPage(services, self.preview, TOM, CHAT)
        transport = httpx.ASGITransport(app=self.page.make_api())
        self.client = httpx.AsyncClient(transport=transport, base_url="http://testserver")

    def running(self) -> AbstractAsyncContextManager[None]:
        """Watch the files."""
        return self.page.running(self._present, self._welcome)

    async def is_read(self, is_true: Callable[[], object]) -> None:
        """Wait until the page has read the files, and something holds."""
        await until(lambda: self.preview.state.read_at and is_true())

    async def choose(self, kind: str, **choice: str | None) -> httpx.Response:
        """Choose something to be shown."""
        return await self.client.post(f"/{kind}", json=choice)

    async def _present(self, chat_id: int, subject: Subject) -> bool:
        assert chat_id == TOM
        self.shown.append(subject)
        return self.takes_messages

    def _welcome(self) -> None:
        self.welcomes += 1


@pytest.fixture
async def desk(services: Services, tmp_path: Path) -> AsyncIterator[Desk]:
    """Tom's desk; nothing is watched yet."""
    services.enrolment.join(TOM, services.enrolment.invite(Role.TRAINER))
    builder.write(tmp_path)
    desk = Desk(services, tmp_path)
    yield desk
    await desk.client.aclose()


async def test_before_the_bot_runs_nothing_is_read_and_nothing_shown(desk: Desk) -> None:
    """The page says so, and the choice can be made again."""
    state = (await desk.client.get("/state")).json()
    answer = await desk.choose("question", id="first-step")

    assert state == {
        "chat": CHAT,
        "read_at": None,
        "problems": [],
        "sound_at": None,
        "shelves": [],
    }
    assert answer.status_code == 503
    assert answer.json()["description"].startswith("The bot is starting.")


async def test_choice_is_shown(desk: Desk) -> None:
    """A question and a card; the chat is opened for them once the files are sound."""
    async with desk.running():
        await desk.is_read(lambda: desk.welcomes)
        question = await desk.choose("question", id="first-step")
        card = await desk.choose("card", lesson="in-tune", card="adjust")

    assert (question.status_code, card.status_code) == (200, 200)
    asked, opened = desk.shown
    assert isinstance(asked, AskedQuestion)
    assert asked.question.id == "first-step"
    assert getattr(opened, "index", None) == 1


async def test_choice_that_is_gone_is_refused_in_plain_words(desk: Desk) -> None:
    """Also while nothing could be read yet."""
    builder.write(desk.folder, questions="questions: [")
    async with desk.running():
        await desk.is_read(lambda: desk.preview.state.problems)
        early = await desk.choose("question", id="first-step")
        builder.write(desk.folder)
        await desk.is_read(lambda: desk.welcomes)
        gone = await desk.choose("card", lesson="in-tune", card="gone")

    for answer in (early, gone):
        assert answer.status_code == 404
        assert answer.json()["description"].startswith("That is not in the content any more.")
    assert desk.shown == []


async def test_chat_that_takes_nothing_is_named(desk: Desk) -> None:
    """As after blocking the bot."""
    desk.takes_messages = False
    async with desk.running():
        await desk.is_read(lambda: desk.welcomes)
        answer = await desk.choose("question", id="first-step")

    assert answer.status_code == 503
    assert "Unblock the bot" in answer.json()["description"]


async def test_odd_choice_is_refused(desk: Desk) -> None:
    """Whatever is posted."""
    for choice in ({}, {"id": 5}, {"id": None}):
        answer = await desk.client.post("/question", json=choice)
        assert answer.status_code == 422


async def test_problems_have_what_check_says(desk: Desk) -> None:
    """Word for word, with the place and the fix."""
    builder.write(desk.folder, **builder.edit("questions", ("lesson: in-tune", "lesson: in-tun")))
    async with desk.running():
        await desk.is_read(lambda: b"in-tun" in desk.page._state)
        state = (await desk.client.get("/state")).json()

    (problem,) = [one for one in state["problems"] if one["severity"] == "error"]
    assert problem["file"].endswith("questions.yaml")
    assert (problem["line"], problem["column"]) == (3, 13)
    assert problem["message"] == "there is no lesson 'in-tun'"
    assert problem["fix"] == "Did you mean 'in-tune'?"
    assert state["sound_at"] is None
    assert desk.welcomes == 0


async def test_half_written_save_is_not_read(desk: Desk) -> None:
    """What is still growing is left alone until it has been still for a moment."""
    path = desk.folder / "content" / "questions.yaml"
    whole = path.read_text(encoding="utf-8").replace("What comes first?", "What is first?")
    async with desk.running():
        await desk.is_read(lambda: desk.welcomes)
        with path.open("w", encoding="utf-8") as file:
            for start in range(0, len(whole), 60):
                file.write(whole[start : start + 60])
                file.flush()
                await asyncio.sleep(0.05)
                assert not desk.preview.state.problems, "a part of it was read"
        await desk.is_read(lambda: desk.preview.state.shelves[0].questions[0].ask != "")
        await until(lambda: desk.preview.state.shelves[0].questions[0].ask == "What is first?")

    assert not desk.preview.state.problems


async def test_bell_rings_once_at_the_beginning_and_once_a_save(desk: Desk) -> None:
    """A page that connects fetches the state, and again when it has changed; then all ends."""
    response = await desk.page.stream_events()
    heard: list[str] = []

    async def hear() -> None:
        async for event in response.body_iterator:
            assert isinstance(event, str)
            heard.append(json.loads(event.removeprefix("data: ")))

    hearing = asyncio.create_task(hear())
    async with desk.running():
        await desk.is_read(lambda: len(heard) == 2)
        builder.write(desk.folder, **builder.edit("glossary", ("term: Need", "term: Wish")))
        await until(lambda: len(heard) == 3)
    await asyncio.wait_for(hearing, 5)

    assert len(heard) == 3


async def test_ring_while_a_page_is_told_is_not_lost() -> None:
    """It comes with the next event."""
    bell = Bell()
    stream = bell.stream()
    await anext(stream)

    bell.ring()
    bell.ring()

    await asyncio.wait_for(anext(stream), 5)
    bell.close()
    assert [event async for event in stream] == []
