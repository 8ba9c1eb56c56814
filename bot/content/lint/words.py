"""Words: found in texts, brought to a common form, and the lists that the rules know."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SHORTEST_STEM: Final = 4


def find_words(text: str) -> list[str]:
    """Return the words of a text in small letters."""
    return _WORD.findall(text.lower())


def walk_words(text: str) -> Iterator[str]:
    """Yield the words of a text in small letters, as long as they are asked for."""
    return (found[0] for found in _WORD.finditer(text.lower()))


# No text without one of the words needs a closer look.
ABSOLUTE_WORDS: Final = frozenset(
    find_words(
        """
    always never all none only every everybody everyone everything nobody nothing completely
    totally entirely absolutely impossible invariably exception circumstances case
        """
    )
)
ABSOLUTE: Final = re.compile(
    r"\b(?:always|never|all|none|only|every|everybody|everyone|everything|nobody|nothing|"
    r"completely|totally|entirely|absolutely|impossible|invariably|without exception|in no case|"
    r"under no circumstances)\b(?!-)",
    re.IGNORECASE,
)
VAGUE_WORDS: Final = frozenset(
    find_words(
        """
    often usually sometimes frequently rarely seldom occasionally generally typically normally time
    now rule
        """
    )
)
VAGUE: Final = re.compile(
    r"\b(?:(?<!how )(?<!more )(?<!most )(?<!less )often|usually|sometimes|"
    r"frequently|rarely|seldom|occasionally|generally|typically|normally|"
    r"from time to time|now and then|most of the time|as a rule)\b",
    re.IGNORECASE,
)


# Words that say nothing about the subject.
COMMON: Final = frozenset(
    find_words(
        """
    about above after again against along also although among and another answer answers any
    anybody anything are around as because been before being below best better between both
    but can cannot case choice choose comes correct could did does doing done down during
    each either else even everybody everything example false few first following for from
    get gets give given gives goes going good had has have having her here him his how into
    its itself just know last least less let like likely made make makes making many may
    mean means might more most much must need needs new next nobody not nothing now off one
    ones only onto option options other others our out over own part point question rather
    really right said same say says see should since so some somebody someone something
    statement still such take takes tell than that the their theirs them then there these
    they thing things think this those through too true two under until upon use used uses
    using very want wants was way ways well were what when where whether which while who
    whom whose why will with within without would wrong yes yet you your yours
        """
    )
)
# What a reason may add to its option without saying anything.
FILLING: Final = frozenset(
    find_words(
        """
    a an and answer because but by choice correct correctly exactly false for here in incorrect
    indeed is it its no not of on option or reason right so that the therefore these this those to
    true was well which with wrong yes
        """
    )
)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return a word without its ending: "customers" and "customer's" are "customer"."""
    word = word.replace("’", "'").removesuffix("'s").removesuffix("'")
    for ending in ("ingly", "edly", "ing", "ies", "ied", "ers", "er", "ed", "es", "ly", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=50_000)
def is_telling(word: str) -> bool:
    """Tell whether a word says something about the subject."""
    return len(word) > _SHORTEST_STEM and word not in COMMON
