"""Which of several courses somebody is in."""

from datetime import UTC, datetime

from bot.learning.choosing import choose_current, find_pressing
from bot.learning.course import Course, QuizRule

RULE = QuizRule(1, 50)
FIRST, SECOND, THIRD = COURSES = tuple(
    Course(name, name.title(), "", (), RULE, RULE) for name in ("first", "second", "third")
)
SOON, LATER = datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 9, tzinfo=UTC)


def test_choice_goes_before_everything() -> None:
    """Also before what is overdue."""
    assert choose_current(COURSES, "third", {"second": SOON}) is THIRD


def test_choice_of_a_course_that_is_gone_is_none() -> None:
    """Then what presses most decides, and without anything the order."""
    assert choose_current(COURSES, "gone", {"second": LATER, "third": SOON}) is THIRD
    assert choose_current(COURSES, "gone", {}) is FIRST
    assert choose_current(COURSES, None, {"gone": SOON}) is FIRST


def test_earliest_due_day_presses_most() -> None:
    """What has no due day comes last, and the order of the courses decides among equals."""
    assert find_pressing(COURSES, {"first": None, "second": LATER}) is SECOND
    assert find_pressing(COURSES, {"third": None, "second": None}) is SECOND
    assert find_pressing(COURSES, {"third": SOON, "second": SOON}) is SECOND
    assert find_pressing(COURSES, {}) is None
