"""For which week or month a report is due: with clocks that change, and months of any length."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.reminders import Habits
from bot.learning.subscriptions import Rhythm, compare, find_next, find_period

BERLIN = ZoneInfo("Europe/Berlin")
AUCKLAND = ZoneInfo("Pacific/Auckland")


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment in Berlin, as UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("rhythm", "now", "name", "due_at"),
    [
        (Rhythm.WEEKLY, at(2026, 11, 23, 8), "2026-W48", at(2026, 11, 23, 8)),
        (Rhythm.WEEKLY, at(2026, 11, 23, 7, 59), "2026-W47", at(2026, 11, 16, 8)),
        (Rhythm.WEEKLY, at(2026, 11, 29, 23), "2026-W48", at(2026, 11, 23, 8)),
        (Rhythm.WEEKLY, at(2027, 1, 1, 9), "2026-W53", at(2026, 12, 28, 8)),
        (Rhythm.WEEKLY, at(2027, 1, 4, 9), "2027-W01", at(2027, 1, 4, 8)),
        # The Mondays after the clocks change: an hour later or earlier in UTC.
        (Rhythm.WEEKLY, at(2026, 3, 30, 8), "2026-W14", datetime(2026, 3, 30, 6, tzinfo=UTC)),
        (Rhythm.WEEKLY, at(2026, 10, 26, 8), "2026-W44", datetime(2026, 10, 26, 7, tzinfo=UTC)),
        (Rhythm.MONTHLY, at(2027, 3, 1, 8), "2027-03", at(2027, 3, 1, 8)),
        (Rhythm.MONTHLY, at(2027, 3, 1, 7, 59), "2027-02", at(2027, 2, 1, 8)),
        (Rhythm.MONTHLY, at(2028, 2, 29, 23), "2028-02", at(2028, 2, 1, 8)),
        (Rhythm.MONTHLY, at(2027, 1, 1, 0), "2026-12", at(2026, 12, 1, 8)),
    ],
)
def test_newest_period_that_is_due(
    rhythm: Rhythm, now: datetime, name: str, due_at: datetime
) -> None:
    """Each begins at eight in the morning where the company is."""
    period = find_period(rhythm, now, BERLIN)
    assert (period.name, period.due_at) == (name, due_at)


@given(
    st.sampled_from(Rhythm),
    st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2031, 1, 1)),  # noqa: DTZ001
    st.sampled_from([BERLIN, AUCKLAND, ZoneInfo("UTC"), ZoneInfo("America/St_Johns")]),
)
def test_next_one_is_the_next_period(rhythm: Rhythm, moment: datetime, zone: ZoneInfo) -> None:
    """It lies ahead, and the moment before it belongs to the same period as now."""
    now = moment.replace(tzinfo=UTC)
    period, following = find_period(rhythm, now, zone), find_next(rhythm, now, zone)

    assert period.due_at <= now < following
    assert find_period(rhythm, following - timedelta(seconds=1), zone) == period
    assert find_period(rhythm, following, zone).due_at == following
    local = following.astimezone(zone)
    assert local.time() == time(8)
    assert local.weekday() == 0 if rhythm is Rhythm.WEEKLY else local.day == 1


def test_changes_leave_out_what_is_the_same() -> None:
    """Also where nothing was known of a count before."""
    former = {"assigned": 48, "completed": 19, "overdue": 8, "of_few": 0}
    present = {"assigned": 48, "completed": 31, "overdue": 5, "of_few": 0}
    assert compare(former, present) == {"completed": 12, "overdue": -3}
    assert compare({}, {"assigned": 0, "completed": 1, "overdue": 0}) == {"completed": 1}


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(2026, 11, 23, 8), at(2026, 11, 23, 9)),
        (at(2026, 11, 23, 12), at(2026, 11, 23, 12)),
        (at(2026, 11, 23, 18), at(2026, 11, 24, 9)),
        (at(2026, 11, 27, 18), at(2026, 11, 30, 9)),  # over the weekend
        (at(2026, 12, 24, 20), at(2026, 12, 28, 9)),  # over a holiday, too
        (at(2026, 3, 27, 19), at(2026, 3, 30, 9)),  # over a change of the clocks
    ],
)
def test_first_daytime_from_a_moment_on(moment: datetime, expected: datetime) -> None:
    """Nights, weekends and holidays are passed over."""
    calendar = Habits(BERLIN, holidays=frozenset({date(2026, 12, 25)})).in_zone(BERLIN)
    assert calendar.find_daytime(moment) == expected
    assert calendar.is_daytime(expected)
