"""An update that was cut off after its commit runs again, and shows what it would have shown."""

import pytest

from bot.learning.progress import ReadCard
from tests.e2e.stage import Stage


@pytest.mark.parametrize("button", ["Start lesson 1", "Lessons"])
async def test_card_that_was_opened_and_never_shown_is_shown(stage: Stage, button: str) -> None:
    """The next card would be one too far: nobody has seen this one."""
    learner = await stage.member()
    step = stage.services.study.stand(1).next_step
    assert isinstance(step, ReadCard)
    if button == "Lessons":
        await learner.taps("Lessons")
        button = "1"

    coming = stage.simulator.updates.next_id
    stage.services.study.open_card(1, step.lesson.id, step.card_index, update_id=coming)
    await learner.taps(button)

    learner.sees("card 1 of")
    await learner.taps("Next →")
    learner.sees("card 2 of")
