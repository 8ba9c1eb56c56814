"""The school of most tests, and a learner in it."""

import pytest

from bot.learning.course import QuestionType
from bot.learning.people import Member
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.services.builder import School, make_school


@pytest.fixture
def school(database: Database, clock: FakeClock) -> School:
    """A school that teaches the small catalogue."""
    return School(database, clock)


@pytest.fixture
def ana(school: School) -> Member:
    """A learner who has done nothing yet."""
    return school.join()


@pytest.fixture
def singles(database: Database, clock: FakeClock) -> School:
    """A school that asks single choices only."""
    return make_school(database, clock, QuestionType.SINGLE)


@pytest.fixture
def multiples(database: Database, clock: FakeClock) -> School:
    """A school that asks multiple responses only."""
    return make_school(database, clock, QuestionType.MULTIPLE)
