"""The library's bot with a short way for screens: it builds no objects that nobody reads.

Entities and buttons go out as the plain values that the API takes, and of the message that comes
back only the id is read. With the library's own methods a tap costs twice as much; the figures are
in docs/performance.md.
"""

from typing import Any

from telegram import InlineKeyboardMarkup
from telegram.ext import ExtBot
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.chat.screen import Screen

NO_PREVIEW = {"is_disabled": True}
PHOTO_SECONDS = 20.0  # for Telegram to look at a photo, once it has it


class Courier(ExtBot[None]):
    """Carries screens to chats."""

    async def send_screen(self, chat_id: int, screen: Screen) -> int:
        """Send a new message and return its id."""
        sent = await self._call("sendMessage", {"chat_id": chat_id, **_lay_out(screen)})
        return int(sent["message_id"])

    async def edit_screen(self, chat_id: int, message_id: int, screen: Screen) -> None:
        """Turn a message into this screen."""
        where = {"chat_id": chat_id, "message_id": message_id}
        await self._call("editMessageText", {**where, **_lay_out(screen)})

    async def send_picture(self, chat_id: int, photo: bytes | str, screen: Screen) -> str:
        """Send a photo with its caption, by its content or by its id; return its id."""
        markup = screen.markup()
        sent = await self.send_photo(
            chat_id,
            photo,
            screen.text.text,
            reply_markup=InlineKeyboardMarkup.de_json(markup, self) if markup else None,
            read_timeout=PHOTO_SECONDS,
        )
        return sent.photo[-1].file_id

    async def answer_tap(self, query_id: str, text: str | None) -> None:
        """Let a button stop waiting, with a toast where there is a text."""
        await self._call("answerCallbackQuery", {"callback_query_id": query_id, "text": text})

    async def _call(self, endpoint: str, data: dict[str, Any]) -> Any:
        limiter = self.rate_limiter
        assert limiter is not None  # noqa: S101 - the application gives it one
        call = endpoint, data
        return await limiter.process_request(self._carry, call, {}, endpoint, data, None)

    async def _carry(self, endpoint: str, data: dict[str, Any]) -> Any:
        parameters = [RequestParameter(name, value, None) for name, value in data.items()]
        return await self.request.post(f"{self.base_url}/{endpoint}", RequestData(parameters))


def _lay_out(screen: Screen) -> dict[str, Any]:
    text = screen.text.strip().cut()
    return {
        "text": text.text,
        "entities": text.entities() or None,
        "reply_markup": screen.markup(),
        "link_preview_options": NO_PREVIEW,
    }
