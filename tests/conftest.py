"""What tests everywhere share: a clock set by hand, a database, the shipped content."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.bootstrap import open_database
from bot.config import Settings
from bot.content.catalog import load_catalog
from bot.learning.course import Catalog
from bot.storage.engine import Database

CONTENT = Path(__file__).parent.parent / "content"


class FakeClock:
    """A clock that goes on only when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    def advance(self, **parts: float) -> None:
        """Let time pass."""
        self.now += timedelta(**parts)


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands still."""
    return FakeClock()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty database in its present form."""
    with open_database(tmp_path / "bot.db") as database:
        yield database


@pytest.fixture(scope="session")
def shipped() -> Catalog:
    """The course that we ship."""
    catalog = load_catalog(CONTENT).catalog
    assert catalog is not None
    return catalog


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings that the machine's environment has no say in."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return Settings(
        database=tmp_path / "bot.db",
        content=CONTENT,
        organisation="Acme",
        contact="Hana in HR",
    )
