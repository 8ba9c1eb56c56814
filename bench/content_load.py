"""Measures loading a question bank against the least that reading YAML with places can take.

The base is `yaml.compose` on the C loader and a walk that gives plain data and marks, both on
questions.yaml alone. `load_catalog` reads the lessons too, checks everything and builds the
catalogue. Both run in one process, in turns, with the garbage collector off.

    python bench/content_load.py [--questions 10000] [--rounds 7] [--results FILE]
"""

import argparse
import gc
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import yaml
from yaml.cyaml import CSafeLoader

ROOT: Final = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from bot.content.catalog import load_catalog  # noqa: E402 - the path must be known first

GOAL: Final = 2.0
PER_LESSON: Final = 200
TEXT: Final = (
    "the customer asks about a late order and you explain what happens next so that trust grows "
    "while others wait for support, measure results or share an offer with every team at work"
)


def main() -> int:
    """Measure, print a table and write the figures down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--results", type=Path, default=ROOT / "bench/results/content_load.json")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder) / "content"
        size = write_content(directory, options.questions)
        base, load = measure(directory, options.rounds)
    ratios = [b / a for a, b in zip(base, load, strict=True)]
    ratio = statistics.median(ratios)
    holds = ratio <= GOAL

    print(f"{options.questions:,} questions, {size / 1e6:.1f} MB, {options.rounds} rounds\n")
    print("round   base s   load s   ratio")
    for number, (a, b, r) in enumerate(zip(base, load, ratios, strict=True), 1):
        print(f"{number:5}   {a:6.3f}   {b:6.3f}   {r:5.2f}")
    print(
        f"\nmedian  {statistics.median(base):6.3f}   {statistics.median(load):6.3f}   {ratio:5.2f}"
    )
    print(f"goal {GOAL} · holds: {'yes' if holds else 'no'}")
    figures = {
        "questions": options.questions,
        "bytes": size,
        "base_seconds": round(statistics.median(base), 4),
        "load_seconds": round(statistics.median(load), 4),
        "ratio": round(ratio, 3),
        "ratios": [round(r, 3) for r in ratios],
    }
    result = {"name": "content_load", "figures": figures, "goal": GOAL, "holds": holds}
    options.results.parent.mkdir(parents=True, exist_ok=True)
    options.results.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0 if holds else 1


def measure(directory: Path, rounds: int) -> tuple[list[float], list[float]]:
    """Return the seconds of the base and of loading, round by round, after one to warm up."""
    path = directory / "questions.yaml"
    base: list[float] = []
    load: list[float] = []
    for number in range(rounds + 1):
        turns = [(base, lambda: compose_and_walk(path)), (load, lambda: load_soundly(directory))]
        for seconds, work in turns if number % 2 else reversed(turns):
            taken = time_once(work)
            if number:
                seconds.append(taken)
    return base, load


def time_once(work: Callable[[], object]) -> float:
    """Return how long one run takes without the garbage collector."""
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        result = work()
        taken = time.perf_counter() - start
    finally:
        gc.enable()
    del result
    return taken


def load_soundly(directory: Path) -> object:
    """Load the content, which must be without a problem: reporting is not what is measured."""
    loaded = load_catalog(directory)
    if loaded.catalog is None or loaded.problems:
        raise SystemExit("\n".join(map(str, loaded.problems[:5])))
    return loaded


def compose_and_walk(path: Path) -> object:
    """Return the plain data of a file and the marks of its keys and values."""
    node = yaml.compose(path.read_bytes(), Loader=CSafeLoader)
    return walk(node)


def walk(node: Any) -> Any:
    """Return the data of a node beside the same tree of marks."""
    mark = node.start_mark
    if node.__class__ is yaml.ScalarNode:
        return node.value, mark
    if node.__class__ is yaml.SequenceNode:
        items, marks = [], []
        for child in node.value:
            value, place = walk(child)
            items.append(value)
            marks.append(place)
        return items, (mark, marks)
    fields: dict[str, Any] = {}
    places: dict[str, Any] = {}
    for key, child in node.value:
        name = key.value
        if name in fields:
            raise ValueError(name)
        fields[name], place = walk(child)
        places[name] = (key.start_mark, place)
    return fields, (mark, places)


def write_content(directory: Path, questions: int) -> int:
    """Write a content directory with that many questions and return the size of the bank."""
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
    bank = "questions:\n" + "".join(
        write_question(dice, number, lessons[number % len(lessons)]) for number in range(questions)
    )
    return (directory / "questions.yaml").write_bytes(bank.encode())


def say(dice: random.Random, length: int) -> str:
    """Return a sentence of about that many characters."""
    known, words = TEXT.split(), list[str]()
    while sum(map(len, words)) + len(words) < length:
        words.append(dice.choice(known))
    return " ".join(words).capitalize() + "."


def write_question(dice: random.Random, number: int, lesson: str) -> str:
    """Return one question with four options and a reason for each."""
    right = dice.randrange(4)
    use = "    use: test\n" if number % 5 == 0 else ""
    rows = "".join(
        f"      - id: option-{n}\n        text: {say(dice, 60)}\n"
        + ("        correct: yes\n" if n == right else "")
        + f"        why: {say(dice, 120)}\n"
        for n in range(4)
    )
    return (
        f"  - id: question-{number}\n    lesson: {lesson}\n    card: card-{number % 4}\n{use}"
        f"    level: {dice.choice(('recall', 'application'))}\n"
        f"    ask: |\n      {say(dice, 110)}\n      {say(dice, 60)}\n    options:\n{rows}"
    )


def write_lesson(dice: random.Random, lesson: str) -> str:
    """Return one lesson with four cards."""
    cards = "".join(
        f"  - id: card-{n}\n    title: {say(dice, 30)}\n    text: |\n      {say(dice, 400)}\n"
        for n in range(4)
    )
    return (
        f"id: {lesson}\ntitle: {say(dice, 30)}\nminutes: 5\nobjectives:\n  - {say(dice, 60)}\n"
        f"cards:\n{cards}takeaways:\n  - {say(dice, 60)}\nsources:\n  - {say(dice, 30)}\n"
    )


def write_course(dice: random.Random, lessons: list[str]) -> str:
    """Return a course of one module with all lessons."""
    rows = "".join(f"          - {lesson}\n" for lesson in lessons)
    return (
        f"courses:\n  - id: course\n    title: {say(dice, 30)}\n    description: {say(dice, 90)}\n"
        "    check:\n      questions: 4\n      pass_mark: 75\n"
        "    test:\n      questions: 12\n      pass_mark: 80\n"
        f"    modules:\n      - id: all\n        title: All\n        lessons:\n{rows}"
    )


if __name__ == "__main__":
    sys.exit(main())
