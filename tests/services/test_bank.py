"""The bank's state: the figures of what is taught, and whether the files say something else."""

from pathlib import Path

import pytest

from bot.services.bank import Bank, BankState
from bot.services.library import Library, NothingPublished
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.content import builder


@pytest.fixture
def library(database: Database, clock: FakeClock, tmp_path: Path) -> Library:
    """A library that teaches the small content directory."""
    library = Library(database, clock)
    catalog = builder.load(tmp_path).catalog
    assert catalog is not None
    library.publish(catalog)
    return library


def test_state_of_sound_files(library: Library, tmp_path: Path) -> None:
    """One lesson, a question of each use and a term; the files say just that."""
    state = Bank(library, tmp_path / "content").inspect()

    assert state == BankState(
        version_id=1,
        lessons=1,
        practice_questions=1,
        test_questions=1,
        terms=1,
        problems=state.problems,
        is_edited=False,
    )
    assert not any("error" in str(problem) for problem in state.problems)


def test_edited_files_are_newer_than_what_is_taught(library: Library, tmp_path: Path) -> None:
    """The figures stay those of the version that is taught."""
    changed = builder.edit("questions", ("Listening", "Listening well"))
    builder.write(tmp_path, **changed)
    state = Bank(library, tmp_path / "content").inspect()

    assert state.is_edited
    assert (state.version_id, state.practice_questions) == (1, 1)


def test_other_spelling_of_the_same_content_is_no_edit(library: Library, tmp_path: Path) -> None:
    """A comment and quotes change nothing that is taught."""
    changed = builder.edit(
        "glossary", ("terms:", "# Words\nterms:"), ("term: Need", 'term: "Need"')
    )
    builder.write(tmp_path, **changed)

    assert not Bank(library, tmp_path / "content").inspect().is_edited


def test_broken_files_are_reported_beside_what_is_taught(library: Library, tmp_path: Path) -> None:
    """A version goes on, and each problem has its place."""
    builder.write(tmp_path, **builder.edit("questions", ("ask: What comes first?", "aks: What?")))
    state = Bank(library, tmp_path / "content").inspect()

    assert any("unknown field 'aks'" in str(problem) for problem in state.problems)
    assert not state.is_edited
    assert (state.version_id, state.lessons) == (1, 1)


def test_bank_without_a_version_is_an_error(
    database: Database, clock: FakeClock, tmp_path: Path
) -> None:
    """The bot does not start like that."""
    bank = Bank(Library(database, clock), builder.write(tmp_path))

    with pytest.raises(NothingPublished):
        bank.inspect()
