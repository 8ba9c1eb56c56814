"""What every handler has at hand: who is speaking, the use cases, and ways to reply."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

from telegram import Update
from telegram.error import BadRequest, Forbidden
from telegram.ext import Application, CallbackContext

from bot.bundle import Services
from bot.chat.courier import Courier
from bot.chat.richtext import Rich
from bot.chat.screen import Paper, Rows, Screen
from bot.chat.taps.tap import BELOW
from bot.learning.accesses import AccessKind, Reader
from bot.learning.people import ActorOrigin, Member

P = ParamSpec("P")
T = TypeVar("T")

TOAST_LIMIT = 200
# The server's words when a message cannot be edited any more.
GONE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",  # it is a photo
)


class LearnerContext(CallbackContext[Courier, dict[Any, Any], dict[Any, Any], dict[str, Any]]):
    """The context of one update. Nothing is kept here between updates: that is in the database."""

    incoming: Update
    member: Member
    is_cut_off = False  # the person has blocked the bot since this update came
    _is_answered = False

    @classmethod
    def from_update(
        cls, update: object, application: "Application[Any, Any, Any, Any, Any, Any]"
    ) -> "LearnerContext":
        """Make the context for an update."""
        context = super().from_update(update, application)
        if isinstance(update, Update):
            context.incoming = update
        return context

    @property
    def services(self) -> Services:
        """The use cases."""
        services: Services = self.bot_data["services"]
        return services

    @property
    def tapped_message_id(self) -> int | None:
        """The message whose button was tapped."""
        query = self.incoming.callback_query
        return query.message.message_id if query is not None and query.message else None

    async def ask(self, use_case: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a use case that may write."""
        return await self.services.ask(use_case, *args, **kwargs)

    async def look(self, use_case: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a use case that reads a few rows."""
        return await self.services.look(use_case, *args, **kwargs)

    async def compute(self, use_case: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a use case that reads a lot."""
        return await self.services.compute(use_case, *args, **kwargs)

    async def count(self, use_case: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a use case that reads all answers."""
        return await self.services.count(use_case, *args, **kwargs)

    async def note_access(
        self, kind: AccessKind, *, subject_id: int | None = None, people: int = 1
    ) -> None:
        """Write down that the member is about to see named data of others."""
        reader = Reader(ActorOrigin.CHAT, self.member.id, update_id=self.incoming.update_id)
        note = self.services.accesses.note
        await self.ask(note, kind, reader, subject_id=subject_id, people=people)

    async def toast(self, text: str | None = None) -> None:
        """Answer the tapped button, once; does nothing where no button was tapped."""
        query = self.incoming.callback_query
        if query is None or self._is_answered:
            return
        self._is_answered = True
        try:
            await self.bot.answer_tap(query.id, text[:TOAST_LIMIT] if text else None)
        except BadRequest as error:
            # After a crash or a long queue the button has stopped waiting; that harms nothing.
            if "query is too old" not in str(error).lower():
                raise

    async def send(self, screen: Screen) -> int:
        """Send a new message and return its id."""
        self._refuse_cut_off()
        chat = self.incoming.effective_chat
        assert chat is not None  # noqa: S101 - the kinds of updates we ask for have a chat
        return await self.bot.send_screen(chat.id, screen)

    async def send_photo(self, photo: bytes | str, caption: str, rows: Rows) -> str:
        """Send a photo with buttons, by its content or by its id, and return its id."""
        self._refuse_cut_off()
        chat = self.incoming.effective_chat
        assert chat is not None  # noqa: S101 - as above
        return await self.bot.send_picture(chat.id, photo, Screen(Rich(caption), rows))

    async def send_file(self, name: str, content: bytes, caption: str) -> None:
        """Send a file."""
        self._refuse_cut_off()
        chat = self.incoming.effective_chat
        assert chat is not None  # noqa: S101 - as above
        await self.bot.send_file(chat.id, name, content, caption)

    async def send_paper(self, paper: Paper) -> None:
        """Send a file with what is said about it."""
        self._refuse_cut_off()
        chat = self.incoming.effective_chat
        assert chat is not None  # noqa: S101 - as above
        await self.bot.send_paper(chat.id, paper)

    async def edit_own(self, message_id: int, screen: Screen) -> None:
        """Turn one of the bot's messages into this screen; send it where that cannot be."""
        chat = self.incoming.effective_chat
        assert chat is not None  # noqa: S101 - as above
        await self._edit(chat.id, message_id, screen)

    async def edit(self, screen: Screen) -> None:
        """Turn the tapped message into this screen; send it where that cannot be, or must not."""
        query = self.incoming.callback_query
        message = query.message if query is not None else None
        is_here = message is not None and message.is_accessible
        if query is None or message is None or not is_here or (query.data or "").startswith(BELOW):
            await self.send(screen)
            return
        await self._edit(message.chat.id, message.message_id, screen)

    async def _edit(self, chat_id: int, message_id: int, screen: Screen) -> None:
        self._refuse_cut_off()
        try:
            await self.bot.edit_screen(chat_id, message_id, screen)
        except BadRequest as error:
            words = str(error).lower()
            if "message is not modified" in words:
                return
            if not any(gone in words for gone in GONE):
                raise
            await self.send(screen)

    async def replace(self, message_id: int, screen: Screen) -> None:
        """Turn a message that was sent in this update into another screen."""
        chat = self.incoming.effective_chat
        assert chat is not None  # noqa: S101 - as above
        await self.bot.edit_screen(chat.id, message_id, screen)

    def _refuse_cut_off(self) -> None:
        if self.is_cut_off:
            raise Forbidden("the person could not be reached, and has not written since")

    async def reply(self, screen: Screen, toast: str | None = None) -> None:
        """Answer a tap in place, with a toast if wanted, and anything else with a new message."""
        if self.incoming.callback_query is not None:
            await self._beside_toast(self.edit(screen), toast)
        else:
            await self.send(screen)

    async def send_below(self, screen: Screen) -> int:
        """Answer a tap, or anything else, with a new message and return its id."""
        return await self._beside_toast(self.send(screen), None)

    async def _beside_toast(self, call: Coroutine[Any, Any, T], toast: str | None) -> T:
        """Answer the button at the same time: one way to Telegram and back, not two."""
        calling = asyncio.create_task(call)
        try:
            await self.toast(toast)
        except asyncio.CancelledError:
            calling.cancel()
            raise
        except Exception:
            await asyncio.wait({calling})
            if not calling.cancelled():
                calling.exception()  # the first failure is the one that counts
            raise
        return await calling

    async def say(self, text: str, *rows: Any) -> None:
        """Send a plain sentence, with rows of buttons."""
        await self.send(Screen(Rich(text), rows))
