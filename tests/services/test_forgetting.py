"""People erase what is their own; what proves that they learned stays as it was."""

from pathlib import Path

import pytest

from bot.learning.errors import FlagGone, QuizGone
from bot.learning.evidence import Audited
from bot.learning.flags import FlagOutcome
from bot.learning.people import Member, Role
from bot.learning.privacy import OwnData, Purpose, Retention
from bot.services.audit import audit
from bot.services.privacy import ROUNDS, Privacy
from bot.storage.tables import CourseChoice, Snooze
from tests.conftest import FakeClock
from tests.faults.tables import dump_by_person
from tests.services.builder import School
from tests.services.test_privacy import flag_first, live
from tests.storage.rows import count, make_quiz

NOTHING = OwnData(rounds=0, answers=0, comments=0, ratings=0)
OWN_TABLES = {"lesson_rating", "prompt", "snooze", "course_choice"}


@pytest.fixture
def privacy(school: School, clock: FakeClock) -> Privacy:
    """The use cases in question."""
    return Privacy(school.database, clock, Retention())


def check(school: School) -> Audited:
    """Audit the evidence."""
    database = school.database
    return audit(database.path, database.chain, [], [], lambda _done, _all: None)


def forget(privacy: Privacy, person: Member) -> int:
    """Erase what is a person's own; return how many transactions it took."""
    steps = 1
    while not privacy.erase_some(person.id):
        steps += 1
    return steps


def test_own_data_go_and_evidence_stays(
    school: School, ana: Member, privacy: Privacy, clock: FakeClock, tmp_path: Path
) -> None:
    """Row for row; a second time changes nothing, and others keep theirs."""
    ben = school.join(1002, name="Ben")
    live(school, ana, "Ana's words")
    live(school, ben, "Ben's words")
    tom = school.join(2002, Role.TRAINER, "Tom")
    for flag in school.flags.list_open():
        school.flags.close(tom.id, flag.id, FlagOutcome.KEPT)
    with school.database.writing() as session:
        session.add(Snooze(person_id=ana.id, until=clock()))
        session.add(CourseChoice(person_id=ana.id, course_id="basics", chosen_at=clock()))
    assert privacy.count_own(ana.id) == OwnData(rounds=1, answers=3, comments=2, ratings=1)
    evidence = privacy.collect(ana.id).rows[Purpose.EVIDENCE]
    before = dump_by_person(tmp_path / "bot.db")

    assert forget(privacy, ana) == 1

    assert privacy.count_own(ana.id) == NOTHING
    after = privacy.collect(ana.id)
    assert after.rows[Purpose.EVIDENCE] == evidence
    assert "words" not in str(after.rows)
    assert {row["kind"] for row in after.rows[Purpose.EVIDENCE]["quiz_session"]} == {
        "check",
        "test",
    }
    left = dump_by_person(tmp_path / "bot.db")
    assert not OWN_TABLES & left[ana.telegram_id].keys()
    assert len(left[ana.telegram_id]["question_flag"]) == 1  # without a word, on a check
    assert left[ben.telegram_id] == before[ben.telegram_id]
    audited = check(school)
    assert audited.found == 0

    assert forget(privacy, ana) == 1
    assert dump_by_person(tmp_path / "bot.db") == left


def test_buttons_of_what_is_erased_mean_nothing_new(
    school: School, ana: Member, privacy: Privacy
) -> None:
    """The number of a round, or of a flag, is never given to another one."""
    tom = school.join(2002, Role.TRAINER, "Tom")
    old = school.quizzes.start_practice(ana.id, "one")
    school.answer(ana, old)
    flag_id = flag_first(school, ana, old.session_id, "What?")
    school.flags.close(tom.id, flag_id, FlagOutcome.KEPT)
    answered = school.notices.claim(10)
    forget(privacy, ana)
    assert count(school.database, "notice") == 0
    for notice in answered:
        school.notices.mark_sent(notice)  # which was on its way

    with pytest.raises(QuizGone):
        school.quizzes.answer(ana.id, old.session_id, 1, 0)
    with pytest.raises(FlagGone):
        school.flags.close(tom.id, flag_id, FlagOutcome.MENDED)
    with pytest.raises(FlagGone):
        school.flags.find_answer(1)
    new = school.quizzes.start_check(ana.id, "one")
    school.answer(ana, new)
    assert new.session_id > old.session_id
    assert flag_first(school, ana, new.session_id, "Again?") > flag_id
    forget(privacy, ana)
    later = school.quizzes.start_practice(ana.id, "one").session_id
    assert later > new.session_id
    assert check(school).found == 0


def test_much_practice_is_erased_in_small_steps(
    school: School, ana: Member, privacy: Privacy
) -> None:
    """No transaction holds up the taps of others for long; killed in between, it goes on."""
    with school.database.writing() as session:
        for number in range(ROUNDS + 5):
            session.add(make_quiz(f"missed:{number}", "practice", ana.id))

    assert not privacy.erase_some(ana.id)
    assert count(school.database, "quiz_session") == 5
    assert forget(privacy, ana) == 1
    assert count(school.database, "quiz_session") == 0
