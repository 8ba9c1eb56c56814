"""The way to Telegram over real sockets: failures have their names, and none tells the token."""

import asyncio
import contextlib
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from telegram._files.inputfile import InputFile
from telegram.error import BadRequest, NetworkError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.chat import transport
from bot.chat.transport import Request, find_proxy

TOKEN = "7000000001:token-of-the-tests-and-no-other-bot"
ANSWER = b'HTTP/1.1 200 OK\r\nContent-Length: 24\r\n\r\n{"ok":true,"result":"1"}'
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(serve: Serve) -> AsyncIterator[str]:
    """A server on a free port; gives its address."""

    async def serve_and_close(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            await serve(reader, writer)
        writer.close()

    server = await asyncio.start_server(serve_and_close, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    async with server:
        yield f"http://{host}:{port}"


def saying(answer: bytes, heard: list[bytes] | None = None) -> Serve:
    """Return a server's part that answers everything so, and ends the connection."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readuntil(b"\r\n\r\n")
        if heard is not None:
            heard.append(asked)
        writer.write(answer)
        await writer.drain()

    return serve


async def be_silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Read one part of what is asked, and never answer."""
    await reader.read(100)
    await asyncio.sleep(5)


async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Tear the connection down as soon as something is asked."""
    await reader.read(10)
    writer.transport.abort()


async def call(address: str, proxy_url: str | None = None, seconds: float = 2.0) -> object:
    """Make a call as the bot does, on a way of its own."""
    async with Request(proxy_url) as request:
        return await request.post(
            f"{address}/bot{TOKEN}/getMe", read_timeout=seconds, connect_timeout=seconds
        )


def check_secret(error: BaseException) -> None:
    """Check that neither the words nor the causes' words hold the token."""
    assert TOKEN not in str(error)
    assert TOKEN not in repr(error)
    assert TOKEN not in "".join(traceback.format_exception(error))


async def test_refused_connection_is_called_so() -> None:
    """Nobody listens there; that is no timeout."""
    async with listening(be_silent) as address:
        pass
    with pytest.raises(NetworkError, match=r"Connector(DNS)?Error") as raised:
        await call(address)

    assert not isinstance(raised.value, TimedOut)
    check_secret(raised.value)


async def test_unknown_host_is_called_so() -> None:
    """A name that cannot exist; that is no timeout either."""
    with pytest.raises(NetworkError, match=r"Connector(DNS)?Error") as raised:
        await call("http://telegram.invalid", seconds=10)

    assert not isinstance(raised.value, TimedOut)
    check_secret(raised.value)


@pytest.mark.parametrize(
    "serve",
    [reset, saying(b""), saying(ANSWER[:-10]), saying(b"HTTP/1.1 200 OK\r\nContent-Le")],
    ids=["reset", "no answer", "half a body", "half a header"],
)
async def test_connection_that_ends_in_the_middle_is_no_timeout(serve: Serve) -> None:
    """It is tried again at once, and the log says what happened."""
    async with listening(serve) as address:
        with pytest.raises(NetworkError) as raised:
            await call(address)

    assert not isinstance(raised.value, TimedOut)
    check_secret(raised.value)


async def test_server_that_never_answers_is_a_timeout() -> None:
    """After the time that the call was given."""
    async with listening(be_silent) as address:
        with pytest.raises(TimedOut) as raised:
            await call(address, seconds=0.2)

    check_secret(raised.value)


@pytest.mark.parametrize("head", [b"Content-Length: 99999999", b"Connection: close"])
async def test_answer_that_is_too_big_is_left_off(
    head: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it says of its size, no more of it is taken than a file may have."""
    monkeypatch.setattr(transport, "MAX_ANSWER", 100_000)
    sent = 0

    async def pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n")
        while True:
            writer.write(bytes(100_000))
            await writer.drain()
            sent += 100_000

    async with listening(pour) as address:
        with pytest.raises(BadRequest, match="too big"):
            await call(address)

    assert sent < 50_000_000


@pytest.mark.parametrize(
    "answer",
    [
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
    ],
)
async def test_answer_that_is_no_http_is_a_network_error(answer: bytes) -> None:
    """A proxy or another service spoke; the address of the call is not repeated."""
    async with listening(saying(answer)) as address:
        with pytest.raises(NetworkError) as raised:
            await call(address)

    assert not isinstance(raised.value, TimedOut)
    check_secret(raised.value)


async def test_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """And not for an address that NO_PROXY names."""
    asked_proxy: list[bytes] = []
    asked_server: list[bytes] = []
    async with (
        listening(saying(ANSWER, asked_proxy)) as proxy,
        listening(saying(ANSWER, asked_server)) as server,
    ):
        for name in ("HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "all_proxy", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("http_proxy", proxy)
        assert await call(server, find_proxy(server)) == "1"
        assert (len(asked_proxy), len(asked_server)) == (1, 0)
        assert asked_proxy[0].startswith(f"POST {server}/bot".encode())
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        assert find_proxy(server) is None
        assert await call(server, find_proxy(server)) == "1"

    assert (len(asked_proxy), len(asked_server)) == (1, 1)


async def test_upload_that_is_not_taken_in_time_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """The transport knows no write timeout: a file would hang for ever."""
    monkeypatch.setattr(transport, "UPLOAD_SECONDS", 0.3)
    # More than the sockets' buffers hold, in parts that the library sends without a warning.
    files = [
        RequestParameter.from_input(f"document{number}", InputFile(b"x" * 900_000, "bank.yaml"))
        for number in range(20)
    ]
    async with listening(be_silent) as address, Request() as request:
        with pytest.raises(TimedOut) as raised:
            await request.post(f"{address}/bot{TOKEN}/sendDocument", RequestData(files))

    check_secret(raised.value)


async def test_new_request_works_after_the_old_one_was_shut_down() -> None:
    """As after a restart in the same process; the closed one stays closed."""
    async with listening(saying(ANSWER)) as address:
        for _ in range(3):
            assert await call(address) == "1"
