"""Puts something into a chat unasked, as the screen that a tap would have brought."""

import logging

from telegram.error import TelegramError

from bot.bundle import Services
from bot.chat.courier import Courier
from bot.chat.delivery import in_lane
from bot.chat.lanes import Lane
from bot.chat.screen import Screen
from bot.chat.views import lesson, quiz
from bot.learning.quiz import AskedQuestion
from bot.services.preview import LooseCard
from bot.services.study import OpenCard

log = logging.getLogger(__name__)


class Presenter:
    """Sends questions and cards by the bot's own views and delivery."""

    def __init__(self, bot: Courier, services: Services) -> None:
        self._bot = bot
        self._services = services

    async def present(self, chat_id: int, subject: AskedQuestion | OpenCard | LooseCard) -> bool:
        """Send it as a new message, and tell whether the chat took it."""
        try:
            with in_lane(Lane.REPLY):
                message_id = await self._bot.send_screen(chat_id, _show(subject))
        except TelegramError as error:
            log.warning("nothing can be shown in the chat: %s", error)
            return False
        if isinstance(subject, AskedQuestion):
            quizzes = self._services.quizzes
            session_id, position = subject.session_id, subject.position
            await self._services.ask(quizzes.mark_shown, session_id, position, message_id)
        return True


def _show(subject: AskedQuestion | OpenCard | LooseCard) -> Screen:
    match subject:
        case AskedQuestion():
            return quiz.show_question(subject)
        case OpenCard():
            return lesson.show_card(subject)
        case LooseCard():
            return lesson.show_loose_card(subject.lesson, subject.card)
