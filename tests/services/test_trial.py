"""A trial shows questions of any version to those who edit them, and counts for nothing."""

from dataclasses import replace

import pytest

from bot.chat.views.quiz import show_answer
from bot.learning.errors import LessonGone, NoPractice
from bot.learning.quiz import AskedQuestion, QuizKind
from bot.services.library import Edition
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.services.builder import School, make_catalog, make_question, make_questions


@pytest.fixture
def school(database: Database, clock: FakeClock) -> School:
    """A school whose bank holds a draft."""
    draft = replace(make_question("draft"), is_draft=True)
    questions = [one for lesson in ("one", "two") for one in make_questions(lesson)]
    return School(database, clock, make_catalog(questions=[*questions, draft]))


def get_edition(school: School) -> Edition:
    """Return what is taught."""
    return school.library.get_current()


def test_trial_asks_just_those_questions_in_their_order(school: School) -> None:
    """Drafts and reserved questions too."""
    tom = school.join(name="Tom")
    wanted = ["one-test-1", "draft", "two-single"]

    asked = school.quizzes.start_trial(tom.id, get_edition(school), wanted)

    assert asked.label.kind is QuizKind.TRIAL
    seen = []
    for _ in wanted:
        seen.append(asked.question.id)
        school.answer(tom, asked)
        turn = school.quizzes.find_turn(tom.id, asked.session_id).next
        if isinstance(turn, AskedQuestion):
            asked = turn
    assert seen == wanted


def test_trial_counts_for_nothing(school: School) -> None:
    """Neither for what comes next nor for any result."""
    tom = school.join(name="Tom")
    before = school.study.stand(tom.id)

    asked = school.quizzes.start_trial(tom.id, get_edition(school), ["one-single"])
    assert school.study.stand(tom.id) == before
    school.finish(tom, asked)

    assert school.study.stand(tom.id) == before


def test_trial_goes_on_where_it_was_left(school: School) -> None:
    """A second tap on "Try it" opens no second trial."""
    tom = school.join(name="Tom")
    names = ["one-single", "two-single"]
    first = school.quizzes.start_trial(tom.id, get_edition(school), names)
    school.answer(tom, first)

    again = school.quizzes.start_trial(tom.id, get_edition(school), names)

    assert (again.session_id, again.position) == (first.session_id, 1)


def test_nothing_to_try(school: School) -> None:
    """A trial of no question is refused."""
    tom = school.join(name="Tom")

    with pytest.raises(NoPractice):
        school.quizzes.start_trial(tom.id, get_edition(school), [])


def test_draft_without_a_card_is_explained_without_one(school: School) -> None:
    """Nobody is led to a card that is not there, not even by a forged tap."""
    draft = replace(make_question("bare"), is_draft=True, lesson_id="", card_id="")
    school.library.publish(make_catalog(questions=[*make_questions("one"), draft]))
    tom = school.join(name="Tom")

    asked = school.quizzes.start_trial(tom.id, get_edition(school), ["bare"])
    answered = school.answer(tom, asked)

    labels = [button.text for row in show_answer(answered).rows for button in row]
    assert labels == ["See the result →"]
    with pytest.raises(LessonGone):
        school.reviews.find_taught_card(tom.id, asked.session_id, 0)


def test_draft_is_shown_to_no_learner(school: School) -> None:
    """Neither in practice nor in a check."""
    ana = school.join()
    shown = set()
    for _ in range(6):
        asked = school.quizzes.start_practice(ana.id, "one")
        result = school.finish(ana, asked)
        shown |= {question.id for question in result.missed} | {asked.question.id}

    catalog = get_edition(school).catalog
    assert "draft" in catalog.questions_by_id
    assert "draft" not in shown
