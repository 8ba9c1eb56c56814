"""What a learner is told when a corrected key has changed a result of theirs."""

from bot.chat.richtext import Rich, bold, quote
from bot.chat.screen import Button, Screen
from bot.chat.taps.quiz import Review
from bot.chat.views.home import HOME
from bot.chat.views.wording import lines, name_question, name_quiz
from bot.learning.corrections import CorrectedResult, CorrectionForLearner
from bot.learning.phrases import word_date

LISTED = 5  # results in one message


def show_corrected(correction: CorrectionForLearner) -> Screen:
    """Tell a learner which results a corrected key has changed."""
    shown = correction.results[-LISTED:]
    is_gain = any(one.after.is_passed and not one.before.is_passed for one in shown)
    parts: list[Rich | str | None] = [
        bold("A question was corrected, and your result with it."),
        quote(_name(correction)),
        *map(_describe, shown),
        bold("🎓 That completes the course. Well done!")
        if is_gain and correction.is_course_complete
        else None,
    ]
    return Screen(lines(*parts), [[_look(shown[-1])], [HOME]]).below()


def show_taken(correction: CorrectionForLearner) -> Screen:
    """Tell a learner that a pass does not count any more, and what they can do."""
    (result,) = correction.results
    parts: list[Rich | str | None] = [
        bold("A question was corrected, and a pass of yours does not count any more."),
        quote(_name(correction)),
        _describe(result),
        (
            "HR has looked at it and decided so. Home shows your next step: you can try again as "
            "often as you like."
        ),
    ]
    return Screen(lines(*parts), [[_look(result)], [HOME]]).below()


def _describe(result: CorrectedResult) -> Rich:
    before, after = result.before, result.after
    head = f"{name_quiz(result.label)} of {word_date(result.finished_at)}: "
    score = bold(f"{before.right} of {before.total} → {after.right} of {after.total}")
    if after.is_passed:
        return head + score + (": still passed." if before.is_passed else ": passed! 🎉")
    return head + score + f": {after.needed} pass."


def _look(result: CorrectedResult) -> Button:
    return Button("Look at the answer", Review(result.session_id, result.position))


def _name(correction: CorrectionForLearner) -> str:
    return name_question(correction.question)
