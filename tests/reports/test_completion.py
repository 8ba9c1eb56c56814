"""The completion report: each learner's state and scores, as the record stood at a moment."""

from datetime import datetime, timedelta

from bot.learning.course import QuizRule
from bot.learning.people import Role
from bot.reports.completion import CompletionReport, CompletionRow, State, Success
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.reports.making import make_report
from tests.services.builder import School, make_catalog


def report(school: School, as_of: datetime) -> CompletionReport:
    """Report the course that is taught."""
    return make_report(school.database, as_of)


def test_school_without_learners_has_an_empty_report(school: School, clock: FakeClock) -> None:
    """Every count is named all the same."""
    empty = report(school, clock.now)

    assert empty.rows == ()
    assert set(empty.summary.counts.values()) == {0}
    assert (empty.criteria.as_of, empty.title) == (clock.now, "Basics")


def test_new_learner_has_not_started(school: School, clock: FakeClock) -> None:
    """All that is known is who they are and what is asked of them."""
    ana = school.join(name="Ana Kovač")

    assert report(school, clock.now).rows == (
        CompletionRow(
            person_id=ana.id,
            employee_id=None,
            name="Ana Kovač",
            department=None,
            manager_id=None,
            manager_name=None,
            employee_status=None,
            unreachable=False,
            course_id="basics",
            title="Basics",
            content_version=1,
            occurrence_no=0,
            required=True,
            assigned_at=None,
            due_at=None,
            started_at=None,
            first_attempt_at=None,
            first_score_pct=None,
            attempts=0,
            best_score_pct=None,
            last_attempt_at=None,
            last_score_pct=None,
            pass_mark_pct=75,
            completion=State.NOT_STARTED,
            success=Success.UNKNOWN,
            waived_at=None,
            waived_by=None,
            waived_reason=None,
            left=False,
            completed_at=None,
            completed_late=False,
            overdue=False,
            days_overdue=0,
            valid_until=None,
            recert_due_at=None,
            certificate_id=None,
            certificate_status=None,
            last_reminder_at=None,
        ),
    )


def test_learner_without_a_name_is_in_the_report(school: School, clock: FakeClock) -> None:
    """They have joined, and nobody should be missing."""
    school.enrolment.join(7, school.enrolment.invite(Role.LEARNER))

    assert [row.name for row in report(school, clock.now).rows] == [""]


def test_report_is_of_learners(school: School, clock: FakeClock) -> None:
    """In the order in which they joined; who trains or reads reports is no learner."""
    for number, role in enumerate([Role.LEARNER, Role.TRAINER, Role.HR, Role.ADMIN, Role.LEARNER]):
        school.complete(school.join(number, role, f"Ana {role}{number}"))

    assert [row.name for row in report(school, clock.now).rows] == ["Ana learner0", "Ana learner4"]


def test_learner_on_the_way(school: School, clock: FakeClock) -> None:
    """Started with the first card, and in progress until all is done; checks are no attempts."""
    ana = school.join()
    clock.advance(hours=1)
    started = clock.now
    school.read(ana, "one")
    clock.advance(hours=1)
    school.finish(ana, school.quizzes.start_check(ana.id, "one"), right=2)
    (row,) = report(school, clock.now).rows

    assert (row.completion, row.success) == (State.IN_PROGRESS, Success.UNKNOWN)
    assert (row.started_at, row.completed_at, row.attempts) == (started, None, 0)


def test_check_that_was_begun_is_a_start(school: School, clock: FakeClock) -> None:
    """Even when no card was read."""
    ana = school.join()
    clock.advance(hours=1)
    school.quizzes.start_check(ana.id, "one")

    assert report(school, clock.now).rows[0].started_at == clock.now


def test_practice_is_no_attempt(school: School, clock: FakeClock) -> None:
    """However much of it is right."""
    ana = school.join()
    school.read(ana, "one")
    school.finish(ana, school.quizzes.start_practice(ana.id, "one"))
    (row,) = report(school, clock.now).rows

    assert (row.attempts, row.best_score_pct) == (0, None)


def test_attempts_have_a_first_a_best_and_a_last(school: School, clock: FakeClock) -> None:
    """Scores in percent of the test; passing once is passing."""
    ana = school.join()
    school.do_lessons(ana)
    times = []
    for right in (1, 2, 0, 3):
        clock.advance(days=1)
        times.append(clock.now)
        school.finish(ana, school.quizzes.start_test(ana.id), right)
    (failed,) = report(school, times[2]).rows
    (row,) = report(school, times[3]).rows

    assert (failed.first_score_pct, failed.best_score_pct, failed.last_score_pct) == (25, 50, 0)
    assert (failed.first_attempt_at, failed.last_attempt_at) == (times[0], times[2])
    assert (failed.attempts, failed.success) == (3, Success.FAILED)
    assert (row.first_score_pct, row.best_score_pct, row.last_score_pct) == (25, 75, 75)
    assert (row.attempts, row.completion) == (4, State.COMPLETED)
    assert (row.success, row.completed_at) == (Success.PASSED, times[3])


def test_failed_test_is_told_from_one_never_tried(school: School, clock: FakeClock) -> None:
    """In progress, with all lessons done, and failed so far; an open attempt is none yet."""
    ana = school.join()
    school.do_lessons(ana)
    asked = school.quizzes.start_test(ana.id)
    school.answer(ana, asked)
    assert report(school, clock.now).rows[0].success is Success.UNKNOWN
    assert report(school, clock.now).rows[0].attempts == 0
    school.finish(ana, school.quizzes.start_test(ana.id), right=0)
    (row,) = report(school, clock.now).rows

    assert (row.completion, row.success, row.attempts) == (State.IN_PROGRESS, Success.FAILED, 1)
    assert row.best_score_pct == 25


def test_score_is_rounded_down(school: School, clock: FakeClock) -> None:
    """Two of three are 66 percent in the report, as they are in the chat."""
    school.library.publish(make_catalog(test=QuizRule(3, 60)))
    ana = school.join()
    school.do_lessons(ana)
    school.finish(ana, school.quizzes.start_test(ana.id), right=2)
    (row,) = report(school, clock.now).rows

    assert (row.last_score_pct, row.pass_mark_pct, row.success) == (66, 60, Success.PASSED)


def test_report_of_the_past_is_what_was_recorded_then(school: School, clock: FakeClock) -> None:
    """A moment before each step shows none of it, and the moment itself does."""
    moments = []
    reports = []

    def note() -> None:
        moments.append(clock.now)
        reports.append(report(school, clock.now))
        clock.advance(hours=1)

    ana = school.join()
    note()
    school.read(ana, "one")
    note()
    school.finish(ana, school.quizzes.start_check(ana.id, "one"))
    note()
    school.do_lesson(ana, "two")
    asked = school.quizzes.start_test(ana.id)
    note()
    school.finish(ana, asked, right=1)
    note()
    school.finish(ana, school.quizzes.start_test(ana.id))
    note()
    school.join(1002)

    assert [report(school, moment) for moment in moments] == reports
    assert report(school, moments[0] - timedelta(seconds=1)).rows == ()
    assert [one.rows[0].completion for one in reports] == [
        State.NOT_STARTED,
        *[State.IN_PROGRESS] * 4,
        State.COMPLETED,
    ]
    assert [one.rows[0].attempts for one in reports] == [0, 0, 0, 0, 1, 2]


def test_pass_mark_is_that_of_the_attempt(school: School, clock: FakeClock) -> None:
    """A stricter course fails nobody afterwards; who has not tried is told today's mark."""
    ana, ben = school.join(1), school.join(2)
    school.do_lessons(ana)
    school.finish(ana, school.quizzes.start_test(ana.id), right=3)
    school.library.publish(make_catalog(test=QuizRule(4, 100), check=QuizRule(3, 100)))
    first, second = report(school, clock.now).rows

    assert (first.person_id, second.person_id) == (ana.id, ben.id)
    assert (first.pass_mark_pct, first.success) == (75, Success.PASSED)
    assert first.completion is State.COMPLETED
    assert (second.pass_mark_pct, second.success) == (100, Success.UNKNOWN)


def test_completed_row_names_the_version_that_was_completed(
    school: School, clock: FakeClock
) -> None:
    """A lesson added later is to be done, and takes the completion away from nobody."""
    ana = school.join(1)
    school.complete(ana)
    school.library.publish(make_catalog(("one", "two", "three")))
    school.join(2)
    first, second = report(school, clock.now).rows

    assert (first.content_version, second.content_version) == (1, 2)
    assert first.completion is State.COMPLETED


def test_states_are_counted(school: School, clock: FakeClock) -> None:
    """Three learners, one in each state, and a second one who has completed."""
    school.join(1)
    school.read(school.join(2), "one")
    school.complete(school.join(3))
    school.complete(school.join(4))

    summary = report(school, clock.now).summary
    assert (summary.not_started, summary.in_progress, summary.completed) == (1, 1, 2)
    assert (summary.assigned, summary.unassigned, summary.completed_pct) == (0, 4, 50)


def test_report_and_chat_agree_on_who_has_started(database: Database, clock: FakeClock) -> None:
    """Practice alone starts no course, here as there."""
    school = School(database, clock)
    ana = school.join()
    school.finish(ana, school.quizzes.start_practice(ana.id, None))

    [row] = make_report(database, clock.now).rows

    assert row.completion is State.NOT_STARTED
    assert not school.study.stand(ana.id).is_started
