"""Reads the parameters of a call from wherever they stand: query string, form, multipart, JSON."""

import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message, Receive, Scope

from bot.limits import MAX_UPLOAD
from bot.simulator.errors import BadRequestError, TooLargeError
from bot.simulator.files import Upload

MAX_BODY = MAX_UPLOAD + 1024 * 1024


async def read_parameters(scope: Scope, receive: Receive) -> dict[str, Any]:
    """Return all parameters, the body's before those of the query string.

    All but multipart is read without Starlette's request and form, which cost more than the call.
    """
    query = scope["query_string"]
    params: dict[str, Any] = dict(_parse_pairs(query)) if query else {}
    content_type = _read_content_type(scope)
    if content_type == "application/x-www-form-urlencoded":
        pairs = _parse_pairs(await _read_body(receive))
        form = dict(pairs)
        if len(form) < len(pairs):
            raise BadRequestError(f'parameter "{_find_double(pairs)}" is given twice')
        params.update(form)
    elif content_type == "application/json":
        params.update(_parse_object(await _read_body(receive)))
    elif content_type == "multipart/form-data":
        params.update(await _read_multipart(limit_body(Request(scope, receive), MAX_BODY)))
    elif await _read_body(receive):
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


def _read_content_type(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"content-type":
            words: str = value.decode("latin-1")
            return words.partition(";")[0].strip().lower()
    return ""


async def _read_body(receive: Receive) -> bytes:
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MAX_BODY:
            raise TooLargeError
    return body


def _parse_pairs(text: bytes) -> list[tuple[str, str]]:
    return parse_qsl(text.decode("latin-1"), keep_blank_values=True)


def _find_double(pairs: list[tuple[str, str]]) -> str:
    names = [name for name, _ in pairs]
    return next(name for name in names if names.count(name) > 1)


def _parse_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise BadRequestError("can't parse JSON object") from error
    if not isinstance(value, dict):
        raise BadRequestError("object expected in the body")
    return value


async def _read_multipart(request: Request) -> dict[str, Any]:
    """Read a form with files; they come whole into memory."""
    params: dict[str, Any] = {}
    try:
        async with request.form() as form:
            for name, value in form.multi_items():
                if name in params:
                    raise BadRequestError(f'parameter "{name}" is given twice')
                params[name] = await _upload(value) if isinstance(value, UploadFile) else value
    except MultiPartException as error:
        raise BadRequestError(f"can't parse the form: {error.message}") from error
    return params


async def _upload(file: UploadFile) -> Upload:
    data = await file.read()
    if len(data) > MAX_UPLOAD:
        raise TooLargeError
    return Upload(file.filename or "file", file.content_type or "", data)
