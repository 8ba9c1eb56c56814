"""The simulator's own interface: waiting, people, files, dump and load."""

import asyncio
import json
import threading

import httpx
import pytest

from bot.simulator import Person, Simulator, SimulatorError
from bot.simulator.files import PIXEL, image_size

from .harness import TOKEN, Api, Clock, keyboard


async def test_waiting_ends_when_the_state_fits(simulator: Simulator, ana: Person) -> None:
    """Also when another thread changes it."""
    threading.Timer(0.05, simulator.send_text, (ana.id, "from a thread")).start()

    await simulator.wait_for(simulator.pending_updates)


async def test_waiting_in_vain_shows_the_chats(api: Api, simulator: Simulator) -> None:
    """The message of a failed test says what was there instead."""
    await api.send("Which?", reply_markup=keyboard([("A", "a"), ("B", "b")]))

    with pytest.raises(TimeoutError, match=r'#2 Training bot: "Which\?" \[A\] \[B\]'):
        await simulator.wait_for(lambda: False, timeout=0.01)


async def test_people_keep_to_what_apps_can_do(simulator: Simulator, ana: Person) -> None:
    """Everything else is an error of the test."""
    jan = simulator.add_person("Jan", person_id=77)
    group = simulator.add_group("Lunch", members=[ana.id])
    mine = simulator.send_text(ana.id, "Mine")

    with pytest.raises(SimulatorError, match="already a person 77"):
        simulator.add_person("Jon", person_id=77)
    with pytest.raises(SimulatorError, match="no empty message"):
        simulator.send_text(ana.id, " ")
    with pytest.raises(SimulatorError, match="more than 4096"):
        simulator.send_text(ana.id, "x" * 4097)
    with pytest.raises(SimulatorError, match="start payload"):
        simulator.press_start(ana.id, "no spaces")
    with pytest.raises(SimulatorError, match="Jan is not in chat"):
        simulator.send_text(jan.id, "Hello", group.id)
    with pytest.raises(SimulatorError, match="There is no person"):
        simulator.send_text(5, "Hello")
    with pytest.raises(SimulatorError, match="no message 9 in chat"):
        simulator.edit_text(ana.id, 9, "Hello")
    assert mine["text"] == "Mine"


async def test_state_survives_a_restart(
    api: Api, simulator: Simulator, ana: Person, clock: Clock
) -> None:
    """Chats, ids, pending updates, menus and files; but not the token."""
    simulator.add_group("Lunch", members=[ana.id])
    sent = await api.send(reply_markup=keyboard([("A", "a")]))
    file = simulator.send_document(ana.id, "notes.txt", b"notes")["document"]
    await api.call("setMyCommands", commands=[{"command": "learn", "description": "Learn"}])
    await api.call("getUpdates", allowed_updates=["message", "callback_query"])
    tap = simulator.tap(ana.id, sent["message_id"], "a")

    data = json.loads(json.dumps(simulator.dump()))
    again = Simulator.load(data, token=TOKEN, clock=clock)

    assert TOKEN not in json.dumps(data)
    assert again.dump() == simulator.dump()
    assert again.chat(ana.id).messages == simulator.chat(ana.id).messages
    assert again.pending_updates() == simulator.pending_updates()
    assert again.unanswered_callbacks() == [tap]
    assert again.commands_for(ana.id) == simulator.commands_for(ana.id)
    assert again.files.by_id[file["file_id"]].data == b"notes"
    assert again.send_text(ana.id, "Hi")["message_id"] == file_message_id(simulator, ana) + 1
    with pytest.raises(SimulatorError, match="another bot"):
        Simulator.load(data, token="999:other")


def file_message_id(simulator: Simulator, person: Person) -> int:
    """Return the id of the last message."""
    last: int = simulator.chat(person.id).messages[-1]["message_id"]
    return last


async def test_photos_are_pictures(api: Api) -> None:
    """With a size that is read from them."""
    url = f"/bot{TOKEN}/sendPhoto"
    params = {"chat_id": str(api.chat_id), "caption": "Look"}

    async def send(data: bytes) -> httpx.Response:
        return await api.client.post(url, params=params, files={"photo": ("p.png", data)})

    good, bad, huge = await send(PIXEL), await send(b"GIF89a"), await send(bytes(10485761))

    assert good.json()["result"]["photo"][0]["width"] == 1
    assert good.json()["result"]["caption"] == "Look"
    assert bad.json()["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
    assert huge.json()["description"] == (
        'Bad Request: file "p.png" of size 10485761 bytes is too big for a photo'
    )


def test_the_size_of_a_jpeg_is_read() -> None:
    """It stands in a segment behind others."""
    jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08\x00\x02\x00\x03\x01"

    assert image_size(jpeg) == (3, 2)


async def test_files_have_limits(api: Api) -> None:
    """50 MB up, 20 MB down, captions of 1024."""
    url, chat = f"/bot{TOKEN}/sendDocument", {"chat_id": str(api.chat_id)}

    too_large = await api.client.post(url, data=chat, files={"document": ("a", bytes(52428801))})
    large = await api.client.post(url, data=chat, files={"document": ("a", bytes(20971521))})
    empty = await api.client.post(url, data=chat, files={"document": ("a", b"")})

    assert too_large.status_code == 413
    assert too_large.json()["description"] == "Request Entity Too Large"
    assert empty.json()["description"] == "Bad Request: file must be non-empty"
    file_id = large.json()["result"]["document"]["file_id"]
    assert await api.refused("getFile", file_id=file_id) == (400, "Bad Request: file is too big")
    words = "wrong file identifier/HTTP URL specified"
    refused = await api.refused("sendDocument", chat_id=api.chat_id, document="https://x.org/a")
    assert refused == (400, f"Bad Request: {words}")
    words = "there is no document in the request"
    refused = await api.refused("sendDocument", chat_id=api.chat_id)
    assert refused == (400, f"Bad Request: {words}")
    refused = await api.refused(
        "sendDocument", chat_id=api.chat_id, document=file_id, caption="x" * 1025
    )
    assert refused == (400, "Bad Request: message caption is too long")


async def test_files_can_be_attached_under_another_name(api: Api) -> None:
    """`attach://NAME` refers to another part of the request."""
    response = await api.client.post(
        f"/bot{TOKEN}/sendDocument",
        data={"chat_id": str(api.chat_id), "document": "attach://part"},
        files={"part": ("a.txt", b"a")},
    )

    document = response.json()["result"]["document"]
    path = (await api.call("getFile", file_id=document["file_id"]))["file_path"]
    assert document["file_name"] == "a.txt"
    assert (await api.client.get(f"/file/bot{TOKEN}/{path}")).content == b"a"
    assert (await api.client.get(f"/file/bot{TOKEN}/no/such")).status_code == 404
    assert (await api.client.get(f"/file/bot{TOKEN}x/{path}")).status_code == 401


async def test_waits_can_be_cancelled(simulator: Simulator) -> None:
    """Nothing stays behind."""
    wait = asyncio.create_task(simulator.wait_for(lambda: False, timeout=30))
    await asyncio.sleep(0)
    wait.cancel()

    with pytest.raises(asyncio.CancelledError):
        await wait
    assert not simulator.changes._waiters
