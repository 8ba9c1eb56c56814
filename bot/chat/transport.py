"""How calls reach Telegram: python-telegram-bot's calls, carried by aiohttp.

The library's own carrier, httpx, costs more than everything else that a tap needs, and
`httpx-aiohttp` under it still half of that: docs/decisions/0007-transport.md.
"""

import io
import ssl
from functools import lru_cache
from typing import Any
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx
from telegram.error import BadRequest, NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.diagnostics.logging import redact
from bot.limits import MAX_DOWNLOAD

CONNECTIONS = 256
POOL_SECONDS = 10.0  # for a free connection, or a new one with its TLS
CONNECT_SECONDS = 5.0
READ_SECONDS = 5.0
UPLOAD_SECONDS = 60.0  # for a file altogether
MAX_ANSWER = MAX_DOWNLOAD + 1024 * 1024  # bytes; no answer of the Bot API is larger than a file


class Request(BaseRequest):
    """A pool of connections to the Bot API; the address of a proxy may hold a password."""

    def __init__(self, proxy_url: str | None = None) -> None:
        self._proxy_url = proxy_url
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """How many seconds an answer may take where a call does not say."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Open the pool."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS, ssl=_make_ssl_context()),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close the pool; `initialize` opens it again."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0913 - the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make a call and return status and body.

        Raises TimedOut, or NetworkError with what happened; never with the address, which holds
        the token. A file has a minute to be taken; `write_timeout` is not looked at.
        """
        del write_timeout
        if self._session is None:
            raise RuntimeError("the request is not initialized")
        files = request_data.multipart_data if request_data is not None else None
        timeout = aiohttp.ClientTimeout(
            total=UPLOAD_SECONDS if files else None,
            connect=_choose(pool_timeout, POOL_SECONDS),
            sock_connect=_choose(connect_timeout, CONNECT_SECONDS),
            sock_read=_choose(read_timeout, READ_SECONDS),
        )
        content: dict[str, Any] = {}
        if request_data is not None and files:
            content["data"] = _make_form(request_data.json_parameters, files)
        elif request_data is not None:
            content["json"] = request_data.parameters
        try:
            async with self._session.request(
                method, url, timeout=timeout, proxy=self._proxy_url, **content
            ) as response:
                return response.status, await _read(response)
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            words = redact(str(error)) or "the connection was closed"
            raise NetworkError(f"{type(error).__name__}: {words}") from None


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """Return the body; raise BadRequest as soon as it is larger than Telegram's answers are."""
    length = response.content_length
    if length is not None and length <= MAX_ANSWER:
        return await response.read()
    parts: list[bytes] = []
    size = 0
    async for part in response.content.iter_any():
        parts.append(part)
        size += len(part)
        if size > MAX_ANSWER:
            raise BadRequest("the answer is too big")
    return b"".join(parts)


def find_proxy(server: str) -> str | None:
    """Return the proxy that the environment names for an address (`HTTPS_PROXY`, `NO_PROXY` …)."""
    address = httpx.URL(server)
    if proxy_bypass(address.host):
        return None
    proxies = getproxies()
    return proxies.get(address.scheme) or proxies.get("all")


def _choose(timeout: Any, default: float) -> float | None:
    """Return a call's own timeout; None is one, too: wait for ever."""
    return default if timeout is BaseRequest.DEFAULT_NONE else timeout


def _make_form(parameters: dict[str, str], files: dict[str, Any]) -> aiohttp.FormData:
    form = aiohttp.FormData(parameters)
    for name, (filename, content, kind) in files.items():
        body = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, body, filename=filename, content_type=kind)
    return form


@lru_cache(maxsize=1)
def _make_ssl_context() -> ssl.SSLContext:
    """Return what httpx trusts: certifi's authorities, or what SSL_CERT_FILE names."""
    return httpx.create_ssl_context()
