"""`run_bot.py demo`: the bot and a Telegram of its own in one process, with a page to chat in."""

import argparse
import asyncio
import json
import logging
import secrets
import socket
from functools import partial
from pathlib import Path
from typing import Any

from bot.bootstrap import connect, open_database, open_services
from bot.bundle import Services
from bot.chat.application import Connection
from bot.chat.runner import serve
from bot.cli.output import fail, whole_number
from bot.cli.run import stop_on_signals
from bot.config import TOKEN, Settings
from bot.learning.people import Role
from bot.simulator import Simulator, SimulatorError, create_app
from bot.storage.engine import AlreadyRunning, ProcessLock
from bot.web.server import listen, serving

FOLDER = Path("data/demo")
HOST = "127.0.0.1"
PORT = 8765
BOT_ID = 7_000_000_001
SAVE_SECONDS = 1.0
ANA, TOM, HANA, NOOR = 5_000_000_001, 5_000_000_002, 5_000_000_003, 5_000_000_004
CAST = (
    (ANA, "Ana", "Kovač", Role.LEARNER, "learner"),
    (TOM, "Tom", "Berg", Role.TRAINER, "trainer"),
    (HANA, "Hana", "Ito", Role.HR, "HR"),
)


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("demo", help="try the bot in a browser, without Telegram")
    parser.add_argument(
        "--port",
        type=partial(whole_number, least=0, most=65535),
        default=PORT,
        help=f"the page's port (default: {PORT})",
    )
    parser.add_argument(
        "--reset", action="store_true", help="forget the demo's progress, and do nothing else"
    )
    parser.set_defaults(command=demo)


def demo(arguments: argparse.Namespace, settings: Settings) -> int:
    """Run simulator, bot and page until Ctrl-C; progress is kept for the next time."""
    lock = ProcessLock(FOLDER / "bot.db")
    try:
        lock.acquire()
    except AlreadyRunning as other:
        return fail(
            f"The demo is running already (process {other.process}). Use its page, or stop it "
            "with Ctrl-C first."
        )
    with lock:
        return _reset() if arguments.reset else _start(arguments.port, settings)


def _reset() -> int:
    for path in FOLDER.iterdir():
        if not path.name.endswith(".lock"):
            path.unlink()
    print("The demo starts anew next time.")
    return 0


def _start(port: int, settings: Settings) -> int:
    try:
        listener = _listen(port)
    except OSError as error:
        return fail(f"The demo cannot start: {error.strerror}.")
    port = listener.getsockname()[1]
    settings = settings.model_copy(
        update={
            "database": FOLDER / "bot.db",
            "bot_api_url": f"http://{HOST}:{port}",
            "proxy_url": None,
        }
    )
    logging.getLogger("bot").setLevel(logging.WARNING)  # the address is the one line to read
    token = _find_token(FOLDER / "token")
    with (
        listener,
        open_database(settings.database) as database,
        open_services(settings, database, token) as services,
    ):
        services.disk.start()
        simulator = _load_chats(FOLDER / "chats.json", token)
        _fill_stage(simulator, services)
        asyncio.run(_run(simulator, services, connect(settings, token), listener))
    return 0


def _find_token(path: Path) -> str:
    """Return this demo's own token: with one that everybody knows, any web page could use it."""
    token = path.read_text(encoding="utf-8") if path.exists() else ""
    if not TOKEN.fullmatch(token):  # a kill may have left half a file
        token = f"{BOT_ID}:{secrets.token_urlsafe(32)}"
        path.touch(mode=0o600)
        path.write_text(token, encoding="utf-8")
    return token


async def _run(
    simulator: Simulator, services: Services, connection: Connection, listener: socket.socket
) -> None:
    stop = asyncio.Event()
    stop_on_signals(stop)
    saving = asyncio.create_task(_keep_saving(simulator))
    print(f"Open {connection.api_url} in your browser. Ctrl-C stops the demo.", flush=True)
    try:
        async with serving(create_app(simulator), listener):
            try:
                await serve(connection, services, stop)
            finally:
                simulator.close()  # ends what would keep the server waiting
    finally:
        saving.cancel()
        _save_chats(simulator)
    print("\nStopped. Progress is kept; `make demo-reset` forgets it.")


def _listen(port: int) -> socket.socket:
    """Listen on the port, or on any free one where it is busy."""
    try:
        return listen(HOST, port)
    except OSError:
        return listen(HOST, 0)


def _fill_stage(simulator: Simulator, services: Services) -> None:
    """Put people on the stage: three have joined, one has an invitation, one group talks."""
    # The bot ignores updates that it has seen. Chats that were lost, or saved a moment too early,
    # must not bring their numbers back.
    seen = services.inbox.find_newest_id()
    simulator.updates.next_id = max(simulator.updates.next_id, seen + 1)
    for person_id, first_name, last_name, role, note in CAST:
        if services.enrolment.find_member(person_id) is None:
            services.enrolment.join(person_id, services.enrolment.invite(role))
            services.enrolment.give_name(person_id, f"{first_name} {last_name}")
        if person_id not in simulator.people:
            simulator.add_person(first_name, last_name=last_name, person_id=person_id, note=note)
            simulator.press_start(person_id)
    if NOOR not in simulator.people:
        simulator.add_person(
            "Noor",
            last_name="Haddad",
            person_id=NOOR,
            note="new colleague",
            start_payload=services.enrolment.invite(Role.LEARNER, days=365),
        )
        simulator.add_group("Logistics team", members=[ANA, TOM, HANA])


def _load_chats(path: Path, token: str) -> Simulator:
    """Restore the chats of the last time; where that fails, begin with empty ones."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Simulator.load(data, token=token)
    except FileNotFoundError:
        return Simulator(token=token)
    except (OSError, ValueError, KeyError, TypeError, SimulatorError) as error:
        print(f"The chats of the last demo cannot be read ({error}); they begin anew.")
        return Simulator(token=token)


async def _keep_saving(simulator: Simulator) -> None:
    while True:
        await asyncio.sleep(SAVE_SECONDS)
        _save_chats(simulator)


def _save_chats(simulator: Simulator) -> None:
    """Write the chats to a new file that then replaces the old one: never a half-written one."""
    path = FOLDER / "chats.json"
    text = json.dumps(simulator.dump(), ensure_ascii=False)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    new = path.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)
