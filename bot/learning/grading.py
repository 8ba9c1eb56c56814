"""How answers become marks: all or nothing for each question, whole percentages for a quiz."""

from bot.learning.course import Question


def is_right(question: Question, chosen: frozenset[str]) -> bool:
    """Tell whether exactly the right options were chosen; a multiple response is all or nothing."""
    return chosen == question.correct_ids


def score_pct(right: int, total: int) -> int:
    """Return the score in percent, rounded down, so that nobody is shown a mark they missed."""
    return right * 100 // total if total else 0


def is_pass(right: int, total: int, pass_mark_pct: int) -> bool:
    """Tell whether the share of right answers reaches the pass mark, without rounding."""
    return total > 0 and right * 100 >= pass_mark_pct * total


def count_needed(total: int, pass_mark_pct: int) -> int:
    """Return how many right answers of `total` reach the pass mark."""
    return -(-total * pass_mark_pct // 100)
