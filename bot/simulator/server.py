"""The HTTP side: the Bot API, downloads, the page and its API, as one Starlette application."""

import asyncio
import logging
import re
import secrets
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from bot.simulator import page_api, parameters
from bot.simulator.errors import ApiError
from bot.simulator.files import Upload
from bot.simulator.methods import METHODS
from bot.simulator.page_files import PageFiles
from bot.simulator.people import TOKEN
from bot.simulator.requests import read_parameters
from bot.simulator.signatures import BY_LOWER_NAME
from bot.simulator.simulator import Simulator
from bot.simulator.updates import Poll

logger = logging.getLogger("bot.simulator")


def create_app(simulator: Simulator) -> Starlette:
    """Serve a simulator; mount nothing in front, as bots expect `/botTOKEN/METHOD`."""
    api = BotApi(simulator)
    routes: list[BaseRoute] = [
        Route("/bot{token}/{method}", api.call, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", api.download, methods=["GET"]),
        *page_api.routes(simulator),
        Mount("/", PageFiles()),
    ]
    return Starlette(routes=routes)


class BotApi:
    """Answers the calls of the bot.

    Stricter than Telegram where that helps a developer: unknown parameters and fields are errors.
    """

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator

    async def call(self, request: Request) -> Response:
        """Answer `/botTOKEN/METHOD`."""
        try:
            self._check_token(request.path_params["token"])
            result = await self._answer(request)
        except ApiError as error:
            logger.info("%s: %s", request.path_params["method"], error.description)
            return JSONResponse(error.as_json(), error.error_code)
        return JSONResponse({"ok": True, "result": result})

    async def download(self, request: Request) -> Response:
        """Give the bytes of a file that getFile named."""
        try:
            self._check_token(request.path_params["token"])
        except ApiError as error:
            return JSONResponse(error.as_json(), error.error_code)
        stored = self.simulator.files.find_path(request.path_params["path"])
        if stored is None:
            return JSONResponse(ApiError(404, "Not Found").as_json(), 404)
        return Response(stored.data, media_type="application/octet-stream")

    def _check_token(self, token: str) -> None:
        if not TOKEN.fullmatch(token):
            raise ApiError(404, "Not Found")
        if not secrets.compare_digest(token, self.simulator.bot.token):
            raise ApiError(401, "Unauthorized")

    async def _answer(self, request: Request) -> Any:
        """Read, log and carry out one call."""
        asked = request.path_params["method"]
        method = BY_LOWER_NAME.get(asked.lower())
        if method is None:
            logger.warning("The simulator has no method %s", re.sub(r"\W", "?", asked))
            raise ApiError(404, "Not Found: method not found")
        raw = await read_parameters(request)
        try:
            params = parameters.read(method, raw)
        except ApiError:
            self._log(method, raw)
            raise
        self._log(method, params)
        planned = self.simulator.planned_errors.get(method)
        if planned:
            raise planned.pop(0)
        if method == "getUpdates":
            return await self._poll(request, params)
        return METHODS[method](self.simulator, params)

    def _log(self, method: str, params: dict[str, Any]) -> None:
        self.simulator.call_log.append((method, {k: _shown(v) for k, v in params.items()}))
        self.simulator.changes.announce()

    async def _poll(self, request: Request, params: dict[str, Any]) -> list[dict[str, Any]]:
        """Wait for updates, but not longer than the client does."""
        poll = Poll()
        watch = asyncio.create_task(self._watch(request, poll))
        try:
            return await self.simulator.updates.fetch(params, poll)
        finally:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)

    async def _watch(self, request: Request, poll: Poll) -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        self.simulator.updates.abandon(poll)


def _shown(value: Any) -> Any:
    """Name a file in the log instead of keeping it once more."""
    if isinstance(value, Upload):
        return f"<{value.name}, {len(value.data)} bytes>"
    return value
