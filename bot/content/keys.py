"""What the right options of a bank have in common: a habit of its author gives answers away."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from bot.learning.course import Question, QuestionType


@dataclass(frozen=True)
class KeyLengths:
    """In how many questions with one right option that one is the longest.

    Where several are equally long it counts in part. `expected` is what chance would give, with its
    `deviation`.
    """

    questions: int
    longest: float
    expected: float
    deviation: float

    @property
    def excess(self) -> float:
        """By how many standard deviations there are more than chance would give."""
        return (self.longest - self.expected) / self.deviation if self.deviation else 0.0


@dataclass(frozen=True)
class KeyPlaces:
    """In which place the right option stands, in questions whose options are not shuffled.

    Those with True and False count apart from others with two options.
    """

    names: tuple[str, ...]
    counts: tuple[int, ...]

    @property
    def questions(self) -> int:
        """How many questions these are."""
        return sum(self.counts)

    @property
    def chi_squared(self) -> float:
        """How far the places are from being equally frequent."""
        expected = self.questions / len(self.counts)
        return sum((found - expected) ** 2 / expected for found in self.counts) if expected else 0.0


def count_key_lengths(questions: Iterable[Question]) -> KeyLengths:
    """Count in how many questions the right option is the longest."""
    total, longest, expected, variance = 0, 0.0, 0.0, 0.0
    for question in questions:
        if question.type is not QuestionType.SINGLE or len(question.correct_ids) != 1:
            continue
        lengths = [len(option.text) for option in question.options]
        most = max(lengths)
        key = next(len(option.text) for option in question.options if option.is_correct)
        chance = 1 / len(lengths)
        total += 1
        longest += 1 / lengths.count(most) if key == most else 0
        expected += chance
        variance += chance * (1 - chance)
    return KeyLengths(total, longest, expected, sqrt(variance))


def count_key_places(questions: Iterable[Question]) -> tuple[KeyPlaces, ...]:
    """Count where the right option stands, for each number of options."""
    places: dict[tuple[str, ...], Counter[str]] = {}
    for question in questions:
        names = _name_places(question)
        if not names or len(question.correct_ids) != 1:
            continue
        number = next(n for n, option in enumerate(question.options) if option.is_correct)
        is_judged = question.type is QuestionType.TRUE_FALSE
        place = question.options[number].text.casefold() if is_judged else names[number]
        places.setdefault(names, Counter())[place] += 1
    return tuple(
        KeyPlaces(names, tuple(found[name] for name in names))
        for names, found in sorted(places.items())
    )


def _name_places(question: Question) -> tuple[str, ...]:
    """Return the places of options that are not shuffled."""
    if question.type is QuestionType.TRUE_FALSE:
        return ("true", "false")
    if question.type is QuestionType.SINGLE and question.keeps_order:
        return tuple(map(str, range(1, len(question.options) + 1)))
    return ()
