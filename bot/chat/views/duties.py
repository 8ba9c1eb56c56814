"""Screens about what one person has to complete, for HR; managers see how it stands."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.chat.richtext import Rich, bold, italic, rich
from bot.chat.screen import Button, Screen
from bot.chat.taps.assigning import ChooseWhom
from bot.chat.taps.duties import OfferExtension, ShowReminders, WriteDutyDay, WriteDutyReason
from bot.chat.taps.people import ShowPerson
from bot.chat.taps.prompts import WriteNothing
from bot.chat.views.wording import close, lines, name_day, shorten
from bot.learning.assignments import Ruling, Target
from bot.learning.broadcast import State
from bot.learning.duties import DutyAct, DutyRequest, DutyState, PastWord, number_day
from bot.learning.people import abbreviate
from bot.learning.phrases import short_date, short_moment
from bot.learning.reminders import Told, name_rung

WORDS = {
    Ruling.WAIVED.value: "waived",
    Ruling.REQUIRED.value: "required again",
    Ruling.ELSEWHERE.value: "completed elsewhere",
    "reopened": "to be done again",
}
EFFECTS = {
    DutyAct.WAIVE: "need not complete the course",
    DutyAct.REQUIRE: "has to complete the course again",
}
NOT_SENT = {
    State.WAITING: ", not delivered yet",
    State.CLAIMED: ", not delivered yet",
    State.SKIPPED: ", not sent: nothing was left to do",
    State.FAILED: ", not sent: Telegram refused it",
}
PROOF_LIMIT = 200  # characters
EXAMPLES = "such as 2026-12-18 or 18 Dec 2026"


def describe_duty(state: DutyState | None, *, is_overdue: bool) -> Iterator[Rich | str]:
    """Say what is assigned to somebody and how it stands."""
    if state is None:
        yield "Not assigned"
        return
    occurrence = state.occurrence
    if occurrence.is_waived:
        yield "Waived: need not be completed"
    elif occurrence.completed_at is not None:
        yield _describe_result(state)
    elif is_overdue and state.due_day is not None:
        yield "⚠️ " + bold(f"Overdue since {name_day(state.due_day)}")
    else:
        what = "Renewal due" if occurrence.number > 1 else "Due"
        due = "no due day" if state.due_day is None else f"{what} {name_day(state.due_day)}"
        yield f"Assigned, {due}" if state.due_day is None else due
    if occurrence.is_open:
        reminded = state.find_day(state.reminded_at)
        yield f"Last reminder: {short_date(reminded)}" if reminded else "Not reminded yet"
    if state.words:
        yield ""
        yield bold("What was decided about it")
    for word in state.words:
        yield _describe_word(state, word)


def list_acts(
    state: DutyState | None, person_id: int, course: int | None = None
) -> list[list[Button]]:
    """Return the buttons for what can be done about it; `course` stands for one of several."""
    if state is None:
        return [[Button("Assign …", ChooseWhom(Target.PERSON, person_id, course))]]
    place = state.mark.occurrence_id, state.mark.event_id
    told = Button("Reminders", ShowReminders(person_id))
    if DutyAct.REQUIRE in state.acts:
        again = [Button("Required again …", WriteDutyReason(DutyAct.REQUIRE, *place, 0))]
        return [again] if state.occurrence.is_waived else [again, [told]]
    if not state.occurrence.is_open:
        return [[told]]
    return [
        [
            Button("Extend …", OfferExtension(*place)),
            Button("Waive …", WriteDutyReason(DutyAct.WAIVE, *place, 0)),
        ],
        [Button("Completed elsewhere …", WriteDutyDay(DutyAct.ELSEWHERE, *place))],
        [told],
    ]


def show_reminders(name: str, person_id: int, told: Sequence[Told]) -> Screen:
    """List which reminders somebody got, or would have got, the newest first."""
    head = bold(f"Reminders to {abbreviate(name)}")
    sent = [
        italic(f"{short_moment(one.at)} ") + name_rung(one.rung) + NOT_SENT.get(one.state, "")
        for one in told
    ]
    text = lines(head, "Times are UTC.", "", *sent) if sent else lines(head, "None was sent yet.")
    return Screen(text, [[Button("Back", ShowPerson(person_id))]])


def offer_extension(name: str, state: DutyState, days: Sequence[date]) -> Screen:
    """Offer later due days."""
    now = "No due day so far." if state.due_day is None else f"So far: {name_day(state.due_day)}."
    text = lines(bold(f"Until when for {abbreviate(name)}?"), now)
    place = state.mark.occurrence_id, state.mark.event_id
    rows = [
        [
            Button(
                f"{weeks}: {day:%a} {short_date(day)}",
                WriteDutyReason(DutyAct.EXTEND, *place, number_day(day)),
            )
        ]
        for weeks, day in zip(("1 week", "2 weeks"), days, strict=True)
    ]
    other = [Button("Another day …", WriteDutyDay(DutyAct.EXTEND, *place))]
    return Screen(text, [*rows, other, [Button("No, leave it", ShowPerson(state.person_id))]])


def ask_for_day(name: str, act: DutyAct) -> Screen:
    """Ask HR to write a day."""
    what = "the new due day" if act is DutyAct.EXTEND else "the day on which it was completed"
    text = f"Write {what}, {EXAMPLES}: " + close(abbreviate(name))
    return Screen(text, [[Button("Leave it", WriteNothing())]])


def confirm_day(
    name: str, person_id: int, request: DutyRequest, *, is_hasty: bool = False
) -> Screen:
    """Show which day was understood; `is_hasty` where the reason came before the yes."""
    day, mark = request.day, request.mark
    what = "completed elsewhere on" if request.act is DutyAct.ELSEWHERE else "due"
    text = bold(f"{abbreviate(name)}: {what} {name_day(day) if day else ''}")
    tap = WriteDutyReason(request.act, mark.occurrence_id, mark.event_id, number_day(day))
    label = "Yes, write proof …" if request.act is DutyAct.ELSEWHERE else "Yes, write why …"
    rows = [[Button(label, tap)], [Button("No, leave it", ShowPerson(person_id))]]
    hasty = "Please tap Yes first, then write it once more." if is_hasty else None
    return Screen(lines(text, "Is that right? Nothing is changed yet.", hasty), rows)


def ask_for_reason(name: str, request: DutyRequest) -> Screen:
    """Ask HR to write the reason, which does it; for a completion elsewhere also the proof."""
    who, day = close(abbreviate(name)), request.day
    if request.act is DutyAct.ELSEWHERE:
        text = lines(
            "Write two lines, and it counts as completed"
            + (f" on {name_day(day)}: " if day else ": ")
            + who,
            "First what proves it, such as: attendance sheet of 20 Nov, no. 12",
            "Below it the reason, such as: no phone at work",
        )
    elif day is not None:
        text = f"Write the reason, and it is due {name_day(day)}: " + who
    else:
        who = bold(abbreviate(name))
        text = rich("Write the reason, and ") + who + f" {EFFECTS[request.act]}."
    return Screen(text, [[Button("Leave it", WriteNothing())]])


def confirm_done(person_id: int, *, is_done: bool) -> Screen:
    """Say that it is done, or that something else was done before."""
    text = (
        "Done, and written down."
        if is_done
        else "Somebody has changed that before you. Nothing was done now; please look at it again."
    )
    return Screen(rich(text), [[Button("Show it", ShowPerson(person_id))]])


def _describe_result(state: DutyState) -> str:
    done, until = (state.find_day(at) for at in (state.occurrence.completed_at, state.valid_until))
    assert done is not None  # noqa: S101 - the caller looked
    where = " elsewhere" if state.is_elsewhere else ""
    late = ", late" if state.occurrence.is_late else ""
    valid = f"; valid until {short_date(until)}" if until else ""
    return f"Completed{where} on {short_date(done)}{late}{valid}"


def _describe_word(state: DutyState, word: PastWord) -> Rich:
    day, due = state.find_day(word.at), state.find_day(word.due_at)
    what = f"due {short_date(due)}" if due else WORDS.get(word.kind, word.kind)
    reason = f": {shorten(word.reason)}" if word.reason else ""
    proof = f", proof: {shorten(' '.join(word.proof.split()), PROOF_LIMIT)}" if word.proof else ""
    by = f", by {abbreviate(word.actor)}" if word.actor else ""
    return italic(f"{short_date(day)} " if day else "") + f"{what}{reason}{proof}{by}"
