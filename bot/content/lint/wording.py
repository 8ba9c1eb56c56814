"""Rules on how a question is worded."""

import re
from typing import Final

from bot.content.lint.item import Item
from bot.content.lint.words import is_telling, stem
from bot.content.naming import NAMED_LETTER, NAMED_PLACE, advise
from bot.content.problems import shorten

# "Which of these is not …", "What should you never …", "All of these help, except …": the parts are
# looked for one after the other, as one pattern would take for ever on a long text.
_CLAUSE: Final = re.compile(r"[^.?!\n:;,]+")
_ASKING: Final = re.compile(r"\b(?:which|what|who)\b", re.IGNORECASE)
_NEGATION: Final = re.compile(
    r"\b(?:is|are|was|were|do|does|did|would|will|should|can|could|must|may|has|have|need)"
    r"\s+(?:(?:you|we|they|he|she|it|one)\s+)?(?P<not>not|never)\b"
    r"|\b(?P<short>\w{1,8}n['’]t)\b|\b(?P<except>except)\b",
    re.IGNORECASE,
)
_TO_THE_MARK: Final = re.compile(r"[^.\n]*\?")
_AT_THE_END: Final = re.compile(
    r",\s*(?P<except>except)\b(?:\s+(?:one|which|for|which one))*\s*[.?:]?\s*$", re.IGNORECASE
)
_QUOTATION: Final = re.compile(r"[\"“„][^\"“”„]*[\"“”]")
# No text without one of these names an option.
_PARTS: Final = ("ption", "nswer", "hoice", "(")
_NEGATIONS: Final = frozenset({"not", "never", "except"})
_SHOWN: Final = 200


def check(item: Item) -> None:
    """Warn of a question that is worded badly."""
    _check_negation(item)
    if item.is_shuffled:
        _check_letters(item)
    if item.is_choice:
        _check_echo(item)


def _check_negation(item: Item) -> None:
    """Warn of a "not" that hasty readers miss."""
    ask = item.question.ask
    if item.question.negative:
        return  # check.py looks at those
    # What people say in a story is no question of ours.
    if _NEGATIONS.isdisjoint(item.stem) and "n't" not in ask and "n’t" not in ask:
        return
    found = _find_negation(_QUOTATION.sub(lambda quoted: " " * len(quoted[0]), ask))
    if not found:
        return
    group = found.lastgroup or 0
    word = found[group]
    if word.isupper():
        return  # the same
    better = {"not": "**NOT**", "never": "**NEVER**"}.get(word.lower(), "**EXCEPT**")
    if group == "short":
        better = f"{word[:-3]} **NOT**"
    text = " ".join((ask[: found.start(group)] + better + ask[found.end(group) :]).split())
    item.warn(
        "negative-unmarked",
        "ask",
        f"{shorten(word)} is easily overlooked",
        f"Ask for what is right, or write {shorten(text, _SHOWN)} with 'negative: yes'",
        at=word,
    )


def _find_negation(ask: str) -> re.Match[str] | None:
    for clause in _CLAUSE.finditer(ask):
        asking = _ASKING.search(ask, *clause.span())
        found = _NEGATION.search(ask, asking.end(), clause.end()) if asking else None
        if found and _TO_THE_MARK.match(ask, found.end()):
            return found
    return _AT_THE_END.search(ask)


def _check_letters(item: Item) -> None:
    """Warn of options that are named by a letter or a place which they do not keep."""
    question = item.question
    texts = {"ask": question.ask, "hint": question.hint, "explanation": question.explanation}
    for name, text in texts.items():
        if text is None or not any(part in text for part in _PARTS):
            continue
        found = NAMED_LETTER.search(text) or NAMED_PLACE.search(text)
        if found:
            item.warn("names-letter", name, *_say_of_name(item, found[0]), at=found[0])
    for number, option in enumerate(question.options):
        place = NAMED_PLACE.search(option.why) if option.why and "ption" in option.why else None
        if place:
            trouble = _say_of_name(item, place[0])
            item.warn_of_option("names-letter", number, *trouble, name="why", at=place[0])


def _say_of_name(item: Item, words: str) -> tuple[str, str]:
    message = f"{shorten(words)} names an option by its letter or place, but options are shuffled"
    return message, advise(words, item.question.options)


def _check_echo(item: Item) -> None:
    """Warn of a word of the question that leads to the right option alone.

    It leads there only where no wrong option echoes the question as much: by other words.
    """
    keys, distractors = item.keys, item.distractors
    if not keys or not distractors:
        return
    asked = {stem(word) for word in item.stem if is_telling(word)}
    echoes = [asked.intersection(map(stem, words)) for words in item.words]
    most = max(len(echoes[number]) for number in distractors)
    if any(len(echoes[number]) <= most for number in keys):
        return
    echoed = set.intersection(*(echoes[number] for number in keys))
    echoed -= set().union(*(echoes[number] for number in distractors))
    if echoed:
        number = keys[0]
        word = next(word for word in item.words[number] if stem(word) in echoed)
        at = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", item.texts[number], re.IGNORECASE)
        item.warn_of_option(
            "stem-echo",
            number,
            f"{shorten(word)} stands in the question and in no other option, which gives it away",
            "Use another word here, or let a wrong option have it too",
            at=at[0] if at else "",
        )
