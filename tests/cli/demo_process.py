"""The demo or the preview in a process of its own, as `make` starts it."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any, Self

import httpx

from tests.conftest import CONTENT

ROOT = Path(__file__).parents[2]
SECONDS = 60.0  # a busy machine starts slowly
ANA = 5_000_000_001
HANA = 5_000_000_003


class Demo:
    """A demo in a process of its own, or what another command puts on the stage."""

    def __init__(self, folder: Path, port: int, *command: str) -> None:
        self._folder = folder
        self._port = port
        self._command = command or ("demo",)
        self.url = ""

    async def __aenter__(self) -> Self:
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(ROOT / "run_bot.py"),
            *self._command,
            "--port",
            str(self._port),
            cwd=self._folder,
            env={"PATH": os.environ["PATH"], "CONTENT": str(CONTENT)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            self.url = await asyncio.wait_for(self._find_address(), SECONDS)
        except BaseException:
            self.process.kill()
            raise
        self.client = httpx.AsyncClient(base_url=httpx.URL(self.url).copy_with(path="/"))
        return self

    async def _find_address(self) -> str:
        assert self.process.stdout is not None
        said = []
        async for line in self.process.stdout:
            if line.startswith(b"Open http"):
                return line.decode().split()[1]
            said.append(line)
        raise AssertionError(said)

    async def __aexit__(self, *_: object) -> None:
        await self.client.aclose()
        if self.process.returncode is None:
            self.process.kill()
        await self.process.communicate()

    async def stop(self) -> tuple[int | None, str, str]:
        """Press Ctrl-C; return the status and what was printed."""
        self.process.send_signal(signal.SIGINT)
        out, error = await asyncio.wait_for(self.process.communicate(), SECONDS)
        return self.process.returncode, out.decode(), error.decode()

    async def read(self, person: int) -> list[dict[str, Any]]:
        """Return the messages of a private chat; none where that person is not there yet."""
        answer = await self.client.get(f"/page/api/chats/{person}?person={person}")
        messages: list[dict[str, Any]] = answer.json().get("messages", [])
        return messages

    async def act(self, *, person: int = ANA, **act: object) -> None:
        """Act as somebody on the page."""
        answer = await self.client.post("/page/api/act", json={"person": person, **act})
        assert answer.status_code == 200, answer.text

    async def wait_for(self, words: str, person: int = ANA) -> dict[str, Any]:
        """Wait until somebody's newest message holds the words."""
        async with asyncio.timeout(SECONDS):
            while True:
                messages = await self.read(person)
                if messages and words in messages[-1].get("text", ""):
                    return messages[-1]
                await asyncio.sleep(0.05)
