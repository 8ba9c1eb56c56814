"""A company in which everything has happened that a report tells apart."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.learning.assignments import Due, Terms
from bot.learning.people import Member, Role
from bot.reports.apart import Apart
from bot.reports.completion import CompletionReport, CompletionRow, Criteria
from bot.reports.counts import Counts
from bot.reports.occurrences import report_completion
from bot.reports.taught import TaughtCourses
from bot.services.people import People
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.services.test_assignments import Desk
from tests.services.test_rosters import HR

BERLIN = ZoneInfo("Europe/Berlin")
MORE = """\
4,active,Dana,Dow,Sales,2
5,active,Eli,Faro,Sales,3
6,active,Finn,Gray,Logistics,2
"""
COUNTS = {
    "assigned": 6,
    "unassigned": 1,
    "waived": 1,
    "left": 1,
    "completed": 2,
    "late": 1,
    "in_progress": 1,
    "not_started": 1,
    "overdue": 2,
    "unreachable": 1,
    "erased": 0,
}


class Company(Desk):
    """Ana has completed, Ben is late, Cleo need not, Dana did elsewhere, Eli left, Finn sleeps.

    Kim learns without an assignment, and Hana is in HR. Employees are 1 to 6, and so are their ids.
    """

    def __init__(self, database: Database, clock: FakeClock) -> None:
        super().__init__(database, clock)
        self.apply(MORE)
        self.give(terms=Terms(Due(days=14), valid_months=12))
        self.assigned_at = clock.now
        clock.advance(days=1)
        self.school.complete(self.ana)
        self.join("2", 1002)
        ben = self.school.enrolment.find_member(1002)
        assert ben is not None
        self.ben: Member = ben
        self.school.read(ben, "one")
        self.duties.waive(3, HR, "on the board")
        clock.advance(days=1)
        self.apply("5,terminated,Eli,Faro,Sales,3\n")
        self.kim = self.school.join(1007, name="Kim")
        self.hana = self.school.join(1008, Role.HR, "Hana")
        clock.advance(days=18)
        self.duties.complete_elsewhere(4, date(2026, 12, 9), HR, "no phone", "sheet 12")
        clock.advance(hours=1)

    @property
    def counts(self) -> Counts:
        """What the chat asks."""
        return Counts(
            self.database,
            Apart(self.database),
            TaughtCourses(self.database).find,
            self.clock,
            BERLIN,
        )

    def report(self, back: timedelta = timedelta(), **criteria: object) -> CompletionReport:
        """Return the report as of now, or of so long ago."""
        as_of = self.clock.now - back
        asked = Criteria(as_of, BERLIN, **criteria)  # type: ignore[arg-type]  # as it is called
        return report_completion(self.database, TaughtCourses(self.database).find(as_of), asked)

    def give_role(self, person_id: int, role: Role) -> None:
        """Give somebody another role."""
        people = People(self.database, self.accounts, self.clock)
        people.give_role(self.hana, person_id, role, "a new task")

    def row(self, person_id: int, number: int = 1) -> CompletionRow:
        """Return one row of it."""
        [row] = [
            row
            for row in self.report().rows
            if (row.person_id, row.occurrence_no) == (person_id, number)
        ]
        return row
