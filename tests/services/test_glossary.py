"""The glossary: a word is found however it is written, and a slip is met with what is close."""

import pytest

from bot.learning.course import Term
from bot.services.glossary import CLOSE_MATCHES, Glossary
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.services.builder import School, make_catalog


def make_term(term: str, *also: str) -> Term:
    """Return a term whose id is its name."""
    return Term(term.lower(), term, also, f"What {term} means.", None, ("one",))


TERMS = (
    make_term("Touchpoint", "contact"),
    make_term("customer journey"),
    make_term("Best-fit offer", "Next best offer", "NBO"),
    make_term("Churn"),
    make_term("Straße"),
)


@pytest.fixture
def glossary(database: Database, clock: FakeClock) -> Glossary:
    """A glossary of five terms."""
    return Glossary(School(database, clock, make_catalog(terms=TERMS)).library)


def test_terms_are_listed_by_name(glossary: Glossary) -> None:
    """Capitals make no difference."""
    assert [term.term for term in glossary.list_terms()] == [
        "Best-fit offer",
        "Churn",
        "customer journey",
        "Straße",
        "Touchpoint",
    ]


def test_term_is_found_by_id(glossary: Glossary) -> None:
    """Or not at all."""
    assert glossary.find_term("churn") == TERMS[3]
    assert glossary.find_term("Churn") is None


@pytest.mark.parametrize(
    ("word", "term"),
    [
        ("Churn", 3),
        ("cHURN", 3),
        ("  customer \n journey ", 1),
        ("customer-journey", 1),
        ("best fit offer", 2),
        ("Best - Fit - Offer", 2),
        ("next-best offer", 2),
        ("nbo", 2),
        ("CONTACT", 0),
        ("STRASSE", 4),
    ],
)
def test_word_is_found_however_it_is_written(glossary: Glossary, word: str, term: int) -> None:
    """By its name or another name, whatever its case, spaces and hyphens."""
    found = glossary.look_up(word)

    assert (found.word, found.term, found.close) == (word, TERMS[term], ())


@pytest.mark.parametrize(
    ("word", "close"),
    [
        ("journey", [1]),
        ("offer", [2]),
        ("tuchpoint", [0]),
        ("costumer jurney", [1]),
        ("chrun", [3]),
        ("contcat", [0]),
        ("xyz", []),
        ("", []),
        (" - ", []),
        ("🙂" * 500, []),
    ],
)
def test_other_word_gives_what_is_close(glossary: Glossary, word: str, close: list[int]) -> None:
    """What contains it, what is spelt nearly so, or nothing; each term once."""
    found = glossary.look_up(word)

    assert found.term is None
    assert found.close == tuple(TERMS[number] for number in close)


def test_few_close_terms_are_offered(database: Database, clock: FakeClock) -> None:
    """No more than fit on a screen."""
    terms = [make_term(f"Offer {letter}") for letter in "abcdefgh"]
    glossary = Glossary(School(database, clock, make_catalog(terms=terms)).library)

    assert len(glossary.look_up("offer").close) == CLOSE_MATCHES


def test_edited_glossary_counts_at_once(database: Database, clock: FakeClock) -> None:
    """It is that of the version that is taught."""
    school = School(database, clock, make_catalog(terms=TERMS))
    glossary = Glossary(school.library)
    school.library.publish(make_catalog(terms=[make_term("Loyalty")]))

    assert [term.term for term in glossary.list_terms()] == ["Loyalty"]
    assert glossary.look_up("churn").term is None
