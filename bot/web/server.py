"""Serves an application in the running event loop, next to the bot, on a port of this machine."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.types import ASGIApp

CONNECTIONS = 400  # at once, idle ones included; Telegram opens 100 at most
PATIENCE = 3  # seconds for requests that are being answered when the server is stopped


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; raise OSError where the address or the port is no good."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family)
    # Connections inherit it. Else the end of an answer waits 40 ms until the other side has
    # acknowledged its beginning.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, listener: socket.socket) -> AsyncIterator[None]:
    """Serve while the context is open; then finish what is being answered and free the port."""
    server = _Server(
        uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,  # the bot's own logging, with its redaction
            log_level="warning",
            access_log=False,  # paths may hold secrets
            server_header=False,
            proxy_headers=False,  # anybody can send them
            limit_concurrency=CONNECTIONS,
            timeout_graceful_shutdown=PATIENCE,
        )
    )
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield
    finally:
        server.should_exit = True
        await running


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the bot, which decides what stops when."""
        yield
