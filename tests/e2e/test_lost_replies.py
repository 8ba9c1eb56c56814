"""Each call to Telegram in turn fails, or takes effect and seems to fail: the end is the same."""

from collections.abc import Callable
from functools import partial

import httpx
import pytest

from bot.chat import retrying
from bot.config import Settings
from bot.learning.course import Catalog
from bot.learning.people import Role
from tests.conftest import FakeClock
from tests.e2e.stage import Stage
from tests.e2e.student import Student

CALLS = 24  # the dialogue makes this many; each fails once in a run of its own


class OneFault(httpx.AsyncBaseTransport):
    """Spoils one call: with 502 instead of doing it, or by losing the answer after it was done."""

    def __init__(self, inner: httpx.AsyncBaseTransport, number: int, *, is_done: bool) -> None:
        self._inner = inner
        self._number = number
        self._is_done = is_done
        self.calls = 0
        self.is_armed = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a call on, except the one."""
        if not self.is_armed or request.url.path.endswith("/getUpdates"):
            return await self._inner.handle_async_request(request)
        self.calls += 1
        if self.calls != self._number:
            return await self._inner.handle_async_request(request)
        if not self._is_done:
            return httpx.Response(502, text="<html>Bad Gateway</html>")
        await self._inner.handle_async_request(request)
        raise httpx.ReadError("the answer was lost")


async def play(
    settings: Settings,
    clock: FakeClock,
    catalog: Catalog,
    spoil: Callable[[httpx.AsyncBaseTransport], OneFault],
) -> tuple[object, ...]:
    """Join as a trainer, begin a check, answer twice; return how it ended, and the calls made."""
    stage = Stage(settings, clock)
    stage.spoil = spoil
    async with stage.running():
        faulty = stage.transport
        assert isinstance(faulty, OneFault)
        faulty.is_armed = True
        newcomer = stage.newcomer()
        await newcomer.starts(stage.services.enrolment.invite(Role.TRAINER))
        await newcomer.says("Ana K.")
        await newcomer.taps("Yes, that's me")
        student = Student(newcomer, catalog)
        await newcomer.taps("Start lesson 1")
        await newcomer.forges("check:more-than-a-sale")
        toasts = []
        for _ in range(2):
            await student.answers()
            toasts.append(newcomer.toast.partition(":")[0])
            explained = newcomer.last["text"].partition("\n")[0]
            await newcomer.taps("Next →")
        home = newcomer.last["text"].partition("\n")[0]
        member = stage.services.enrolment.find_member(newcomer.id)
        standing = stage.services.study.stand(1)
        menu = [c["command"] for c in stage.simulator.commands_for(newcomer.id)]
        ended = (member, standing.next_step, standing.is_started, toasts, explained, home, menu)
        return (*map(str, ended), faulty.calls)


@pytest.mark.parametrize("is_done", [False, True], ids=["refused", "answer lost"])
async def test_every_call_may_fail(
    settings: Settings,
    clock: FakeClock,
    shipped: Catalog,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_done: bool,
) -> None:
    """The name, the answers, the screens and the menu are those of an undisturbed dialogue."""
    monkeypatch.setattr(retrying, "FIRST_PAUSE", 0.001)
    clean = await play(settings, clock, shipped, partial(OneFault, number=0, is_done=is_done))
    calls = clean[-1]
    assert isinstance(calls, int)
    assert 14 <= calls <= CALLS

    for number in range(1, calls + 1):
        settings.database.unlink()
        fault = partial(OneFault, number=number, is_done=is_done)
        spoilt = await play(settings, clock, shipped, fault)
        # What the learner draws and is told of right and wrong differs by chance, not by fault.
        assert spoilt[:1] + spoilt[2:-1] == clean[:1] + clean[2:-1], f"call {number}"
