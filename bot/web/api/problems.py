"""What goes wrong, as RFC 9457 has it: with words that say what to do next."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from bot.reports.passing import ENCODER

API_PATH = "/api/v1"
PROBLEM_TYPE = "application/problem+json"
METHODS = ("GET", "HEAD", "OPTIONS")
HEADERS = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex, nofollow",
    "cache-control": "no-store",
}
NOT_HERE = f"There is nothing here. {API_PATH}/openapi.json lists what there is."
NOT_SO = "This address is only read: use GET."


class Problem(Exception):
    """Why a request is not answered; `parameter` is the one that has to be mended."""

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        *,
        parameter: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.parameter = parameter
        self.headers = headers or {}

    def show(self) -> Response:
        """Return it as an answer."""
        body = {"title": self.status.phrase, "status": self.status.value, "detail": self.detail}
        if self.parameter is not None:
            body["parameter"] = self.parameter
        return write(body, self.status, self.headers, kind=PROBLEM_TYPE)


def write(
    body: Any,
    status: HTTPStatus = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
    *,
    kind: str = "application/json",
) -> Response:
    """Answer with JSON."""
    return send(ENCODER.encode(body), status, headers, kind=kind)


def send(
    text: str,
    status: HTTPStatus = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
    *,
    kind: str = "application/json",
) -> Response:
    """Answer with a text that is JSON already."""
    return Response(text.encode(), status, HEADERS | dict(headers or {}), kind)


async def refuse_path(request: Request, error: Exception) -> Response:
    """Answer what no route does: below the API's address as everything there is answered."""
    assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for those
    if not f"{request.url.path}/".startswith("/api/"):
        return await http_exception_handler(request, error)
    is_method = error.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    detail = NOT_SO if is_method else NOT_HERE
    return Problem(HTTPStatus(error.status_code), detail, headers=error.headers).show()
