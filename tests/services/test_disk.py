"""The files on disk are the first version; what they say later waits, and trainers hear of it."""

from pathlib import Path

import pytest

from bot.learning.course import Catalog
from bot.learning.people import Role
from bot.services.broadcasts import Broadcasts
from bot.services.disk import BrokenContent, Disk
from bot.services.enrolment import Enrolment
from bot.services.library import Library
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.content import builder

EDITED = builder.edit("questions", ("Listening", "Listening well"))
BROKEN = builder.edit("questions", ("ask: What comes first?", "aks: What?"))


class Desk:
    """The files, and the bot that starts beside them."""

    def __init__(self, database: Database, clock: FakeClock, folder: Path) -> None:
        self.folder = folder
        self.library = Library(database, clock)
        self.broadcasts = Broadcasts(database, clock)
        self.enrolment = Enrolment(database, clock)
        self.disk = Disk(database, self.library, self.broadcasts, clock, folder / "content")

    def hire(self) -> None:
        """Let a trainer join."""
        self.enrolment.join(1, self.enrolment.invite(Role.TRAINER))
        self.enrolment.give_name(1, "Tom")

    def start(self, **changed: str | bytes | None) -> list[str]:
        """Start beside these files; return what trainers were told so far, the newest first."""
        builder.write(self.folder, **changed)
        self.disk.start()
        return [broadcast.text for broadcast in self.broadcasts.list_newest()]


@pytest.fixture
def desk(database: Database, clock: FakeClock, tmp_path: Path) -> Desk:
    """A desk at which a trainer sits."""
    desk = Desk(database, clock, tmp_path)
    desk.hire()
    return desk


def test_files_are_the_first_version(desk: Desk) -> None:
    """Nobody is told of that."""
    assert desk.start() == []
    assert desk.library.get_current().number == 1


def test_edited_files_wait(desk: Desk) -> None:
    """Trainers are told once of each state, however often the bot starts."""
    desk.start()
    for _ in range(3):
        [told] = desk.start(**EDITED)

    assert "Beside v1: 1 question changed." in told
    assert desk.library.get_current().number == 1


def test_state_that_was_taught_is_no_news(desk: Desk) -> None:
    """After an upload the files are older than what is taught; that is no edit."""
    first = desk.library.publish(builder_catalog(desk.folder))
    desk.library.publish(builder_catalog(desk.folder, **EDITED))

    assert desk.start() == []
    assert desk.library.get_current().number != first.number


def test_broken_files_are_told_of_once(desk: Desk) -> None:
    """With what is wrong in figures; other errors are another state."""
    desk.start()
    desk.start(**BROKEN)
    [told] = desk.start(**BROKEN)
    assert "have 1 error.**" in told

    assert len(desk.start(questions="questions: no\n")) == 2


def test_nothing_to_teach_at_all(desk: Desk) -> None:
    """Broken files are no first version."""
    with pytest.raises(BrokenContent):
        desk.start(**BROKEN)


def test_trainer_who_comes_later_is_told(
    database: Database, clock: FakeClock, tmp_path: Path
) -> None:
    """As long as nobody was told, the next start tells."""
    desk = Desk(database, clock, tmp_path)
    desk.start()
    assert desk.start(**EDITED) == []
    desk.hire()

    assert len(desk.start(**EDITED)) == 1


def builder_catalog(folder: Path, **changed: str | bytes | None) -> Catalog:
    """Return the catalogue of the small content directory after a change."""
    catalog = builder.load(folder, **changed).catalog
    assert catalog is not None
    return catalog
