"""Practice: with practice questions only, as often as wanted, and no result changes."""

from dataclasses import replace

import pytest

from bot.learning.course import Question, QuestionType, QuizRule, Use
from bot.learning.errors import LessonGone, NoPractice, NothingMissed, QuizRunning
from bot.learning.people import Member
from bot.learning.quiz import AskedQuestion, QuizKind
from bot.services.quiz import PRACTICE_QUESTIONS
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.services.builder import School, make_catalog, make_course, make_question
from tests.storage.rows import count


def list_asked(school: School, person: Member, asked: AskedQuestion) -> list[Question]:
    """Answer a quiz wrong to its end and return what it asked."""
    return list(school.finish(person, asked, right=0).missed)


def test_topic_is_practised_with_its_own_questions(school: School, ana: Member) -> None:
    """Those of one lesson, none of which is reserved."""
    asked = school.quizzes.start_practice(ana.id, "one")

    assert (asked.label.kind, asked.label.lesson_number) == (QuizKind.PRACTICE, 1)
    assert {q.id for q in list_asked(school, ana, asked)} == {
        "one-single",
        "one-multiple",
        "one-true",
    }


def test_all_topics_are_practised_together(school: School, ana: Member) -> None:
    """Five questions over all lessons, without a lesson's name."""
    asked = school.quizzes.start_practice(ana.id, None)
    questions = list_asked(school, ana, asked)

    assert asked.label.lesson is None
    assert len(questions) == PRACTICE_QUESTIONS
    assert {q.lesson_id for q in questions} == {"one", "two"}
    assert {q.use for q in questions} == {Use.PRACTICE}


@pytest.mark.parametrize("lesson_id", ["gone", "", "one"])
def test_topic_that_is_not_taught_is_refused(school: School, ana: Member, lesson_id: str) -> None:
    """Also where its file and questions are still there but no module teaches it."""
    catalog = make_catalog()
    school.library.publish(replace(catalog, courses=(make_course(("two",)),)))

    with pytest.raises(LessonGone):
        school.quizzes.start_practice(ana.id, lesson_id)
    assert count(school.database, "quiz_session") == 0


def test_topic_without_questions_is_refused(school: School, ana: Member) -> None:
    """Nothing is begun."""
    school.library.publish(make_catalog(questions=[make_question("q", "two")]))

    with pytest.raises(NoPractice):
        school.quizzes.start_practice(ana.id, "one")
    assert count(school.database, "quiz_session") == 0


def test_check_that_is_passed_is_practice_from_then_on(school: School, ana: Member) -> None:
    """What was proved stays proved: another go changes nothing, not even when it goes wrong."""
    school.do_lesson(ana, "one")
    before = school.study.stand(ana.id)
    asked = school.quizzes.start_check(ana.id, "one")
    assert (asked.label.kind, asked.label.lesson_number) == (QuizKind.PRACTICE, 1)
    school.finish(ana, asked, right=0)

    assert school.study.stand(ana.id) == before


def test_practice_that_was_begun_goes_on(school: School, ana: Member) -> None:
    """One of each topic is open, beside the check of the same lesson."""
    first = school.quizzes.start_practice(ana.id, "one")
    school.answer(ana, first)
    check = school.quizzes.start_check(ana.id, "one")

    assert school.quizzes.start_practice(ana.id, "one").position == 1
    assert check.session_id != first.session_id
    assert school.quizzes.start_practice(ana.id, None).position == 0


def test_practice_changes_no_standing(school: School, ana: Member) -> None:
    """Neither open nor finished, neither right nor wrong, neither before nor after the end."""
    school.read(ana, "one")
    before = school.study.stand(ana.id)
    asked = school.quizzes.start_practice(ana.id, "one")
    assert school.study.stand(ana.id) == before
    school.finish(ana, asked)
    assert school.study.stand(ana.id) == before
    school.do_lessons(ana)
    school.finish(ana, school.quizzes.start_test(ana.id), right=2)
    failed = school.study.stand(ana.id)
    school.finish(ana, school.quizzes.start_practice(ana.id, None))

    assert school.study.stand(ana.id) == failed
    assert count(school.database, "completion") == 0


def test_missed_questions_of_a_check_are_practised(school: School, ana: Member) -> None:
    """Just those, and going back to them goes on."""
    asked = school.quizzes.start_check(ana.id, "one")
    missed = school.finish(ana, asked, right=1).missed
    practice = school.quizzes.practise_missed(ana.id, asked.session_id)

    assert practice.label.is_of_missed
    assert practice.label.kind is QuizKind.PRACTICE
    assert practice.total == 2
    assert school.quizzes.practise_missed(ana.id, asked.session_id) == practice
    assert set(list_asked(school, ana, practice)) == set(missed)


def test_missed_of_two_quizzes_are_apart(school: School, ana: Member) -> None:
    """Each result has its own practice."""
    asked = [school.quizzes.start_check(ana.id, lesson_id) for lesson_id in ("one", "two")]
    for one in asked:
        school.finish(ana, one, right=0)
    practised = [school.quizzes.practise_missed(ana.id, one.session_id) for one in asked]

    assert [one.question.lesson_id for one in practised] == ["one", "two"]


def test_missed_in_practice_are_practised_again(school: School, ana: Member) -> None:
    """A practice quiz has a result like any other."""
    asked = school.quizzes.start_practice(ana.id, "one")
    school.finish(ana, asked, right=2)

    assert school.quizzes.practise_missed(ana.id, asked.session_id).total == 1


def test_what_the_test_asked_is_never_practised(school: School, ana: Member) -> None:
    """Missed reserved questions give way to practice questions of their lessons."""
    school.do_lessons(ana)
    asked = school.quizzes.start_test(ana.id)
    school.finish(ana, asked, right=0)
    practice = school.quizzes.practise_missed(ana.id, asked.session_id)
    questions = list_asked(school, ana, practice)

    assert {question.use for question in questions} == {Use.PRACTICE}
    assert {question.lesson_id for question in questions} == {"one", "two"}


def test_substitutes_come_from_the_card_or_else_from_the_lesson(
    database: Database, clock: FakeClock
) -> None:
    """A missed item on card c1 is practised with c1; one on a card without items, with any."""
    questions = [
        make_question("p1", card_id="c1"),
        make_question("p2", card_id="c2"),
        make_question("p3", card_id="c2"),
        make_question("t1", card_id="c1", use=Use.TEST),
        make_question("t9", card_id="c9", use=Use.TEST),
    ]
    catalog = make_catalog(("one",), questions=questions, test=QuizRule(2, 100))
    school = School(database, clock, catalog)
    ana = school.join()
    school.do_lessons(ana)
    for missed, expected in (({"t1"}, {"p1"}), ({"t9"}, {"p1", "p2", "p3"})):
        asked = school.quizzes.start_test(ana.id)
        for position in range(2):
            turn = school.quizzes.find_turn(ana.id, asked.session_id).next
            assert isinstance(turn, AskedQuestion)
            assert turn.position == position
            school.answer(ana, turn, rightly=turn.question.id not in missed)
        practice = school.quizzes.practise_missed(ana.id, asked.session_id)

        assert {q.id for q in list_asked(school, ana, practice)} == expected


def test_nothing_missed_is_nothing_to_practise(school: School, ana: Member) -> None:
    """All right: well done."""
    asked = school.quizzes.start_check(ana.id, "one")
    school.finish(ana, asked)

    with pytest.raises(NothingMissed):
        school.quizzes.practise_missed(ana.id, asked.session_id)


def test_running_quiz_has_no_missed_questions_yet(school: School, ana: Member) -> None:
    """Even if some are wrong already."""
    asked = school.quizzes.start_check(ana.id, "one")
    school.answer(ana, asked, rightly=False)

    with pytest.raises(QuizRunning):
        school.quizzes.practise_missed(ana.id, asked.session_id)


def test_missed_questions_that_left_the_bank_have_no_practice(school: School, ana: Member) -> None:
    """After an edit there may be nothing left that fits."""
    asked = school.quizzes.start_check(ana.id, "one")
    school.finish(ana, asked, right=0)
    questions = [make_question("new", "two", type=QuestionType.TRUE_FALSE)]
    school.library.publish(make_catalog(("two",), questions=questions))

    with pytest.raises(NoPractice):
        school.quizzes.practise_missed(ana.id, asked.session_id)
