"""Whatever a person sends gets a helpful answer."""

from functools import partial

from tests.e2e.stage import Actor, Stage
from tests.waiting_updates import list_chats


async def test_unknown_text_and_commands_get_a_way_on(learner: Actor) -> None:
    """Every answer has a button Home."""
    for words, answer in (
        ("asdf", "Sorry, I only understand buttons and commands."),
        ("/nonsense", "I don't know that command."),
        ("/start@training_bot", "Customer centricity at work"),
        ("🙂" * 2000, "Sorry, I only understand buttons and commands."),
        ("\u202eabc <b>&", "Sorry, I only understand buttons and commands."),
    ):
        await learner.says(words)
        learner.sees(answer)
        assert learner.has_button("Home") or learner.has_button("Start lesson 1")


async def test_media_get_an_answer(stage: Stage, learner: Actor) -> None:
    """Stickers, photos and files are thanked for."""
    simulator = stage.simulator
    text_only, no_file = "I only read text and buttons", "I take files only from trainers and HR"
    for send, words in (
        (partial(simulator.send_sticker, learner.id), text_only),
        (partial(simulator.send_photo, learner.id, caption="Is this right?"), text_only),
        (partial(simulator.send_document, learner.id, "bank.yaml", b"questions: []"), no_file),
    ):
        said = len(learner.heard)
        send()
        await stage.settle()
        assert len(learner.heard) == said + 1
        learner.sees(words)


async def test_edited_message_is_not_read_in_silence(stage: Stage, learner: Actor) -> None:
    """Editing gets the advice to write anew."""
    sent = stage.simulator.send_text(learner.id, "/progess")
    await stage.settle()
    stage.simulator.edit_text(learner.id, sent["message_id"], "/progress")
    await stage.settle()

    learner.sees("I don't read edited messages.")


async def test_glossary_finds_close_words(learner: Actor) -> None:
    """The term itself, a near miss, a word that is none, and the list."""
    await learner.says("/glossary customer segment")
    learner.sees("customer segment")
    await learner.says("/glossary custmer segmnt")
    learner.sees("Did you mean")
    await learner.taps("customer segment")
    learner.sees("Also:")
    await learner.says("/glossary xyzzy <b>")
    learner.sees("“xyzzy <b>” is not in the glossary")
    await learner.taps("All terms")
    learner.sees("Glossary · page 1 of 5")
    await learner.taps("More →", on=learner.last)
    learner.sees("page 2 of 5")
    await learner.says("customer segment")
    learner.sees("customer segment")


async def test_blocked_bot_does_not_stop_the_others(stage: Stage, learner: Actor) -> None:
    """An update of somebody who has blocked the bot is finished, and the rest goes on."""
    ben = await stage.member(first_name="Ben")
    stage.simulator.send_text(ben.id, "/home")
    stage.simulator.block(ben.id)
    await stage.settle()
    await learner.says("/progress")

    learner.sees("Progress")
    assert list_chats(stage.services.inbox) == []
