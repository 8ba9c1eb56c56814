"""Looking words up."""

from telegram import Update

from bot.chat.context import LearnerContext
from bot.chat.screen import Screen
from bot.chat.tapping import read_tap
from bot.chat.taps.glossary import ShowGlossary, ShowTerm
from bot.chat.views import glossary
from bot.learning.course import Term


async def look_up(update: Update, context: LearnerContext) -> None:
    """Explain the word after the command, or list all terms."""
    del update
    word = " ".join(context.args or [])
    if not word:
        terms = await context.look(context.services.glossary.list_terms)
        await context.reply(glossary.show_glossary(terms, 0))
        return
    found = await context.look(context.services.glossary.look_up, word)
    if found.term is None:
        await context.reply(glossary.show_close_terms(found))
    else:
        await context.reply(await show_one(context, found.term))


async def turn_page(update: Update, context: LearnerContext) -> None:
    """List a page of the terms."""
    tap = read_tap(update, ShowGlossary)
    terms = await context.look(context.services.glossary.list_terms)
    await context.reply(glossary.show_glossary(terms, tap.page))


async def open_term(update: Update, context: LearnerContext) -> None:
    """Show one term; where it is gone, the list."""
    tap = read_tap(update, ShowTerm)
    term = await context.look(context.services.glossary.find_term, tap.term_id)
    if term is None:
        terms = await context.look(context.services.glossary.list_terms)
        await context.reply(glossary.show_glossary(terms, 0))
    else:
        await context.reply(await show_one(context, term))


async def show_one(context: LearnerContext, term: Term) -> Screen:
    """Return the screen of a term with the lessons that use it and the way on."""
    catalog = (await context.look(context.services.library.get_current)).catalog
    taught = [one for one in term.lesson_ids if catalog.find_course_of(one)]
    lessons = [catalog.lessons_by_id[one] for one in taught]
    standing = await context.look(context.services.study.stand, context.member.id)
    return glossary.show_term(term, lessons, standing)
