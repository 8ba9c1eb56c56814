"""What `demo` and `preview` share: a bot with a Telegram of its own, on a port of this machine."""

import asyncio
import secrets
import socket
from argparse import ArgumentParser
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from starlette.types import ASGIApp

from bot.bundle import Services
from bot.chat.application import Connection
from bot.chat.runner import OpenWeb, no_web, serve
from bot.cli.output import whole_number
from bot.cli.run import stop_on_signals
from bot.config import Settings
from bot.learning.people import Role
from bot.simulator import Simulator
from bot.web.server import listen, serving

HOST = "127.0.0.1"
PORT = 8765
BOT_ID = 7_000_000_001


@dataclass(frozen=True)
class Actor:
    """Somebody to play in the chat page; `note` says there who that is."""

    id: int
    first_name: str
    last_name: str
    role: Role
    note: str


TOM = Actor(5_000_000_002, "Tom", "Berg", Role.TRAINER, "trainer")


def add_port(parser: ArgumentParser) -> None:
    """Add the option for the page's port."""
    parser.add_argument(
        "--port",
        type=partial(whole_number, least=0, most=65535),
        default=PORT,
        help=f"the page's port (default: {PORT})",
    )


def open_stage(port: int) -> socket.socket:
    """Listen on the port, or on any free one where it is busy; raise OSError where none is."""
    try:
        return listen(HOST, port)
    except OSError:
        return listen(HOST, 0)


def adapt(settings: Settings, database: Path, listener: socket.socket) -> Settings:
    """Return settings with that database, and with the Telegram behind that port."""
    port = listener.getsockname()[1]
    return settings.model_copy(
        update={
            "database": database,
            "evidence_key": None,  # it seals the real one
            "bot_api_url": f"http://{HOST}:{port}",
            "proxy_url": None,
        }
    )


def make_token() -> str:
    """Return a new token: with one that everybody knows, any web page could use the API."""
    return f"{BOT_ID}:{secrets.token_urlsafe(32)}"


def enrol(services: Services, actor: Actor) -> None:
    """Let somebody join who has not."""
    if services.enrolment.find_member(actor.id) is None:
        services.enrolment.join(actor.id, services.enrolment.invite(actor.role))
        services.enrolment.give_name(actor.id, f"{actor.first_name} {actor.last_name}")


def bring_in(simulator: Simulator, actor: Actor) -> None:
    """Put somebody on the stage who has pressed START, unless they stand there."""
    if actor.id not in simulator.people:
        simulator.add_person(
            actor.first_name, last_name=actor.last_name, person_id=actor.id, note=actor.note
        )
        simulator.press_start(actor.id)


async def play(  # noqa: PLR0913 - a stage, its door, and who plays
    simulator: Simulator,
    app: ASGIApp,
    listener: socket.socket,
    connection: Connection,
    services: Services,
    *,
    open_web: OpenWeb = no_web,
) -> None:
    """Serve the simulator, inside that application, and run the bot until SIGTERM or Ctrl-C."""
    stop = asyncio.Event()
    stop_on_signals(stop)
    async with serving(app, listener):
        try:
            await serve(connection, services, stop, open_web=open_web)
        finally:
            simulator.close()  # ends what would keep the server waiting
