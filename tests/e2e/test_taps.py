"""Buttons tapped twice, late, forged or by somebody else change nothing and say so kindly."""

import pytest

from bot.chat.taps.quiz import AnswerWith, Review, ShowTaughtCard, StartPractice, Submit, Tick
from bot.learning.course import Catalog, QuestionType
from tests.e2e.stage import Actor, Stage, list_buttons
from tests.e2e.student import Student


@pytest.fixture
def student(learner: Actor, shipped: Catalog) -> Student:
    """Ana, who knows all answers."""
    return Student(learner, shipped)


async def open_question(student: Student, kind: QuestionType = QuestionType.SINGLE) -> AnswerWith:
    """Practise until a question of that type is open; return the tap of its first option."""
    actor = student.actor
    while True:
        await actor.says("/practice")
        await actor.taps("A mix of everything")
        while student.find_question().type is not kind:
            await student.answers()
            if actor.has_button("See the result"):
                await actor.taps("See the result")
                break
            await actor.taps("Next →")
        else:
            data = list_buttons(actor.last)[0][1]
            if kind is QuestionType.MULTIPLE:
                tap = Tick.decode(data)
                return AnswerWith(tap.session_id, tap.position, 0)
            return AnswerWith.decode(data)


async def test_second_tap_leaves_the_first_answer(student: Student, stage: Stage) -> None:
    """Two taps at once, and one much later: the first counts, and the text stays."""
    learner = student.actor
    tap = await open_question(student)
    question, message = student.find_question(), learner.last
    labels = student.find_labels(is_correct=False)
    await stage.pass_time()

    for label in (labels[0], student.find_labels(is_correct=True)[0]):
        _, data = learner.find_button(label, on=message)
        learner._last_tap = stage.simulator.forge_tap(learner.id, message["message_id"], data)
    await stage.settle()

    assert learner.toast == f"Already answered: {labels[0]}. The first answer stands."
    learner.sees("❌ Not quite")
    explained = learner.last["text"]
    await learner.forges(tap.encode(), on=message)
    assert learner.last["text"] == explained
    assert question.options[0].why in explained


async def test_second_of_two_quick_taps_does_not_hit_the_next_question(
    stage: Stage, student: Student
) -> None:
    """In the test the next question comes under the finger; for a second it takes no answer."""
    learner = student.actor
    await student.completes_lessons()
    await learner.taps("Final test")
    await learner.taps("Begin")
    await student.answers()
    message, data = learner.last, list_buttons(learner.last)[0][1]

    learner._last_tap = stage.simulator.tap(learner.id, message["message_id"], data)
    await stage.settle()
    if data.startswith("a:"):
        assert learner.toast == "One moment: this is a new question."
    assert learner.last["message_id"] == message["message_id"]
    assert "2 of 25" in learner.last["text"]

    await student.answers()
    learner.sees("3 of 25")


async def test_second_of_two_quick_taps_does_not_skip_the_explanation(
    stage: Stage, student: Student
) -> None:
    """Next stands where the answers stood; it waits a second, too."""
    learner = student.actor
    await open_question(student)
    await student.answers()
    message, data = learner.find_button("Next" if learner.has_button("Next") else "See")

    learner._last_tap = stage.simulator.tap(learner.id, message["message_id"], data)
    await stage.settle()

    assert learner.toast == "One moment: read why first."
    assert learner.last == message


async def test_double_tap_on_next_sends_one_question(student: Student, stage: Stage) -> None:
    """The second tap says that the question is there."""
    learner = student.actor
    await open_question(student)
    await student.answers()
    message = learner.last
    said = len(learner.heard)
    await stage.pass_time()
    for _ in range(2):
        _, data = learner.find_button("Next" if learner.has_button("Next") else "See", on=message)
        learner._last_tap = stage.simulator.forge_tap(learner.id, message["message_id"], data)
    await stage.settle()

    assert len(learner.heard) == said + 1
    assert learner.toast == "It's already in the chat, further down."


async def test_double_tap_on_a_checkbox_keeps_the_tick(student: Student, stage: Stage) -> None:
    """The button carries the wanted state, so tapping twice does not take it back."""
    learner = student.actor
    await open_question(student, QuestionType.MULTIPLE)
    message = learner.last
    _, data = learner.find_button("☐ A", on=message)
    for _ in range(2):
        stage.simulator.forge_tap(learner.id, message["message_id"], data)
    await stage.settle()

    assert "☑ A" in [text for text, _ in list_buttons(learner.last)]
    await learner.taps("☑ A")
    assert "☐ A" in [text for text, _ in list_buttons(learner.last)]


async def test_empty_submit_changes_nothing(student: Student) -> None:
    """Nothing ticked, nothing graded."""
    learner = student.actor
    await open_question(student, QuestionType.MULTIPLE)
    before = learner.last

    await learner.taps("Submit")

    assert learner.toast == "Tick at least one option first."
    assert learner.last == before


@pytest.mark.parametrize(
    "data",
    [
        "a:1:0:99",
        "a:1:0:-1",
        "a:1:99:0",
        "a:1:4:0",
        "a:999999:0:0",
        "a:1:0:0:1",
        "a:1:0:9007199254740993",
        "a:x:0:0",
        "t:1:0:0:2",
        "s:1:0",
        "rev:1:0",
        "why:1:0",
        "missed:1",
        "result:1",
        "card:more-than-a-sale:77",
        "card:no-such-lesson:0",
        "check:no-such-lesson",
        "prac:no-such-lesson",
        "lesson:",
        "term:no-such-term",
        "terms:99999",
        "right",
        ":",
        "",
        "ünï:🙂",
    ],
)
async def test_forged_data_is_answered_and_changes_nothing(
    stage: Stage, learner: Actor, data: str
) -> None:
    """No data that a modified client can send gives an answer that was not chosen."""
    asked = stage.services.quizzes.start_check(1, "more-than-a-sale")
    before = stage.services.study.stand(1)

    await learner.forges(data or " ")

    turn = stage.services.quizzes.find_turn(1, asked.session_id)
    assert turn.next == asked
    assert stage.services.study.stand(1) == before
    assert "incident" not in learner.last["text"]


async def test_single_choice_cannot_be_ticked_and_multiple_not_be_answered(
    student: Student, stage: Stage
) -> None:
    """A tap made for the other type of question is refused."""
    learner = student.actor
    tap = await open_question(student)
    await learner.forges(Tick(tap.session_id, tap.position, 0, is_on=True).encode())
    assert learner.toast == "That option doesn't exist. Please tap one of the buttons."
    await learner.forges(Submit(tap.session_id, tap.position).encode())
    assert learner.toast == "Tick at least one option first."

    tap = await open_question(student, QuestionType.MULTIPLE)
    await learner.forges(tap.encode())
    assert learner.toast == "That option doesn't exist. Please tap one of the buttons."
    assert stage.services.quizzes.find_turn(1, tap.session_id).next.session_id == tap.session_id


async def test_somebody_elses_button_answers_nothing(student: Student, stage: Stage) -> None:
    """Ben cannot answer, see or review Ana's quiz."""
    tap = await open_question(student)
    ben = await stage.member(first_name="Ben")

    for data in (
        tap.encode(),
        Review(tap.session_id, 0).encode(),
        ShowTaughtCard(tap.session_id, 0).encode(),
        f"next:{tap.session_id}",
        f"resume:{tap.session_id}",
        f"missed:{tap.session_id}",
    ):
        await ben.forges(data)
        assert ben.toast == "That quiz isn't yours. Home shows where you are.", data
    assert "Already" not in student.actor.toast
    assert student.actor.last["reply_markup"]


async def test_old_navigation_leads_to_today(stage: Stage, learner: Actor) -> None:
    """A Home of long ago continues where the learner is now."""
    old_home = learner.last
    await learner.says("/home")
    await learner.taps("Start lesson 1")
    await learner.taps("Next →")
    await learner.taps("Next →")

    await learner.taps("Start lesson 1", on=old_home)

    edited = stage.simulator.chat(learner.id).find_message(old_home["message_id"])
    assert edited is not None
    assert "card 4 of" in edited["text"]


async def test_card_from_an_explanation_has_a_way_back(student: Student) -> None:
    """The lesson card opens below as a message of its own and leads on to the next question."""
    learner = student.actor
    await learner.forges(StartPractice("measure-and-adjust").encode())
    question = await student.answers()
    explained = learner.last

    await learner.taps("Lesson card")
    lesson = student._catalog.lessons_by_id[question.lesson_id]
    card = next(card for card in lesson.cards if card.id == question.card_id)
    learner.sees(lesson.title, card.title)
    assert explained in learner.heard
    await learner.taps("Back to the questions")

    learner.sees("Practice: ", "· 2 of 5")


async def test_double_tap_on_a_quiz_button_sends_one_question(
    stage: Stage, student: Student
) -> None:
    """Take the check, twice at once: one question stands in the chat; later it comes again."""
    learner = student.actor
    await learner.taps("Start lesson 1")
    await student.reads_lesson()
    message, data = learner.find_button("Take the check")
    said = len(learner.heard)
    for _ in range(2):
        learner._last_tap = stage.simulator.forge_tap(learner.id, message["message_id"], data)
    await stage.settle()
    assert len(learner.heard) == said + 1
    assert learner.toast == "It's already in the chat, further down."

    stage.clock.advance(seconds=6)
    await learner.taps("Take the check")
    assert len(learner.heard) == said + 2


async def test_old_check_button_after_passing_is_practice(student: Student, stage: Stage) -> None:
    """What is passed stands: Home goes on with the next lesson."""
    learner = student.actor
    await learner.taps("Start lesson 1")
    await student.reads_lesson()
    old = learner.last
    await learner.taps("Take the check")
    await student.takes_check()

    await learner.taps("Take the check", on=old)
    learner.sees("Practice: More than a sale · 1 of 5")
    await learner.says("/home")
    assert learner.has_button("Start lesson 2")
    assert stage.services.study.stand(1).done_lessons == 1


async def test_later_in_practice_is_no_dead_end(student: Student) -> None:
    """The question that was put off comes back by the old Next, or by the same topic."""
    learner = student.actor
    await learner.forges(StartPractice("in-tune").encode())
    await student.answers()
    explained = learner.last
    await learner.taps("Next →")
    question = student.find_question()
    await learner.taps("Later")
    assert learner.toast == "Saved for later. Home or Practice brings you back."

    await learner.taps("Next →", on=explained)
    assert student.find_question() == question
    await learner.taps("Later")
    await learner.forges(StartPractice("in-tune").encode())
    assert student.find_question() == question


async def test_later_keeps_the_question(student: Student) -> None:
    """Later leads Home, and Home leads back to the same question."""
    learner = student.actor
    await learner.taps("Start lesson 1")
    await student.reads_lesson()
    await learner.taps("Take the check")
    await student.answers()
    await learner.taps("Next →")
    question = student.find_question()

    await learner.taps("Later")
    learner.sees("Lesson 1 check, question 2 of 4")
    await learner.taps("Continue: lesson 1 check, question 2")

    assert student.find_question() == question
