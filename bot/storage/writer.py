"""The one thread that writes: what waits together becomes durable together, with one sync."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar, cast

from bot.storage.engine import Database

log = logging.getLogger(__name__)

T = TypeVar("T")

GROUP = 64  # jobs at most; a larger group would let the first one wait for the last


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[], Any]
    done: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop


class Writer:
    """Runs use cases in turn, in groups that commit together.

    Several writer threads would only wait for each other. A use case that fails leaves nothing
    behind and does not disturb the others of its group; where the commit fails, all of them fail.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    async def run(self, work: Callable[[], T]) -> T:
        """Run a use case and return what it returns, once that is durable."""
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        self._jobs.put(_Job(work, done, loop))
        return cast("T", await done)

    def close(self) -> None:
        """Finish what waits, and end the thread."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._jobs.get()) is not None:
            jobs = [first]
            is_last = False
            while len(jobs) < GROUP and not is_last:
                try:
                    job = self._jobs.get_nowait()
                except Empty:
                    break
                if job is None:
                    is_last = True
                else:
                    jobs.append(job)
            outcomes = self._work_off([job.work for job in jobs])
            _report(jobs, outcomes)
            if is_last:
                return

    def _work_off(self, group: Sequence[Callable[[], Any]]) -> Sequence[Any]:
        """Return for each use case what it returned, or a `_Failure`."""
        try:
            with self._database.grouping():
                return [_attempt(work) for work in group]
        except Exception as error:  # noqa: BLE001 - whoever waits is told, whatever it is
            return [_Failure(error)] * len(group)


@dataclass(frozen=True, slots=True)
class _Failure:
    error: Exception


def _attempt(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - it is raised where the use case was asked for
        return _Failure(error)


def _report(jobs: Sequence[_Job], outcomes: Sequence[Any]) -> None:
    """Tell those who wait, with one call into each event loop."""
    for loop in {job.loop for job in jobs}:
        told = [(j.done, o) for j, o in zip(jobs, outcomes, strict=True) if j.loop is loop]
        try:
            loop.call_soon_threadsafe(_tell, told)
        except RuntimeError:
            log.info("nobody waits any more for what was written: the loop is closed")


def _tell(told: Sequence[tuple[asyncio.Future[Any], Any]]) -> None:
    for done, outcome in told:
        if done.done():
            continue  # whoever waited was cancelled
        if isinstance(outcome, _Failure):
            done.set_exception(outcome.error)
        else:
            done.set_result(outcome)
