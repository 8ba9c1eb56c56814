"""The responder, called by the library that the bots use."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import SystemRandom

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from telegram.error import RetryAfter

from bench.crowd import Learner
from bench.responder import Control, Responder
from bench.seed import CONTENT, Seeded, seed
from bench.wire import Wire
from bot.bootstrap import open_database, read_clock
from bot.chat.taps.quiz import AnswerWith
from bot.services.library import Library
from bot.services.quiz import Quizzes

TAPS = ["a:1:0:2", "a:1:1:3", "a:1:2:0"]


@asynccontextmanager
async def connect(responder: Responder) -> AsyncIterator[Bot]:
    """Serve the responder on a real port, and give a stock bot that talks to it."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Wire(responder.take), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, Bot("7000001:a", base_url=f"http://127.0.0.1:{port}/bot") as bot:
        yield bot


@pytest.fixture
async def responder() -> Responder:
    """A responder whose one learner has three things to tap."""
    return Responder()


async def play(responder: Responder, latency: float = 0.0) -> None:
    """Let one learner tap without pause."""
    await responder.play([Learner(500, TAPS, {"text": "What?"})], None, latency)


async def test_tap_arrives_and_its_edit_makes_the_next_one(responder: Responder) -> None:
    """A learner keeps one tap in flight: the next one comes with the feedback."""
    async with connect(responder) as bot:
        await play(responder)
        (first,) = await bot.get_updates()
        assert first.callback_query is not None
        assert first.callback_query.data == TAPS[0]

        await first.callback_query.edit_message_text("Right.")

        (second,) = await bot.get_updates(offset=first.update_id + 1)
        assert second.callback_query is not None
        assert second.callback_query.data == TAPS[1]
        assert len(responder.crowd.feedbacks) == 1


async def test_what_is_not_confirmed_comes_again(responder: Responder) -> None:
    """Only an offset confirms, as with Telegram."""
    async with connect(responder) as bot:
        await play(responder)

        assert await bot.get_updates() == await bot.get_updates()


async def test_edited_message_comes_back_as_sent(responder: Responder) -> None:
    """Text, entities and buttons return, so that reading them costs what it does in life."""
    entities = [MessageEntity(MessageEntity.BOLD, 0, 5)]
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Next →", callback_data="next:1")]])
    async with connect(responder) as bot:
        message = await bot.edit_message_text(
            'Right – it\'s "B"', 500, 100, entities=entities, reply_markup=markup
        )

    assert not isinstance(message, bool)
    assert message.text == 'Right – it\'s "B"'
    assert list(message.entities) == entities
    assert message.reply_markup == markup


async def test_latency_holds_up_calls_and_answers(responder: Responder) -> None:
    """A call takes effect after half the time, and returns after all of it."""
    loop = asyncio.get_running_loop()
    async with connect(responder) as bot:
        await play(responder, latency=0.2)
        start = loop.time()

        await bot.edit_message_text("Right.", 500, 100)

        taken = loop.time() - start
    assert taken >= 0.2
    assert 0.1 <= responder.crowd.feedbacks[0][1] < taken - 0.09


async def test_held_poll_returns_with_the_tap(responder: Responder) -> None:
    """A bot that waits is told at once."""
    async with connect(responder) as bot:
        polling = asyncio.create_task(bot.get_updates(timeout=30))
        while not responder.is_polled:  # noqa: ASYNC110 - the call is on its way
            await asyncio.sleep(0.01)

        await play(responder)

        assert len(await asyncio.wait_for(polling, 5)) == 1


async def test_calls_beyond_the_limit_are_refused_and_counted(responder: Responder) -> None:
    """The sixth message to a chat gets a 429 as Telegram words it; only taken ones count."""
    control = Control(responder)
    async with connect(responder) as bot:
        await control.limit(pace=0.01)  # slow, so that the five seconds cannot pass meanwhile
        for _ in range(5):
            await bot.send_message(700, "News!")

        with pytest.raises(RetryAfter, match="Retry in"):
            await bot.send_message(700, "News!")
        await bot.answer_callback_query("1")

    seen = await control.look_back()
    assert [(method, chat_id) for _, method, chat_id in seen["counted"]] == [
        ("sendMessage", 700)
    ] * 5
    assert (seen["refused"], seen["busiest"]) == (1, 5)


async def test_faster_clock_makes_limits_pass_sooner(responder: Responder) -> None:
    """At a pace of 500 the five seconds of a chat take ten milliseconds."""
    control = Control(responder)
    async with connect(responder) as bot:
        await control.limit(pace=500)
        for _ in range(20):
            await bot.send_message(700, "News!")
            await asyncio.sleep(0.01)

    seen = await control.look_back()
    assert (len(seen["counted"]), seen["refused"]) == (20, 0)


@pytest.fixture
def seeded(tmp_path: Path) -> Seeded:
    """A database of two learners with two sessions each."""
    return seed(tmp_path / "bot.db", learners=2, sessions=2, content=CONTENT)


def test_seeded_taps_answer_in_their_order(seeded: Seeded) -> None:
    """Every tap that a learner is given answers an open question of theirs."""
    with open_database(seeded.path) as database:
        quizzes = Quizzes(database, Library(database, read_clock), read_clock, SystemRandom())
        for person_id, acts in enumerate(seeded.acts.values(), 1):
            taps = [AnswerWith.decode(act) for act in acts]
            answered = [
                quizzes.answer(person_id, tap.session_id, tap.position, tap.option) for tap in taps
            ]
            assert len(answered) == 20
            assert not any(one.is_repeat for one in answered)
