"""Use cases: one transaction each, called alike by the chat, the command line and the tests."""

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]
