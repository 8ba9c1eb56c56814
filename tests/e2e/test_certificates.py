"""A certificate in the chat: it comes by itself, others verify it, HR revokes it."""

from collections.abc import AsyncIterator

import pytest

from bot.config import Settings
from bot.learning.certificates import Certificate, format_code
from bot.learning.people import Role
from tests.conftest import FakeClock
from tests.e2e.rich_course import make_rich, rich_stage
from tests.e2e.stage import Actor, Stage
from tests.e2e.student import Student
from tests.e2e.test_employees import HEADER
from tests.faults.tables import read_rows


@pytest.fixture
async def stage(settings: Settings, clock: FakeClock) -> AsyncIterator[Stage]:
    """The bot with a small course."""
    async with rich_stage(settings, clock) as stage:
        yield stage


def employ(stage: Stage, actor: Actor, employee_id: str) -> None:
    """Let somebody who learns here be on the roster."""
    member = stage.services.enrolment.find_member(actor.id)
    assert member is not None
    with stage.database.recording() as plain:
        plain.run(
            "INSERT INTO employee (person_id, employee_id, status, first_name, last_name,"
            " department, groups, recorded_at) VALUES (?, ?, 'active', 'Ana', 'Kovač',"
            " 'Logistics', '[]', '2026-11-23 09:00:00.000000')",
            member.id,
            employee_id,
        )


def list_held(stage: Stage, actor: Actor) -> list[Certificate]:
    """Return all that was ever issued to somebody."""
    member = stage.services.enrolment.find_member(actor.id)
    assert member is not None
    return stage.services.certificates.list_all(member.id)


async def complete(learner: Actor) -> None:
    """Do the course in the chat."""
    student = Student(learner, make_rich())
    await student.completes_lessons()
    await learner.taps("Final test")
    await learner.taps("Begin")
    await student.takes_test()


async def test_certificate_from_passing_to_its_end(stage: Stage) -> None:
    """One file after passing, again on asking; its code says to others what it is worth."""
    ana = await stage.member()
    ben = await stage.member(first_name="Ben")
    hana = await stage.member(Role.HR, "Hana")
    await ana.says("/certificate")
    ana.sees("You have no certificate yet")
    await complete(ana)
    await stage.deliver()
    await stage.deliver()

    papers = [message for message in ana.heard if "document" in message]
    assert len(papers) == 1
    assert papers[0]["document"]["file_name"].startswith("certificate-basics-")
    assert papers[0]["document"]["mime_type"] == "application/pdf"
    assert "Your certificate: Basics." in papers[0]["caption"]
    await ana.says("/certificate")
    await ana.says("/home")
    await ana.taps("🎓 Your certificate")
    assert len([message for message in ana.heard if "document" in message]) == 3
    [[code]] = read_rows(stage.settings.database, "SELECT code FROM certificate")
    printed = format_code(str(code))

    await ben.says(f"/verify {printed.lower()}")
    ben.sees("✅ This certificate is valid.", "Basics, version 1", "first name: Ana", printed)
    ben.sees_not("Kovač")
    await ben.says(f"/verify {printed[:-1]}*")
    ben.sees("❓ This code is unknown.", "one character is wrong")
    await ben.says(f"/revoke {printed}")
    ben.sees("I don't know that command.")

    await hana.says(f"/revoke {printed[:4]}")
    hana.sees("No certificate has this code.")
    await hana.says(f"/revoke {printed}")
    hana.sees("Why is this certificate to be revoked?", "first name: Ana")
    await hana.taps("Leave it valid")
    await hana.says("Copied the answers")
    await ben.says(f"/verify {printed}")
    ben.sees("✅ This certificate is valid.")
    await hana.says(f"/revoke {printed}")
    await hana.says("Copied the answers")
    hana.sees("Revoked.")
    await hana.says(f"/revoke {printed}")
    hana.sees("This certificate was revoked already.")

    await stage.deliver()
    ana.sees("A certificate of yours was revoked.", printed, "please ask Hana in HR")
    ana.sees_not("Copied")
    await ana.says("/certificate")
    ana.sees("A certificate of yours was revoked.")
    await ben.says(f"/verify {printed}")
    ben.sees("❌ This certificate was revoked.")
    ben.sees_not("Copied", "Ended on")  # that does not stand on the certificate
    await hana.says(f"/verify {printed}")
    hana.sees("❌ This certificate was revoked.", "Ended on 23 November 2026")


async def test_what_is_no_code_is_called_so(stage: Stage) -> None:
    """A slip is looked for only where a code is meant; nothing else counts as guessing."""
    ben, code = await stage.member(first_name="Ben"), "0" * 20
    for slip in (f"{code[:-1]}*", code[:-1], f"{code}7", f"{code[:-1]}5"):
        await ben.says(f"/verify {slip}")
        ben.sees("❓ This code is unknown.", "one character is wrong or missing")
    for word in ("banana", "🍌", code[:-2], f"{code} {code}") * 3:
        await ben.says(f"/verify {word}")
        ben.sees("That is no code of a certificate. One has 20 letters and digits")


async def test_guessing_is_slowed_down(stage: Stage) -> None:
    """The eleventh unknown code in ten minutes waits."""
    ben = await stage.member(first_name="Ben")
    for _ in range(10):
        await ben.says(f"/verify {'0' * 20}")
        ben.sees("❓ This code is unknown.")
    await ben.says(f"/verify {'0' * 20}")
    ben.sees("one unknown code after the other. Please wait")


async def test_new_name_is_told_and_reissued(stage: Stage) -> None:
    """After the roster, and on the person's screen; the holder gets the new one."""
    ana = await stage.member()
    await complete(ana)
    await stage.deliver()
    hana = await stage.member(Role.HR, "Hana")
    employ(stage, ana, "1")
    await hana.says("/people ana")
    hana.sees_not("former name")

    await hana.sends(staff__csv=HEADER + "1,active,Ana,Novak,Logistics,\n")
    await hana.taps("Apply")
    hana.sees("✅ Applied", "1 valid certificate in a former name: a new one takes its place")
    await hana.taps("Reissue 1 certificate")
    hana.sees("✅ 1 certificate reissued")
    await hana.forges("reissue*")
    hana.sees("No certificate is in a former name any more.")
    heard = len(ana.heard)
    await stage.deliver()
    assert "document" in ana.heard[heard]

    await hana.sends(staff__csv=HEADER + "1,active,Ana,Berg,Logistics,\n")
    await hana.taps("Apply")
    await hana.says("/people ana")
    hana.sees("✏️ 1 valid certificate in a former name")
    await hana.taps("Reissue 1 certificate")
    assert hana.toast == "Reissued in the present name."
    assert not hana.has_button("Reissue")
    [held] = [one for one in list_held(stage, ana) if one.ending is None]
    assert held.name == "Ana Berg"
    assert len(list_held(stage, ana)) == 3
