"""Reading lessons."""

from telegram import Update

from bot.chat.context import LearnerContext
from bot.chat.tapping import read_tap
from bot.chat.taps.quiz import ResumeQuiz, Review, ShowTaughtCard, ShowTaughtPicture
from bot.chat.taps.study import OpenLesson, ReadCardAt, ShowSummary
from bot.chat.views import lesson


async def open_lesson(update: Update, context: LearnerContext) -> None:
    """Open a lesson at its first unread card, or at the beginning when all are read."""
    tap = read_tap(update, OpenLesson)
    if await read_again(context):
        return
    find = context.services.study.find_first_unread
    index = await context.look(find, context.member.id, tap.lesson_id)
    await read_card(context, tap.lesson_id, index)


async def read_again(context: LearnerContext) -> bool:
    """Show the card that this very update has opened already; tell whether it has."""
    study, update_id = context.services.study, context.incoming.update_id
    opened = await context.look(study.find_opened, context.member.id, update_id)
    if opened is None:
        return False
    await read_card(context, *opened)
    return True


async def turn_card(update: Update, context: LearnerContext) -> None:
    """Turn to another card."""
    tap = read_tap(update, ReadCardAt)
    await read_card(context, tap.lesson_id, tap.index)


async def read_card(context: LearnerContext, lesson_id: str, index: int) -> None:
    """Show a card in place."""
    study = context.services.study
    opened = await context.ask(
        study.open_card,
        context.member.id,
        lesson_id,
        index,
        update_id=context.incoming.update_id,
    )
    await context.reply(lesson.show_card(opened))


async def show_taught_card(update: Update, context: LearnerContext) -> None:
    """Open the card that teaches a question as a message of its own, with a way back."""
    tap = read_tap(update, ShowTaughtCard)
    reviews = context.services.reviews
    taught = await context.look(
        reviews.find_taught_card, context.member.id, tap.session_id, tap.position
    )
    way_back = (
        Review(tap.session_id, tap.position)
        if taught.is_quiz_finished
        else ResumeQuiz(tap.session_id)
    )
    await context.toast()
    picture = ShowTaughtPicture(tap.session_id, tap.position)
    await context.send(lesson.show_taught_card(taught.lesson, taught.card, picture, way_back))


async def show_summary(update: Update, context: LearnerContext) -> None:
    """Show the summary of a module, to keep."""
    tap = read_tap(update, ShowSummary)
    find = context.services.study.find_summary
    module = await context.look(find, context.member.id, tap.module_id)
    await context.reply(lesson.show_summary(module))
