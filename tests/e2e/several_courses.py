"""Three small courses on a stage of their own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from bot.config import Settings
from bot.content.writing import write_files
from bot.learning.course import Catalog, Term
from tests.conftest import FakeClock
from tests.e2e.stage import Stage
from tests.services.builder import make_courses

TERM = Term("word", "Word", (), "What it means.", None, ("one", "three"))


def make_several() -> Catalog:
    """Return the courses Basics, Safety and Tone, with a term that two of them use."""
    catalog = make_courses(4, basics=("one", "two"), safety=("three",), tone=("four",))
    return replace(catalog, terms=(TERM,))


def write_content(directory: Path, catalog: Catalog) -> None:
    """Write content files, in place of those that stand there."""
    for name, text in write_files(catalog).items():
        path = directory / Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@asynccontextmanager
async def several_stage(settings: Settings, clock: FakeClock) -> AsyncIterator[Stage]:
    """Run the bot with these courses."""
    directory = settings.database.parent / "several"
    write_content(directory, make_several())
    async with Stage(settings.model_copy(update={"content": directory}), clock).running() as stage:
        yield stage
