"""getUpdates: confirming, waiting, filtering, and one poller only."""

import asyncio
import time

from bot.simulator import Person, Simulator

from .harness import Api, Clock

CONFLICT = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)


def texts(updates: list[dict[str, dict[str, str]]]) -> list[str]:
    """Pick the texts of message updates."""
    return [update["message"]["text"] for update in updates]


async def test_an_offset_confirms_everything_below_it(
    api: Api, simulator: Simulator, ana: Person
) -> None:
    """Until then the same updates come again."""
    for text in "abc":
        simulator.send_text(ana.id, text)

    first = await api.call("getUpdates", limit=2)
    again = await api.call("getUpdates", limit=2)
    rest = await api.call("getUpdates", offset=first[-1]["update_id"] + 1)

    assert texts(first) == texts(again) == ["a", "b"]
    assert texts(rest) == ["c"]
    assert first[1]["update_id"] == first[0]["update_id"] + 1
    assert simulator.pending_updates() == rest


async def test_a_negative_offset_keeps_only_the_last(
    api: Api, simulator: Simulator, ana: Person
) -> None:
    """Everything before is forgotten."""
    for text in "abc":
        simulator.send_text(ana.id, text)

    assert texts(await api.call("getUpdates", offset=-1)) == ["c"]
    assert texts(await api.call("getUpdates")) == ["c"]


async def test_updates_are_kept_for_a_day(
    api: Api, simulator: Simulator, ana: Person, clock: Clock
) -> None:
    """Then they are gone."""
    simulator.send_text(ana.id, "old")
    clock.advance(24 * 3600 + 1)

    assert await api.call("getUpdates") == []


async def test_only_allowed_kinds_are_queued_from_then_on(
    api: Api, simulator: Simulator, ana: Person
) -> None:
    """An omitted list keeps the former one, an empty one allows all."""
    await api.call("getUpdates", allowed_updates=["callback_query"])
    await api.call("getUpdates")
    simulator.send_text(ana.id, "unheard")
    assert await api.call("getUpdates") == []

    await api.call("getUpdates", allowed_updates=[])
    simulator.send_text(ana.id, "heard")

    assert texts(await api.call("getUpdates")) == ["heard"]
    assert await api.refused("getUpdates", allowed_updates=["massage"]) == (
        400,
        'Bad Request: unknown update type "massage" in allowed_updates',
    )


async def test_a_long_poll_wakes_at_once(api: Api, simulator: Simulator, ana: Person) -> None:
    """It does not sleep until its timeout."""
    started = time.monotonic()
    poll = asyncio.create_task(api.call("getUpdates", timeout=30))
    await simulator.wait_for(lambda: simulator.calls)

    simulator.send_text(ana.id, "wake up")

    assert texts(await poll) == ["wake up"]
    assert time.monotonic() - started < 2


async def test_a_long_poll_ends_empty_when_its_time_is_over(api: Api) -> None:
    """That is no error."""
    assert await api.call("getUpdates", timeout=1) == []


async def test_the_first_of_two_pollers_gets_a_conflict(
    api: Api, simulator: Simulator, ana: Person
) -> None:
    """The second one goes on."""
    first = asyncio.create_task(api.refused("getUpdates", timeout=30))
    await simulator.wait_for(lambda: len(simulator.calls) == 1)
    second = asyncio.create_task(api.call("getUpdates", timeout=30))

    assert await first == (409, CONFLICT)
    simulator.send_text(ana.id, "for the second")
    assert texts(await second) == ["for the second"]


async def test_closing_ends_long_polls(api: Api, simulator: Simulator) -> None:
    """So that a server can shut down; later polls are turned away."""
    poll = asyncio.create_task(api.call("getUpdates", timeout=30))
    await simulator.wait_for(lambda: simulator.calls)

    simulator.close()

    assert await poll == []
    assert await api.refused("getUpdates") == (500, "Internal Server Error: restart")


async def test_in_a_group_the_bot_hears_only_what_is_for_it(
    api: Api, simulator: Simulator, ana: Person
) -> None:
    """Privacy mode: commands, mentions, replies to the bot, and taps."""
    jan = simulator.add_person("Jan")
    group = simulator.add_group("Team lunch", members=[ana.id, jan.id])
    sent = await api.call("sendMessage", chat_id=group.id, text="Hello all")
    for text in ("just talk", "/stats", "/stats@training_bot", "/stats@other_bot", "1/2 @ana_k"):
        simulator.send_text(ana.id, text, group.id)
    simulator.send_text(jan.id, "Is @Training_Bot here?", group.id)
    simulator.send_text(jan.id, "Thanks", group.id, reply_to=sent["message_id"])
    simulator.forge_tap(jan.id, sent["message_id"], "x", group.id)

    *heard, tap = await api.call("getUpdates")

    assert texts(heard) == ["/stats", "/stats@training_bot", "Is @Training_Bot here?", "Thanks"]
    assert heard[0]["message"]["chat"] == {"id": group.id, "type": "group", "title": "Team lunch"}
    assert tap["callback_query"]["message"]["text"] == "Hello all"
    assert len(simulator.chat(group.id).messages) == 8
