"""Until when a result holds: certificate, verification and report say the same day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.learning.assignments import Target, Terms, Whom, end_day
from bot.learning.people import Role
from bot.reports.apart import Apart
from bot.reports.feed import Feed
from bot.reports.taught import TaughtCourses
from bot.services.assignments import Assignments
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.reports.making import make_report
from tests.services.builder import School, make_catalog
from tests.services.test_rosters import HR, Office

LATE = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # the next day in Berlin and Tokyo
DAYS = {
    "Europe/Berlin": date(2026, 11, 24),
    "Asia/Tokyo": date(2026, 11, 24),
    "America/Los_Angeles": date(2026, 11, 23),
}


def found(database: Database, clock: FakeClock, zone: ZoneInfo) -> School:
    """Found a school in a zone whose results hold for a month, late in the evening of UTC."""
    catalog = make_catalog()
    monthly = replace(catalog.courses[0], valid_months=1)
    clock.now = LATE
    return School(database, clock, replace(catalog, courses=(monthly,)), zone)


def check(school: School, clock: FakeClock, person_id: int, where: ZoneInfo, day: date) -> None:
    """All three agree on the day, and on when it is over to the second; the feed tells of it."""
    database, zone = school.database, school.library.zone
    [certificate] = school.certificates.list_own(person_id)
    last = day.replace(month=12)
    assert (certificate.achieved_on, certificate.valid_until) == (day, last)
    feed = Feed(database, Apart(database), TaughtCourses(database).find, clock, zone)
    clock.advance(seconds=1)
    since = feed.begin().as_of
    for back, status in ((timedelta(seconds=1), "valid"), (timedelta(0), "expired")):
        clock.now = end_day(last, where) + timedelta(seconds=1) - back
        rows = make_report(database, clock.now, zone).rows
        [row] = [one for one in rows if one.certificate_id is not None]
        assert row.person_id == person_id
        assert row.valid_until == end_day(last, where)
        assert row.certificate_status == status
        assert school.certificates.verify(certificate.code).status == status
        told = feed.read(feed.begin(since), 9).people
        assert (person_id in told) == (status == "expired")
        since = clock.now


@pytest.mark.parametrize(("name", "day"), DAYS.items())
def test_without_an_assignment_it_is_the_companys_day(
    database: Database, clock: FakeClock, name: str, day: date
) -> None:
    """Where the company is, whatever day it is in UTC."""
    zone = ZoneInfo(name)
    school = found(database, clock, zone)
    ana = school.join()
    school.complete(ana)

    check(school, clock, ana.id, zone, day)


@pytest.mark.parametrize(("name", "day"), DAYS.items())
def test_with_an_assignment_it_is_the_day_where_the_person_was(
    database: Database, clock: FakeClock, name: str, day: date
) -> None:
    """Also for whoever asks elsewhere, and when the person has moved since."""
    school = found(database, clock, ZoneInfo("UTC"))
    office = Office(database, clock)
    header = "employee_id,status,first_name,last_name,department,timezone\n"
    for zone in (name, "Pacific/Auckland"):
        file = f"{header}1,active,Ana,Berg,Sales,{zone}\n".encode()
        office.rosters.apply(office.rosters.propose("staff.csv", file), HR)
        if zone != name:
            continue
        assignments = Assignments(database, school.library, clock, ZoneInfo("UTC"))
        assignments.assign(Whom(Target.EVERYONE), Terms(), HR)
        assert assignments.open_some() == 1
        person_id = office.join("1", 1001)
        ana = school.enrolment.find_member(1001)
        assert ana is not None
        assert ana.role is Role.LEARNER
        school.complete(ana)

    check(school, clock, person_id, ZoneInfo(name), day)


def test_what_was_completed_before_it_was_assigned_keeps_its_day(
    database: Database, clock: FakeClock
) -> None:
    """The certificate is there already, with a day of the company."""
    zone = ZoneInfo("America/Los_Angeles")
    school = found(database, clock, zone)
    office = Office(database, clock)
    header = "employee_id,status,first_name,last_name,department,timezone\n"
    file = f"{header}1,active,Ana,Berg,Sales,Asia/Tokyo\n".encode()
    office.rosters.apply(office.rosters.propose("staff.csv", file), HR)
    person_id = office.join("1", 1001)
    ana = school.enrolment.find_member(1001)
    assert ana is not None
    school.complete(ana)
    clock.advance(minutes=1)
    assignments = Assignments(database, school.library, clock, zone)
    assignments.assign(Whom(Target.EVERYONE), Terms(), HR)
    assert assignments.open_some() == 2  # with its renewal

    check(school, clock, person_id, zone, DAYS[zone.key])
