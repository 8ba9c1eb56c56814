"""Which refusals of Telegram mean that nothing reaches a person any more."""

from telegram.error import Forbidden

from bot.learning.people import UnreachableReason

# The server's words; other refusals, as after being removed from a group, are about no person.
REASONS = {
    "bot was blocked by the user": UnreachableReason.BLOCKED,
    "user is deactivated": UnreachableReason.DEACTIVATED,
}


def read_reason(error: Forbidden) -> UnreachableReason | None:
    """Return why the person cannot be reached, or None where the refusal does not say that."""
    words = str(error).lower()
    return next((reason for part, reason in REASONS.items() if part in words), None)
