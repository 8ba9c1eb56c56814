"""F2: killed before or after each commit and each call in turn, a dialogue ends the same."""

import shutil
from collections import Counter
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from bot.bootstrap import open_database
from bot.config import Settings
from bot.content.catalog import load_catalog
from bot.diagnostics.failpoints import PLACES
from bot.learning.course import Catalog
from bot.learning.people import Role
from bot.services.enrolment import Enrolment
from bot.simulator import Simulator
from tests.e2e.stage import TOKEN, Actor, Message, list_buttons
from tests.e2e.student import Student
from tests.faults.conftest import RecordFigure
from tests.faults.editing import CourseFiles
from tests.faults.processes import FastClock, Start, list_errors
from tests.faults.rising import Rising
from tests.faults.size import is_long
from tests.faults.tables import Row, read_rows
from tests.faults.watching import watch
from tests.simulator.serving import serve

SPEED = 60.0
SHORT = (7, 23)  # the arrivals that are tried where not all are

# All that the dialogue decides; times, ids of messages and codes differ from run to run.
STATE = {
    "person": "SELECT telegram_id, name, proposed_name, role FROM person",
    "invite": "SELECT uses_left FROM invite",
    "join_attempt": "SELECT telegram_id FROM join_attempt",
    "card_read": "SELECT person_id, lesson_id, card_id FROM card_read",
    "lesson_read": "SELECT person_id, lesson_id FROM lesson_read",
    "quiz_session": "SELECT id, person_id, kind, scope, finished_at IS NULL, total, right,"
    " result_message_id IS NULL FROM quiz_session",
    "quiz_item": "SELECT session_id, position, question_id, option_ids, ticked_ids,"
    " message_id IS NULL, shown_at IS NULL FROM quiz_item",
    "answer": "SELECT session_id, position, try_no, chosen_ids, is_correct FROM answer",
    "completion": "SELECT person_id, course_id FROM completion",
    # Not how many: where a lesson goes on a card further after a kill, there is a tap less.
    "inbox_update": "SELECT DISTINCT finished_at IS NULL, set_aside_at IS NULL, tries, raw"
    " FROM inbox_update",
    "content_version": "SELECT id, digest FROM content_version",
    "content_activation": "SELECT version_id FROM content_activation",
}


SHOWING = {"sendMessage", "editMessageText"}


@dataclass(frozen=True)
class Ended:
    """How a dialogue ended: what is stored, was sent, was ever shown, and stands in the chat."""

    state: dict[str, list[Row]]
    sent: Counter[str]
    shown: set[str]
    chat: list[str]
    menu: list[str]
    kills: int


async def talk(rising: Rising, code: str, catalog: Catalog) -> Actor:
    """Join, read a lesson, take its check with a double tap and a wrong answer, look back."""
    ana = Actor(rising, rising.simulator.add_person("Ana").id)
    student = Student(ana, catalog)
    await ana.starts(code)
    await ana.says("Ana K.")
    await ana.taps("Yes, that's me")
    await ana.taps("Start lesson 1")
    await student.reads_lesson()
    await ana.taps("Take the check")
    question = ana.last
    await student.answers()
    await ana.forges(find_answer(question), on=question)
    await ana.taps("Next →")
    await student.answers(rightly=False)
    await ana.taps("See the result")
    await ana.says("/progress")
    await ana.says("/help")
    return ana


def find_answer(question: Message) -> str:
    """Return the data of the first button that answers a question."""
    return next(data for _, data in list_buttons(question) if data.startswith(("a:", "s:")))


async def play(folder: Path, failpoint: str) -> Ended:
    """Play the dialogue with a database and a Telegram of its own."""
    settings = Settings(database=folder / "bot.db", content=folder / "content")
    CourseFiles(settings.content)  # which makes the folders
    catalog = load_catalog(settings.content).catalog
    assert catalog is not None
    clock = FastClock(SPEED)
    with open_database(settings.database) as database:
        code = Enrolment(database, clock).invite(Role.LEARNER)
    simulator = Simulator(token=TOKEN)
    queue = watch(simulator, settings.database)
    async with serve(simulator) as url:
        log = folder / "bot.log"
        rising = Rising(simulator, Start(settings, url, clock, log, failpoint=failpoint))
        try:
            ana = await talk(rising, code, catalog)
        finally:
            await rising.finish()
    assert queue.unstored == []
    assert list_errors(log) == []
    ended = Ended(
        {table: sorted(read_rows(settings.database, query)) for table, query in STATE.items()},
        Counter(params["text"] for method, params in simulator.calls if method == "sendMessage"),
        {params["text"] for method, params in simulator.calls if method in SHOWING},
        [message["text"] for message in ana.heard],
        [command["command"] for command in simulator.commands_for(ana.id)],
        rising.kills,
    )
    shutil.rmtree(folder)
    return ended


@pytest.mark.parametrize("place", PLACES)
async def test_killed_anywhere_a_dialogue_ends_the_same(
    settings: Settings, tmp_path: Path, figure: RecordFigure, place: str
) -> None:
    """State, screens and menu are those of a run without a kill; at most one message came twice."""
    del settings  # wanted for the clean environment that it makes
    clean = await play(tmp_path / "clean", "")
    kills = twice = 0
    unseen = []
    for arrival in count(1) if is_long() else SHORT:
        ended = await play(tmp_path / "killed", f"{place}:{arrival}")
        repeats = ended.sent - clean.sent

        assert ended.state == clean.state, f"{place}:{arrival}"
        assert clean.sent - ended.sent == Counter(), f"{place}:{arrival}"
        assert repeats.keys() <= clean.sent.keys(), f"{place}:{arrival}"
        assert repeats.total() <= ended.kills, f"{place}:{arrival}"
        assert [text for text in clean.chat if text not in ended.chat] == [], f"{place}:{arrival}"
        assert (ended.chat[-1], ended.menu) == (clean.chat[-1], clean.menu), f"{place}:{arrival}"
        if not clean.shown <= ended.shown:
            unseen.append(arrival)
        if not ended.kills:
            break
        kills, twice = kills + ended.kills, twice + repeats.total()
    figure(
        "F2",
        f"killed at {place}, each arrival in turn",
        f"{kills} kills: state and last screens as without, {twice} messages came twice, "
        f"a screen was never shown after {len(unseen)}",
    )

    assert unseen == []
    assert kills >= (20 if is_long() else len(SHORT))
