"""Texts that people were asked for."""

from datetime import datetime

from sqlmodel import Session, col, delete

from bot.storage.tables import Prompt


def find(session: Session, person_id: int) -> Prompt | None:
    """Return what a person was asked for last, answered or not."""
    return session.get(Prompt, person_id)


def put(session: Session, person_id: int, kind: str, subject: str, now: datetime) -> None:
    """Ask a person for a text, in place of what they were asked for before."""
    session.merge(
        Prompt(person_id=person_id, kind=kind, subject=subject, asked_at=now, taken_by=None)
    )
    session.flush()


def keep_subject(session: Session, person_id: int, subject: str) -> None:
    """Keep with what a person was asked for what their answer has made of it."""
    prompt = session.get_one(Prompt, person_id)
    prompt.subject = subject
    session.add(prompt)


def take_back(session: Session, person_id: int) -> None:
    """Ask a person for nothing any more."""
    session.exec(
        delete(Prompt).where(col(Prompt.person_id) == person_id, col(Prompt.taken_by).is_(None))
    )
