"""After a lesson: one tap, a comment, and what trainers see of it."""

from bot.learning.course import Catalog
from bot.learning.people import Role
from tests.e2e.stage import Actor, Stage
from tests.e2e.student import Student


async def do_first_lesson(learner: Actor, shipped: Catalog) -> None:
    """Read the first lesson and pass its check."""
    student = Student(learner, shipped)
    await learner.taps("Start lesson 1")
    await student.reads_lesson()
    await learner.taps("Take the check")
    await student.takes_check()


async def test_lesson_is_rated_with_one_tap(learner: Actor, shipped: Catalog) -> None:
    """The result stays; the thanks come below, once, and a comment can be added."""
    await do_first_lesson(learner, shipped)
    result = learner.last
    await learner.taps("👍")
    learner.sees("👍 Thank you. Add a comment?")
    said = len(learner.heard)
    await learner.taps("👍", on=result)
    assert learner.toast == "Your rating is kept. The other thumb changes it."
    assert len(learner.heard) == said

    await learner.says("Short and good.")
    learner.sees("Your comment is kept without your name.")
    await learner.taps("👎", on=result)
    learner.sees("👎 Thank you.")
    learner.sees_not("Add a comment")
    assert result in learner.heard


async def test_trainers_read_ratings_without_names(stage: Stage, shipped: Catalog) -> None:
    """Five learners have rated; what one of them says is not told from the others'."""
    tom = await stage.member(Role.TRAINER, "Tom")
    for number in range(5):
        learner = await stage.member(first_name=f"Learner{number}")
        await do_first_lesson(learner, shipped)
        await learner.taps("👎" if number == 0 else "👍")
        if number == 0:
            await learner.says("Too long for me.")
        else:
            await learner.taps("No comment")
            learner.sees("All right, nothing added.")

    await tom.says("/bank")
    await tom.taps("Lesson ratings")
    tom.sees("4 👍 · 1 👎", "too few ratings")
    await tom.taps("1")
    tom.sees("Too long for me.")
    tom.sees_not("Learner0", "Kovač")
    await tom.taps("All ratings")
    tom.sees("Tap a number to read the comments.")
