"""The API of the preview's page, and the watch over the files that it shows.

* `GET state`: `PreviewState` as JSON, with `chat`, the address of the chat's page
* `GET events`: Server-Sent Events; each one means that the state has changed
* `POST question` with `{id}`, `POST card` with `{lesson, card}`: show that in the chat; 404 where
  it has gone, 503 while the bot or the chat takes nothing
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from functools import partial
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel

from bot.bundle import Services
from bot.learning.quiz import AskedQuestion
from bot.services.preview import EntryGone, LooseCard, Preview
from bot.services.study import OpenCard
from bot.web.application import NeverCached
from bot.web.preview.bell import Bell

log = logging.getLogger(__name__)

PAGE = Path(__file__).parent / "page"
LOOK_SECONDS = 0.25
SETTLE_SECONDS = 0.1  # editors save in several steps

GONE = "That is not in the content any more. Choose something else from the list."
STARTING = "The bot is starting. Try again in a moment."
REFUSED = "The chat takes no messages. Unblock the bot there, and try again."

Subject = AskedQuestion | OpenCard | LooseCard
Present = Callable[[int, Subject], Awaitable[bool]]


class QuestionChoice(BaseModel):
    """The question to ask."""

    id: str


class CardChoice(BaseModel):
    """The card to show, or the takeaways where `card` is None."""

    lesson: str
    card: str | None


class PreviewPage:
    """What the page shows and does, for the person of one chat."""

    def __init__(self, services: Services, preview: Preview, person: int, chat: str) -> None:
        self._services = services
        self._preview = preview
        self._person = person
        self._chat = chat
        self._bell = Bell()
        self._present: Present | None = None
        self._state = self._render()

    def make_api(self) -> FastAPI:
        """Return the routes; whoever mounts them keeps other sites away."""
        app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
        app.add_middleware(NeverCached)
        app.add_api_route("/state", self.show_state, methods=["GET"])
        app.add_api_route("/events", self.stream_events, methods=["GET"])
        app.add_api_route("/question", self.ask_question, methods=["POST"])
        app.add_api_route("/card", self.open_card, methods=["POST"])
        return app

    async def show_state(self) -> Response:
        """Say what there is to try, and what is wrong."""
        return Response(self._state, media_type="application/json")

    async def stream_events(self) -> StreamingResponse:
        """Tell each change of the state."""
        return StreamingResponse(self._bell.stream(), media_type="text/event-stream")

    async def ask_question(self, choice: QuestionChoice) -> JSONResponse:
        """Ask a question in the chat."""
        return await self._show(partial(self._preview.ask_question, question_id=choice.id))

    async def open_card(self, choice: CardChoice) -> JSONResponse:
        """Show a card in the chat."""
        find = partial(self._preview.open_card, lesson_id=choice.lesson, card_id=choice.card)
        return await self._show(find)

    async def _show(self, find: Callable[[int], Subject]) -> JSONResponse:
        services = self._services
        member = await services.look(services.enrolment.find_member, self._person)
        if member is None or self._present is None:
            return _refuse(HTTPStatus.SERVICE_UNAVAILABLE, STARTING)
        try:
            subject = await services.ask(find, member.id)
        except EntryGone:
            return _refuse(HTTPStatus.NOT_FOUND, GONE)
        if not await self._present(self._person, subject):
            return _refuse(HTTPStatus.SERVICE_UNAVAILABLE, REFUSED)
        return JSONResponse({"ok": True})

    @contextlib.asynccontextmanager
    async def running(self, present: Present, welcome: Callable[[], None]) -> AsyncIterator[None]:
        """Watch the files, show things by `present`, and `welcome` whoever is to try them."""
        self._present = present
        watching = asyncio.create_task(self._watch(welcome))
        try:
            yield
        finally:
            watching.cancel()
            self._bell.close()

    async def _watch(self, welcome: Callable[[], None]) -> None:
        while True:
            try:
                if await self._is_saved():
                    await self._reload(welcome)
            except Exception:
                log.exception("the content could not be read; it is tried again")
            await asyncio.sleep(LOOK_SECONDS)

    async def _is_saved(self) -> bool:
        """Tell whether files were saved, once nothing moves any more."""
        stamp = await self._services.compute(self._preview.look)
        while stamp is not None:
            await asyncio.sleep(SETTLE_SECONDS)
            before, stamp = stamp, await self._services.compute(self._preview.look)
            if stamp == before:
                return True
        return False

    async def _reload(self, welcome: Callable[[], None]) -> None:
        loaded = await self._services.compute(self._preview.read)
        await self._services.ask(self._preview.take, loaded)
        self._state = await self._services.compute(self._render)
        if self._preview.state.sound_at is not None:
            welcome()
        self._bell.ring()

    def _render(self) -> bytes:
        """Write the state, once a save: of a large bank that takes a moment."""
        state = {"chat": self._chat, **vars(self._preview.state)}
        return json.dumps(state, default=_unfold).encode()


def _unfold(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else vars(value)


def _refuse(status: HTTPStatus, description: str) -> JSONResponse:
    return JSONResponse({"ok": False, "description": description}, status)
