"""An assignment that is not made yet: read from a form, written down for the page that confirms."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Self

from bot.learning.assignments import YEARS_AHEAD, Due, Target, Terms, Whom
from bot.learning.duties import read_day
from bot.learning.errors import DayUnclear
from bot.web.dashboard.forms import Form

PEOPLE: Final = 50  # by name, at once
# The terms besides the due day, with the most that each can be.
LIMITS: Final[Mapping[str, int]] = {
    "pass_mark": 100,
    "attempts": 100,
    "cooldown": 8760,
    "valid": 600,
}


@dataclass(frozen=True)
class Plan:
    """A course for some, on terms."""

    course_id: str
    whom: tuple[Whom, ...]
    terms: Terms

    def write(self) -> str:
        """Return it as text."""
        terms, hours = self.terms, timedelta(hours=1)
        return json.dumps(
            {
                "course": self.course_id,
                "whom": [[one.target, one.key] for one in self.whom],
                "day": None if terms.due.on is None else terms.due.on.isoformat(),
                "days": terms.due.days,
                "pass_mark": terms.pass_mark_pct,
                "attempts": terms.attempts,
                "cooldown": None if terms.cooldown is None else terms.cooldown // hours,
                "valid": terms.valid_months,
            }
        )

    @classmethod
    def read(cls, text: str) -> Self:
        """Return what was written: by us, as its seal says."""
        written = json.loads(text)
        day, hours = written["day"], written["cooldown"]
        return cls(
            written["course"],
            tuple(Whom(Target(target), key) for target, key in written["whom"]),
            Terms(
                Due(None if day is None else date.fromisoformat(day), written["days"]),
                written["pass_mark"],
                written["attempts"],
                None if hours is None else timedelta(hours=hours),
                written["valid"],
            ),
        )


def read_whom(form: Form, problems: dict[str, str]) -> tuple[Whom, ...]:
    """Read for whom it is to be."""
    target = form.get("whom") or _infer_target(form)
    if target == Target.EVERYONE:
        if _infer_target(form):
            problems["whom"] = (
                "Everybody, or only those whom you have chosen as well? Please choose one, and "
                "empty the other."
            )
        return (Whom(Target.EVERYONE),)
    if target in {Target.DEPARTMENT, Target.GROUP}:
        name = form.get(target)
        if name:
            return (Whom(Target(target), name),)
        problems[target] = f"Please choose the {target}."
        return ()
    if target != Target.PERSON:
        problems["whom"] = "Please choose whom it is for."
        return ()
    chosen = list_people(form)
    if not chosen:
        problems["find"] = "Please write a name, tap Find, and tick whom it is for."
    if len(chosen) > PEOPLE:
        problems["find"] = f"Please tick {PEOPLE} people at most, or choose a department or group."
    return tuple(Whom(Target.PERSON, str(person_id)) for person_id in chosen)


def _infer_target(form: Form) -> str:
    """Return whom somebody must mean who has chosen, and ticked nothing before it."""
    chosen = [one.value for one in (Target.DEPARTMENT, Target.GROUP) if form.get(one)]
    chosen += [Target.PERSON.value] if list_people(form) else []
    return chosen[0] if len(chosen) == 1 else ""


def list_people(form: Form) -> list[int]:
    """Return who is ticked, each once, in their order."""
    ticked = (text for text in form.list_all("person") if text.isascii() and text.isdigit())
    return list(dict.fromkeys(int(text[:18]) for text in ticked))


def read_terms(form: Form, problems: dict[str, str]) -> Terms:
    """Read on which terms; what is empty is as the course says."""
    due = _read_due(form, problems)
    pass_mark, attempts, cooldown, valid = (
        _read_number(form, name, most, problems) for name, most in LIMITS.items()
    )
    pause = None if cooldown is None else timedelta(hours=cooldown)
    return Terms(due, pass_mark, attempts, pause, valid)


def _read_due(form: Form, problems: dict[str, str]) -> Due:
    match form.get("due"):
        case "day":
            try:
                return Due(on=read_day(form.get("day")))
            except DayUnclear:
                problems["day"] = "Please give a day, such as 2026-12-18 or 18 Dec 2026."
        case "days":
            days = _read_number(form, "days", YEARS_AHEAD * 365, problems)
            if form.get("day"):
                problems["due"] = (
                    "After some days, or on the day that you have given as well? Please choose "
                    "one, and empty the other."
                )
            if days is None:
                problems.setdefault("days", "Please write how many days.")
            return Due(days=days)
        case "never":
            return Due()
        case _:
            problems["due"] = "Please choose by when."
    return Due()


def _read_number(form: Form, name: str, most: int, problems: dict[str, str]) -> int | None:
    text = form.get(name)
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) < len(str(most)) + 1:
        number = int(text)
        if 1 <= number <= most:
            return number
    problems[name] = f"Please write a whole number from 1 to {most:,}."
    return None
