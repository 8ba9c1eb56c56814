"""Which words of Telegram say that a person cannot be reached."""

import pytest
from telegram.error import Forbidden

from bot.chat.reach import read_reason
from bot.learning.people import UnreachableReason


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Forbidden: bot was blocked by the user", UnreachableReason.BLOCKED),
        ("Forbidden: user is deactivated", UnreachableReason.DEACTIVATED),
        ("Forbidden: bot can't initiate conversation with a user", None),
        ("Forbidden: bot was kicked from the group chat", None),
        ("Forbidden: bot is not a member of the channel chat", None),
    ],
)
def test_only_a_block_or_a_closed_account_marks_a_person(
    words: str, reason: UnreachableReason | None
) -> None:
    """The server's own words; groups and chats never begun say nothing about a person."""
    assert read_reason(Forbidden(words)) is reason
