"""Pictures: kept with every version for ever, and known to Telegram by one id a bot."""

from dataclasses import replace

import pytest

from bot.content.media import digest_picture
from bot.learning.course import Catalog, Picture
from bot.learning.errors import LessonGone, PictureGone, QuestionNotOpen, QuizGone
from bot.learning.people import Member
from bot.services.library import Library, PictureMissing
from bot.services.pictures import Pictures
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.pictures import make_png
from tests.services.builder import School, make_catalog, make_question
from tests.storage.rows import count

OLD, NEW = make_png(shade=1), make_png(shade=2)


def show(content: bytes) -> Picture:
    """Return a picture of that content."""
    return Picture("desk.png", "A desk", digest_picture(content))


def hang(content: bytes) -> Catalog:
    """Return a catalogue that shows a picture on its first card and on each question of a check."""
    catalog = make_catalog(("one",), questions=[make_question(f"q{n}") for n in range(3)])
    lesson, picture = catalog.lessons[0], show(content)
    first = replace(lesson.cards[0], picture=picture)
    return replace(
        catalog,
        lessons=(replace(lesson, cards=(first, *lesson.cards[1:])),),
        questions=tuple(replace(question, picture=picture) for question in catalog.questions),
    )


def publish(school: School, content: bytes) -> None:
    """Teach a version that shows this picture."""
    school.library.publish(hang(content), {show(content).digest: content})


def test_every_version_keeps_its_pictures(school: School, ana: Member, database: Database) -> None:
    """A quiz that runs shows what it began with; what is read shows what is taught now."""
    publish(school, OLD)
    asked = school.quizzes.start_check(ana.id, "one")
    publish(school, NEW)

    in_quiz = school.pictures.find_in_quiz(ana.id, asked.session_id, 0)
    on_card = school.pictures.find_on_card("one", 0)

    assert school.pictures.read(in_quiz) == OLD
    assert school.pictures.read(on_card) == NEW
    assert count(database, "content_media") == 2


def test_same_picture_is_stored_once(school: School, database: Database) -> None:
    """Each start publishes it again, and so does each edit of something else."""
    publish(school, OLD)
    publish(school, OLD)
    school.library.publish(replace(hang(OLD), terms=()))

    assert count(database, "content_media") == 1


def test_version_with_a_picture_that_nobody_has_is_not_published(school: School) -> None:
    """What learners are promised to see is there, or the version is not."""
    before = school.library.get_current()

    with pytest.raises(PictureMissing):
        school.library.publish(hang(OLD), {show(NEW).digest: NEW})

    assert school.library.get_current() == before


def test_what_no_version_shows_is_not_stored(school: School, database: Database) -> None:
    """The database is no store of files."""
    school.library.publish(make_catalog(), {show(OLD).digest: OLD})

    assert count(database, "content_media") == 0


def test_each_bot_has_its_own_id_of_a_picture(school: School, database: Database) -> None:
    """Telegram gives ids to one bot; the newest counts."""
    publish(school, OLD)
    other = Pictures(database, school.library, bot_id=8)

    school.pictures.remember(show(OLD), "first")
    school.pictures.remember(show(OLD), "second")

    assert school.pictures.find_file_id(show(OLD)) == "second"
    assert other.find_file_id(show(OLD)) is None


def test_pictures_outlive_a_restart(school: School, database: Database, clock: FakeClock) -> None:
    """They are read from the database, not from the files."""
    publish(school, OLD)
    restarted = Pictures(database, Library(database, clock), bot_id=7)

    assert restarted.read(restarted.find_on_card("one", 0)) == OLD


@pytest.mark.parametrize("index", [1, 2, 99])
def test_card_without_a_picture(school: School, index: int) -> None:
    """A button of an older version may ask for it, and a forged one."""
    publish(school, OLD)

    with pytest.raises(PictureGone):
        school.pictures.find_on_card("one", index)
    with pytest.raises(LessonGone):
        school.pictures.find_on_card("gone", 0)


def test_picture_of_a_question_that_is_not_open(school: School, ana: Member) -> None:
    """Nobody looks ahead, nor into the quiz of somebody else."""
    publish(school, OLD)
    asked = school.quizzes.start_check(ana.id, "one")
    ben = school.join(1002, name="Ben")

    with pytest.raises(QuestionNotOpen):
        school.pictures.find_in_quiz(ana.id, asked.session_id, 1)
    with pytest.raises(QuizGone):
        school.pictures.find_in_quiz(ben.id, asked.session_id, 0)
    school.library.publish(make_catalog(("one",)))
    other = school.quizzes.start_practice(ana.id, "one")
    with pytest.raises(PictureGone):
        school.pictures.find_in_quiz(ana.id, other.session_id, 0)
