"""What a button carries: typed, at most 64 bytes, and never anything that decides a mark."""

from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Self

from bot.learning.flags import FlagOutcome, FlagReason

DATA_LIMIT = 64  # bytes of callback data
SEPARATOR = ":"
NUMBER_LIMIT = 2**53  # larger numbers are nobody's buttons


# Before the data of a button that answers with a new message: the one it stands under is a record.
BELOW = "below:"


class BadTap(ValueError):
    """Callback data that no button of ours carries."""


@dataclass(frozen=True)
class Tap:
    """A button's meaning; each kind has a short tag that old messages keep for ever."""

    tag: ClassVar[str]

    def encode(self) -> str:
        """Return the callback data."""
        values = [
            str(int(v)) if isinstance(v, bool | int) else "" if v is None else v
            for v in vars(self).values()
        ]
        data = SEPARATOR.join([self.tag, *values])
        if len(data.encode()) > DATA_LIMIT:
            raise ValueError(f"{data!r} is longer than {DATA_LIMIT} bytes")
        return data

    @classmethod
    def decode(cls, data: str) -> Self:
        """Read callback data; raise BadTap where it is none of this kind."""
        tag, *values = data.removeprefix(BELOW).split(SEPARATOR)
        kinds = _list_kinds(cls)  # type: ignore[arg-type]  # mypy: a class does hash
        if tag != cls.tag or len(values) != len(kinds):
            raise BadTap(data)
        return cls(*map(_read, kinds, values))

    @classmethod
    def matches(cls, data: object) -> bool:
        """Tell whether this is callback data of this kind."""
        try:
            cls.decode(str(data))
        except BadTap:
            return False
        return True


def read_tag(data: str) -> str:
    """Return by which tag callback data says of what kind it is."""
    return data.removeprefix(BELOW).partition(SEPARATOR)[0]


@cache
def _list_kinds(tap: type[Tap]) -> tuple[type[StrEnum] | str, ...]:
    return tuple(
        kind if isinstance(kind, type) and issubclass(kind, StrEnum) else str(kind)
        for kind in (field.type for field in fields(tap))
    )


def _read(kind: type[StrEnum] | str, value: str) -> Any:
    if not isinstance(kind, str):
        try:
            return kind(value)
        except ValueError:
            raise BadTap(value) from None
    if "str" in kind:
        return value if value or "None" not in kind else None
    if not (value.isascii() and value.isdecimal() and int(value) < NUMBER_LIMIT):
        raise BadTap(value)
    if "bool" in kind:
        return value == "1"
    return int(value)


@dataclass(frozen=True)
class UseTelegramName(Tap):
    """Join under the name that Telegram shows."""

    tag = "name"


@dataclass(frozen=True)
class ConfirmName(Tap):
    """Join under the written name with this digest."""

    tag = "myname"
    digest: str


@dataclass(frozen=True)
class AcceptInvite(Tap):
    """Yes, the invite that was opened last is for me."""

    tag = "me"
    invite_id: int


@dataclass(frozen=True)
class DeclineInvite(Tap):
    """No, the invite is for somebody else."""

    tag = "notme"


@dataclass(frozen=True)
class AcceptNotice(Tap):
    """I have read this version of the joining notice."""

    tag = "read"
    version: str


@dataclass(frozen=True)
class ShowHome(Tap):
    """Turn this message into Home."""

    tag = "home"


@dataclass(frozen=True)
class ShowBank(Tap):
    """Show a trainer the question bank."""

    tag = "bank"


@dataclass(frozen=True)
class ShowReport(Tap):
    """Show HR the counts."""

    tag = "report"


@dataclass(frozen=True)
class Continue(Tap):
    """Do the one obvious next step."""

    tag = "go"


@dataclass(frozen=True)
class ShowLessons(Tap):
    """List the lessons."""

    tag = "lessons"


@dataclass(frozen=True)
class ShowSummary(Tap):
    """Show the summary of a module that is done."""

    tag = "keep"
    module_id: str


@dataclass(frozen=True)
class OpenLesson(Tap):
    """Open a lesson where reading stopped."""

    tag = "lesson"
    lesson_id: str


@dataclass(frozen=True)
class ReadCardAt(Tap):
    """Turn this message into a card of a lesson, counted from 0."""

    tag = "card"
    lesson_id: str
    index: int


@dataclass(frozen=True)
class ShowCardPicture(Tap):
    """Send the picture of a card of a lesson, counted from 0."""

    tag = "pic"
    lesson_id: str
    index: int


@dataclass(frozen=True)
class StartCheck(Tap):
    """Begin or resume a lesson's check quiz."""

    tag = "check"
    lesson_id: str


@dataclass(frozen=True)
class StartTest(Tap):
    """Say what awaits in the final test, or resume the open one."""

    tag = "test"


@dataclass(frozen=True)
class BeginTest(Tap):
    """Begin the final test."""

    tag = "begin"


@dataclass(frozen=True)
class ShowPractice(Tap):
    """List the topics to practise."""

    tag = "topics"


@dataclass(frozen=True)
class StartPractice(Tap):
    """Practise one topic, or all."""

    tag = "prac"
    lesson_id: str | None


@dataclass(frozen=True)
class PractiseMissed(Tap):
    """Practise what was missed in a quiz."""

    tag = "missed"
    session_id: int


@dataclass(frozen=True)
class AnswerWith(Tap):
    """Answer a question with one option."""

    tag = "a"
    session_id: int
    position: int
    option: int


@dataclass(frozen=True)
class Tick(Tap):
    """Tick or untick an option; the wanted state is in the button, so a double tap is harmless."""

    tag = "t"
    session_id: int
    position: int
    option: int
    is_on: bool


@dataclass(frozen=True)
class Submit(Tap):
    """Answer with what is ticked."""

    tag = "s"
    session_id: int
    position: int


@dataclass(frozen=True)
class TakeHint(Tap):
    """Show the hint of an open question inside its message."""

    tag = "hint"
    session_id: int
    position: int


@dataclass(frozen=True)
class PutOff(Tap):
    """Leave a question for later and go Home."""

    tag = "later"
    session_id: int
    position: int


@dataclass(frozen=True)
class NextQuestion(Tap):
    """Go on after an explanation."""

    tag = "next"
    session_id: int


@dataclass(frozen=True)
class ResumeQuiz(Tap):
    """Show the open question again, as the newest message."""

    tag = "resume"
    session_id: int


@dataclass(frozen=True)
class ShowTaughtCard(Tap):
    """Open the card that teaches a question, as a message of its own."""

    tag = "why"
    session_id: int
    position: int


@dataclass(frozen=True)
class ShowQuestionPicture(Tap):
    """Send the picture of a question."""

    tag = "qpic"
    session_id: int
    position: int


@dataclass(frozen=True)
class ShowTaughtPicture(Tap):
    """Send the picture of the card that teaches a question."""

    tag = "tpic"
    session_id: int
    position: int


@dataclass(frozen=True)
class Review(Tap):
    """Turn this message into an answered question of a finished quiz."""

    tag = "rev"
    session_id: int
    position: int


@dataclass(frozen=True)
class ShowResult(Tap):
    """Turn this message back into the result of a finished quiz."""

    tag = "result"
    session_id: int


@dataclass(frozen=True)
class ShowProgress(Tap):
    """Show the learner's progress."""

    tag = "progress"


@dataclass(frozen=True)
class ShowGlossary(Tap):
    """List a page of the glossary, counted from 0."""

    tag = "terms"
    page: int


@dataclass(frozen=True)
class ShowTerm(Tap):
    """Show one term."""

    tag = "term"
    term_id: str


@dataclass(frozen=True)
class ShowHelp(Tap):
    """Show the help."""

    tag = "help"


@dataclass(frozen=True)
class FlagQuestion(Tap):
    """Say that something is wrong with an explained question."""

    tag = "flag"
    session_id: int
    position: int


@dataclass(frozen=True)
class FlagAs(Tap):
    """Say what is wrong with an explained question."""

    tag = "flagas"
    session_id: int
    position: int
    reason: FlagReason


@dataclass(frozen=True)
class LeaveUncommented(Tap):
    """Add no comment to a flag."""

    tag = "nocom"
    flag_id: int


@dataclass(frozen=True)
class WriteNothing(Tap):
    """Leave out the text that was asked for."""

    tag = "nothing"


@dataclass(frozen=True)
class RateLesson(Tap):
    """Say whether a lesson was good."""

    tag = "rate"
    lesson_id: str
    is_good: bool


@dataclass(frozen=True)
class ShowRatings(Tap):
    """Show trainers how the lessons are rated."""

    tag = "ratings"


@dataclass(frozen=True)
class ShowRatingComments(Tap):
    """Show trainers what learners say of a lesson."""

    tag = "rated"
    lesson_id: str


@dataclass(frozen=True)
class ShowFlags(Tap):
    """List the flags that wait for a trainer."""

    tag = "flags"


@dataclass(frozen=True)
class ShowFlag(Tap):
    """Show one flag."""

    tag = "flagged"
    flag_id: int


@dataclass(frozen=True)
class ShowFlaggedQuestion(Tap):
    """Show a flagged question as it is taught now, as a message of its own."""

    tag = "flagq"
    flag_id: int


@dataclass(frozen=True)
class ReplyToFlag(Tap):
    """Write to whoever flagged a question."""

    tag = "reply"
    flag_id: int


@dataclass(frozen=True)
class AskToCloseFlag(Tap):
    """Offer the ways to close a flag."""

    tag = "close"
    flag_id: int


@dataclass(frozen=True)
class CloseFlag(Tap):
    """Close a flag, and tell the learner how."""

    tag = "closeas"
    flag_id: int
    outcome: FlagOutcome
