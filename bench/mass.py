"""A mass message as the responder saw it, among the calls of those who tap."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bench.result import BenchBroken
from bot.limits import BOT


@dataclass(frozen=True)
class Mailing:
    """Who got a mass message and when; times are seconds on the limits' clock."""

    first: float
    last: float
    taps: int  # counted calls to those who tap, between the first message and the last
    messages: Counter[int]  # by chat

    @property
    def seconds(self) -> float:
        """How long it took from the first message to the last."""
        return self.last - self.first

    @property
    def taps_per_second(self) -> float:
        """How many calls a second the taps took of the limit."""
        return self.taps / self.seconds

    def find_ideal(self, people: int) -> float:
        """Return how many seconds it would take if no place in the limit were ever empty."""
        return people / (BOT.calls / BOT.seconds - self.taps_per_second)

    def count_wrong(self, people: int) -> int:
        """Return how many of the people did not get exactly one message."""
        return people - sum(1 for count in self.messages.values() if count == 1)


def read_mailing(counted: Sequence[tuple[float, str, int]], tappers: Collection[int]) -> Mailing:
    """Find the one mass message among the calls that were counted, in their order."""
    mass = [(at, chat_id) for at, _, chat_id in counted if chat_id not in tappers]
    if len(mass) <= 1:
        raise BenchBroken(f"{len(mass)} mass messages were sent")
    first, last = mass[0][0], mass[-1][0]
    taps = sum(1 for at, _, chat_id in counted if first <= at <= last and chat_id in tappers)
    return Mailing(first, last, taps, Counter(chat_id for _, chat_id in mass))
