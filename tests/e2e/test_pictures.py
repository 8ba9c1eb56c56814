"""Pictures in the chat: below what they belong to, uploaded once, and again where they are lost."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.config import Settings
from bot.learning.course import Catalog
from tests.conftest import CONTENT, FakeClock
from tests.e2e.stage import Actor, Stage
from tests.e2e.student import Student
from tests.pictures import make_png

LESSON = "more-than-a-sale"
BUTTON = "🖼 Picture"
CAPTION = "Milan *looks* at routes"


@pytest.fixture
def pictured(settings: Settings, tmp_path: Path) -> Settings:
    """Settings with the shipped course, in which every first card and question has a picture."""
    directory = tmp_path / "content"
    shutil.copytree(CONTENT, directory)
    (directory / "media").mkdir(exist_ok=True)
    (directory / "media" / "desk.png").write_bytes(make_png(640, 400, shade=90))
    block = "picture:\n      file: desk.png\n      alt: Milan *looks* at routes\n    "
    _replace(directory / "lessons" / f"{LESSON}.yaml", "    text: |", f"    {block}text: |")
    _replace(directory / "questions.yaml", "    ask: |", f"    {block}ask: |")
    return settings.model_copy(update={"content": directory})


def _replace(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.fixture
async def stage(pictured: Settings, clock: FakeClock) -> AsyncIterator[Stage]:
    """The bot with the pictured course, running."""
    async with Stage(pictured, clock).running() as stage:
        yield stage


def list_photos(actor: Actor) -> list[str]:
    """Return the ids of the photos in the chat."""
    return [message["photo"][-1]["file_id"] for message in actor.heard if "photo" in message]


def count_uploads(stage: Stage) -> int:
    """Return how often a photo was sent by its content."""
    sent = [params["photo"] for method, params in stage.simulator.calls if method == "sendPhoto"]
    return sum(photo.startswith("<") for photo in sent)


async def test_picture_of_a_card_comes_below_it(learner: Actor) -> None:
    """The card stays as it is, with its buttons; the caption says what is to be seen."""
    await learner.taps("Start lesson 1")
    card = learner.last

    await learner.taps(BUTTON)

    assert learner.heard[-2] == card
    assert learner.last["caption"] == CAPTION
    assert (learner.last["photo"][-1]["width"], learner.last["photo"][-1]["height"]) == (640, 400)
    photo = learner.last
    await learner.taps("Next →", on=photo)
    learner.sees("card 2 of")
    assert learner.heard[-3:-1] == [card, photo]


async def test_picture_is_uploaded_once_for_all(stage: Stage, learner: Actor) -> None:
    """Whoever looks after the first one is sent what Telegram has already."""
    ben = await stage.member(first_name="Ben")
    for actor in (learner, ben):
        await actor.taps("Start lesson 1")
        await actor.taps(BUTTON)
        await actor.taps(BUTTON)

    assert len({*list_photos(learner), *list_photos(ben)}) == 1
    assert len(list_photos(learner)) == len(list_photos(ben)) == 2
    assert count_uploads(stage) == 1


async def test_picture_that_telegram_has_lost_is_uploaded_anew(
    stage: Stage, learner: Actor
) -> None:
    """The learner sees nothing of it, and the new id is remembered."""
    await learner.taps("Start lesson 1")
    await learner.taps(BUTTON)
    stage.simulator.files.by_id.clear()

    await learner.taps(BUTTON)
    await learner.taps(BUTTON)

    assert count_uploads(stage) == 2
    assert len(list_photos(learner)) == 3


async def test_picture_of_a_question_before_and_after_its_answer(
    stage: Stage, learner: Actor, shipped: Catalog
) -> None:
    """It can be looked at while answering, in the explanation, and on the card that teaches it."""
    student = Student(learner, shipped)
    await learner.taps("Start lesson 1")
    await student.reads_lesson()
    await learner.taps("Take the check")
    question = learner.last

    await learner.taps(BUTTON)
    assert learner.last["caption"] == CAPTION
    assert learner.heard[-2] == question
    await student.answers(on=question)
    explained = learner.heard[-2]
    assert explained["message_id"] == question["message_id"]
    assert "Right" in explained["text"]
    await learner.taps(BUTTON, on=explained)
    await learner.taps("Lesson card", on=explained)
    await learner.taps(BUTTON, on=learner.last)

    assert len(list_photos(learner)) == 3
    assert count_uploads(stage) == 1


async def test_button_that_would_turn_a_photo_into_a_screen_sends_the_screen(
    learner: Actor,
) -> None:
    """A photo has no text that could be edited."""
    await learner.taps("Start lesson 1")
    await learner.taps(BUTTON)
    photo = learner.last

    await learner.forges("home", on=photo)

    learner.sees("Customer centricity at work")
    assert photo in learner.heard


async def test_picture_that_is_not_there_is_refused_kindly(learner: Actor) -> None:
    """Forged buttons and those of older versions say where to go."""
    await learner.forges("pic:hear-everyone:0")
    assert learner.toast == "That picture is not shown any more. Home shows where you are."
    await learner.forges("qpic:1:0")
    assert learner.toast.startswith("That quiz isn't yours.")
    assert list_photos(learner) == []
