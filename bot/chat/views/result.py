"""The end of a quiz: the score, what was missed, and the celebration of a completed course."""

from bot.chat.callbacks import (
    Continue,
    PractiseMissed,
    ReadCardAt,
    Review,
    ShowPractice,
    StartCheck,
    StartTest,
)
from bot.chat.markdown import render, render_inline
from bot.chat.richtext import Rich, bold, quote, rich
from bot.chat.screen import Button, Screen
from bot.chat.views.home import HOME
from bot.chat.views.steps import make_step_button
from bot.chat.views.wording import count, lines, shorten
from bot.learning.grading import count_needed
from bot.learning.progress import Standing
from bot.learning.quiz import QuizKind, QuizResult

MISSED_LIMIT = 5  # questions listed in a result
QUESTION_LIMIT = 90  # characters of each


def show_result(result: QuizResult, standing: Standing) -> Screen:
    """Show a finished quiz and what comes next."""
    match result.label.kind:
        case QuizKind.CHECK:
            return _show_check(result, standing)
        case QuizKind.TEST:
            return _show_test(result, standing)
        case QuizKind.PRACTICE:
            return _show_practice(result)


def _show_check(result: QuizResult, standing: Standing) -> Screen:
    number, lesson = result.label.lesson_number, result.label.lesson
    if result.is_passed:
        here = next((s for s in standing.lessons if lesson and s.lesson.id == lesson.id), None)
        outcome = "done" if here is None or here.is_done else "passed; a few cards are unread"
        text = lines(
            bold(f"🎉 {_score(result)}: lesson {number} is {outcome}."),
            _list_missed(result),
            f"Trying again is practice; your {result.right} stands." if result.missed else None,
        )
        step = make_step_button(standing.next_step)
        return Screen(text, [*([[step]] if step else []), *_look_back(result), [HOME]])
    needed = count_needed(result.total, result.pass_mark_pct)
    text = lines(
        bold(f"{_score(result)}. It takes {needed} to pass the lesson {number} check."),
        _list_missed(result),
        "Look at the cards again, then have another go: the questions are drawn anew.",
    )
    rows = [*_look_back(result), [HOME]]
    if lesson is not None:
        again = Button("Try the check again →", StartCheck(lesson.id))
        read = Button("Read the lesson again", ReadCardAt(lesson.id, 0))
        rows = [[again], [read], *rows]
    return Screen(text, rows)


def _show_test(result: QuizResult, standing: Standing) -> Screen:
    score = f"{_score(result)} ({result.score_pct}%)"
    if result.is_passed:
        headline = (
            "The course is complete!" if standing.is_complete else "A lesson has been added since."
        )
        keep = ["• " + render_inline(lesson.lesson.takeaways[0]) for lesson in standing.lessons]
        text = lines(
            bold(f"🎓 You passed the final test: {score}. {headline}"),
            "",
            f"{count(standing.done_lessons, 'lesson')} read, every check passed, the test passed"
            f" at attempt {standing.test_attempts}. Your progress keeps the record.",
            "",
            bold("What to keep"),
            quote(lines(*keep)),
            _list_missed(result),
        )
        step = make_step_button(standing.next_step)
        return Screen(text, [*([[step]] if step else []), *_look_back(result), [HOME]])
    needed = count_needed(result.total, result.pass_mark_pct)
    text = lines(
        bold(f"{score}. It takes {needed} ({result.pass_mark_pct}%) to pass."),
        "Every question is explained now: look at your answers, practise what you missed, "
        "and try again when you are ready. The next test draws its questions anew.",
        _list_missed(result),
    )
    again = Button("Try the final test again →", StartTest())
    return Screen(text, [*_look_back(result), [again], [HOME]])


def _show_practice(result: QuizResult) -> Screen:
    text = lines(
        bold(f"{_score(result)} right{'' if result.missed else ': well remembered'}."),
        _list_missed(result),
        "Practice changes no result.",
    )
    more = [Button("Another topic", ShowPractice()), Button("Go on →", Continue())]
    return Screen(text, [*_look_back(result), more, [HOME]])


def _score(result: QuizResult) -> str:
    return f"{result.right} of {result.total}"


def _look_back(result: QuizResult) -> list[list[Button]]:
    rows = [[Button("Look at the answers", Review(result.session_id, 0))]]
    if result.missed:
        which = "the missed one" if len(result.missed) == 1 else "what you missed"
        rows.append([Button(f"Practise {which}", PractiseMissed(result.session_id))])
    return rows


def _list_missed(result: QuizResult) -> Rich | None:
    if not result.missed:
        return None
    asks = [
        f"• {shorten(' '.join(render(question.ask).text.split()), QUESTION_LIMIT)}"
        for question in result.missed[:MISSED_LIMIT]
    ]
    more = len(result.missed) - len(asks)
    if more:
        asks.append(f"… and {more} more")
    return lines("", rich("Worth another look:"), *asks, "")
