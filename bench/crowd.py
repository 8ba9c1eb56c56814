"""The learners that the responder plays: they tap, wait for feedback, and their waits are kept."""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from time import perf_counter
from typing import Any, Final

BOT: Final = {"id": 7000001, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
SENT_AT: Final = 1_790_000_000
FIRST_UPDATE_ID: Final = 100_000_000
MESSAGE_ID: Final = 100  # of the one message that all of a learner's taps stand under


class Exhausted(Exception):
    """A learner has nothing left to tap: more must be seeded."""


class Learner:
    """A person with a list of things to do: `/command`, or the data of a button."""

    def __init__(self, telegram_id: int, acts: Sequence[str], message: dict[str, Any]) -> None:
        self.telegram_id = telegram_id
        self.waiting: deque[float] = deque()  # when each act without feedback happened
        self._acts = iter(acts)
        self._person = {"id": telegram_id, "is_bot": False, "first_name": f"P{telegram_id}"}
        self._chat = {"id": telegram_id, "type": "private", "first_name": f"P{telegram_id}"}
        standing = {"message_id": MESSAGE_ID, "date": SENT_AT, "chat": self._chat, "from": BOT}
        self._message = json.dumps(standing | message)

    def act(self, update_id: int) -> bytes:
        """Do the next thing; return the update that it makes."""
        act = next(self._acts, None)
        if act is None:
            raise Exhausted(f"learner {self.telegram_id} has nothing left to tap")
        person = json.dumps(self._person)
        if act.startswith("/"):
            command = json.dumps([{"type": "bot_command", "offset": 0, "length": len(act)}])
            return (
                f'{{"update_id":{update_id},"message":{{"message_id":{update_id},'
                f'"date":{SENT_AT},"chat":{json.dumps(self._chat)},"from":{person},'
                f'"text":"{act}","entities":{command}}}}}'
            ).encode()
        return (
            f'{{"update_id":{update_id},"callback_query":{{"id":"{update_id}","from":{person},'
            f'"message":{self._message},"chat_instance":"1","data":"{act}"}}}}'
        ).encode()


class Crowd:
    """All learners; `post` hands an update over to the bot, under an id that is new each time."""

    def __init__(
        self,
        learners: Sequence[Learner],
        update_ids: Iterator[int],
        post: Callable[[int, bytes], None],
    ) -> None:
        self._learners = {learner.telegram_id: learner for learner in learners}
        self._post = post
        self._update_ids = update_ids
        self._is_pausing = False
        self._pacing: asyncio.Task[None] | None = None
        self.made = 0
        self.feedbacks: list[tuple[float, float]] = []  # when, and after how many seconds
        self.unexpected = 0  # feedback that no act had asked for

    def begin(self, rate: float | None) -> None:
        """Let everybody tap without pause, or all together `rate` times a second."""
        if rate is None:
            for learner in self._learners.values():
                self._act(learner)
        else:
            self._pacing = asyncio.create_task(self._pace(rate))
            self._pacing.add_done_callback(_raise_again)

    def stop(self) -> None:
        """Tap no more; what is in flight may still get its feedback."""
        self._is_pausing = True
        if self._pacing is not None:
            self._pacing.cancel()

    @property
    def in_flight(self) -> int:
        """How many acts have got no feedback yet."""
        return sum(len(learner.waiting) for learner in self._learners.values())

    def take_feedback(self, telegram_id: int) -> None:
        """Note that a message of that chat has changed or come; whoever taps without pause taps."""
        learner = self._learners.get(telegram_id)
        if learner is None:
            return
        if not learner.waiting:
            self.unexpected += 1
            return
        now = perf_counter()
        self.feedbacks.append((now, now - learner.waiting.popleft()))
        if self._pacing is None and not self._is_pausing:
            self._act(learner)

    async def _pace(self, rate: float) -> None:
        learners = list(self._learners.values())
        start = perf_counter()
        while True:
            # The time of each tap is fixed beforehand: a late one does not make others late.
            await asyncio.sleep(start + self.made / rate - perf_counter())
            self._act(learners[self.made % len(learners)])

    def _act(self, learner: Learner) -> None:
        self.made += 1
        update_id = next(self._update_ids)
        learner.waiting.append(perf_counter())
        self._post(update_id, learner.act(update_id))


def _raise_again(pacing: asyncio.Task[None]) -> None:
    if not pacing.cancelled():
        pacing.result()
