"""Stored versions of the content, and which of them is taught."""

from sqlmodel import Session, col, select

from bot.storage.tables import ContentActivation, ContentVersion


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
