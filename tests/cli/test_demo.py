"""`make demo`'s command: one address, ready chats, a clean stop, progress kept."""

import asyncio
import json
import os
import re
import signal
import socket
import sys
from pathlib import Path

import httpx

from tests.cli.demo_process import ANA, HANA, ROOT, SECONDS, Demo
from tests.conftest import CONTENT


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


async def test_demo_shows_a_dashboard_that_is_not_empty(tmp_path: Path) -> None:
    """By the link that is printed and from HR's chat; marked as made up, and still there later."""
    async with Demo(tmp_path, 0) as demo:
        printed = (await demo.process.stdout.readline()).decode().split()[-1]  # type: ignore[union-attr]
        await demo.wait_for("Welcome, Hana.", HANA)
        await demo.act(person=HANA, do="text", text="/dashboard")
        message = await demo.wait_for("nobody in it is real", HANA)
        link = message["reply_markup"]["inline_keyboard"][0][0]["url"]
        for address in (printed, link):
            base, _, code = address.partition("/enter?code=")
            async with httpx.AsyncClient(follow_redirects=True) as browser:
                page = await browser.post(f"{base}/enter", data={"code": code})
            assert "Demo data: nobody here is real" in page.text
            assert "Eva Lind" in page.text
            assert re.search(r"<b>2</b> <span>overdue", page.text)
            assert re.search(r"<b>10</b> <span>completed", page.text)
            assert "By the end of" in page.text
        mira = re.search(r'href="([^"]*)"[^>]*>\s*Mira Novak', page.text)
        assert mira is not None
        async with httpx.AsyncClient(follow_redirects=True, cookies=browser.cookies) as browser:
            page = await browser.get(str(page.url.join(mira[1])))
        assert re.search(r"\b(9\d|100)%", page.text)  # took the test herself

    async with Demo(tmp_path, 0) as demo:
        printed = (await demo.process.stdout.readline()).decode().split()[-1]  # type: ignore[union-attr]
        base, _, code = printed.partition("/enter?code=")
        async with httpx.AsyncClient(follow_redirects=True) as browser:
            page = await browser.post(f"{base}/enter", data={"code": code})
        assert re.search(r"<b>10</b> <span>completed", page.text)


async def test_demo_has_the_api_that_it_names(tmp_path: Path) -> None:
    """HR makes a token in the chat; with it the rows of the made-up company are read."""
    async with Demo(tmp_path, 0) as demo:
        await demo.wait_for("Welcome, Hana.", HANA)
        await demo.act(person=HANA, do="text", text="/tokens Payroll")
        message = await demo.wait_for("The API is at", HANA)
        address = re.search(r"http://127\.0\.0\.1:\d+/api/v1", message["text"])
        secret = re.search(r"tb_\S+", message["text"])
        assert address
        assert secret
        headers = {"authorization": f"Bearer {secret[0]}"}
        async with httpx.AsyncClient(headers=headers) as client:
            answer = await client.get(f"{address[0]}/completions")
        assert answer.status_code == 200
        assert "Eva Lind" in answer.text


async def test_reset_forgets_everything_but_not_under_a_running_demo(tmp_path: Path) -> None:
    """A demo that runs is left alone; afterwards the chats begin anew."""

    async def reset() -> tuple[int | None, str]:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(ROOT / "run_bot.py"),
            "demo",
            "--reset",
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"]},
            stderr=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
        )
        _, error = await asyncio.wait_for(process.communicate(), SECONDS)
        return process.returncode, error.decode()

    async with Demo(tmp_path, 0) as demo:
        await demo.wait_for("Welcome, Ana.")
        status, error = await reset()
        assert status == 1
        assert error.startswith("The demo is running already (process ")
        await demo.act(do="text", text="/help")
        await demo.wait_for("Read a lesson card by card")
        await demo.stop()

    assert await reset() == (0, "")
    assert [path.name for path in (tmp_path / "data/demo").iterdir()] == ["bot.db.lock"]


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
            assert error.decode().startswith("The demo is running already (process ")
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
    (tmp_path / "data/demo/token").write_text("", encoding="utf-8")
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
    async with httpx.AsyncClient(base_url=second.decode().split()[1]) as client:
        act = {"person": ANA, "do": "text", "text": "/progress"}
        await client.post("/page/api/act", json=act)
        async with asyncio.timeout(SECONDS):
            while True:
                chat = await client.get(f"/page/api/chats/{ANA}?person={ANA}")
                if "The course is complete when" in chat.text:
                    break
                await asyncio.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    await asyncio.wait_for(process.communicate(), SECONDS)

    assert b"begin anew" in first
    assert second.startswith(b"Open http")
    assert process.returncode == 0
