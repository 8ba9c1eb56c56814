"""Who the bot is to Telegram, and whether Telegram can be reached at all."""

from dataclasses import dataclass

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.chat.application import Connection, make_request


class Unreachable(Exception):
    """Telegram refused the token or cannot be reached; the message is one line for the user."""


@dataclass(frozen=True)
class Account:
    """The bot's own account."""

    name: str
    username: str

    def make_link(self, code: str) -> str:
        """Return the link that opens the bot and joins with a code."""
        return f"https://t.me/{self.username}?start={code}"


async def find_account(connection: Connection) -> Account:
    """Ask Telegram who the bot is; raise Unreachable with the reason."""
    try:
        async with Bot(
            connection.token,
            base_url=f"{connection.server}/bot",
            request=make_request(connection),
            get_updates_request=make_request(connection),
        ) as bot:
            return Account(bot.first_name, bot.username)
    except TelegramError as error:
        raise Unreachable(describe(error, connection)) from None


def describe(error: TelegramError, connection: Connection) -> str:
    """Say in one line, without the token, why Telegram did not answer."""
    if isinstance(error, InvalidToken):
        return "Telegram does not accept BOT_TOKEN. Copy it again from @BotFather."
    place = connection.api_url or "api.telegram.org"
    reason = str(error).replace(connection.token, "<token>").splitlines()[0]
    return f"Telegram's API at {place} cannot be reached: {reason}. Check the network or PROXY_URL."
