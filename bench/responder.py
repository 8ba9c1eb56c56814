"""A Bot API server that costs next to nothing, and plays the learners: `python -m bench.responder`.

It runs as a process of its own and is told what to do by lines of JSON on its standard input; each
is answered by one line. Its first line says on which port it listens.
"""

# ruff: noqa: ASYNC110 - waiting is no part of what is measured, and an Event in each call would be

import asyncio
import json
import resource
import sys
from collections import deque
from itertools import count
from time import perf_counter
from typing import Any, Final

from bench.crowd import BOT, FIRST_UPDATE_ID, MESSAGE_ID, SENT_AT, Crowd, Learner
from bench.wire import Form, Wire, unquote
from bot.simulator.errors import ApiError
from bot.simulator.rates import RateLimits

BATCH: Final = 100
LONGEST_LINE: Final = 2**28  # bytes of one instruction: the taps of all learners
FEEDBACK: Final = frozenset({b"editMessageText", b"sendMessage"})
TRUE: Final = b'{"ok":true,"result":true}'
NOTHING: Final = b'{"ok":true,"result":[]}'
ME: Final = json.dumps(
    {
        "ok": True,
        "result": BOT
        | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        },
    }
).encode()
TOO_MANY: Final = b"429 Too Many Requests"
PHOTO: Final = b',"photo":[{"file_id":"p","file_unique_id":"p","width":1,"height":1}]'
SHOWN: Final = (b"entities", b"reply_markup", b"link_preview_options")  # JSON that comes back


class Responder:
    """Answers calls; each takes effect after half of `latency` seconds and returns after the rest.

    The learners see an edit, or a new message, when it takes effect. Where `limits` are set, what
    exceeds them is refused then.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._half = 0.0
        self._queue: deque[tuple[int, bytes]] = deque()
        self._poll: tuple[Wire, asyncio.TimerHandle] | None = None
        self._bot = json.dumps(BOT).encode()
        self._update_ids = count(FIRST_UPDATE_ID)  # a bot that goes on must see no id twice
        self.crowd = Crowd([], self._update_ids, self.post)
        self.limits: RateLimits | None = None
        self.calls = 0
        self.last_edit: Form = {}
        self.shown: dict[int, list[str]] = {}  # to whom beside the crowd, by chat

    @property
    def is_polled(self) -> bool:
        """Whether a bot is waiting for updates."""
        return self._poll is not None and not self._poll[0].is_gone()

    def forget(self) -> None:
        """Leave the learners; what they have done and the bot has not fetched is lost."""
        self._queue.clear()
        self.crowd = Crowd([], self._update_ids, self.post)

    async def play(self, learners: list[Learner], rate: float | None, latency: float) -> None:
        """Begin with other learners."""
        await asyncio.sleep(self._half)  # a poll of the last bot's may still be on its way
        self._half = latency / 2
        self.crowd = Crowd(learners, self._update_ids, self.post)
        self.crowd.begin(rate)

    def take(self, wire: Wire, path: bytes, form: Form) -> None:
        """Take a call that has just been sent."""
        method = path.rpartition(b"/")[2]
        if self._half:
            self._loop.call_later(self._half, self._act, wire, method, form)
        else:
            self._act(wire, method, form)

    def post(self, update_id: int, update: bytes) -> None:
        """Hand an update to the bot, or queue it until the bot asks."""
        self._queue.append((update_id, update))
        if self._poll is not None:
            self._end_poll()

    def ask(self, telegram_id: int, act: str) -> None:
        """Let somebody who is not of the crowd do something; what they are shown is kept."""
        self.shown[telegram_id] = []
        update_id = next(self._update_ids)
        self.post(update_id, Learner(telegram_id, [act], {}).act(update_id))

    def _act(self, wire: Wire, method: bytes, form: Form) -> None:
        self.calls += 1
        if method == b"getUpdates":
            self._give_updates(wire, form)
        elif (refused := self._find_refusal(method, form)) is not None:
            self._answer(wire, json.dumps(refused.as_json()).encode(), TOO_MANY)
        elif method in FEEDBACK:
            self._answer(wire, self._show(form))
            if method == b"editMessageText":
                self.last_edit = form
            chat_id = int(form[b"chat_id"])
            self.crowd.take_feedback(chat_id)
            if chat_id in self.shown:
                self.shown[chat_id].append(unquote(form[b"text"]).decode())
        elif method == b"sendPhoto":
            self._answer(wire, self._show(form | {b"text": form.get(b"caption", b"")}, PHOTO))
        else:
            self._answer(wire, ME if method == b"getMe" else TRUE)

    def _find_refusal(self, method: bytes, form: Form) -> ApiError | None:
        """Return the 429 that a call is answered with; count the call where it passes."""
        if self.limits is None or b"chat_id" not in form:
            return None
        name, chat_id = method.decode(), int(form[b"chat_id"])
        try:
            self.limits.check(name, chat_id)
        except ApiError as refused:
            return refused
        self.limits.count(name, chat_id)
        return None

    def _answer(self, wire: Wire, payload: bytes, status: bytes = b"200 OK") -> None:
        if self._half:
            self._loop.call_later(self._half, wire.reply, payload, status)
        else:
            wire.reply(payload, status)

    def _show(self, form: Form, also: bytes = b"") -> bytes:
        """Return the message as it now stands, as the real server does."""
        text = json.dumps(unquote(form[b"text"]).decode()).encode()
        shown = b"".join(
            b',"%b":%b' % (name, unquote(form[name])) for name in SHOWN if name in form
        )
        return (
            b'{"ok":true,"result":{"message_id":%b,"date":%d,"edit_date":%d,"from":%b,'
            b'"chat":{"id":%b,"type":"private","first_name":"P"},"text":%b%b%b}}'
        ) % (
            form.get(b"message_id", b"%d" % (MESSAGE_ID + self.calls)),
            SENT_AT,
            SENT_AT,
            self._bot,
            form[b"chat_id"],
            text,
            shown,
            also,
        )

    def _give_updates(self, wire: Wire, form: Form) -> None:
        offset = int(form.get(b"offset", b"0"))
        while self._queue and self._queue[0][0] < offset:
            self._queue.popleft()
        if self._poll is not None:
            self._end_poll()
        wait = int(form.get(b"timeout", b"0"))
        self._poll = (wire, self._loop.call_later(wait, self._end_poll))
        if self._queue or not wait:
            self._end_poll()

    def _end_poll(self) -> None:
        assert self._poll is not None  # noqa: S101 - whoever calls has looked
        wire, timer = self._poll
        timer.cancel()
        self._poll = None
        if wire.is_gone():
            return
        batch = [self._queue[n][1] for n in range(min(BATCH, len(self._queue)))]
        self._answer(wire, b'{"ok":true,"result":[%b]}' % b",".join(batch) if batch else NOTHING)


class Control:
    """What the bench can tell the responder to do."""

    def __init__(self, responder: Responder) -> None:
        self._responder = responder

    async def play(
        self, learners: list[Any], message: dict[str, Any], rate: float | None, latency: float
    ) -> dict[str, Any]:
        """Begin to tap; each learner is a Telegram id and a list of acts."""
        people = [Learner(telegram_id, acts, message) for telegram_id, acts in learners]
        await self._responder.play(people, rate, latency)
        return {"began": perf_counter()}

    async def meet(self, patience: float) -> dict[str, Any]:
        """Wait until a bot is there and asks for updates."""
        end = perf_counter() + patience
        while not self._responder.is_polled and perf_counter() < end:
            await asyncio.sleep(0.002)
        return {"met": self._responder.is_polled}

    async def wait(self, patience: float) -> dict[str, Any]:
        """Wait for the first feedback; say when it came, on the clock that all processes share."""
        crowd, end = self._responder.crowd, perf_counter() + patience
        while not crowd.feedbacks and perf_counter() < end:
            await asyncio.sleep(0.002)
        return {"first": crowd.feedbacks[0][0] if crowd.feedbacks else None}

    async def measure(self, warm: float, seconds: float) -> dict[str, Any]:
        """Let `warm` seconds pass, then count."""
        await asyncio.sleep(warm)
        responder, crowd = self._responder, self._responder.crowd
        calls, cpu, start = responder.calls, _read_cpu(), perf_counter()
        await asyncio.sleep(seconds)
        end = perf_counter()
        waits = sorted(took for when, took in crowd.feedbacks if start <= when < end)
        return {
            "seconds": end - start,
            "calls": responder.calls - calls,
            "cpu": (_read_cpu() - cpu) / (end - start),
            "waits": waits,
        }

    async def ask(self, telegram_id: int, act: str) -> dict[str, Any]:
        """Let somebody who is not of the crowd do something."""
        self._responder.ask(telegram_id, act)
        return {}

    async def read(self, telegram_id: int) -> dict[str, Any]:
        """Tell what they were shown since."""
        return {"shown": self._responder.shown[telegram_id]}

    async def limit(self, pace: float) -> dict[str, Any]:
        """Keep to Telegram's rates from now on, on a clock that runs `pace` times as fast."""
        self._responder.limits = RateLimits(pace, perf_counter)
        return {}

    async def look_back(self) -> dict[str, Any]:
        """Tell what was counted since `limit`, and each feedback since `play` with its wait.

        `counted` calls have the time on the limits' clock, the method and the chat; `busiest` is
        the most that any second of that clock has seen.
        """
        limits = self._responder.limits
        assert limits is not None  # noqa: S101 - the order was given before
        return {
            "counted": list(limits.accepted),
            "refused": limits.refused,
            "busiest": limits.count_busiest(1.0),
            "feedbacks": self._responder.crowd.feedbacks,
        }

    async def stop(self, patience: float) -> dict[str, Any]:
        """Tap no more and wait for what is in flight; return the totals since `play`."""
        crowd, end = self._responder.crowd, perf_counter() + patience
        crowd.stop()
        while crowd.in_flight and perf_counter() < end:
            await asyncio.sleep(0.01)
        form = self._responder.last_edit
        self._responder.forget()
        return {
            "made": crowd.made,
            "feedbacks": len(crowd.feedbacks),
            "unexpected": crowd.unexpected,
            "edit": "&".join(f"{name.decode()}={value.decode()}" for name, value in form.items()),
            "edit_length": len(unquote(form.get(b"text", b"")).decode()),
        }


def _read_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def serve() -> None:
    """Listen, and do as told until the standard input ends."""
    loop = asyncio.get_running_loop()
    broken: list[BaseException] = []

    def note(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        broken.append(context.get("exception") or RuntimeError(context["message"]))

    loop.set_exception_handler(note)
    responder = Responder()
    server = await loop.create_server(lambda: Wire(responder.take), "127.0.0.1", 0)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    orders = asyncio.StreamReader(limit=LONGEST_LINE)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    control = Control(responder)
    async for line in orders:
        order = json.loads(line)
        answer = await getattr(control, order.pop("do"))(**order)
        if broken:
            answer = {"broken": f"{type(broken[0]).__name__}: {broken[0]}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    asyncio.run(serve())
