"""Rules on the reasons of options: they must teach something."""

from bot.content.lint.item import Item
from bot.content.lint.words import FILLING, walk_words
from bot.content.problems import shorten


def check(item: Item) -> None:
    """Warn of reasons that only say again what is asked about."""
    # What True and False stand for is the statement itself.
    given = set() if item.is_choice else set(item.stem)
    for number, option in enumerate(item.question.options):
        if option.why is not None and _is_repeated(option.why, given.union(item.words[number])):
            item.warn_of_option(
                "repeating-reason",
                number,
                f"{shorten(option.why)} says no more than the option",
                "Say why it is right or wrong",
                name="why",
            )
    explanation = item.question.explanation
    if explanation is not None:
        keys = {word for number in item.keys for word in item.words[number]}
        if _is_repeated(explanation, given | keys):
            message = f"{shorten(explanation)} says no more than the right option"
            item.warn("repeating-reason", "explanation", message, "Say more, or leave it out")


def _is_repeated(text: str, given: set[str]) -> bool:
    word = None
    for word in walk_words(text):
        if word not in FILLING and word not in given:
            return False
    return word is not None
