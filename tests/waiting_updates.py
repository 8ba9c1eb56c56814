"""What waits in an inbox, as tests look at it."""

from bot.services.inbox import Inbox, StoredUpdate

MANY = 100_000


def list_chats(inbox: Inbox) -> list[int]:
    """Return the chats with unfinished updates, in the order in which these came."""
    return list(dict.fromkeys(update.chat_key for update in inbox.list_waiting(MANY)))


def find_next(inbox: Inbox, chat_key: int) -> StoredUpdate | None:
    """Return the oldest unfinished update of a chat."""
    waiting = inbox.list_waiting(MANY)
    return next((update for update in waiting if update.chat_key == chat_key), None)
