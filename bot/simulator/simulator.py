"""The simulator as tests and the demo see it: people act in it, and its state can be looked at."""

import json
import random
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Self

import httpx

from bot.simulator import delivery, snapshot
from bot.simulator.acts import People
from bot.simulator.errors import ApiError, SimulatorError
from bot.simulator.people import BotIdentity

LAST_SHOWN = 8


class Simulator(People):
    """A Telegram on your desk, with one bot.

    Beside the acts of people (`send_text`, `tap` …) it offers what a test wants to see. Methods may
    be called from any thread; `wait_for` waits in the running event loop.

    `faults` and `limits` make it a Telegram on a bad or a strict day; both are off at first and can
    be set at any time. `faulted` counts what was done to calls and updates.
    """

    def __init__(
        self,
        *,
        token: str,
        bot_name: str = "Training bot",
        bot_username: str = "training_bot",
        clock: Callable[[], float] = time.time,
        seed: int = 0,
    ) -> None:
        super().__init__(BotIdentity(token, bot_name, bot_username), clock, seed)
        self._dice = random.Random(seed)  # noqa: S311 (a seed, no secret)

    @property
    def calls(self) -> list[tuple[str, dict[str, Any]]]:
        """The last 10,000 calls of the API: method and parameters."""
        return list(self.call_log)

    @property
    def callback_answers(self) -> dict[str, dict[str, Any]]:
        """The answers to taps by callback query id: text and show_alert."""
        return self.callbacks.answers

    def unanswered_callbacks(self) -> list[str]:
        """List the ids of taps whose button still spins."""
        return list(self.callbacks.open)

    def pending_updates(self) -> list[dict[str, Any]]:
        """List the updates that the bot has not confirmed."""
        return self.updates.pending()

    def commands_for(self, person_id: int) -> list[dict[str, str]]:
        """Return the menu that a person sees in the private chat."""
        person = self.person(person_id)
        scopes = [f"chat:{person_id}", "all_private_chats", "default"]
        return self.menus.shown(scopes, person.language_code)

    def typing(self, chat_id: int) -> bool:
        """Tell whether the chat shows that the bot is typing."""
        return self.is_typing(self.chat(chat_id))

    def fail_next(
        self, method: str, error_code: int, description: str, retry_after: int | None = None
    ) -> None:
        """Let the next call of a method fail, for example with 429 or 502."""
        parameters = {"retry_after": retry_after} if retry_after is not None else None
        self.plan_error(method, ApiError(error_code, description, parameters))

    def requeue(self, update: dict[str, Any]) -> None:
        """Queue a raw update as it is, behind all others; it may be known, or odd.

        It is given once at least, even if its id lies below the bot's offset.
        """
        if not isinstance(update.get("update_id"), int):
            raise SimulatorError("Every update has an integer update_id")
        self.updates.requeue(update)
        self.changes.announce()

    def redeliver(self, times: int = 1) -> int:
        """Queue again what the bot confirmed (the last 10,000); returns how many updates that is.

        Chats are mixed anew each time, the updates of one chat stay in order.
        """
        count = self.updates.redeliver(times, self._dice)
        self.changes.announce()
        return count

    def delivering(
        self,
        transport: httpx.AsyncBaseTransport | None = None,
        *,
        first_pause: float = 1.0,
        longest_pause: float = 60.0,
        timeout: float = 10.0,
    ) -> AbstractAsyncContextManager[None]:
        """Post updates to the webhook, once there is one, while the context is open.

        `httpx.ASGITransport(app)` delivers without a socket. What is not answered 2xx within
        `timeout` seconds comes again, after a pause that doubles from the first to the longest.
        """
        pauses = delivery.Pauses(first_pause, longest_pause)
        return delivery.deliver(self, transport, pauses, timeout)

    async def wait_for(
        self,
        predicate: Callable[[], object],
        timeout: float = 5.0,  # noqa: ASYNC109 (the name that callers expect)
    ) -> None:
        """Wait until a predicate holds, looking again at every change of state."""
        if not await self.changes.wait_until(lambda: bool(predicate()), timeout):
            raise TimeoutError(f"Nothing fit within {timeout} s.\n{self.describe()}")

    def describe(self) -> str:
        """Describe the state in short, for the message of a failed test."""
        lines = [
            f"pending updates: {len(self.pending_updates())}",
            f"unanswered taps: {self.unanswered_callbacks()}",
            "last calls: " + ", ".join(method for method, _ in self.calls[-LAST_SHOWN:]),
        ]
        for chat in self.chats.values():
            lines.append(f"chat {chat.id}: {chat.json.get('title') or chat.json['first_name']}")
            lines.extend(f"  {_one_line(message)}" for message in chat.messages[-LAST_SHOWN:])
        return "\n".join(lines)

    def close(self) -> None:
        """End long polls and event streams; call it before the server shuts down."""
        self.changes.close()
        self.updates.arrivals.close()

    def dump(self) -> dict[str, Any]:
        """Return the whole state as JSON values; the token is not in it."""
        return snapshot.dump(self)

    @classmethod
    def load(
        cls,
        data: dict[str, Any],
        *,
        token: str,
        bot_name: str = "Training bot",
        bot_username: str = "training_bot",
        clock: Callable[[], float] = time.time,
    ) -> Self:
        """Restore what `dump` returned."""
        simulator = cls(token=token, bot_name=bot_name, bot_username=bot_username, clock=clock)
        snapshot.restore(simulator, data)
        return simulator


def _one_line(message: dict[str, Any]) -> str:
    """Show a message with its buttons in one line."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = " ".join(f"[{button['text']}]" for row in rows for button in row)
    content = message.get("text") or message.get("caption")
    if content is None:
        known = {"message_id", "from", "chat", "date", "reply_markup"}
        content = ", ".join(name for name in message if name not in known)
    who = message["from"]["first_name"]
    return f"#{message['message_id']} {who}: {json.dumps(content, ensure_ascii=False)} {buttons}"
