"""Near-duplicates are found wherever they stand, and a large bank takes no more than its share."""

from bot.content.lint import twins
from bot.content.lint.words import find_words

WORDS = [f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(500)]


def find(*asks: str) -> list[tuple[int, int]]:
    """Return which of these questions are near-duplicates of which."""
    return twins.find_twins([find_words(ask) for ask in asks])


def make_ask(number: int) -> str:
    """Return a question of fifteen words that is like no other."""
    return " ".join(WORDS[(number * 7 + place * (number % 83 + 1)) % 500] for place in range(15))


def test_a_word_in_ten_may_differ() -> None:
    """Signs, capitals and one other word make no other question."""
    asks = [make_ask(number) for number in range(50)]
    changed = asks[7].split()
    changed[5] = "else"

    assert find(*asks) == []
    assert find(*asks, " ".join(changed).upper() + "?!") == [(50, 7)]


def test_each_is_named_with_the_first_of_its_kind() -> None:
    """Three of a kind are two near-duplicates."""
    assert find("A b c d e?", "Else", "a b c d e", "A, b, c d e.") == [(2, 0), (3, 0)]


def test_true_or_false_is_no_likeness() -> None:
    """What all statements begin with says nothing about them."""
    first, second = "True or false? Tea is hot.", "True or false? Ice is cold."

    assert find(first, second) == []
    assert find(first, "tea is hot") == [(1, 0)]


def test_what_turns_a_question_round_is_no_likeness() -> None:
    """Numbers, "not", "first" and the like ask for something else."""
    for turn, other in (("first", "last"), ("5", "7"), ("not", "then"), ("most", "least")):
        ask = "what is it that a customer who waits for a call wants {} of all that we do".format

        assert find(ask(turn), ask(other)) == [], turn
    assert find("why is it not so", "why is it so") == []


def test_empty_and_odd_questions() -> None:
    """Nothing but signs is like nothing."""
    assert find("?", "!", "", "True or false?") == []
    assert find("Где заказ клиента?", "где заказ клиента") == [(1, 0)]


def count_comparisons(asks: list[str]) -> int:
    """Return how many pairs of questions are compared."""
    compared = 0

    def is_alike(one: twins.Pairs, other: twins.Pairs) -> bool:
        nonlocal compared
        compared += 1
        return plain(one, other)

    plain, twins.is_alike = twins.is_alike, is_alike
    try:
        find(*asks)
    finally:
        twins.is_alike = plain
    return compared


def test_comparisons_grow_with_the_number_of_questions() -> None:
    """Whether all are alike, all are half alike, or none is: a few comparisons for each."""
    same = ["What does a customer want who calls again?"] * 2000
    # All begin with the same ten words and end with five others.
    half = [f"{make_ask(0)[:70]} {make_ask(number)[:35]}" for number in range(2000)]
    none = [make_ask(number) for number in range(2000)]

    for asks in (same, half, none):
        assert count_comparisons(asks) < 20 * len(asks)
