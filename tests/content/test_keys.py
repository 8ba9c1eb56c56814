"""Habits of a bank's author: the longest option, and the place of the right one."""

from pathlib import Path

from bot.content.keys import count_key_lengths, count_key_places
from bot.content.lint.bank import MAX_CHI_SQUARED
from bot.content.lint.words import find_words
from tests.content.builder import QUESTIONS, lint, list_problems

WORDS = find_words(
    "Ask Buy Cut Dip Eat Fit Get Hum Jog Kit Lay Mix Nod Oil Put Row Sew Tip Use Win"
)


def write_bank(number: int, *, texts: tuple[str, ...], key: int, extra: str = "") -> str:
    """Return a bank that also has that many questions with these options."""
    rows = "".join(
        f"      - text: {text}\n"
        + ("        correct: yes\n" if place == key else "")
        + "        why: You need to know what is wrong.\n"
        for place, text in enumerate(texts)
    )
    more = "".join(
        f"  - id: more-{n}\n    lesson: in-tune\n    card: listen\n{extra}"
        f"    ask: {WORDS[n]} or {WORDS[-n]} the {WORDS[n - 7]}?\n    options:\n{rows}"
        for n in range(number)
    )
    return QUESTIONS + more


def test_longest_keys_of_the_bank(tmp_path: Path) -> None:
    """From twenty questions on a share that chance does not explain is told."""
    texts = ("Listening", "Sell", "Talking", "Waiting")
    few = lint(tmp_path, questions=write_bank(17, texts=texts, key=0))
    many = lint(tmp_path, questions=write_bank(20, texts=texts, key=0))

    assert list_problems(few) == []
    assert list_problems(many) == [
        (
            "questions.yaml:1:1: warning: the right option is the longest in 95% of 22 questions, "
            "and chance gives 27%. Say more in wrong options, or less in right ones [longest-keys]"
        )
    ]


def test_equally_long_options_count_in_part(tmp_path: Path) -> None:
    """Where all are equally long the key is the longest as often as chance says."""
    texts = ("Asking", "Buying", "Trying")
    catalog = lint(tmp_path, questions=write_bank(20, texts=texts, key=1)).catalog

    assert catalog is not None
    keys = count_key_lengths(catalog.questions[2:])
    assert (keys.questions, round(keys.longest, 6), round(keys.expected, 6)) == (
        20,
        6.666667,
        6.666667,
    )
    assert round(keys.excess, 6) == 0


def test_place_of_keys_that_are_not_shuffled(tmp_path: Path) -> None:
    """The same place twenty times is a habit; shuffled options have none."""
    texts = ("Asking", "Buying", "Trying")
    shuffled = lint(tmp_path, questions=write_bank(20, texts=texts, key=1))
    kept = lint(
        tmp_path, questions=write_bank(20, texts=texts, key=1, extra="    keep_order: yes\n")
    )

    assert list_problems(shuffled) == []
    assert list_problems(kept) == [
        (
            "questions.yaml:1:1: warning: the right option has its habits where options are not "
            "shuffled: 0 times 1, 20 times 2, 0 times 3. Let each be right about equally often, or "
            "remove 'keep_order' [key-positions]"
        )
    ]


def test_true_and_false_are_counted_by_what_they_say(tmp_path: Path) -> None:
    """In whichever order they are written."""
    extra = "    type: true-false\n"
    first = write_bank(9, texts=("'True'", "'False'"), key=0, extra=extra)
    second = write_bank(18, texts=("'False'", "'True'"), key=1, extra=extra)
    bank = first + second.removeprefix(
        write_bank(9, texts=("'False'", "'True'"), key=1, extra=extra)
    )
    loaded = lint(tmp_path, questions=bank)

    assert loaded.catalog is not None
    (places,) = count_key_places(loaded.catalog.questions)
    assert (places.names, places.counts) == (("true", "false"), (18, 0))
    assert places.chi_squared > MAX_CHI_SQUARED[0]
    assert "18 times true, 0 times false" in str(loaded.problems[0])
