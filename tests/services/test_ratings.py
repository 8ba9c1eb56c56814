"""Ratings: one a lesson and learner, changeable, with a comment; trainers see them from five on."""

import pytest

from bot.learning.errors import LessonGone, LessonNotDone
from bot.learning.people import Member
from bot.learning.ratings import LessonRatings, Rated
from tests.conftest import FakeClock
from tests.services.builder import School


def read_ratings(school: School) -> LessonRatings:
    """Return what is said of the first lesson."""
    return school.ratings.list_lessons()[0]


def test_only_a_lesson_that_is_done_is_rated(school: School, ana: Member) -> None:
    """The check comes first; there is nothing to say of a lesson that is not taught."""
    with pytest.raises(LessonNotDone):
        school.ratings.rate(ana.id, "one", is_good=True, update_id=1)
    with pytest.raises(LessonGone):
        school.ratings.rate(ana.id, "nine", is_good=True, update_id=1)

    assert read_ratings(school).total == 0


def test_rating_is_changed_by_the_other_thumb(school: School, ana: Member) -> None:
    """The same one again changes nothing; the update that gave it may come again."""
    school.do_lesson(ana, "one")
    rate = school.ratings.rate

    assert rate(ana.id, "one", is_good=True, update_id=1) == Rated(
        is_good=True, is_repeat=False, is_comment_wanted=True
    )
    assert not rate(ana.id, "one", is_good=True, update_id=1).is_repeat
    assert rate(ana.id, "one", is_good=True, update_id=2).is_repeat
    assert not rate(ana.id, "one", is_good=False, update_id=3).is_repeat
    assert (read_ratings(school).good, read_ratings(school).bad) == (0, 1)


def test_comment_stays_with_the_rating(school: School, ana: Member) -> None:
    """Changed to the other thumb, the comment is kept and no other one asked for."""
    school.do_lesson(ana, "one")
    school.ratings.rate(ana.id, "one", is_good=True, update_id=1)
    school.prompts.take(ana, "Short and good.", 2)

    assert not school.ratings.rate(ana.id, "one", is_good=False, update_id=3).is_comment_wanted
    assert school.prompts.take(ana, "Something else", 4) is None
    assert read_ratings(school).comments == ("Short and good.",)


def test_trainers_see_ratings_from_five_on(school: School, clock: FakeClock) -> None:
    """The newest comment comes first; another lesson has none of it."""
    shown = []
    for number in range(5):
        person = school.join(5000 + number)
        school.do_lesson(person, "one")
        clock.advance(minutes=1)
        school.ratings.rate(person.id, "one", is_good=number > 0, update_id=2 * number)
        school.prompts.take(person, f"Comment {number}", 2 * number + 1)
        shown.append(read_ratings(school).is_shown)

    one, two = school.ratings.list_lessons()
    assert shown == [False] * 4 + [True]
    assert (one.good, one.bad, two.total) == (4, 1, 0)
    assert one.comments[0] == "Comment 4"
