"""Stored versions of the content, and which of them is taught."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, func, select

from bot.storage.tables import (
    ContentActivation,
    ContentMedia,
    ContentVersion,
    MediaUpload,
    Person,
)


def find_version_id(session: Session, digest: str) -> int | None:
    """Return the id of the version with that digest."""
    return session.exec(
        select(ContentVersion.id).where(ContentVersion.digest == digest)
    ).one_or_none()


def find_active(session: Session) -> tuple[int, int] | None:
    """Return id and number of the version that is taught now, or None before the first one."""
    return session.exec(
        select(ContentActivation.version_id, ContentActivation.number)
        .order_by(col(ContentActivation.id).desc())
        .limit(1)
    ).one_or_none()


def find_number(session: Session, version_id: int) -> int | None:
    """Return what trainers call a version; None where it was never taught."""
    return session.exec(
        select(ContentActivation.number)
        .where(ContentActivation.version_id == version_id)
        .order_by(col(ContentActivation.id))
        .limit(1)
    ).one_or_none()


def find_version_of_number(session: Session, number: int) -> int | None:
    """Return the id of the version that trainers call so."""
    return session.exec(
        select(ContentActivation.version_id).where(ContentActivation.number == number).limit(1)
    ).one_or_none()


def find_highest_number(session: Session) -> int:
    """Return the number of the version that was new last; 0 before the first one."""
    return session.exec(select(func.coalesce(func.max(ContentActivation.number), 0))).one()


def list_publications(
    session: Session, limit: int
) -> Sequence[tuple[ContentActivation, str | None]]:
    """Return the newest activations, the newest first, with the name of who did it."""
    return session.exec(
        select(ContentActivation, Person.name)
        .join(Person, col(Person.id) == col(ContentActivation.person_id), isouter=True)
        .order_by(col(ContentActivation.id).desc())
        .limit(limit)
    ).all()


def was_taught(session: Session, digest: str) -> bool:
    """Tell whether a version with that digest was ever taught."""
    version_id = find_version_id(session, digest)
    return version_id is not None and find_number(session, version_id) is not None


def get_version(session: Session, version_id: int) -> ContentVersion:
    """Return a stored version."""
    return session.exec(select(ContentVersion).where(ContentVersion.id == version_id)).one()


def list_stored_media(session: Session, digests: Iterable[str]) -> set[str]:
    """Return which of those pictures are stored."""
    wanted = col(ContentMedia.digest).in_(sorted(digests))
    return set(session.exec(select(ContentMedia.digest).where(wanted)))


def get_media(session: Session, digest: str) -> bytes:
    """Return a stored picture."""
    return session.exec(select(ContentMedia.body).where(ContentMedia.digest == digest)).one()


def find_file_id(session: Session, bot_id: int, digest: str) -> str | None:
    """Return by which id Telegram knows a picture that this bot has sent."""
    upload = session.get(MediaUpload, (bot_id, digest))
    return None if upload is None else upload.file_id
