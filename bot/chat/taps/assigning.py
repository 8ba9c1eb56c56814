"""What the buttons for giving the course to people carry.

`number` says whom: a person's id, or what stands for the name of a department or group. `due` is
a number of days, or a day such as 20261218; 0 where nothing is due. `course` stands for a course
where there are several.
"""

from dataclasses import dataclass

from bot.chat.taps.tap import Tap
from bot.learning.assignments import Target


@dataclass(frozen=True)
class StartAssigning(Tap):
    """Ask whom a course is for; without one, which course it is."""

    tag = "assign"
    course: int | None = None


@dataclass(frozen=True)
class ListTargets(Tap):
    """List a page of the departments or groups, counted from 0."""

    tag = "assignto"
    target: Target
    page: int
    course: int | None = None


@dataclass(frozen=True)
class ChooseWhom(Tap):
    """Ask by when these are to complete the course."""

    tag = "assignwhom"
    target: Target
    number: int
    course: int | None = None


@dataclass(frozen=True)
class WriteAssignmentDay(Tap):
    """Write the due day."""

    tag = "assignday"
    target: Target
    number: int
    course: int | None = None


@dataclass(frozen=True)
class ChooseDue(Tap):
    """Show how many that would be, and ask whether to do it."""

    tag = "assigndue"
    target: Target
    number: int
    due: int
    course: int | None = None


@dataclass(frozen=True)
class Assign(Tap):
    """Give the course to these."""

    tag = "assign!"
    target: Target
    number: int
    due: int
    course: int | None = None


@dataclass(frozen=True)
class ListAssignments(Tap):
    """List a page of the assignments, counted from 0."""

    tag = "assigned"
    page: int


@dataclass(frozen=True)
class AskToEnd(Tap):
    """Ask whether an assignment is to end."""

    tag = "assignend?"
    assignment_id: int


@dataclass(frozen=True)
class EndAssignment(Tap):
    """End an assignment."""

    tag = "assignend!"
    assignment_id: int
