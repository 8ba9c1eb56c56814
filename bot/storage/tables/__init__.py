"""The tables, a file a subject; a change needs a migration in `bot/storage/migrations/versions`."""

from bot.storage.tables.api import ApiToken, ApiTokenEvent, PersonChange, RecordMark
from bot.storage.tables.assignments import (
    Assignment,
    Occurrence,
    OccurrenceEvent,
    Snooze,
    Unprompted,
)
from bot.storage.tables.base import Table, UtcDateTime
from bot.storage.tables.content import (
    ContentActivation,
    ContentMedia,
    ContentVersion,
    DiskNotice,
    MediaUpload,
    Upload,
    UploadFile,
)
from bot.storage.tables.corrections import (
    KeyChange,
    KeyDecision,
    PassDecision,
    PassRuling,
    ResultCorrection,
)
from bot.storage.tables.dashboard import DashboardLink, DashboardRequest, DashboardSession
from bot.storage.tables.evidence import (
    Certificate,
    CertificateEnding,
    EvidenceEvent,
    EvidenceMark,
    VerifyAttempt,
)
from bot.storage.tables.feedback import CourseChoice, FlagAnswer, LessonRating, QuestionFlag
from bot.storage.tables.messages import Broadcast, BroadcastRecipient, InboxUpdate, Notice, Prompt
from bot.storage.tables.people import Invite, JoinAttempt, Person
from bot.storage.tables.personnel import (
    AccessLog,
    Employee,
    InviteClaim,
    NoticeAcceptance,
    NoticeText,
    PersonalInvite,
    PersonEvent,
    RosterFile,
    RosterImport,
)
from bot.storage.tables.record import (
    Answer,
    CardRead,
    Completion,
    CompletionChange,
    LessonRead,
    QuizItem,
    QuizSession,
    SpentNumber,
)
from bot.storage.tables.record_stores import RecordStore, RecordStoreAbsence
from bot.storage.tables.subscriptions import SubscribedReport, Subscription

__all__ = [
    "AccessLog",
    "Answer",
    "ApiToken",
    "ApiTokenEvent",
    "Assignment",
    "Broadcast",
    "BroadcastRecipient",
    "CardRead",
    "Certificate",
    "CertificateEnding",
    "Completion",
    "CompletionChange",
    "ContentActivation",
    "ContentMedia",
    "ContentVersion",
    "CourseChoice",
    "DashboardLink",
    "DashboardRequest",
    "DashboardSession",
    "DiskNotice",
    "Employee",
    "EvidenceEvent",
    "EvidenceMark",
    "FlagAnswer",
    "InboxUpdate",
    "Invite",
    "InviteClaim",
    "JoinAttempt",
    "KeyChange",
    "KeyDecision",
    "LessonRating",
    "LessonRead",
    "MediaUpload",
    "Notice",
    "NoticeAcceptance",
    "NoticeText",
    "Occurrence",
    "OccurrenceEvent",
    "PassDecision",
    "PassRuling",
    "Person",
    "PersonChange",
    "PersonEvent",
    "PersonalInvite",
    "Prompt",
    "QuestionFlag",
    "QuizItem",
    "QuizSession",
    "RecordMark",
    "RecordStore",
    "RecordStoreAbsence",
    "ResultCorrection",
    "RosterFile",
    "RosterImport",
    "Snooze",
    "SpentNumber",
    "SubscribedReport",
    "Subscription",
    "Table",
    "Unprompted",
    "Upload",
    "UploadFile",
    "UtcDateTime",
    "VerifyAttempt",
]
