"""The preview reads at each save, keeps what is sound, and lets one person try everything."""

from pathlib import Path

import pytest

from bot.learning.course import Use
from bot.learning.errors import LessonLocked
from bot.learning.people import Member, Role
from bot.learning.quiz import QuizResult
from bot.services.preview import EntryGone, LooseCard, Preview
from bot.services.study import OpenCard
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.content import builder
from tests.services.builder import School

DRAFT = """\
  - id: half-done
    draft: yes
    ask: What is missing?
    options:
      - text: The reason
        correct: yes
      - text: Nothing
"""
LOOSE_QUESTION = """\
  - id: loose-step
    lesson: loose
    card: listen
    ask: What helps?
    options:
      - text: Listening
        correct: yes
        why: It comes first.
      - text: Guessing
        why: It teaches nobody.
"""
LOOSE = builder.LESSON.replace("id: in-tune", "id: loose").replace("In tune with", "Loose")


class Desk:
    """A content directory, and the preview that reads it."""

    def __init__(self, folder: Path, database: Database, clock: FakeClock) -> None:
        self.folder = folder
        self.clock = clock
        self.school = School(database, clock)
        directory = builder.write(folder)
        self.preview = Preview(
            self.school.library, self.school.quizzes, self.school.study, clock, directory
        )
        self.tom: Member = self.school.join(role=Role.TRAINER, name="Tom")

    def save(self, **changed: str) -> None:
        """Write the files anew, with those changes, and read them a minute later."""
        self.clock.advance(minutes=1)
        builder.write(self.folder, **changed)
        self.preview.take(self.preview.read())

    def add_lesson(self, name: str, text: str) -> None:
        """Write another lesson."""
        path = self.folder / "content" / "lessons" / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path, database: Database, clock: FakeClock) -> Desk:
    """A desk whose files have been read."""
    desk = Desk(tmp_path, database, clock)
    desk.save()
    return desk


def test_lists_lessons_with_their_cards_and_questions(desk: Desk) -> None:
    """In the order of the course, the takeaways last."""
    state = desk.preview.state
    (shelf,) = state.shelves

    assert (shelf.number, shelf.title) == (1, "In tune with customers")
    assert [card.title for card in shelf.cards] == [
        "Listen",
        "Adjust",
        "Measure",
        "Share",
        "Takeaways",
    ]
    assert [(q.id, q.use) for q in shelf.questions] == [
        ("first-step", Use.PRACTICE),
        ("last-step", Use.TEST),
    ]
    assert state.sound_at == state.read_at == desk.clock.now


def test_broken_save_leaves_the_last_good_version(desk: Desk) -> None:
    """The problems are those of the newest reading, the rest is that of the last sound one."""
    before = desk.preview.state
    desk.save(**builder.edit("questions", ("ask: What comes first?", "aks: What?")))
    broken = desk.preview.state

    assert any("unknown field 'aks'" in problem.message for problem in broken.problems)
    assert broken.shelves == before.shelves
    assert (broken.read_at, broken.sound_at) == (desk.clock.now, before.sound_at)
    asked = desk.preview.ask_question(desk.tom.id, "first-step")
    assert asked.question.ask == "What comes first?"

    desk.save(**builder.edit("questions", ("What comes first?", "What now?")))
    mended = desk.preview.state
    assert not any(problem.severity == "error" for problem in mended.problems)
    assert mended.sound_at == desk.clock.now
    assert desk.preview.ask_question(desk.tom.id, "first-step").question.ask == "What now?"


def test_content_that_was_never_sound_offers_nothing(
    tmp_path: Path, database: Database, clock: FakeClock
) -> None:
    """Its problems are shown all the same, and a mended save opens it."""
    desk = Desk(tmp_path, database, clock)
    desk.save(questions="questions: [")
    state = desk.preview.state

    assert (state.sound_at, state.shelves) == (None, ())
    assert state.problems

    desk.save()
    assert desk.preview.state.sound_at == clock.now


def test_look_notices_a_save_once(desk: Desk) -> None:
    """Until it is read."""
    assert desk.preview.look() is None

    builder.write(desk.folder, **builder.edit("glossary", ("term: Need", "term: Wish")))
    assert desk.preview.look() is not None

    desk.preview.read()
    assert desk.preview.look() is None


def test_question_that_is_answered_is_asked_anew(desk: Desk) -> None:
    """One that is open stays the same, whichever of its messages is answered."""
    tom, preview = desk.tom, desk.preview
    first = preview.ask_question(tom.id, "last-step")
    again = preview.ask_question(tom.id, "last-step")
    assert again.session_id == first.session_id

    desk.school.answer(tom, first)
    anew = preview.ask_question(tom.id, "last-step")

    assert anew.session_id != first.session_id
    assert anew.position == 0


def test_edited_question_is_asked_in_its_new_words_and_the_old_one_can_be_answered(
    desk: Desk,
) -> None:
    """Only what was edited has another digest; what stands in the chat stays as it was."""
    tom, preview = desk.tom, desk.preview
    old = preview.ask_question(tom.id, "first-step")
    before = preview.state.shelves[0].questions
    desk.save(**builder.edit("questions", ("text: Listening", "text: Listening well")))
    after = preview.state.shelves[0].questions
    new = preview.ask_question(tom.id, "first-step")

    assert [a.digest == b.digest for a, b in zip(before, after, strict=True)] == [False, True]
    assert "Listening well" in [option.text for option in new.options]
    assert "Listening well" not in [option.text for option in old.options]
    assert desk.school.answer(tom, old).is_correct


def test_draft_without_lesson_card_and_reasons_can_be_tried(desk: Desk) -> None:
    """It stands on a shelf of its own."""
    desk.save(questions=builder.QUESTIONS + DRAFT)
    shelf = desk.preview.state.shelves[-1]
    assert (shelf.lesson_id, shelf.number, shelf.cards) == (None, None, ())
    assert [(q.id, q.is_draft) for q in shelf.questions] == [("half-done", True)]

    asked = desk.preview.ask_question(desk.tom.id, "half-done")
    answered = desk.school.answer(desk.tom, asked)

    assert answered.is_correct
    turn = desk.school.quizzes.find_turn(desk.tom.id, asked.session_id)
    assert isinstance(turn.next, QuizResult)


def test_cards_and_takeaways_open_as_learners_see_them(desk: Desk) -> None:
    """By the card's id, wherever it stands now."""
    opened = desk.preview.open_card(desk.tom.id, "in-tune", "measure")
    ending = desk.preview.open_card(desk.tom.id, "in-tune", None)

    assert isinstance(opened, OpenCard)
    assert isinstance(ending, OpenCard)
    assert opened.card is not None
    assert (opened.index, opened.card.title) == (2, "Measure")
    assert (ending.index, ending.card) == (4, None)


def test_looking_at_a_card_reads_nothing_and_opens_locked_lessons(desk: Desk) -> None:
    """What the trainer jumps to changes no progress, and needs none."""
    desk.add_lesson("loose", f"{LOOSE}requires:\n  - in-tune\n")
    place = "          - in-tune\n"
    desk.save(
        questions=builder.QUESTIONS + LOOSE_QUESTION,
        **builder.edit("courses", (place, f"{place}{place.replace('in-tune', 'loose')}")),
    )
    before = desk.school.study.stand(desk.tom.id)
    with pytest.raises(LessonLocked):
        desk.school.study.open_card(desk.tom.id, "loose", 0)

    for card_id in ("listen", "adjust", "measure", "share", None):
        desk.preview.open_card(desk.tom.id, "loose", card_id)

    assert desk.school.study.stand(desk.tom.id) == before


def test_lesson_in_no_module_is_listed_last_and_its_cards_open(desk: Desk) -> None:
    """It has no number and no takeaways: learners do not see it."""
    desk.add_lesson("loose", LOOSE)
    desk.save()
    shelf = desk.preview.state.shelves[-1]
    assert (shelf.lesson_id, shelf.number) == ("loose", None)
    assert [card.id for card in shelf.cards] == ["listen", "adjust", "measure", "share"]

    opened = desk.preview.open_card(desk.tom.id, "loose", "adjust")

    assert isinstance(opened, LooseCard)
    assert opened.card.title == "Adjust"
    with pytest.raises(EntryGone):
        desk.preview.open_card(desk.tom.id, "loose", None)


@pytest.mark.parametrize(
    ("lesson_id", "card_id"), [("in-tune", "gone"), ("gone", "listen"), ("gone", None)]
)
def test_what_is_gone_is_said_so(desk: Desk, lesson_id: str, card_id: str | None) -> None:
    """The page may be older than the files."""
    with pytest.raises(EntryGone):
        desk.preview.open_card(desk.tom.id, lesson_id, card_id)
    with pytest.raises(EntryGone):
        desk.preview.ask_question(desk.tom.id, "gone")
