"""A question, and the same message after its answer: explained, or only recorded in a test."""

from math import ceil

from bot.chat.markdown import render, render_inline
from bot.chat.richtext import Rich, bold, italic, join, quote, rich
from bot.chat.screen import Button, Screen
from bot.chat.taps.flags import FlagQuestion
from bot.chat.taps.home import ShowHome
from bot.chat.taps.quiz import (
    AnswerWith,
    BeginTest,
    NextQuestion,
    PutOff,
    Review,
    ShowQuestionPicture,
    ShowResult,
    ShowTaughtCard,
    Submit,
    TakeHint,
    Tick,
)
from bot.chat.views.wording import PICTURE, lines, name_quiz
from bot.learning.course import Option, QuestionType
from bot.learning.grading import count_needed
from bot.learning.phrases import count, word_date
from bot.learning.progress import MINUTES_A_QUESTION, Standing
from bot.learning.quiz import AnsweredQuestion, AskedQuestion, QuizKind

ROW = 4  # letters side by side; more are too narrow for a thumb
NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven")


def introduce_test(standing: Standing) -> Screen:
    """Say what awaits in the final test."""
    rule = standing.course.test
    needed = count_needed(rule.questions, rule.pass_mark_pct)
    minutes = ceil(rule.questions * MINUTES_A_QUESTION)
    text = lines(
        bold("Final test" + (f" · {standing.course.title}" if standing.named_id else "")),
        f"{count(rule.questions, 'question')}, about {minutes} min. {needed} right answers pass.",
        "",
        "There is no time limit, and you can stop and go on later. Answers are explained at the "
        "end, and you may try again as often as you like.",
    )
    return Screen(
        text, [[Button("Begin →", BeginTest(standing.named_id))], [Button("Later", ShowHome())]]
    )


def show_question(asked: AskedQuestion) -> Screen:
    """Show a question with its options in full and a button for each."""
    hint = quote("💡 " + render(asked.question.hint or "")) if asked.is_hinted else None
    text = lines(_show_stem(asked), _advise(asked), hint)
    if asked.question.type is QuestionType.MULTIPLE:
        buttons = [
            Button(f"{'☑' if is_on else '☐'} {label}", _tick(asked, index, is_on=not is_on))
            for index, (label, option) in enumerate(asked.labelled)
            for is_on in [option.id in asked.chosen]
        ]
        submit = [[Button("Submit", Submit(asked.session_id, asked.position))]]
    else:
        buttons = [
            Button(label, AnswerWith(asked.session_id, asked.position, index))
            for index, (label, _) in enumerate(asked.labelled)
        ]
        submit = []
    rows = [buttons[start : start + ROW] for start in range(0, len(buttons), ROW)]
    later = Button("Later", PutOff(asked.session_id, asked.position))
    return Screen(text, [*rows, *submit, [*_offer_picture(asked), *_offer_hint(asked), later]])


def show_answer(answered: AnsweredQuestion) -> Screen:
    """Turn an answered question into its explanation; in a test say only that it is recorded."""
    asked = answered.asked
    if asked.label.kind is QuizKind.TEST:
        chosen = asked.name_options(asked.chosen)
        note = italic(f"Your answer: {chosen}. It is explained at the end of the test.")
        picture = _offer_picture(asked)
        return Screen(lines(_show_stem(asked), note), [picture] if picture else [])
    onward = "See the result →" if asked.is_last else "Next →"
    beside = [*_offer_card(asked), *_offer_picture(asked), *_offer_flag(asked)]
    rows = [[Button(onward, NextQuestion(asked.session_id))], beside]
    return Screen(explain(answered), [row for row in rows if row])


def show_review(answered: AnsweredQuestion) -> Screen:
    """Show one explained question of a finished quiz, with the way to its neighbours."""
    asked = answered.asked
    session_id, position = asked.session_id, asked.position
    turns = []
    if position > 0:
        turns.append(Button("← Back", Review(session_id, position - 1)))
    if not asked.is_last:
        turns.append(Button("Next →", Review(session_id, position + 1)))
    back = Button("Back to the result", ShowResult(session_id))
    more = [*_offer_picture(asked), *_offer_flag(asked)]
    rows = [turns, more, [*_offer_card(asked), back]]
    return Screen(explain(answered), [row for row in rows if row])


def explain(answered: AnsweredQuestion) -> Rich:
    """Say what was chosen, what is right, and why for every option."""
    asked = answered.asked
    parts: list[Rich | str] = [_show_place(asked), bold(judge(answered))]
    if answered.corrected_at is not None:
        day = word_date(answered.corrected_at)
        parts.append(italic(f"The right answer was corrected on {day}; you are judged by it."))
    parts += [ask(asked), ""]
    for label, option in asked.labelled:
        is_chosen = option.id in asked.chosen
        parts.append(_show_explained_option(asked, label, option))
        is_folded = not (is_chosen or option.is_correct)
        if option.why:
            parts.append(quote(render_inline(option.why), is_folded=is_folded))
    if asked.question.explanation:
        parts += ["", render(asked.question.explanation)]
    return lines(*parts)


def judge(answered: AnsweredQuestion) -> str:
    """Say in one line whether the answer was right, and what is."""
    asked = answered.asked
    key = asked.name_options(asked.question.correct_ids)
    if asked.question.is_negative:
        if answered.is_correct:
            return f"✅ Right: {key} is the odd one out."
        return f"❌ Not quite: the odd one out is {key}."
    if asked.question.type is QuestionType.MULTIPLE:
        return f"✅ Right: {key}." if answered.is_correct else f"❌ Not quite: {key} fit."
    return f"✅ Right: it's {key}." if answered.is_correct else f"❌ Not quite: it's {key}."


def ask(asked: AskedQuestion) -> Rich:
    """Render what is asked."""
    return render(asked.question.ask)


def _offer_picture(asked: AskedQuestion) -> list[Button]:
    if asked.question.picture is None:
        return []
    return [Button(PICTURE, ShowQuestionPicture(asked.session_id, asked.position))]


def _offer_hint(asked: AskedQuestion) -> list[Button]:
    if not asked.has_hint or asked.is_hinted:
        return []
    return [Button("💡 Hint", TakeHint(asked.session_id, asked.position))]


def _offer_flag(asked: AskedQuestion) -> list[Button]:
    if asked.label.kind is QuizKind.TRIAL:
        return []  # whoever tries a question out can mend it
    return [Button("Unclear?", FlagQuestion(asked.session_id, asked.position))]


def _offer_card(asked: AskedQuestion) -> list[Button]:
    """Return the way to the card that teaches the question; a draft may have none."""
    if not (asked.question.lesson_id and asked.question.card_id):
        return []
    return [Button("Lesson card", ShowTaughtCard(asked.session_id, asked.position))]


def _show_place(asked: AskedQuestion) -> Rich:
    return italic(f"{name_quiz(asked.label)} · {asked.position + 1} of {asked.total}")


def _show_stem(asked: AskedQuestion) -> Rich:
    if asked.question.type is QuestionType.TRUE_FALSE:
        return lines(_show_place(asked), "", ask(asked), "")
    options = [bold(label) + " " + render_inline(option.text) for label, option in asked.labelled]
    return lines(_show_place(asked), "", ask(asked), "", join(options, "\n\n"), "")


def _advise(asked: AskedQuestion) -> Rich | None:
    if asked.question.is_negative:
        fitting = len(asked.options) - 1
        return italic(f"{NUMBERS[fitting]} fit. Tap the one that doesn't.")
    if asked.question.type is QuestionType.MULTIPLE:
        return italic("It counts only when all ticks are right.")
    return None


def _show_explained_option(asked: AskedQuestion, label: str, option: Option) -> Rich:
    is_chosen = option.id in asked.chosen
    mark = "✅" if option.is_correct else "❌" if is_chosen else "▫️"
    name = rich(label)
    if asked.question.type is not QuestionType.TRUE_FALSE:
        name = join([label, " ", render_inline(option.text)])
    notes = [f" · {note}" for note in (_name_choice(asked, option), option.nature) if note]
    return join([f"{mark} ", bold(name), *notes])


def _name_choice(asked: AskedQuestion, option: Option) -> str | None:
    if option.id in asked.chosen:
        return "your choice"
    if option.is_correct and asked.question.type is QuestionType.MULTIPLE:
        return "missed"
    return None


def _tick(asked: AskedQuestion, index: int, *, is_on: bool) -> Tick:
    return Tick(asked.session_id, asked.position, index, is_on)
