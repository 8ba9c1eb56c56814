"""Asking, answering and looking back."""

from telegram import Update

from bot.chat import texts
from bot.chat.context import LearnerContext
from bot.chat.handlers.entering import enter
from bot.chat.screen import Screen
from bot.chat.tapping import read_tap
from bot.chat.taps.courses import PractiseCourse
from bot.chat.taps.quiz import (
    AnswerWith,
    BeginTest,
    NextQuestion,
    PractiseMissed,
    PutOff,
    ResumeQuiz,
    Review,
    ShowResult,
    StartCheck,
    StartPractice,
    StartTest,
    Submit,
    TakeHint,
    Tick,
)
from bot.chat.views import quiz
from bot.chat.views.home import show_home
from bot.chat.views.result import show_orphan, show_result, show_trial
from bot.learning.errors import CourseGone, QuizRunning
from bot.learning.progress import ContinueQuiz, Standing, TakeTest
from bot.learning.quiz import AnsweredQuestion, AskedQuestion, QuizKind, QuizResult


async def start_check(update: Update, context: LearnerContext) -> None:
    """Begin a lesson's check quiz."""
    await begin_check(context, read_tap(update, StartCheck).lesson_id)


async def introduce_test(update: Update, context: LearnerContext) -> None:
    """Say what awaits in the final test of a course; one that is open goes on at once."""
    standing = await enter(context, read_tap(update, StartTest).course_id)
    if standing is not None:
        await introduce(context, standing)


async def introduce(context: LearnerContext, standing: Standing) -> None:
    """Introduce the final test of a course, as above."""
    match standing.next_step:
        case TakeTest():
            await context.reply(quiz.introduce_test(standing))
        case ContinueQuiz(quiz=running) if running.label.kind is QuizKind.TEST:
            await ask_question(context, running.session_id)
        case _:
            await _begin_test(context, standing)  # which says why it cannot begin


async def start_test(update: Update, context: LearnerContext) -> None:
    """Begin the final test of a course."""
    standing = await enter(context, read_tap(update, BeginTest).course_id)
    if standing is not None:
        await _begin_test(context, standing)


async def start_practice(update: Update, context: LearnerContext) -> None:
    """Begin practice of a topic."""
    tap = read_tap(update, StartPractice)
    quizzes = context.services.quizzes
    asked = await context.ask(quizzes.start_practice, context.member.id, tap.lesson_id)
    await ask_question(context, asked.session_id)


async def practise_course(update: Update, context: LearnerContext) -> None:
    """Begin practice of all topics of a course."""
    course_id = read_tap(update, PractiseCourse).course_id
    start = context.services.quizzes.start_practice
    asked = await context.ask(start, context.member.id, None, course_id)
    await ask_question(context, asked.session_id)


async def practise_missed(update: Update, context: LearnerContext) -> None:
    """Begin practice of what was missed."""
    tap = read_tap(update, PractiseMissed)
    quizzes = context.services.quizzes
    asked = await context.ask(quizzes.practise_missed, context.member.id, tap.session_id)
    await ask_question(context, asked.session_id)


async def begin_check(context: LearnerContext, lesson_id: str) -> None:
    """Begin or resume the check quiz of a lesson."""
    quizzes = context.services.quizzes
    asked = await context.ask(quizzes.start_check, context.member.id, lesson_id)
    await ask_question(context, asked.session_id)


async def _begin_test(context: LearnerContext, standing: Standing) -> None:
    start = context.services.quizzes.start_test
    asked = await context.ask(start, context.member.id, standing.course.id)
    await ask_question(context, asked.session_id)


async def resume(update: Update, context: LearnerContext) -> None:
    """Show the open question again as the newest message."""
    await ask_question(context, read_tap(update, ResumeQuiz).session_id)


async def put_off(update: Update, context: LearnerContext) -> None:
    """Leave the open question for later; its message becomes Home."""
    tap = read_tap(update, PutOff)
    answered = await context.ask(
        context.services.quizzes.put_off, context.member.id, tap.session_id, tap.position
    )
    if answered is not None:
        await _show_answered(context, answered)
        return
    standing = await context.look(context.services.study.stand, context.member.id)
    await context.reply(show_home(context.member, standing), texts.PUT_OFF)


async def go_on(update: Update, context: LearnerContext) -> None:
    """Go on after an explanation; where that has happened already, say so."""
    tap = read_tap(update, NextQuestion)
    await ask_question(context, tap.session_id, is_wanted_again=False)


async def answer(update: Update, context: LearnerContext) -> None:
    """Grade the tapped option and show what comes of it."""
    tap = read_tap(update, AnswerWith)
    answered = await context.ask(
        context.services.quizzes.answer,
        context.member.id,
        tap.session_id,
        tap.position,
        tap.option,
        update_id=update.update_id,
    )
    await _show_answered(context, answered)


async def tick(update: Update, context: LearnerContext) -> None:
    """Tick or untick an option."""
    tap = read_tap(update, Tick)
    outcome = await context.ask(
        context.services.quizzes.tick,
        context.member.id,
        tap.session_id,
        tap.position,
        tap.option,
        is_on=tap.is_on,
    )
    await _show_open_or_answered(context, outcome)


async def take_hint(update: Update, context: LearnerContext) -> None:
    """Show the hint inside the question."""
    tap = read_tap(update, TakeHint)
    take = context.services.quizzes.take_hint
    outcome = await context.ask(take, context.member.id, tap.session_id, tap.position)
    await _show_open_or_answered(context, outcome)


async def submit(update: Update, context: LearnerContext) -> None:
    """Grade what is ticked."""
    tap = read_tap(update, Submit)
    answered = await context.ask(
        context.services.quizzes.submit,
        context.member.id,
        tap.session_id,
        tap.position,
        update_id=update.update_id,
    )
    await _show_answered(context, answered)


async def review(update: Update, context: LearnerContext) -> None:
    """Show an answered question of a finished quiz in place."""
    tap = read_tap(update, Review)
    answered = await context.look(
        context.services.reviews.find_answer, context.member.id, tap.session_id, tap.position
    )
    await context.reply(quiz.show_review(answered))


async def return_to_result(update: Update, context: LearnerContext) -> None:
    """Turn this message back into the result."""
    tap = read_tap(update, ShowResult)
    turn = await context.look(context.services.quizzes.find_turn, context.member.id, tap.session_id)
    if not isinstance(turn.next, QuizResult):
        raise QuizRunning
    await context.reply(await _show_turn(context, turn.next))


async def ask_question(
    context: LearnerContext, session_id: int, *, is_wanted_again: bool = True
) -> None:
    """Send the open question, or the result, as a new message.

    What already stands in the chat is sent once more only where `is_wanted_again`, and not when it
    came seconds ago: then the button was tapped twice. An explanation that has only just appeared
    is not passed over either.
    """
    quizzes = context.services.quizzes
    turn = await context.look(quizzes.find_turn, context.member.id, session_id)
    if turn.is_hasty:
        await context.toast(texts.HASTY)
        return
    tapped = context.tapped_message_id
    is_below = tapped is None or (turn.message_id or 0) > tapped
    if (turn.is_fresh and is_below) or (turn.is_shown and not is_wanted_again):
        await context.toast(texts.ALREADY_BELOW)
        return
    message_id = await context.send_below(await _show_turn(context, turn.next))
    position = turn.next.position if isinstance(turn.next, AskedQuestion) else None
    await context.ask(quizzes.mark_shown, session_id, position, message_id)


async def _show_turn(context: LearnerContext, turn: AskedQuestion | QuizResult) -> Screen:
    if isinstance(turn, AskedQuestion):
        return quiz.show_question(turn)
    if turn.label.kind is QuizKind.TRIAL:
        find = context.services.uploads.find_pending
        is_waiting = await context.look(find, context.member.id) is not None
        return show_trial(turn, is_waiting=is_waiting)
    stand = context.services.study.stand
    try:
        standing = await context.look(stand, context.member.id, turn.course_id)
    except CourseGone:
        return show_orphan(turn)
    return show_result(context.member, turn, standing)


async def _show_open_or_answered(
    context: LearnerContext, outcome: AskedQuestion | AnsweredQuestion
) -> None:
    if isinstance(outcome, AskedQuestion):
        await context.reply(quiz.show_question(outcome))
    else:
        await _show_answered(context, outcome)


async def _show_answered(context: LearnerContext, answered: AnsweredQuestion) -> None:
    is_test = answered.asked.label.kind is QuizKind.TEST
    verdict = "Recorded." if is_test else quiz.judge(answered)
    if answered.is_repeat:
        chosen = answered.asked.name_options(answered.asked.chosen)
        verdict = f"Already answered: {chosen}. The first answer stands."
    await context.reply(quiz.show_answer(answered), verdict)
    if is_test:
        await ask_question(context, answered.asked.session_id, is_wanted_again=False)
