"""The joining notice: its texts as they were shown, and who accepted which."""

from datetime import datetime

from sqlmodel import Session, select

from bot.learning.evidence import EventKind
from bot.learning.joining import JoiningNotice
from bot.storage.chain import Chain
from bot.storage.facts import record_fact
from bot.storage.plain import Plain
from bot.storage.tables import NoticeAcceptance, NoticeText, Person


def accept(  # noqa: PLR0913 - what a row says
    session: Session,
    chain: Chain,
    person: Person,
    notice: JoiningNotice,
    now: datetime,
    update_id: int | None = None,
) -> None:
    """Record and seal that a person accepted the notice; what was before stays as it is."""
    assert person.id is not None  # noqa: S101 - it was read or flushed
    plain = Plain.of(session)
    if session.get(NoticeText, notice.digest) is None:
        session.add(
            NoticeText(
                digest=notice.digest, version=notice.version, body=notice.body, stored_at=now
            )
        )
        session.flush()
        record_fact(plain, chain, EventKind.NOTICE_TEXT, (notice.digest,), now)
    if session.get(NoticeAcceptance, (person.id, notice.version)) is None:
        session.add(
            NoticeAcceptance(
                person_id=person.id,
                version=notice.version,
                digest=notice.digest,
                accepted_at=now,
                update_id=update_id,
            )
        )
        session.flush()
        keys = person.id, notice.version
        record_fact(plain, chain, EventKind.NOTICE_ACCEPTANCE, keys, now)
    person.notice_version = notice.version
    session.add(person)


def is_accepted_by(session: Session, person_id: int, update_id: int) -> bool:
    """Tell whether a person accepted a notice by that update."""
    found = select(NoticeAcceptance).where(
        NoticeAcceptance.person_id == person_id, NoticeAcceptance.update_id == update_id
    )
    return session.exec(found).first() is not None
