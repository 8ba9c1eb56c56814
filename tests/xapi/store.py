"""A learning record store of the tests: it keeps statements by id, and fails when it is told to."""

import asyncio
import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Statement = dict[str, Any]
ANY_PORT = 0


@dataclass(frozen=True)
class Fault:
    """What happens to one request: an answer, or none; `is_kept` says whether it was stored."""

    status: int | None = None  # None: the connection is cut
    headers: dict[str, str] = field(default_factory=dict)
    is_kept: bool = False
    text: str = "not now"
    seconds: float = 0.0  # that it takes


@dataclass
class Store:
    """What it holds, and what was asked of it; thread-safe enough for one client at a time."""

    url: str = ""
    statements: dict[str, Statement] = field(default_factory=dict)
    voided: set[str] = field(default_factory=set)
    faults: deque[Fault | None] = field(default_factory=deque)
    asked: list[tuple[int, int]] = field(default_factory=list)  # statements, status (0: none)
    headers: list[dict[str, str]] = field(default_factory=list)
    repeated: int = 0  # statements that it had already
    refused_ids: set[str] = field(default_factory=set)
    hold_at: int | None = None  # the request after which it answers nothing for a while
    held: threading.Event = field(default_factory=threading.Event)
    on_ask: Callable[[], object] = lambda: None

    @property
    def holding(self) -> dict[str, Statement]:
        """The statements that hold: neither voided nor voiding."""
        return {
            one: statement
            for one, statement in self.statements.items()
            if one not in self.voided and statement["object"]["objectType"] == "Activity"
        }

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Answer POST …/statements."""
        body: list[Statement] = json.loads(await request.read())
        self.headers.append(dict(request.headers))
        self.on_ask()
        fault = self.faults.popleft() if self.faults else None
        if fault is not None:
            await asyncio.sleep(fault.seconds)
        if fault is not None and not fault.is_kept:
            return self._fail(request, fault, len(body))
        status = self._keep(body)
        self.asked.append((len(body), status))
        if self.hold_at == len(self.asked):
            self.held.set()
            await asyncio.sleep(60)
        if fault is not None:
            return self._fail(request, fault, len(body))
        if status != 200:
            return web.Response(status=status, text="statement refused")
        return web.json_response([one["id"] for one in body])

    def _keep(self, body: list[Statement]) -> int:
        """Keep all or none of them."""
        if any(one["id"] in self.refused_ids for one in body):
            return 400
        for one in body:
            if self.statements.get(one["id"], one) != one:
                return 409
        for one in body:
            self.repeated += one["id"] in self.statements
            self.statements[one["id"]] = one
            if one["verb"]["id"].endswith("/voided"):
                assert one["object"]["id"] in self.statements, "voids what it was never told"
                self.voided.add(one["object"]["id"])
        return 200

    def _fail(self, request: web.Request, fault: Fault, count: int) -> web.StreamResponse:
        if not fault.is_kept:
            self.asked.append((count, fault.status or 0))
        if fault.status is None:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        return web.Response(status=fault.status, headers=fault.headers, text=fault.text)


@contextmanager
def open_store() -> Iterator[Store]:
    """Serve a store on a free port, in a thread of its own."""
    store, ready = Store(), threading.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        app = web.Application(client_max_size=8_000_000)
        app.router.add_post("/xapi/statements", store.take)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", ANY_PORT)
        await site.start()
        host, port = runner.addresses[0][:2]
        store.url = f"http://{host}:{port}/xapi"
        ready.set()
        await stop.wait()
        await runner.cleanup()
        left = asyncio.all_tasks() - {asyncio.current_task()}  # requests that are held
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    stop = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield store
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()
