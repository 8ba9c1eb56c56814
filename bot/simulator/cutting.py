"""Ends a connection without an answer, for which ASGI has no word."""

import httpx
from starlette.types import Receive, Send


async def cut(receive: Receive, send: Send) -> None:
    """Close the socket under uvicorn; without a socket, raise what a client would see.

    `send` is a method of uvicorn's request cycle, which holds the transport. Under
    `httpx.ASGITransport` there is none, and an exception reaches the caller as it is.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise httpx.ReadError("Connection reset by peer")
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass  # uvicorn has then noticed, and complains of no missing answer
