"""Problems in files that trainers send: the first of each kind in a message, all in a file."""

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.chat.views.wording import shorten
from bot.content.problems import Problem
from bot.learning.phrases import count

KINDS = 5  # of problems in a message; the file lists all
CHARACTERS = 300


def gather(problems: Sequence[Problem]) -> list[str]:
    """Return the first problem of each kind in each file, and how many there are of it."""
    counts = Counter((problem.file, problem.rule) for problem in problems)
    firsts: dict[tuple[str, str], Problem] = {}
    for problem in problems:
        firsts.setdefault((problem.file, problem.rule), problem)
    shown = [
        shorten(str(problem), CHARACTERS)
        + (f" (and {counts[kind] - 1} more like it)" if counts[kind] > 1 else "")
        for kind, problem in list(firsts.items())[:KINDS]
    ]
    more = len(firsts) - KINDS
    return [*shown, f"… and {count(more, 'kind')} more."] if more > 0 else shown


def write_problems(problems: Iterable[Problem]) -> bytes:
    """Return all problems as a text, each with the line of the file that it is about."""
    return "\n".join(map(_write_problem, problems)).encode()


def _write_problem(problem: Problem) -> str:
    if not problem.source:
        return f"{problem}\n"
    caret = " " * (problem.column - 1) + "^"
    return f"{problem}\n    {problem.source}\n    {caret}\n"
