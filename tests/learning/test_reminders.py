"""The ladder of reminders, the hours in which nobody is disturbed, and how much is too much."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.assignments import end_day
from bot.learning.reminders import (
    ASSIGNED,
    FIRST_LADDER,
    LONGEST_BREAK,
    MOST_A_WEEK,
    RENEWAL_LADDER,
    Habits,
    find_rung,
    has_room,
    snooze,
)

BERLIN = ZoneInfo("Europe/Berlin")
DUE = end_day(date(2026, 12, 11), BERLIN)  # a Friday
LONG_AGO = DUE - timedelta(days=60)


def at(month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    """Return a moment in Berlin."""
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("now", "newest"),
    [
        (at(12, 3), ASSIGNED),
        (at(12, 4), -7),
        (at(12, 9), -7),
        (at(12, 10), -1),
        (at(12, 11), 0),
        (at(12, 17), 0),
        (at(12, 18), 7),
        (at(12, 25), 14),
    ],
)
def test_ladder_is_a_week_a_day_due_then_weekly(now: datetime, newest: int) -> None:
    """Each rung is reached with the beginning of its day."""
    assert find_rung(LONG_AGO, DUE, now, is_renewal=False) == newest


def test_who_is_given_three_days_is_not_told_a_week_ahead() -> None:
    """Only rungs after the assignment count, and the day of the assignment has its own message."""
    assigned = at(12, 8, 8)

    assert find_rung(assigned, DUE, at(12, 9), is_renewal=False) == ASSIGNED
    assert find_rung(assigned, DUE, at(12, 10), is_renewal=False) == -1
    assert find_rung(assigned, DUE, at(12, 20), is_renewal=False) == 7
    assert find_rung(assigned, None, at(12, 31), is_renewal=False) == ASSIGNED


def test_who_is_given_something_overdue_is_told_with_the_next_rung() -> None:
    """The rung of the day on which it was assigned is left out; the next week has one again."""
    late = at(12, 20)

    assert find_rung(late, DUE, at(12, 20, 13), is_renewal=False) == ASSIGNED
    assert find_rung(late, DUE, at(12, 24), is_renewal=False) == ASSIGNED
    assert find_rung(late, DUE, at(12, 25), is_renewal=False) == 14


@pytest.mark.parametrize(
    ("ahead", "newest"), [(61, ASSIGNED), (60, -60), (30, -30), (8, -30), (7, -7), (1, -1), (0, 0)]
)
def test_renewals_are_told_sixty_thirty_and_seven_days_ahead(ahead: int, newest: int) -> None:
    """Ninety days ahead it is assigned, and told with that."""
    now = DUE - timedelta(days=ahead, hours=1)

    assert find_rung(DUE - timedelta(days=90), DUE, now, is_renewal=True) == newest


def test_what_falls_on_days_off_is_said_on_the_last_workday_before() -> None:
    """What is due on Sunday or Monday is told of on Friday; Thursday is too soon."""
    sunday, monday = DUE + timedelta(days=2), DUE + timedelta(days=3)

    def climb(due: datetime, day: int) -> int:
        days_off = Habits(BERLIN).in_zone(BERLIN).count_days_off(at(12, day))
        return find_rung(LONG_AGO, due, at(12, day), is_renewal=False, days_off=days_off)

    assert [climb(sunday, day) for day in (10, 11, 14)] == [-7, -1, 0]
    assert [climb(monday, day) for day in (10, 11, 14)] == [-7, -1, 0]
    assert [climb(DUE, day) for day in (3, 4, 10, 11)] == [ASSIGNED, -7, -1, 0]


def test_days_off_in_a_row_are_counted() -> None:
    """With holidays that join weekends; where no day is a workday, up to a month."""
    holidays = frozenset({date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 28)})
    calendar = Habits(BERLIN, holidays=holidays).in_zone(BERLIN)

    assert [calendar.count_days_off(at(12, day)) for day in (22, 23, 24, 26, 28)] == [0, 5, 4, 2, 0]
    always = Habits(BERLIN, days_off=frozenset(range(7))).in_zone(BERLIN)
    assert always.count_days_off(at(12, 1)) == LONGEST_BREAK


@pytest.mark.parametrize("is_renewal", [False, True])
@given(given_hours=st.integers(-2_400, 9_600), seconds=st.integers(-2_400 * 3_600, 9_600 * 3_600))
def test_newest_rung_is_the_last_of_all_that_are_climbed(
    given_hours: int,
    seconds: int,
    is_renewal: bool,  # noqa: FBT001 - by pytest
) -> None:
    """It is worked out at once, and the same as by going up one by one."""
    assigned, now = DUE + timedelta(hours=given_hours), DUE + timedelta(seconds=seconds)
    ladder = [*(RENEWAL_LADDER if is_renewal else FIRST_LADDER), *range(7, 700, 7)]
    climbed = [
        rung for rung in ladder if assigned < DUE.astimezone(UTC) + timedelta(days=rung - 1) < now
    ]

    assert find_rung(assigned, DUE, now, is_renewal=is_renewal) == [ASSIGNED, *climbed][-1]


def test_nobody_is_written_to_at_night_or_on_days_off() -> None:
    """Hours are the learner's own, on both sides of the change of the clocks."""
    calendar = Habits(BERLIN, holidays=frozenset({date(2026, 12, 24)})).in_zone(BERLIN)

    assert calendar.is_daytime(datetime(2026, 12, 10, 8, 0, tzinfo=UTC))
    assert not calendar.is_daytime(datetime(2026, 12, 10, 7, 59, tzinfo=UTC))
    assert calendar.is_daytime(datetime(2026, 7, 10, 7, 0, tzinfo=UTC))
    assert not calendar.is_daytime(at(12, 10, 18))
    assert not calendar.is_daytime(at(12, 12))
    assert not calendar.is_daytime(at(12, 24))
    dubai = Habits(BERLIN, days_off=frozenset({4, 5})).in_zone(ZoneInfo("Asia/Dubai"))
    assert dubai.is_daytime(datetime(2026, 12, 13, 6, tzinfo=UTC))
    with pytest.raises(ValueError, match="ends before"):
        Habits(BERLIN, time(18), time(9))


def test_one_message_a_day_and_three_a_week() -> None:
    """Days are the learner's; what will be sent does not count."""
    now = at(12, 10)

    assert has_room(now, [], BERLIN)
    assert not has_room(now, [at(12, 10, 9)], BERLIN)
    assert has_room(now, [at(12, 9, 23)], BERLIN)
    assert has_room(now, [at(12, 9), at(12, 8)], BERLIN)
    assert not has_room(now, [at(12, 9), at(12, 8), at(12, 4)], BERLIN)
    assert has_room(now, [at(12, 9), at(12, 8), at(12, 3)], BERLIN)


@given(st.lists(st.integers(0, 24 * 60), max_size=400))
def test_never_more_than_three_in_any_seven_days(hours: list[int]) -> None:
    """Whoever asks first may send; counted afterwards, no week has four and no day two."""
    sent: list[datetime] = []
    for hour in sorted(hours):
        now = at(1, 1, 0).astimezone(UTC) + timedelta(hours=hour)
        if has_room(now, sent, BERLIN):
            sent.append(now)

    days = [moment.astimezone(BERLIN).date() for moment in sent]
    assert len(set(days)) == len(days)
    assert all(
        sum(timedelta(0) <= day - first < timedelta(days=7) for day in days) <= MOST_A_WEEK
        for first in days
    )


def test_snoozing_lasts_to_the_next_morning() -> None:
    """Asked for on Thursday evening, it is silent until the day begins here on Friday."""
    early = Habits(BERLIN, time(6), time(9))

    assert snooze(at(12, 10, 23), Habits(BERLIN).in_zone(BERLIN)) == at(12, 11, 9)
    assert snooze(at(12, 10, 23), early.in_zone(BERLIN)) == at(12, 11, 6)
