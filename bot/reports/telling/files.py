"""Statements as a file: one a line, or all in one JSON array."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TextIO

from bot.learning.xapi.activities import Statement
from bot.learning.xapi.statements import VERBS
from bot.learning.xapi.told import Told


@dataclass
class Summary:
    """How many statements of which verb there were, and who was left out."""

    verbs: Counter[str] = field(default_factory=Counter)
    numberless: set[int] = field(default_factory=set)
    erased: set[int] = field(default_factory=set)

    def pick(self, told: Iterable[Told]) -> Iterator[Statement]:
        """Yield the statements that there are, and count."""
        for one in told:
            if self.count(one) and one.statement is not None:
                yield one.statement

    def count(self, one: Told) -> bool:
        """Count one; tell whether there is a statement."""
        if one.statement is None:
            (self.erased if one.is_erased else self.numberless).add(one.person_id)
            return False
        self.verbs[one.statement["verb"]["id"].removeprefix(VERBS)] += 1
        return True


_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


def dump(statement: Statement) -> str:
    """Write a statement on one line."""
    return _ENCODER.encode(statement)


def write_lines(statements: Iterable[Statement], out: TextIO) -> None:
    """Write one statement a line."""
    out.writelines(dump(statement) + "\n" for statement in statements)


def write_array(statements: Iterable[Statement], out: TextIO) -> None:
    """Write one JSON array, with each statement on a line of its own."""
    before = "[\n"
    for statement in statements:
        out.write(before + dump(statement))
        before = ",\n"
    out.write("\n]\n" if before == ",\n" else "[]\n")
