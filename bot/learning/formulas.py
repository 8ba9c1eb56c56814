"""Texts in CSV that no spreadsheet runs as a formula (OWASP, CSV injection)."""

import re
from typing import Final

# Some programs take the wide forms of East Asian keyboards for the same.
_SIGNS: Final = "=+\\-@＝＋－＠"
_SPLITS: Final = ";|\\t\\r\\n"
# In much of Europe a line is split at `;`, and the quotation marks around a cell then count for
# nothing: what follows such a sign within a text begins a cell of its own, and so a line.
_AT_START: Final = rf"(?='*[{_SIGNS}\t\r\n])"
_WITHIN: Final = rf"(?=[ \"']*[{_SIGNS}])"
_OPEN = re.compile(rf"^{_AT_START}|(?<=[{_SPLITS}]){_WITHIN}")
_GUARDED = re.compile(rf"^'{_AT_START}|(?<=[{_SPLITS}])'{_WITHIN}")
_SUSPECT = re.compile(rf"^['{_SIGNS}]|[{_SPLITS}]")  # a quick look: most cells are none


def guard(text: str) -> str:
    """Put an apostrophe before each part of a text that could be run; `unguard` takes it away.

    One more is put before those that stand there anyway.
    """
    return _OPEN.sub("'", text) if _SUSPECT.search(text) else text


def unguard(text: str) -> str:
    """Return a text as it was before `guard`."""
    return _GUARDED.sub("", text)
