"""Texts that people write: what of them can be seen, and what would turn the text beside round."""

import unicodedata

JOINERS = "\u200c\u200d"  # some scripts need them; other invisible marks could turn text round
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"  # by their category letters or a symbol; nobody sees them
_SEEN = frozenset("LNPS")  # letters, numbers, punctuation, symbols


def drop_marks(text: str) -> str:
    """Return a text without the marks that nobody sees; joiners stay."""
    if text.isascii():
        return text
    return "".join(c for c in text if unicodedata.category(c) != "Cf" or c in JOINERS)


def drop_controls(text: str) -> str:
    """Return a text without control characters and broken ones; the ends of lines stay."""
    text = text.replace("\r\n", "\n").replace("\t", " ")
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs"})


def is_visible(text: str) -> bool:
    """Tell whether anything of a text can be seen."""
    return any(unicodedata.category(c)[0] in _SEEN and c not in _BLANK for c in text)
