"""What we compare with: python-telegram-bot as it comes, one answer and one edit for each tap.

python -m bench.stock_bot URL CONCURRENT_UPDATES LENGTH
"""

import sys
from typing import Any, Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes

from bench.processes import TOKEN

MARKUP: Final = InlineKeyboardMarkup([[InlineKeyboardButton("Next →", callback_data="next")]])


def main(url: str, concurrent_updates: int, length: int) -> None:
    """Run until SIGTERM."""
    text = ("The quick brown fox jumps over the lazy dog. " * (length // 45 + 1))[:length]

    async def answer(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        assert query is not None  # noqa: S101 - the handler is for taps only
        await query.answer("Right")
        await query.edit_message_text(text, reply_markup=MARKUP)

    application: Application[Any, Any, Any, Any, Any, Any] = (
        Application.builder()
        .token(TOKEN)
        .base_url(f"{url}/bot")
        .concurrent_updates(concurrent_updates)
        .build()
    )
    application.add_handler(CallbackQueryHandler(answer))
    application.run_polling()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
