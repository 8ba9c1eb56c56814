"""Somebody who has blocked the bot: marked, not written to, and served again when they write."""

import pytest

from tests.e2e.stage import Actor, Stage
from tests.waiting_updates import list_chats


def count_calls(stage: Stage) -> int:
    """Count the attempts to put something into a chat."""
    return sum(method in {"sendMessage", "editMessageText"} for method, _ in stage.simulator.calls)


async def block(stage: Stage, learner: Actor) -> None:
    """Let somebody write, and block the bot before it answers."""
    stage.simulator.send_text(learner.id, "/help")
    stage.simulator.block(learner.id)
    await stage.settle()
    member = stage.services.enrolment.find_member(learner.id)
    assert member is not None
    assert member.unreachable_since is not None


async def test_updates_from_before_the_mark_count_and_nothing_is_sent(
    stage: Stage, learner: Actor
) -> None:
    """The answer is recorded; Telegram is not asked again in vain."""
    asked = stage.services.quizzes.start_practice(1, "in-tune")
    await learner.forges(f"resume:{asked.session_id}")
    choice = next(label for label in ("True", "A", "☐ A") if learner.has_button(label))
    await stage.pass_time()
    message, data = learner.find_button(choice.removeprefix("☐ "))
    stage.simulator.send_text(learner.id, "/help")
    stage.simulator.tap(learner.id, message["message_id"], data)
    stage.simulator.block(learner.id)
    former, said = count_calls(stage), len(learner.heard)
    before = stage.services.quizzes.find_turn(1, asked.session_id)
    await stage.settle()

    assert count_calls(stage) == former + 1  # the one that Telegram refused
    assert len(learner.heard) == said
    assert list_chats(stage.services.inbox) == []
    assert stage.services.quizzes.find_turn(1, asked.session_id) != before


@pytest.mark.parametrize("words", ["/help", "/progress"])
async def test_first_update_after_the_mark_clears_it_and_is_answered(
    stage: Stage, learner: Actor, words: str
) -> None:
    """The person has unblocked the bot, or they could not write."""
    await block(stage, learner)
    stage.simulator.unblock(learner.id)
    await learner.says(words)

    member = stage.services.enrolment.find_member(learner.id)
    assert member is not None
    assert member.unreachable_since is None
    learner.sees(words.removeprefix("/").title())
