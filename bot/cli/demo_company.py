"""A company for the demo's dashboard: made up, and some weeks into its training."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from bot.bootstrap import read_clock
from bot.cli.demo_study import Pupils
from bot.learning.assignments import Due, Target, Terms, Whom
from bot.learning.people import Actor, ActorOrigin
from bot.services.assignments import Assignments
from bot.services.duties import Duties
from bot.services.library import Library
from bot.services.quiz import Quizzes
from bot.services.rosters import Rosters
from bot.services.study import Study
from bot.storage.engine import Database

AGO: Final = timedelta(days=45)
LOGISTICS_DAYS, OTHER_DAYS = 30, 75  # until the course is due
HR: Final = Actor(ActorOrigin.COMMAND)
# In each department the first one leads the others.
STAFF: Final = {
    "Logistics": (
        "Mira Novak",
        "Jonas Weber",
        "Amina Diallo",
        "Luca Rossi",
        "Eva Lind",
        "Omar Said",
    ),
    "Production": (
        "Sofia Marin",
        "Jan Kowalski",
        "Lea Meyer",
        "Tomás Silva",
        "Aiko Sato",
        "Nils Berg",
    ),
    "Sales": ("Clara Dubois", "Ben Okafor", "Zoë Adler", "Ivan Petrov", "Maya Cohen"),
    "Office": ("Paul Schmid", "Ines Costa", "Erik Dahl", "Rosa Vega"),
}
LEFT: Final = "Nils Berg"
WAIVED: Final = "Paul Schmid"
EXTENDED: Final = "Omar Said"
READING: Final = ("Luca Rossi", "Eva Lind", "Zoë Adler")
# Days after the assignment. Who studied here has answers and a certificate: the share they know.
STUDIED: Final = {"Mira Novak": (4, 0.97), "Sofia Marin": (11, 0.93)}
FAILED: Final = {"Lea Meyer": (20, 0.5)}
ELSEWHERE: Final = {
    "Jonas Weber": 9, "Clara Dubois": 15, "Jan Kowalski": 18, "Ben Okafor": 22, "Ines Costa": 26,
    "Tomás Silva": 33, "Amina Diallo": 36, "Maya Cohen": 41,
}  # fmt: skip


@dataclass
class _Past:
    """A clock in the past: moved on by days, and by a few seconds whenever it is looked at."""

    now: datetime

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=3)
        return self.now


def found_company(database: Database, library: Library, zone: ZoneInfo) -> None:
    """Let a company be there, unless one is: as its HR might have written it down, day by day."""
    with database.peeking() as plain:
        if plain.fetch("SELECT 1 FROM employee LIMIT 1"):
            return
    print("Making up a company for HR's dashboard (once, a few seconds) ...", flush=True)
    begun = read_clock() - AGO
    past, dice = _Past(begun), Random(7)  # noqa: S311 - the same company each time
    rosters, duties = Rosters(database, past), Duties(database, library, past)
    rosters.apply(rosters.propose("staff.csv", "\n".join(_list_rows()).encode()), HR)
    with database.peeking() as plain:
        ids = {
            name: number
            for number, name in plain.fetch(
                "SELECT person_id, first_name || ' ' || last_name FROM employee"
            )
        }
    courses = library.get_current().catalog.courses
    assignments = Assignments(database, library, past, zone)
    for department in STAFF:
        days = LOGISTICS_DAYS if department == "Logistics" else OTHER_DAYS
        whom, terms = Whom(Target.DEPARTMENT, department), Terms(Due(days=days))
        assignments.assign(whom, terms, HR, courses[0].id)
    assignments.open_some()
    pupils = Pupils(
        Study(database, library, past), Quizzes(database, library, past, dice), library, dice
    )
    for name in READING:
        pupils.read(ids[name], courses[0].lesson_ids[0], cards=1)
    past.now = begun + timedelta(days=2)
    duties.waive(ids[WAIVED], HR, "trained as a trainer last month", courses[0].id)
    studied = [(days, name, knowledge) for name, (days, knowledge) in (STUDIED | FAILED).items()]
    elsewhere = [(days, name, None) for name, days in ELSEWHERE.items()]
    for days, name, knowledge in sorted([*studied, *elsewhere]):
        past.now = begun + timedelta(days=days)
        if knowledge is not None:
            pupils.do_lessons(ids[name], knowledge=knowledge)
            pupils.take_test(ids[name], knowledge=knowledge)
        else:
            duties.complete_elsewhere(
                ids[name],
                past.now.astimezone(zone).date(),
                HR,
                "a course on site",
                "list of those present",
                courses[0].id,
            )
    past.now = begun + timedelta(days=42)
    due = (read_clock() + timedelta(days=10)).astimezone(zone).date()
    duties.extend(ids[EXTENDED], due, HR, "was ill", courses[0].id)
    rows = [
        row.replace(",active,", ",terminated,")
        for row in _list_rows()
        if LEFT in row.replace(",", " ")
    ]
    rosters.apply(rosters.propose("staff.csv", "\n".join([HEADER, *rows]).encode()), HR)


HEADER: Final = "employee_id,status,first_name,last_name,department,manager_id"


def _list_rows() -> Iterator[str]:
    yield HEADER
    for number, (department, names) in enumerate(STAFF.items(), start=1):
        for place, name in enumerate(names):
            first, last = name.split(" ")
            leader = f"{number}00" if place else ""
            yield f"{number}0{place},active,{first},{last},{department},{leader}"
