"""A Telegram Bot API server on your own machine, as strict as the real one.

It knows only Telegram's protocol, never our bot: the bot talks to it over HTTP as to Telegram,
tests and the chat page play the people.
"""

from bot.simulator.errors import SimulatorError
from bot.simulator.faults import Faults
from bot.simulator.page_files import PageFiles
from bot.simulator.page_guard import SameOriginOnly
from bot.simulator.people import Chat, Person
from bot.simulator.rates import RateLimits
from bot.simulator.server import create_app
from bot.simulator.simulator import Simulator

__all__ = [
    "Chat",
    "Faults",
    "PageFiles",
    "Person",
    "RateLimits",
    "SameOriginOnly",
    "Simulator",
    "SimulatorError",
    "create_app",
]
