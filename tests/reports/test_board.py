"""The dashboard's index: whatever is chosen, it finds what going over all rows would find."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.learning.people import fold
from bot.reports.board import Board
from bot.reports.completion import CompletionRow, State, Success, summarise
from bot.reports.shelf import Mark, find_mark, has_mark, make_parts, shelve
from bot.reports.trend import Trend

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
ZONE = ZoneInfo("America/New_York")
NAMES = ("Ana Kovač", "Åsa Öberg", "Dan Dale", "Dana Öz", "ana Berg")
NO_TREND = Trend((), {}, {})
TITLES = {"a": "First", "b": "Second"}


def make_row(rng: Random, person_id: int, course_id: str, number: int) -> CompletionRow:
    """Return a row as chance has it, as the report might."""
    state, is_open = rng.choice(list(State)), rng.random() < 0.8
    is_done = state is State.COMPLETED
    is_waived = not is_done and rng.random() < 0.2
    has_left = not is_done and not is_waived and rng.random() < 0.2
    is_overdue = number > 0 and not is_done and not is_waived and not has_left
    return CompletionRow(
        person_id=person_id,
        employee_id=None if person_id % 4 == 0 else f"E{person_id}",
        name=NAMES[person_id % len(NAMES)],
        department=(None, "Sales", "Board")[person_id % 3],
        manager_id=None,
        manager_name=None,
        employee_status="terminated" if has_left else "active",
        unreachable=rng.random() < 0.1,
        course_id=course_id,
        title=TITLES[course_id],
        content_version=1,
        occurrence_no=number,
        required=is_open if number else rng.random() < 0.5,
        assigned_at=None,
        due_at=NOW - timedelta(days=2),
        started_at=None,
        first_attempt_at=None,
        first_score_pct=None,
        attempts=0,
        best_score_pct=None,
        last_attempt_at=None,
        last_score_pct=None,
        pass_mark_pct=75,
        completion=state,
        success=Success.UNKNOWN,
        waived_at=NOW if is_waived else None,
        waived_by=None,
        waived_reason=None,
        left=has_left,
        completed_at=None,
        completed_late=is_done and rng.random() < 0.5,
        overdue=is_overdue,
        days_overdue=rng.randrange(1, 4) if is_overdue else 0,
        valid_until=None,
        recert_due_at=None,
        certificate_id=None,
        certificate_status=None,
        last_reminder_at=None,
    )


@pytest.fixture
def rows() -> list[CompletionRow]:
    """Rows of 60 people in two courses, course after course as the report has them."""
    rng = Random(7)  # noqa: S311 - fixed dice
    return [
        make_row(rng, person_id, course_id, number)
        for course_id in TITLES
        for person_id in range(1, 61)
        for number in ((0,) if person_id % 5 == 0 else (1, 2))
    ]


def choose(
    rows: list[CompletionRow],
    course: str | None,
    department: str | None,
    mark: Mark | None,
    words: str,
) -> list[CompletionRow]:
    """Go over all rows, as simply as can be."""
    return [
        row
        for row in rows
        if course in {None, row.course_id}
        and department in {None, row.department or ""}
        and (mark is None or has_mark(row, mark))
        and all(
            any(part.startswith(word) for part in fold(f"{row.name} {row.employee_id}").split())
            for word in fold(words).split()
        )
    ]


@pytest.mark.parametrize("people", [range(1, 61), range(10, 30), ()])
def test_it_finds_what_going_over_all_rows_finds(
    rows: list[CompletionRow], people: range | tuple[int, ...]
) -> None:
    """For every course, department, state and search; of everybody, and of a manager's people."""
    shelf = shelve(make_parts(rows, ZONE))
    whole = Board(shelf, TITLES, NOW, range(len(rows)), NO_TREND)
    board = whole if len(people) == 60 else whole.narrow(people, NO_TREND)
    seen = [row for row in rows if row.person_id in people]
    for course, department, mark, words in product(
        (None, "a", "b", "gone"),
        (None, "", "Sales", "gone"),
        (None, *Mark),
        ("", "an", "oberg asa", "a e1", "E7", "zz", "an an"),
    ):
        places = board.select(course, department, mark, words)
        found = choose(seen, course, department, mark, words)

        shown = board.show(places)
        assert list(places) == sorted(places)
        assert sorted((one.person_id, one.course_id, one.occurrence_no) for one in shown) == sorted(
            (row.person_id, row.course_id, row.occurrence_no) for row in found
        )
        assert board.name_people(places) == {row.person_id for row in found}
    for course, department in product((None, "a", "b"), (None, "", "Sales")):
        counted = summarise(choose(seen, course, department, None, ""))
        assert board.count(course, department) == counted
    assert board.count_courses("Sales") == {
        course: summarise(choose(seen, course, "Sales", None, "")) for course in TITLES
    }


def test_the_most_pressing_come_first(rows: list[CompletionRow]) -> None:
    """The longest overdue, then what is open, by its due day; then by state and name."""
    shelf = shelve(make_parts(rows, ZONE))
    shown = Board(shelf, TITLES, NOW, range(len(rows)), NO_TREND).show(range(len(rows)))
    is_open = {Mark.NOT_STARTED, Mark.IN_PROGRESS}

    def place(mark: Mark) -> int:
        return list(Mark).index(Mark.NOT_STARTED if mark in is_open else mark)

    order = [
        (
            place(find_mark(row)),
            -row.days_overdue,
            row.due_at.astimezone(ZONE).date()
            if row.due_at and find_mark(row) in is_open
            else date.max,
            row.name.casefold(),
            row.person_id,
            -row.occurrence_no,
        )
        for row in rows
    ]

    assert [
        (
            place(one.mark),
            -one.days_overdue,
            one.due_on if one.due_on and one.mark in is_open else date.max,
            one.name.casefold(),
        )
        for one in shown
    ] == [rank[:4] for rank in sorted(order)]


def test_what_is_due_sooner_presses_more(rows: list[CompletionRow]) -> None:
    """Whether it is begun or not; what has no due day comes last of what is open."""
    states = {"Ana": (State.NOT_STARTED, 30), "Ben": (State.IN_PROGRESS, None)}
    states |= {"Cleo": (State.NOT_STARTED, 10), "Dan": (State.IN_PROGRESS, 1)}
    shelf = shelve(
        make_parts(
            [
                rows[0]._replace(
                    person_id=number,
                    name=name,
                    required=True,
                    completion=state,
                    due_at=None if days is None else NOW + timedelta(days=days),
                    waived_at=None,
                    left=False,
                    overdue=False,
                    days_overdue=0,
                )
                for number, (name, (state, days)) in enumerate(states.items())
            ],
            ZONE,
        )
    )

    assert [one.name for one in shelf.show(range(4))] == ["Dan", "Cleo", "Ana", "Ben"]


def test_days_are_those_of_the_company(rows: list[CompletionRow]) -> None:
    """What is due at the end of a day is due on that day, wherever UTC's midnight is."""
    late = datetime(2026, 3, 21, 3, 59, 59, tzinfo=UTC)
    shelf = shelve(make_parts([rows[0]._replace(due_at=late)], ZONE))

    assert shelf.show([0])[0].due_on == late.astimezone(ZONE).date()
    assert str(shelf.show([0])[0].due_on) == "2026-03-20"
