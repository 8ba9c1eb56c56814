"""The smallest HTTP that a bot needs, whatever way its bytes arrive."""

import asyncio
from urllib.parse import quote_plus, urlencode

from hypothesis import given
from hypothesis import strategies as st

from bench.wire import Form, Wire, unquote

BODY = b"chat_id=5&text=Hello+there"
POST = (
    b"POST /bot1:a/editMessageText HTTP/1.1\r\nHost: x\r\ncontent-length: %d\r\n\r\n" % len(BODY)
) + BODY
FIELDS = {b"chat_id": b"5", b"text": b"Hello+there"}


def receive(*parts: bytes) -> list[tuple[bytes, Form]]:
    """Return what a connection hands over when these parts arrive one after the other."""
    handled: list[tuple[bytes, Form]] = []
    wire = Wire(lambda _wire, path, form: handled.append((path, form)))
    for part in parts:
        wire.data_received(part)
    return handled


@given(st.integers(1, len(POST) - 1))
def test_request_may_arrive_in_two_parts(cut: int) -> None:
    """A client may send head and body apart, and a network cuts where it likes."""
    assert receive(POST[:cut], POST[cut:]) == [(b"/bot1:a/editMessageText", FIELDS)]


def test_two_requests_at_once_are_both_handled() -> None:
    """What comes after a whole request is the next one."""
    assert receive(POST + POST) == [(b"/bot1:a/editMessageText", FIELDS)] * 2


def test_chunked_body_is_joined() -> None:
    """A body of unknown length ends with an empty chunk."""
    head = b"POST /bot1:a/x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"

    handled = receive(head + b"9\r\nchat_id=5\r\n", b"5\r\n&a=b+\r\n0\r\n\r\n")

    assert handled == [(b"/bot1:a/x", {b"chat_id": b"5", b"a": b"b+"})]


def test_fields_of_the_address_count_too() -> None:
    """Our poller puts its parameters behind the question mark."""
    query = urlencode({"offset": 7}).encode()

    assert receive(b"POST /bot1:a/getUpdates?%b HTTP/1.1\r\n\r\n" % query) == [
        (b"/bot1:a/getUpdates", {b"offset": b"7"})
    ]


@given(st.text())
def test_unquoting_gives_the_text_back(text: str) -> None:
    """The shortcut through quoted-printable reads every text that a form can hold."""
    assert unquote(quote_plus(text).encode()).decode() == text


async def test_answer_after_hanging_up_goes_nowhere() -> None:
    """A bot that was killed makes no noise."""
    loop = asyncio.get_running_loop()
    wires: list[Wire] = []

    def make() -> Wire:
        wires.append(Wire(lambda *_: None))
        return wires[0]

    server = await loop.create_server(make, "127.0.0.1", 0)
    async with server:
        _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        await asyncio.sleep(0.05)
        writer.close()
        await writer.wait_closed()
        await asyncio.sleep(0.05)

        wires[0].reply(b"{}")

        assert wires[0].is_gone()


def test_fields_beside_a_file_are_read() -> None:
    """A call that carries a file names its chat, too; the file is left out."""
    parts = (
        b'--x\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n77\r\n'
        b'--x\r\nContent-Disposition: form-data; name="caption"\r\n\r\nA & B\r\n'
        b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a.png"\r\n\r\n\x89PNG\r\n'
        b"--x--\r\n"
    )
    head = b"POST /bot1:a/sendPhoto HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(parts)

    assert receive(head + parts) == [
        (b"/bot1:a/sendPhoto", {b"chat_id": b"77", b"caption": b"A+%26+B"})
    ]
