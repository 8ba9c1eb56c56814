"""A mass message as people will see it."""

import unicodedata

from bot.chat.markdown import render
from bot.chat.richtext import TEXT_LIMIT, Rich, utf16_length

UNSEEN = {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}  # categories of characters that show nothing


class UnfitText(Exception):
    """The text cannot be sent; the message is one line that says what to do."""


def compose(markdown: str) -> Rich:
    """Render a mass message; raises UnfitText where it is empty, too long or no text."""
    if any(unicodedata.category(character) == "Cs" for character in markdown):
        raise UnfitText("The text is not UTF-8. Save it as UTF-8 and try again.")
    text = render(markdown)
    if all(unicodedata.category(character) in UNSEEN for character in text.text):
        raise UnfitText("The text is empty. Write what people are to read.")
    length = utf16_length(text.text)
    if length > TEXT_LIMIT:
        raise UnfitText(
            f"The text has {length:,} characters, {length - TEXT_LIMIT:,} too many: Telegram takes "
            f"{TEXT_LIMIT:,} in a message (an emoji counts as two or more). Shorten it."
        )
    return text
