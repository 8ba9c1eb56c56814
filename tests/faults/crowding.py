"""Learners who tap all the time, and remember what must have come of it."""

import json
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.seed import QUESTIONS, Seeded
from bot.chat.taps.quiz import AnswerWith
from bot.simulator import Simulator
from tests.faults.tables import read_rows
from tests.faults.watching import list_stored

OPTIONS = 4
TAP_AGAIN = 0.15  # the usual share of taps on what the learner has answered before
COMMAND = 0.1  # the usual share of commands, which the bot answers with a new message
Place = tuple[int, int]  # a session and a position in it


@dataclass(frozen=True)
class Tapped:
    """A tap; `is_first` unless the learner had answered that question before."""

    query_id: str
    place: Place
    is_first: bool


class Tapper:
    """One learner, with questions still to answer, under one message."""

    def __init__(self, simulator: Simulator, telegram_id: int, acts: list[str]) -> None:
        simulator.add_person(f"P{telegram_id}", person_id=telegram_id)
        self.chat = simulator.chat(telegram_id)
        self.chat.is_started = True
        message = simulator.post(self.chat, simulator.bot.as_user(), {"text": "A question"})
        self.message_id: int = message["message_id"]
        self.taps: list[Tapped] = []
        self.commands: list[int] = []
        self._left = deque(AnswerWith.decode(act) for act in acts)
        self.sessions = {question.session_id for question in self._left}
        self._simulator = simulator

    def answer(self, option: int) -> Place:
        """Tap an option of the next question."""
        question = self._left.popleft()
        place = question.session_id, question.position
        self._tap(place, option, is_first=True)
        return place

    def tap_again(self, option: int) -> None:
        """Tap an option of the question that was tapped last."""
        self._tap(self.taps[-1].place, option, is_first=False)

    def write(self) -> None:
        """Write a command."""
        self._simulator.send_text(self.chat.id, "/progress")
        self.commands.append(self._simulator.updates.next_id - 1)

    def count_replies(self) -> int:
        """Return how many new messages the bot has sent."""
        return sum(m["from"]["is_bot"] is True for m in self.chat.messages) - 1

    def _tap(self, place: Place, option: int, *, is_first: bool) -> None:
        data = AnswerWith(*place, option).encode()
        query_id = self._simulator.forge_tap(self.chat.id, self.message_id, data)
        self.taps.append(Tapped(query_id, place, is_first))


@dataclass(frozen=True)
class Toll:
    """What became of everything that the learners did."""

    updates: int
    lost: list[str]
    twice: list[str]
    duplicates: int


class Crowd:
    """All learners; `answers` is what each question's first tap chose."""

    def __init__(
        self,
        simulator: Simulator,
        seeded: Seeded,
        dice: Random,
        *,
        commands: float = COMMAND,
        again: float = TAP_AGAIN,
    ) -> None:
        self._simulator = simulator
        self._dice = dice
        self._commands = commands
        self._again = again
        self.tappers = [Tapper(simulator, who, acts) for who, acts in seeded.acts.items()]
        self.answers: dict[Place, int] = {}
        self.update_ids: list[int] = []

    @property
    def commands(self) -> set[int]:
        """The ids of the updates that were commands."""
        return {update_id for tapper in self.tappers for update_id in tapper.commands}

    def act(self) -> None:
        """Let somebody do something."""
        tapper, option = self._dice.choice(self.tappers), self._dice.randrange(OPTIONS)
        roll = self._dice.random()
        if roll < self._commands:
            tapper.write()
        elif roll < self._commands + self._again and tapper.taps:
            tapper.tap_again(option)
        else:
            self.answers[tapper.answer(option)] = option
        self.update_ids.append(self._simulator.updates.next_id - 1)

    def is_over(self, database: Path) -> bool:
        """Tell whether the bot has taken and finished everything."""
        return not self._simulator.updates.queued and not list_stored(
            database, "finished_at IS NULL"
        )

    def count(self, database: Path) -> Toll:
        """Compare the database and the chats with what the learners did."""
        lost = [f"update {one}" for one in self._list_unfinished(database)]
        given = self._count_answers(database)
        lost += [f"answer {place}" for place in self.answers if place not in given]
        duplicates = 0
        for tapper in self.tappers:
            lost += self._list_unseen(tapper)
            duplicates += max(0, tapper.count_replies() - len(tapper.commands))
        return Toll(len(self.update_ids), lost, self.list_wrong(database), duplicates)

    def list_wrong(self, database: Path) -> list[str]:
        """Return the answers that are stored twice, or are not what was tapped first."""
        given = self._count_answers(database)
        return [
            f"answer {place}: {options}"
            for place, options in given.items()
            if options != [self.answers.get(place)]
        ]

    def _count_answers(self, database: Path) -> dict[Place, list[int]]:
        """Return which options are stored for each question of these learners."""
        query = (
            "SELECT a.session_id, a.position, a.chosen_ids, i.option_ids FROM answer a"
            " JOIN quiz_item i ON i.session_id = a.session_id AND i.position = a.position"
        )
        own = {session_id for tapper in self.tappers for session_id in tapper.sessions}
        given: dict[Place, list[int]] = {}
        for session_id, position, chosen, options in read_rows(database, query):
            place = int(str(session_id)), int(str(position))
            if place[0] in own:
                order = json.loads(str(options))
                given.setdefault(place, []).extend(map(order.index, json.loads(str(chosen))))
        return given

    def _list_unfinished(self, database: Path) -> list[int]:
        done = "finished_at IS NOT NULL AND set_aside_at IS NULL"
        return sorted(set(self.update_ids) - list_stored(database, done))

    def _list_unseen(self, tapper: Tapper) -> list[str]:
        """Return what a learner should see and does not."""
        unseen = []
        if tapper.count_replies() < len(tapper.commands):
            unseen.append(f"a reply to {tapper.chat.id}")
        for tap in tapper.taps:
            toast = self._simulator.callback_answers.get(tap.query_id, {}).get("text") or ""
            verdicts = ("✅ Right", "❌ Not quite") if tap.is_first else ("Already answered",)
            if not toast.startswith(verdicts):
                unseen.append(f"an answer to tap {tap} but {toast!r}")
        if tapper.taps:
            text = tapper.chat.by_id[tapper.message_id]["text"]
            label = f"{tapper.taps[-1].place[1] + 1} of {QUESTIONS}"
            if label not in text or "your choice" not in text:
                unseen.append(f"feedback {label} to {tapper.chat.id}, but {text!r}")
        return unseen
