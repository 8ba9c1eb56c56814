"""The cards of a lesson, its takeaways, and a card opened from an explanation."""

from bot.chat.markdown import render, render_inline
from bot.chat.richtext import Rich, bold, italic, quote
from bot.chat.screen import Button, Rows, Screen
from bot.chat.taps.glossary import ShowTerm
from bot.chat.taps.home import ShowLessons
from bot.chat.taps.quiz import Review, ShowTaughtPicture, StartCheck, StartPractice
from bot.chat.taps.study import ReadCardAt, ShowCardPicture
from bot.chat.taps.tap import Tap
from bot.chat.views.home import HOME
from bot.chat.views.wording import PICTURE, lines, shorten
from bot.learning.course import Card, Lesson, Module
from bot.learning.phrases import count
from bot.services.study import OpenCard

TERM_LIMIT = 4  # of a card that have a button
PAIR, PAIR_CHARACTERS = 2, 18  # names as short as this stand two in a row on a phone


def show_card(opened: OpenCard) -> Screen:
    """Show a card, or after the last one the takeaways and the way to the check."""
    if opened.card is None:
        return _show_takeaways(opened)
    lesson, index = opened.lesson, opened.index
    text = lines(
        italic(
            f"Lesson {opened.standing.number}: {lesson.title} · "
            f"card {index + 1} of {len(lesson.cards)}"
        ),
        bold(opened.card.title),
        "",
        render(opened.card.text),
    )
    if index == 0:
        goals = [f"• {objective.text}" for objective in lesson.objectives]
        promise = bold(f"After these {lesson.minutes} minutes you can:")
        text = lines(text, "", quote(lines(promise, *goals), is_folded=True))
    onward = [Button("Next →", ReadCardAt(lesson.id, index + 1))]
    if index > 0:
        onward.insert(0, Button("← Back", ReadCardAt(lesson.id, index - 1)))
    picture = [Button(PICTURE, ShowCardPicture(lesson.id, index))]
    rows = [*_offer_terms(opened), *([picture] if opened.card.picture else []), onward, [HOME]]
    return Screen(text, rows)


def offer_next(lesson_id: str, index: int) -> Rows:
    """Let somebody who has looked at a card's picture read on below it."""
    return [[Button("Next →", ReadCardAt(lesson_id, index + 1), is_below=True)]]


def show_taught_card(
    lesson: Lesson, card: Card, picture: ShowTaughtPicture, way_back: Tap
) -> Screen:
    """Show the card that teaches a question, with the way back to the quiz."""
    label = "Back to your answers" if isinstance(way_back, Review) else "Back to the questions →"
    rows = [[Button(PICTURE, picture)]] if card.picture else []
    return Screen(_show_alone(lesson, card), [*rows, [Button(label, way_back)]])


def show_loose_card(lesson: Lesson, card: Card) -> Screen:
    """Show the text of a card that no module teaches."""
    return Screen(_show_alone(lesson, card), [[HOME]])


def _show_alone(lesson: Lesson, card: Card) -> Rich:
    return lines(italic(lesson.title), bold(card.title), "", render(card.text))


def show_summary(module: Module) -> Screen:
    """Show what to keep of a module."""
    text = lines(italic("Summary"), bold(module.title), "", render(module.summary or ""))
    return Screen(text, [[Button("Lessons", ShowLessons()), HOME]])


def _offer_terms(opened: OpenCard) -> list[list[Button]]:
    """Offer the terms that a card names; each opens below, and the card stays."""
    rows: list[list[Button]] = []
    for term in opened.terms[:TERM_LIMIT]:
        button = Button(shorten(term.term), ShowTerm(term.id), is_below=True)
        pair = [*(one.text for one in rows[-1]), button.text] if rows else []
        if len(pair) == PAIR and all(len(text) <= PAIR_CHARACTERS for text in pair):
            rows[-1].append(button)
        else:
            rows.append([button])
    return rows


def _show_takeaways(opened: OpenCard) -> Screen:
    lesson, standing, course = opened.lesson, opened.standing, opened.course
    text = lines(
        italic(f"Lesson {standing.number} · takeaways"),
        bold(lesson.title),
        "",
        *("• " + render_inline(takeaway) for takeaway in lesson.takeaways),
        *(("", bold("Try this at work"), render(lesson.task)) if lesson.task else ()),
        "",
        quote("Drawn from: " + "; ".join(lesson.sources), is_folded=True),
    )
    back = Button("← Back", ReadCardAt(lesson.id, opened.index - 1))
    if standing.is_check_passed:
        onward = Button("Practice this lesson", StartPractice(lesson.id))
    else:
        questions = count(course.check.questions, "question")
        onward = Button(f"Take the check · {questions} →", StartCheck(lesson.id))
    return Screen(text, [[onward], [back, HOME]])
