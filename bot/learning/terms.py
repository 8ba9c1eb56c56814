"""Terms of the glossary that a text names, as in `[customer journey](term:customer-journey)`."""

import re
from typing import Final

SCHEME: Final = "term:"

_LINK: Final = re.compile(r"\]\(term:([a-z0-9-]+)\)")


def find_term_ids(text: str) -> tuple[str, ...]:
    """Return the ids of the terms that a text in Markdown names, each once, in their order."""
    return tuple(dict.fromkeys(_LINK.findall(text)))


def fold_name(name: str) -> str:
    """Return a term's name as it is looked up: without case, hyphens or surplus spaces."""
    return " ".join(name.casefold().replace("-", " ").split())
