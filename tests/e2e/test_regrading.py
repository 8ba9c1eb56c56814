"""A key is corrected: the trainer regrades, learners hear what rises, HR decides on lost passes."""

import logging
from collections.abc import AsyncIterator

import pytest

from bot.chat.taps.bank import (
    AskToRegrade,
    GoBack,
    GoOnRegrading,
    LeaveAnswers,
    ShowKey,
    ShowKeys,
)
from bot.chat.taps.rulings import ShowHeldGroup
from bot.config import Settings
from bot.content.writing import write_files
from bot.learning.people import Role
from tests.conftest import FakeClock
from tests.e2e.stage import Actor, Stage
from tests.services.keys import make_bank

REASON = "The source says B."


@pytest.fixture
async def stage(settings: Settings, clock: FakeClock) -> AsyncIterator[Stage]:
    """The bot with a small course, of whose questions a is the right answer."""
    folder = settings.database.parent / "content"
    for name, text in write_files(make_bank()).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    async with Stage(settings.model_copy(update={"content": folder}), clock).running() as stage:
        yield stage


@pytest.fixture
async def tom(stage: Stage) -> Actor:
    """A trainer."""
    return await stage.member(Role.TRAINER, "Tom")


async def take_quiz(actor: Actor, **answers: str) -> None:
    """Answer the open quiz to its end: the option of that letter, else a."""
    while True:
        text = actor.last["text"]
        name = next(name for name in ("q1", "q2", "t1", "t2") if f"{name}?" in text)
        wanted = f"{name} {answers.get(name, 'a')}"
        label = next(line[0] for line in text.splitlines() if line[2:] == wanted)
        await actor.taps(label)
        if actor.has_button("See the result"):
            await actor.taps("See the result")
        elif actor.has_button("Next →"):
            await actor.taps("Next →")
        if "?" not in actor.last["text"] or actor.has_button("Home"):
            return


async def take_check(actor: Actor, **answers: str) -> None:
    """Read the lesson and take its check."""
    await actor.taps("Start lesson 1")
    while actor.has_button("Next →"):
        await actor.taps("Next →")
    await actor.taps("Take the check")
    await take_quiz(actor, **answers)


async def take_test(actor: Actor, **answers: str) -> None:
    """Take the final test."""
    await actor.says("/home")
    await actor.taps("Final test")
    await actor.taps("Begin")
    await take_quiz(actor, **answers)


async def regrade(stage: Stage, tom: Actor) -> None:
    """Publish a corrected key and regrade by it."""
    stage.services.library.publish(make_bank(q1="b"))
    await tom.says("/bank")
    await tom.taps("🔑 Corrected keys · 1")
    await tom.taps("1")
    await tom.taps("Regrade …")
    await tom.says(REASON)
    await stage.deliver()


async def test_trainer_regrades(stage: Stage, tom: Actor, caplog: pytest.LogCaptureFixture) -> None:
    """From Publish over the preview and the reason to the learner who passes now."""
    caplog.set_level(logging.DEBUG, "bot")
    ana, ben = await stage.member(first_name="Ana"), await stage.member(first_name="Ben")
    await take_check(ana, q1="b")
    ana.sees("Not yet: 1 of 2")
    await take_check(ben)
    stage.services.library.publish(make_bank(q1="b"))
    await stage.deliver()
    tom.sees("The right answer of questions was corrected", "🔑 1 corrected key waits")
    assert tom.has_button("🔑 Corrected keys · 1")

    await tom.says("/bank")
    tom.sees("🔑 1 corrected key waits for your decision")
    await tom.taps("🔑 Corrected keys · 1")
    tom.sees("1. q1?", "Right before: q1 a", "Right now: q1 b")
    await tom.taps("1")
    tom.sees("2 results of 2 learners:", "↑ 1 higher, 1 pass gained")
    tom.sees("↓ 1 lower, 1 pass lost once HR says so")
    asked = tom.last
    await tom.taps("Regrade …")
    tom.sees("Why is this regraded?")
    await tom.says("/cancel")
    await tom.says("This is no reason.")
    tom.sees("I only understand buttons")
    assert stage.services.regrading.count_due() == 1
    await tom.taps("Regrade …", on=asked)
    await tom.says(REASON)
    tom.sees(
        "Regraded by Tom",
        REASON,
        "1 pass gained",
        "0 taken by HR, 0 standing by HR's word; 1 waiting",
    )
    await tom.forges(GoOnRegrading(1).encode())
    await tom.forges(AskToRegrade(1).encode())
    assert tom.toast.startswith("That key is decided about already")
    await tom.forges(ShowKeys().encode())
    tom.sees("None waits for a decision.", "Decided", "1. q1? · regraded")

    said = len(ben.heard)
    await stage.deliver()
    ana.sees("A question was corrected, and your result with it.", "1 of 2 → 2 of 2: passed! 🎉")
    await ana.taps("Look at the answer")
    ana.sees("✅ Right", "The right answer was corrected on 23 November 2026")
    await ana.says("/home")
    ana.sees("test to go")
    await stage.deliver()
    assert len(ben.heard) == said
    assert REASON not in caplog.text


async def test_hr_decides_on_a_lost_pass(stage: Stage, tom: Actor) -> None:
    """The learner keeps it until then, hears of it, and earns it again; no name is in the chat."""
    hana, ben = await stage.member(Role.HR, "Hana"), await stage.member(first_name="Ben")
    await take_check(ben)
    await take_test(ben)
    ben.sees("you passed the final test")
    await regrade(stage, tom)
    assert not any("does not count" in message.get("text", "") for message in ben.heard)

    hana.sees("A pass waits for your word.")
    await hana.taps("Look at it")
    hana.sees("1 pass waits for your word")
    await hana.taps("1")
    hana.sees(REASON, "Learner 3: Lesson 1 check, 23 Nov 2026: 2 of 2 → 1 of 2; 2 of 2 pass")
    assert not any("Ben" in message["text"] for message in hana.heard)
    await hana.taps("1")
    single = hana.last
    await hana.taps("Who is this?")
    hana.sees("Ben K")
    await hana.taps("Let the pass stand …", on=single)
    hana.sees("Write the reason now", "The pass stands")
    await hana.taps("Decide later")
    await hana.says("/corrections")
    hana.sees("1 pass waits")
    await hana.taps("1")
    await hana.taps("Apply to it …")
    await hana.says("We need the real thing.")
    hana.sees("Recorded: the correction applies")
    await hana.taps("Apply to it …")
    assert hana.toast.startswith("No pass waits there any more.")

    await stage.deliver()
    assert "2 of 2 → 1 of 2: 2 pass." in ben.heard[-2]["text"]
    ben.sees("A certificate of yours was revoked.")
    await ben.says("/home")
    ben.sees("0 of 1 lesson")
    await ben.taps("Take the check")
    await take_quiz(ben, q1="b")
    await ben.says("/home")
    ben.sees("You have completed the course, Ben")


async def test_reasons_that_come_again_carry_on(stage: Stage, tom: Actor) -> None:
    """Killed after the decision was recorded: the same update finishes it, or a button does."""
    hana, ben = await stage.member(Role.HR, "Hana"), await stage.member(first_name="Ben")
    await take_check(ben)
    stage.services.library.publish(make_bank(q1="b"))
    services, updates = stage.services, stage.simulator.updates
    await tom.says("/bank")
    await tom.taps("🔑 Corrected keys · 1")
    await tom.taps("1")
    await tom.taps("Regrade …")
    member = services.enrolment.find_member(tom.id)
    assert member is not None
    assert services.prompts.take(member, REASON, updates.next_id) is not None
    await tom.says(REASON)
    tom.sees("Regraded by Tom", REASON, "1 waiting")

    await hana.says("/corrections")
    await hana.taps("1")
    group = hana.last
    await hana.taps("Let it stand …")
    member = services.enrolment.find_member(hana.id)
    assert member is not None
    assert services.prompts.take(member, "Good faith.", updates.next_id + 9) is not None
    await hana.forges(ShowHeldGroup(1).encode(), on=group)
    message, _ = hana.find_button("Go on")
    assert "A decision is being carried out." in message["text"]
    await hana.taps("Go on", on=message)
    assert services.rulings.count_waiting() == 0
    await tom.forges(ShowKey(1).encode())
    tom.sees("1 standing by HR's word; 0 waiting")


async def test_going_back_shows_what_that_corrects(stage: Stage, tom: Actor) -> None:
    """The button stands under the word that the version is taught; leaving it is one tap."""
    ana = await stage.member()
    stage.services.library.publish(make_bank(q1="b"))
    await take_check(ana, q1="b")
    ana.sees("2 of 2")
    await tom.says("/bank history")
    await tom.taps("Back to v1")
    await tom.taps("Teach v1 again")
    tom.sees("v1 is taught now", "🔑 1 corrected key waits for your decision")
    await tom.forges(GoBack(1, 2).encode())
    tom.sees("🔑 1 corrected key waits for your decision")
    await tom.taps("🔑 Corrected keys")
    await tom.taps("1")
    await tom.taps("Leave as it is")
    tom.sees("Left as it is by Tom", "1 pass lost once HR says so")
    await tom.forges(LeaveAnswers(1).encode())
    tom.sees("Left as it is by Tom")
    await tom.says("/bank")
    tom.sees_not("🔑")
