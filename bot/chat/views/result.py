"""The end of a quiz: the score, what was missed, and the celebration of a completed course.

A result stays in the chat as a record: what its buttons lead to is a new message.
"""

from collections import Counter

from bot.chat.markdown import render_inline
from bot.chat.richtext import Rich, bold, quote
from bot.chat.screen import Button, Screen
from bot.chat.taps.bank import ShowPending
from bot.chat.taps.home import Continue
from bot.chat.taps.quiz import PractiseMissed, Review, ShowPractice, StartCheck, StartTest
from bot.chat.taps.study import ReadCardAt, ShowSummary
from bot.chat.views.home import HOME
from bot.chat.views.ratings import offer_rating
from bot.chat.views.steps import make_step_button
from bot.chat.views.wording import lines, name_question, shorten
from bot.learning.grading import count_needed
from bot.learning.people import Member
from bot.learning.phrases import word_date
from bot.learning.progress import Standing
from bot.learning.quiz import COUNTED, QuizKind, QuizResult

MISSED_LIMIT = 5  # questions listed in a result
KEPT_LIMIT = 10  # takeaways in the summary of a course


def show_result(member: Member, result: QuizResult, standing: Standing) -> Screen:
    """Show a finished quiz and what comes next in its course."""
    match result.label.kind:
        case QuizKind.CHECK:
            return _show_check(result, standing).below()
        case QuizKind.TEST:
            return _show_test(member, result, standing).below()
        case _:
            return _show_practice(result, standing).below()


def show_trial(result: QuizResult, *, is_waiting: bool) -> Screen:
    """Show what came of a look at the content, which may wait to be published."""
    text = lines(
        bold(f"{_score(result)} right."),
        _list_missed(result),
        "This was a trial: nothing of it counts.",
    )
    rows = [[Button("Back to your file →", ShowPending())]] if is_waiting else []
    look = [Button("Look at the answers", Review(result.session_id, 0))]
    return Screen(text, [*rows, look, [HOME]]).below()


def show_orphan(result: QuizResult) -> Screen:
    """Show a finished quiz of a course that is not taught any more."""
    is_counted = result.label.kind in COUNTED
    outcome = (": passed" if result.is_passed else ": not passed") if is_counted else " right"
    text = lines(
        bold(f"{_score(result)}{outcome}."),
        _list_missed(result),
        "This course is not taught any more. Your result is kept."
        if is_counted
        else "This course is not taught any more.",
    )
    look = [Button("Look at the answers", Review(result.session_id, 0))]
    return Screen(text, [look, [HOME]]).below()


def _show_check(result: QuizResult, standing: Standing) -> Screen:
    number, lesson = result.label.lesson_number, result.label.lesson
    if result.is_passed:
        here = standing.find_lesson(lesson.id) if lesson else None
        outcome = "done" if here is None or here.is_done else "passed; a few cards are unread"
        text = lines(
            bold(f"🎉 {_score(result)}: lesson {number} is {outcome}."),
            "All lessons are done: the final test is open." if standing.is_test_open else None,
            _list_missed(result),
            f"Practice won't change your {_score(result)}." if result.missed else None,
        )
        step = make_step_button(standing)
        keep = _offer_summary(result, standing)
        rate = [offer_rating(lesson.id)] if lesson is not None else []
        rows = [*([[step]] if step else []), *keep, *_look_back(result), [HOME], *rate]
        return Screen(text, rows)
    text = lines(
        bold(f"Not yet: {_score(result)}. {_needed(result)} pass."),
        "Look at the cards again and have another go, as often as you like.",
        _list_missed(result),
    )
    rows = [*_look_back(result), [HOME]]
    if lesson is not None:
        again = Button("Try the check again →", StartCheck(lesson.id))
        read = Button("Read the lesson again", ReadCardAt(lesson.id, 0))
        rows = [[again], [read], *rows]
    return Screen(text, rows)


def _show_test(member: Member, result: QuizResult, standing: Standing) -> Screen:
    score = f"{_score(result)} ({result.score_pct}%)"
    if result.is_passed:
        assert result.finished_at is not None  # noqa: S101 - what is passed is finished
        keep = [
            "• " + render_inline(lesson.lesson.takeaways[0])
            for lesson in standing.required[:KEPT_LIMIT]
        ]
        text = lines(
            bold(f"🎓 {member.name}, you passed the final test: {score}."),
            f"{standing.course.title} · {word_date(result.finished_at)}",
            "",
            "The course is complete. Well done! Your certificate comes by itself."
            if standing.is_complete
            else "Lessons were added meanwhile: read them to complete the course.",
            _count_missed(result, standing),
            "",
            quote(lines(bold("What to keep"), *keep), is_folded=True),
        )
        step = make_step_button(standing)
        return Screen(text, [*([[step]] if step else []), *_look_back(result), [HOME]])
    text = lines(
        bold(f"Not yet: {score}. {_needed(result)} pass."),
        "Everything is explained now. Look at your answers, practice what you missed, and try "
        "again as often as you like; the next test prefers questions you have not seen.",
        _count_missed(result, standing),
    )
    again = Button("Try the final test again →", StartTest(standing.named_id))
    return Screen(text, [*_look_back(result), [again], [HOME]])


def _show_practice(result: QuizResult, standing: Standing) -> Screen:
    text = lines(
        bold(f"{_score(result)} right{'' if result.missed else ': well remembered'}."),
        _list_missed(result),
        "Practice changes no result.",
    )
    more = [Button("Another topic", ShowPractice()), Button("Go on →", Continue(standing.named_id))]
    return Screen(text, [*_look_back(result), more, [HOME]])


def _score(result: QuizResult) -> str:
    return f"{result.right} of {result.total}"


def _needed(result: QuizResult) -> str:
    return f"{count_needed(result.total, result.pass_mark_pct)} of {result.total}"


def _look_back(result: QuizResult) -> list[list[Button]]:
    first = result.missed_positions[0] if result.missed_positions else 0
    rows = [[Button("Look at the answers", Review(result.session_id, first))]]
    if result.missed:
        which = "the missed one" if len(result.missed) == 1 else "what you missed"
        rows.append([Button(f"Practice {which}", PractiseMissed(result.session_id))])
    return rows


def _offer_summary(result: QuizResult, standing: Standing) -> list[list[Button]]:
    """Offer the summary of the module that this lesson has brought to its end."""
    lesson = result.label.lesson
    return [
        [Button(shorten(f"Keep: {module.title}"), ShowSummary(module.id))]
        for module in standing.earned_modules
        if lesson is not None and lesson.id in module.lesson_ids
    ]


def _list_missed(result: QuizResult) -> Rich | None:
    """Name the missed questions of a short quiz."""
    if not result.missed:
        return None
    asks = [f"• {name_question(question)}" for question in result.missed[:MISSED_LIMIT]]
    return lines("", "Worth another look:", *asks, "")


def _count_missed(result: QuizResult, standing: Standing) -> Rich | None:
    """Say in which lessons questions of the test were missed."""
    if not result.missed:
        return None
    missed = Counter(question.lesson_id for question in result.missed)
    places = [
        f"{lesson.number} ({missed[lesson.lesson.id]})"
        for lesson in standing.lessons
        if missed[lesson.lesson.id]
    ]
    return lines("", f"Missed, by lesson: {', '.join(places)}.") if places else None
