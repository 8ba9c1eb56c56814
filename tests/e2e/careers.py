"""Learners of a firm, and how each of them goes about the course."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs, urlparse

from tests.e2e.firm import Employee, Firm, make_short_course
from tests.e2e.student import Student


class Career(StrEnum):
    """How somebody goes about the course, once they have joined."""

    EARLY = "early"  # passes before it is due
    SECOND = "second"  # fails, and passes the next time
    LATE = "late"  # passes after it was due
    FAILS = "fails"  # and leaves it at that
    READS = "reads"  # one lesson
    NEVER = "never"  # opens nothing


PASSES = (Career.EARLY, Career.SECOND, Career.LATE)


@dataclass
class Learner:
    """An employee with a phone."""

    firm: Firm
    employee: Employee
    career: Career

    async def joins(self, link: str) -> None:
        """Open an invitation and say yes; an account before is somebody else's from then on."""
        self.actor = self.firm.bring_on(self.employee.name.split()[0])
        self.student = Student(self.actor, make_short_course())
        await self.actor.starts(parse_qs(urlparse(link).query)["start"][0])
        await self.actor.taps("Yes, I'm")
        self.actor.sees("Basics")

    async def does_a_lesson(self) -> None:
        """Read the next lesson and pass its check."""
        await self.actor.says("/home")
        await self.actor.taps("Start lesson")
        await self.student.reads_lesson()
        await self.actor.taps("Take the check")
        await self.student.takes_check()

    async def does_lessons(self) -> None:
        """Do all lessons."""
        await self.does_a_lesson()
        await self.does_a_lesson()

    async def takes_test(self, *, rightly: bool = True) -> None:
        """Take the final test; who passes gets the certificate at once."""
        await self.actor.says("/home")
        await self.actor.taps("Try the final test again" if self._has_tried else "Final test")
        if self.actor.has_button("Begin"):
            await self.actor.taps("Begin")
        await self.student.takes_test(rightly=rightly)
        self._has_tried = not rightly
        await self.firm.deliver_to(self.actor)

    _has_tried = False

    async def goes_on(self) -> None:
        """Do what they do before the course is due."""
        if self.career in (Career.EARLY, Career.SECOND, Career.FAILS):
            await self.does_lessons()
            await self.takes_test(rightly=self.career is Career.EARLY)
        if self.career is Career.SECOND:
            await self.takes_test()
        if self.career is Career.READS:
            await self.does_a_lesson()

    @property
    def papers(self) -> list[str]:
        """The names of the files in the chat."""
        return [m["document"]["file_name"] for m in self.actor.heard if "document" in m]
