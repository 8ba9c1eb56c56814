"""Keep every version of the content for ever, and know which one is taught."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.content.snapshot import digest, dump_catalog, restore_catalog
from bot.learning.course import Catalog
from bot.learning.evidence import EventKind
from bot.learning.publication import Imprint
from bot.services import Clock
from bot.services.keys import note_key_changes
from bot.storage.engine import Database
from bot.storage.facts import record_fact
from bot.storage.plain import Plain
from bot.storage.queries import content
from bot.storage.tables import ContentActivation, ContentMedia, ContentVersion

KEPT_VERSIONS = 4  # in memory; a running quiz may need an older one than the one taught
FROM_DISK = Imprint()


@dataclass(frozen=True)
class Edition:
    """A stored version of the content; trainers call it by its number, once it was taught."""

    version_id: int
    catalog: Catalog
    number: int | None = None


class NothingPublished(Exception):
    """No content has ever been stored."""


class PictureMissing(Exception):
    """A version shows a picture that is neither stored nor given."""


class Library:
    """Stores and hands out versions of the content.

    `zone` is the company's: by its days the results of what is taught count.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        zone: ZoneInfo = ZoneInfo("UTC"),  # noqa: B008
    ) -> None:
        self.zone = zone
        self._database = database
        self._clock = clock
        self._cache: dict[int, Catalog] = {}
        self._caching = Lock()  # readers and the writer share the library

    def publish(
        self,
        catalog: Catalog,
        media: Mapping[str, bytes] | None = None,
        imprint: Imprint = FROM_DISK,
    ) -> Edition:
        """Store the catalog where it is new, and make it the one that is taught.

        `media` are pictures by their digest; those that it shows are stored for ever, too. Raises
        PictureMissing where one is neither stored nor given.
        """
        with self._database.writing():
            return self.activate(self.store(catalog, media), imprint)

    def store(self, catalog: Catalog, media: Mapping[str, bytes] | None = None) -> Edition:
        """Store the catalog where it is new, and teach it to nobody yet; see `publish`."""
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
                keys = (version_id,)
                record_fact(Plain.of(session), self._database.chain, EventKind.CONTENT, keys, now)
            assert version_id is not None  # noqa: S101 - flushed rows have ids
            number = content.find_number(session, version_id)
        self._remember(version_id, catalog)
        return Edition(version_id, catalog, number)

    def activate(self, edition: Edition, imprint: Imprint) -> Edition:
        """Make a stored version the one that is taught; nothing changes where it is already.

        Corrected keys are noted with it: trainers decide about the answers of old.
        """
        with self._database.writing() as session:
            number = content.find_number(session, edition.version_id)
            number = number or content.find_highest_number(session) + 1
            active = content.find_active(session)
            if active is None or active[0] != edition.version_id:
                activation = ContentActivation(
                    version_id=edition.version_id,
                    activated_at=self._clock(),
                    number=number,
                    origin=imprint.origin,
                    person_id=imprint.person_id,
                    summary=imprint.summary,
                )
                session.add(activation)
                if active is not None:
                    session.flush()
                    note_key_changes(session, active[0], activation, self.get_catalog)
        return replace(edition, number=number)

    def get_current(self) -> Edition:
        """Return what is taught now; raise NothingPublished before the first version."""
        with self._database.reading() as session:
            active = content.find_active(session)
        if active is None:
            raise NothingPublished
        version_id, number = active
        return Edition(version_id, self.get_catalog(version_id), number)

    def get_edition(self, version_id: int) -> Edition:
        """Return any stored version."""
        with self._database.reading() as session:
            number = content.find_number(session, version_id)
        return Edition(version_id, self.get_catalog(version_id), number)

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
