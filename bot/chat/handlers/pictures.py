"""Pictures of cards and questions: each a message of its own, uploaded once."""

from telegram import Update
from telegram.error import BadRequest

from bot.chat.context import LearnerContext
from bot.chat.screen import Rows
from bot.chat.tapping import read_tap
from bot.chat.taps.quiz import ShowQuestionPicture, ShowTaughtPicture
from bot.chat.taps.study import ShowCardPicture
from bot.chat.views import lesson
from bot.learning.course import Picture
from bot.learning.errors import PictureGone

# The server's words when it does not know a file id (any more).
LOST = ("wrong file identifier", "wrong file_id", "wrong remote file")


async def show_on_card(update: Update, context: LearnerContext) -> None:
    """Send the picture of a card that is being read."""
    tap = read_tap(update, ShowCardPicture)
    find = context.services.pictures.find_on_card
    picture = await context.look(find, tap.lesson_id, tap.index)
    await _send(context, picture, lesson.offer_next(tap.lesson_id, tap.index))


async def show_in_quiz(update: Update, context: LearnerContext) -> None:
    """Send the picture of a question."""
    tap = read_tap(update, ShowQuestionPicture)
    find = context.services.pictures.find_in_quiz
    await _send(context, await context.look(find, context.member.id, tap.session_id, tap.position))


async def show_on_taught_card(update: Update, context: LearnerContext) -> None:
    """Send the picture of the card that teaches a question."""
    tap = read_tap(update, ShowTaughtPicture)
    find = context.services.reviews.find_taught_card
    taught = await context.look(find, context.member.id, tap.session_id, tap.position)
    if taught.card.picture is None:
        raise PictureGone
    await _send(context, taught.card.picture)


async def _send(context: LearnerContext, picture: Picture, rows: Rows = ()) -> None:
    """Send a picture by the id that Telegram knows; upload it where there is none that works."""
    pictures = context.services.pictures
    await context.toast()
    file_id = await context.look(pictures.find_file_id, picture)
    if file_id is not None:
        try:
            await context.send_photo(file_id, picture.alt, rows)
        except BadRequest as error:
            if not any(words in str(error).lower() for words in LOST):
                raise
        else:
            return
    content = await context.compute(pictures.read, picture)
    file_id = await context.send_photo(content, picture.alt, rows)
    await context.ask(pictures.remember, picture, file_id)
