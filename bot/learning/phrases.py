"""Small phrases that say the same wherever people read them: in chats, on pages, in a terminal."""

from datetime import date, datetime


def count(number: int, singular: str) -> str:
    """Return "1 lesson" or "3 lessons"."""
    return f"{number:,} {singular if number == 1 else singular + 's'}"


def count_people(number: int) -> str:
    """Return "1 person" or "3 people"."""
    return "1 person" if number == 1 else f"{number:,} people"


def word_date(day: date) -> str:
    """Return a day as documents have it: 7 November 2026."""
    return f"{day.day} {day:%B %Y}"


def short_date(day: date) -> str:
    """Return a day where there is little room: 7 Nov 2026."""
    return f"{day.day} {day:%b %Y}"


def short_moment(moment: datetime) -> str:
    """Return a moment where there is little room, in its own zone: 7 Nov 2026, 09:00."""
    return f"{short_date(moment)}, {moment:%H:%M}"


def capital(text: str) -> str:
    """Return a text that begins as a sentence does; the rest stays as it is."""
    return text[:1].upper() + text[1:]
