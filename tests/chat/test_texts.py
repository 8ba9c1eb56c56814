"""Each refusal that reaches a person has words of its own."""

from datetime import timedelta

import pytest

from bot.chat.texts import OLD_BUTTON, word_refusal
from bot.learning import errors
from bot.learning.errors import AttemptsExhausted, CooldownRunning, Refusal

# Worded by the handlers that meet them.
ELSEWHERE = {
    errors.InviteRefused,
    errors.TooManyJoinAttempts,
    errors.NotBound,
    errors.NameRefused,
    # By the pages and the API, which alone meet these.
    errors.RequestDone,
    errors.CourseUnknown,
    errors.DepartmentUnknown,
    errors.MomentToCome,
}


@pytest.mark.parametrize("kind", sorted(Refusal.__subclasses__(), key=str))
def test_every_refusal_without_facts_has_words(kind: type[Refusal]) -> None:
    """A new refusal must say what it means, not that the button is old."""
    try:
        refusal = kind()
    except TypeError:
        return  # built from facts: below, and in the dialogues
    if kind not in ELSEWHERE:
        assert word_refusal(refusal) != OLD_BUTTON


def test_terms_of_an_assignment_are_named() -> None:
    """How many attempts there were, and how long to wait."""
    assert word_refusal(AttemptsExhausted(3)).startswith("You have used your 3 attempts")
    assert "opens in 2 hours" in word_refusal(CooldownRunning(timedelta(minutes=61)))
