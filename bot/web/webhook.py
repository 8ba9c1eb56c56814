"""Takes updates that Telegram posts: stored first, and only then answered with 200."""

import json
import logging
from collections.abc import Callable, Iterable
from hmac import compare_digest
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import ClientDisconnect

from bot.bundle import Services
from bot.services.inbox import StoredUpdate

log = logging.getLogger(__name__)

SECRET_HEADER = b"x-telegram-bot-api-secret-token"
LARGEST_BODY = 1024 * 1024  # bytes; Telegram's updates are a few thousand


class Webhook:
    """The endpoint of one bot. Whatever it does not answer with 2xx, Telegram posts again.

    JSON that is no update is answered 200 and left out, as in a polled batch: it would come again
    for ever. What is no JSON was damaged on its way, so the whole of it is asked for once more.
    """

    def __init__(
        self, services: Services, take: Callable[[Iterable[StoredUpdate]], None], secret: str
    ) -> None:
        self._services = services
        self._take = take
        self._secret = secret.encode()

    async def receive(self, request: Request) -> Response:
        """Store one update and hand it over."""
        given = dict(request.scope["headers"]).get(SECRET_HEADER, b"")
        if not compare_digest(given, self._secret):
            return Response(status_code=HTTPStatus.FORBIDDEN)
        try:
            update: Any = json.loads(await read_body(request, LARGEST_BODY))
        except TooLarge:
            return Response(status_code=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        except (ClientDisconnect, ValueError, RecursionError):
            return Response(status_code=HTTPStatus.BAD_REQUEST)
        try:
            new = await self._services.ask(self._services.inbox.store, [update])
        except SQLAlchemyError as error:
            log.warning("an update cannot be stored; Telegram sends it again: %s", error)
            return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE)
        self._services.inbox.note_contact()
        self._take(new)
        return Response()


class TooLarge(Exception):
    """A body is longer than allowed."""


async def read_body(request: Request, limit: int) -> bytes:
    """Return the body; raise TooLarge beyond `limit` bytes, whatever the headers say."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise TooLarge
    return bytes(body)
