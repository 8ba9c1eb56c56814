"""From an update to the button that was tapped."""

from typing import TypeVar

from telegram import Update

from bot.chat.taps.tap import BadTap, Tap

AnyTap = TypeVar("AnyTap", bound=Tap)


def read_tap(update: Update, kind: type[AnyTap]) -> AnyTap:
    """Return the tapped button; raise BadTap where it is none of that kind."""
    query = update.callback_query
    if query is None or query.data is None:
        raise BadTap("no button was tapped")
    return kind.decode(query.data)
