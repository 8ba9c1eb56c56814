"""Versions of the content: each is stored once and for ever, and one of them is taught."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import NoResultFound

from bot.content.catalog import load_catalog
from bot.learning.course import Catalog
from bot.services.library import KEPT_VERSIONS, Library, NothingPublished
from bot.storage.engine import Database
from tests.conftest import CONTENT, FakeClock
from tests.services.builder import make_catalog
from tests.storage.rows import count

SMALL = make_catalog(("one",))
LARGE = make_catalog(("one", "two"))


@pytest.fixture
def library(database: Database, clock: FakeClock) -> Library:
    """An empty library."""
    return Library(database, clock)


def test_empty_library_teaches_nothing(library: Library) -> None:
    """There is no version before the first."""
    with pytest.raises(NothingPublished):
        library.get_current()


def test_same_content_is_one_version(library: Library, database: Database) -> None:
    """Each start publishes what the files say; nothing new is stored for that."""
    first = library.publish(SMALL)
    second = library.publish(make_catalog(("one",)))

    assert first == second == library.get_current()
    assert count(database, "content_version") == 1
    assert count(database, "content_activation") == 1


def test_edited_content_is_taught_from_now_on(library: Library, database: Database) -> None:
    """The old version stays where it is."""
    old, new = library.publish(SMALL), library.publish(LARGE)

    assert new.version_id != old.version_id
    assert library.get_current() == new
    assert library.get_catalog(old.version_id) == SMALL
    assert count(database, "content_version") == 2


def test_going_back_is_an_activation_and_no_new_version(
    library: Library, database: Database
) -> None:
    """An edit that is undone leads to the version that was stored before it."""
    first = library.publish(SMALL)
    library.publish(LARGE)

    assert library.publish(SMALL) == first == library.get_current()
    assert count(database, "content_version") == 2
    assert count(database, "content_activation") == 3


def test_content_survives_a_restart(
    library: Library, database: Database, clock: FakeClock, shipped: Catalog
) -> None:
    """Read back from the file, the catalogue is equal to the one that was published."""
    edition = library.publish(shipped, load_catalog(CONTENT).media)
    restarted = Library(database, clock).get_current()

    assert restarted == edition
    assert restarted.catalog is not shipped


def test_other_process_publishes(library: Library, database: Database, clock: FakeClock) -> None:
    """What is taught is asked of the database, never remembered."""
    library.publish(SMALL)
    Library(database, clock).publish(LARGE)

    assert library.get_current().catalog == LARGE


def test_more_versions_than_are_kept_in_memory(library: Library) -> None:
    """The oldest is still handed out, and the newest is still the one taught."""
    catalogs = [
        make_catalog([f"l{number}" for number in range(size)])
        for size in range(1, KEPT_VERSIONS + 4)
    ]
    ids = [library.publish(catalog).version_id for catalog in catalogs]

    assert [library.get_catalog(version_id) for version_id in ids] == catalogs
    assert [library.get_catalog(version_id) for version_id in reversed(ids)] == catalogs[::-1]
    assert len(library._cache) == KEPT_VERSIONS
    assert library.get_current().catalog == catalogs[-1]


def test_version_in_use_stays_in_memory(library: Library) -> None:
    """A long quiz on an old version is not read from the file at every tap."""
    old = library.publish(SMALL).version_id
    kept = library.get_catalog(old)
    for size in range(2, KEPT_VERSIONS + 4):
        library.publish(make_catalog([f"l{number}" for number in range(size)]))

        assert library.get_catalog(old) is kept


def test_readers_share_the_memory(library: Library) -> None:
    """Many threads that need many versions at once get what they asked for."""
    catalogs = [
        make_catalog([f"l{number}" for number in range(size)])
        for size in range(1, 2 * KEPT_VERSIONS)
    ]
    ids = [library.publish(catalog).version_id for catalog in catalogs]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(library.get_catalog, ids * 5))

    assert found == catalogs * 5


def test_version_in_memory_is_not_read_again(library: Library) -> None:
    """A tap costs no parsing of the whole content."""
    version_id = library.publish(SMALL).version_id

    assert library.get_catalog(version_id) is library.get_catalog(version_id)


def test_version_that_never_was_is_an_error(library: Library) -> None:
    """Nothing refers to one."""
    with pytest.raises(NoResultFound):
        library.get_catalog(99)
