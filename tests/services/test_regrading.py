"""A key is corrected: who is affected, what a trainer decides, and what counts afterwards."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.learning.assignments import Due, Target, Terms, Whom
from bot.learning.corrections import Impact, KeyOutcome
from bot.learning.course import QuestionType
from bot.learning.errors import FinalTestPassed, KeyGone, KeySettled
from bot.learning.people import Actor, ActorOrigin, Member, Role
from bot.learning.progress import Finished, TakeCheck
from bot.learning.publication import Imprint, Origin
from bot.learning.quiz import AnsweredQuestion, QuizResult
from bot.reports.completion import CompletionRow, State, Success
from bot.services import regrading
from bot.services.assignments import Assignments
from bot.storage.engine import Database
from bot.storage.plain import dump_time
from bot.storage.tables import Completion
from tests.conftest import FakeClock
from tests.faults.tables import Row, read_rows
from tests.reports.making import make_report
from tests.services.builder import make_catalog
from tests.services.keys import CHECK, Keys, edit_question, make_bank, open_keys
from tests.storage.rows import count

FACTS = ("answer", "quiz_session", "quiz_item", "completion")


@pytest.fixture
def keys(database: Database, clock: FakeClock) -> Keys:
    """A school with a trainer and HR."""
    return open_keys(database, clock)


@pytest.fixture
def ana(keys: Keys) -> Member:
    """A learner."""
    return keys.school.join()


def dump(keys: Keys) -> list[list[Row]]:
    """Return all the facts of old."""
    return [read_rows(keys.school.database.path, f"SELECT * FROM {one}") for one in FACTS]  # noqa: S608 - a test's own names


def look_at(keys: Keys, person: Member, result: QuizResult, question_id: str) -> AnsweredQuestion:
    """Return the answer to a question in a finished quiz, as it is shown."""
    shown = [
        keys.school.reviews.find_answer(person.id, result.session_id, position)
        for position in range(result.total)
    ]
    return next(one for one in shown if one.asked.question.id == question_id)


def look_again(keys: Keys, person: Member, result: QuizResult) -> QuizResult:
    """Return the result as it is shown now."""
    turn = keys.school.quizzes.find_turn(person.id, result.session_id).next
    assert isinstance(turn, QuizResult)
    return turn


def report(keys: Keys, person: Member, as_of: datetime | None = None) -> CompletionRow:
    """Return somebody's row of the completion report."""
    rows = make_report(keys.school.database, as_of or keys.clock.now).rows
    return next(row for row in rows if row.person_id == person.id)


def test_preview_says_who_is_affected(keys: Keys) -> None:
    """Four learners: one gains a pass, one only marks, one would lose a pass, one is as before."""
    people = [keys.school.join(number) for number in (1, 2, 3, 4)]
    for person, answers in zip(
        people, ({"q1": "b"}, {"q1": "b", "q2": "c"}, {}, {"q1": "d"}), strict=True
    ):
        keys.check(person, **answers)
    before = dump(keys)
    assert keys.school.regrading.count_due() == 0

    keys.publish(make_bank(q1="b"))
    case = keys.find_due()

    assert (case.question.id, case.number, case.changed_at) == ("q1", 2, keys.clock.now)
    assert case.former.correct_ids == {"a"}
    assert case.question.correct_ids == {"b"}
    assert case.impact == Impact(
        attempts=3, people=3, raised=2, passes_gained=1, lowered=1, passes_lost=1, left_out=0
    )
    assert (case.decided, case.is_overtaken, case.is_reworded) == (None, False, False)
    assert keys.school.regrading.count_due() == 1
    assert dump(keys) == before


def test_key_without_counted_answers_is_nothing_to_decide(keys: Keys, ana: Member) -> None:
    """Practice, a trial and a quiz that is open count for nothing."""
    for asked in (
        keys.school.quizzes.start_practice(ana.id, "one"),
        keys.school.quizzes.start_trial(ana.id, keys.school.library.get_current(), ["q1"]),
    ):
        keys.answer(ana, asked, {"q1": "b", "q2": "b"})
    keys.school.answer(ana, keys.school.quizzes.start_check(ana.id, "one"))
    keys.publish(make_bank(q1="b", q2="b", t1="b"))

    assert keys.school.regrading.count_due() == 0
    assert keys.school.regrading.list_keys().due == ()


def test_raise_counts_at_once_and_the_old_facts_stay(keys: Keys, ana: Member) -> None:
    """The check is passed now, everywhere; answers and sessions say what they said."""
    result = keys.check(ana, q1="b")
    assert (result.right, result.is_passed) == (1, False)
    keys.publish(make_bank(q1="b"))
    before = dump(keys)
    keys.clock.advance(days=1)
    done = keys.regrade("It was B all along.")

    assert dump(keys) == before
    assert done.impact == Impact(attempts=1, people=1, raised=1, passes_gained=1)
    assert done.decided is not None
    assert (done.decided.first_name, done.decided.reason) == ("Tom", "It was B all along.")
    assert (done.decided.at, done.decided.is_finished) == (keys.clock.now, True)
    assert keys.school.study.stand(ana.id).lessons[0].is_done
    again = look_again(keys, ana, result)
    assert (again.right, again.missed, again.missed_positions) == (2, (), ())
    assert keys.list_notices("result_corrected") == [(done.decided.id, ana.id)]
    assert keys.school.regrading.count_due() == 0


def test_answer_is_shown_with_the_new_key(keys: Keys, ana: Member) -> None:
    """Also where the verdict stays; before the decision nothing is other than it was."""
    ben = keys.school.join(1002)
    of_ana, of_ben = keys.check(ana, q1="b"), keys.check(ben, q1="d")
    keys.publish(make_bank(q1="b"))
    changed_at = keys.clock.now
    old = look_at(keys, ana, of_ana, "q1")
    assert (old.is_correct, old.corrected_at) == (False, None)
    assert old.asked.question.correct_ids == {"a"}
    keys.clock.advance(hours=3)
    keys.regrade()

    new = look_at(keys, ana, of_ana, "q1")
    assert (new.is_correct, new.corrected_at) == (True, changed_at)
    assert new.asked.question.correct_ids == {"b"}
    wrong = look_at(keys, ben, of_ben, "q1")
    assert not wrong.is_correct
    assert wrong.asked.question.correct_ids == {"b"}
    assert look_at(keys, ben, of_ben, "q2").corrected_at is None


def test_lower_marks_that_pass_all_the_same_count_at_once(keys: Keys, ana: Member) -> None:
    """One of two passes the test: two of two was more than it takes. The learner is told."""
    keys.check(ana)
    keys.test(ana)
    keys.publish(make_bank(t1="b"))
    done = keys.regrade()

    assert done.impact == Impact(attempts=1, people=1, lowered=1)
    assert (report(keys, ana).best_score_pct, report(keys, ana).success) == (50, Success.PASSED)
    assert report(keys, ana).completion is State.COMPLETED
    assert [person for _, person in keys.list_notices("result_corrected")] == [ana.id]
    assert keys.list_notices("correction_waits") == []


def test_lower_marks_of_a_failed_attempt_are_not_worth_a_word(keys: Keys, ana: Member) -> None:
    """It had failed anyway, and still has."""
    keys.check(ana, q2="b")
    keys.publish(make_bank(q1="b"))
    done = keys.regrade()

    assert done.impact == Impact(attempts=1, people=1, lowered=1)
    assert keys.list_notices("result_corrected") == []


def test_pass_is_not_taken_without_hr(keys: Keys, ana: Member) -> None:
    """It stays where it is on every screen, and HR is told once, whoever regrades what next."""
    result = keys.check(ana)
    keys.test(ana)
    before = report(keys, ana)
    keys.publish(make_bank(q1="b"))
    done = keys.regrade()

    assert done.impact == Impact(attempts=1, people=1, lowered=1, passes_lost=1)
    assert report(keys, ana) == before
    assert look_again(keys, ana, result).is_passed
    assert [person for _, person in keys.list_notices("correction_waits")] == [keys.hr.id]
    assert keys.list_notices("result_corrected") == []
    shown = look_at(keys, ana, result, "q1")
    assert (shown.is_correct, shown.corrected_at) == (True, None)


def test_completion_is_of_the_day_of_the_attempt(keys: Keys, ana: Member) -> None:
    """Nobody is late because a key was wrong; what was recorded by then stays what it was."""
    keys.check(ana)
    keys.test(ana, t1="b", t2="b")
    attempted = keys.clock.now
    assert report(keys, ana).completion is State.IN_PROGRESS
    keys.clock.advance(days=20)
    keys.publish(make_bank(t1="b"))
    keys.regrade()
    corrected = keys.clock.now

    row = report(keys, ana)
    assert (row.completion, row.success) == (State.COMPLETED, Success.PASSED)
    assert (row.completed_at, row.content_version) == (attempted, 2)
    earlier = report(keys, ana, corrected - timedelta(seconds=1))
    assert (earlier.completion, earlier.success) == (State.IN_PROGRESS, Success.FAILED)
    with keys.school.database.reading() as session:
        assert session.get_one(Completion, (ana.id, "basics")).recorded_at == corrected
    standing = keys.school.study.stand(ana.id)
    assert (standing.is_complete, standing.next_step) == (True, Finished())
    with pytest.raises(FinalTestPassed):
        keys.school.quizzes.start_test(ana.id)


def test_check_that_counts_late_completes_on_the_day_of_the_last_step(
    keys: Keys, ana: Member
) -> None:
    """A lesson was added while the test ran, and its check failed by a wrong key."""
    keys.check(ana)
    asked = keys.school.quizzes.start_test(ana.id)
    bank = make_bank()
    added = replace(bank.questions_by_id["q1"], id="x1", lesson_id="two")
    more = make_catalog(("one", "two"), questions=(*bank.questions, added), check=CHECK)
    keys.publish(more)
    keys.answer(ana, asked, {})
    keys.school.read(ana, "two")
    keys.answer(ana, keys.school.quizzes.start_check(ana.id, "two"), {"x1": "b"})
    last = keys.clock.now
    assert report(keys, ana).completion is State.IN_PROGRESS
    options = tuple(replace(one, is_correct=one.id == "b") for one in added.options)
    keys.publish(edit_question(more, replace(added, options=options)))
    keys.regrade()

    assert (report(keys, ana).completed_at, report(keys, ana).completion) == (
        last,
        State.COMPLETED,
    )


def test_open_quiz_that_is_passed_meanwhile_is_no_next_step(keys: Keys, ana: Member) -> None:
    """Home leads on; the open question can be answered all the same."""
    keys.check(ana, q1="b")
    keys.publish(make_bank(q1="b"))
    asked = keys.school.quizzes.start_check(ana.id, "one")
    keys.regrade()

    assert not isinstance(keys.school.study.stand(ana.id).next_step, TakeCheck)
    assert keys.school.study.stand(ana.id).is_test_open
    assert keys.answer(ana, asked, {"q1": "b"}).is_passed


def test_quiz_that_ends_after_the_decision_counts_by_the_new_key(keys: Keys, ana: Member) -> None:
    """It goes on with the old questions, and its result is judged as all others are."""
    ben = keys.school.join(1002)
    open_of_ana = keys.school.quizzes.start_check(ana.id, "one")
    open_of_ben = keys.school.quizzes.start_check(ben.id, "one")
    keys.check(keys.school.join(1003), q1="b")
    keys.publish(make_bank(q1="b"))
    keys.regrade()

    assert keys.answer(ana, open_of_ana, {"q1": "b"}).is_passed
    assert keys.answer(ben, open_of_ben, {}).is_passed  # until HR says otherwise
    (group,) = keys.school.rulings.list_groups()
    (held,) = keys.school.rulings.find_group(group.decision_id).passes
    assert (held.person_id, held.marks.right, held.corrected.right) == (ben.id, 2, 1)
    assert len(keys.list_notices("correction_waits")) == 1
    new = keys.check(keys.school.join(1004), q1="b")
    assert new.is_passed
    assert count(keys.school.database, "result_correction") == 3


def test_multiple_response_is_all_or_nothing(keys: Keys, ana: Member) -> None:
    """A and C were right, A and B are; who ticked these two gains, who ticked one does not."""
    keys.publish(make_bank(q1="ac"))
    ben = keys.school.join(1002)
    keys.check(ana, q1="ab")
    keys.check(ben, q1="b")
    keys.publish(make_bank(q1="ab"))
    done = keys.regrade()

    assert done.impact == Impact(attempts=1, people=1, raised=1, passes_gained=1)
    assert keys.school.study.stand(ana.id).lessons[0].is_done
    assert not keys.school.study.stand(ben.id).lessons[0].is_done


def test_answers_to_other_options_are_left_out_and_counted(keys: Keys, ana: Member) -> None:
    """Where all are, there is nothing to decide, and the list says so."""
    keys.check(ana, q1="b")
    bank = make_bank(q1="b")
    question = bank.questions_by_id["q1"]
    gone = replace(question, options=tuple(o for o in question.options if o.id != "d"))
    keys.publish(edit_question(bank, gone))

    listed = keys.school.regrading.list_keys()
    assert (listed.due, listed.replaced) == ((), 1)
    assert keys.school.regrading.count_due() == 0


def test_single_choice_that_became_a_multiple_response_is_left_out(keys: Keys, ana: Member) -> None:
    """Nobody could tick two; those who could are judged."""
    keys.check(ana)
    keys.publish(make_bank(q1="ab"))
    assert keys.school.regrading.list_keys().replaced == 1
    ben = keys.school.join(1002)
    keys.check(ben, q1="ac")
    keys.publish(make_bank(q1="ac"))

    case = keys.find_due()
    assert case.impact == Impact(attempts=1, people=1, raised=1, passes_gained=1, left_out=1)
    assert case.question.type is QuestionType.MULTIPLE
    assert keys.regrade().impact == case.impact


def test_leaving_it_changes_nothing_and_can_be_thought_over(keys: Keys, ana: Member) -> None:
    """Who left it is known; regrading stays possible."""
    keys.check(ana, q1="b")
    keys.publish(make_bank(q1="b"))
    change_id = keys.find_due().id
    for _ in range(2):
        left = keys.school.regrading.leave(keys.trainer.id, change_id)
    assert left.decided is not None
    assert (left.decided.outcome, left.decided.first_name) == (KeyOutcome.LEAVE, "Tom")
    assert keys.school.regrading.count_due() == 0
    assert not keys.school.regrading.go_on(change_id)
    assert not keys.school.study.stand(ana.id).lessons[0].is_done

    keys.decide(change_id, "On second thoughts.")
    while keys.school.regrading.go_on(change_id):
        pass
    assert keys.school.study.stand(ana.id).lessons[0].is_done
    with pytest.raises(KeySettled):
        keys.school.regrading.leave(keys.trainer.id, change_id)


def test_two_trainers_at_once_decide_once(keys: Keys, ana: Member) -> None:
    """Both were asked for a reason; the first one counts, and the second sees whose it is."""
    keys.check(ana, q1="b")
    keys.publish(make_bank(q1="b"))
    other = keys.school.join(7003, Role.TRAINER, "Tina Tiny")
    change_id = keys.find_due().id
    keys.school.regrading.ask_for_reason(other.id, change_id)
    keys.decide(change_id, "Mine first.")
    keys.write(other, "No, mine.")
    for _ in range(5):
        keys.school.regrading.go_on(change_id)

    case = keys.school.regrading.find_key(change_id)
    assert case.decided is not None
    assert (case.decided.first_name, case.decided.reason) == ("Tom", "Mine first.")
    assert count(keys.school.database, "result_correction") == 1
    with pytest.raises(KeySettled):
        keys.school.regrading.ask_for_reason(other.id, change_id)
    with pytest.raises(KeyGone):
        keys.school.regrading.find_key(99)


def test_key_that_is_corrected_twice(keys: Keys, ana: Member) -> None:
    """A, then B, then C: the last one counts for everybody, of whatever version."""
    ben, cy = keys.school.join(1002), keys.school.join(1003)
    keys.check(ana, q1="c")
    keys.check(cy, q1="b")
    keys.publish(make_bank(q1="b"))
    keys.regrade()
    assert keys.school.study.stand(cy.id).lessons[0].is_done
    keys.check(ben, q1="b")
    keys.publish(make_bank(q1="c"))
    done = keys.regrade()

    assert done.impact == Impact(
        attempts=3, people=3, raised=1, passes_gained=1, lowered=2, passes_lost=2
    )
    assert keys.school.study.stand(ana.id).lessons[0].is_done
    assert keys.school.study.stand(ben.id).lessons[0].is_done  # until HR says otherwise
    assert keys.school.study.stand(cy.id).lessons[0].is_done


def test_key_that_changes_again_before_the_decision(keys: Keys, ana: Member) -> None:
    """The first one cannot be decided about any more; a reason in the making comes to nothing."""
    keys.check(ana, q1="c")
    keys.publish(make_bank(q1="b"))
    keys.check(keys.school.join(1002), q1="a")
    keys.publish(make_bank(q1="c"))
    case = keys.find_due()

    assert case.question.correct_ids == {"c"}
    first = keys.school.regrading.find_key(case.id - 1)
    assert first.is_overtaken
    for act in (keys.school.regrading.ask_for_reason, keys.school.regrading.leave):
        with pytest.raises(KeySettled):
            act(keys.trainer.id, first.id)


def test_going_back_takes_nothing_away_by_itself(keys: Keys, ana: Member) -> None:
    """Regraded to B, and back to A: what was raised would be lost again, which waits for HR."""
    keys.check(ana, q1="b")
    first = keys.school.library.get_current()
    keys.publish(make_bank(q1="b"))
    keys.regrade()
    keys.clock.advance(hours=1)
    keys.school.library.activate(first, Imprint(Origin.ROLLBACK, keys.trainer.id, "back"))
    assert keys.school.regrading.count_due() == 1
    done = keys.regrade("It was A after all.")

    assert done.impact == Impact(attempts=1, people=1, lowered=1, passes_lost=1)
    assert keys.school.study.stand(ana.id).lessons[0].is_done
    ben = keys.school.join(1002)
    assert not keys.check(ben, q1="b").is_passed
    assert count(keys.school.database, "result_correction") == 2


def test_going_back_before_anything_was_decided_leaves_nothing_to_decide(
    keys: Keys, ana: Member
) -> None:
    """All answers were judged by the key that is taught again."""
    keys.check(ana, q1="b")
    first = keys.school.library.get_current()
    keys.publish(make_bank(q1="b"))
    assert keys.school.regrading.count_due() == 1
    keys.school.library.activate(first, Imprint(Origin.ROLLBACK))

    assert keys.school.regrading.count_due() == 0
    keys.check(ana, q1="b")
    keys.publish(make_bank(q1="b"))
    assert keys.find_due().impact.attempts == 2


def test_question_that_comes_back_with_another_key(keys: Keys, ana: Member) -> None:
    """It was not taught for a while: its answers of old are due all the same."""
    keys.check(ana, q1="b")
    bank = make_bank(q1="b")
    keys.publish(replace(bank, questions=tuple(one for one in bank.questions if one.id != "q1")))
    assert keys.school.regrading.count_due() == 0
    keys.publish(bank)

    case = keys.find_due()
    assert case.former.correct_ids == {"a"}
    assert case.impact.passes_gained == 1


def test_killed_regrade_goes_on_where_it_was(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part is whole: between two of them everything adds up, and nobody is told twice."""
    monkeypatch.setattr(regrading, "PART", 2)
    people = [keys.school.join(number) for number in range(1, 8)]
    for person in people:
        keys.check(person, q1="b")
        keys.check(person, q1="b", q2="b")
    keys.publish(make_bank(q1="b"))
    change_id = keys.find_due().id
    keys.decide(change_id, "B.")
    assert keys.school.regrading.go_on(change_id)
    half = keys.school.regrading.find_key(change_id)
    assert half.decided is not None
    assert (half.impact.attempts, half.decided.is_finished) == (4, False)

    while keys.school.regrading.go_on(change_id):
        pass
    assert not keys.school.regrading.go_on(change_id)
    done = keys.school.regrading.find_key(change_id)
    assert done.impact == Impact(attempts=14, people=7, raised=14, passes_gained=7)
    assert len(keys.list_notices("result_corrected")) == 7
    told = keys.school.regrading.find_told(half.decided.id, people[0].id)
    assert told is not None
    assert [(one.before.right, one.after.right) for one in told.results] == [(1, 2), (0, 1)]


def test_learner_is_told_once_of_all_results(keys: Keys, ana: Member) -> None:
    """With the completion that came of it."""
    keys.check(ana)
    keys.test(ana, t1="b", t2="b")
    keys.publish(make_bank(t1="b"))
    done = keys.regrade()
    assert done.decided is not None
    told = keys.school.regrading.find_told(done.decided.id, ana.id)

    assert told is not None
    assert told.is_course_complete
    (result,) = told.results
    assert (result.before.right, result.after.right, result.after.is_passed) == (0, 1, True)
    assert keys.school.regrading.find_told(done.decided.id, keys.hr.id) is None


def test_rewording_is_said(keys: Keys, ana: Member) -> None:
    """A trainer who also changed what the options say has to look twice."""
    keys.check(ana, q1="b")
    bank = make_bank(q1="b")
    question = bank.questions_by_id["q1"]
    options = (replace(question.options[0], text="Something else"), *question.options[1:])
    keys.publish(edit_question(bank, replace(question, options=options)))

    assert keys.find_due().is_reworded


def test_renewal_that_a_correction_passes_is_of_the_day_of_the_attempt(
    keys: Keys, ana: Member
) -> None:
    """The course was proved once; the second test failed by a wrong key, in time."""
    school, clock = keys.school, keys.clock
    assignments = Assignments(school.database, school.library, clock, ZoneInfo("UTC"))
    keys.check(ana)
    keys.test(ana)
    yearly = Terms(Due(days=14), valid_months=12)
    assignments.assign(Whom(Target.PERSON, str(ana.id)), yearly, Actor(ActorOrigin.COMMAND))
    while assignments.open_some(9):
        pass
    clock.advance(days=300)
    while assignments.open_some(9):
        pass
    assert school.study.stand(ana.id).duty is not None
    keys.test(ana, t1="b", t2="b")
    attempted = clock.now
    clock.advance(days=60)
    keys.publish(make_bank(t1="b"))
    keys.regrade()

    assert school.study.stand(ana.id).duty is None
    completed = read_rows(
        school.database.path,
        "SELECT o.number, e.completed_at FROM occurrence_event e JOIN occurrence o"
        " ON o.id = e.occurrence_id WHERE e.kind = 'completed' ORDER BY o.number",
    )
    assert completed[-1] == (2, dump_time(attempted))
    assert len(school.certificates.list_own(ana.id)) == 2
