"""One question as the rules look at it: its texts, their words, and where they stand."""

from dataclasses import dataclass
from functools import cached_property

from bot.content.document import Fields
from bot.content.lint.words import find_words
from bot.content.problems import Page, find_place
from bot.content.schema import OptionEntry, QuestionEntry
from bot.learning.course import QuestionType


@dataclass
class Item:
    """A question, and the way to put something on its page."""

    page: Page
    raw: Fields
    question: QuestionEntry

    @property
    def is_choice(self) -> bool:
        """Whether the options are texts of the author's, and not True and False."""
        return self.question.type is not QuestionType.TRUE_FALSE

    @property
    def is_shuffled(self) -> bool:
        """Whether learners see the options in any order."""
        return self.is_choice and not self.question.keep_order

    @cached_property
    def texts(self) -> list[str]:
        """The texts of the options."""
        return [option.text for option in self.question.options]

    @cached_property
    def words(self) -> list[list[str]]:
        """The words of each option, in small letters."""
        return [find_words(text) for text in self.texts]

    @cached_property
    def all_words(self) -> frozenset[str]:
        """The words of all options together."""
        return frozenset().union(*self.words)

    @cached_property
    def stem(self) -> list[str]:
        """The words of the question itself, in small letters."""
        return find_words(self.question.ask)

    @property
    def keys(self) -> list[int]:
        """The numbers of the right options."""
        return [n for n, option in enumerate(self.question.options) if option.correct]

    @property
    def distractors(self) -> list[int]:
        """The numbers of the wrong options."""
        return [n for n, option in enumerate(self.question.options) if not option.correct]

    def warn(self, rule: str, name: str, message: str, fix: str, *, at: str = "") -> None:
        """Warn of one of the question's own texts; `at` is what is wrong in it."""
        mark = self.raw.value_mark(name)
        self.page.warn(rule, find_place(self.page, mark, at), message, fix)

    def warn_of_option(  # noqa: PLR0913 - what is wrong, and where
        self, rule: str, number: int, message: str, fix: str, *, name: str = "text", at: str = ""
    ) -> None:
        """Warn of one option; `at` is what is wrong in its text."""
        mark = self.raw["options"][number].value_mark(name)
        self.page.warn(rule, find_place(self.page, mark, at), message, fix)

    def warn_of_options(self, rule: str, message: str, fix: str) -> None:
        """Warn of the options as a whole."""
        self.page.warn(rule, self.raw.key_mark("options"), message, fix)

    def get_option(self, number: int) -> OptionEntry:
        """Return an option by its number."""
        return self.question.options[number]
