"""How commands speak: results to standard output, what went wrong to standard error."""

import argparse
import sys
from collections.abc import Iterable

from bot.content.problems import Problem


def fail(message: str) -> int:
    """Print why a command could not do its work, and return its exit status."""
    sys.stderr.write(message.rstrip() + "\n")
    return 1


def whole_number(text: str, *, least: int, most: int) -> int:
    """Read an option's number, or say between which numbers it must be."""
    if not text.isascii() or not text.isdecimal() or not least <= int(text[:20]) <= most:
        raise argparse.ArgumentTypeError(f"must be a whole number from {least} to {most}")
    return int(text)


def print_problems(problems: Iterable[Problem]) -> None:
    """Print problems in the content, one a line."""
    for problem in problems:
        print(problem)


def is_confirmed(question: str) -> bool:
    """Ask, and tell whether the answer is yes."""
    try:
        return input(question).strip().lower() in {"y", "yes"}
    except EOFError:
        print()
        return False
