"""Aiken: lettered options and the letter of the right one."""

import pytest

from bot.content.formats.bank import read_bank
from bot.content.formats.detection import Format
from bot.content.formats.harvest import Unreadable

MESSY = """\
What do you say first?
A. Your name
B) The price,
and all terms
C. *Nothing*
ANSWER: A

Two lines
of a question
A) yes
B) no
Answer: a and B
Feedback: Because
it is so.

Which one has no answer?
A. this
B. that

Which has no options?
ANSWER: A

Wrong letter
A. x
B. y
ANSWER: D
Right after the last one
A. 1
B. 2
ANSWER: B
"""


def test_messy_file() -> None:
    """Questions of several lines, both signs behind letters, and what others forgot."""
    harvest = read_bank("bank.txt", MESSY.replace("\n", "\r\n").encode("utf-16"))

    assert (harvest.found, harvest.taken, harvest.refused) == (6, 3, 3)
    assert [(one.line, one.reasons) for one in harvest.shortfalls] == [
        (16, ("its line 'ANSWER: …' is missing",)),
        (20, ("it has no options: write each as 'A. …' in a line of its own",)),
        (23, ("its answer 'D' is none of its options",)),
    ]
    first, second, last = harvest.questions
    assert [option.text for option in first.options] == [
        "Your name",
        "The price, and all terms",
        "\\*Nothing\\*",
    ]
    assert second.ask == "Two lines\\\nof a question"
    assert second.explanation == "Because\\\nit is so."
    assert [question.type for question in harvest.questions] == ["single", "multiple", "single"]
    assert last.correct_ids == {"2"}


def test_nothing_in_it() -> None:
    """An empty file is refused in one line."""
    with pytest.raises(Unreadable, match="no question stands in it"):
        read_bank("bank.txt", b" \n", Format.AIKEN)
