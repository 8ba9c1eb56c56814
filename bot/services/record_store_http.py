"""A record store behind an address: HTTP with credentials that go nowhere else."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import aiohttp

from bot.services import Clock
from bot.services.pushing import PushStopped, Reply, Unanswered

VERSION: Final = "1.0.3"
PATIENCE: Final = 60.0  # seconds for one batch
READ: Final = 64_000  # bytes of an answer
SHOWN: Final = 300  # characters of it
OK, NO_CONTENT = 200, 204


class HttpStore:
    """Posts statements to one address."""

    def __init__(self, session: aiohttp.ClientSession, url: str, clock: Clock) -> None:
        self._session = session
        self._url = f"{url}/statements"
        self._clock = clock

    async def post(self, body: bytes) -> Reply:
        """Send a JSON array of statements; raise Unanswered, or PushStopped for good."""
        try:
            async with self._session.post(self._url, data=body, allow_redirects=False) as response:
                said = await response.content.read(READ)
                while len(said) < READ and (more := await response.content.read(READ)):
                    said += more
        except aiohttp.ClientConnectorCertificateError as error:
            raise PushStopped(f"The store's certificate is not trusted: {error}.") from None
        except aiohttp.InvalidURL:
            raise PushStopped("That is no address.") from None
        except TimeoutError:
            raise Unanswered(f"for {PATIENCE:.0f} seconds") from None
        except (aiohttp.ClientError, OSError) as error:
            raise Unanswered(type(error).__name__) from None
        return self._read(response, said, body)

    def _read(self, response: aiohttp.ClientResponse, said: bytes, body: bytes) -> Reply:
        status = response.status
        if status == OK and not _is_receipt(said, body):
            raise PushStopped("What answers at that address is no record store.")
        words = " ".join(said.decode(errors="replace").split())[:SHOWN]
        pause = _read_pause(response.headers.get("Retry-After"), self._clock())
        return Reply(status, words, pause, is_taken=status in {OK, NO_CONTENT})


@asynccontextmanager
async def open_store(url: str, authorization: str | None, clock: Clock) -> AsyncIterator[HttpStore]:
    """Open the way to a store; `authorization` is the header that it is shown."""
    headers = {"Content-Type": "application/json", "X-Experience-API-Version": VERSION}
    if authorization is not None:
        headers["Authorization"] = authorization
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session:
        yield HttpStore(session, url, clock)


def _is_receipt(said: bytes, body: bytes) -> bool:
    """Tell whether an answer names as many statements as were sent."""
    try:
        ids = json.loads(said)
    except ValueError:
        return False
    return isinstance(ids, list) and len(ids) == len(json.loads(body))


def _read_pause(value: str | None, now: datetime) -> float | None:
    """Read for how long a store asks to be left alone: seconds, or a date."""
    if not value:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
