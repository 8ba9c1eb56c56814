"""A school whose results are told, and a store that is told of them."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest

from bot.bootstrap import open_database
from bot.config import Settings
from bot.storage.engine import Database
from bot.storage.evidence_key import find_key_path
from tests.conftest import FakeClock
from tests.services.builder import School
from tests.xapi.store import Store, open_store
from tests.xapi.telling import HOME, name_employees


@pytest.fixture
def school(database: Database, clock: FakeClock) -> School:
    """A school that teaches the small catalogue."""
    return School(database, clock)


@pytest.fixture
def store() -> Iterator[Store]:
    """An empty record store."""
    with open_store() as store:
        yield store


@pytest.fixture(scope="session")
def told_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which 12 people have completed the course, and Zoe has no number."""
    path = tmp_path_factory.mktemp("told") / "bot.db"
    clock = FakeClock()
    with open_database(path, clock=clock) as database:
        school = School(database, clock)
        for number in range(12):
            clock.advance(minutes=1)
            school.complete(school.join(1001 + number, name=f"Ana {number}"))
        name_employees(database)
        school.do_lesson(school.join(2001, name="Zoe Zimmer"), "one")
    return path


@pytest.fixture
def told_path(told_template: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Such a database, with settings that let it be told; it is 13 minutes past nine."""
    monkeypatch.setenv("DATABASE", str(settings.database))
    monkeypatch.setenv("RECORD_STORE", "the Acme records")
    monkeypatch.setenv("XAPI_HOME", HOME)
    monkeypatch.setenv("LOGNAME", "opal")
    for path in (told_template, find_key_path(told_template)):
        copyfile(path, settings.database.with_name(path.name))
    return settings.database
