"""`run_bot.py dashboard`: a link that signs somebody in, where the bot has no public address."""

import argparse
from typing import Any

from bot.bootstrap import find_dashboard, find_local, open_database, read_clock
from bot.cli.output import fail
from bot.config import Settings
from bot.learning.people import Member, Role
from bot.learning.signin import LINK_LIFE
from bot.services.signin import SignIn
from bot.web.dashboard.routes import DASHBOARD_PATH

NO_PORT = (
    "The bot has no web server. Set WEB_PORT=8080 (and WEB_HOST, to reach it from the network), "
    "start the bot again, and ask once more."
)
NOBODY = (
    "No administrator, HR or manager has joined yet. Let one in first: "
    "run_bot.py invite --role admin"
)


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("dashboard", help="print a link to the dashboard, good once")
    parser.add_argument(
        "--for",
        dest="whom",
        metavar="NAME",
        help="whom it signs in: an administrator, HR or a manager, by how the name begins "
        "(default: the only administrator)",
    )
    parser.set_defaults(command=print_link)


def print_link(arguments: argparse.Namespace, settings: Settings) -> int:
    """Store a link and print it; the code cannot be shown again."""
    address, local = find_dashboard(settings), find_local(settings)
    if address is None and local is None:
        return fail(NO_PORT)
    address = address or f"{local}{DASHBOARD_PATH}"
    if not settings.database.is_file():
        return fail(f"There is no database at {settings.database}. Run the bot once first.")
    with open_database(settings.database, settings.evidence_key) as database:
        signin = SignIn(database, read_clock)
        leaders = signin.list_leaders()
        found = _choose(leaders, arguments.whom)
        if len(found) != 1:
            return fail(_explain(leaders, found))
        code = signin.make_code(found[0])
    minutes = int(LINK_LIFE.total_seconds()) // 60
    print(f"Signs in {found[0].name} ({found[0].role}), once, within {minutes} minutes:")
    print(f"{address}/enter?code={code}")
    return 0


def _choose(leaders: list[Member], whom: str | None) -> list[Member]:
    if whom is None:
        return [one for one in leaders if one.role is Role.ADMIN]
    start = whom.strip().casefold()
    exact = [one for one in leaders if (one.name or "").casefold() == start]
    return exact or [one for one in leaders if (one.name or "").casefold().startswith(start)]


def _explain(leaders: list[Member], found: list[Member]) -> str:
    if not leaders:
        return NOBODY
    names = "\n".join(f"  {one.name} ({one.role})" for one in found or leaders)
    return f"Say whom the link is for with --for NAME:\n{names}"
