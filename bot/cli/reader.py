"""Who runs a command, for the access log."""

import getpass

from bot.learning.accesses import Reader
from bot.learning.people import ActorOrigin


def find_reader() -> Reader:
    """Return who runs a command."""
    try:
        login = getpass.getuser()
    except (OSError, KeyError):  # a container without such a user
        login = None
    return Reader(ActorOrigin.COMMAND, login=login)
