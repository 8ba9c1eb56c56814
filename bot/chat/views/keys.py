"""Corrected keys for trainers: what regrading would do, the decision, and what came of it."""

from bot.chat.markdown import render, render_inline
from bot.chat.richtext import Rich, bold, italic, quote
from bot.chat.screen import Button, Screen
from bot.chat.taps.bank import (
    AskToRegrade,
    GoOnRegrading,
    LeaveAnswers,
    ShowBank,
    ShowKey,
    ShowKeys,
)
from bot.chat.taps.prompts import WriteNothing
from bot.chat.views.home import HOME
from bot.chat.views.wording import lines, name_question
from bot.learning.corrections import Impact, KeyCase, KeyDecided, KeyOutcome
from bot.learning.course import Question
from bot.learning.phrases import count, short_date, short_moment
from bot.services.regrading import CorrectedKeys

LISTED = 8  # corrected keys with a button each
QUESTION_LIMIT = 80  # characters of a question in a list
ALL_KEYS = Button("All corrected keys", ShowKeys())
BANK = Button("Question bank", ShowBank())


def offer_keys(due: int) -> list[list[Button]]:
    """Return a row that leads to the corrected keys, where some wait for a decision."""
    return [[Button(f"🔑 Corrected keys · {due}", ShowKeys())]] if due else []


def note_keys(due: int) -> str | None:
    """Say that corrected keys wait for a decision."""
    if not due:
        return None
    waits = "waits" if due == 1 else "wait"
    return f"🔑 {count(due, 'corrected key')} {waits} for your decision: regrade, or leave it."


def announce_keys(due: int) -> Screen:
    """Tell a trainer that somebody has published corrected keys."""
    text = lines(
        bold("The right answer of questions was corrected that learners have answered."),
        note_keys(due),
    )
    return Screen(text, offer_keys(due)).below()


def show_keys(keys: CorrectedKeys) -> Screen:
    """List the corrected keys that wait for a decision, and what was decided last."""
    parts: list[Rich | str | None] = [bold("Corrected keys")]
    if not keys.due:
        parts.append("None waits for a decision.")
    for number, case in enumerate(keys.due[:LISTED], start=1):
        parts += ["", f"{number}. " + bold(_name(case.question)), _show_change(case)]
    more = len(keys.due) - LISTED
    if more > 0:
        parts += ["", f"… and {count(more, 'older one')}."]
    if keys.replaced:
        parts += [
            "",
            (
                f"{count(keys.replaced, 'key')} more changed together with the options: what was "
                "answered to the old options counts as it did."
            ),
        ]
    if keys.decided:
        parts += ["", bold("Decided")]
        parts += [
            f"{number}. {_name(case.question)} · {_name_outcome(case.decided)}"
            for number, case in enumerate(keys.decided, start=len(keys.due[:LISTED]) + 1)
            if case.decided is not None
        ]
    shown = [*keys.due[:LISTED], *keys.decided]
    buttons = [Button(str(number), ShowKey(case.id)) for number, case in enumerate(shown, start=1)]
    rows = [buttons[start : start + 4] for start in range(0, len(buttons), 4)]
    return Screen(lines(*parts), [*rows, [BANK], [HOME]])


def show_key(case: KeyCase) -> Screen:
    """Show a corrected key, with what regrading would do, and ask; or what was done."""
    parts = _describe(case)
    decided = case.decided
    if decided is not None:
        parts += ["", *_describe_decision(decided)]
    if decided is not None and decided.outcome is KeyOutcome.REGRADE:
        parts += _list_impact(case.impact)
        if decided.is_finished:
            parts.append(_describe_rulings(case, decided))
        else:
            parts.append(italic("Not all attempts are regraded yet."))
    elif case.is_overtaken:
        parts += ["", "The key of this question has changed again since: nothing to decide here."]
    else:
        parts += ["", bold("Regrading would change"), *_list_impact(case.impact)]
    return Screen(lines(*parts), [*_offer_actions(case), [ALL_KEYS], [BANK]])


def ask_for_reason(case: KeyCase) -> Screen:
    """Ask a trainer why answers are regraded."""
    text = lines(
        bold("Why is this regraded? Write the reason now, in one message."),
        quote(_name(case.question)),
        "It is kept with every corrected result, with your name. Learners do not see it. "
        "Regrading begins when you have sent it.",
    )
    return Screen(text, [[Button("Don't regrade", WriteNothing())]])


def _describe(case: KeyCase) -> list[Rich | str | None]:
    is_warning = case.is_reworded
    return [
        bold(f"🔑 Corrected key · v{case.number}"),
        italic(
            f"{case.question.id} · since {case.changed_at:%a} {short_moment(case.changed_at)} UTC"
        ),
        "",
        render(case.question.ask),
        "",
        _show_change(case),
        "⚠️ Options were reworded as well: do the answers of old still mean the same?"
        if is_warning
        else None,
    ]


def _show_change(case: KeyCase) -> Rich:
    return lines(
        "Right before: " + bold(name_right(case.former)),
        "Right now: " + bold(name_right(case.question)),
    )


def name_right(question: Question) -> str:
    """Name the right options of a question by their texts."""
    texts = (render_inline(option.text).text for option in question.options if option.is_correct)
    return "; ".join(texts)


def _list_impact(impact: Impact) -> list[Rich | str | None]:
    left_out = (
        f"Left out: {count(impact.left_out, 'attempt')}, whose options were others."
        if impact.left_out
        else None
    )
    if not impact.attempts:
        return ["No result changes.", left_out]
    gained = f", {_count_passes(impact.passes_gained)} gained" if impact.passes_gained else ""
    lost = (
        f", {_count_passes(impact.passes_lost)} lost once HR says so" if impact.passes_lost else ""
    )
    return [
        f"{count(impact.attempts, 'result')} of {count(impact.people, 'learner')}:",
        f"↑ {impact.raised} higher{gained}" if impact.raised else None,
        f"↓ {impact.lowered} lower{lost}" if impact.lowered else None,
        left_out,
    ]


def _count_passes(number: int) -> str:
    return f"{number} {'pass' if number == 1 else 'passes'}"


def _describe_decision(decided: KeyDecided) -> list[Rich | str]:
    who = f"by {decided.first_name}, {short_date(decided.at)}"
    if decided.outcome is KeyOutcome.LEAVE:
        return [bold("Left as it is") + f" {who}"]
    return [bold("Regraded") + f" {who}", quote(decided.reason or "")]


def _describe_rulings(case: KeyCase, decided: KeyDecided) -> str | None:
    if not case.impact.passes_lost:
        return None
    left = case.impact.passes_lost - decided.applied - decided.stood
    rest = "as the key has changed again" if case.is_overtaken else "waiting for HR's word"
    return (
        f"Passes at stake: {decided.applied} taken by HR, {decided.stood} standing by HR's word; "
        f"{left} {rest}."
    )


def _offer_actions(case: KeyCase) -> list[list[Button]]:
    decided = case.decided
    if decided is not None and decided.outcome is KeyOutcome.REGRADE:
        return [] if decided.is_finished else [[Button("Go on", GoOnRegrading(case.id))]]
    if case.is_overtaken:
        return []
    regrade = Button("Regrade …", AskToRegrade(case.id), is_below=True)
    if decided is not None:
        return [[regrade]]
    return [[regrade, Button("Leave as it is", LeaveAnswers(case.id))]]


def _name_outcome(decided: KeyDecided) -> str:
    return "regraded" if decided.outcome is KeyOutcome.REGRADE else "left as it is"


def _name(question: Question) -> str:
    return name_question(question, QUESTION_LIMIT)
