"""A simulator on a real port of this machine."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from bot.simulator import Simulator, create_app


@asynccontextmanager
async def serve(simulator: Simulator, port: int = 0) -> AsyncIterator[str]:
    """Serve a simulator on this machine; gives the address."""
    listener = socket.create_server(("127.0.0.1", port))
    config = uvicorn.Config(
        create_app(simulator), log_config=None, access_log=False, lifespan="off"
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        simulator.close()
        server.should_exit = True
        async with asyncio.timeout(10):
            await running
