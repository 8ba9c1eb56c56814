"""The commands each role has, and the menu that shows them in the chat."""

from telegram import Bot, BotCommand, BotCommandScopeChat

from bot.chat.context import LearnerContext
from bot.learning.people import ADMINS, EVERYONE, LEADERS, PERSONNEL, REPORTERS, TRAINERS, Role

COMMANDS: tuple[tuple[str, str, frozenset[Role]], ...] = (
    ("home", "where you are, and the next step", EVERYONE),
    ("courses", "all courses, and to go from one to another", EVERYONE),
    ("lessons", "all lessons", EVERYONE),
    ("practice", "questions by topic", EVERYONE),
    ("progress", "what is done, lesson by lesson", EVERYONE),
    ("glossary", "what a word means", EVERYONE),
    ("certificate", "your certificate", EVERYONE),
    ("verify", "whether a certificate is valid", EVERYONE),
    ("mydata", "what is stored about you", EVERYONE),
    ("forgetme", "erase what is your own", EVERYONE),
    ("bank", "the question bank and its problems", TRAINERS),
    ("flags", "questions that learners flagged", TRAINERS),
    ("items", "which questions deserve work", TRAINERS),
    ("people", "who uses the bot, invitations, roles", LEADERS),
    ("assign", "give the course to people, with a due day", PERSONNEL),
    ("report", "how many have completed the course", LEADERS),
    ("dashboard", "who has done what, by name", LEADERS),
    ("tokens", "let another system read the report", PERSONNEL),
    ("revoke", "revoke a certificate", REPORTERS),
    ("corrections", "passes that wait for your word", REPORTERS),
    ("accesses", "who has looked at whose data", ADMINS),
    ("help", "how this works", EVERYONE),
)
FOR_MANAGERS = {"people": "your people, and how they stand"}  # who neither invite nor give roles
OF_SEVERAL = frozenset({"courses"})  # where the content has only one, nobody is told of these
WEB_ONLY = frozenset({"tokens"})  # nor of these where there is no web server
STRANGER_COMMANDS = (("start", "begin"),)
DESCRIPTION = (
    "Training in spare minutes: short lessons, questions with every answer explained.\n\n"
    "By invitation only. Press START."
)


def list_commands(role: Role, left_out: frozenset[str]) -> list[tuple[str, str]]:
    """Return the names and descriptions of a role's commands."""
    other = FOR_MANAGERS if role is Role.MANAGER else {}
    return [
        (name, other.get(name, description))
        for name, description, roles in COMMANDS
        if role in roles and name not in left_out
    ]


def list_left_out(context: LearnerContext, *, has_several: bool) -> frozenset[str]:
    """Return the commands that are of no use here, by whether there are several courses."""
    has_web = context.services.tokens.address is not None
    return (frozenset() if has_several else OF_SEVERAL) | (frozenset() if has_web else WEB_ONLY)


async def set_menu(context: LearnerContext) -> None:
    """Show a person exactly the commands of their role."""
    await show_commands(context, context.member.telegram_id, context.member.role)


async def show_commands(context: LearnerContext, telegram_id: int, role: Role | None) -> None:
    """Show an account the commands of a role; those of a stranger where it is None."""
    has_several = await context.look(context.services.curriculum.has_several)
    left_out = list_left_out(context, has_several=has_several)
    commands = STRANGER_COMMANDS if role is None else list_commands(role, left_out)
    await context.bot.set_my_commands(
        [BotCommand(*command) for command in commands], scope=BotCommandScopeChat(telegram_id)
    )


async def introduce(bot: Bot) -> None:
    """Show strangers nothing but what kind of bot this is, and how to begin."""
    await bot.set_my_commands([BotCommand(*command) for command in STRANGER_COMMANDS])
    await bot.set_my_description(DESCRIPTION)
