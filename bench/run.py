"""One measured run: a bot, the learners that tap at it, and what they saw."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from time import perf_counter

from bench.processes import PATIENCE, Process, ResponderProcess
from bench.result import BenchBroken
from bench.seed import Seeded, count_answers

Learners = list[tuple[int, list[str]]]  # each with what it does, by Telegram id

SETTLING = 20.0  # seconds for the taps in flight to get their feedback


@dataclass(frozen=True)
class Play:
    """How the learners tap: without pause where `rate` is None; all times in seconds."""

    warm: float
    seconds: float
    latency: float = 0.0
    rate: float | None = None


@dataclass(frozen=True)
class Run:
    """What a run showed; `waits` are the sorted seconds from tap to feedback."""

    seconds: float
    waits: Sequence[float]
    bot_cpu: float
    responder_cpu: float
    calls: float
    edit: str
    edit_length: int
    feedbacks: int

    @property
    def taps_per_second(self) -> float:
        """How many taps got their feedback each second."""
        return len(self.waits) / self.seconds

    @property
    def p50_ms(self) -> float:
        """The wait that half of the taps stayed below."""
        return find_quantile(self.waits, 0.5) * 1000

    @property
    def p99_ms(self) -> float:
        """The wait that 99 of 100 taps stayed below."""
        return find_quantile(self.waits, 0.99) * 1000


def find_quantile(ordered: Sequence[float], share: float) -> float:
    """Return the smallest of the ordered values that at least that share does not exceed."""
    return ordered[max(0, ceil(len(ordered) * share) - 1)]


def measure(  # noqa: PLR0913 - who, what, and how long
    responder: ResponderProcess,
    bot: Process,
    seeded: Seeded,
    play: Play,
    *,
    learners: Learners | None = None,
    patience: float = SETTLING,
) -> Run:
    """Let the learners tap at a bot that has just been started.

    Afterwards wait for the feedback to the taps in flight; raise BenchBroken where any is missing
    after that many seconds, unless there are none to wait.
    """
    wait_for_bot(responder, bot)
    responder.order(
        "play",
        learners=seeded.list_learners() if learners is None else learners,
        message=seeded.message,
        rate=play.rate,
        latency=play.latency,
    )
    start = bot.read_cpu()
    seen = responder.order("measure", warm=play.warm, seconds=play.seconds)
    cpu = (bot.read_cpu() - start) / (play.warm + seen["seconds"])
    total = responder.order("stop", patience=patience)
    is_short = patience > 0 and total["made"] != total["feedbacks"]
    if is_short or total["unexpected"] or not seen["waits"]:
        raise BenchBroken(
            f"of {total['made']} taps {total['feedbacks']} got feedback, "
            f"and {total['unexpected']} messages came unasked"
        )
    return Run(
        seconds=seen["seconds"],
        waits=seen["waits"],
        bot_cpu=cpu,
        responder_cpu=seen["cpu"],
        calls=seen["calls"] / seen["seconds"],
        edit=total["edit"],
        edit_length=total["edit_length"],
        feedbacks=total["feedbacks"],
    )


def wait_for_bot(responder: ResponderProcess, bot: Process) -> None:
    """Wait until the bot asks for updates."""
    end = perf_counter() + PATIENCE
    while perf_counter() < end and bot.is_running():
        if responder.order("meet", patience=0.5)["met"]:
            return
    raise BenchBroken("the bot has not started")


def wait_for_feedback(responder: ResponderProcess, bot: Process) -> float:
    """Return when the first feedback came, on the clock of `perf_counter`."""
    end = perf_counter() + PATIENCE
    while perf_counter() < end and bot.is_running():
        first = responder.order("wait", patience=0.5)["first"]
        if first is not None:
            return float(first)
    raise BenchBroken("no tap was answered")


def check_answers(seeded: Seeded, feedbacks: int) -> None:
    """Raise BenchBroken where what the learners were shown is not what is stored."""
    stored = count_answers(seeded.path) - seeded.answers
    if stored != feedbacks:
        raise BenchBroken(f"{feedbacks} taps got feedback, but {stored} answers are stored")
