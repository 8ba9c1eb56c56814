"""Flagging a question, and what trainers see and do about it."""

from collections.abc import Sequence

from bot.chat.markdown import render, render_inline
from bot.chat.richtext import Rich, bold, italic, quote, rich
from bot.chat.screen import Button, Screen
from bot.chat.taps.flags import (
    AskToCloseFlag,
    CloseFlag,
    FlagAs,
    LeaveUncommented,
    ReplyToFlag,
    ShowFlag,
    ShowFlaggedQuestion,
    ShowFlags,
)
from bot.chat.taps.prompts import WriteNothing
from bot.chat.views.home import HOME
from bot.chat.views.items import list_figures
from bot.chat.views.wording import lines, name_question, shorten
from bot.learning.course import Question
from bot.learning.flags import (
    AnswerForLearner,
    Flag,
    FlagAnswered,
    FlagOutcome,
    FlagReason,
    FlagTaken,
)
from bot.learning.phrases import count, short_date
from bot.learning.quiz import AskedQuestion
from bot.reports.items import Item

LISTED = 8  # flags in a list; answering them brings up the others
COMMENT_LIMIT = 80  # characters of a comment in the list
REASONS = {
    FlagReason.UNCLEAR: "It is unclear",
    FlagReason.WRONG: "The answer is wrong",
    FlagReason.OTHER: "Something else",
}
NAMES = {
    FlagReason.UNCLEAR: "it is unclear",
    FlagReason.WRONG: "the answer is wrong",
    FlagReason.OTHER: "something else",
}
OUTCOMES = {
    FlagOutcome.REPLIED: "A trainer has replied",
    FlagOutcome.MENDED: "Closed: mended",
    FlagOutcome.KEPT: "Closed: the question stays as it is",
}
# What the learner hears.
ANSWERS = {
    FlagOutcome.REPLIED: "A trainer answered your note on",
    FlagOutcome.MENDED: "Thank you. A trainer has mended the question you flagged",
    FlagOutcome.KEPT: "A trainer looked at the question you flagged, and it stays as it is",
}


def ask_reason(asked: AskedQuestion) -> Screen:
    """Ask a learner what is wrong with a question."""
    text = lines(
        bold("What is wrong with this question?"),
        quote(name_question(asked.question)),
        "The trainers get your note without your name.",
    )
    place = asked.session_id, asked.position
    return Screen(text, [[Button(REASONS[reason], FlagAs(*place, reason))] for reason in REASONS])


def thank_for_flag(taken: FlagTaken) -> Screen:
    """Thank a learner for a flag, and ask for a comment."""
    if not taken.is_comment_wanted:
        return show_flagged()
    text = lines(
        bold("Thank you. Add a comment?"),
        "Just write it now, in one message. It reaches the trainers without your name.",
    )
    return Screen(text, [[Button("No comment", LeaveUncommented(taken.flag_id))]])


def show_flagged() -> Screen:
    """Say that the flag is with the trainers."""
    return Screen(bold("Thank you.") + " The trainers have your note.")


def thank_for_comment() -> Screen:
    """Say that the comment goes along."""
    return Screen(bold("Thank you.") + " Your comment goes to the trainers with your note.")


def show_flags(flags: Sequence[Flag]) -> Screen:
    """List the flags that wait for a trainer."""
    if not flags:
        return Screen(lines(bold("Flagged questions"), "None waits for an answer."), [[HOME]])
    parts: list[Rich | str] = [bold(f"Flagged questions · {len(flags)} open")]
    for number, flag in enumerate(flags[:LISTED], start=1):
        parts += [
            "",
            f"{number}. " + bold(name_question(flag.question)),
            f"🚩 {NAMES[flag.reason]}",
        ]
        if flag.comment:
            parts.append(italic(shorten(" ".join(flag.comment.split()), COMMENT_LIMIT)))
    more = len(flags) - LISTED
    if more > 0:
        parts += ["", f"… and {count(more, 'newer one')}."]
    buttons = [
        Button(str(number), ShowFlag(flag.id))
        for number, flag in enumerate(flags[:LISTED], start=1)
    ]
    rows = [buttons[start : start + 4] for start in range(0, len(buttons), 4)]
    return Screen(lines(*parts), [*rows, [HOME]])


def show_flag(flag: Flag, item: Item | None) -> Screen:
    """Show a trainer one flag, unsigned, with what the answers to its question say.

    `item` is None where there are none, or they are still being counted.
    """
    rows = [
        [
            Button("Reply again" if flag.answers else "Reply", ReplyToFlag(flag.id), is_below=True),
            *([] if flag.closing else [Button("Close", AskToCloseFlag(flag.id))]),
        ],
        [
            Button("Open the question", ShowFlaggedQuestion(flag.id), is_below=True),
            Button("All flags", ShowFlags(), is_below=True),
        ],
    ]
    return Screen(_describe(flag, item), rows)


def offer_closing(flag: Flag, item: Item | None) -> Screen:
    """Ask a trainer how a flag ends."""
    note = italic("The learner is told, whichever you choose.")
    rows = [
        [Button("The question is mended", CloseFlag(flag.id, FlagOutcome.MENDED))],
        [Button("It stays as it is", CloseFlag(flag.id, FlagOutcome.KEPT))],
        [Button("← Back", ShowFlag(flag.id))],
    ]
    return Screen(lines(_describe(flag, item), "", note), rows)


def ask_for_reply(flag: Flag) -> Screen:
    """Ask a trainer for the text that goes to the learner."""
    text = lines(
        bold("Write your reply now, in one message."),
        quote(name_question(flag.question)),
        "It goes to the learner as an answer from a trainer, without your name.",
    )
    return Screen(text, [[Button("No reply", WriteNothing())]])


def confirm_reply() -> Screen:
    """Say that the reply is on its way."""
    return Screen(bold("Sent to the learner."), [[Button("All flags", ShowFlags())]])


def show_answer(answer: AnswerForLearner) -> Screen:
    """Tell a learner what a trainer answered."""
    outcome, text = answer.answered.outcome, answer.answered.text
    parts: list[Rich | str] = [
        bold(ANSWERS[outcome]) + ":",
        quote(name_question(answer.question)),
    ]
    if text:
        parts += ["", text]
    return Screen(lines(*parts), [[HOME]]).below()


def show_question(question: Question | None) -> Screen:
    """Show a trainer a question as it is taught now, with its key and all reasons."""
    if question is None:
        return Screen(rich("That question is not in the version that is taught now."), [[HOME]])
    parts: list[Rich | str] = [italic(question.id), render(question.ask), ""]
    for option in question.options:
        mark = "✅" if option.is_correct else "▫️"
        parts.append(f"{mark} " + bold(render_inline(option.text)))
        parts.append(quote(render_inline(option.why), is_folded=True))
    return Screen(lines(*parts), [[HOME]]).below()


def _describe(flag: Flag, item: Item | None) -> Rich:
    question = flag.question
    chosen = [render_inline(o.text).text for o in question.options if o.id in flag.chosen]
    verdict = "which counted as right" if flag.is_correct else "which counted as wrong"
    parts: list[Rich | str] = [
        bold(f"🚩 A learner flagged a question: {NAMES[flag.reason]}"),
        "",
        render(question.ask),
        "",
        "Answered: " + bold(" and ".join(chosen)) + f", {verdict}",
    ]
    if flag.comment:
        parts += ["", quote(flag.comment)]
    if item is not None and not item.is_silent:
        parts += ["", *list_figures(item)]
    parts += [line for answered in flag.answers for line in _describe_answer(answered)]
    return lines(*parts)


def _describe_answer(answered: FlagAnswered) -> list[Rich | str]:
    said = italic(f"{OUTCOMES[answered.outcome]}, {short_date(answered.answered_at)}")
    return ["", said, *([quote(answered.text)] if answered.text else [])]
