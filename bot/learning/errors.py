"""Refusals: what a person may not do now, each built from the facts that explain it."""

from dataclasses import dataclass
from datetime import timedelta

from bot.learning.publication import UploadState
from bot.learning.roster_file import RosterFileState


class Refusal(Exception):
    """Something the rules do not allow; nothing has changed. Chat turns it into kind words."""


@dataclass(eq=False)
class InviteRefused(Refusal):
    """The code is unknown, spent or expired; which of these is nobody's business."""


@dataclass(eq=False)
class LinkSpent(Refusal):
    """A link to the dashboard is used up, too old, or not for who has it."""


@dataclass(eq=False)
class TooManyJoinAttempts(Refusal):
    """Codes were tried too often from one account."""

    wait: timedelta


@dataclass(eq=False)
class AccountTaken(Refusal):
    """The Telegram account belongs to another employee, who is on the roster."""

    name: str


@dataclass(eq=False)
class CountingFailed(Refusal):
    """Counting all that is recorded took too long or too much memory; the log says more."""


@dataclass(eq=False)
class CourseGone(Refusal):
    """The course is not taught, or not any more."""


@dataclass(eq=False)
class CourseUnclear(Refusal):
    """Several courses are taught, and none was named."""

    ids: tuple[str, ...]


@dataclass(eq=False)
class PersonGone(Refusal):
    """There is no such person, or not for who asks: which of these is nobody's business."""


@dataclass(eq=False)
class StillBound(Refusal):
    """The person uses an account: a new invite comes after that one is taken from them."""


@dataclass(eq=False)
class NotBound(Refusal):
    """The person uses no account that could be taken from them."""


@dataclass(eq=False)
class HasLeft(Refusal):
    """The person has left the company by the roster, which alone can bring them back."""


@dataclass(eq=False)
class RoleRefused(Refusal):
    """The role, or the person's present one, is not for who asks to give or take."""


@dataclass(eq=False)
class NobodyToInvite(Refusal):
    """Everybody has an account or an invitation, or is for others to invite."""


@dataclass(eq=False)
class NameRefused(Refusal):
    """What was given cannot be a person's name."""

    limit: int


@dataclass(eq=False)
class NameChanged(Refusal):
    """Another name was written after the one that is being confirmed."""


@dataclass(eq=False)
class LessonGone(Refusal):
    """The lesson or card is not part of the course any more, or never was."""


@dataclass(eq=False)
class LessonLocked(Refusal):
    """Another lesson must be done first."""

    number: int
    title: str


@dataclass(eq=False)
class SummaryLocked(Refusal):
    """The summary of a module opens when its lessons are done."""

    lessons_left: int


@dataclass(eq=False)
class PictureGone(Refusal):
    """The card or question shows no picture any more, or never did."""


@dataclass(eq=False)
class VersionGone(Refusal):
    """No version of the content was ever taught under that number."""


@dataclass(eq=False)
class RosterFileGone(Refusal):
    """The roster waits for nothing any more, or was sent by somebody else; `state` says why."""

    state: RosterFileState | None = None


@dataclass(eq=False)
class UploadGone(Refusal):
    """The files wait for nothing any more, or were sent by somebody else; `state` says why."""

    state: UploadState | None = None


@dataclass(eq=False)
class UploadTooLarge(Refusal):
    """What was sent together is more than is kept; the limit is in megabytes."""

    limit: int


@dataclass(eq=False)
class QuizGone(Refusal):
    """There is no such quiz, or it belongs to somebody else."""


@dataclass(eq=False)
class QuestionNotOpen(Refusal):
    """The quiz has no such question, or it is not its turn yet."""


@dataclass(eq=False)
class TooSoon(Refusal):
    """The question has only just appeared: the tap was meant for what stood there before."""


@dataclass(eq=False)
class OptionGone(Refusal):
    """The question has no such option."""


@dataclass(eq=False)
class NoHint(Refusal):
    """The question has no hint, or is one of a test, which gives none."""


@dataclass(eq=False)
class NothingChosen(Refusal):
    """A multiple response was submitted with no option chosen."""


@dataclass(eq=False)
class QuizRunning(Refusal):
    """The result is not known before the last question is answered."""


@dataclass(eq=False)
class NothingMissed(Refusal):
    """There is nothing to practise: every answer was right."""


@dataclass(eq=False)
class FinalTestLocked(Refusal):
    """The final test opens when every lesson is done."""

    lessons_left: int


@dataclass(eq=False)
class FinalTestPassed(Refusal):
    """The final test is passed already."""


@dataclass(eq=False)
class NoPractice(Refusal):
    """There is no practice question for this topic."""


@dataclass(eq=False)
class LessonNotDone(Refusal):
    """A lesson is rated after its check is passed."""


@dataclass(eq=False)
class TextTooLong(Refusal):
    """What was written is longer than what is kept of it."""

    limit: int


@dataclass(eq=False)
class NothingWritten(Refusal):
    """Nothing of what was written can be seen."""


@dataclass(eq=False)
class AlreadyFlagged(Refusal):
    """This learner has flagged this question after this answer."""


@dataclass(eq=False)
class FlagGone(Refusal):
    """There is no such flag."""


@dataclass(eq=False)
class FlagClosed(Refusal):
    """Another trainer has closed the flag in another way."""


@dataclass(eq=False)
class CertificateGone(Refusal):
    """No certificate has that code."""


@dataclass(eq=False)
class CertificateEnded(Refusal):
    """The certificate was revoked already, or another one has taken its place."""

    is_replaced: bool


@dataclass(eq=False)
class NameUnchanged(Refusal):
    """The certificate is in the name that its holder has."""


@dataclass(eq=False)
class NoReason(Refusal):
    """Something that has to be answered for was asked for without a reason."""


@dataclass(eq=False)
class TooManyCodes(Refusal):
    """Unknown codes were asked about too often by one member."""

    wait: timedelta


@dataclass(eq=False)
class SubscriptionGone(Refusal):
    """There is no such subscription, or it is somebody else's."""


@dataclass(eq=False)
class TooManySubscriptions(Refusal):
    """Somebody gets as many reports by themselves as one may."""

    limit: int


@dataclass(eq=False)
class KeyGone(Refusal):
    """No version has corrected such a key."""


@dataclass(eq=False)
class KeySettled(Refusal):
    """The key has changed again, or another trainer has decided."""


@dataclass(eq=False)
class PassSettled(Refusal):
    """No such pass waits for HR's word any more."""


@dataclass(eq=False)
class NobodyCovered(Refusal):
    """An assignment would be for nobody."""


@dataclass(eq=False)
class AssignmentGone(Refusal):
    """There is no such assignment."""


@dataclass(eq=False)
class NothingAssigned(Refusal):
    """The course was never assigned to this person."""


@dataclass(eq=False)
class OccurrenceDone(Refusal):
    """The course is completed: there is nothing to extend or waive."""


@dataclass(eq=False)
class NotWaived(Refusal):
    """There is no waiver to take back, and no completion elsewhere."""


@dataclass(eq=False)
class AssignedAlready(Refusal):
    """The same is assigned, to the same people and on the same terms."""

    number: int


@dataclass(eq=False)
class DateRefused(Refusal):
    """A due day in the past or too far ahead, or a day that cannot be meant at all."""


@dataclass(eq=False)
class CompletionRefused(DateRefused):
    """A day of completion that is still to come, or long over."""


@dataclass(eq=False)
class ExtensionRefused(DateRefused):
    """A day that would not extend: it is not after the present due day."""


@dataclass(eq=False)
class DayUnclear(Refusal):
    """What was written is no day, or could be two."""


@dataclass(eq=False)
class NoProof(Refusal):
    """A completion elsewhere was told of without what proves it, or without the reason."""


@dataclass(eq=False)
class DutyChanged(Refusal):
    """What somebody has to complete is not as it was when this was asked."""


@dataclass(eq=False)
class RequestDone(Refusal):
    """The same form was sent before, and what it asks for is done."""


@dataclass(eq=False)
class OwnDuty(Refusal):
    """Nobody decides about what they have to complete themselves."""


@dataclass(eq=False)
class AttemptsExhausted(Refusal):
    """All attempts at the final test that the assignment gives are used."""

    limit: int


@dataclass(eq=False)
class CooldownRunning(Refusal):
    """After a failed test the next attempt has to wait."""

    wait: timedelta


@dataclass(eq=False)
class CourseUnknown(Refusal):
    """No course of that name is taught."""


@dataclass(eq=False)
class DepartmentUnknown(Refusal):
    """No department of that name is in the roster, or it is not for who asks."""


@dataclass(eq=False)
class MomentToCome(Refusal):
    """A moment that has to be over is still to come."""


@dataclass(eq=False)
class TokenGone(Refusal):
    """There is no such token, or it was revoked already."""


@dataclass(eq=False)
class TokenNameRefused(Refusal):
    """What a token is for cannot be called so."""

    limit: int


@dataclass(eq=False)
class TokensExhausted(Refusal):
    """So many tokens are in use that nobody has an eye on them any more."""

    limit: int
