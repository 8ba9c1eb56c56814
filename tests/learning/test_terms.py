"""Terms that a text names."""

import pytest

from bot.learning.terms import find_term_ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Plain.", ()),
        ("A [journey](term:customer-journey).", ("customer-journey",)),
        ("[b](term:b), [a](term:a) and [b again](term:b)", ("b", "a")),
        ("**[bold](term:b2b)** and [a page](https://example.com/term:x)", ("b2b",)),
        ("term:loose and (term:brackets)", ()),
    ],
)
def test_terms_are_found_in_their_order(text: str, ids: tuple[str, ...]) -> None:
    """Each once, and only where a link leads to them."""
    assert find_term_ids(text) == ids
