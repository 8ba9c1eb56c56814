"""Stored versions of the content, and which of them is taught."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from bot.storage.tables import ContentActivation, ContentMedia, ContentVersion, MediaUpload


def find_version_id(session: Session, digest: str) -> int | None:
    """Return the id of the version with that digest."""
    return session.exec(
        select(ContentVersion.id).where(ContentVersion.digest == digest)
    ).one_or_none()


def find_active_version_id(session: Session) -> int | None:
    """Return the id of the version that is taught now, or None before the first one."""
    return session.exec(
        select(ContentActivation.version_id).order_by(col(ContentActivation.id).desc()).limit(1)
    ).one_or_none()


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
