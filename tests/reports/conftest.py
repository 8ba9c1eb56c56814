"""The school whose record is reported."""

import pytest

from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.services.builder import School


@pytest.fixture
def school(database: Database, clock: FakeClock) -> School:
    """A school that teaches the small catalogue, with nobody in it."""
    return School(database, clock)
