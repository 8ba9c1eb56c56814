"""Codes that people read and type, and how long a certificate is valid."""

from datetime import date, datetime, time
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.learning.certificates import (
    ALPHABET,
    CODE_LENGTH,
    RANDOM_LENGTH,
    Certificate,
    EndingKind,
    Status,
    add_months,
    format_code,
    make_code,
    read_code,
)

CODE = make_code(Random(7).choice)  # noqa: S311 - fixed dice
TODAY, TOKYO = date(2026, 11, 27), ZoneInfo("Asia/Tokyo")


def test_code_is_long_enough_and_read_in_any_form() -> None:
    """At least 80 random bits; case, spaces and lookalikes do not matter."""
    assert RANDOM_LENGTH * 5 >= 80
    assert len(ALPHABET) == 32
    assert len(CODE) == CODE_LENGTH
    printed = format_code(CODE)
    assert len(printed.split("-")) == 5

    for typed in (printed, printed.lower(), f"  {printed.replace('-', ' ')}\n", CODE):
        assert read_code(typed) == CODE
    assert read_code(printed.replace("0", "O").replace("1", "l")) == CODE


def test_every_slip_of_one_character_is_found() -> None:
    """And most of two neighbours that changed places."""
    for place, right in enumerate(CODE):
        for wrong in set(ALPHABET) - {right}:
            assert read_code(CODE[:place] + wrong + CODE[place + 1 :]) is None
    swapped = [
        CODE[:i] + CODE[i + 1] + CODE[i] + CODE[i + 2 :]
        for i in range(len(CODE) - 1)
        if CODE[i] != CODE[i + 1]
    ]
    assert sum(read_code(one) is None for one in swapped) >= len(swapped) - 1


@pytest.mark.parametrize("text", ["", "-", "🎓" * 20, CODE[:-1], CODE + "0", "U" * 20, "Ⅷ" * 20])
def test_what_is_no_code_is_none(text: str) -> None:
    """Whatever somebody types."""
    assert read_code(text) is None


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2026, 11, 27), 12, date(2027, 11, 27)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 5, 1), 600, date(2076, 5, 1)),
    ],
)
def test_validity_ends_on_the_same_day(day: date, months: int, last: date) -> None:
    """Or on the last one of a shorter month."""
    assert add_months(day, months) == last


@pytest.mark.parametrize(
    ("valid_until", "ending", "status"),
    [
        (None, None, Status.VALID),
        (TODAY, None, Status.VALID),
        (date(2026, 11, 26), None, Status.EXPIRED),
        (TODAY, EndingKind.REVOKED, Status.REVOKED),
        (date(2026, 11, 26), EndingKind.REPLACED, Status.REVOKED),
    ],
)
def test_status_is_that_of_the_day(
    valid_until: date | None, ending: EndingKind | None, status: Status
) -> None:
    """The last day counts, and what is revoked is not merely expired."""
    certificate = Certificate(
        *(1, CODE, 1, "Ana", "basics", "Basics", 1, TODAY, TODAY, TOKYO),
        valid_until,
        ending,
        TODAY,
    )

    assert certificate.find_status(datetime.combine(TODAY, time.min, TOKYO)) is status
    assert certificate.find_status(datetime.combine(TODAY, time.max, TOKYO)) is status
