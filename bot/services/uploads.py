"""What trainers send for the bank: kept, checked beside what is taught, tried, and taught."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from sqlmodel import Session

from bot.content.archive import NamedFile
from bot.learning.errors import UploadGone, UploadTooLarge
from bot.learning.publication import OPEN, Origin, UploadState
from bot.learning.quiz import AskedQuestion
from bot.limits import MEGABYTE
from bot.services import Clock
from bot.services.examiner import Examined, Examiner
from bot.services.library import Library
from bot.services.publisher import Overtaken, Publisher
from bot.services.quiz import Quizzes
from bot.storage.engine import Database
from bot.storage.queries import content, uploads
from bot.storage.tables import Upload, UploadFile

MAX_BYTES: Final = 64 * MEGABYTE  # what is sent in one go
PATIENCE: Final = timedelta(days=7)  # how long files wait for a word


@dataclass(frozen=True)
class SentFile:
    """A file as a trainer sent it, with the update that brought it.

    `album` is the same for all that was sent in one go.
    """

    update_id: int
    file: NamedFile
    album: str | None = None


@dataclass(frozen=True)
class Published:
    """The version that the files became; `is_repeat` when they had become it before."""

    number: int
    is_repeat: bool


class Uploads:
    """Takes files from trainers, and teaches what is in them when they say so."""

    def __init__(  # noqa: PLR0913 - the use cases that it joins
        self,
        database: Database,
        library: Library,
        publisher: Publisher,
        examiner: Examiner,
        quizzes: Quizzes,
        clock: Clock,
    ) -> None:
        self._database = database
        self._library = library
        self._publisher = publisher
        self._examiner = examiner
        self._quizzes = quizzes
        self._clock = clock

    def find_kept(self, person_id: int, update_id: int) -> int | None:
        """Return the upload to which the file of that update belongs, if it is kept already."""
        with self._database.reading() as session:
            upload = uploads.find_by_update(session, person_id, update_id)
            return None if upload is None else upload.id

    def keep(self, person_id: int, sent: SentFile) -> int:
        """Keep a file, beside those that came in one go with it, and return the upload's id.

        The same update again changes nothing. Raises UploadTooLarge.
        """
        with self._database.writing() as session:
            known = uploads.find_by_update(session, person_id, sent.update_id)
            if known is not None:
                return _get_id(known)
            upload = self._find_album(session, person_id, sent) or self._open(
                session, person_id, sent
            )
            upload_id = _get_id(upload)
            size = uploads.measure_files(session, upload_id) + len(sent.file.body)
            if size > MAX_BYTES:
                raise UploadTooLarge(MAX_BYTES // MEGABYTE)
            session.add(
                UploadFile(
                    upload_id=upload_id,
                    update_id=sent.update_id,
                    name=sent.file.name,
                    body=sent.file.body,
                )
            )
            return upload_id

    def examine(self, person_id: int, upload_id: int, *, is_replacing: bool = False) -> Examined:
        """Read the files beside what is taught now; raises UploadGone."""
        with self._database.reading() as session:
            upload = self._get_open(session, person_id, upload_id)
            files = uploads.list_files(session, upload_id)
        named = [NamedFile(file.name, file.body) for file in files]
        examined = self._examiner.examine(
            upload_id, named, upload.base_id, is_replacing=is_replacing
        )
        return replace(examined, message_id=upload.message_id)

    def prepare(self, person_id: int, upload_id: int, *, is_replacing: bool) -> None:
        """Read the files beforehand, where they are still there, so that publishing is quick."""
        with suppress(UploadGone):
            self.examine(person_id, upload_id, is_replacing=is_replacing)

    def offer(self, person_id: int, upload_id: int) -> None:
        """Let sound files wait for a word, in place of what waited before."""
        with self._database.writing() as session:
            upload = self._get_open(session, person_id, upload_id)
            for other in uploads.list_open(session, person_id):
                if other.id != upload_id:
                    uploads.settle(session, other, UploadState.REPLACED, self._clock())
            upload.state = UploadState.PENDING
            session.add(upload)

    def mark_shown(self, upload_id: int, message_id: int) -> None:
        """Remember in which message an upload is shown."""
        with self._database.writing() as session:
            upload = session.get_one(Upload, upload_id)
            upload.message_id = message_id
            session.add(upload)

    def find_pending(self, person_id: int) -> int | None:
        """Return the upload of that person that waits for a word."""
        with self._database.reading() as session:
            rows = uploads.list_open(session, person_id)
            return next((_get_id(row) for row in rows if row.state == UploadState.PENDING), None)

    def start_trial(
        self, person_id: int, upload_id: int, *, is_replacing: bool = False
    ) -> AskedQuestion:
        """Ask the changed questions as learners see them; raises UploadGone or NoPractice."""
        with self._database.writing():
            examined = self.examine(person_id, upload_id, is_replacing=is_replacing)
            proposal = examined.proposal
            if proposal is None:
                raise UploadGone
            edition = self._library.store(proposal.catalog, proposal.media)
            return self._quizzes.start_trial(person_id, edition, examined.question_ids)

    def publish(
        self, person_id: int, upload_id: int, beside: int, *, is_replacing: bool
    ) -> Published:
        """Teach what was sent, as long as the version `beside` which it was shown is taught.

        A second time changes nothing. Raises Overtaken where another one is taught by now, or the
        files change nothing any more, and UploadGone.
        """
        with self._database.writing() as session:
            upload = self._get(session, person_id, upload_id)
            if upload.state == UploadState.PUBLISHED:
                return Published(upload.number or 0, is_repeat=True)
            active = content.find_active(session)
            if active is None or active[0] != beside:
                raise Overtaken
            examined = self.examine(person_id, upload_id, is_replacing=is_replacing)
            proposal = examined.proposal
            if proposal is None or not proposal.is_new:
                raise Overtaken
            edition = self._publisher.publish(proposal, Origin.UPLOAD, person_id)
            upload.number = edition.number
            uploads.settle(session, upload, UploadState.PUBLISHED, self._clock())
        return Published(edition.number or 0, is_repeat=False)

    def discard(self, person_id: int, upload_id: int) -> bool:
        """Forget what was sent; tell whether that had not happened yet. Raises UploadGone."""
        with self._database.writing() as session:
            upload = self._get(session, person_id, upload_id)
            if upload.state == UploadState.DISCARDED:
                return False
            upload = self._get_open(session, person_id, upload_id)
            uploads.settle(session, upload, UploadState.DISCARDED, self._clock())
        return True

    def forget_old(self) -> None:
        """Forget files that have waited too long."""
        now = self._clock()
        with self._database.writing() as session:
            for upload in uploads.list_expired(session, now - PATIENCE):
                uploads.settle(session, upload, UploadState.EXPIRED, now)

    def _find_album(self, session: Session, person_id: int, sent: SentFile) -> Upload | None:
        rows = uploads.list_open(session, person_id) if sent.album is not None else ()
        return next((row for row in rows if row.album == sent.album), None)

    def _open(self, session: Session, person_id: int, sent: SentFile) -> Upload:
        """Begin an upload; what was of no use before it need not be kept any more."""
        now = self._clock()
        for other in uploads.list_open(session, person_id):
            if other.state == UploadState.KEPT:
                uploads.settle(session, other, UploadState.REPLACED, now)
        upload = Upload(
            person_id=person_id,
            album=sent.album,
            state=UploadState.KEPT,
            base_id=self._library.get_current().version_id,
            sent_at=now,
        )
        session.add(upload)
        session.flush()
        return upload

    def _get(self, session: Session, person_id: int, upload_id: int) -> Upload:
        upload = session.get(Upload, upload_id)
        if upload is None or upload.person_id != person_id:
            raise UploadGone
        return upload

    def _get_open(self, session: Session, person_id: int, upload_id: int) -> Upload:
        upload = self._get(session, person_id, upload_id)
        if upload.state not in OPEN:
            raise UploadGone(UploadState(upload.state))
        return upload


def _get_id(upload: Upload) -> int:
    if upload.id is None:
        raise ValueError("the upload has not been flushed")
    return upload.id
