"""Where somebody stands is read from the record: the newest open quiz, all that is finished."""

from bot.learning.people import Member
from bot.learning.progress import ContinueQuiz, Finished, ReadCard, TakeCheck, TakeTest
from bot.learning.quiz import QuizKind
from tests.services.builder import School


def find_open(school: School, person: Member) -> tuple[int, int, int]:
    """Return the quiz that comes next, its open position and its size."""
    step = school.study.stand(person.id).next_step
    assert isinstance(step, ContinueQuiz)
    return step.quiz.session_id, step.quiz.position, step.quiz.total


def test_learner_is_led_through_the_course(school: School, ana: Member) -> None:
    """From the first card to the end, step by step."""
    steps = []
    while not isinstance(step := school.study.stand(ana.id).next_step, Finished):
        steps.append(type(step))
        if isinstance(step, ReadCard):
            school.study.open_card(ana.id, step.lesson.id, step.card_index)
        elif isinstance(step, TakeCheck):
            school.quizzes.start_check(ana.id, step.lesson.id)
        elif isinstance(step, TakeTest):
            school.quizzes.start_test(ana.id)
        else:
            turn = school.quizzes.find_turn(ana.id, step.quiz.session_id).next
            school.answer(ana, turn)  # type: ignore[arg-type] # an open quiz has a question

    lesson = [ReadCard, ReadCard, TakeCheck, *[ContinueQuiz] * 3]
    assert steps == [*lesson, *lesson, TakeTest, *[ContinueQuiz] * 4]


def test_newest_open_quiz_comes_next(school: School, ana: Member) -> None:
    """The older one comes back when the newer one is done; practice never does."""
    first = school.quizzes.start_check(ana.id, "one")
    school.answer(ana, first)
    second = school.quizzes.start_check(ana.id, "two")
    school.quizzes.start_practice(ana.id, None)

    assert find_open(school, ana) == (second.session_id, 0, 3)
    school.finish(ana, second)
    assert find_open(school, ana) == (first.session_id, 1, 3)


def test_open_quiz_is_named(school: School, ana: Member) -> None:
    """The kind, and the lesson with its number."""
    school.quizzes.start_check(ana.id, "two")
    step = school.study.stand(ana.id).next_step

    assert isinstance(step, ContinueQuiz)
    label = step.quiz.label
    assert (label.kind, label.lesson_number, label.is_of_missed) == (QuizKind.CHECK, 2, False)


def test_attempts_and_the_best_are_counted(school: School, ana: Member) -> None:
    """Two attempts, of which the first was the better, and a third that passes."""
    school.do_lessons(ana)
    for right in (2, 1):
        school.finish(ana, school.quizzes.start_test(ana.id), right)
    failed = school.study.stand(ana.id).best_test
    assert failed is not None
    assert failed.right == 2
    school.finish(ana, school.quizzes.start_test(ana.id))
    standing = school.study.stand(ana.id)

    assert standing.test_attempts == 3
    assert standing.best_test is not None
    assert standing.best_test.right == 4
    assert standing.is_complete
    assert (standing.done_steps, standing.total_steps) == (5, 5)


def test_checks_are_counted_by_lesson(school: School, ana: Member) -> None:
    """A check of one lesson says nothing of the other."""
    school.finish(ana, school.quizzes.start_check(ana.id, "two"), right=1)
    school.finish(ana, school.quizzes.start_check(ana.id, "two"), right=3)
    one, two = school.study.stand(ana.id).lessons

    assert one.best_check is None
    assert two.best_check is not None
    assert (two.best_check.right, two.is_check_passed, two.is_done) == (3, True, False)
