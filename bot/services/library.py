"""Keep every version of the content for ever, and know which one is taught."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from sqlmodel import Session

from bot.content.snapshot import digest, dump_catalog, restore_catalog
from bot.learning.course import Catalog
from bot.services import Clock
from bot.storage.engine import Database
from bot.storage.queries import content
from bot.storage.tables import ContentActivation, ContentMedia, ContentVersion

KEPT_VERSIONS = 4  # in memory; a running quiz may need an older one than the one taught


@dataclass(frozen=True)
class Edition:
    """A stored version of the content."""

    version_id: int
    catalog: Catalog


class NothingPublished(Exception):
    """No content has ever been stored."""


class PictureMissing(Exception):
    """A version shows a picture that is neither stored nor given."""


class Library:
    """Stores and hands out versions of the content."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._cache: dict[int, Catalog] = {}
        self._caching = Lock()  # readers and the writer share the library

    def publish(self, catalog: Catalog, media: Mapping[str, bytes] | None = None) -> Edition:
        """Store the catalog where it is new, and make it the one that is taught.

        `media` are pictures by their digest; those that it shows are stored for ever, too. Raises
        PictureMissing where one is neither stored nor given.
        """
        body = dump_catalog(catalog)
        now = self._clock()
        with self._database.writing() as session:
            _store_media(session, catalog, media or {}, now)
            version_id = content.find_version_id(session, digest(body))
            if version_id is None:
                version = ContentVersion(digest=digest(body), body=body, stored_at=now)
                session.add(version)
                session.flush()
                version_id = version.id
            assert version_id is not None  # noqa: S101 - flushed rows have ids
            if content.find_active_version_id(session) != version_id:
                session.add(ContentActivation(version_id=version_id, activated_at=now))
        self._remember(version_id, catalog)
        return Edition(version_id, catalog)

    def get_current(self) -> Edition:
        """Return what is taught now; raise NothingPublished before the first version."""
        with self._database.reading() as session:
            version_id = content.find_active_version_id(session)
        if version_id is None:
            raise NothingPublished
        return Edition(version_id, self.get_catalog(version_id))

    def get_catalog(self, version_id: int) -> Catalog:
        """Return the catalog of a version that a session, an answer or a reader refers to."""
        with self._caching:
            catalog = self._cache.get(version_id)
        if catalog is None:
            with self._database.reading() as session:
                catalog = restore_catalog(content.get_version(session, version_id).body)
        self._remember(version_id, catalog)
        return catalog

    def _remember(self, version_id: int, catalog: Catalog) -> None:
        with self._caching:
            self._cache.pop(version_id, None)
            self._cache[version_id] = catalog  # the one used last stands last
            while len(self._cache) > KEPT_VERSIONS:
                self._cache.pop(next(iter(self._cache)))


def _store_media(
    session: Session, catalog: Catalog, media: Mapping[str, bytes], now: datetime
) -> None:
    wanted = {picture.digest for picture in catalog.pictures}
    missing = wanted - content.list_stored_media(session, wanted)
    if not missing <= media.keys():
        raise PictureMissing
    session.add_all(ContentMedia(digest=one, body=media[one], stored_at=now) for one in missing)
