"""The guard before each answer of the API: whose token it is, and what that opens now."""

import logging
import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.exc import SQLAlchemyError

from bot.bundle import Services
from bot.learning.tokens import Token
from bot.web.api.problems import HEADERS, METHODS, Problem
from bot.web.rates import RateLimit, name_client

log = logging.getLogger(__name__)

Answer = Callable[[Request, Token], Awaitable[Response]]
WRONG_A_MINUTE, WRONG_IN_ALL = 20, 600  # wrong tokens from one address, and from all
CALLS_A_MINUTE, CALLS_IN_ALL = 300, 1200  # with one token, and with all
BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]{1,200}=*)", re.IGNORECASE | re.ASCII)
REALM = 'Bearer realm="HR API"'
UNSIGNED = (
    "Send a token in the header `Authorization: Bearer …`. HR makes one in the chat with /tokens,"
    " or on the server with `run_bot.py token create`."
)
UNKNOWN = (
    "This token opens nothing: it is mistyped, expired or revoked, or whoever made it is not in HR"
    " any more. Ask HR for another one."
)
BUSY = "Too many requests. Wait as many seconds as Retry-After says, and go on."
NO_DATABASE = "The record cannot be read just now. Try again in a minute."
DEFECT = "Something went wrong here. It is in the bot's log; tell whoever runs it when it was."


class Gate:
    """Answers only to good tokens; what goes wrong behind it becomes a problem, too."""

    def __init__(
        self,
        services: Services,
        wrong: RateLimit | None = None,
        calls: RateLimit | None = None,
    ) -> None:
        self._services = services
        self._wrong = wrong or RateLimit(WRONG_A_MINUTE, WRONG_IN_ALL)
        self._calls = calls or RateLimit(CALLS_A_MINUTE, CALLS_IN_ALL)

    def open(
        self, answer: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Let anybody ask."""

        async def answered(request: Request) -> Response:
            if request.method == "OPTIONS":
                return Response(
                    None, HTTPStatus.NO_CONTENT, HEADERS | {"allow": ", ".join(METHODS)}
                )
            try:
                return await answer(request)
            except Problem as problem:
                return problem.show()
            except SQLAlchemyError as error:
                log.warning("the API cannot read the database: %s", error)
                retry = {"retry-after": "60"}
                return Problem(HTTPStatus.SERVICE_UNAVAILABLE, NO_DATABASE, headers=retry).show()
            except Exception:
                log.exception("the API failed")
                return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, DEFECT).show()

        return answered

    def guard(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        """Let only somebody ask whose token is good at this moment."""

        async def guarded(request: Request) -> Response:
            return await answer(request, await self._admit(request))

        return self.open(guarded)

    async def _admit(self, request: Request) -> Token:
        """Return the token that was shown; raise Problem."""
        client, tokens = name_client(request), self._services.tokens
        _refuse_busy(self._wrong.find_own_wait(client))
        found = BEARER.fullmatch(request.headers.get("authorization", "").strip())
        if found is None:
            raise _refuse(UNSIGNED, REALM)
        token = await self._services.look(tokens.find_good, found[1])
        if token is None:
            _refuse_busy(self._wrong.find_wait(client))
            raise _refuse(UNKNOWN, f'{REALM}, error="invalid_token"')
        _refuse_busy(self._calls.find_wait(str(token.id)))
        if tokens.is_use_news(token):
            await self._services.ask(tokens.note_use, token.id)
        return token


def _refuse(detail: str, challenge: str) -> Problem:
    return Problem(HTTPStatus.UNAUTHORIZED, detail, headers={"www-authenticate": challenge})


def _refuse_busy(wait: int | None) -> None:
    if wait is not None:
        headers = {"retry-after": str(wait)}
        raise Problem(HTTPStatus.TOO_MANY_REQUESTS, BUSY, headers=headers)
