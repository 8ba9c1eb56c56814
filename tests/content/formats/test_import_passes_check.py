"""What was imported passes `check`, which lists what is left to do."""

from pathlib import Path

import pytest

from bot.content.formats.bank import read_bank
from tests.content.builder import QUESTIONS, load

CASES = sorted(
    path for path in (Path(__file__).parent / "cases").iterdir() if path.suffix != ".report"
)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_imported_bank_is_sound(tmp_path: Path, case: Path) -> None:
    """No error; each draft lacks a lesson, a card and perhaps reasons, and learners see none."""
    harvest = read_bank(case.name, case.read_bytes())
    added = harvest.to_yaml().removeprefix("questions:\n")
    media = tmp_path / "content/media"
    media.mkdir(parents=True)
    for name, data in harvest.media.items():
        (media / name).write_bytes(data)

    loaded = load(tmp_path, questions=QUESTIONS + added)

    assert [str(p) for p in loaded.problems if p.severity == "error"] == []
    assert loaded.catalog is not None
    assert loaded.catalog.questions[2:] == harvest.questions
    todo = sum(problem.rule == "unfinished-draft" for problem in loaded.problems)
    assert todo == harvest.drafts == len(harvest.questions)
