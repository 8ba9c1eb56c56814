"""Terms: the list, one term, and what comes close to a misspelt word."""

from collections.abc import Sequence

from bot.chat.markdown import render_inline
from bot.chat.richtext import Rich, bold, italic
from bot.chat.screen import Button, Screen
from bot.chat.taps.glossary import ShowGlossary, ShowTerm
from bot.chat.taps.study import OpenLesson
from bot.chat.views.home import HOME
from bot.chat.views.steps import make_step_button
from bot.chat.views.wording import lines, shorten
from bot.learning.course import Lesson, Term
from bot.learning.progress import Standing
from bot.services.glossary import LookUp

PAGE = 10  # terms on a screen


def show_glossary(terms: Sequence[Term], page: int) -> Screen:
    """List a page of the terms; a page out of range is the nearest one."""
    if not terms:
        return Screen(Rich("The glossary is empty."), [[HOME]])
    pages = -(-len(terms) // PAGE)
    page = min(page, pages - 1)
    shown = terms[page * PAGE : (page + 1) * PAGE]
    place = f" · page {page + 1} of {pages}" if pages > 1 else ""
    rows = [[Button(shorten(term.term), ShowTerm(term.id))] for term in shown]
    turns = []
    if page > 0:
        turns.append(Button("← Back", ShowGlossary(page - 1)))
    if page < pages - 1:
        turns.append(Button("More →", ShowGlossary(page + 1)))
    text = lines(bold("Glossary") + place, "Tap a term, or write /glossary and a word.")
    return Screen(text, [*rows, *([turns] if turns else []), [HOME]])


def show_term(term: Term, lessons: Sequence[Lesson], standing: Standing) -> Screen:
    """Show what a term means, an example, the lessons that use it, and the way on."""
    text = lines(
        bold(term.term),
        f"Also: {', '.join(term.also)}" if term.also else None,
        "",
        render_inline(term.definition),
        italic(render_inline(term.example)) if term.example else None,
    )
    rows = [[Button(shorten(f"Lesson: {one.title}"), OpenLesson(one.id))] for one in lessons]
    onward = make_step_button(standing)
    rows = [*([[onward]] if onward else []), *rows]
    return Screen(text, [*rows, [Button("All terms", ShowGlossary(0)), HOME]])


def show_close_terms(found: LookUp) -> Screen:
    """Offer the terms that come close to a word that is not in the glossary."""
    rows = [[Button(shorten(term.term), ShowTerm(term.id))] for term in found.close]
    word = shorten(found.word, 60)
    hint = "Did you mean one of these?" if found.close else "Have a look at the list."
    text = Rich(f"“{word}” is not in the glossary. {hint}")
    return Screen(text, [*rows, [Button("All terms", ShowGlossary(0)), HOME]])
