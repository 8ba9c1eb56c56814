"""Finding one's way: Home, lessons, progress, help, and the next step."""

from telegram import Update

from bot.chat.context import LearnerContext
from bot.chat.handlers.entering import enter
from bot.chat.handlers.quiz import ask_question, begin_check, introduce
from bot.chat.handlers.study import read_again, read_card
from bot.chat.menus import list_commands, list_left_out
from bot.chat.tapping import read_tap
from bot.chat.taps.home import Continue
from bot.chat.views import home
from bot.chat.views.joining import show_notice
from bot.learning.progress import ContinueQuiz, ReadCard, TakeCheck, TakeTest


async def go_home(update: Update, context: LearnerContext, *, is_new: bool = False) -> None:
    """Show Home: in place after a tap, as a new message after a command."""
    del update
    standing = await context.look(context.services.study.stand, context.member.id)
    screen = home.show_home(context.member, standing)
    if is_new:
        await context.send(screen)
    else:
        await context.reply(screen)


async def go_on(update: Update, context: LearnerContext) -> None:
    """Do the one obvious next step."""
    if await read_again(context):
        return
    standing = await enter(context, read_tap(update, Continue).course_id)
    if standing is None:
        return
    match standing.next_step:
        case ReadCard(lesson=lesson, card_index=index):
            await read_card(context, lesson.id, index)
        case TakeCheck(lesson=lesson):
            await begin_check(context, lesson.id)
        case ContinueQuiz(quiz=quiz):
            await ask_question(context, quiz.session_id)
        case TakeTest():
            await introduce(context, standing)
        case _:
            await go_home(update, context)


async def show_lessons(update: Update, context: LearnerContext) -> None:
    """List the lessons."""
    del update
    standing = await context.look(context.services.study.stand, context.member.id)
    await context.reply(home.show_lessons(standing))


async def show_progress(update: Update, context: LearnerContext) -> None:
    """Show the progress by lesson and overall."""
    del update
    standing = await context.look(context.services.study.stand, context.member.id)
    await context.reply(home.show_progress(standing))


async def show_topics(update: Update, context: LearnerContext) -> None:
    """Offer the topics to practise."""
    del update
    standing = await context.look(context.services.study.stand, context.member.id)
    await context.reply(home.show_topics(standing))


async def show_help(update: Update, context: LearnerContext) -> None:
    """Explain the bot, with the commands of this role."""
    del update
    standing = await context.look(context.services.study.stand, context.member.id)
    left_out = list_left_out(context, has_several=standing.is_one_of_several)
    commands = list_commands(context.member.role, left_out)
    await context.reply(home.show_help(standing, commands, show_notice(context.services.notice)))
