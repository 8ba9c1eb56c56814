"""Small phrases that say the same wherever people read them: in chats, on pages, in a terminal."""


def count(number: int, singular: str) -> str:
    """Return "1 lesson" or "3 lessons"."""
    return f"{number:,} {singular if number == 1 else singular + 's'}"


def count_people(number: int) -> str:
    """Return "1 person" or "3 people"."""
    return "1 person" if number == 1 else f"{number:,} people"
