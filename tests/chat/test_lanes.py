"""The lanes: never more than Telegram allows, the urgent first, nobody held up by others."""

import asyncio
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import limits
from bot.chat.lanes import HEADROOM, SWEEP_EVERY, Lane, Lanes, Ticket
from bot.limits import Limit
from tests.chat.timeless import TINY, play

GROUP = -1001
MASS_INTERVAL = limits.BOT.seconds / (limits.BOT.calls - HEADROOM)


class Flight(NamedTuple):
    """A call that has left; times are seconds since the start."""

    lane: Lane
    chat_id: int
    departed: float
    answered: float


class Airfield:
    """Lanes, and the calls that left through them in the order of their departure."""

    def __init__(self, pace: float = 1.0) -> None:
        self._loop = asyncio.get_running_loop()
        self._start = self._loop.time()
        self.lanes = Lanes(pace=pace, clock=self._loop.time)
        self.flights: list[Flight] = []

    @property
    def now(self) -> float:
        """Seconds since the start."""
        return self._loop.time() - self._start

    def go(self, lane: Lane, chat_id: int, latency: float = 0.0) -> asyncio.Task[Flight]:
        """Let a call get in line now; its answer comes so many seconds after its departure."""
        ticket = self.lanes.issue(lane, chat_id)
        return asyncio.create_task(self.fly(ticket, latency))

    async def fly(self, ticket: Ticket, latency: float = 0.0) -> Flight:
        """Get in line with a ticket, perhaps not for the first time."""
        await self.lanes.enter(ticket)
        departed = self.now
        try:
            await asyncio.sleep(latency)
        finally:
            self.lanes.leave(ticket)
        flight = Flight(ticket.lane, ticket.chat_id, departed, self.now)
        self.flights.append(flight)
        return flight

    async def fill(self, chats: range = range(1, 31)) -> None:
        """Take the bot's places of this second, in as many chats."""
        await asyncio.gather(*(self.go(Lane.TAP, chat_id) for chat_id in chats))


def list_excess(moments: list[float], limit: Limit) -> list[float]:
    """Return at which moments more calls are counted within the limit's span than it allows."""
    moments = sorted(moments)
    pairs = zip(moments, moments[limit.calls :], strict=False)
    return [last for first, last in pairs if last - first < limit.seconds - 1e-9]


class Wish(NamedTuple):
    """A call that somebody wants to make; times are seconds."""

    lane: Lane
    chat_id: int
    begin: float  # when it gets in line
    latency: float  # from its departure to its answer
    share: float  # of that, until Telegram counts it


wishes = st.builds(
    Wish,
    lane=st.sampled_from(Lane),
    chat_id=st.sampled_from([1, 2, 3, GROUP, *range(10, 40)]),
    begin=st.floats(0, 3),
    latency=st.sampled_from([0.0, 0.05]) | st.floats(0, 8),
    share=st.sampled_from([0.0, 1.0]) | st.floats(0, 1),
)


@given(st.lists(wishes, min_size=40, max_size=150), st.sampled_from([1.0, 20.0]))
@settings(max_examples=80)
def test_telegram_never_counts_more_than_it_allows(wanted: list[Wish], pace: float) -> None:
    """Whenever it counts a call, between departure and answer, and however long that takes."""

    async def call(airfield: Airfield, wish: Wish) -> tuple[int, float]:
        await asyncio.sleep(wish.begin / pace)
        flight = await airfield.go(wish.lane, wish.chat_id, wish.latency / pace)
        counted = flight.departed + wish.share * (flight.answered - flight.departed)
        return wish.chat_id, counted * pace

    async def scenario() -> None:
        airfield = Airfield(pace)
        counted = await asyncio.gather(*(call(airfield, wish) for wish in wanted))

        assert len(counted) == len(wanted)
        assert list_excess([moment for _, moment in counted], limits.BOT) == []
        for chat_id in {chat_id for chat_id, _ in counted}:
            moments = [moment for chat, moment in counted if chat == chat_id]
            assert list_excess(moments, limits.find_chat_limit(chat_id)) == []

    play(scenario)


@pytest.mark.parametrize(("chat_id", "limit"), [(7, limits.PRIVATE_CHAT), (GROUP, limits.GROUP)])
def test_chat_is_written_to_as_fast_as_it_may_be(chat_id: int, limit: Limit) -> None:
    """Its first calls leave at once, and each further one when a place is free again."""

    async def scenario() -> None:
        airfield = Airfield()
        waiting = [airfield.go(Lane.REPLY, chat_id, latency=0.5) for _ in range(limit.calls + 1)]
        *first, last = await asyncio.gather(*waiting)

        assert all(flight.departed < TINY for flight in first)
        assert last.departed == pytest.approx(0.5 + limit.seconds, abs=TINY)

    play(scenario)


def test_urgent_lane_leaves_first() -> None:
    """Taps before replies before mass messages, whoever waited longer."""

    async def scenario() -> None:
        airfield = Airfield()
        await asyncio.sleep(2)
        await airfield.fill()
        del airfield.flights[:]
        waiting = [
            airfield.go(lane, 100 + number)
            for number, lane in enumerate([Lane.MASS, Lane.REPLY, Lane.TAP] * 2)
        ]
        await asyncio.gather(*waiting)

        lanes = [flight.lane for flight in airfield.flights]
        assert lanes == [Lane.TAP, Lane.TAP, Lane.REPLY, Lane.REPLY, Lane.MASS, Lane.MASS]
        assert airfield.flights[0].departed == pytest.approx(3, abs=TINY)

    play(scenario)


def test_older_call_leaves_first_in_its_lane() -> None:
    """Also one that comes again: it keeps the number that it had."""

    async def scenario() -> None:
        airfield = Airfield()
        tried = airfield.lanes.issue(Lane.REPLY, 99)
        await airfield.lanes.enter(tried)
        airfield.lanes.leave(tried, is_counted=False)
        await airfield.fill()
        del airfield.flights[:]
        waiting = [airfield.go(Lane.REPLY, chat_id) for chat_id in (101, 102, 103)]
        await asyncio.sleep(0.5)
        await asyncio.gather(airfield.fly(tried), *waiting)

        assert [flight.chat_id for flight in airfield.flights] == [99, 101, 102, 103]

    play(scenario)


def test_full_chat_holds_up_no_other() -> None:
    """Those behind it in the lane, and in lower lanes, leave at once."""

    async def scenario() -> None:
        airfield = Airfield()
        await asyncio.sleep(2)
        full = [airfield.go(Lane.TAP, 7) for _ in range(8)]
        others = [airfield.go(lane, 8 + lane) for lane in Lane]

        for flight in await asyncio.gather(*others):
            assert flight.departed == pytest.approx(2, abs=TINY)
        late = await asyncio.gather(*full)
        assert [flight.departed > 6.9 for flight in late] == [False] * 5 + [True] * 3

    play(scenario)


def test_mass_messages_are_evenly_spaced_and_leave_headroom() -> None:
    """Not one in the first second; then 28 a second, and a tap never waits for them."""

    async def scenario() -> None:
        airfield = Airfield()
        mass = [airfield.go(Lane.MASS, 1_000 + number, latency=0.06) for number in range(100)]
        taps = []
        for number in range(12):
            await asyncio.sleep(0.5)
            asked_at = airfield.now
            tap = await airfield.go(Lane.TAP, 1 + number)
            taps.append(tap.departed - asked_at)
        departures = sorted([flight.departed for flight in await asyncio.gather(*mass)])

        assert departures[0] == pytest.approx(limits.BOT.seconds, abs=TINY)
        pairs = zip(departures, departures[2:], strict=False)
        assert all(later - earlier > MASS_INTERVAL - TINY for earlier, later in pairs)
        assert list_excess(departures, Limit(limits.BOT.calls - HEADROOM, 1.0)) == []
        assert departures[-1] < 100 / 25 + 1.5
        assert max(taps) < TINY

    play(scenario)


def test_slow_answers_to_mass_messages_leave_headroom_too() -> None:
    """However long Telegram takes, its places stay free."""

    async def scenario() -> None:
        airfield = Airfield()
        mass = [airfield.go(Lane.MASS, 1_000 + number, latency=30) for number in range(40)]
        await asyncio.sleep(20)
        urgent = [airfield.go(Lane.TAP, 7 + number) for number in range(HEADROOM)]

        for flight in await asyncio.gather(*urgent):
            assert flight.departed == pytest.approx(20, abs=TINY)
        flights = await asyncio.gather(*mass)
        assert sum(flight.departed < 30 for flight in flights) == limits.BOT.calls - HEADROOM

    play(scenario)


@pytest.mark.parametrize("lane", Lane)
def test_hold_concerns_its_chat_and_the_mass_if_it_was_one(lane: Lane) -> None:
    """Telegram's number is real seconds, at whatever pace the limits' clock goes."""

    async def scenario() -> None:
        airfield = Airfield(pace=10)
        await asyncio.sleep(2)
        told = airfield.lanes.issue(lane, 7)
        await airfield.lanes.enter(told)
        airfield.lanes.hold(told, 4)
        airfield.lanes.leave(told, is_counted=False)
        tap, reply = airfield.go(Lane.TAP, 7), airfield.go(Lane.REPLY, 8)
        mass = airfield.go(Lane.MASS, 9)

        assert (await reply).departed == pytest.approx(2, abs=TINY)
        assert (await tap).departed == pytest.approx(6, abs=TINY)
        expected = 6 if lane is Lane.MASS else 2
        assert (await mass).departed == pytest.approx(expected, abs=TINY + MASS_INTERVAL / 10)

    play(scenario)


def test_refused_call_takes_no_place() -> None:
    """Telegram does not count it either."""

    async def scenario() -> None:
        airfield = Airfield()
        for _ in range(100):
            ticket = airfield.lanes.issue(Lane.TAP, 7)
            await airfield.lanes.enter(ticket)
            airfield.lanes.leave(ticket, is_counted=False)

        assert airfield.now < TINY

    play(scenario)


def test_who_is_cancelled_in_line_leaves_nothing_behind() -> None:
    """No place is lost, and those behind go as if nobody had stood before them."""

    async def scenario() -> None:
        airfield = Airfield()
        await airfield.fill()
        given_up = [airfield.go(Lane.TAP, 100 + number) for number in range(40)]
        behind = [airfield.go(Lane.REPLY, 200 + number) for number in range(30)]
        await asyncio.sleep(0.5)
        for task in given_up:
            task.cancel()
        await asyncio.gather(*given_up, return_exceptions=True)

        for flight in await asyncio.gather(*behind):
            assert flight.departed == pytest.approx(1, abs=TINY)
        assert not any(airfield.lanes._waiting.values())

    play(scenario)


def test_who_is_cancelled_while_being_let_go_gives_the_place_back() -> None:
    """Else the chat would have one place less for ever."""

    async def scenario() -> None:
        airfield = Airfield()
        tickets = [airfield.lanes.issue(Lane.TAP, 7) for _ in range(limits.PRIVATE_CHAT.calls)]
        for ticket in tickets:
            await airfield.lanes.enter(ticket)
        waiting = airfield.go(Lane.TAP, 7)
        await asyncio.sleep(0.1)
        airfield.lanes.leave(tickets.pop(), is_counted=False)  # this lets it go
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert airfield.flights == []

        assert (await airfield.go(Lane.TAP, 7)).departed == pytest.approx(0.1, abs=TINY)
        for ticket in tickets:
            airfield.lanes.leave(ticket)
        assert airfield.lanes._bot.under_way == 0

    play(scenario)


def test_chats_are_forgotten_when_they_are_quiet() -> None:
    """A bot that runs for months has written to very many."""

    async def scenario() -> None:
        airfield = Airfield()
        for start in range(0, SWEEP_EVERY * 3, 30):
            await airfield.fill(range(start + 1, start + 31))

        assert len(airfield.flights) == SWEEP_EVERY * 3
        assert len(airfield.lanes._chats) < SWEEP_EVERY * 2

    play(scenario)
