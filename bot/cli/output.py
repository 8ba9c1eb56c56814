"""How commands speak: results to standard output, what went wrong to standard error."""

import sys
from collections.abc import Iterable

from bot.content.problems import Problem


def fail(message: str) -> int:
    """Print why a command could not do its work, and return its exit status."""
    sys.stderr.write(message.rstrip() + "\n")
    return 1


def print_problems(problems: Iterable[Problem]) -> None:
    """Print problems in the content, one a line."""
    for problem in problems:
        print(problem)
