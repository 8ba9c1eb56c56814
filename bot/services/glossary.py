"""Look words up in the glossary, with close matches for what is misspelt."""

from dataclasses import dataclass
from difflib import get_close_matches

from bot.learning.course import Term
from bot.learning.terms import fold_name
from bot.services.library import Library

CLOSE_MATCHES = 4


@dataclass(frozen=True)
class LookUp:
    """The term that was meant, or the ones that come close."""

    word: str
    term: Term | None
    close: tuple[Term, ...]


class Glossary:
    """The terms of the content that is taught."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def list_terms(self) -> list[Term]:
        """Return all terms by their name."""
        return sorted(self._library.get_current().catalog.terms, key=lambda t: t.term.casefold())

    def find_term(self, term_id: str) -> Term | None:
        """Return the term of that id."""
        return self._library.get_current().catalog.terms_by_id.get(term_id)

    def look_up(self, word: str) -> LookUp:
        """Find a term by its name or another name; else what contains the word or is close."""
        names = {
            fold_name(name): term for term in self.list_terms() for name in (term.term, *term.also)
        }
        wanted = fold_name(word)
        if wanted in names:
            return LookUp(word, names[wanted], ())
        near = [name for name in names if wanted and wanted in name]
        near += get_close_matches(wanted, names, n=CLOSE_MATCHES, cutoff=0.6)
        close = tuple(dict.fromkeys(names[name] for name in near))
        return LookUp(word, None, close[:CLOSE_MATCHES])
