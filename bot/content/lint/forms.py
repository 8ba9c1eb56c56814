"""The form of options: what differs in it draws the eye, to the right one or away from it."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from bot.content.lint.item import Item
from bot.content.lint.numbers import is_number

_TRIM: Final = " *_`\"'“”„‘’«»()[]"
_QUOTES: Final = ('"', "“", "„", "«")
_ING: Final = re.compile(r"[a-z]{3,}ing\b")
_NO_VERB: Final = frozenset(
    {"during", "nothing", "something", "everything", "anything", "according"}
)


def check(item: Item) -> None:
    """Warn of options that do not look alike."""
    texts = item.texts
    for describe, fix in _FORMS:
        odd = _find_odd([describe(text) for text in texts])
        if odd is not None:
            number, forms = odd
            item.warn_of_option("mixed-form", number, f"the options differ: {forms}", fix)
            return


def _find_odd(forms: Sequence[str | None]) -> tuple[int, str] | None:
    """Return the first option of the rarest form, and the forms; None where all are alike."""
    known = [form for form in forms if form]
    if len(set(known)) < 2:  # noqa: PLR2004 - then all are alike
        return None
    rarest = min(reversed(dict.fromkeys(known)), key=known.count)
    others = next(form for form in known if form != rarest)
    return forms.index(rarest), f"this one {rarest}, another one {others}"


def _describe_end(text: str) -> str | None:
    text = text.rstrip(_TRIM)
    return (
        "ends like a sentence" if text.endswith((".", "!", "?")) else "does not end like a sentence"
    )


def _describe_start(text: str) -> str | None:
    word = text.lstrip(_TRIM).partition(" ")[0]
    if not word[:1].isalpha() or (len(word) > 1 and not word[1:].islower()):
        return None  # a number, an acronym, a name such as iPhone
    if not word.isascii() and word.lower() == word.upper():
        return None  # a script without capitals
    return "begins with a capital letter" if word[0].isupper() else "begins with a small letter"


def _describe_quotes(text: str) -> str | None:
    return "is in quotes" if text[:1] in _QUOTES else "is not in quotes"


def _describe_number(text: str) -> str | None:
    if is_number(text):
        return "is a number"
    return None if any(map(str.isdigit, text)) else "holds none"


def _describe_verb(text: str) -> str | None:
    text = text.lstrip(_TRIM).lower()
    if text.startswith("to "):
        return "begins with 'to …'"
    word = _ING.match(text)
    return "begins with '…ing'" if word and word[0] not in _NO_VERB else None


_FORMS: Final[tuple[tuple[Callable[[str], str | None], str], ...]] = (
    (_describe_number, "Let all be numbers, or none"),
    (_describe_quotes, "Put all in quotes, or none"),
    (_describe_end, "End all with a full stop, or none"),
    (_describe_start, "Begin all with a capital letter, or none"),
    (_describe_verb, "Begin all with the same form of the verb"),
)
