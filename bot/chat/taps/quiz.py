"""What the buttons of quizzes carry."""

from dataclasses import dataclass

from bot.chat.taps.tap import Tap


@dataclass(frozen=True)
class StartCheck(Tap):
    """Begin or resume a lesson's check quiz."""

    tag = "check"
    lesson_id: str


@dataclass(frozen=True)
class StartTest(Tap):
    """Say what awaits in the final test of a course, or resume the open one."""

    tag = "test"
    course_id: str | None = None  # named where there are several


@dataclass(frozen=True)
class BeginTest(Tap):
    """Begin the final test of a course."""

    tag = "begin"
    course_id: str | None = None  # named where there are several


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
