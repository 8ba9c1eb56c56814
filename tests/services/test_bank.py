"""The bank's state: the figures of what is taught, and whether the files say something else."""

from pathlib import Path

import pytest

from bot.learning.errors import VersionGone
from bot.learning.people import Role
from bot.learning.publication import Imprint, Origin, Publication
from bot.services.bank import Bank, BankState
from bot.services.library import Library, NothingPublished
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.content import builder
from tests.services.builder import School, make_catalog


@pytest.fixture
def library(database: Database, clock: FakeClock, tmp_path: Path) -> Library:
    """A library that teaches the small content directory."""
    library = Library(database, clock)
    catalog = builder.load(tmp_path).catalog
    assert catalog is not None
    library.publish(catalog)
    return library


def test_state_of_sound_files(
    library: Library, database: Database, clock: FakeClock, tmp_path: Path
) -> None:
    """One lesson, a question of each use and a term; the files say just that."""
    state = Bank(database, library, tmp_path / "content").inspect()

    assert state == BankState(
        published=Publication(1, 1, clock(), Origin.DISK, None, ""),
        lessons=1,
        practice_questions=1,
        test_questions=1,
        drafts=0,
        terms=1,
        problems=state.problems,
        is_edited=False,
    )
    assert not any("error" in str(problem) for problem in state.problems)


def test_edited_files_are_newer_than_what_is_taught(
    library: Library, database: Database, tmp_path: Path
) -> None:
    """The figures stay those of the version that is taught."""
    changed = builder.edit("questions", ("Listening", "Listening well"))
    builder.write(tmp_path, **changed)
    state = Bank(database, library, tmp_path / "content").inspect()

    assert state.is_edited
    assert (state.published.number, state.practice_questions) == (1, 1)


def test_other_spelling_of_the_same_content_is_no_edit(
    library: Library, database: Database, tmp_path: Path
) -> None:
    """A comment and quotes change nothing that is taught."""
    changed = builder.edit(
        "glossary", ("terms:", "# Words\nterms:"), ("term: Need", 'term: "Need"')
    )
    builder.write(tmp_path, **changed)

    assert not Bank(database, library, tmp_path / "content").inspect().is_edited


def test_broken_files_are_reported_beside_what_is_taught(
    library: Library, database: Database, tmp_path: Path
) -> None:
    """A version goes on, and each problem has its place."""
    builder.write(tmp_path, **builder.edit("questions", ("ask: What comes first?", "aks: What?")))
    state = Bank(database, library, tmp_path / "content").inspect()

    assert any("unknown field 'aks'" in str(problem) for problem in state.problems)
    assert not state.is_edited
    assert (state.published.number, state.lessons) == (1, 1)


def test_bank_without_a_version_is_an_error(
    database: Database, clock: FakeClock, tmp_path: Path
) -> None:
    """The bot does not start like that."""
    bank = Bank(database, Library(database, clock), builder.write(tmp_path))

    with pytest.raises(NothingPublished):
        bank.inspect()


def test_history_says_who_and_what(school: School) -> None:
    """The newest first; a version that is taught again keeps its number."""
    tom = school.join(role=Role.TRAINER, name="Tom Berg")
    bank = Bank(school.database, school.library, Path())
    school.library.publish(
        make_catalog(("one",)), imprint=Imprint(Origin.UPLOAD, tom.id, "1 lesson removed")
    )

    way = bank.go_back(1, 2, tom.id)

    assert way.is_there
    assert [(p.number, p.origin, p.first_name, p.summary) for p in bank.list_history()] == [
        (1, Origin.ROLLBACK, "Tom", "5 questions, 1 lesson added; 1 course changed"),
        (2, Origin.UPLOAD, "Tom", "1 lesson removed"),
        (1, Origin.DISK, None, ""),
    ]


def test_going_back_twice_goes_back_once(school: School) -> None:
    """A second tap, or the same update again, finds the version taught."""
    tom = school.join(role=Role.TRAINER)
    bank = Bank(school.database, school.library, Path())
    school.library.publish(make_catalog(("one",)))
    bank.go_back(1, 2, tom.id)

    assert bank.go_back(1, 2, tom.id).is_there
    assert len(bank.list_history()) == 3


def test_going_back_beside_another_version_asks_again(school: School) -> None:
    """Somebody has published since the trainer looked: nothing is overwritten unseen."""
    tom = school.join(role=Role.TRAINER)
    bank = Bank(school.database, school.library, Path())
    school.library.publish(make_catalog(("one",)))
    school.library.publish(make_catalog(("two",)))

    way = bank.go_back(1, 2, tom.id)

    assert not way.is_there
    assert way.current.number == 3
    assert school.library.get_current().number == 3


def test_no_way_back_to_a_version_that_never_was(school: School) -> None:
    """Numbers on buttons are not trusted."""
    with pytest.raises(VersionGone):
        Bank(school.database, school.library, Path()).look_back(7)
