"""`run_bot.py preview`: write content, and try it in a chat beside the editor at each save."""

import argparse
import asyncio
import logging
import tempfile
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.types import ASGIApp

from bot.bootstrap import connect, open_database, open_preview, open_services
from bot.chat.presenting import Presenter
from bot.chat.runner import Take
from bot.cli.output import fail
from bot.cli.stage import TOM, adapt, add_port, bring_in, enrol, make_token, open_stage, play
from bot.config import Settings
from bot.simulator import PageFiles, SameOriginOnly, Simulator, create_app
from bot.web.preview.application import PAGE, PreviewPage

PLACE = "/preview"


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "preview", help="try lessons and questions in a browser while you write them"
    )
    parser.add_argument(
        "path", nargs="?", type=Path, help="the content folder (default: the setting CONTENT)"
    )
    add_port(parser)
    parser.set_defaults(command=preview)


def preview(arguments: argparse.Namespace, settings: Settings) -> int:
    """Run simulator, bot and page until Ctrl-C, on a database that is thrown away."""
    content: Path = arguments.path or settings.content
    if not content.is_dir():
        return fail(f"There is no folder {content}. Name the one that holds courses.yaml.")
    try:
        listener = open_stage(arguments.port)
    except OSError as error:
        return fail(f"The preview cannot start: {error.strerror}.")
    logging.getLogger("bot").setLevel(logging.WARNING)  # the address is the one line to read
    token = make_token()
    with tempfile.TemporaryDirectory(prefix="preview-") as folder, listener:
        settings = adapt(settings, Path(folder) / "bot.db", listener)
        settings = settings.model_copy(update={"content": content})
        with (
            open_database(settings.database, settings.evidence_key) as database,
            open_services(settings, database, token) as services,
        ):
            enrol(services, TOM)
            simulator = Simulator(token=token)
            chat = f"/#/chat/{TOM.id}/as/{TOM.id}"
            page = PreviewPage(services, open_preview(services, content), TOM.id, chat)

            def open_web(_take: Take, presenter: Presenter) -> AbstractAsyncContextManager[None]:
                return page.running(presenter.present, partial(bring_in, simulator, TOM))

            connection = connect(settings, token)
            print(
                f"Open {connection.api_url}{PLACE}/ in your browser. Ctrl-C stops it.", flush=True
            )
            app = _mount(page, simulator)
            asyncio.run(play(simulator, app, listener, connection, services, open_web=open_web))
    print("\nStopped. Nothing of it is kept but your files.")
    return 0


def _mount(page: PreviewPage, simulator: Simulator) -> ASGIApp:
    """Put the page beside the chat page, behind the same guard."""
    guard = [Middleware(SameOriginOnly)]
    return Starlette(
        routes=[
            Mount(f"{PLACE}/api", app=page.make_api(), middleware=guard),
            Mount(PLACE, app=PageFiles(PAGE)),
            Mount("/", app=create_app(simulator)),
        ]
    )
