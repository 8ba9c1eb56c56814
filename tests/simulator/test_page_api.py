"""The chat page's API: what it shows, what it does, and whom it refuses."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from bot.simulator import Person, Simulator

from .harness import TOKEN, Api, keyboard
from .serving import serve


async def act(api: Api, **body: Any) -> Any:
    """Post an act of Ana."""
    response = await api.client.post("/page/api/act", json={"person": api.chat_id, **body})
    return response.json()


async def test_the_page_learns_who_is_there(api: Api, simulator: Simulator, ana: Person) -> None:
    """People with their START payload, groups with their members."""
    simulator.add_person("Jan", start_payload="hr-1")
    group = simulator.add_group("Lunch", members=[ana.id])
    await api.call("setMyDescription", description="Teaches")

    state = (await api.client.get("/page/api/state")).json()

    assert state["bot"]["description"] == "Teaches"
    assert [(p["first_name"], p["note"]) for p in state["people"]] == [
        ("Ana", "learner"),
        ("Jan", None),
    ]
    assert state["people"][1]["start_payload"] == "hr-1"
    nothing_yet = {"last_message": None, "received": 0}
    assert state["groups"] == [
        {"id": group.id, "title": "Lunch", "members": [ana.id], **nothing_yet}
    ]
    assert state["people"][0]["last_message"]["text"] == "/start"


async def test_the_page_shows_a_chat(api: Api, simulator: Simulator) -> None:
    """Messages, menu, typing and block."""
    await api.send("Hello")
    await api.call("setMyCommands", commands=[{"command": "learn", "description": "Learn"}])
    await api.call("sendChatAction", chat_id=api.chat_id, action="typing")
    simulator.block(api.chat_id)

    shown = (await api.client.get(f"/page/api/chats/{api.chat_id}")).json()

    assert [m["text"] for m in shown["messages"]] == ["/start", "Hello"]
    assert shown["commands"] == [{"command": "learn", "description": "Learn"}]
    assert (shown["typing"], shown["blocked"]) == (True, True)
    assert (await api.client.get("/page/api/chats/1")).status_code == 404
    assert (await api.client.get("/page/api/chats/x")).status_code == 404


async def test_people_act_through_the_page(api: Api, simulator: Simulator) -> None:
    """Everything that the simulator offers to tests."""
    sent = await api.send(reply_markup=keyboard([("A", "a")]))
    text = await act(api, do="text", text="Helo")
    content = base64.b64encode(b"notes").decode()
    acts: list[dict[str, Any]] = [
        {"do": "edit", "message_id": text["message_id"], "text": "Hello"},
        {"do": "tap", "message_id": sent["message_id"], "data": "a"},
        {"do": "start", "payload": "hr-1"},
        {"do": "sticker"},
        {"do": "photo"},
        {"do": "document", "file_name": "a.txt", "content_base64": content},
        {"do": "block"},
        {"do": "unblock"},
    ]

    answers = [await act(api, **one) for one in acts]

    assert all(answer["ok"] for answer in answers), answers
    assert answers[1]["callback_query_id"] == simulator.unanswered_callbacks()[0]
    assert len(simulator.pending_updates()) == 9


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"do": "tap", "message_id": 1, "data": "x"}, "Message 1 has no button 'x'"),
        ({"do": "dance"}, '"do" must be one of text, start'),
        ({"do": "text"}, '"text" must be a string'),
        ({"do": "tap", "message_id": "1"}, '"message_id" must be an integer'),
        ({"do": "text", "text": "x", "person": 5}, "There is no person 5"),
        ({"do": "document", "file_name": "x", "content_base64": "%"}, ""),
    ],
)
async def test_wrong_acts_are_explained(api: Api, body: dict[str, Any], words: str) -> None:
    """The page can show the words."""
    answer = await act(api, **body)

    assert answer["ok"] is False
    assert words in answer["description"]


async def test_files_cannot_run_in_the_page(api: Api, simulator: Simulator) -> None:
    """Photos are shown, everything else is a download."""
    page = simulator.send_document(api.chat_id, "p ö.html", b"<script>")["document"]["file_id"]
    photo = simulator.send_photo(api.chat_id)["photo"][0]["file_id"]

    document = await api.client.get(f"/page/api/files/{page}")
    picture = await api.client.get(f"/page/api/files/{photo}")

    assert document.content == b"<script>"
    assert document.headers["content-disposition"] == "attachment; filename*=UTF-8''p%20%C3%B6.html"
    assert document.headers["x-content-type-options"] == "nosniff"
    assert picture.headers["content-disposition"].startswith("inline")
    assert picture.headers["content-type"] == "image/png"
    assert (await api.client.get("/page/api/files/none")).status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 403),
        ({"host": "localhost.evil.example:8081"}, 403),
        ({"host": "localhost:8081", "origin": "http://evil.example"}, 403),
        ({"host": "localhost:8081", "origin": "http://localhost:9999"}, 403),
        ({"host": "localhost:8081", "origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"content-type": "text/plain"}, 415),
        ({"host": "localhost:8081", "origin": "http://localhost:8081"}, 200),
        ({"host": "127.0.0.1:8081"}, 200),
    ],
)
async def test_only_the_own_page_may_use_the_api(
    api: Api, headers: dict[str, str], status: int
) -> None:
    """Neither rebound names nor other sites' forms get through."""
    response = await api.client.post(
        "/page/api/act",
        content=json.dumps({"person": api.chat_id, "do": "sticker"}),
        headers={"content-type": "application/json", **headers},
    )

    assert response.status_code == status
    if status == 403 and "content-type" not in headers:
        assert (await api.client.get("/page/api/state", headers=headers)).status_code == 403


async def test_bodies_are_limited(api: Api) -> None:
    """Beyond what a photo of a person needs they end in 413."""
    content = "x" * (29 * 1024 * 1024)

    response = await api.client.post(
        "/page/api/act",
        json={"person": api.chat_id, "do": "photo", "content_base64": content},
    )

    assert response.status_code == 413


async def test_the_page_itself_is_served(api: Api) -> None:
    """At the root."""
    response = await api.client.get("/")

    assert response.headers["content-type"].startswith("text/html")


@asynccontextmanager
async def connect(simulator: Simulator) -> AsyncIterator[httpx.AsyncClient]:
    """Talk over a real socket, as streams need it."""
    async with serve(simulator) as url, httpx.AsyncClient(base_url=url) as client:
        yield client
        simulator.close()


async def read_events(
    lines: AsyncIterator[str], seen: list[dict[str, Any]], simulator: Simulator
) -> None:
    """Collect events until the stream ends."""
    async for line in lines:
        if line.startswith("data: "):
            seen.append(json.loads(line.removeprefix("data: ")))
            simulator.changes.announce()


async def test_events_arrive_as_they_happen_and_end_with_the_simulator(
    simulator: Simulator, ana: Person
) -> None:
    """On a real socket; shutting down waits for nobody."""
    seen: list[dict[str, Any]] = []
    async with (
        connect(simulator) as client,
        client.stream("GET", "/page/api/events") as stream,
    ):
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.aiter_lines()
        await anext(lines)
        reading = asyncio.create_task(read_events(lines, seen, simulator))
        tap = simulator.forge_tap(ana.id, 1, "x")
        params = {"callback_query_id": tap, "text": "Right"}
        await client.post(f"/bot{TOKEN}/answerCallbackQuery", json=params)
        await simulator.wait_for(lambda: len(seen) == 2)
        simulator.close()
        await reading

    assert seen[0] == {"kind": "chat", "chat_id": ana.id}
    answer = {"kind": "answer", "person": ana.id, "callback_query_id": tap}
    assert seen[1] == {**answer, "text": "Right", "show_alert": False}


async def test_a_poll_ends_when_its_client_leaves(simulator: Simulator) -> None:
    """So that the update is not given to nobody, and no task stays behind."""
    async with connect(simulator) as client:
        url = f"/bot{TOKEN}/getUpdates?timeout=30"
        poll = asyncio.create_task(client.get(url, timeout=60))
        await simulator.wait_for(lambda: simulator.updates._poll)
        poll.cancel()
        with pytest.raises(asyncio.CancelledError):
            await poll

        await simulator.wait_for(lambda: simulator.updates._poll is None)


async def test_a_stream_ends_when_its_client_leaves(simulator: Simulator) -> None:
    """Nothing is collected for it any longer."""
    async with connect(simulator) as client:
        async with client.stream("GET", "/page/api/events"):
            await simulator.wait_for(lambda: simulator.changes._streams)
        await simulator.wait_for(lambda: not simulator.changes._streams)
