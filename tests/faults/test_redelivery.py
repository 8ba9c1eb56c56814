"""Updates come 1 to 5 times, mixed between chats: the database ends as after a clean run."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

import pytest

from bot.chat import retrying
from bot.config import Settings
from bot.content.catalog import load_catalog
from bot.learning.course import Catalog
from bot.learning.people import Role
from tests.conftest import FakeClock
from tests.e2e.stage import Actor, Place, Stage
from tests.e2e.student import Student
from tests.faults.conftest import RecordFigure
from tests.faults.editing import CourseFiles
from tests.faults.mixing import Mixing, SameDice, Seat
from tests.faults.size import examples, is_long
from tests.faults.tables import read_rows

LEARNERS = 6
Rows = dict[str, list[tuple[object, ...]]]


@dataclass(frozen=True)
class School:
    """Where everybody learns: each run begins with an empty database, and with the same dice."""

    settings: Settings
    folder: Path
    catalog: Catalog
    numbers: "count[int]"

    def open(self) -> Stage:
        """Return the stage for a new run."""
        database = self.folder / f"{next(self.numbers)}.db"
        stage = Stage(self.settings.model_copy(update={"database": database}), FakeClock())
        stage.rng = SameDice()
        return stage

    async def run(self, conduct: Callable[[Stage, list[int]], Coroutine[Any, Any, Any]]) -> Rows:
        """Let everybody learn, and return what is recorded then."""
        stage = self.open()
        people = [stage.newcomer(f"P{number}").id for number in range(LEARNERS)]
        await conduct(stage, people)
        unfinished = "SELECT update_id, defect FROM inbox_update WHERE finished_at IS NULL"
        assert read_rows(stage.settings.database, unfinished) == []
        return read_record(stage.settings.database)

    async def learn(self, stage: Stage, place: Place, person_id: int) -> None:
        """Join, read, answer; each in their own way, which depends on nothing but the number."""
        number = person_id % LEARNERS
        actor = Actor(place, person_id)
        student = Student(actor, self.catalog)
        await self._join(stage, actor, number)
        for lesson in range(1, 4):
            await actor.says("/home")
            await actor.taps(f"Start lesson {lesson}")
            await student.reads_lesson()
            await actor.taps("Take the check")
            if (number + lesson) % 3 == 0:
                await student.takes_check(rightly=False)
                await actor.taps("Try the check again")
            await student.takes_check()
            if number + 1 == 2 * lesson:
                return  # some stop on the way
        await actor.says("/practice")
        await actor.taps("A mix of everything")
        await student.answers(rightly=False)
        await actor.taps("Next →")
        await actor.taps("Later")
        await actor.says("/home")
        await actor.taps("Final test")
        await actor.taps("Begin")
        await student.takes_test(rightly=number != 4)

    async def _join(self, stage: Stage, actor: Actor, number: int) -> None:
        if number == 0:
            await actor.says("A" * 22)
        await actor.starts(stage.services.enrolment.invite(Role.LEARNER))
        if number % 2:
            await actor.taps("I'm")
        else:
            await actor.says(f"Learner {number}")
            await actor.taps("Yes, that's me")


def read_record(database: Path) -> Rows:
    """Return what is recorded, without times and numbers that depend on the order of chats."""
    sessions = read_rows(
        database,
        "SELECT s.id, p.telegram_id, s.version_id, s.course_id, s.kind, s.scope, s.pass_mark_pct,"
        " s.total, s.right, s.finished_at IS NOT NULL, s.result_message_id IS NOT NULL"
        " FROM quiz_session s JOIN person p ON p.id = s.person_id ORDER BY p.telegram_id, s.id",
    )
    places = {row[0]: place for place, row in enumerate(sessions)}  # instead of their ids
    queries = {
        "person": "SELECT telegram_id, name, proposed_name, name_update_id IS NOT NULL, role"
        " FROM person",
        "invite": "SELECT role, uses_left FROM invite",
        "join_attempt": "SELECT telegram_id FROM join_attempt",
        "card_read": "SELECT p.telegram_id, lesson_id, card_id, version_id"
        " FROM card_read JOIN person p ON p.id = person_id",
        "lesson_read": "SELECT p.telegram_id, lesson_id, version_id"
        " FROM lesson_read JOIN person p ON p.id = person_id",
        "completion": "SELECT p.telegram_id, course_id, version_id"
        " FROM completion JOIN person p ON p.id = person_id",
        "content_version": "SELECT id, digest, body FROM content_version",
        "content_activation": "SELECT id, version_id FROM content_activation",
    }
    numbered = {
        "quiz_item": "SELECT session_id, position, question_id, option_ids, ticked_ids,"
        " message_id IS NOT NULL, shown_at IS NOT NULL FROM quiz_item",
        "answer": "SELECT session_id, position, try_no, chosen_ids, is_correct,"
        " update_id IS NOT NULL FROM answer",
    }
    rows = {table: sorted(read_rows(database, query)) for table, query in queries.items()}
    rows["quiz_session"] = [(places[row[0]], *row[1:]) for row in sessions]
    for table, query in numbered.items():
        rows[table] = sorted((places[row[0]], *row[1:]) for row in read_rows(database, query))
    return rows


async def play_in_turn(school: School, stage: Stage, people: list[int]) -> None:
    """Let one after the other learn, each update once: the clean run."""
    async with stage.running():
        for person_id in people:
            await school.learn(stage, stage, person_id)


@pytest.fixture
def school(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> School:
    """A small course, so that everybody can do all of it."""
    monkeypatch.setattr(retrying, "FIRST_PAUSE", 0.001)
    CourseFiles(tmp_path / "course")
    catalog = load_catalog(tmp_path / "course").catalog
    assert catalog is not None
    settings = settings.model_copy(update={"content": tmp_path / "course"})
    return School(settings, tmp_path, catalog, count())


@pytest.mark.parametrize("is_cut_off", [False, True], ids=["delivered again", "and run again"])
async def test_repeated_and_mixed_updates_end_as_the_clean_run(
    school: School, figure: RecordFigure, *, is_cut_off: bool
) -> None:
    """Answers, results, reading, completion and people are the same, whatever came how often."""
    clean = await school.run(lambda stage, people: play_in_turn(school, stage, people))
    assert len(clean["completion"]) == 2
    assert len(clean["answer"]) > 40
    runs = updates = deliveries = second_runs = 0
    for short_seed in range(examples(1, 100)):
        seed = SystemRandom().getrandbits(32) if is_long() else short_seed

        async def mix(stage: Stage, people: list[int], seed: int = seed) -> None:
            nonlocal updates, deliveries, second_runs
            mixing = Mixing(stage, Random(seed), is_cut_off=is_cut_off)  # noqa: S311 - a seed
            seats = [(Seat(mixing, person_id), person_id) for person_id in people]
            await mixing.conduct([school.learn(stage, *seat) for seat in seats])
            updates += mixing.updates
            deliveries += mixing.deliveries
            second_runs += mixing.second_runs

        mixed = await school.run(mix)
        runs += 1
        if is_cut_off:  # a vain attempt to join counts once more, and that locks out nobody
            mixed["join_attempt"] = sorted(set(mixed["join_attempt"]))
        for table, rows in clean.items():
            assert mixed[table] == rows, f"{table} differs, seed {seed}"

    text = f"{runs} runs, {updates} updates in {deliveries} deliveries, {second_runs} run again"
    what = "delivered 1 to 5 times, chats mixed" + (", cut off by restarts" if is_cut_off else "")
    figure("F3", what, text)
