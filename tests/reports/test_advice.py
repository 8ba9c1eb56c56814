"""Advice: a plain sentence for each thing found, which names options as the bank has them."""

import pytest

from bot.learning.course import QuestionType
from bot.learning.items import ItemFigures, OptionFigures
from bot.learning.verdicts import Fault, Finding
from bot.reports.advice import advise
from tests.services.builder import make_question


def say(fault: Fault, *option_ids: str, chosen: int = 0) -> str:
    """Return the sentence on a question whose options b, c and d so many people chose."""
    options = [
        OptionFigures(one, one == "a", chosen, share_pct=0, mean_rest_pct=None) for one in "abcd"
    ]
    figures = ItemFigures(50, options=tuple(options))
    return advise(make_question("q"), figures, Finding(fault, option_ids))


@pytest.mark.parametrize("fault", list(Fault))
def test_every_fault_has_a_sentence(fault: Fault) -> None:
    """One, short enough for a phone."""
    sentence = say(fault, "b")

    assert sentence[-1] in ".?"
    assert sentence.count(".") + sentence.count("?") == 1
    assert len(sentence) <= 90
    assert "{" not in sentence


def test_options_go_by_their_letters() -> None:
    """In the order of the bank, whatever order they are found in."""
    assert say(Fault.KEY_DOUBTED, "b") == "The good learners choose B: is the key right?"
    assert say(Fault.UNUSED, "c").startswith("Nobody chooses C:")
    assert say(Fault.UNUSED, "d", "c").startswith("Nobody chooses C or D:")
    assert say(Fault.UNUSED, "d", "b", "c", chosen=1).startswith("Hardly anybody chooses B, C or D")


def test_true_and_false_go_by_their_words() -> None:
    """They have no letters."""
    question = make_question("q", type=QuestionType.TRUE_FALSE)

    assert advise(question, ItemFigures(50), Finding(Fault.OVERTAKEN, ("false",))) == (
        "More people choose False than what is right: is False really wrong?"
    )
