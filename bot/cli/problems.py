"""Problems in the content as people, programs and GitHub read them."""

import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any, Final

from bot.content.problems import Problem

WIDEST: Final = 100  # columns of a source line that are shown
_LEAD: Final = "    "


def write_text(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield each problem with the line that it stands in and a caret under the place."""
    for problem in problems:
        yield str(problem)
        yield from point_at(problem)


def write_github(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield each problem as an annotation, which GitHub shows beside the line."""
    for problem in problems:
        text = problem.message + (f". {problem.fix}" if problem.fix else "")
        place = f"file={_escape(problem.file)},line={problem.line},col={problem.column}"
        yield f"::{problem.severity} {place},title={_escape(problem.rule)}::{_escape_text(text)}"


def write_json(problems: Iterable[Problem], summary: dict[str, Any]) -> str:
    """Return everything as one JSON object."""
    data = {"problems": [asdict(problem) for problem in problems], "summary": summary}
    return json.dumps(data, indent=2, ensure_ascii=False)


def point_at(problem: Problem) -> Iterator[str]:
    """Yield the line of a problem, cut to what fits, and the caret; nothing where it is empty."""
    source = problem.source.rstrip()
    at = problem.column - 1
    if not source or at > len(source):
        return
    start = max(0, at - WIDEST // 2) if len(source) > WIDEST else 0
    shown = source[start : start + WIDEST]
    lead = _LEAD + ("…" if start else "")
    before = "".join(map(_blank, source[start:at]))
    yield lead + _make_visible(shown) + ("…" if start + WIDEST < len(source) else "")
    yield f"{' ' * len(lead)}{before}^"


def _blank(sign: str) -> str:
    """Return what takes as much room as a character, and shows nothing."""
    if sign == "\t":
        return sign
    if unicodedata.combining(sign) or unicodedata.category(sign) in {"Cf", "Me", "Mn"}:
        return ""
    return "  " if unicodedata.east_asian_width(sign) in {"W", "F"} else " "


def _make_visible(text: str) -> str:
    """Replace what a terminal would obey instead of showing it."""
    return "".join(
        "�" if unicodedata.category(sign) == "Cc" and sign != "\t" else sign for sign in text
    )


def _escape_text(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape(text: str) -> str:
    return _escape_text(text).replace(":", "%3A").replace(",", "%2C")
