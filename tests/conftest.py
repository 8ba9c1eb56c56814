"""What tests everywhere share: a clock set by hand, a database, the shipped content."""

import logging
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from bot.bootstrap import open_database
from bot.config import Settings
from bot.content.catalog import load_catalog
from bot.diagnostics.logging import CHATTY
from bot.learning.course import Catalog
from bot.storage.engine import Database

# Busy machines are slow, and a failure must come back when it is looked for.
hypothesis_settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis_settings.load_profile("steady")

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


@pytest.fixture(autouse=True)
def _undisturbed_logging() -> Iterator[None]:
    """Give back what commands do to logging, or the next test writes to a closed stream."""
    root = logging.getLogger()
    level, handlers, factory = root.level, root.handlers[:], logging.getLogRecordFactory()
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    levels = {name: logging.getLogger(name).level for name in (*CHATTY, "telegram", "bot")}
    yield
    root.setLevel(level)
    root.handlers[:] = handlers
    logging.setLogRecordFactory(factory)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    for name, former in levels.items():
        logging.getLogger(name).setLevel(former)


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
