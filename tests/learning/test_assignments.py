"""Due dates, validity and what is late, where the employee is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.learning.assignments import (
    Due,
    Duty,
    Occurrence,
    Terms,
    close_day,
    end_day,
    find_valid_until,
    word_terms,
)
from bot.learning.errors import DateRefused

BERLIN = ZoneInfo("Europe/Berlin")
AUCKLAND = ZoneInfo("Pacific/Auckland")
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_due_day_ends_where_the_employee_is() -> None:
    """The same day is over half a day earlier on the other side of the world."""
    due = Due(on=date(2026, 12, 11))

    assert due.find_moment(MONDAY, BERLIN) == datetime(2026, 12, 11, 22, 59, 59, tzinfo=UTC)
    assert due.find_moment(MONDAY, AUCKLAND) == datetime(2026, 12, 11, 10, 59, 59, tzinfo=UTC)
    assert Due().find_moment(MONDAY, BERLIN) is None


def test_who_comes_after_the_due_day_has_two_weeks() -> None:
    """Nobody begins overdue; on the day itself, as it is there, it is still that day."""
    due = Due(on=date(2026, 11, 23))
    today = MONDAY.replace(hour=22, minute=59, second=59, microsecond=500_000)

    assert due.find_moment(today, BERLIN) == end_day(date(2026, 11, 23), BERLIN)
    assert due.find_moment(today, AUCKLAND) == end_day(date(2026, 12, 8), AUCKLAND)
    tomorrow = today + timedelta(seconds=1)
    assert due.find_moment(tomorrow, BERLIN) == end_day(date(2026, 12, 8), BERLIN)


def test_days_count_from_the_day_of_the_assignment_there() -> None:
    """At 23:30 UTC it is the next day in Berlin; a change to winter time moves no due day."""
    late = datetime(2026, 10, 20, 23, 30, tzinfo=UTC)

    assert Due(days=14).find_moment(late, BERLIN) == end_day(date(2026, 11, 4), BERLIN)


@pytest.mark.parametrize("values", [{"on": date(2026, 1, 1), "days": 3}, {"days": 0}])
def test_senseless_due_dates_are_refused(values: dict[str, object]) -> None:
    """Two due dates, or one before the assignment."""
    with pytest.raises(ValueError, match="days"):
        Due(**values)  # type: ignore[arg-type]


def test_results_lapse_at_the_end_of_a_day() -> None:
    """A year holds to the end of the same day; without a number of months it holds for ever."""
    until = find_valid_until(MONDAY, 12, BERLIN)

    assert until == datetime(2027, 11, 23, 22, 59, 59, tzinfo=UTC)
    assert find_valid_until(MONDAY, None, BERLIN) is None


def test_overdue_is_what_is_open_after_its_due_date() -> None:
    """To the second; done, waived or without due date it never is; late stays visible."""
    due = datetime(2026, 11, 20, 22, 59, 59, tzinfo=UTC)
    opened = Occurrence(1, MONDAY - timedelta(days=30), due)
    done = Occurrence(1, opened.assigned_at, due, completed_at=due + timedelta(hours=1))
    waived = Occurrence(1, opened.assigned_at, due, is_waived=True)

    assert not opened.is_overdue(due)
    assert opened.is_overdue(due + timedelta(seconds=1))
    assert opened.count_days_overdue(due + timedelta(seconds=1), BERLIN) == 1
    assert opened.count_days_overdue(due + timedelta(days=2, hours=3), BERLIN) == 3
    assert done.is_late
    assert not done.is_overdue(MONDAY)
    assert not waived.is_overdue(MONDAY)
    assert waived.count_days_overdue(MONDAY, BERLIN) == 0
    assert not Occurrence(1, MONDAY, None).is_overdue(MONDAY + timedelta(days=999))


@pytest.mark.parametrize(
    ("due_day", "zone"),
    [
        (date(2026, 10, 20), "Europe/Berlin"),  # summer time ends on the 25th
        (date(2027, 3, 20), "Europe/Helsinki"),  # it begins on the 28th
        (date(2026, 4, 1), "America/Santiago"),  # the 4th has its last hour twice
        (date(2026, 9, 1), "America/Santiago"),  # the 6th begins at one
        (date(2026, 11, 12), "Asia/Tokyo"),
        (date(2026, 10, 20), "Europe/London"),
    ],
)
def test_days_overdue_are_those_of_the_calendar_there(due_day: date, zone: str) -> None:
    """To the end of each day, and from its first moment on, whatever the clocks do."""
    where = ZoneInfo(zone)
    opened = Occurrence(1, MONDAY, end_day(due_day, where))

    assert opened.count_days_overdue(close_day(due_day, where), where) == 0
    for days in range(1, 30):
        day = due_day + timedelta(days=days)
        begun = datetime.combine(day, time(), where)
        assert opened.count_days_overdue(begun, where) == days
        assert opened.count_days_overdue(close_day(day, where), where) == days


def test_last_second_of_the_due_day_belongs_to_it() -> None:
    """Whoever is done in it is on time, and nothing is overdue before midnight."""
    due = end_day(date(2026, 11, 25), BERLIN)
    moment = due + timedelta(milliseconds=500)

    assert not Occurrence(1, MONDAY, due, completed_at=moment).is_late
    assert Occurrence(1, MONDAY, due, completed_at=due + timedelta(seconds=1)).is_late
    assert not Occurrence(1, MONDAY, due).is_overdue(moment)
    assert not Duty(due, BERLIN).is_overdue(moment)
    assert moment < close_day(date(2026, 11, 25), BERLIN) < due + timedelta(seconds=1)


@pytest.mark.parametrize(
    "due",
    [
        Due(on=date(2026, 11, 22)),
        Due(on=date(2036, 11, 25)),
        Due(on=date.max),
        Due(days=3651),
        Due(days=10**11),
    ],
)
def test_due_date_that_is_over_or_a_slip_is_refused(due: Due) -> None:
    """In Auckland the 23rd is over, and ten years ahead is the 24th, at 11 UTC of the 23rd."""
    now = datetime(2026, 11, 23, 11, tzinfo=UTC)
    zone = ZoneInfo("Pacific/Auckland")
    with pytest.raises(DateRefused):
        due.check(now, zone)
    for sound in (Due(), Due(on=date(2026, 11, 24)), Due(on=date(2036, 11, 24)), Due(days=3650)):
        sound.check(now, zone)


def test_terms_are_said_in_words() -> None:
    """All that an assignment asks for besides the due day, one thing as one."""
    most = Terms(Due(days=7), 90, 3, timedelta(hours=24), 12)
    least = Terms(attempts=1, cooldown=timedelta(hours=1), valid_months=1)

    assert word_terms(most) == [
        "pass mark 90%",
        "at most 3 attempts",
        "24 hours between attempts",
        "valid for 12 months",
    ]
    assert word_terms(least) == [
        "at most 1 attempt",
        "1 hour between attempts",
        "valid for 1 month",
    ]
    assert word_terms(Terms()) == []
