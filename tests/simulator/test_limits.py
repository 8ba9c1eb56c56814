"""The limits on calls, on a clock that tests move."""

import asyncio

import pytest

from bot.simulator import Person, RateLimits, Simulator, SimulatorError

from .harness import Api, Clock, keyboard


@pytest.fixture
def limits(simulator: Simulator, clock: Clock) -> RateLimits:
    """Limits in real time, switched on."""
    simulator.limits = RateLimits(clock=clock)
    return simulator.limits


async def find_wait(api: Api) -> int:
    """Send what is refused; returns after how many seconds it may come again."""
    body = (await api.post("sendMessage", json={"chat_id": api.chat_id, "text": "Hi"})).json()
    wait: int = body["parameters"]["retry_after"]
    assert isinstance(wait, int)
    return wait


async def test_a_private_chat_takes_five_calls_in_five_seconds(
    api: Api, limits: RateLimits, clock: Clock, simulator: Simulator, ana: Person
) -> None:
    """The sixth is told how long to wait, and gets through exactly then."""
    for _ in range(5):
        await api.send()
        clock.advance(0.5)

    body = (await api.post("sendMessage", json={"chat_id": ana.id, "text": "Hi"})).json()

    assert body == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 3",
        "parameters": {"retry_after": 3},
    }
    assert (len(limits.accepted), limits.refused) == (5, 1)
    assert len(simulator.chat(ana.id).messages) == 1 + 5
    clock.advance(2.5)
    await api.send()
    assert limits.count_busiest(5.0) == 5


async def test_a_bot_makes_thirty_calls_a_second(
    api: Api, limits: RateLimits, clock: Clock, simulator: Simulator
) -> None:
    """To whomever."""
    people = [simulator.add_person(f"P{number}") for number in range(31)]
    for person in people:
        simulator.press_start(person.id)
    for person in people[:30]:
        await api.call("sendMessage", chat_id=person.id, text="Hi")

    last = {"chat_id": people[30].id, "text": "Hi"}

    words = (429, "Too Many Requests: retry after 1")
    assert await api.refused("sendMessage", **last) == words
    clock.advance(0.999)
    assert await api.refused("sendMessage", **last) == words
    clock.advance(0.002)
    await api.call("sendMessage", **last)
    assert limits.count_busiest(1.0) == 30
    assert limits.count_busiest(1.0, people[0].id) == 1


async def test_a_group_takes_twenty_calls_a_minute(
    api: Api, limits: RateLimits, clock: Clock, simulator: Simulator, ana: Person
) -> None:
    """Sends and edits together."""
    group = simulator.add_group("Lunch", members=[ana.id])
    sent = await api.call("sendMessage", chat_id=group.id, text="0")
    for number in range(1, 20):
        edit = {"chat_id": group.id, "message_id": sent["message_id"], "text": str(number)}
        await api.call("editMessageText", **edit)

    assert await api.refused("sendMessage", chat_id=group.id, text="Hi") == (
        429,
        "Too Many Requests: retry after 60",
    )
    clock.advance(60)
    await api.call("sendMessage", chat_id=group.id, text="Hi")
    assert {call.method for call in limits.accepted} == {"sendMessage", "editMessageText"}


async def test_only_sends_and_edits_that_worked_count(
    api: Api, limits: RateLimits, simulator: Simulator, ana: Person
) -> None:
    """Answers, polls, deletions, typing and refused calls are free."""
    sent = await api.send(reply_markup=keyboard([("A", "a")]))
    for _ in range(40):
        query = simulator.tap(ana.id, sent["message_id"], "a")
        await api.call("answerCallbackQuery", callback_query_id=query)
        await api.call("sendChatAction", chat_id=ana.id, action="typing")
        await api.call("getUpdates")
        await api.send_refused("")
        assert (await api.refused("sendMessage", chat_id=1, text="Hi"))[0] == 400
        assert (await api.refused("sendMessage", chat_id="@ana_k", text="Hi"))[0] == 400

    assert len(limits.accepted) == 1
    assert limits.refused == 0


async def test_the_clock_of_limits_can_run_faster(
    api: Api, simulator: Simulator, clock: Clock, ana: Person
) -> None:
    """Whoever waits as told, in real seconds, gets through."""
    simulator.limits = RateLimits(scale=2.0, clock=clock)
    for _ in range(5):
        await api.send()

    assert await find_wait(api) == 3  # 5 s of limits, 2.5 s of reality
    clock.advance(2.5)
    for _ in range(5):
        await api.send()
    assert simulator.limits.count_busiest(5.0, ana.id) == 5
    simulator.limits = RateLimits(scale=100.0, clock=clock)
    for _ in range(5):
        await api.send()
    assert await find_wait(api) == 1
    assert simulator.limits.refused == 1


async def test_idle_chats_are_forgotten(
    api: Api, limits: RateLimits, clock: Clock, simulator: Simulator, ana: Person
) -> None:
    """A bot with ten thousand people shall not keep as many windows."""
    people = [simulator.add_person(f"P{number}") for number in range(999)]
    for person in people:
        simulator.press_start(person.id)
        await api.call("sendMessage", chat_id=person.id, text="Hi")
        clock.advance(0.1)
    clock.advance(60)

    await api.send()

    assert list(limits._chats) == [ana.id]


async def test_limits_are_off_by_default_and_can_be_lifted(
    api: Api, simulator: Simulator, clock: Clock
) -> None:
    """At run time."""
    assert simulator.limits is None
    simulator.limits = RateLimits(clock=clock)
    simulator.limits = None

    await asyncio.gather(*(api.send() for _ in range(40)))


def test_a_clock_that_stands_still_is_refused() -> None:
    """Nothing would ever fit again."""
    with pytest.raises(SimulatorError, match="above 0"):
        RateLimits(scale=0)
