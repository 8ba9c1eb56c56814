"""The JSON API of the chat page; everything stands under `/page/api`.

* `GET state`: `{bot: {id, is_bot, first_name, username, description}, people: [{id, first_name,
  last_name, username, note, start_payload, …}], groups: [{id, title, members, …}]}`; the dots are
  `last_message` of the chat, or null, and `received`, how many messages the bot has in it
* `GET chats/{chat_id}?person=ID`: `{chat, messages, commands, typing, blocked, reply_keyboard}`;
  the last 200 messages as Bot API Messages (offsets of entities are UTF-16 units, as in
  JavaScript), the menu of that person, the keyboard a ReplyKeyboardMarkup or ForceReply asks for.
* `GET events`: Server-Sent Events, each `data:` one of `{kind: "chat", chat_id}` (anything in the
  chat is new: message, edit, deletion, typing, menu, block), `{kind: "answer", person,
  callback_query_id, text, show_alert}` and `{kind: "people"}` (someone was added); a comment every
  15 seconds. Reload the chat when the connection was lost: events are not repeated.
* `POST act` with `{person, chat_id?, do, …}`: `do` is "text" (`text`), "start" (`payload?`),
  "edit" (`message_id`, `text`), "tap" (`message_id`, `data`), "sticker", "photo" (`caption?`,
  `content_base64?`), "document" (`file_name`, `content_base64`, `caption?`), "block" or
  "unblock"; answers `{ok: true, callback_query_id?, message_id?}` or 400 `{ok: false,
  description}`.
* `GET files/{file_id}`: the bytes; photos to show, everything else as a download.

Requests for another host or from another origin get 403, a POST without JSON 415.
"""

import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

from bot.simulator.errors import ApiError, SimulatorError
from bot.simulator.page_acts import perform
from bot.simulator.page_guard import SameOriginOnly
from bot.simulator.people import Chat
from bot.simulator.requests import limit_body
from bot.simulator.simulator import Simulator

HEARTBEAT = 15.0
MAX_BODY = 28 * 1024 * 1024
MESSAGES_SHOWN = 200
SHOWN_INLINE = {"image/png", "image/jpeg"}


def routes(simulator: Simulator) -> list[Mount]:
    """List the routes of the page's API, behind its guard."""
    page = PageApi(simulator)
    inner = [
        Route("/state", page.state),
        Route("/chats/{chat_id}", page.chat),
        Route("/events", page.events),
        Route("/act", page.act, methods=["POST"]),
        Route("/files/{file_id}", page.file),
    ]
    return [Mount("/page/api", routes=inner, middleware=[Middleware(SameOriginOnly)])]


class PageApi:
    """Shows chats to the page and lets it act for people."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator

    async def state(self, _request: Request) -> Response:
        """Tell who is there."""
        simulator = self.simulator
        description = simulator.descriptions.get(("description", ""), "")
        chats = simulator.chats.values()
        people = [
            {
                "id": person.id,
                "first_name": person.first_name,
                "last_name": person.last_name,
                "username": person.username,
                "note": person.note,
                "start_payload": person.start_payload,
                **self._news(simulator.chat(person.id)),
            }
            for person in simulator.people.values()
        ]
        groups = [
            {
                "id": chat.id,
                "title": chat.json["title"],
                "members": list(chat.members),
                **self._news(chat),
            }
            for chat in chats
            if chat.kind == "group"
        ]
        bot = {**simulator.bot.as_user(), "description": description}
        return JSONResponse({"bot": bot, "people": people, "groups": groups})

    def _news(self, chat: Chat) -> dict[str, Any]:
        """Tell what the list of people shows of a chat."""
        messages = chat.messages
        received = sum(message["from"]["id"] == self.simulator.bot.id for message in messages)
        return {"last_message": messages[-1] if messages else None, "received": received}

    async def chat(self, request: Request) -> Response:
        """Show one chat as a person sees it."""
        try:
            chat = self.simulator.chat(int(request.path_params["chat_id"]))
            person = self.simulator.person(int(request.query_params.get("person", chat.id)))
        except (SimulatorError, ValueError) as error:
            return _refuse(404, str(error))
        if person.id not in chat.members:
            return _refuse(404, f"{person.first_name} is not in this chat")
        is_private = chat.kind == "private"
        return JSONResponse(
            {
                "chat": chat.json,
                "messages": chat.messages[-MESSAGES_SHOWN:],
                "commands": self.simulator.commands_for(person.id) if is_private else [],
                "typing": self.simulator.is_typing(chat),
                "blocked": chat.is_blocked,
                "reply_keyboard": chat.reply_keyboard,
            },
        )

    async def events(self, _request: Request) -> Response:
        """Stream what happens."""
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(
            self._lines(),
            media_type="text/event-stream",
            headers=headers,
        )

    async def _lines(self) -> AsyncIterator[str]:
        async for event in self.simulator.changes.stream(HEARTBEAT):
            yield ": still here\n\n" if event is None else f"data: {json.dumps(event)}\n\n"

    async def act(self, request: Request) -> Response:
        """Let a person act."""
        try:
            body = json.loads(await limit_body(request, MAX_BODY).body())
            result = perform(self.simulator, body if isinstance(body, dict) else {})
        except (SimulatorError, ValueError) as error:
            return _refuse(400, str(error))
        except ApiError as error:
            return _refuse(error.error_code, error.description)
        return JSONResponse({"ok": True, **result})

    async def file(self, request: Request) -> Response:
        """Give a file; nothing but photos may show itself within the page's origin."""
        stored = self.simulator.files.by_id.get(request.path_params["file_id"])
        if stored is None:
            return _refuse(404, "There is no such file")
        is_photo = stored.path.startswith("photos/") and stored.content_type in SHOWN_INLINE
        place = "inline" if is_photo else "attachment"
        headers = {
            "Content-Disposition": f"{place}; filename*=UTF-8''{quote(stored.name, safe='')}",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        }
        return Response(stored.data, media_type=stored.content_type, headers=headers)


def _refuse(status: int, description: str) -> Response:
    body: dict[str, Any] = {"ok": False, "description": description}
    return JSONResponse(body, status)
