"""The tables; a change here needs a migration in `bot/storage/migrations/versions`."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time; SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times and store the rest as UTC."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware time."""
        del dialect
        return None if value is None else value.replace(tzinfo=UTC)


class Table(SQLModel):
    """The base of all tables, with names for every constraint so that migrations can find them."""

    metadata = MetaData(naming_convention=NAMING)


def _time(*, nullable: bool = False, index: bool = False) -> Any:
    return Field(
        default=None if nullable else ...,
        sa_type=UtcDateTime,
        nullable=nullable,
        index=index,
    )


def _json() -> Any:
    return Field(sa_type=JSON)


class Invite(Table, table=True):
    """A right to join; of the code only the hash is kept."""

    id: int | None = Field(default=None, primary_key=True)
    code_hash: str = Field(unique=True)
    role: str
    uses_left: int
    created_at: datetime = _time()
    expires_at: datetime = _time()


class JoinAttempt(Table, table=True):
    """A code that was tried in vain, kept to slow down guessing."""

    __tablename__ = "join_attempt"
    id: int | None = Field(default=None, primary_key=True)
    telegram_id: int = Field(sa_type=BigInteger, index=True)
    tried_at: datetime = _time()
    update_id: int | None = Field(default=None, sa_type=BigInteger)  # by which it was tried


class Person(Table, table=True):
    """Somebody who learns, before they join, while they use this account, and after they left.

    The name is None until it is known. All that a person does hangs on this row, and not on the
    account: it stays when the account changes.
    """

    id: int | None = Field(default=None, primary_key=True)
    telegram_id: int | None = Field(default=None, sa_type=BigInteger, unique=True)
    name: str | None = None
    search_key: str | None = None  # what a search for this person looks at
    proposed_name: str | None = None  # written by the person, and waiting for their "yes"
    name_update_id: int | None = Field(default=None, sa_type=BigInteger)  # the tap that gave it
    role: str
    invite_id: int | None = Field(default=None, foreign_key="invite.id")
    joined_at: datetime | None = _time(nullable=True)  # for the first time
    notice_version: str | None = None  # the joining notice that was accepted last
    replaced_by: int | None = None  # the person who turned out to be the same one
    unreachable_since: datetime | None = _time(nullable=True)  # until they write again
    unreachable_reason: str | None = None


class ContentVersion(Table, table=True):
    """One version of the content as it was read, never changed afterwards."""

    __tablename__ = "content_version"
    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(unique=True)
    body: str = Field(sa_type=Text)
    stored_at: datetime = _time()


class ContentActivation(Table, table=True):
    """From when on a version is the one that is taught; the latest row counts.

    `number` is what trainers call the version: the same again when it is taught again.
    """

    __tablename__ = "content_activation"
    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="content_version.id")
    activated_at: datetime = _time()
    number: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    origin: str = Field(default="disk", sa_column_kwargs={"server_default": "disk"})
    person_id: int | None = Field(default=None, foreign_key="person.id")  # None: no trainer
    summary: str | None = None  # what changed


class DiskNotice(Table, table=True):
    """A state of the files on disk that trainers were told of."""

    __tablename__ = "disk_notice"
    digest: str = Field(primary_key=True)
    told_at: datetime = _time()


class Upload(Table, table=True):
    """Files that a trainer sent together for the bank, and what became of them.

    `base_id` is the version that was taught when they came.
    """

    __table_args__ = (
        # Two would be two answers to "which file did I mean?".
        Index(
            "uq_upload_pending",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'pending'"),
        ),
        Index("ix_upload_open", "sent_at", sqlite_where=text("settled_at IS NULL")),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    album: str | None = None  # Telegram's name for what was sent in one go
    state: str
    base_id: int = Field(foreign_key="content_version.id")
    sent_at: datetime = _time()
    settled_at: datetime | None = _time(nullable=True)
    number: int | None = None  # of the version that it became
    message_id: int | None = None  # in which it is shown


class UploadFile(Table, table=True):
    """One of the files of an upload; gone when that is settled."""

    __tablename__ = "upload_file"
    upload_id: int = Field(primary_key=True, foreign_key="upload.id")
    update_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    name: str
    body: bytes = Field(sa_type=LargeBinary)


class ContentMedia(Table, table=True):
    """A picture of the content by the SHA-256 of its bytes, never changed afterwards."""

    __tablename__ = "content_media"
    digest: str = Field(primary_key=True)
    body: bytes = Field(sa_type=LargeBinary)
    stored_at: datetime = _time()


class MediaUpload(Table, table=True):
    """A picture that Telegram has: by this id a bot sends it again without uploading it."""

    __tablename__ = "media_upload"
    bot_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    digest: str = Field(primary_key=True, foreign_key="content_media.digest")
    file_id: str


class CardRead(Table, table=True):
    """A learner has seen a card."""

    __tablename__ = "card_read"
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    lesson_id: str = Field(primary_key=True)
    card_id: str = Field(primary_key=True)
    version_id: int = Field(foreign_key="content_version.id")
    read_at: datetime = _time()
    update_id: int | None = Field(default=None, sa_type=BigInteger)  # the tap that opened it


class LessonRead(Table, table=True):
    """A learner has seen every card that the lesson had in that version."""

    __tablename__ = "lesson_read"
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    lesson_id: str = Field(primary_key=True)
    version_id: int = Field(foreign_key="content_version.id")
    read_at: datetime = _time()


class QuizSession(Table, table=True):
    """One attempt at a quiz, with everything that decides its result pinned at its start."""

    __tablename__ = "quiz_session"
    __table_args__ = (
        # Two open quizzes of one kind and lesson would be two answers to "where was I?".
        Index(
            "uq_quiz_session_open",
            "person_id",
            "course_id",
            "kind",
            "scope",
            unique=True,
            sqlite_where=text("finished_at IS NULL"),
        ),
        # Looked at once an hour for what is old; what counts is not in it.
        Index(
            "ix_quiz_session_practice",
            "started_at",
            sqlite_where=text("kind NOT IN ('check', 'test')"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    version_id: int = Field(foreign_key="content_version.id")
    course_id: str
    kind: str
    scope: str  # a lesson's id, "missed:" and a session, or "" where it spans the course
    pass_mark_pct: int
    started_at: datetime = _time()
    finished_at: datetime | None = _time(nullable=True)
    total: int
    right: int | None = None
    result_message_id: int | None = None


class QuizItem(Table, table=True):
    """A question at its place in a quiz, with the options in the learner's order."""

    __tablename__ = "quiz_item"
    __table_args__ = (
        # A corrected key asks for all attempts that have the question.
        Index("ix_quiz_item_question_id_session_id", "question_id", "session_id"),
    )
    session_id: int = Field(primary_key=True, foreign_key="quiz_session.id")
    position: int = Field(primary_key=True)
    question_id: str
    option_ids: list[str] = _json()
    ticked_ids: list[str] = _json()
    message_id: int | None = None
    shown_at: datetime | None = _time(nullable=True)
    hint_at: datetime | None = _time(nullable=True)  # when its hint was asked for


class Answer(Table, table=True):
    """What a learner answered; append-only, once for each place and try."""

    __tablename__ = "answer"
    __table_args__ = (
        ForeignKeyConstraint(
            ["session_id", "position"], ["quiz_item.session_id", "quiz_item.position"]
        ),
    )
    session_id: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    try_no: int = Field(default=1, primary_key=True)
    chosen_ids: list[str] = _json()
    is_correct: bool
    answered_at: datetime = _time()
    update_id: int | None = Field(default=None, sa_type=BigInteger)  # the tap that gave it


class Completion(Table, table=True):
    """A learner met the completion rule of a course for the first time.

    Whether it still counts, `CompletionChange` says: `queries.progress` reads both.
    """

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    course_id: str = Field(primary_key=True)
    version_id: int = Field(foreign_key="content_version.id")
    completed_at: datetime = _time()
    recorded_at: datetime | None = _time(nullable=True)  # None: as it was completed


class CompletionChange(Table, table=True):
    """A completion was taken back, or earned again; the latest row counts."""

    __tablename__ = "completion_change"
    __table_args__ = (Index("ix_completion_change_of", "person_id", "course_id"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    course_id: str
    version_id: int = Field(foreign_key="content_version.id")
    completed_at: datetime | None = _time(nullable=True)  # None: it was taken back
    recorded_at: datetime = _time()
    correction_id: int | None = Field(default=None, foreign_key="result_correction.id")


class KeyChange(Table, table=True):
    """A version has other options of a question as the right ones than the one before it."""

    __tablename__ = "key_change"
    __table_args__ = (UniqueConstraint("question_id", "activation_id"),)
    id: int | None = Field(default=None, primary_key=True)
    question_id: str
    activation_id: int = Field(foreign_key="content_activation.id")
    old_version_id: int = Field(foreign_key="content_version.id")
    version_id: int = Field(foreign_key="content_version.id")
    old_right_ids: list[str] = _json()
    right_ids: list[str] = _json()
    changed_at: datetime = _time()


class KeyDecision(Table, table=True):
    """A trainer's word on the answers that were given before a key was corrected.

    A regrade goes through the people in order of their ids; how far it is can change, no more.
    """

    __tablename__ = "key_decision"
    __table_args__ = (UniqueConstraint("key_change_id", "outcome"),)
    id: int | None = Field(default=None, primary_key=True)
    key_change_id: int = Field(foreign_key="key_change.id")
    person_id: int = Field(foreign_key="person.id")
    outcome: str
    reason: str | None = Field(default=None, sa_type=Text)
    decided_at: datetime = _time()
    reached_person_id: int = 0
    finished_at: datetime | None = _time(nullable=True)


class ResultCorrection(Table, table=True):
    """An answer of a finished attempt counts otherwise than recorded; of each the last one counts.

    One that is held takes a pass away: it counts once HR has said so.
    """

    __tablename__ = "result_correction"
    __table_args__ = (
        ForeignKeyConstraint(
            ["session_id", "position"], ["quiz_item.session_id", "quiz_item.position"]
        ),
        UniqueConstraint("decision_id", "session_id", "position"),
        Index("ix_result_correction_of", "session_id", "position"),
        Index("ix_result_correction_held", "decision_id", sqlite_where=text("is_held")),
    )
    id: int | None = Field(default=None, primary_key=True)
    decision_id: int = Field(foreign_key="key_decision.id")
    session_id: int
    position: int
    was_right: bool  # as it was recorded with the answer
    is_right: bool
    old_right: int  # answers of the attempt that counted as right before
    new_right: int
    is_held: bool
    corrected_at: datetime = _time()


class PassDecision(Table, table=True):
    """HR's word on a pass that waits, or on all those that one regrade made wait."""

    __tablename__ = "pass_decision"
    __table_args__ = (
        Index("ix_pass_decision_open", "decision_id", sqlite_where=text("finished_at IS NULL")),
    )
    id: int | None = Field(default=None, primary_key=True)
    decision_id: int = Field(foreign_key="key_decision.id")
    correction_id: int | None = Field(default=None, foreign_key="result_correction.id")
    person_id: int = Field(foreign_key="person.id")
    outcome: str
    reason: str = Field(sa_type=Text)
    decided_at: datetime = _time()
    finished_at: datetime | None = _time(nullable=True)


class PassRuling(Table, table=True):
    """What HR's word did to one pass."""

    __tablename__ = "pass_ruling"
    correction_id: int = Field(primary_key=True, foreign_key="result_correction.id")
    pass_decision_id: int = Field(foreign_key="pass_decision.id", index=True)
    outcome: str
    ruled_at: datetime = _time()


class Certificate(Table, table=True):
    """A certificate, as it was issued for a passed test; triggers ask for one.

    Nothing of it changes, but its name and the salt of that can be erased: then `name_seal`, a
    keyed digest of both, says nothing any more.
    """

    __table_args__ = (
        Index(
            "uq_certificate_attempt",
            "session_id",
            unique=True,
            sqlite_where=text("replaces_id IS NULL"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    course_id: str
    course_title: str
    version_id: int = Field(foreign_key="content_version.id")
    version_number: int
    session_id: int = Field(foreign_key="quiz_session.id")
    achieved_at: datetime = _time()  # when the course was completed
    issued_at: datetime = _time()
    valid_until: date | None = None  # its last day
    replaces_id: int | None = Field(default=None, foreign_key="certificate.id", unique=True)
    name: str | None = None
    name_salt: str | None = None
    name_seal: str


class CertificateEnding(Table, table=True):
    """A certificate was revoked, or another one has taken its place; the reason can be erased."""

    __tablename__ = "certificate_ending"
    certificate_id: int = Field(primary_key=True, foreign_key="certificate.id")
    kind: str
    ended_at: datetime = _time()
    ended_by: int | None = Field(default=None, foreign_key="person.id")  # None: a command, or rules
    reason: str | None = Field(default=None, sa_type=Text)
    reason_salt: str | None = None
    reason_seal: str | None = None


class VerifyAttempt(Table, table=True):
    """An unknown code that a member asked about, kept to slow down guessing."""

    __tablename__ = "verify_attempt"
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    tried_at: datetime = _time()
    update_id: int | None = Field(default=None, sa_type=BigInteger)  # by which it was tried


class EvidenceEvent(Table, table=True):
    """A fact that is evidence, sealed in a chain (`chain.py`); never changed afterwards.

    The person has no key of its own here: events outlast the rows they speak of.
    """

    __tablename__ = "evidence_event"
    number: int = Field(primary_key=True)  # without gaps; two events at one place are refused
    kind: str
    person_id: int | None = Field(default=None, index=True)
    recorded_at: datetime = _time()
    body: str = Field(sa_type=Text)
    mac: bytes = Field(sa_type=LargeBinary)


class EvidenceMark(Table, table=True):
    """Up to which row a table is in the evidence (`runs.py`)."""

    __tablename__ = "evidence_mark"
    kind: str = Field(primary_key=True)
    last_id: int


class InboxUpdate(Table, table=True):
    """An update that Telegram handed over; unfinished ones run again after a crash."""

    __tablename__ = "inbox_update"
    __table_args__ = (
        Index(
            "ix_inbox_update_waiting",
            "bot_id",
            "chat_key",
            "update_id",
            sqlite_where=text("finished_at IS NULL"),
        ),
    )
    bot_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    update_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    chat_key: int = Field(sa_type=BigInteger)
    raw: str = Field(sa_type=Text)
    received_at: datetime = _time()
    finished_at: datetime | None = _time(nullable=True, index=True)
    tries: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # defects met so far
    set_aside_at: datetime | None = _time(nullable=True)
    incident_id: str | None = None
    defect: str | None = None  # the kind of error; its text may hold personal data


class Broadcast(Table, table=True):
    """One text for many people; over when nobody is left, or stopped and nothing in flight."""

    __table_args__ = (
        # Looked at every second: as a rule it is empty.
        Index("ix_broadcast_unfinished", "id", sqlite_where=text("finished_at IS NULL")),
    )
    id: int | None = Field(default=None, primary_key=True)
    text: str = Field(sa_type=Text)  # Markdown
    roles: list[str] = _json()
    created_at: datetime = _time()
    stopped_at: datetime | None = _time(nullable=True)
    finished_at: datetime | None = _time(nullable=True)


class BroadcastRecipient(Table, table=True):
    """A person a broadcast is for, and what became of it; the list is fixed at its creation."""

    __tablename__ = "broadcast_recipient"
    __table_args__ = (
        # Who is next, how many are in each state and who was missed are all read from it.
        Index("ix_broadcast_recipient_state", "broadcast_id", "state", "person_id"),
    )
    broadcast_id: int = Field(primary_key=True, foreign_key="broadcast.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    state: str
    reason: str | None = None  # why it was not sent
    settled_at: datetime | None = _time(nullable=True)  # when it was sent, given up or passed over


class SpentNumber(Table, table=True):
    """Up to which id rows of a table were there when some were erased: none is given again."""

    __tablename__ = "spent_number"
    name: str = Field(primary_key=True)
    last_id: int


class LessonRating(Table, table=True):
    """How a learner likes a lesson: one rating, which may be changed."""

    __tablename__ = "lesson_rating"
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    lesson_id: str = Field(primary_key=True)
    version_id: int = Field(foreign_key="content_version.id")
    is_good: bool
    comment: str | None = Field(default=None, sa_type=Text)
    rated_at: datetime = _time()
    update_id: int = Field(sa_type=BigInteger)  # the tap that gave it


class Prompt(Table, table=True):
    """The bot has asked somebody to write something; the next text of theirs is the answer."""

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    kind: str
    subject: str  # the id of what it is about
    asked_at: datetime = _time()
    taken_by: int | None = Field(default=None, sa_type=BigInteger)  # the update with the text


class QuestionFlag(Table, table=True):
    """A learner finds fault with a question that was explained to them."""

    __tablename__ = "question_flag"
    __table_args__ = (
        ForeignKeyConstraint(
            ["session_id", "position"], ["quiz_item.session_id", "quiz_item.position"]
        ),
        UniqueConstraint("session_id", "position"),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    session_id: int
    position: int
    question_id: str
    version_id: int = Field(foreign_key="content_version.id")
    reason: str
    comment: str | None = Field(default=None, sa_type=Text)
    chosen_ids: list[str] = _json()
    is_correct: bool
    flagged_at: datetime = _time()


class FlagAnswer(Table, table=True):
    """What a trainer did about a flag."""

    __tablename__ = "flag_answer"
    __table_args__ = (
        # A flag is closed once, whoever taps at the same time.
        Index(
            "uq_flag_answer_closing",
            "flag_id",
            unique=True,
            sqlite_where=text("outcome != 'replied'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    flag_id: int = Field(foreign_key="question_flag.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    outcome: str
    text: str | None = Field(default=None, sa_type=Text)
    answered_at: datetime = _time()


class Notice(Table, table=True):
    """A message owed to one person about one thing; what it says is worked out as it is sent."""

    __table_args__ = (
        # Looked at every second: as a rule it is empty.
        Index("ix_notice_waiting", "due_at", sqlite_where=text("state = 'waiting'")),
    )
    kind: str = Field(primary_key=True)
    subject_id: int = Field(primary_key=True)
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    state: str
    due_at: datetime = _time()
    reason: str | None = None  # why it was not sent
    settled_at: datetime | None = _time(nullable=True)
