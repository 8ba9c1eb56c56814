"""Certificates: one for each passed test, verified by anybody, revoked and replaced by HR."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.learning.certificates import EndingKind, Status, format_code
from bot.learning.errors import (
    CertificateEnded,
    CertificateGone,
    NameUnchanged,
    NoReason,
    TooManyCodes,
)
from bot.learning.notices import NoticeKind
from bot.learning.people import BOT, EventKind, Member, Role
from bot.services.audit import audit
from bot.storage.engine import Database
from bot.storage.queries.personnel import Event, add_events
from bot.storage.queries.retention import erase_identity
from tests.conftest import FakeClock
from tests.services.builder import School, make_catalog
from tests.storage.rows import count


def rename(school: School, person: Member, name: str | None) -> None:
    """Give somebody another name, as a roster does."""
    with school.database.recording() as record:
        record.run("UPDATE person SET name = ? WHERE id = ?", name, person.id)


def is_sound(school: School) -> bool:
    """Audit the evidence."""
    database = school.database
    return not audit(database.path, database.chain, [], [], lambda _done, _total: None).found


def test_passing_gives_one_certificate_and_owes_it_once(school: School, ana: Member) -> None:
    """Not for lessons, not for a failed test, and not again for whatever comes later."""
    school.do_lessons(ana)
    school.finish(ana, school.quizzes.start_test(ana.id), right=0)
    assert school.certificates.list_own(ana.id) == []
    school.finish(ana, school.quizzes.start_test(ana.id))

    [certificate] = school.certificates.list_own(ana.id)
    assert (certificate.name, certificate.course_title) == ("Ana", "Basics")
    assert certificate.version_number == 1
    assert certificate.achieved_on == certificate.issued_on == date(2026, 11, 23)
    assert certificate.valid_until is None
    assert certificate.ending is None
    school.study.stand(ana.id)
    school.finish(ana, school.quizzes.start_practice(ana.id, "one"))
    assert school.certificates.list_own(ana.id) == [certificate]
    [notice] = school.notices.claim(9)
    assert (notice.kind, notice.subject_id) == (NoticeKind.CERTIFICATE, certificate.id)
    assert is_sound(school)


def test_no_certificate_without_a_passed_test(school: School, ana: Member) -> None:
    """Not even by hand: the table refuses a check, a failed or open test, and somebody else's."""
    ben = school.join(1002, name="Ben")
    school.do_lessons(ana)
    failed = school.finish(ana, school.quizzes.start_test(ana.id), right=0)
    passed = school.finish(ana, school.quizzes.start_test(ana.id))
    columns = (
        "code, person_id, course_id, course_title, version_id, version_number, session_id,"
        " achieved_at, issued_at, valid_until, replaces_id, name, name_salt, name_seal"
    )
    values = "'x', {}, {}, 'x', 1, 1, {}, '2026', '2026', NULL, NULL, 'x', 'x', 'x'"
    for person_id, course, session_id in (
        (ana.id, "'basics'", 1),
        (ana.id, "'basics'", failed.session_id),
        (ana.id, "'basics'", 999),
        (ana.id, "'other'", passed.session_id),
        (ben.id, "'basics'", passed.session_id),
    ):
        row = values.format(person_id, course, session_id)
        statement = f"INSERT INTO certificate ({columns}) VALUES ({row})"  # noqa: S608
        with (
            pytest.raises(IntegrityError, match="needs a passed test"),
            school.database.recording() as record,
        ):
            record.run(statement)
    assert count(school.database, "certificate") == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE certificate SET valid_until = '2099-01-01'",
        "UPDATE certificate SET name = 'Eve'",
        "UPDATE certificate SET name = NULL",
        "DELETE FROM certificate",
        "UPDATE certificate_ending SET reason = 'Other'",
        "DELETE FROM certificate_ending",
    ],
)
def test_certificate_stays_as_it_was_issued(school: School, ana: Member, change: str) -> None:
    """Neither it nor its ending is changed or removed."""
    school.complete(ana)
    [certificate] = school.certificates.list_own(ana.id)
    school.certificates.revoke(certificate.code, "Copied answers")

    with (
        pytest.raises(IntegrityError, match="append-only"),
        school.database.recording() as record,
    ):
        record.run(change)


def test_name_and_reason_can_be_erased_and_the_evidence_holds(
    school: School, ana: Member, clock: FakeClock
) -> None:
    """With their salts: what is left of them says nothing."""
    school.complete(ana)
    [certificate] = school.certificates.list_own(ana.id)
    school.certificates.revoke(certificate.code, "Copied answers")
    with school.database.recording() as record:
        erase_identity(record, ana.id)
        add_events(record, [Event(ana.id, EventKind.ERASED)], BOT, clock())

    assert is_sound(school)
    assert school.certificates.get(certificate.id).name is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE certificate SET name = NULL, name_salt = NULL",
        "UPDATE certificate_ending SET reason = NULL, reason_salt = NULL",
    ],
)
def test_text_that_is_blanked_without_an_erasure_is_found(
    school: School, ana: Member, statement: str
) -> None:
    """The triggers allow it, but only who has left is erased, and that is written down."""
    school.complete(ana)
    [certificate] = school.certificates.list_own(ana.id)
    school.certificates.revoke(certificate.code, "Copied answers")
    with school.database.recording() as record:
        record.run(statement)

    assert not is_sound(school)


def test_altered_name_or_reason_is_found(school: School, ana: Member) -> None:
    """The digest in the chain is that of the text, though the text is not in it."""
    school.complete(ana)
    assert is_sound(school)
    with school.database.recording() as record:
        record.run("DROP TRIGGER certificate_no_update")
        record.run("UPDATE certificate SET name = 'Eve'")

    assert not is_sound(school)


def test_validity_is_that_of_the_course(database: Database, clock: FakeClock) -> None:
    """Verified on its last day and on the next; a code is worth nothing to who mistypes it."""
    catalog = make_catalog()
    catalog = replace(catalog, courses=(replace(catalog.courses[0], valid_months=12),))
    school = School(database, clock, catalog)
    school.complete(school.join())
    [certificate] = school.certificates.list_own(1)
    assert certificate.valid_until == date(2027, 11, 23)

    found = school.certificates.verify(format_code(certificate.code).lower())
    assert (found.status, found.certificate) == (Status.VALID, certificate)
    clock.advance(days=365)
    assert school.certificates.verify(certificate.code).status is Status.VALID
    clock.advance(days=1)
    assert school.certificates.verify(certificate.code).status is Status.EXPIRED
    mistyped = school.certificates.verify(certificate.code[:-1] + "*")
    assert (mistyped.status, mistyped.is_mistyped) == (Status.UNKNOWN, True)


def test_revoked_certificate_is_revoked_once_and_its_holder_told(
    school: School, ana: Member
) -> None:
    """A reason is asked for, and who did it is kept."""
    hana = school.join(1003, Role.HR, "Hana")
    school.complete(ana)
    [certificate] = school.certificates.list_own(ana.id)
    school.notices.claim(9)
    with pytest.raises(NoReason):
        school.certificates.revoke(certificate.code, "  ")
    with pytest.raises(CertificateGone):
        school.certificates.revoke("0" * 20, "Copied answers")

    revoked = school.certificates.revoke(certificate.code, "Copied answers", hana.id)

    assert (revoked.ending, revoked.ended_on) == (EndingKind.REVOKED, date(2026, 11, 23))
    assert school.certificates.verify(certificate.code).status is Status.REVOKED
    [notice] = school.notices.claim(9)
    assert (notice.kind, notice.person_id) == (NoticeKind.REVOCATION, ana.id)
    with pytest.raises(CertificateEnded):
        school.certificates.revoke(certificate.code, "Again")
    with pytest.raises(CertificateEnded):
        school.certificates.reissue(certificate.code)
    with pytest.raises(CertificateEnded):
        school.certificates.ask_for_reason(hana.id, certificate.code)
    assert school.certificates.list_own(ana.id) == [revoked]
    assert is_sound(school)


def test_new_name_gives_a_new_certificate(school: School, ana: Member, clock: FakeClock) -> None:
    """The old one is superseded; achievement and validity stay, and both are in the evidence."""
    school.complete(ana)
    [old] = school.certificates.list_own(ana.id)
    with pytest.raises(NameUnchanged):
        school.certificates.reissue(old.code)
    rename(school, ana, "Ana Novak")
    clock.advance(days=40)

    new = school.certificates.reissue(old.code)

    assert new.name == "Ana Novak"
    assert new.code != old.code
    assert (new.achieved_on, new.valid_until) == (old.achieved_on, old.valid_until)
    assert new.issued_on - old.issued_on == timedelta(days=40)
    assert school.certificates.list_own(ana.id) == [new]
    found = school.certificates.verify(old.code)
    assert found.status is Status.REVOKED
    assert found.certificate is not None
    assert (found.certificate.name, found.certificate.ending) == ("Ana", EndingKind.REPLACED)
    with pytest.raises(CertificateEnded) as refused:
        school.certificates.reissue(old.code)
    assert refused.value.is_replaced
    assert is_sound(school)


def test_who_completed_before_there_were_certificates_gets_one(school: School, ana: Member) -> None:
    """When they ask for it; asking twice gives one."""
    school.complete(ana)
    with school.database.recording() as record:
        record.run("DROP TRIGGER certificate_no_delete")
        record.run("DELETE FROM certificate")

    [certificate] = school.certificates.list_own(ana.id)

    assert school.certificates.list_own(ana.id) == [certificate]
    assert certificate.achieved_on == date(2026, 11, 23)


def test_members_who_guess_are_slowed_down(school: School, ana: Member, clock: FakeClock) -> None:
    """Ten unknown codes in ten minutes; known ones do not count, nor does one that comes again."""
    school.complete(ana)
    [certificate] = school.certificates.list_own(ana.id)
    verify = school.certificates.verify_for
    for number in range(10):
        assert verify(ana.id, certificate.code, update_id=100 + number).status is Status.VALID
        assert verify(ana.id, "0" * 20, update_id=number).status is Status.UNKNOWN
        clock.advance(seconds=30)
    assert verify(ana.id, "0" * 20, update_id=9).status is Status.UNKNOWN

    with pytest.raises(TooManyCodes) as refused:
        verify(ana.id, certificate.code, update_id=50)
    assert refused.value.wait == timedelta(minutes=5)
    ben = school.join(1002, name="Ben")
    assert verify(ben.id, certificate.code).status is Status.VALID
    clock.advance(minutes=5)
    assert verify(ana.id, certificate.code, update_id=51).status is Status.VALID


def test_whatever_bears_a_former_name_is_replaced_once(school: School, ana: Member) -> None:
    """Of one person or of all; what is over, or of somebody who has left, stays as it is."""
    certificates = school.certificates
    ben = school.join(1002, name="Ben")
    for person in (ana, ben):
        school.complete(person)
    assert certificates.count_renamed() == 0
    rename(school, ana, "Anna")
    rename(school, ben, "Benn")
    assert (certificates.count_renamed(), certificates.count_renamed(ana.id)) == (2, 1)

    assert certificates.reissue_renamed(None, ana.id) == 1
    assert [one.name for one in certificates.list_own(ana.id)] == ["Anna"]
    assert [one.ending for one in certificates.list_all(ana.id)] == [None, EndingKind.REPLACED]
    assert certificates.count_renamed() == 1
    certificates.revoke(certificates.list_own(ben.id)[0].code, "copied")
    assert certificates.count_renamed() == 0
    assert certificates.reissue_renamed() == 0

    rename(school, ana, "Anne")
    with school.database.recording() as plain:
        plain.run(
            "INSERT INTO employee (person_id, employee_id, status, first_name, last_name,"
            " department, groups, recorded_at) VALUES (?, '1', 'terminated', 'A', 'B', 'C', '[]',"
            " '2026-11-23 09:00:00.000000')",
            ana.id,
        )
    assert certificates.count_renamed() == 0
    assert is_sound(school)
