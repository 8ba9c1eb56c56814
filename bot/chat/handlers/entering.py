"""Going into the course that a button names, where there are several."""

from bot.chat.context import LearnerContext
from bot.chat.views.home import show_home
from bot.learning.progress import Standing


async def enter(context: LearnerContext, course_id: str | None) -> Standing | None:
    """Let the learner be in the course that a button names, and return how they stand there.

    A button of when there was only one course names none. Now that there are several, it may not
    begin anything in another one: it shows Home, and None is returned.
    """
    services, member = context.services, context.member
    if course_id is not None:
        await context.ask(services.curriculum.choose, member.id, course_id)
        return await context.look(services.study.stand, member.id, course_id)
    standing = await context.look(services.study.stand, member.id)
    if not standing.is_one_of_several:
        return standing
    await context.reply(show_home(member, standing))
    return None
