"""Taps on buttons, from the tap to the bot's answer."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from bot.simulator.errors import BadRequestError

ANSWER_WITHIN = 60.0
"""Seconds in which a tap can be answered (the real server waits between 15 and some minutes)."""

MAX_ANSWER = 200
ANSWERS_KEPT = 10_000
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass(frozen=True, slots=True)
class Tap:
    """One tap that the bot has not answered yet."""

    id: str
    person_id: int
    chat_id: int
    at: float


class CallbackQueries:
    """Which taps wait for an answer, and which answers were shown."""

    def __init__(self) -> None:
        self.next_id = 4_100_000_000_000_000_001
        self.open: dict[str, Tap] = {}
        self.answers: OrderedDict[str, dict[str, Any]] = OrderedDict()

    def add(self, person_id: int, chat_id: int, now: float) -> Tap:
        """Remember a tap under a new id."""
        tap = Tap(str(self.next_id), person_id, chat_id, now)
        self.next_id += 1
        self.open[tap.id] = tap
        return tap

    def answer(self, query_id: str, text: str, *, show_alert: bool, now: float) -> Tap:
        """Stop the button's spinning; once, and in time."""
        if len(text) > MAX_ANSWER:
            raise BadRequestError("MESSAGE_TOO_LONG")
        tap = self.open.get(query_id)
        if tap is None or now - tap.at > ANSWER_WITHIN:
            raise BadRequestError(TOO_OLD)
        del self.open[query_id]
        self.answers[query_id] = {"text": text, "show_alert": show_alert}
        while len(self.answers) > ANSWERS_KEPT:
            self.answers.popitem(last=False)
        return tap
