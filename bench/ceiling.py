"""How many calls a second the responder could answer: what no bot may come near."""

import asyncio
import json
from time import perf_counter
from typing import Final, cast
from urllib.parse import parse_qsl

from bench.processes import TOKEN

CONNECTIONS: Final = 32


class Hammer(asyncio.Protocol):
    """Sends one request again as soon as its answer is there; all answers are of one length."""

    def __init__(self, request: bytes) -> None:
        self._request = request
        self._expected = 0
        self._received = b""
        self._transport: asyncio.Transport | None = None
        self.calls = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Count an answer that is whole, and send the next request."""
        self._received += data
        if not self._expected:
            head, _, _ = self._received.partition(b"\r\n\r\n")
            length = int(head.rpartition(b":")[2])
            self._expected = len(head) + 4 + length
        if len(self._received) >= self._expected:
            self._received = b""
            self.calls += 1
            assert self._transport is not None  # noqa: S101 - it has received something
            self._transport.write(self._request)


async def find_ceiling(port: int, edit: str, seconds: float) -> float:
    """Return the calls a second that the responder answers to plain keep-alive connections."""
    # As our bot sends it; a stock bot's form costs the responder less.
    body = json.dumps(dict(parse_qsl(edit))).encode()
    request = (
        f"POST /bot{TOKEN}/editMessageText HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body
    loop = asyncio.get_running_loop()
    connections = [
        await loop.create_connection(lambda: Hammer(request), "127.0.0.1", port)
        for _ in range(CONNECTIONS)
    ]
    start = perf_counter()
    await asyncio.sleep(seconds)
    calls = sum(hammer.calls for _, hammer in connections)
    taken = perf_counter() - start
    for transport, _ in connections:
        transport.abort()
    return calls / taken
