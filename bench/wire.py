"""Just enough HTTP/1.1 to be called by a bot: one answer for each request, connections kept."""

import asyncio
import binascii
import json
import re
from collections.abc import Callable
from typing import Final, cast
from urllib.parse import quote_plus

LENGTH: Final = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
CHUNKED: Final = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
NAME: Final = re.compile(rb'[ ;]name="([^"]+)"')
HEAD_END: Final = b"\r\n\r\n"

Form = dict[bytes, bytes]
Handle = Callable[["Wire", bytes, Form], None]


class Wire(asyncio.Protocol):
    """One connection; `handle` is given itself, the path and the fields of each request."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Handle every request that is complete."""
        self._received += data
        while (request := self._take()) is not None:
            target, body = request
            path, _, query = target.partition(b"?")
            self._handle(self, path, read_form(query) | read_body(body))

    def reply(self, payload: bytes, status: bytes = b"200 OK") -> None:
        """Answer with JSON; a caller who is gone gets nothing."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(
                b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
                % (status, len(payload), payload)
            )

    def is_gone(self) -> bool:
        """Tell whether the caller has hung up."""
        return self._transport is None or self._transport.is_closing()

    def _take(self) -> tuple[bytes, bytes] | None:
        """Return the target and body of the next request and forget it, or None: it is not whole.

        httpx sends the head and the body apart.
        """
        end = self._received.find(HEAD_END)
        if end < 0:
            return None
        start = end + len(HEAD_END)
        head = self._received[:end]
        length = LENGTH.search(head)
        if length is not None:
            stop = start + int(length[1])
            body = self._received[start:stop]
        elif CHUNKED.search(head):
            joined = join_chunks(self._received, start)
            if joined is None:
                return None
            body, stop = joined
        else:
            stop, body = start, b""
        if len(self._received) < stop:
            return None
        self._received = self._received[stop:]
        return head.split(b" ", 2)[1], body


def join_chunks(data: bytes, start: int) -> tuple[bytes, int] | None:
    """Return a chunked body and where it ends, or None where its end has not come yet."""
    body = b""
    while (end := data.find(b"\r\n", start)) >= 0:
        size = int(data[start:end].partition(b";")[0], 16)
        start = end + 2 + size + 2
        if len(data) < start:
            return None
        if size == 0:
            return body, start
        body += data[end + 2 : start - 2]
    return None


def read_body(body: bytes) -> Form:
    """Return the fields of a body, a form or a JSON object, their values quoted as in a form."""
    if body.startswith(b"--"):
        return read_parts(body)
    if not body.startswith(b"{"):
        return read_form(body)
    return {
        name.encode(): quote_plus(value if isinstance(value, str) else json.dumps(value)).encode()
        for name, value in json.loads(body).items()
    }


def read_parts(body: bytes) -> Form:
    """Return the fields of a body with files, without the files."""
    fields = {}
    for part in body.split(body.partition(b"\r\n")[0]):
        head, _, value = part.partition(b"\r\n\r\n")
        name = NAME.search(head)
        if name is not None and b"filename=" not in head:
            fields[name[1]] = quote_plus(value.removesuffix(b"\r\n")).encode()
    return fields


def read_form(form: bytes) -> Form:
    """Return the fields of a form, their values still quoted."""
    fields = {}
    for field in form.split(b"&") if form else ():
        name, _, value = field.partition(b"=")
        fields[name] = value
    return fields


def unquote(value: bytes) -> bytes:
    """Return what a form's value says.

    Quoted-printable differs from a form's quoting in two signs only, and the standard library
    decodes it in C: twenty times faster than `urllib.parse` for a text full of entities.
    """
    return binascii.a2b_qp(value.replace(b"+", b" ").replace(b"%", b"="))
