"""One person's evidence file: what HR assigned and ruled is in it, with its proof."""

from datetime import date
from typing import Any

import pytest
from reportlab.platypus import Paragraph

from bot.learning.people import Actor, ActorOrigin, Role
from bot.learning.reminders import Habits
from bot.reports.evidence_file import collect_evidence
from bot.reports.evidence_pdf import _compose, draw_evidence
from bot.services.notices import Notices
from bot.services.reminders import Reminders
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.reports.making import make_report
from tests.services.test_assignments import BERLIN, EVERYONE, YEARLY, Desk


@pytest.fixture
def desk(database: Database, clock: FakeClock) -> Desk:
    """Three people on the roster, who all have to complete the course each year."""
    desk = Desk(database, clock)
    desk.give(EVERYONE, YEARLY)
    return desk


def collect(desk: Desk, person_id: int) -> Any:
    """Return somebody's file; the pages can be drawn."""
    find_catalog = desk.school.library.get_catalog
    return collect_evidence(desk.database, find_catalog, person_id, desk.clock())


def read_pages(file: Any) -> str:
    """Draw somebody's file, and return what its pages say."""
    assert draw_evidence(file, "Acme").startswith(b"%PDF")
    said = _compose(file, "Acme")
    return "\n".join(one.getPlainText() for one in said if isinstance(one, Paragraph))


def test_rulings_are_in_it_with_whoever_ruled_why_and_the_proof(desk: Desk) -> None:
    """As the report has them: due dates, extensions, waivers, completions elsewhere."""
    hana = desk.school.join(2002, Role.HR, "Hana")
    by_hana = Actor(ActorOrigin.CHAT, hana.id)
    desk.duties.extend(2, date(2027, 1, 8), by_hana, "ill")
    desk.duties.complete_elsewhere(2, date(2026, 11, 20), by_hana, "no phone", "sheet 12")
    desk.duties.waive(3, by_hana, "leads the course")

    file = collect(desk, 2)

    [occurrence] = file["occurrences"]
    assert occurrence["course_id"] == "basics"
    assert (occurrence["due_at"], occurrence["due_at_counted"]) == (
        "2026-12-07T22:59:59Z",
        "2027-01-08T22:59:59Z",
    )
    assert (occurrence["target"], occurrence["valid_months"]) == ("everyone", 12)
    extended, elsewhere = occurrence["events"]
    assert (extended["kind"], extended["actor_id"], extended["reason"]) == (
        "extended",
        hana.id,
        "ill",
    )
    assert (elsewhere["kind"], elsewhere["reason"], elsewhere["proof"]) == (
        "elsewhere",
        "no phone",
        "sheet 12",
    )
    rows = {row.person_id: row for row in make_report(desk.database, desk.clock()).rows}
    for name, at in (
        ("due_at_counted", rows[2].due_at),
        ("completed_at", rows[2].completed_at),
        ("valid_until", rows[2].valid_until),
    ):
        assert at is not None
        assert occurrence[name] == f"{at:%Y-%m-%dT%H:%M:%SZ}"
    sealed = [event["kind"] for event in file["events"]]
    assert sealed.count("occurrence_event") == 2
    assert sealed.count("occurrence_text") == 2
    text = read_pages(file)
    assert "sheet 12" in text
    assert "no phone" in text
    assert "waived" not in text

    [waived] = collect(desk, 3)["occurrences"]
    assert waived["waived_at"] == f"{rows[3].waived_at:%Y-%m-%dT%H:%M:%SZ}"
    assert waived["events"][0]["reason"] == "leads the course"
    assert "leads the course" in read_pages(collect(desk, 3))


def test_reminders_are_in_it_with_what_became_of_them(desk: Desk) -> None:
    """Each as the report counts it."""
    reminders = Reminders(desk.database, desk.school.library, desk.clock, Habits(BERLIN))
    assert reminders.claim(reminders.find_due(0, 10).due) == 1

    [reminder] = collect(desk, desk.ana.id)["reminders"]
    rows = make_report(desk.database, desk.clock()).rows
    assert reminder["state"] == "waiting"
    assert not any(one.last_reminder_at for one in rows)

    notices = Notices(desk.database, desk.clock)
    for notice in notices.claim(10):
        notices.mark_sent(notice)
    file = collect(desk, desk.ana.id)

    [reminder] = file["reminders"]
    [row] = [one for one in make_report(desk.database, desk.clock()).rows if one.last_reminder_at]
    assert reminder["occurrence_id"] == file["occurrences"][0]["occurrence_id"]
    assert reminder["settled_at"] == f"{row.last_reminder_at:%Y-%m-%dT%H:%M:%SZ}"
    assert reminder["state"] == "sent"
    assert "that it is to be completed" in read_pages(file)


def test_employee_entry_that_turned_out_to_be_them_belongs_to_it(
    desk: Desk, clock: FakeClock
) -> None:
    """Also where the file is asked for by the former one's number."""
    desk.duties.extend(2, date(2027, 1, 8), Actor(ActorOrigin.COMMAND), "ill")
    ben = desk.school.join(2002, name="Ben")
    clock.advance(days=1)
    claim = desk.accounts.open_again(
        ben, desk.accounts.invite_employee("2", Actor(ActorOrigin.COMMAND)).code
    )
    assert claim is not None
    desk.accounts.accept(2002, claim.invite_id)

    file = collect(desk, ben.id)

    former, own = file["occurrences"]
    assert (former["person_id"], own["person_id"]) == (2, ben.id)
    assert former["is_moved"]
    assert not own["is_moved"]
    assert [event["kind"] for event in former["events"]] == ["extended", "moved"]
    assert former["events"][0]["reason"] == "ill"
    assert {change["person_id"] for change in file["changes"]} == {2, ben.id}
    assert collect(desk, 2) == file
    assert "moved to the person" in read_pages(file)
