"""Faults that are switched on: what a call meets, what it did, and what was counted."""

import asyncio
import time
from collections import Counter

import httpx
import pytest
from telegram import Bot
from telegram.error import NetworkError, RetryAfter

from bot.simulator import Faults, Person, Simulator, SimulatorError

from .harness import TOKEN, Api
from .serving import serve
from .test_updates import texts


def received(simulator: Simulator, person: Person) -> list[str]:
    """List the texts that the bot wrote to a person."""
    messages = simulator.chat(person.id).messages
    return [m["text"] for m in messages if m["from"]["is_bot"]]


async def test_nothing_fails_by_default(api: Api, simulator: Simulator) -> None:
    """And nothing is counted."""
    await api.send()

    assert simulator.faults is None
    assert simulator.faulted == Counter()


async def test_too_many_says_how_long_to_wait(api: Api, simulator: Simulator, ana: Person) -> None:
    """In words and in parameters; the call has no effect."""
    simulator.faults = Faults(too_many=1.0, retry_after=7)

    body = (await api.post("sendMessage", json={"chat_id": ana.id, "text": "Hi"})).json()

    assert body == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    }
    assert received(simulator, ana) == []
    assert simulator.faulted == {"too_many": 1}
    simulator.faults = None
    await api.send()


async def test_server_errors_come_from_the_server_or_from_nginx(
    api: Api, simulator: Simulator, ana: Person
) -> None:
    """500 in JSON, 502 as a page; neither has an effect."""
    simulator.faults = Faults(server_error=1.0)

    answers = [
        await api.post("sendMessage", json={"chat_id": ana.id, "text": "Hi"}) for _ in range(20)
    ]

    by_status = {answer.status_code: answer for answer in answers}
    assert set(by_status) == {500, 502}
    assert by_status[500].json()["description"] == "Internal Server Error"
    assert by_status[502].headers["content-type"] == "text/html"
    assert "<h1>502 Bad Gateway</h1>" in by_status[502].text
    assert received(simulator, ana) == []
    assert simulator.faulted == {"server_error": 20}


@pytest.mark.parametrize(("faults", "heard"), [({"reset": 1.0}, []), ({"drop": 1.0}, ["Hi"])])
async def test_a_cut_connection_gives_no_answer(
    simulator: Simulator,
    ana: Person,
    faults: dict[str, float],
    heard: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """On a real socket: after a reset nothing has happened, after a drop everything has."""
    simulator.faults = Faults(**faults)  # type: ignore[arg-type]

    async with serve(simulator) as url, httpx.AsyncClient(base_url=url) as client:
        params = {"chat_id": ana.id, "text": "Hi"}
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
            await client.post(f"/bot{TOKEN}/sendMessage", data=params)
        assert received(simulator, ana) == heard
        assert (await client.get(f"/bot{TOKEN}/getMe")).status_code == 200

    assert simulator.faulted == dict.fromkeys(faults, 1)
    assert [record for record in caplog.records if record.name.startswith("uvicorn")] == []


@pytest.mark.filterwarnings("ignore:.*retry_after.*")  # the library's, about its next version
async def test_the_library_sees_faults_as_its_own_errors(
    bot: Bot, simulator: Simulator, ana: Person
) -> None:
    """Also without a socket."""
    simulator.faults = Faults(drop=1.0)
    with pytest.raises(NetworkError, match="Connection reset by peer"):
        await bot.send_message(ana.id, "dropped")
    simulator.faults = Faults(reset=1.0)
    with pytest.raises(NetworkError, match="Connection reset by peer"):
        await bot.send_message(ana.id, "reset")
    simulator.faults = Faults(too_many=1.0, retry_after=3)
    with pytest.raises(RetryAfter):
        await bot.send_message(ana.id, "too many")

    assert received(simulator, ana) == ["dropped"]
    assert simulator.faulted == {"drop": 1, "reset": 1, "too_many": 1}


async def test_a_slow_call_takes_effect_at_once(
    api: Api, simulator: Simulator, ana: Person
) -> None:
    """Only its answer is late."""
    simulator.faults = Faults(slow=1.0, slow_seconds=0.2)
    started = time.monotonic()
    sending = asyncio.create_task(api.send("slow"))
    await simulator.wait_for(lambda: received(simulator, ana))
    assert not sending.done()

    await sending

    assert time.monotonic() - started >= 0.2
    assert simulator.faulted == {"slow": 1}


async def test_latency_holds_up_every_call_but_not_one_behind_the_other(
    api: Api, simulator: Simulator
) -> None:
    """Hundreds wait at the same time."""
    simulator.faults = Faults(latency=0.3)
    started = time.monotonic()

    await asyncio.gather(*(api.call("getMe") for _ in range(200)))

    assert 0.3 <= time.monotonic() - started < 5
    assert simulator.faulted == {}


async def test_the_same_seed_gives_the_same_faults(
    api: Api, simulator: Simulator, ana: Person
) -> None:
    """In about the shares that were asked for."""

    async def run(seed: int) -> list[int]:
        simulator.faults = Faults(too_many=0.2, server_error=0.3, seed=seed)
        params = {"chat_id": ana.id, "text": "Hi"}
        return [(await api.post("sendMessage", json=params)).status_code for _ in range(200)]

    first, again, other = await run(1), await run(1), await run(2)

    assert first == again != other
    assert 20 < first.count(429) < 60
    assert 40 < first.count(500) + first.count(502) < 80
    assert simulator.faulted.total() == 600 - (first + again + other).count(200)


async def test_only_chosen_methods_fail(api: Api, simulator: Simulator, ana: Person) -> None:
    """By default sends, edits and answers; getUpdates only when it is named."""
    simulator.faults = Faults(too_many=1.0)
    simulator.send_text(ana.id, "in")
    assert texts(await api.call("getUpdates")) == ["in"]
    assert (await api.refused("answerCallbackQuery", callback_query_id="1"))[0] == 429
    assert (await api.refused("deleteMessage", chat_id=ana.id, message_id=1))[0] == 429

    simulator.faults = Faults(server_error=1.0, methods=frozenset({"getUpdates"}))

    assert (await api.post("getUpdates")).status_code in {500, 502}
    await api.send()


async def test_a_dropped_poll_has_confirmed(api: Api, simulator: Simulator, ana: Person) -> None:
    """What it would have given comes with the next one."""
    for text in "ab":
        simulator.send_text(ana.id, text)
    [first, _] = await api.call("getUpdates")
    simulator.faults = Faults(drop=1.0, methods=frozenset({"getUpdates"}))
    with pytest.raises(httpx.ReadError):
        await api.post("getUpdates", json={"offset": first["update_id"] + 1})
    simulator.faults = None

    assert texts(await api.call("getUpdates")) == ["b"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"reset": -0.1}, "between 0 and 1"),
        ({"reset": 0.6, "drop": 0.6}, "between 0 and 1"),
        ({"redelivery": 1.1}, "between 0 and 1"),
        ({"latency": -1.0}, "not negative"),
        ({"retry_after": 0}, "at least one second"),
        ({"methods": frozenset({"sendmessage"})}, "no method sendmessage"),
    ],
)
def test_impossible_faults_are_refused(wrong: dict[str, object], words: str) -> None:
    """A mistake in a test shall be heard."""
    with pytest.raises(SimulatorError, match=words):
        Faults(**wrong)  # type: ignore[arg-type]


async def test_a_deactivated_person_is_out_of_reach(
    api: Api, simulator: Simulator, ana: Person
) -> None:
    """For messages and edits, for good; they can do nothing either."""
    sent = await api.send()
    simulator.deactivate(ana.id)
    words = (403, "Forbidden: user is deactivated")

    assert await api.refused("sendMessage", chat_id=ana.id, text="Hi") == words
    edit = {"chat_id": ana.id, "message_id": sent["message_id"], "text": "New"}
    assert await api.refused("editMessageText", **edit) == words
    for act in (simulator.press_start, simulator.block, simulator.unblock):
        with pytest.raises(SimulatorError, match="Ana's account is deactivated"):
            act(ana.id)


async def test_confirmed_updates_can_come_again(
    api: Api, simulator: Simulator, ana: Person
) -> None:
    """As they were, although their ids lie below the offset, until they are confirmed anew."""
    for text in "abc":
        simulator.send_text(ana.id, text)
    first = await api.call("getUpdates")
    offset = first[-1]["update_id"] + 1
    assert await api.call("getUpdates", offset=offset) == []

    assert simulator.redeliver(times=2) == 6

    assert texts(await api.call("getUpdates", offset=offset, limit=4)) == list("abca")
    assert texts(await api.call("getUpdates", offset=offset)) == list("bc")
    assert await api.call("getUpdates", offset=offset) == []
    assert simulator.redeliver() == 3


async def test_redelivery_mixes_chats_but_not_within_one(api: Api, simulator: Simulator) -> None:
    """The seed of the simulator decides how."""
    people = [simulator.add_person(name) for name in ("Jan", "Eva")]
    for number in range(10):
        for person in people:
            simulator.send_text(person.id, str(number))
    offset = (await api.call("getUpdates"))[-1]["update_id"] + 1
    await api.call("getUpdates", offset=offset)

    simulator.redeliver()
    again = await api.call("getUpdates", offset=offset)

    ids = [update["update_id"] for update in again]
    assert ids != sorted(ids)
    for person in people:
        own = [update for update in again if update["message"]["from"]["id"] == person.id]
        assert texts(own) == [str(number) for number in range(10)]


async def test_chance_brings_updates_again_at_most_four_times(
    api: Api, simulator: Simulator, ana: Person
) -> None:
    """Even if it is no chance: five deliveries."""
    simulator.faults = Faults(redelivery=1.0)
    simulator.send_text(ana.id, "again")
    given, offset = [], 0
    while updates := await api.call("getUpdates", offset=offset):
        given += texts(updates)
        offset = updates[-1]["update_id"] + 1

    assert given == ["again"] * 5
    assert simulator.faulted == {"redelivery": 4}


async def test_any_update_can_be_queued(api: Api, simulator: Simulator) -> None:
    """Odd ones too, for a bot must live with them."""
    odd = {"update_id": 7, "message": {"message_id": "x"}, "new_kind": [1]}
    simulator.requeue(odd)
    simulator.requeue({"update_id": 8})
    with pytest.raises(SimulatorError, match="integer update_id"):
        simulator.requeue({})

    assert await api.call("getUpdates", offset=100) == [odd, {"update_id": 8}]
    assert await api.call("getUpdates", offset=9) == []
