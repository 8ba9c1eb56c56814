"""`make demo`'s command: one address, ready chats, a clean stop, progress kept."""

import asyncio
import json
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any, Self

import httpx

from tests.conftest import CONTENT

ROOT = Path(__file__).parents[2]
SECONDS = 20.0
ANA = 5_000_000_001


class Demo:
    """A demo in a process of its own."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder
        self._port = port
        self.url = ""

    async def __aenter__(self) -> Self:
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(ROOT / "run_bot.py"),
            "demo",
            "--port",
            str(self._port),
            cwd=self._folder,
            env={"PATH": os.environ["PATH"], "CONTENT": str(CONTENT)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        assert self.process.stdout is not None
        line = await asyncio.wait_for(self.process.stdout.readline(), SECONDS)
        self.url = line.decode().split()[1] if line.startswith(b"Open http") else ""
        assert self.url, line
        self.client = httpx.AsyncClient(base_url=self.url)
        return self

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

    async def read(self, person: int = ANA) -> list[dict[str, Any]]:
        """Return the messages of a private chat."""
        answer = await self.client.get(f"/page/api/chats/{person}?person={person}")
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages

    async def act(self, **act: object) -> None:
        """Act as Ana on the page."""
        answer = await self.client.post("/page/api/act", json={"person": ANA, **act})
        assert answer.status_code == 200, answer.text

    async def wait_for(self, words: str) -> dict[str, Any]:
        """Wait until the newest message holds the words."""
        async with asyncio.timeout(SECONDS):
            while True:
                messages = await self.read()
                if messages and words in messages[-1].get("text", ""):
                    return messages[-1]
                await asyncio.sleep(0.05)


async def test_demo_keeps_progress_over_a_stop(tmp_path: Path) -> None:
    """The chats are ready, a card is read, Ctrl-C, and the second run goes on there."""
    async with Demo(tmp_path, 0) as demo:
        home = await demo.wait_for("Welcome, Ana. Next: More than a sale.")
        people = (await demo.client.get("/page/api/state")).json()["people"]
        assert [p["note"].split(",")[0] for p in people] == [
            "learner",
            "trainer",
            "HR",
            "new colleague",
        ]
        assert people[-1]["start_payload"]
        assert (await demo.client.get("/")).status_code == 200
        await demo.act(do="tap", message_id=home["message_id"], data="go")
        await demo.wait_for("card 1 of")
        status, out, error = await demo.stop()
        assert (status, error) == (0, "")
        assert "Progress is kept" in out

    async with Demo(tmp_path, 0) as demo:
        await demo.wait_for("card 1 of")
        await demo.act(do="text", text="/home")
        await demo.wait_for("More than a sale, card 2 of")


async def test_demo_takes_another_port_and_refuses_to_run_twice(tmp_path: Path) -> None:
    """A busy port is no reason to stop; the same progress in two processes is."""
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        async with Demo(tmp_path, port) as demo:
            assert not demo.url.endswith(f":{port}")
            second = await asyncio.create_subprocess_exec(
                sys.executable,
                str(ROOT / "run_bot.py"),
                "demo",
                cwd=tmp_path,
                env={"PATH": os.environ["PATH"], "CONTENT": str(CONTENT)},
                stderr=asyncio.subprocess.PIPE,
            )
            _, error = await asyncio.wait_for(second.communicate(), SECONDS)
            assert second.returncode == 1
            assert error.decode().startswith("Another bot (process ")
            assert error.count(b"\n") == 1


async def test_demo_killed_or_with_spoilt_chats_starts_again(tmp_path: Path) -> None:
    """Kill -9 loses no progress; a chat file that cannot be read costs the chats only."""
    async with Demo(tmp_path, 0) as demo:
        await demo.wait_for("Welcome, Ana.")
        await demo.act(do="text", text="/lessons")
        await demo.wait_for("Tap a number")
        demo.process.kill()
        await demo.process.wait()

    chats = tmp_path / "data/demo/chats.json"
    if chats.exists():
        json.loads(chats.read_text(encoding="utf-8"))
    chats.write_text('{"half": ', encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "run_bot.py"),
        "demo",
        "--port",
        "0",
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "CONTENT": str(CONTENT)},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    first = await asyncio.wait_for(process.stdout.readline(), SECONDS)
    second = await asyncio.wait_for(process.stdout.readline(), SECONDS)
    process.send_signal(signal.SIGTERM)
    await asyncio.wait_for(process.communicate(), SECONDS)

    assert b"begin anew" in first
    assert second.startswith(b"Open http")
    assert process.returncode == 0
