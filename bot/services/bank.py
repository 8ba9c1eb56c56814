"""What a trainer asks of the question bank: what is taught now, and what the files say."""

from dataclasses import dataclass
from pathlib import Path

from bot.content.catalog import load_catalog
from bot.content.problems import Problem
from bot.content.snapshot import digest, dump_catalog
from bot.learning.course import Use
from bot.services.library import Library


@dataclass(frozen=True)
class BankState:
    """The version that is taught, in figures, and the state of the files beside it."""

    version_id: int
    lessons: int
    practice_questions: int
    test_questions: int
    terms: int
    problems: tuple[Problem, ...]
    is_edited: bool


class Bank:
    """Looks at the bank for its trainers."""

    def __init__(self, library: Library, directory: Path) -> None:
        self._library = library
        self._directory = directory

    def inspect(self) -> BankState:
        """Read the files and compare them with what is taught."""
        edition = self._library.get_current()
        loaded = load_catalog(self._directory)
        taught = edition.catalog
        is_edited = loaded.catalog is not None and (
            digest(dump_catalog(loaded.catalog)) != digest(dump_catalog(taught))
        )
        reserved = sum(question.use is Use.TEST for question in taught.questions)
        return BankState(
            version_id=edition.version_id,
            lessons=len(taught.lessons),
            practice_questions=len(taught.questions) - reserved,
            test_questions=reserved,
            terms=len(taught.terms),
            problems=loaded.problems,
            is_edited=is_edited,
        )
