"""Measures `check` with all its rules against `yaml.compose` on the C loader, for the same bank.

The base is `yaml.compose` of questions.yaml, and nothing else. The check reads the lessons too,
runs all rules, also those on near-duplicates and on the bank as a whole, takes the figures and
writes the text that `run_bot.py check` prints. Both run in one process, in turns, with the garbage
collector off.

There are two banks: one in which flaws are about as frequent as in real ones, and one of questions
that are nearly the same, each like thousands of others.

    python -m bench.check [--questions 10000] [--rounds 5]
"""

import argparse
import random
import statistics
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml
from yaml.cyaml import CSafeLoader

from bench.content_load import PER_LESSON, say, time_once, write_course, write_lesson
from bench.result import Goal, Result, print_table
from bot.cli.figures import write_figures
from bot.cli.problems import write_text
from bot.content.catalog import load_catalog
from bot.content.figures import take_figures

GOAL: Final = 6.0
SYLLABLES: Final = [first + second for first in "bcdfghjklmnprstvwz" for second in "aeiou"]
DICE: Final = random.Random(7)  # noqa: S311 - the same banks each time
WORDS: Final = [
    "".join(DICE.choices(SYLLABLES, k=DICE.choice((1, 2, 2, 3, 3, 4)))) for _ in range(4000)
]


@dataclass(frozen=True)
class Measured:
    """What one bank showed; `alone` is loading without advice."""

    size: int
    problems: int
    kinds: int
    base: float
    check: float
    alone: float
    ratio: float


def main() -> int:
    """Measure both banks and say whether the goal is kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    measured = {}
    for name in ("usual", "alike"):
        with tempfile.TemporaryDirectory() as folder:
            directory = Path(folder) / "content"
            write_bank(directory, options.questions, is_alike=name == "alike")
            measured[name] = measure(directory, options.rounds)
    columns = ("MB", "problems", "rules broken", "compose s", "load s", "check s", "ratio")
    print_table(
        [
            ("bank", *columns),
            *(
                (name, m.size / 1e6, m.problems, m.kinds, m.base, m.alone, m.check, m.ratio)
                for name, m in measured.items()
            ),
        ]
    )
    result = Result(
        "check",
        {"questions": options.questions} | {name: vars(m) for name, m in measured.items()},
        tuple(
            Goal(
                f"check of {options.questions:,} {name} questions, in times of compose",
                m.ratio,
                GOAL,
            )
            for name, m in measured.items()
        ),
    )
    result.report()
    return 0 if result.holds else 1


def measure(directory: Path, rounds: int) -> Measured:
    """Return what one bank takes, after one round to warm up."""
    path = directory / "questions.yaml"
    problems = load_catalog(directory, is_linted=True).problems
    times: dict[str, list[float]] = {"base": [], "check": [], "alone": []}
    works = {
        "base": lambda: yaml.compose(path.read_bytes(), Loader=CSafeLoader),
        "check": lambda: check(directory),
        "alone": lambda: load_catalog(directory),
    }
    for number in range(rounds + 1):
        for name in works if number % 2 else reversed(works):
            taken = time_once(works[name])
            if number:
                times[name].append(taken)
    ratios = [c / b for b, c in zip(times["base"], times["check"], strict=True)]
    return Measured(
        size=path.stat().st_size,
        problems=len(problems),
        kinds=len(Counter(problem.rule for problem in problems)),
        base=statistics.median(times["base"]),
        check=statistics.median(times["check"]),
        alone=statistics.median(times["alone"]),
        ratio=statistics.median(ratios),
    )


def check(directory: Path) -> str:
    """Do what the command does, and return what it prints."""
    loaded = load_catalog(directory, is_linted=True)
    if loaded.catalog is None:
        raise SystemExit("\n".join(map(str, loaded.problems[:5])))
    lines = [*write_text(loaded.problems), *write_figures(take_figures(loaded.catalog))]
    return "\n".join(lines)


def write_bank(directory: Path, questions: int, *, is_alike: bool) -> None:
    """Write a content directory with that many questions."""
    dice = random.Random(1)  # noqa: S311 - the same bank each time
    lessons = [f"lesson-{number}" for number in range(1, questions // PER_LESSON + 2)]
    (directory / "lessons").mkdir(parents=True)
    for lesson in lessons:
        text = write_lesson(dice, lesson)
        (directory / "lessons" / f"{lesson}.yaml").write_text(text, encoding="utf-8")
    (directory / "courses.yaml").write_text(write_course(dice, lessons), encoding="utf-8")
    (directory / "glossary.yaml").write_text(
        f"terms:\n  - id: term\n    term: Term\n    definition: {say(dice, 90)}\n", encoding="utf-8"
    )
    stems: list[str] = []
    bank = "questions:\n" + "".join(
        write_question(dice, number, lessons[number % len(lessons)], stems, is_alike=is_alike)
        for number in range(questions)
    )
    (directory / "questions.yaml").write_bytes(bank.encode())


def write_question(
    dice: random.Random, number: int, lesson: str, stems: list[str], *, is_alike: bool
) -> str:
    """Return a question with four options, sometimes with a flaw."""
    stem = f"{make_text(dice, 100)}. Which {make_text(dice, 50)}?"
    if stems and (is_alike or dice.random() < 0.02):  # noqa: PLR2004 - one in fifty
        words = dice.choice(stems[:20] if is_alike else stems).split()
        words[dice.randrange(len(words) - 1)] = dice.choice(WORDS)
        stem = " ".join(words)
    stems.append(stem)
    right = dice.randrange(4)
    texts = [make_text(dice, dice.randrange(45, 60)) for _ in range(4)]
    flaw = dice.random()
    if flaw < 0.03:  # noqa: PLR2004 - as often as in a public bank of 9,410 questions
        texts[3] = "All of the above"
    elif flaw < 0.08:  # noqa: PLR2004
        texts[(right + 1) % 4] = f"Always {make_text(dice, 40)}"
    elif flaw < 0.12:  # noqa: PLR2004
        texts[right] += f" {make_text(dice, 40)}"
    elif flaw < 0.14:  # noqa: PLR2004
        texts[0] = f"Usually {make_text(dice, 40)}."
    use = "    use: test\n" if number % 5 == 0 else ""
    rows = "".join(
        f"      - id: option-{place}\n        text: {text[0].upper()}{text[1:]}\n"
        + ("        correct: yes\n" if place == right else "")
        + f"        why: {make_text(dice, 115)}.\n"
        for place, text in enumerate(texts)
    )
    return (
        f"  - id: question-{number}\n    lesson: {lesson}\n    card: card-{number % 4}\n{use}"
        f"    level: {dice.choice(('recall', 'application'))}\n"
        f"    ask: |\n      {stem}\n    options:\n{rows}"
    )


def make_text(dice: random.Random, length: int) -> str:
    """Return words of about that many characters; few words are frequent, as in any language."""
    words: list[str] = []
    while sum(map(len, words)) + len(words) < length:
        words.append(WORDS[int(len(WORDS) * dice.random() ** 3)])
    return " ".join(words)


if __name__ == "__main__":
    sys.exit(main())
