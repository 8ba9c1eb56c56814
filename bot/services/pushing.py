"""Sends statements to a record store in batches, and insists until it has taken them."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Protocol

from bot.learning.xapi.told import Place, Told

MOST = 100  # statements of a batch
MOST_BYTES: Final = 1_000_000
MOST_PASSED: Final = 10_000  # that are of people left out, before it is remembered
TRIES: Final = 8  # about two minutes
FIRST_WAIT = 1.0  # seconds, and twice as long each time
LONGEST_WAIT: Final = 60.0
LONGEST_ASKED: Final = 600.0  # seconds that a store may ask to be left alone
MOST_CONFLICTS: Final = 100
AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
CONFLICT: Final = 409
TOO_LARGE: Final = 413
BAD: Final = 400


@dataclass(frozen=True)
class Reply:
    """What a store said; `retry_after` are the seconds that it asks to be left alone."""

    status: int
    words: str = ""
    retry_after: float | None = None
    is_taken: bool = False


class Unanswered(Exception):
    """No whole answer came; the message says what happened."""


class PushStopped(Exception):
    """The store does not take what it is sent; the message says why in one line."""


class Store(Protocol):
    """A record store."""

    async def post(self, body: bytes) -> Reply:
        """Send a JSON array of statements; raise Unanswered, or PushStopped for good."""
        ...


@dataclass(frozen=True)
class Batch:
    """Statements that are sent together, how far they go, and who was left out among them."""

    texts: tuple[str, ...]
    place: Place
    absent: frozenset[int]


@dataclass
class Sent:
    """What was sent so far; conflicts are ids that the store knows with another content."""

    statements: int = 0
    conflicts: list[str] = field(default_factory=list)


def cut(told: Iterable[Told], dump: Callable[[Told], str | None]) -> Iterator[Batch]:
    """Yield batches in order; `dump` writes a statement, where there is one."""
    texts: list[str] = []
    absent: set[int] = set()
    size = passed = 0
    place: Place | None = None
    for one in told:
        text = dump(one)
        length = len(text.encode()) + 1 if text is not None else 0
        is_full = len(texts) == MOST or passed == MOST_PASSED or size + length > MOST_BYTES
        if place is not None and is_full and (texts or passed):
            yield Batch(tuple(texts), place, frozenset(absent))
            texts, absent, size, passed = [], set(), 0, 0
        if text is not None:
            texts.append(text)
            size += length
        else:
            passed += 1
            if not one.is_erased:
                absent.add(one.person_id)
        place = one.place
    if place is not None:
        yield Batch(tuple(texts), place, frozenset(absent))


class Pusher:
    """Sends batches one after the other; `tell` is told in words why it waits."""

    def __init__(
        self,
        store: Store,
        tell: Callable[[str], None],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._tell = tell
        self._sleep = sleep
        self.sent = Sent()

    async def push(self, batches: Iterable[Batch], confirm: Callable[[Batch], None]) -> None:
        """Send all of them; each is confirmed once the store has it. Raises PushStopped."""
        for batch in batches:
            if batch.texts:
                await self._deliver(batch.texts)
            confirm(batch)

    async def _deliver(self, texts: tuple[str, ...]) -> None:
        """Send statements; of those that are not taken together, find out which one it is."""
        reply = await self._insist(texts)
        if reply.is_taken:
            self.sent.statements += len(texts)
            return
        if reply.status in {CONFLICT, BAD, TOO_LARGE} and len(texts) > 1:
            half = len(texts) // 2
            await self._deliver(texts[:half])
            await self._deliver(texts[half:])
            return
        if reply.status == CONFLICT:
            self.sent.conflicts.append(json.loads(texts[0])["id"])
            if len(self.sent.conflicts) <= MOST_CONFLICTS:
                return
            raise PushStopped(
                f"The store knows more than {MOST_CONFLICTS} of these statements with another "
                "content: another database seems to have told it under the same XAPI_HOME."
            )
        raise PushStopped(_word_refusal(reply, texts))

    async def _insist(self, texts: tuple[str, ...]) -> Reply:
        body = ("[" + ",".join(texts) + "]").encode()
        wait = FIRST_WAIT
        for trial in range(1, TRIES + 1):
            try:
                reply = await self._store.post(body)
                if reply.status not in AGAIN:
                    return reply
                why = f"The store answers {reply.status}"
                pause = max(wait, reply.retry_after or 0.0)
            except Unanswered as error:
                why, pause = f"No answer ({error})", wait
            if pause > LONGEST_ASKED:
                raise PushStopped(
                    f"{why} and asks to be left alone for {pause:.0f} seconds. "
                    "Run the same command later: it goes on where it was."
                )
            if trial < TRIES:
                self._tell(f"{why}; trying again in {pause:.0f} s.")
                await self._sleep(pause)
                wait = min(2 * wait, LONGEST_WAIT)
        raise PushStopped(
            f"{why}, {TRIES} times. Run the same command later: it goes on where it was."
        )


def _word_refusal(reply: Reply, texts: tuple[str, ...]) -> str:
    said = f" It says: {reply.words}" if reply.words else ""
    if reply.status in {401, 403}:
        return (
            f"The store refuses the credentials ({reply.status}): look at XAPI_USER and "
            f"XAPI_PASSWORD, or XAPI_TOKEN.{said}"
        )
    if reply.status in {404, 405}:
        return f"There is no record store at that address ({reply.status}).{said}"
    if reply.status in {BAD, TOO_LARGE}:
        statement = json.loads(texts[0])
        verb = statement["verb"]["id"].rpartition("/")[2]
        return f"The store refuses statement {statement['id']} ({verb}, {reply.status}).{said}"
    if 300 <= reply.status < 400:  # noqa: PLR2004 - redirections
        return f"The store sends elsewhere ({reply.status}): give the address it sends to.{said}"
    return f"The store does not take it ({reply.status}).{said}"
