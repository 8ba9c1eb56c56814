"""The stage of every dialogue, and somebody who knows all answers."""

from collections.abc import AsyncIterator

import pytest

from bot.config import Settings
from tests.conftest import FakeClock
from tests.e2e.stage import Actor, Stage


@pytest.fixture
async def stage(settings: Settings, clock: FakeClock) -> AsyncIterator[Stage]:
    """The bot with the shipped course, running."""
    async with Stage(settings, clock).running() as stage:
        yield stage


@pytest.fixture
async def learner(stage: Stage) -> Actor:
    """Ana Kovač, who has just joined and sees Home."""
    return await stage.member()
