"""Passes that wait for HR's word: what the corrected key makes of them, and the choice."""

from collections.abc import Sequence

from bot.chat.markdown import render
from bot.chat.richtext import Rich, bold, italic, quote, rich
from bot.chat.screen import Button, Screen
from bot.chat.taps.people import ShowPerson
from bot.chat.taps.prompts import WriteNothing
from bot.chat.taps.rulings import (
    AskToRule,
    GoOnRuling,
    ShowCorrections,
    ShowHeldGroup,
    ShowHeldPass,
)
from bot.chat.views.home import HOME
from bot.chat.views.keys import name_right
from bot.chat.views.wording import lines, name_question, name_quiz
from bot.learning.corrections import HeldGroup, HeldPass, PassOutcome
from bot.learning.phrases import count, short_date

LISTED = 8  # regrades with a button each
QUESTION_LIMIT = 80  # characters of a question in a list
NAMELESS = "Numbers are those of the completion report (person_id); names stay out of the chat."
ALL_PASSES = Button("All that wait", ShowCorrections())


def announce_waiting(number: int) -> Screen:
    """Tell HR that passes wait for their word."""
    waits = "A pass waits" if number == 1 else f"{number} passes wait"
    text = lines(
        bold(f"{waits} for your word."),
        "A trainer has corrected the right answer of a question, and by it fewer answers are right "
        "than a pass takes. Nothing is taken from anybody until you say so.",
    )
    return Screen(text, [[Button("Look at it", ShowCorrections())]]).below()


def show_groups(groups: Sequence[HeldGroup]) -> Screen:
    """List the corrected keys because of which passes wait."""
    if not groups:
        return Screen(lines(bold("Corrections"), "No pass waits for your word."), [[HOME]])
    parts: list[Rich | str] = [bold("Corrections that would take a pass away")]
    for number, group in enumerate(groups[:LISTED], start=1):
        waits = "1 pass waits" if group.waiting == 1 else f"{group.waiting} passes wait"
        parts += ["", f"{number}. " + bold(_name(group)), f"{waits} for your word"]
    more = len(groups) - LISTED
    if more > 0:
        parts += ["", f"… and {count(more, 'newer one')}."]
    buttons = [
        Button(str(number), ShowHeldGroup(group.decision_id))
        for number, group in enumerate(groups[:LISTED], start=1)
    ]
    rows = [buttons[start : start + 4] for start in range(0, len(buttons), 4)]
    return Screen(lines(*parts), [*rows, [HOME]])


def show_group(group: HeldGroup) -> Screen:
    """Show the passes that one corrected key would take away."""
    parts = _describe(group)
    for number, one in enumerate(group.passes, start=1):
        parts.append(f"{number}. " + _describe_pass(one))
    more = group.waiting - len(group.passes)
    if more > 0:
        parts.append(f"… and {more} more.")
    parts += ["", italic(NAMELESS)]
    if group.is_in_hand:
        parts += ["", "A decision is being carried out."]
        go_on = Button("Go on", GoOnRuling(group.decision_id))
        return Screen(lines(*parts), [[go_on], [ALL_PASSES], [HOME]])
    buttons = [
        Button(str(number), ShowHeldPass(one.id))
        for number, one in enumerate(group.passes, start=1)
    ]
    rows = [buttons[start : start + 4] for start in range(0, len(buttons), 4)]
    every = "all" if group.waiting > 1 else "it"
    choice = [
        Button(f"Apply to {every} …", AskToRule(PassOutcome.APPLY, group.decision_id, 0)),
        Button(f"Let {every} stand …", AskToRule(PassOutcome.STAND, group.decision_id, 0)),
    ]
    return Screen(lines(*parts), [*rows, choice, [ALL_PASSES], [HOME]])


def show_pass(group: HeldGroup, one: HeldPass) -> Screen:
    """Show one pass that waits, with the choice."""
    parts = [*_describe(group), _describe_pass(one)]
    place = group.decision_id, one.id
    rows = [
        [Button("Apply …", AskToRule(PassOutcome.APPLY, *place))],
        [Button("Let the pass stand …", AskToRule(PassOutcome.STAND, *place))],
        [Button("Who is this?", ShowPerson(one.person_id), is_below=True)],
        [Button("← Back", ShowHeldGroup(group.decision_id)), ALL_PASSES],
    ]
    return Screen(lines(*parts), rows)


def ask_for_reason(outcome: PassOutcome, *, is_single: bool) -> Screen:
    """Ask HR for the reason of their word."""
    passes = "The pass" if is_single else "Every pass that waits here"
    if outcome is PassOutcome.APPLY:
        effect = f"{passes} is taken away, and the learner is told and can try again."
    else:
        effect = f"{passes} stands, and the learner is not told."
    text = lines(
        bold("Why? Write the reason now, in one message."),
        effect,
        "The reason is kept with your name; the learner does not see it.",
    )
    return Screen(text, [[Button("Decide later", WriteNothing())]])


def confirm(wanted: PassOutcome, outcome: PassOutcome | None) -> Screen:
    """Say that HR's word is carried out, or that another one had come first."""
    if outcome is None:
        return Screen(rich("No pass waits there any more."), [[ALL_PASSES], [HOME]])
    text = lines(
        None if outcome is wanted else "Somebody else in HR has decided before you.",
        bold(
            "Recorded: the correction applies, and the learner is told."
            if outcome is PassOutcome.APPLY
            else "Recorded: the pass stands."
        ),
    )
    return Screen(text, [[ALL_PASSES], [HOME]])


def _describe(group: HeldGroup) -> list[Rich | str]:
    return [
        bold("A corrected key would take passes away"),
        "",
        render(group.question.ask),
        "",
        "Right before: " + bold(name_right(group.former)),
        "Right now: " + bold(name_right(group.question)),
        "The trainer's reason:",
        quote(group.reason),
        "",
    ]


def _describe_pass(one: HeldPass) -> str:
    before, after = one.marks, one.corrected
    passes = "still passes" if after.is_passed else f"{after.needed} of {after.total} pass"
    return (
        f"Learner {one.person_id}: {name_quiz(one.label)}, {short_date(one.finished_at)}: "
        f"{before.right} of {before.total} → {after.right} of {after.total}; {passes}"
    )


def _name(group: HeldGroup) -> str:
    return name_question(group.question, QUESTION_LIMIT)
