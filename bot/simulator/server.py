"""The HTTP side: the Bot API in front, behind it downloads, the page and its API."""

import json
import re

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.simulator import page_api
from bot.simulator.calls import BotApi
from bot.simulator.cutting import cut
from bot.simulator.errors import ApiError
from bot.simulator.faults import BAD_GATEWAY, BadGateway, Reset
from bot.simulator.page_files import PageFiles
from bot.simulator.simulator import Simulator

CALL = re.compile(r"/bot([^/]+)/([^/]+)")
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


def create_app(simulator: Simulator) -> ASGIApp:
    """Serve a simulator; mount nothing in front, as bots expect `/botTOKEN/METHOD`."""
    return Server(simulator)


class Server:
    """Takes calls of the Bot API itself, without a framework's routing: load tests need the speed.

    Everything else goes to a Starlette application.
    """

    def __init__(self, simulator: Simulator) -> None:
        self._api = BotApi(simulator)
        routes: list[BaseRoute] = [
            Route("/file/bot{token}/{path:path}", self._download, methods=["GET"]),
            *page_api.routes(simulator),
            Mount("/", PageFiles()),
        ]
        self._other = Starlette(routes=routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["method"] in {"GET", "POST"}:
            call = CALL.fullmatch(scope["path"].removeprefix(scope.get("root_path", "")))
            if call is not None:
                await self._call(call[1], call[2], scope, receive, send)
                return
        await self._other(scope, receive, send)

    async def _call(
        self, token: str, method: str, scope: Scope, receive: Receive, send: Send
    ) -> None:
        try:
            result = await self._api.call(token, method, scope, receive)
            status, body = 200, {"ok": True, "result": result}
        except ApiError as error:
            status, body = error.error_code, error.as_json()
        except BadGateway:
            await _answer(send, 502, b"text/html", BAD_GATEWAY)
            return
        except Reset:
            await cut(receive, send)
            return
        await _answer(send, status, b"application/json", ENCODER.encode(body).encode())

    async def _download(self, request: Request) -> Response:
        """Give the bytes of a file that getFile named."""
        try:
            data = self._api.download(request.path_params["token"], request.path_params["path"])
        except ApiError as error:
            return JSONResponse(error.as_json(), error.error_code)
        return Response(data, media_type="application/octet-stream")


async def _answer(send: Send, status: int, content_type: bytes, body: bytes) -> None:
    headers = [(b"content-length", b"%d" % len(body)), (b"content-type", content_type)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
