"""Several courses: listed with where the learner stands in each, and one chosen."""

from telegram import Update

from bot.chat.context import LearnerContext
from bot.chat.handlers.home import go_home
from bot.chat.tapping import read_tap
from bot.chat.taps.courses import ChooseCourse, ShowCourses
from bot.chat.views import courses


async def show_courses(update: Update, context: LearnerContext) -> None:
    """List the courses; where there is only one, show Home."""
    page = 0 if update.callback_query is None else read_tap(update, ShowCourses).page
    find = context.services.curriculum.list_standings
    standings = await context.look(find, context.member.id)
    if len(standings) == 1:
        await go_home(update, context)
        return
    current = await context.look(context.services.study.stand, context.member.id)
    await context.reply(courses.show_courses(standings, current.course.id, page))


async def choose_course(update: Update, context: LearnerContext) -> None:
    """Choose a course and show its Home."""
    tap = read_tap(update, ChooseCourse)
    await context.ask(context.services.curriculum.choose, context.member.id, tap.course_id)
    await go_home(update, context)
