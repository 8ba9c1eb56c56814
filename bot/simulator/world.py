"""What Telegram knows: people, chats and their messages, files, menus and updates."""

import itertools
from collections import Counter, deque
from collections.abc import Callable, Iterable
from typing import Any

from bot.simulator.callbacks import CallbackQueries
from bot.simulator.changes import Changes
from bot.simulator.errors import ApiError, SimulatorError
from bot.simulator.faults import Faults, Mischief
from bot.simulator.files import FileStore
from bot.simulator.menus import CommandMenus
from bot.simulator.people import BotIdentity, Chat, Message, Person
from bot.simulator.rates import RateLimits
from bot.simulator.updates import UpdateQueue
from bot.simulator.webhooks import Webhook

CALLS_KEPT = 10_000
TYPING_LASTS = 5.0
FIRST_PERSON = 5_000_000_001
"""Above 2**32, as new accounts are: who stores ids in 32 bits shall notice."""

FIRST_GROUP = -1_001


class World:
    """One simulated Telegram with one bot; everything else acts on it."""

    def __init__(self, identity: BotIdentity, clock: Callable[[], float], seed: int) -> None:
        self.bot = identity
        self.clock = clock
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.files = FileStore()
        self.menus = CommandMenus()
        self.descriptions: dict[tuple[str, str], str] = {}
        self.callbacks = CallbackQueries()
        self.changes = Changes()
        self.updates = UpdateQueue(self.changes, clock, seed)
        self.call_log: deque[tuple[str, dict[str, Any]]] = deque(maxlen=CALLS_KEPT)
        self.planned_errors: dict[str, list[ApiError]] = {}
        self.webhook: Webhook | None = None
        self.limits: RateLimits | None = None
        self.faulted: Counter[str] = Counter()
        self.mischief: Mischief | None = None
        self._person_ids = itertools.count(FIRST_PERSON)

    @property
    def faults(self) -> Faults | None:
        """What calls and updates meet from now on; None is a good day."""
        return self.mischief.faults if self.mischief else None

    @faults.setter
    def faults(self, faults: Faults | None) -> None:
        self.mischief = Mischief(faults, self.faulted) if faults else None
        self.updates.mischief = self.mischief

    def add_person(  # noqa: PLR0913 (a person has that many properties, all by name)
        self,
        first_name: str,
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "en",
        person_id: int | None = None,
        note: str | None = None,
        start_payload: str | None = None,
    ) -> Person:
        """Register someone; the bot can write only after they wrote first."""
        chosen = person_id or next(i for i in self._person_ids if i not in self.people)
        if chosen in self.people:
            raise SimulatorError(f"There is already a person {chosen}")
        person = Person(chosen, first_name, last_name, username, language_code, note, start_payload)
        self.people[chosen] = person
        self.chats[chosen] = Chat(chosen, "private", person.as_chat(), (chosen,))
        self.changes.announce({"kind": "people"})
        return person

    def add_group(self, title: str, *, members: Iterable[int] = ()) -> Chat:
        """Open a group with the bot in it."""
        people = tuple(self.person(member).id for member in members)
        chosen = next(i for i in itertools.count(FIRST_GROUP, -1) if i not in self.chats)
        json = {"id": chosen, "type": "group", "title": title}
        chat = Chat(chosen, "group", json, people, is_started=True)
        self.chats[chosen] = chat
        self.changes.announce({"kind": "people"})
        return chat

    def person(self, person_id: int) -> Person:
        """Return a person whom a test or the page names."""
        if person_id not in self.people:
            raise SimulatorError(f"There is no person {person_id}")
        return self.people[person_id]

    def chat(self, chat_id: int) -> Chat:
        """Return a chat; a private one has the id of its person."""
        if chat_id not in self.chats:
            raise SimulatorError(f"There is no chat {chat_id}")
        return self.chats[chat_id]

    def now(self) -> int:
        """Return the date of a message written now."""
        return int(self.clock())

    def post(self, chat: Chat, sender: dict[str, Any], content: dict[str, Any]) -> Message:
        """Add a message to a chat."""
        message = {
            "message_id": chat.next_message_id,
            "from": sender,
            "chat": chat.json,
            "date": self.now(),
            **content,
        }
        chat.next_message_id += 1
        chat.by_id[message["message_id"]] = message
        return message

    def changed(self, chat: Chat) -> None:
        """Tell everybody that something in a chat is new."""
        self.changes.announce({"kind": "chat", "chat_id": chat.id})

    def is_typing(self, chat: Chat) -> bool:
        """Tell whether the bot's "typing" is still shown."""
        return self.clock() < chat.typing_until

    def plan_error(self, method: str, error: ApiError) -> None:
        """Let the next call of a method fail."""
        self.planned_errors.setdefault(method, []).append(error)
