"""Rating a lesson, and what trainers see of it."""

from collections.abc import Sequence

from bot.chat.richtext import Rich, bold, quote
from bot.chat.screen import Button, Screen
from bot.chat.taps.bank import ShowBank
from bot.chat.taps.prompts import WriteNothing
from bot.chat.taps.ratings import RateLesson, ShowRatingComments, ShowRatings
from bot.chat.views.home import HOME
from bot.chat.views.wording import lines
from bot.learning.phrases import count
from bot.learning.ratings import SAMPLE, LessonRatings, Rated

COMMENTS_LIMIT = 10
COMMENT_CHARACTERS = 350  # of each, so that all of them fit a message
ROW = 4
THUMBS = {True: "👍", False: "👎"}


def offer_rating(lesson_id: str) -> list[Button]:
    """Return the buttons that rate a lesson."""
    return [Button(THUMBS[is_good], RateLesson(lesson_id, is_good)) for is_good in (True, False)]


def thank_for_rating(rated: Rated) -> Screen:
    """Thank a learner for a rating, and ask for a comment where there is none."""
    thanks = f"{THUMBS[rated.is_good]} Thank you."
    if not rated.is_comment_wanted:
        return Screen(bold(thanks))
    text = lines(
        bold(f"{thanks} Add a comment?"),
        "Just write it now, in one message. It reaches the trainers without your name.",
    )
    return Screen(text, [[Button("No comment", WriteNothing())]])


def thank_for_comment() -> Screen:
    """Say that the comment is kept."""
    return Screen(bold("Thank you.") + " Your comment is kept without your name.", [[HOME]])


def show_ratings(lessons: Sequence[LessonRatings]) -> Screen:
    """Show trainers how each lesson is rated."""
    parts: list[Rich | str] = [bold("Lesson ratings"), ""]
    course = None
    for one in lessons:
        if one.course_title != course:
            course = one.course_title
            parts.append(bold(course or ""))
        parts.append(f"{one.number}. {one.lesson.title}: {_count(one)}")
    if not all(one.is_shown for one in lessons):
        parts += ["", f"A lesson is shown from {SAMPLE} ratings on."]
    with_comments = [one for one in lessons if one.is_shown and one.comments]
    if with_comments:
        parts += ["", "Tap a number to read the comments."]
    buttons = [Button(str(one.number), ShowRatingComments(one.lesson.id)) for one in with_comments]
    rows = [buttons[start : start + ROW] for start in range(0, len(buttons), ROW)]
    return Screen(lines(*parts), [*rows, [Button("Question bank", ShowBank()), HOME]])


def show_comments(one: LessonRatings) -> Screen:
    """Show trainers the newest comments on a lesson."""
    parts: list[Rich | str] = [bold(f"{one.number}. {one.lesson.title}"), _count(one)]
    if one.is_shown:
        for comment in one.comments[:COMMENTS_LIMIT]:
            parts += ["", quote(Rich(comment).cut(COMMENT_CHARACTERS))]
        more = len(one.comments) - COMMENTS_LIMIT
        if more > 0:
            parts += ["", f"… and {count(more, 'older one')}."]
    return Screen(lines(*parts), [[Button("All ratings", ShowRatings()), HOME]])


def _count(one: LessonRatings) -> str:
    return f"{one.good} 👍 · {one.bad} 👎" if one.is_shown else "too few ratings"
