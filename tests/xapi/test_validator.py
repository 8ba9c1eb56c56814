"""Statements of a real course pass the public validator, @learninglocker/xapi-validation.

It needs Node and `npm ci --prefix tests/xapi/validator`; `.ci/run` installs it where npm is there,
and then requires these tests.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.content.catalog import load_catalog
from bot.learning.assignments import Target, Whom
from bot.learning.corrections import PassOutcome
from bot.storage.engine import Database
from tests.conftest import CONTENT, FakeClock
from tests.services.keys import make_bank, open_keys
from tests.services.test_assignments import YEARLY, Desk
from tests.services.test_rosters import HR
from tests.services.test_rulings import regrade_all
from tests.xapi.telling import count_verbs, list_statements, name_employees

HERE = Path(__file__).parent / "validator"
Statement = dict[str, Any]
Break = Callable[[Statement], object]


@pytest.fixture(scope="session")
def node() -> str:
    """Node, with the validator beside it."""
    found = shutil.which("node")
    if found is not None and (HERE / "node_modules").is_dir():
        return found
    why = "needs Node and `npm ci --prefix tests/xapi/validator`"
    if os.environ.get("REQUIRE_XAPI_VALIDATOR"):
        pytest.fail(why)
    pytest.skip(why)


def validate(node: str, statements: list[Statement]) -> tuple[int, str, str]:
    """Ask the validator; return its status and what it says."""
    done = subprocess.run(  # noqa: S603 - our own script
        [node, HERE / "validate.mjs"],
        input="\n".join(map(json.dumps, statements)),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout.strip(), done.stderr


def take_shipped_course(database: Database, clock: FakeClock) -> None:
    """Ana takes the shipped course with a failed check and test, completes, and renews a year on.

    Ben has completed it elsewhere.
    """
    desk = Desk(database, clock)
    school, ana = desk.school, desk.ana
    loaded = load_catalog(CONTENT)
    assert loaded.catalog is not None
    school.library.publish(loaded.catalog, loaded.media)
    desk.give(Whom(Target.PERSON, "1"), YEARLY)
    desk.give(Whom(Target.PERSON, "2"), YEARLY)
    first = loaded.catalog.courses[0].lesson_ids[0]
    school.read(ana, first)
    clock.advance(minutes=5)
    school.finish(ana, school.quizzes.start_check(ana.id, first), right=0)
    school.do_lessons(ana)
    clock.advance(minutes=5)
    school.finish(ana, school.quizzes.start_test(ana.id), right=2)
    school.finish(ana, school.quizzes.start_test(ana.id))
    desk.duties.complete_elsewhere(2, clock.now.date(), HR, "no phone", "sheet 12")
    clock.now = datetime(2027, 11, 23, tzinfo=UTC) - timedelta(days=80)
    desk.open_all()
    school.finish(ana, school.quizzes.start_test(ana.id))


def test_statements_of_the_shipped_course_are_valid(
    node: str, database: Database, clock: FakeClock
) -> None:
    """Answers, results, completions, renewals, and what was completed elsewhere."""
    take_shipped_course(database, clock)

    statements = list_statements(database)
    counts = count_verbs(statements)
    assert set(counts) == {"answered", "passed", "failed", "completed"}
    assert counts["completed"] == 3
    assert counts["answered"] > 100
    assert validate(node, statements)[:2] == (0, f"{len(statements)} statements, 0 refused")


@pytest.mark.parametrize("home", ["https://hr.example.org/bot", "urn:x-training-bot:acme"])
def test_corrected_statements_are_valid(
    node: str, database: Database, clock: FakeClock, home: str
) -> None:
    """Corrections, voided statements, a completion that is lost and one that is earned again."""
    keys = open_keys(database, clock)
    person = keys.school.join(1001)
    keys.check(person)
    keys.test(person)
    name_employees(database)
    keys.publish(make_bank(t1="b", t2="b"))
    regrade_all(keys)
    keys.rule(PassOutcome.APPLY)
    keys.test(person, t1="b", t2="b")

    statements = list_statements(database, home, has_names=True)
    assert count_verbs(statements)["voided"] == 5
    assert validate(node, statements)[:2] == (0, f"{len(statements)} statements, 0 refused")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: one["result"]["score"].update(scaled=2),
        lambda one: one["result"]["score"].update(raw=5),
        lambda one: one["actor"]["account"].pop("homePage"),
        lambda one: one["actor"].update(mbox="mailto:ana@example.org"),
        lambda one: one.update(timestamp="yesterday"),
        lambda one: one.update(id="17"),
        lambda one: one.update(mood="good"),
        lambda one: one["verb"].update(id="answered"),
        lambda one: one["object"]["definition"].pop("interactionType"),
        lambda one: one["object"]["definition"].update(name={"no language": "?"}),
        lambda one: one["context"].update(registration="first"),
    ],
)
def test_broken_statement_is_refused(
    node: str, database: Database, clock: FakeClock, spoil: Break
) -> None:
    """The validator is one: it finds the statement that was spoiled, and no other."""
    keys = open_keys(database, clock)
    keys.check(keys.school.join(1001))
    name_employees(database)
    sound = list_statements(database)
    assert validate(node, sound)[0] == 0

    broken = json.loads(json.dumps(sound))
    spoil(broken[1])
    status, said, why = validate(node, broken)
    assert (status, said) == (1, f"{len(sound)} statements, 1 refused")
    assert why.startswith("line 2: ")
