"""Pictures of the content: which one stands where, what it holds, and how Telegram knows it."""

from bot.learning.course import Picture
from bot.learning.errors import LessonGone, PictureGone
from bot.services.library import Library
from bot.services.paper import open_paper
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import content
from bot.storage.tables import MediaUpload


class Pictures:
    """Finds pictures for one bot, which uploads each of them once."""

    def __init__(self, database: Database, library: Library, bot_id: int) -> None:
        self._database = database
        self._library = library
        self._bot_id = bot_id

    def find_on_card(self, lesson_id: str, index: int) -> Picture:
        """Return the picture of a card, counted from 0, as it is taught now."""
        catalog = self._library.get_current().catalog
        if catalog.find_course_of(lesson_id) is None:
            raise LessonGone
        cards = catalog.lessons_by_id[lesson_id].cards
        return _require(cards[index].picture if index < len(cards) else None)

    def find_in_quiz(self, person_id: int, session_id: int, position: int) -> Picture:
        """Return the picture of a question that is open or answered, as when the quiz began."""
        with self._database.reading() as session:
            plain = Plain.of(session)
            paper = open_paper(plain, self._library, person_id, session_id, position)
        paper.is_answered(position)  # raises where it is not its turn
        return _require(paper.question(position).picture)

    def find_file_id(self, picture: Picture) -> str | None:
        """Return by which id Telegram knows the picture; None before it was uploaded."""
        with self._database.reading() as session:
            return content.find_file_id(session, self._bot_id, picture.digest)

    def read(self, picture: Picture) -> bytes:
        """Return what the picture's file held when its version was published."""
        with self._database.reading() as session:
            return content.get_media(session, picture.digest)

    def remember(self, picture: Picture, file_id: str) -> None:
        """Remember by which id Telegram knows the picture from now on."""
        with self._database.writing() as session:
            session.merge(MediaUpload(bot_id=self._bot_id, digest=picture.digest, file_id=file_id))


def _require(picture: Picture | None) -> Picture:
    if picture is None:
        raise PictureGone
    return picture
