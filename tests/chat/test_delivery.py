"""Calls out: tried again while that can help, exactly as late as told, and never in vain."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.chat import retrying
from bot.chat.delivery import Delivery, in_lane
from bot.chat.lanes import Lane, Lanes
from bot.limits import PRIVATE_CHAT
from tests.chat.timeless import TINY, play


class Call:
    """A call of the bot to a chat, as the library makes it, and what comes of each try."""

    def __init__(
        self, *outcomes: Exception, endpoint: str = "sendMessage", chat_id: int | str = 7
    ) -> None:
        self.tried_at: list[float] = []
        self._outcomes: Iterator[Exception] = iter(outcomes)
        self._endpoint = endpoint
        self._chat_id = chat_id

    async def make(self, delivery: Delivery) -> Any:
        """Make the call in the present lane."""
        return await delivery.process_request(
            self._try, (), {}, self._endpoint, {"chat_id": self._chat_id}, None
        )

    async def _try(self) -> str:
        self.tried_at.append(asyncio.get_running_loop().time())
        for outcome in self._outcomes:
            raise outcome
        return "done"

    @property
    def pauses(self) -> list[float]:
        """The seconds between the tries."""
        pairs = zip(self.tried_at, self.tried_at[1:], strict=False)
        return [later - earlier for earlier, later in pairs]


def make_delivery() -> Delivery:
    """Return a delivery on the clock of the running loop."""
    return Delivery(Lanes(clock=asyncio.get_running_loop().time))


@pytest.mark.parametrize("endpoint", ["sendMessage", "answerCallbackQuery"])
@pytest.mark.parametrize("told", [3, timedelta(seconds=3)])
def test_429_is_waited_for_exactly_as_told(told: int | timedelta, endpoint: str) -> None:
    """Again and again; it does not make the pauses longer, whether or not the call counts."""

    async def scenario() -> None:
        call = Call(RetryAfter(told), RetryAfter(7), RetryAfter(told), endpoint=endpoint)
        with in_lane(Lane.TAP):
            assert await call.make(make_delivery()) == "done"

        assert call.pauses == pytest.approx([3, 7, 3], abs=TINY)

    play(scenario)


def test_429_holds_its_chat_and_no_other() -> None:
    """The chat's next call waits with it; another chat is written to at once."""

    async def scenario() -> None:
        delivery = make_delivery()
        refused, behind, beside = Call(RetryAfter(5)), Call(), Call(chat_id=8)
        with in_lane(Lane.REPLY):
            first = asyncio.create_task(refused.make(delivery))
            await asyncio.sleep(0.1)
            await asyncio.gather(behind.make(delivery), beside.make(delivery))
        await first

        begin = refused.tried_at[0]
        assert behind.tried_at[0] - begin == pytest.approx(5, abs=TINY)
        assert beside.tried_at[0] - begin == pytest.approx(0.1, abs=TINY)

    play(scenario)


@pytest.mark.parametrize(
    "error",
    [
        NetworkError("reset"),
        TimedOut(),
        NetworkError("Bad Gateway"),
        TelegramError("Invalid server response"),
        InvalidToken("Unauthorized"),
    ],
)
def test_what_passes_is_tried_with_longer_and_longer_pauses(error: Exception) -> None:
    """From half a second to half a minute, without end."""

    async def scenario() -> None:
        call = Call(*[error] * 9)
        with in_lane(Lane.REPLY):
            assert await call.make(make_delivery()) == "done"

        expected = [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
        assert call.pauses == pytest.approx(expected, abs=TINY)
        assert expected[0] == retrying.FIRST_PAUSE
        assert expected[-1] == retrying.LONGEST_PAUSE

    play(scenario)


@pytest.mark.parametrize(
    "error",
    [
        BadRequest("Message is not modified"),
        Forbidden("Forbidden: bot was blocked by the user"),
        Conflict("terminated by other getUpdates request"),
        ValueError("a defect of ours"),
    ],
)
def test_what_cannot_pass_is_never_tried_again(error: Exception) -> None:
    """Whoever called is told at once, and what Telegram decided."""

    async def scenario() -> None:
        call = Call(error)
        with in_lane(Lane.TAP), pytest.raises(type(error)) as raised:
            await call.make(make_delivery())

        assert raised.value is error
        assert len(call.tried_at) == 1

    play(scenario)


@pytest.mark.parametrize(
    ("error", "pauses"),
    [(NetworkError("reset"), [0.5, 1]), (TimedOut(), [0.5, 1]), (RetryAfter(3), [3, 3])],
)
def test_outside_a_lane_a_call_is_tried_three_times(
    error: TelegramError, pauses: list[float]
) -> None:
    """At the start and on the command line somebody waits for an answer."""

    async def scenario() -> None:
        call = Call(*[error] * 9)
        with pytest.raises(type(error)):
            await call.make(make_delivery())

        assert call.pauses == pytest.approx(pauses, abs=TINY)

    play(scenario)


def test_refused_token_is_said_at_once_outside_a_lane() -> None:
    """No try would change it, and whoever starts the bot has to know."""

    async def scenario() -> None:
        call = Call(InvalidToken("Unauthorized"))
        with pytest.raises(InvalidToken):
            await call.make(make_delivery())

        assert len(call.tried_at) == 1

    play(scenario)


@pytest.mark.parametrize(
    "error", [None, BadRequest("chat not found"), InvalidToken("Unauthorized")]
)
def test_every_try_takes_a_place(error: Exception | None) -> None:
    """Telegram may have counted it, whatever came back; outside a lane, too."""

    async def scenario() -> None:
        delivery = make_delivery()
        outcomes = [error] if error else []
        for _ in range(PRIVATE_CHAT.calls):
            await asyncio.gather(Call(*outcomes).make(delivery), return_exceptions=True)
        last = Call()
        begin = asyncio.get_running_loop().time()
        await last.make(delivery)

        assert last.tried_at[0] - begin == pytest.approx(PRIVATE_CHAT.seconds, abs=TINY)

    play(scenario)


@pytest.mark.parametrize(
    ("endpoint", "chat_id"),
    [("answerCallbackQuery", 7), ("getMe", 7), ("sendMessage", "@channel")],
)
def test_what_does_not_count_never_waits(endpoint: str, chat_id: int | str) -> None:
    """Answers to taps, above all."""

    async def scenario() -> None:
        delivery = make_delivery()
        calls = [Call(endpoint=endpoint, chat_id=chat_id) for _ in range(100)]
        with in_lane(Lane.TAP):
            await asyncio.gather(*(call.make(delivery) for call in calls))

        moments = [call.tried_at[0] for call in calls]
        assert max(moments) - min(moments) < TINY

    play(scenario)


def test_cancelled_call_gives_its_place_back() -> None:
    """Whether it stands in line, is under way or pauses: the next calls find all places."""

    async def scenario() -> None:
        delivery = make_delivery()
        lanes = delivery._lanes
        with in_lane(Lane.REPLY):
            pausing = asyncio.create_task(Call(RetryAfter(50)).make(delivery))
            await asyncio.sleep(0.1)
            in_line = asyncio.create_task(Call().make(delivery))
            await asyncio.sleep(0.1)
        for task in (pausing, in_line):
            task.cancel()
        await asyncio.gather(pausing, in_line, return_exceptions=True)

        assert lanes._bot.under_way == 0
        assert not any(lanes._waiting.values())
        assert not lanes._bot.answered

    play(scenario)
