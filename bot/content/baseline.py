"""Warnings that a bank has already: they are noted in a file, and only new ones are told.

A warning is known by its file, its entry and its rule, so lines may move and texts may be reworded.
Where an entry breaks a rule more often than before, all of those warnings are told.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.content.problems import Problem

Key = tuple[str, str, str]  # file, entry, rule

_FORM = TypeAdapter(dict[str, dict[str, dict[str, int]]])


class BadBaseline(Exception):
    """The file cannot be read, or it holds something else."""


@dataclass(frozen=True)
class Compared:
    """The problems that are new, and how many warnings are known, or known but gone."""

    problems: tuple[Problem, ...]
    known: int
    gone: int


def write_baseline(problems: Sequence[Problem], folder: str) -> str:
    """Return the text of a baseline with all warnings among these problems."""
    noted: dict[str, dict[str, dict[str, int]]] = {}
    for (file, entry, rule), number in sorted(_count(problems, folder).items()):
        noted.setdefault(file, {}).setdefault(entry, {})[rule] = number
    return json.dumps(noted, indent=2, ensure_ascii=False) + "\n"


def read_baseline(path: Path) -> Counter[Key]:
    """Return the warnings that a baseline notes; raises BadBaseline."""
    try:
        noted = _FORM.validate_json(path.read_bytes(), strict=True)
    except FileNotFoundError:
        raise BadBaseline(f"{path} is not there: write it with --write-baseline") from None
    except OSError as error:
        raise BadBaseline(f"{path} cannot be read: {error.strerror}") from None
    except ValidationError:
        raise BadBaseline(f"{path} is no baseline: write it anew with --write-baseline") from None
    return Counter(
        {
            (file, entry, rule): number
            for file, entries in noted.items()
            for entry, rules in entries.items()
            for rule, number in rules.items()
        }
    )


def compare(problems: Sequence[Problem], folder: str, noted: Counter[Key]) -> Compared:
    """Leave out the warnings that are noted."""
    found = _count(problems, folder)
    known = {key: number for key, number in found.items() if number <= noted[key]}
    fresh = tuple(
        problem
        for problem in problems
        if problem.severity == "error" or _name(problem, folder) not in known
    )
    return Compared(fresh, sum(known.values()), (noted - found).total())


def _count(problems: Sequence[Problem], folder: str) -> Counter[Key]:
    return Counter(_name(problem, folder) for problem in problems if problem.severity == "warning")


def _name(problem: Problem, folder: str) -> Key:
    """Return what a warning is known by, wherever the command runs."""
    return problem.file.removeprefix(f"{folder}/"), problem.entry, problem.rule
