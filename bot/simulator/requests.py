"""Reads the parameters of a call from wherever they stand: query string, form, multipart, JSON."""

import json
from typing import Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from bot.simulator.errors import BadRequestError, TooLargeError
from bot.simulator.files import Upload

MAX_FILE = 50 * 1024 * 1024
MAX_BODY = MAX_FILE + 1024 * 1024


async def read_parameters(request: Request) -> dict[str, Any]:
    """Return all parameters, the body's before those of the query string."""
    params: dict[str, Any] = dict(request.query_params)
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    limited = limit_body(request, MAX_BODY)
    if content_type == "application/json":
        params.update(_parse_object(await limited.body()))
    elif content_type in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        params.update(await _read_form(limited))
    elif await limited.body():
        raise BadRequestError(f'unsupported content type "{content_type}"')
    return params


def limit_body(request: Request, limit: int) -> Request:
    """Return the request with a body that ends in 413 when it grows beyond the limit."""
    left = limit

    async def receive() -> Message:
        nonlocal left
        message = await request.receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise TooLargeError
        return message

    return Request(request.scope, receive)


def _parse_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body or b"{}")
    except ValueError as error:
        raise BadRequestError("can't parse JSON object") from error
    if not isinstance(value, dict):
        raise BadRequestError("object expected in the body")
    return value


async def _read_form(request: Request) -> dict[str, Any]:
    """Read a form; files come whole into memory."""
    params: dict[str, Any] = {}
    try:
        async with request.form() as form:
            for name, value in form.multi_items():
                if name in params:
                    raise BadRequestError(f'parameter "{name}" is given twice')
                params[name] = await _upload(value) if isinstance(value, UploadFile) else value
    except HTTPException as error:
        raise BadRequestError(f"can't parse the form: {error.detail}") from error
    return params


async def _upload(file: UploadFile) -> Upload:
    data = await file.read()
    if len(data) > MAX_FILE:
        raise TooLargeError
    return Upload(file.filename or "file", file.content_type or "", data)
