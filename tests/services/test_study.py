"""Reading: a card counts once, a lesson when all its cards were seen."""

import pytest

from bot.learning.errors import LessonGone
from bot.learning.people import Member
from bot.learning.progress import ReadCard, TakeCheck
from bot.storage.tables import CardRead, Completion, LessonRead
from tests.conftest import FakeClock
from tests.services.builder import School, make_catalog
from tests.storage.rows import count


def test_card_is_shown_and_recorded(school: School, ana: Member, clock: FakeClock) -> None:
    """What was read when, and in which version."""
    opened = school.study.open_card(ana.id, "two", 0)

    assert opened.card is not None
    assert (opened.lesson.id, opened.card.id, opened.index) == ("two", "c1", 0)
    assert opened.standing.number == 2
    assert opened.standing.first_unread == 1
    with school.database.reading() as session:
        read = session.get_one(CardRead, (ana.id, "two", "c1"))
    assert (read.version_id, read.read_at) == (1, clock.now)


def test_card_is_recorded_once(school: School, ana: Member, clock: FakeClock) -> None:
    """Reading again keeps the first time."""
    first = clock.now
    school.study.open_card(ana.id, "one", 0)
    clock.advance(days=1)
    again = school.study.open_card(ana.id, "one", 0)

    assert again.card is not None
    assert count(school.database, "card_read") == 1
    with school.database.reading() as session:
        assert session.get_one(CardRead, (ana.id, "one", "c1")).read_at == first


def test_lesson_is_read_when_all_its_cards_are(school: School, ana: Member) -> None:
    """In any order, and not before."""
    assert not school.study.open_card(ana.id, "one", 1).standing.is_read
    assert not school.study.open_card(ana.id, "one", 1).standing.is_read
    assert school.study.stand(ana.id).next_step == ReadCard(
        school.library.get_current().catalog.lessons_by_id["one"], 1, 0
    )

    assert school.study.open_card(ana.id, "one", 0).standing.is_read
    assert count(school.database, "lesson_read") == 1


def test_takeaways_follow_the_last_card(school: School, ana: Member) -> None:
    """They are no card: looking at them first reads nothing."""
    opened = school.study.open_card(ana.id, "one", 2)

    assert opened.card is None
    assert not opened.standing.is_read
    assert count(school.database, "card_read") == count(school.database, "lesson_read") == 0
    school.read(ana, "one")
    assert school.study.open_card(ana.id, "one", 2).standing.is_read


def test_lesson_is_read_once(school: School, ana: Member, clock: FakeClock) -> None:
    """The moment of the first time stays."""
    first = clock.now
    school.read(ana, "one")
    clock.advance(days=1)
    school.read(ana, "one")
    school.study.open_card(ana.id, "one", 2)

    with school.database.reading() as session:
        assert session.get_one(LessonRead, (ana.id, "one")).read_at == first


@pytest.mark.parametrize(
    ("lesson_id", "index"), [("one", 3), ("one", -1), ("one", 10**9), ("gone", 0), ("", 0)]
)
def test_card_that_is_not_there_is_refused(
    school: School, ana: Member, lesson_id: str, index: int
) -> None:
    """An old button may point anywhere; nothing is recorded."""
    with pytest.raises(LessonGone):
        school.study.open_card(ana.id, lesson_id, index)
    assert count(school.database, "card_read") == 0


def test_lesson_that_left_the_course_is_gone(school: School, ana: Member) -> None:
    """It is refused even where its file is still there."""
    old = make_catalog()
    new = make_catalog(("two",))
    school.library.publish(type(old)(new.courses, old.lessons, old.questions, ()))

    with pytest.raises(LessonGone):
        school.study.open_card(ana.id, "one", 0)


def test_people_read_for_themselves(school: School, ana: Member) -> None:
    """One learner's reading is not another's."""
    school.read(ana, "one")
    other = school.join(1002)

    assert isinstance(school.study.stand(ana.id).next_step, TakeCheck)
    assert not school.study.stand(other.id).is_started
    school.read(other, "one")
    assert count(school.database, "card_read") == 4


def test_card_that_was_added_does_not_reopen_a_lesson(school: School, ana: Member) -> None:
    """Who has read a lesson has read it; the new card is there for who wants it."""
    school.read(ana, "one")
    catalog = make_catalog()
    lesson = catalog.lessons[0]
    longer = type(lesson)(
        **{**vars(lesson), "cards": (*lesson.cards, type(lesson.cards[0])("c3", "New", "New"))}
    )
    school.library.publish(
        type(catalog)(catalog.courses, (longer, catalog.lessons[1]), catalog.questions, ())
    )

    assert isinstance(school.study.stand(ana.id).next_step, TakeCheck)
    opened = school.study.open_card(ana.id, "one", 2)
    assert opened.card is not None
    assert opened.card.id == "c3"
    assert opened.standing.is_read


def test_course_can_be_completed_by_reading(school: School, ana: Member, clock: FakeClock) -> None:
    """The test passed, a lesson added, its check passed: reading it is the last step, once."""
    school.library.publish(make_catalog(("one",)))
    school.do_lesson(ana, "one")
    asked = school.quizzes.start_test(ana.id)
    school.library.publish(make_catalog())
    school.finish(ana, asked)
    school.finish(ana, school.quizzes.start_check(ana.id, "two"))
    assert count(school.database, "completion") == 0
    clock.advance(hours=1)

    school.read(ana, "two")
    at = clock.now
    clock.advance(hours=1)
    school.read(ana, "two")

    assert school.study.stand(ana.id).is_complete
    with school.database.reading() as session:
        assert session.get_one(Completion, (ana.id, "basics")).completed_at == at
