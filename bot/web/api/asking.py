"""What a request asks for: the parameters of its address, and the cursor that goes on from a page.

A cursor holds what the first page was asked for and how far the run is. It is no secret and no
right: whoever makes one up sees nothing but what their token shows them anyway.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

from bot.reports.feed import Run
from bot.web.api.problems import Problem

USUAL_LIMIT: Final = 500  # people
MOST: Final = 1000
LONGEST: Final = 2000  # characters of a cursor
TEXT_LIMIT: Final = 200  # characters of a department's or course's name
VERSION: Final = 1
LAST_ID: Final = 2**63 - 1
MOMENT: Final = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+ -]\d\d:\d\d)", re.ASCII
)
YEARS: Final = range(1970, 3000)
NAMES: Final = ("changed_since", "course", "department", "limit", "cursor")
BAD_CURSOR: Final = (
    "This is no cursor of ours, or not for this token. Take `next` as it was answered, or begin"
    " anew without a cursor."
)


@dataclass(frozen=True)
class Asked:
    """What is asked for; with `run` the next page of it."""

    limit: int
    since: datetime | None = None
    course_id: str | None = None
    department: str | None = None
    run: Run | None = None


def read(pairs: Iterable[tuple[str, str]]) -> Asked:
    """Read an address; raise Problem where something in it is not understood."""
    given: dict[str, str] = {}
    for name, value in pairs:
        if name not in NAMES:
            raise _refuse(name, f"There is no such parameter. There are: {', '.join(NAMES)}.")
        if name in given:
            raise _refuse(name, "It is there twice: give it once.")
        given[name] = value
    limit = _read_limit(given.pop("limit", None))
    if "cursor" in given:
        cursor = given.pop("cursor")
        for name in given:
            raise _refuse(name, "The cursor holds it already: leave it out of the next pages.")
        return Asked(limit, run=read_cursor(cursor))
    since = given.get("changed_since")
    return Asked(
        limit,
        None if since is None else _read_moment(since),
        _read_text("course", given.get("course")),
        _read_text("department", given.get("department")),
    )


def make_cursor(run: Run) -> str:
    """Return what goes on from here."""
    body = [
        VERSION,
        run.as_of.isoformat(),
        run.since and run.since.isoformat(),
        run.mark_id,
        run.course_id,
        run.department,
        run.after,
    ]
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> Run:
    """Read a cursor; raise Problem where it is none."""
    padded = cursor[:LONGEST] + "=" * (-len(cursor) % 4)
    try:
        body = json.loads(base64.b64decode(padded.encode("ascii"), b"-_", validate=True))
        version, as_of, since, mark_id, course_id, department, after = body
        run = Run(
            _load(as_of),
            None if since is None else _load(since),
            _check(mark_id, int, may_lack=True),
            _check(course_id, str, may_lack=True),
            _check(department, str, may_lack=True),
            after=_check(after, int),
        )
        is_sound = version == VERSION and all(
            0 <= number <= LAST_ID for number in (run.mark_id or 0, run.after)
        )
        is_sound = is_sound and _is_plain(run.course_id) and _is_plain(run.department)
    except (ValueError, TypeError, binascii.Error, RecursionError, OverflowError):
        is_sound = False
    if not is_sound:
        raise _refuse("cursor", BAD_CURSOR)
    return run


def _read_limit(text: str | None) -> int:
    if text is None:
        return USUAL_LIMIT
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= MOST):
        raise _refuse("limit", f"Give the number of people on a page, from 1 to {MOST}.")
    return int(text)


def _read_moment(text: str) -> datetime:
    is_moment = MOMENT.fullmatch(text) is not None
    try:
        # A plus sign that was not written as %2B arrives as a space.
        return _load(text.replace(" ", "+").upper() if is_moment else "")
    except (ValueError, OverflowError):
        raise _refuse(
            "changed_since",
            "Give a moment with its offset, such as 2026-11-27T06:00:00+00:00 (`as_of` of your"
            " last run), and write + as %2B.",
        ) from None


def _read_text(name: str, text: str | None) -> str | None:
    if not _is_plain(text):
        raise _refuse(name, "Give it in 1 to 200 plain characters, or leave it out for all.")
    return text


def _is_plain(text: str | None) -> bool:
    return text is None or (0 < len(text) <= TEXT_LIMIT and text.isprintable())


def _load(text: Any) -> datetime:
    moment = datetime.fromisoformat(_check(text, str))
    if moment.tzinfo is None or moment.year not in YEARS:
        raise ValueError(text)
    return moment.astimezone(UTC)


def _check(value: Any, kind: type, *, may_lack: bool = False) -> Any:
    if not (may_lack and value is None) and type(value) is not kind:
        raise TypeError(value)
    return value


def _refuse(parameter: str, detail: str) -> Problem:
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, parameter=parameter)
