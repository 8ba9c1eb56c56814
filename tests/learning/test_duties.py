"""Days as HR writes them, and what buttons and questions carry of them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.assignments import Due, Occurrence
from bot.learning.duties import (
    DutyAct,
    DutyMark,
    DutyRequest,
    DutyState,
    number_due,
    read_day,
    read_due,
    split_proof,
)
from bot.learning.errors import CompletionRefused, DateRefused, DayUnclear, NoProof, NoReason

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
BERLIN = ZoneInfo("Europe/Berlin")


@given(DAYS)
def test_days_are_read_as_people_write_them(day: date) -> None:
    """Year first, day first with dots, or with the month in words; and numbers come back."""
    for text in (
        day.isoformat(),
        f" {day.day}.{day.month}.{day.year}",
        f"{day:%d. %m. %Y}",
        f"{day:%d %b %Y}".upper(),
        f"{day.day}. {day:%B %Y} ",
    ):
        assert read_day(text) == day, text
    assert read_due(number_due(Due(on=day))) == Due(on=day)
    request = DutyRequest(DutyAct.EXTEND, DutyMark(3, 4), day)
    assert DutyRequest.read(request.write()) == request


@pytest.mark.parametrize(
    "text",
    ["", "soon", "11/12/2026", "2026-13-01", "31.2.2026", "1.1.26", "0000-12-31", "1 Foo 2026"],
)
def test_what_is_no_day_or_could_be_two_is_refused(text: str) -> None:
    """The month comes first on one side of the ocean and second on the other."""
    with pytest.raises(DayUnclear):
        read_day(text)


def test_due_days_and_no_due_day_come_back() -> None:
    """A small number is days, 0 is never, and what is neither means nothing."""
    for due in (Due(), Due(days=1), Due(days=9999)):
        assert read_due(number_due(due)) == due
    for number in (10_000, 20260231, 99999999, 2**52):
        with pytest.raises(DayUnclear):
            read_due(number)


def test_proof_stands_above_the_reason() -> None:
    """One line is not both."""
    assert split_proof(" sheet 12\n\nno phone\nat work ") == ("sheet 12", "no phone\nat work")
    for text, error in (
        ("sheet 12", NoProof),
        ("sheet 12\n\u3164", NoProof),
        ("\u3164\nno phone", NoProof),
        (" \n ", NoReason),
        ("\u3164\n\u2800", NoReason),
    ):
        with pytest.raises(error):
            split_proof(text)


def test_extension_counts_from_the_due_day_or_from_today() -> None:
    """A day is over when it is over where the person is."""
    due_at = datetime(2026, 12, 11, 22, 59, 59, tzinfo=UTC)
    state = DutyState(DutyMark(1, 0), 1, "basics", Occurrence(1, due_at, due_at), BERLIN)

    before, after = (datetime(2026, 12, day, 22, 30, tzinfo=UTC) for day in (1, 20))
    assert state.propose_day(before, 7) == date(2026, 12, 18)
    assert state.propose_day(after, 7) == date(2026, 12, 27)
    state.check_day(DutyAct.EXTEND, date(2026, 12, 20), after)
    state.check_day(DutyAct.ELSEWHERE, date(2026, 12, 20), after)
    for act, day in (
        (DutyAct.EXTEND, date(2026, 12, 19)),
        (DutyAct.EXTEND, None),
        *((DutyAct.EXTEND, read_day(text)) for text in ("0001-01-01", "1.1.2100", "9999-12-31")),
    ):
        with pytest.raises(DateRefused):
            state.check_day(act, day, after)
    for text in ("2026-12-21", "9999-12-31", "31.12.1999", "1 Jan 0001"):
        with pytest.raises(CompletionRefused):
            state.check_day(DutyAct.ELSEWHERE, read_day(text), after)
