"""Small phrases that are the same everywhere."""

from datetime import UTC, date, datetime

from bot.learning.phrases import count, count_people, short_date, short_moment, word_date


def test_one_is_not_several() -> None:
    """Thousands are set apart."""
    assert [count(number, "lesson") for number in (0, 1, 1234)] == [
        "0 lessons",
        "1 lesson",
        "1,234 lessons",
    ]
    assert [count_people(number) for number in (1, 1234)] == ["1 person", "1,234 people"]


def test_days_have_no_zero_before_them() -> None:
    """As people write them; of a moment its day."""
    day = date(2026, 11, 7)
    assert [word_date(day), short_date(day)] == ["7 November 2026", "7 Nov 2026"]
    moment = datetime(2026, 11, 7, 9, tzinfo=UTC)
    assert word_date(moment) == "7 November 2026"
    assert short_moment(moment) == "7 Nov 2026, 09:00"
