"""What the buttons of Home carry."""

from dataclasses import dataclass

from bot.chat.taps.tap import Tap


@dataclass(frozen=True)
class ShowHome(Tap):
    """Turn this message into Home."""

    tag = "home"


@dataclass(frozen=True)
class Continue(Tap):
    """Do the one obvious next step of a course; it is named where there are several."""

    tag = "go"
    course_id: str | None = None


@dataclass(frozen=True)
class ShowLessons(Tap):
    """List the lessons."""

    tag = "lessons"


@dataclass(frozen=True)
class ShowProgress(Tap):
    """Show the learner's progress."""

    tag = "progress"


@dataclass(frozen=True)
class ShowHelp(Tap):
    """Show the help."""

    tag = "help"
