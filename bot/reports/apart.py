"""Counts in a process of its own: on a thread it would make taps wait for the interpreter.

The process is begun when it is needed and ends when nobody needs it, at the latest with the bot. It
reads on a connection of its own, gives way to everything else, and has bounds of time and memory.
"""

import logging
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock, Timer
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

import bot
from bot.learning.errors import CountingFailed
from bot.reports.apart_process import Order, Said
from bot.storage.engine import Database

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE: Final = 600.0  # seconds for one count
IDLE: Final = 600.0  # seconds without one, after which the process is ended
BEGIN: Final = "from bot.reports.apart_process import main; main()"
# Up to here a count is over before a process has begun: about a tenth of a second.
FEW_PEOPLE, FEW_QUIZZES = 1_000, 10_000


class Apart:
    """Runs functions that read the whole record, one at a time; a database is their first argument.

    They are functions of a module. What goes in and comes out is copied between the processes and
    has to be small; of much that comes out, `stream` copies one piece after the other. Where little
    is recorded they run right here. CountingFailed is raised for a count that takes too long or too
    much memory, or fails.
    """

    def __init__(
        self,
        database: Database,
        *,
        patience: float = PATIENCE,
        few_people: int = FEW_PEOPLE,
        python: str = sys.executable,
    ) -> None:
        self._database = database
        self._patience = patience
        self._few_people = few_people
        self._python = python
        self._using = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._retiring: Timer | None = None
        self._is_closed = False

    def run(
        self, work: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return what a function returns."""
        if self._is_small():
            return work(self._database, *args, **kwargs)
        (result,) = self._ask(work, args, kwargs, is_stream=False)
        return result  # type: ignore[no-any-return]  # as the function said

    def stream(
        self,
        work: Callable[Concatenate[Database, P], Iterator[T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Iterator[T]:
        """Yield what a function yields, piece by piece; nobody else is served meanwhile."""
        if self._is_small():
            yield from work(self._database, *args, **kwargs)
        else:
            yield from self._ask(work, args, kwargs, is_stream=True)

    def close(self) -> None:
        """End the process at once: whoever waits for it gets CountingFailed."""
        self._is_closed = True
        process = self._process
        if process is not None:
            process.kill()
        with self._using:
            self._end()

    def _is_small(self) -> bool:
        with self._database.peeking() as plain:
            ((people, quizzes),) = plain.fetch(
                "SELECT (SELECT coalesce(max(id), 0) FROM person),"
                " (SELECT coalesce(max(id), 0) FROM quiz_session)"
            )
        return bool(people <= self._few_people and quizzes <= FEW_QUIZZES)

    def _ask(
        self,
        work: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
        *,
        is_stream: bool,
    ) -> Iterator[Any]:
        with self._using:
            if self._is_closed:
                raise CountingFailed
            try:
                process = self._begin()
            except OSError as error:
                log.warning("no process to count in, so taps may wait: %s", error.strerror)
                found = work(self._database, *args, **kwargs)
                yield from found if is_stream else [found]
                return
            order = Order(self._database.path, work, args, dict(kwargs), is_stream)
            yield from self._talk(process, order)
            self._retire_later()

    def _talk(self, process: subprocess.Popen[bytes], order: Order) -> Iterator[Any]:
        assert process.stdin is not None  # noqa: S101 - it was begun with pipes
        assert process.stdout is not None  # noqa: S101
        overtime = Timer(self._patience, process.kill)
        overtime.daemon = True
        overtime.start()
        is_done = False
        try:
            process.stdin.write(pickle.dumps(order))
            process.stdin.flush()
            while True:
                said, value = pickle.load(process.stdout)  # noqa: S301 - from our own process
                if said is Said.FAILED:
                    log.error("counting failed:\n%s", value)
                    raise CountingFailed
                if said is Said.DONE:
                    is_done = True
                    return
                yield value
        except (EOFError, OSError, pickle.UnpicklingError):
            if not self._is_closed:
                log.error("the process that counts has died: too long, or too little memory?")  # noqa: TRY400
            raise CountingFailed from None
        finally:
            overtime.cancel()
            if not is_done:
                self._end()

    def _begin(self) -> subprocess.Popen[bytes]:
        if self._retiring is not None:
            self._retiring.cancel()
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        root = Path(bot.__file__).parents[1]
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [self._python, "-c", BEGIN],
            env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(root)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # a Ctrl-C is for the bot, which ends it
        )
        return self._process

    def _retire_later(self) -> None:
        self._retiring = Timer(IDLE, self._retire)
        self._retiring.daemon = True
        self._retiring.start()

    def _retire(self) -> None:
        if self._using.acquire(blocking=False):  # else somebody needs it again
            try:
                self._end()
            finally:
                self._using.release()

    def _end(self) -> None:
        if self._retiring is not None:
            self._retiring.cancel()
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with suppress(OSError), process:  # which closes the pipes, and waits
                pass
