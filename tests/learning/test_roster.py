"""Comparing a roster with what is known: who is new, changed, gone or back, and who leads whom."""

from dataclasses import replace

import pytest

from bot.learning.roster import (
    COLUMNS,
    EmployeeRecord,
    Roster,
    RosterMode,
    Status,
    check_ids,
    check_managers,
    compare,
)

ANA = EmployeeRecord("1", Status.ACTIVE, "Ana", "Kovač", "Logistics", email="ana@example.org")
BEN = EmployeeRecord("2", Status.LEAVE, "Ben", "Berg", "Sales", manager_id="1")
KNOWN = {"1": ANA, "2": BEN}


def list_rows(*records: EmployeeRecord, without: str = "") -> Roster:
    """Return a roster of these, which lacks a column."""
    return Roster(tuple(enumerate(records, 2)), frozenset(COLUMNS) - {without})


def test_same_again_changes_nothing() -> None:
    """In either mode."""
    for mode in RosterMode:
        difference = compare(KNOWN, list_rows(ANA, BEN), mode)
        assert difference.is_empty
        assert (difference.unchanged, difference.staff) == (2, 2)


def test_everybody_is_counted_once() -> None:
    """Somebody is new, another has changed, one has left by the file and comes back later."""
    cleo = EmployeeRecord("3", Status.ACTIVE, "Cleo", "Ash", "Sales")
    moved, gone = replace(ANA, department="Sales"), replace(BEN, status=Status.TERMINATED)
    difference = compare(KNOWN, list_rows(cleo, moved, gone), RosterMode.DELTA)

    assert difference.counts == {"added": 1, "changed": 1, "left": 1, "returned": 0, "unchanged": 0}
    assert difference.changed[0].fields == {"department": ("Logistics", "Sales")}
    back = compare({"2": gone}, list_rows(BEN), RosterMode.DELTA)
    assert back.counts["returned"] == 1
    assert back.staff == 0


def test_only_a_snapshot_ends_whom_it_does_not_name() -> None:
    """Whoever has left before is left alone."""
    gone = EmployeeRecord("9", Status.TERMINATED, "Old", "Hand", "Sales")
    known = {**KNOWN, "9": gone}

    assert compare(known, list_rows(ANA), RosterMode.DELTA).is_empty
    difference = compare(known, list_rows(ANA), RosterMode.SNAPSHOT)
    assert [one.after for one in difference.left] == [replace(BEN, status=Status.TERMINATED)]


def test_missing_column_says_nothing_and_an_empty_cell_says_nothing_is_there() -> None:
    """So a short file does not wipe out what a longer one brought."""
    bare = replace(ANA, email=None)

    assert compare(KNOWN, list_rows(bare, without="email"), RosterMode.DELTA).is_empty
    (change,) = compare(KNOWN, list_rows(bare), RosterMode.DELTA).changed
    assert change.fields == {"email": ("ana@example.org", None)}


@pytest.mark.parametrize(("leavers", "is_suspicious"), [(0, False), (5, False), (6, True)])
def test_snapshot_that_ends_more_than_a_twentieth_is_suspicious(
    leavers: int, *, is_suspicious: bool
) -> None:
    """Five of a hundred may be; a delta says so one by one, and is believed."""
    staff = [replace(ANA, employee_id=str(number)) for number in range(100)]
    known = {one.employee_id: one for one in staff}

    roster = list_rows(*staff[leavers:])
    assert compare(known, roster, RosterMode.SNAPSHOT).is_suspicious is is_suspicious
    ended = list_rows(*(replace(one, status=Status.TERMINATED) for one in staff[:leavers]))
    assert not compare(known, ended, RosterMode.DELTA).is_suspicious


def test_manager_may_come_after_the_staff_or_be_known_already() -> None:
    """Only who is nowhere is a mistake, and it has a line."""
    late = replace(ANA, employee_id="8", manager_id="9")
    boss = replace(ANA, employee_id="9", manager_id="2")

    assert check_managers(list_rows(late, boss), KNOWN) == []
    (problem,) = check_managers(list_rows(late), KNOWN)
    assert str(problem).startswith("line 2: manager_id: there is no employee '9'")
    assert check_managers(list_rows(late, without="manager_id"), KNOWN) == []


def test_nobody_is_above_themselves() -> None:
    """Whoever only hangs below a circle is no part of it."""
    a = replace(ANA, employee_id="a", manager_id="b")
    b = replace(ANA, employee_id="b", manager_id="c")
    c = replace(ANA, employee_id="c", manager_id="a")
    below = replace(ANA, employee_id="d", manager_id="a")

    problems = check_managers(list_rows(a, b, c, below), KNOWN)

    assert [one.line for one in problems] == [2, 3, 4]
    # Ben is below Ana on record already.
    (problem,) = check_managers(list_rows(replace(ANA, manager_id="2")), KNOWN)
    assert "above themselves" in problem.reason


def test_deep_chain_of_managers_is_no_matter() -> None:
    """Not even one longer than Python's stack."""
    chain = [
        replace(ANA, employee_id=str(n), manager_id=str(n + 1) if n < 5000 else None)
        for n in range(5001)
    ]

    assert check_managers(list_rows(*chain), {}) == []


def test_number_on_record_is_not_taken_for_another_because_of_capitals() -> None:
    """Else one employee would be two people, with a half of the record each."""
    known = {"e1": replace(ANA, employee_id="e1"), "E2": replace(BEN, employee_id="E2")}

    same, other = replace(ANA, employee_id="e1"), replace(ANA, employee_id="e2")
    (problem,) = check_ids(list_rows(same, other, replace(ANA, employee_id="e3")), known)

    assert str(problem) == ("line 3: employee_id: 'e2' is on record as 'E2'. Write it the same way")
