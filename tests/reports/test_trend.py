"""The trend: at each moment exactly what the report says as of it."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import product

from bot.learning.people import Role
from bot.reports.completion import Criteria, Summary
from bot.reports.occurrences import report_completion
from bot.reports.taught import TaughtCourses
from bot.reports.trend import Step, Trend, count_trend, list_ends
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.reports.company import BERLIN, Company
from tests.reports.test_courses import assign, make_two, read_card, run
from tests.services.test_rosters import HR


def count_by_reports(company: Company, moment: datetime) -> dict[tuple[str, str], Summary]:
    """Return the counts of the report as of a moment, by course and department."""
    taught = TaughtCourses(company.database).find(moment)
    counts: dict[tuple[str, str], Summary] = defaultdict(Summary)
    for row in report_completion(company.database, taught, Criteria(moment, BERLIN)).rows:
        counts[row.course_id, row.department or ""].add(row)
    return counts


def compare(company: Company, trend: Trend) -> int:
    """Compare every number of the trend with a report of its own; return how many differ from 0."""
    told = 0
    for step in Step:
        for place in trend.steps[step]:
            moment = trend.moments[place]
            counts = count_by_reports(company, moment)
            courses = {None, *(course for course, _ in counts)}
            for course, where in product(courses, (None, "", "Sales", "Logistics")):
                points = trend.list_points(step, course, where)
                found = next((one for one in points if one.moment == moment), None)
                wanted = Summary()
                for (one, other), summary in counts.items():
                    if course in {None, one} and where in {None, other}:
                        wanted.include(summary)
                numbers = (0, 0, 0) if found is None else found[1:]
                assert numbers == (wanted.completed, wanted.overdue, wanted.required), (
                    moment,
                    course,
                    where,
                )
                told += any(numbers)
    return told


def test_each_point_is_the_report_as_of_then(database: Database, clock: FakeClock) -> None:
    """Through assigning, completing, ruling, leaving, coming back, roles, and a second course."""
    company = Company(database, clock)
    company.duties.extend(2, date(2027, 1, 5), HR, "ill")
    clock.advance(days=9)
    company.apply("5,active,Eli,Faro,Sales,3\n6,terminated,Finn,Gray,Logistics,2\n")
    company.duties.require(3, HR, "off the board")
    company.duties.require(4, HR, "another person")
    company.school.complete(company.kim)
    clock.advance(days=9)
    company.school.library.publish(make_two())
    read_card(company, company.kim.id, "three")
    company.give_role(company.kim.id, Role.TRAINER)
    clock.advance(days=8)
    company.give_role(company.kim.id, Role.LEARNER)
    read_card(company, 1, "three")
    clock.advance(days=8)
    run(
        company,
        "INSERT INTO completion (person_id, course_id, version_id, completed_at)"
        " VALUES (?, 'safety', 2, ?)",
        company.kim.id,
        clock.now.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds"),
    )
    clock.advance(days=8)
    assign(company, 4)
    company.apply("2,terminated,Ben,Berg,Sales,1\n")
    clock.advance(days=300)
    company.open_all()
    clock.advance(days=70)

    trend = count_trend(database, clock.now, BERLIN)

    assert compare(company, trend) > 200
    assert trend.list_points(Step.MONTH)[-1].moment == clock.now


def test_before_anything_was_asked_there_is_no_point(database: Database, clock: FakeClock) -> None:
    """Nor for a company of nobody."""
    assert count_trend(database, clock.now, BERLIN).list_points(Step.WEEK) == []
    company = Company(database, clock)
    points = count_trend(database, clock.now, BERLIN).list_points(Step.WEEK)

    assert 1 < len(points) <= 4
    assert points[0].moment >= company.assigned_at - timedelta(days=7)


def test_of_some_people_only(database: Database, clock: FakeClock) -> None:
    """What a manager sees."""
    company = Company(database, clock)
    trend = count_trend(database, clock.now, BERLIN, frozenset({1, 2}))
    rows = [row for row in company.report().rows if row.person_id in {1, 2}]

    last = trend.list_points(Step.MONTH)[-1]
    assert (last.completed, last.overdue, last.required) == (
        sum(row.completion == "completed" for row in rows),
        sum(row.overdue for row in rows),
        2,
    )


def test_weeks_and_months_end_where_the_company_is() -> None:
    """On Sundays and last days, at midnight; today's count is the last point."""
    now = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)  # the first of April in Berlin
    weeks, months = list_ends(now, BERLIN)
    here = [one.astimezone(BERLIN) for one in (*weeks[:-1], *months[:-1])]

    assert (weeks[-1], months[-1]) == (now, now)
    assert all((one + timedelta(seconds=1)).hour == 0 for one in here)
    assert {one.weekday() for one in here[: len(weeks) - 1]} == {6}
    assert {(one + timedelta(seconds=1)).day for one in here[len(weeks) - 1 :]} == {1}
    assert here[-1].date() == date(2026, 3, 31)
    assert weeks == sorted(set(weeks))
    assert months == sorted(set(months))
