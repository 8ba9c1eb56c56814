"""The library's bot with a short way for screens: it builds no objects that nobody reads.

Entities and buttons go out as the plain values that the API takes, and of the message that comes
back only the id is read. With the library's own methods a tap costs twice as much; the figures are
in docs/performance.md.
"""

from typing import Any
from urllib.parse import quote

from telegram import InlineKeyboardMarkup
from telegram.error import BadRequest, NetworkError
from telegram.ext import ExtBot
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.chat.richtext import Rich
from bot.chat.screen import Paper, Rows, Screen
from bot.limits import MAX_DOWNLOAD

NO_PREVIEW = {"is_disabled": True}
PHOTO_SECONDS = 20.0  # for Telegram to look at a photo, once it has it
FILE_SECONDS = 60.0  # for a file, once Telegram has it
OK, SERVER_ERRORS = 200, 500


class FileTooLarge(Exception):
    """Telegram hands bots no file of this size."""


class FileLost(Exception):
    """Telegram does not have, or does not give, the file any more."""


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

    async def send_file(
        self, chat_id: int, name: str, content: bytes, caption: str, rows: Rows = ()
    ) -> None:
        """Send a file under a name."""
        markup = Screen(Rich(caption), rows).markup()
        await self.send_document(
            chat_id,
            content,
            caption,
            filename=name,
            reply_markup=InlineKeyboardMarkup.de_json(markup, self) if markup else None,
            read_timeout=FILE_SECONDS,
        )

    async def send_paper(self, chat_id: int, paper: Paper) -> None:
        """Send a file with what is said about it."""
        await self.send_file(chat_id, paper.file_name, paper.body, paper.caption, paper.rows)

    async def fetch_file(self, file_id: str) -> bytes:
        """Return what a file that somebody sent holds.

        Raises FileTooLarge, and FileLost where Telegram has it no more.
        """
        limiter = self.rate_limiter
        assert limiter is not None  # noqa: S101 - the application gives it one
        try:
            known = await self._call("getFile", {"file_id": file_id})
            if int(known.get("file_size") or 0) > MAX_DOWNLOAD:
                raise FileTooLarge
            path = quote(str(known.get("file_path") or ""))
            download: Any = self._download  # it gives bytes, which no method of the API does
            content: Any = await limiter.process_request(download, (path,), {}, "file", {}, None)
        except BadRequest as error:
            raise (FileTooLarge if "too big" in str(error).lower() else FileLost) from None
        return bytes(content)

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

    async def _download(self, path: str) -> bytes:
        """Fetch a file from where `getFile` says it is."""
        address = f"{self.base_file_url}/{path}"
        # Not the library's way: what is not found there would be a token that is refused.
        status, content = await self.request.do_request(address, "GET")
        if status >= SERVER_ERRORS:
            raise NetworkError(f"the file cannot be fetched now: {status}")
        if status != OK:
            raise BadRequest(f"the file cannot be fetched: {status}")
        if len(content) > MAX_DOWNLOAD:
            raise FileTooLarge
        return content


def _lay_out(screen: Screen) -> dict[str, Any]:
    text = screen.text.strip().cut()
    return {
        "text": text.text,
        "entities": text.entities() or None,
        "reply_markup": screen.markup(),
        "link_preview_options": NO_PREVIEW,
    }
