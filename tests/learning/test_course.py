"""The catalogue's look-ups: what is asked for by id or place is found, or said to be missing."""

import pytest

from bot.learning.course import Catalog, Course, Module, QuestionType, Use
from tests.services.builder import CHECK, TEST, make_catalog, make_question


@pytest.fixture
def catalog() -> Catalog:
    """Two lessons with their questions."""
    return make_catalog()


def test_course_has_its_lessons_in_the_order_of_its_modules() -> None:
    """Modules follow each other, and so do the lessons inside."""
    modules = (Module("m2", "", ("x", "a")), Module("m1", "", ("k",)))

    assert Course("c", "", "", modules, CHECK, TEST).lesson_ids == ("x", "a", "k")


def test_lessons_and_questions_are_found_by_id(catalog: Catalog) -> None:
    """Each stands under its own id, and nothing else does."""
    assert {key: one.id for key, one in catalog.lessons_by_id.items()} == {
        "one": "one",
        "two": "two",
    }
    assert len(catalog.questions_by_id) == len(catalog.questions) == 10
    assert catalog.questions_by_id["two-true"].type is QuestionType.TRUE_FALSE


def test_courses_are_found_by_id_and_by_what_they_teach(catalog: Catalog) -> None:
    """An unknown id is an error, or nothing, and a lesson that no module teaches has no course."""
    assert catalog.courses[0] is catalog.get_course("basics")
    with pytest.raises(KeyError):
        catalog.get_course("other")
    assert catalog.find_course("other") is None
    assert catalog.find_course_of("two") is catalog.courses[0]
    assert catalog.find_course_of("three") is None
    assert not catalog.has_several


def test_questions_are_listed_by_lesson_and_use(catalog: Catalog) -> None:
    """What is reserved for the test is never in the list for practice."""
    practice = catalog.list_questions(("two",), Use.PRACTICE)
    reserved = catalog.list_questions(("one", "two"), Use.TEST)

    assert [question.id for question in practice] == ["two-single", "two-multiple", "two-true"]
    assert [question.id for question in reserved] == [
        "one-test-1",
        "one-test-2",
        "two-test-1",
        "two-test-2",
    ]
    assert catalog.list_questions((), Use.PRACTICE) == ()


def test_question_knows_its_options() -> None:
    """The right ones as a set, each one by its id."""
    question = make_question("q", type=QuestionType.MULTIPLE, right="bd")

    assert question.correct_ids == {"b", "d"}
    assert question.get_option("c").text == "q c"
    with pytest.raises(KeyError):
        question.get_option("x")
