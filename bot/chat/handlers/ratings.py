"""Rating a lesson, and reading ratings."""

from telegram import Update

from bot.chat import texts
from bot.chat.context import LearnerContext
from bot.chat.tapping import read_tap
from bot.chat.taps.ratings import RateLesson, ShowRatingComments
from bot.chat.views import ratings
from bot.learning.errors import LessonGone


async def rate_lesson(update: Update, context: LearnerContext) -> None:
    """Record the rating and ask for a comment, below the result."""
    tap = read_tap(update, RateLesson)
    rated = await context.ask(
        context.services.ratings.rate,
        context.member.id,
        tap.lesson_id,
        is_good=tap.is_good,
        update_id=update.update_id,
    )
    if rated.is_repeat:
        await context.toast(texts.RATED_ALREADY)
    else:
        await context.send_below(ratings.thank_for_rating(rated))


async def show_ratings(update: Update, context: LearnerContext) -> None:
    """Show trainers how the lessons are rated."""
    del update
    lessons = await context.compute(context.services.ratings.list_lessons)
    await context.reply(ratings.show_ratings(lessons))


async def show_comments(update: Update, context: LearnerContext) -> None:
    """Show trainers what learners say of a lesson."""
    tap = read_tap(update, ShowRatingComments)
    for lesson in await context.compute(context.services.ratings.list_lessons):
        if lesson.lesson.id == tap.lesson_id:
            await context.reply(ratings.show_comments(lesson))
            return
    raise LessonGone
