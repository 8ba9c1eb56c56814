"""What the bot says when something may not be done, and other single sentences."""

from datetime import timedelta
from math import ceil

from bot.chat.views.wording import shorten
from bot.learning.errors import (
    AccountTaken,
    AlreadyFlagged,
    AssignmentGone,
    AttemptsExhausted,
    CertificateEnded,
    CertificateGone,
    CompletionRefused,
    CooldownRunning,
    CountingFailed,
    CourseGone,
    CourseUnclear,
    DateRefused,
    DayUnclear,
    DutyChanged,
    ExtensionRefused,
    FinalTestLocked,
    FinalTestPassed,
    FlagClosed,
    FlagGone,
    HasLeft,
    KeyGone,
    KeySettled,
    LessonGone,
    LessonLocked,
    LessonNotDone,
    LinkSpent,
    NameChanged,
    NameUnchanged,
    NobodyCovered,
    NobodyToInvite,
    NoHint,
    NoPractice,
    NoProof,
    NoReason,
    NothingAssigned,
    NothingChosen,
    NothingMissed,
    NothingWritten,
    NotWaived,
    OccurrenceDone,
    OptionGone,
    OwnDuty,
    PassSettled,
    PersonGone,
    PictureGone,
    QuestionNotOpen,
    QuizGone,
    QuizRunning,
    Refusal,
    RoleRefused,
    RosterFileGone,
    StillBound,
    SubscriptionGone,
    SummaryLocked,
    TextTooLong,
    TokenGone,
    TokenNameRefused,
    TokensExhausted,
    TooManyCodes,
    TooManySubscriptions,
    TooSoon,
    UploadGone,
    UploadTooLarge,
    VersionGone,
)
from bot.learning.phrases import count
from bot.learning.publication import UploadState

PRIVATE_TOAST = "This bot is private."
JOINED = "You have joined already."
READ_ALREADY = "You have read it already. Home shows where you are."
NO_ACCOUNT = "No account is bound any more."
SAME_ROLE = "They have that role already."
GROUP_TOAST = "Let's talk privately: open my profile and press START."
OLD_BUTTON = "That button is from an older message. Home shows where you are."
HASTY = "One moment: read why first."
PUT_OFF = "Saved for later. Home or Practice brings you back."
ALREADY_BELOW = "It's already in the chat, further down."
UNKNOWN_TEXT = (
    "Sorry, I only understand buttons and commands. Tap a button to go on, "
    "or write /glossary and a word to look it up."
)
UNKNOWN_COMMAND = "I don't know that command. /help lists the ones you have."
NO_TEXT = "Thank you, but I only read text and buttons. Tap Home to go on learning."
PHOTO = "Telegram makes photos smaller. To put this picture into the bank, send it as a file."
NO_FILE = "Thank you, but I take files only from trainers and HR. Tap Home to go on learning."
CANCELLED = "All right. Nothing is asked of you now; buttons and commands work as always."
CHANGED_MEANWHILE = "Somebody has changed that meanwhile. This is how it stands now."
SNOOZED = "All right, not today. I come back tomorrow."
RATED_ALREADY = "Your rating is kept. The other thumb changes it."
LEFT_OUT = "All right, nothing added."
EDITED = "I don't read edited messages. Please send it as a new one."


SENTENCES: dict[type[Refusal], str] = {
    CountingFailed: "That could not be counted: it took too long or too much memory. Please try "
    "again later; your administrator finds more in the log.",
    CourseGone: "That course is not taught any more. Home shows where you are.",
    CourseUnclear: "There are several courses. Please begin anew and choose one of them.",
    LessonGone: "That lesson is not part of the course any more. Home shows where you are.",
    VersionGone: "No version has that number. The history lists all of them.",
    PictureGone: "That picture is not shown any more. Home shows where you are.",
    QuizGone: "That quiz isn't yours. Home shows where you are.",
    QuestionNotOpen: "That question isn't open. Home takes you to the right one.",
    TooSoon: "One moment: this is a new question.",
    OptionGone: "That option doesn't exist. Please tap one of the buttons.",
    NoHint: "There is no hint for this question. Trust what you have read.",
    NothingChosen: "Tick at least one option first.",
    QuizRunning: "That opens when the last question is answered.",
    NothingMissed: "Nothing to practice here: every answer was right.",
    NameChanged: "You wrote another name since. Please tap the newest message.",
    FinalTestPassed: "You have passed the final test. Practice keeps it fresh.",
    AlreadyFlagged: "You have flagged this question. The trainers have your note.",
    FlagGone: "There is no such flag.",
    FlagClosed: "Another trainer has closed this flag already. Its message shows how.",
    KeyGone: "There is no such corrected key.",
    KeySettled: "That key is decided about already, or has changed again. /bank shows both.",
    PassSettled: "No pass waits there any more. /corrections lists those that do.",
    LessonNotDone: "You can rate a lesson when its check is passed.",
    LinkSpent: "That link is used up or too old. Write /dashboard for a new one.",
    PersonGone: "There is nobody here by that number, or not among your people.",
    RosterFileGone: "That file waits for nothing any more. Please send it again.",
    SubscriptionGone: "That subscription isn't yours. /report shows what is.",
    StillBound: "This person uses an account. Unbind it first, then invite anew.",
    HasLeft: "This person has left the company. The roster must bring them back first.",
    RoleRefused: "That is for an administrator: a role that you cannot give, or your own.",
    CertificateGone: "No certificate has this code. Please compare it with the certificate.",
    NameUnchanged: "The certificate is in the name that its holder has now.",
    NobodyToInvite: "Everybody whom you may invite has an account or an invitation.",
    NoReason: "Please write the reason in words.",
    NothingWritten: "Nothing of that can be seen. Please write it in words.",
    NobodyCovered: "Nobody is there to assign it to. Choose somebody else.",
    AssignmentGone: "There is no such assignment.",
    NothingAssigned: "The course was never assigned to this person.",
    OccurrenceDone: "That is done already: nothing is left to extend or waive.",
    NotWaived: "There is no waiver or completion elsewhere to take back.",
    DateRefused: "That day does not fit. Write today or a later day, within ten years.",
    ExtensionRefused: "That is not after the present due day. Write a later one.",
    CompletionRefused: "That day does not fit. Write today or an earlier day, from 2000 on.",
    DayUnclear: "Please write one day, such as 2026-12-18, 18.12.2026 or 18 Dec 2026.",
    NoProof: "Please write two lines: first what proves it, below it the reason.",
    DutyChanged: "Somebody has changed that meanwhile. /people and the name shows how it stands.",
    OwnDuty: "Your own course is for a colleague in HR or an administrator to decide about.",
    NoPractice: "There are no practice questions on this topic yet.",
    TokenGone: "There is no such token any more. /tokens lists those there are.",
}
OPENS_NOTHING = "Revoked. It opens nothing any more."

UPLOADS: dict[UploadState | None, str] = {
    UploadState.PUBLISHED: "That file is published already. The history shows it.",
    UploadState.DISCARDED: "That file is discarded. Please send it again.",
    UploadState.REPLACED: "You have sent another file since. Its message is further down.",
    UploadState.EXPIRED: "That file has waited too long. Please send it again.",
}


ACCOUNT_TAKEN = (
    "This Telegram account belongs to {} already. "
    "An invitation for somebody else is theirs to open, with an account of their own."
)


def word_refusal(refusal: Refusal) -> str:
    """Say kindly why something did not happen, and what to do instead; fits a toast."""
    if isinstance(refusal, FinalTestLocked | LessonLocked | SummaryLocked):
        return _word_locked(refusal)
    if isinstance(refusal, TextTooLong | UploadGone | UploadTooLarge):
        return _word_sent(refusal)
    if isinstance(refusal, TooManySubscriptions):
        return f"You get {refusal.limit} reports already. Please turn one off first."
    if isinstance(refusal, AccountTaken):
        return ACCOUNT_TAKEN.format(refusal.name)
    if isinstance(refusal, CertificateEnded | TooManyCodes):
        return _word_certificate(refusal)
    return _word_terms(refusal) or SENTENCES.get(type(refusal), OLD_BUTTON)


def _word_terms(refusal: Refusal) -> str | None:
    if isinstance(refusal, AttemptsExhausted):
        attempts = count(refusal.limit, "attempt")
        return f"You have used your {attempts} at the final test. Please talk to HR."
    if isinstance(refusal, CooldownRunning):
        hours = count(ceil(refusal.wait / timedelta(hours=1)), "hour")
        return f"Take a break and look at the lessons again: the next try opens in {hours}."
    if isinstance(refusal, TokenNameRefused):
        return f"Please say in at most {refusal.limit} plain letters and digits what it is for."
    if isinstance(refusal, TokensExhausted):
        return f"{refusal.limit} tokens are in use. /tokens: revoke one that nobody needs first."
    return None


def _word_locked(refusal: FinalTestLocked | LessonLocked | SummaryLocked) -> str:
    if isinstance(refusal, LessonLocked):
        return f"🔒 This opens when lesson {refusal.number} is done: {shorten(refusal.title)}."
    lessons = count(refusal.lessons_left, "lesson")
    if isinstance(refusal, FinalTestLocked):
        return f"The final test opens when every lesson is done: {lessons} to go."
    return f"This summary is yours when its lessons are done: {lessons} to go."


def _word_sent(refusal: TextTooLong | UploadGone | UploadTooLarge) -> str:
    """Say what is the matter with something that was sent."""
    if isinstance(refusal, TextTooLong):
        return f"That is long. Please write it again in at most {refusal.limit:,} characters."
    if isinstance(refusal, UploadTooLarge):
        return f"Together these files have more than {refusal.limit} MB. Please send fewer."
    return UPLOADS.get(refusal.state, "No such file waits here. Please send it again.")


def _word_certificate(refusal: CertificateEnded | TooManyCodes) -> str:
    if isinstance(refusal, TooManyCodes):
        minutes = ceil(refusal.wait / timedelta(minutes=1))
        return f"That was one unknown code after the other. Please wait {count(minutes, 'minute')}."
    how = "replaced by a newer one" if refusal.is_replaced else "revoked"
    return f"This certificate was {how} already."
