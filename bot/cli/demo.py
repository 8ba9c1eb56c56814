"""`run_bot.py demo`: the bot and a Telegram of its own in one process, with a page to chat in."""

import argparse
import asyncio
import json
import logging
import socket
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.bootstrap import connect, make_web, open_database, open_services
from bot.bundle import Services
from bot.chat.application import Connection
from bot.chat.runner import OpenWeb
from bot.cli.demo_company import found_company
from bot.cli.output import fail
from bot.cli.stage import (
    HOST,
    TOM,
    Actor,
    adapt,
    add_port,
    bring_in,
    enrol,
    make_token,
    open_stage,
    play,
)
from bot.config import TOKEN, Settings
from bot.learning.people import Role
from bot.simulator import Simulator, SimulatorError, create_app
from bot.storage.engine import AlreadyRunning, ProcessLock
from bot.web.api.problems import API_PATH
from bot.web.dashboard.routes import DASHBOARD_PATH
from bot.web.server import listen

FOLDER = Path("data/demo")
SAVE_SECONDS = 1.0
NOOR = 5_000_000_004
HANA = Actor(5_000_000_003, "Hana", "Ito", Role.HR, "HR")
CAST = (
    Actor(5_000_000_001, "Ana", "Kovač", Role.LEARNER, "learner"),
    TOM,
    HANA,
)


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("demo", help="try the bot in a browser, without Telegram")
    add_port(parser)
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
        listener = open_stage(port)
    except OSError as error:
        return fail(f"The demo cannot start: {error.strerror}.")
    settings = adapt(settings, FOLDER / "bot.db", listener)
    pages = listen(HOST, 0)
    logging.getLogger("bot").setLevel(logging.WARNING)  # the address is the one line to read
    token = _find_token(FOLDER / "token")
    with (
        listener,
        pages,
        open_database(settings.database, settings.evidence_key) as database,
        open_services(settings, database, token) as services,
    ):
        services.disk.start()
        simulator = _load_chats(FOLDER / "chats.json", token)
        _fill_stage(simulator, services)
        found_company(database, services.library, ZoneInfo(settings.timezone))
        port = pages.getsockname()[1]
        here = f"http://{HOST}:{port}"
        services.signin.demo_address = f"{here}{DASHBOARD_PATH}"
        services.tokens.address = f"{here}{API_PATH}"
        open_web = make_web(services, pages, None)
        asyncio.run(_run(simulator, services, connect(settings, token), listener, open_web))
    return 0


def _find_token(path: Path) -> str:
    """Return this demo's own token."""
    token = path.read_text(encoding="utf-8") if path.exists() else ""
    if not TOKEN.fullmatch(token):  # a kill may have left half a file
        token = make_token()
        path.touch(mode=0o600)
        path.write_text(token, encoding="utf-8")
    return token


async def _run(
    simulator: Simulator,
    services: Services,
    connection: Connection,
    listener: socket.socket,
    open_web: OpenWeb,
) -> None:
    saving = asyncio.create_task(_keep_saving(simulator))
    print(f"Open {connection.api_url} in your browser. Ctrl-C stops the demo.")
    print(f"HR's dashboard, with made-up people: {_link_hana(services)}", flush=True)
    try:
        app = create_app(simulator)
        await play(simulator, app, listener, connection, services, open_web=open_web)
    finally:
        saving.cancel()
        _save_chats(simulator)
    print("\nStopped. Progress is kept; `make demo-reset` forgets it.")


def _link_hana(services: Services) -> str:
    """Return a link that signs HR in once; `/dashboard` in her chat gives another one."""
    hana = services.enrolment.find_member(HANA.id)
    assert hana is not None  # noqa: S101 - she has joined
    return f"{services.signin.demo_address}/enter?code={services.signin.make_code(hana)}"


def _fill_stage(simulator: Simulator, services: Services) -> None:
    """Put people on the stage: three have joined, one has an invitation, one group talks."""
    # The bot ignores updates that it has seen. Chats that were lost, or saved a moment too early,
    # must not bring their numbers back.
    seen = services.inbox.find_newest_id()
    simulator.updates.next_id = max(simulator.updates.next_id, seen + 1)
    for actor in CAST:
        enrol(services, actor)
        bring_in(simulator, actor)
    if NOOR not in simulator.people:
        simulator.add_person(
            "Noor",
            last_name="Haddad",
            person_id=NOOR,
            note="new colleague",
            start_payload=services.enrolment.invite(Role.LEARNER, days=365),
        )
        simulator.add_group("Logistics team", members=[actor.id for actor in CAST])


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
