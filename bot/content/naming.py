"""Options that a text names by a letter or a place, which shuffled options do not keep."""

import re
from collections.abc import Sequence
from typing import Final

from bot.content.problems import shorten
from bot.content.schema import OptionEntry

# A capital A, for "if you answer a customer" names no option.
NAMED_LETTER: Final = re.compile(
    r"\b(?:[Oo]ption|[Aa]nswer|[Cc]hoice)s?[ \t]+\(?(?:[B-Hb-h]|A)\b(?![’'])"
    r"|(?<![\w)])\((?:[a-h]|[A-H])\)(?!\s*(?:19|20)\d\d)"
)
NAMED_PLACE: Final = re.compile(
    r"\b(?:the|our|this)\s+(?:first|second|third|fourth|fifth|last|next|previous)\s+"
    r"(?:two\s+|three\s+)?options?\b",
    re.IGNORECASE,
)

_PLACES: Final = {
    **{letter: number for number, letter in enumerate("abcdefgh")},
    **{word: number for number, word in enumerate(("first", "second", "third", "fourth", "fifth"))},
    "last": -1,
}
_SHOWN: Final = 100


def advise(named: str, options: Sequence[OptionEntry]) -> str:
    """Say how to name an option that a text names in this way, as the file stands."""
    words = re.findall(r"[a-z]+", named.lower())
    number = next((_PLACES[word] for word in words if word in _PLACES), None)
    is_several = words[-1] == "options" or number is None
    if number is None or is_several or number >= len(options):
        return "Say what the option says"
    return f"Say what the option says: {shorten(options[number].text, _SHOWN)}"
