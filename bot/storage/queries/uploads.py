"""What trainers sent for the bank."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, delete, func, select

from bot.learning.publication import UploadState
from bot.storage.tables import Upload, UploadFile


def find_by_update(session: Session, person_id: int, update_id: int) -> Upload | None:
    """Return the upload to which the file of that update belongs, as long as it is open."""
    return session.exec(
        select(Upload)
        .join(UploadFile, col(UploadFile.upload_id) == col(Upload.id))
        .where(Upload.person_id == person_id, UploadFile.update_id == update_id)
    ).one_or_none()


def list_open(session: Session, person_id: int) -> Sequence[Upload]:
    """Return what a person sent and has not settled, the newest first."""
    return session.exec(
        select(Upload)
        .where(Upload.person_id == person_id, col(Upload.settled_at).is_(None))
        .order_by(col(Upload.id).desc())
    ).all()


def list_expired(session: Session, before: datetime) -> Sequence[Upload]:
    """Return what was sent before that time and is still open."""
    return session.exec(
        select(Upload).where(Upload.sent_at < before, col(Upload.settled_at).is_(None))
    ).all()


def list_files(session: Session, upload_id: int) -> Sequence[UploadFile]:
    """Return the files of an upload in the order in which they came."""
    return session.exec(
        select(UploadFile)
        .where(UploadFile.upload_id == upload_id)
        .order_by(col(UploadFile.update_id))
    ).all()


def measure_files(session: Session, upload_id: int) -> int:
    """Return how many bytes an upload has."""
    size = func.coalesce(func.sum(func.length(UploadFile.body)), 0)
    return int(session.exec(select(size).where(UploadFile.upload_id == upload_id)).one())


def settle(session: Session, upload: Upload, state: UploadState, now: datetime) -> None:
    """Write down what became of an upload, and forget its files."""
    session.exec(delete(UploadFile).where(col(UploadFile.upload_id) == upload.id))
    upload.state, upload.settled_at = state, now
    session.add(upload)
    session.flush()
