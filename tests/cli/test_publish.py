"""`run_bot.py publish`: the difference, a question, and a new version."""

from pathlib import Path

import pytest

from bot.bootstrap import open_database, read_clock
from bot.cli import main
from bot.config import Settings
from bot.learning.notices import NoticeKind
from bot.learning.people import Role
from bot.learning.publication import Origin
from bot.services.bank import Bank
from bot.services.library import Library
from bot.services.notices import Notices
from bot.services.publisher import Overtaken, Publisher
from tests.conftest import FakeClock
from tests.content import builder
from tests.services.builder import School

EDITED = builder.edit("questions", ("text: Listening", "text: Listening well"))


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with content, the first version of which is taught."""
    monkeypatch.setenv("DATABASE", str(settings.database))
    monkeypatch.setenv("CONTENT", str(tmp_path / "content"))
    catalog = builder.load(tmp_path).catalog
    assert catalog is not None
    with open_database(settings.database) as database:
        Library(database, read_clock).publish(catalog)
    return tmp_path


def read_number(settings: Settings) -> int | None:
    """Return which version is taught."""
    with open_database(settings.database) as database:
        return Library(database, read_clock).get_current().number


def test_edit_is_shown_and_published(
    folder: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """With `--yes` nobody is asked; the history says that it came from the command line."""
    builder.write(folder, **EDITED)

    assert main(["publish", "--yes"]) == 0

    out = capsys.readouterr().out
    assert "Beside v1, which is taught now: 1 question changed." in out
    assert "options · listen · text: Listening → Listening well" in out
    assert "v2 is taught now." in out
    with open_database(settings.database) as database:
        [newest, _] = Bank(database, Library(database, read_clock), folder).list_history()
    assert (newest.origin, newest.summary) == (Origin.COMMAND, "1 question changed")


def test_other_folder_is_published(folder: Path, settings: Settings) -> None:
    """The path says which."""
    (folder / "other").mkdir()
    directory = builder.write(folder / "other", **EDITED)

    assert main(["publish", str(directory), "--yes"]) == 0
    assert read_number(settings) == 2


def test_nothing_new(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """What is taught already makes no version."""
    assert main(["publish", "--yes"]) == 0

    assert "v1 is taught, and the files say the same." in capsys.readouterr().out
    assert read_number(settings) == 1


def test_errors_publish_nothing(
    folder: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are listed with their places."""
    builder.write(folder, **builder.edit("questions", ("ask: What comes first?", "aks: What?")))

    assert main(["publish", "--yes"]) == 1

    assert "questions.yaml:5:5: unknown field 'aks'" in capsys.readouterr().out
    assert read_number(settings) == 1


def test_corrected_key_is_left_to_trainers(
    folder: Path, settings: Settings, clock: FakeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command says so, and trainers are told."""
    with open_database(settings.database) as database:
        school = School(database, clock, Library(database, read_clock).get_current().catalog)
        tom = school.join(7001, Role.TRAINER)
        ana = school.join()
        school.finish(ana, school.quizzes.start_check(ana.id, "in-tune"))
    swapped = (
        ("correct: yes\n        why: You", "why: You"),
        ("Selling", "Selling\n        correct: yes"),
    )
    builder.write(folder, **builder.edit("questions", *swapped))
    assert main(["publish", "--yes"]) == 0

    assert "1 corrected key: a trainer decides in /bank" in capsys.readouterr().out
    with open_database(settings.database) as database:
        due = Notices(database, read_clock).claim(9)
    assert [(one.kind, one.person_id) for one in due] == [(NoticeKind.KEYS_CORRECTED, tom.id)]


def test_nobody_to_ask(folder: Path, settings: Settings) -> None:
    """A script has to say that it is sure."""
    builder.write(folder, **EDITED)

    assert main(["publish"]) == 1
    assert read_number(settings) == 1


def test_published_meanwhile(folder: Path, settings: Settings) -> None:
    """What was compared with another version is not published."""
    directory = builder.write(folder, **EDITED)
    with open_database(settings.database) as database:
        library = Library(database, read_clock)
        publisher = Publisher(database, library)
        first = publisher.propose_folder(directory)
        builder.write(folder, **builder.edit("questions", ("Guessing", "To guess")))
        publisher.publish(publisher.propose_folder(directory), Origin.COMMAND)

        with pytest.raises(Overtaken):
            publisher.publish(first, Origin.COMMAND)


def test_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nothing to publish to."""
    monkeypatch.setenv("DATABASE", str(tmp_path / "none.db"))

    assert main(["publish"]) == 1
