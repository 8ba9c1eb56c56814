"""How calls reach Telegram: aiohttp under python-telegram-bot's request, with its errors set right.

httpx's own pool is the ceiling of a busy bot; docs/performance.md has the figures.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport
from telegram.error import TimedOut
from telegram.request import HTTPXRequest, RequestData

from bot.diagnostics.logging import redact

CONNECTIONS = 256
POOL_SECONDS = (
    10.0  # the transport counts connecting and TLS into it; the library's 1 s is too short
)
UPLOAD_SECONDS = 60.0  # the transport knows no write timeout, so a file has this long altogether


class Request(HTTPXRequest):
    """The library's request over aiohttp; made anew for each run, as a closed one stays closed.

    `transport` takes the place of the network in tests.
    """

    def __init__(
        self, proxy_url: str | None = None, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        super().__init__(
            connection_pool_size=CONNECTIONS,
            pool_timeout=POOL_SECONDS,
            httpx_kwargs={"transport": transport or make_transport(proxy_url)},
        )

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> tuple[int, bytes]:
        """Make a call; an upload ends with TimedOut after a minute."""
        if request_data is None or not request_data.multipart_data:
            return await super().do_request(url, method, request_data, *args, **kwargs)
        try:
            async with asyncio.timeout(UPLOAD_SECONDS):
                return await super().do_request(url, method, request_data, *args, **kwargs)
        except TimeoutError:
            raise TimedOut("the file was not taken in time") from None


def make_transport(proxy_url: str | None) -> AiohttpTransport:
    """Return a transport with a pool of its own."""
    transport = _Transport(
        limits=httpx.Limits(max_connections=CONNECTIONS),
        proxy=httpx.Proxy(proxy_url) if proxy_url else None,
    )
    transport.client = lambda: aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=CONNECTIONS, ssl=transport.ssl_context),
        cookie_jar=aiohttp.DummyCookieJar(),
    )
    return transport


def find_proxy(server: str) -> str | None:
    """Return the proxy that the environment names for an address (`HTTPS_PROXY`, `NO_PROXY` …).

    Once, at the start: the transport itself would read the environment anew for each call.
    """
    address = httpx.URL(server)
    if proxy_bypass(address.host):
        return None
    proxies = getproxies()
    return proxies.get(address.scheme) or proxies.get("all")


class _Transport(AiohttpTransport):
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        with _true_errors():
            response = await super().handle_async_request(request)
        if isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = _Stream(response.stream)
        return response


class _Stream(httpx.AsyncByteStream):
    """The body of an answer, whose connection may end in the middle."""

    def __init__(self, inner: httpx.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _true_errors():
            async for part in self._inner:
                yield part

    async def aclose(self) -> None:
        await self._inner.aclose()


@contextmanager
def _true_errors() -> Iterator[None]:
    """Say what happened: the transport calls a refused or broken connection a timeout.

    What it does not map at all would carry the address, and so the token, into the error's text.
    """
    try:
        yield
    except httpx.ConnectTimeout as error:
        cause = error.__cause__
        if isinstance(cause, aiohttp.ServerTimeoutError):
            raise
        refused = isinstance(cause, aiohttp.ClientConnectorError)
        kind = httpx.ConnectError if refused else httpx.ReadError
        raise kind(redact(str(cause) or "the connection was closed")) from cause
    except aiohttp.ClientError as error:
        raise httpx.RemoteProtocolError(redact(f"{type(error).__name__}: {error}")) from None
