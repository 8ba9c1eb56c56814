"""The papers describe the roster that is read."""

import re
from pathlib import Path

from bot.learning.roster import COLUMNS, Status
from bot.roster.cells import READERS, REQUIRED
from bot.roster.parsing import is_roster, parse_roster

DOCS = Path(__file__).parents[2] / "docs"


def test_example_is_sound_and_uses_every_column() -> None:
    """Whoever starts from it has nothing to mend."""
    data = (DOCS / "roster-example.csv").read_bytes()
    parsed = parse_roster(data)

    assert is_roster(data)
    assert parsed.problems == ()
    assert parsed.roster.columns == frozenset(COLUMNS)
    assert {record.status for _, record in parsed.roster.rows} == set(Status)


def test_paper_names_every_column_and_which_are_required() -> None:
    """In the table, with a star."""
    table = (DOCS / "people.md").read_text("utf-8").partition("| column |")[2].partition("\n\n")[0]
    starred = dict(
        re.findall(
            r"`(\w+)`( \*)?(?=[,| ])", re.sub(r"\| [^|]+ \|$", "", table, flags=re.MULTILINE)
        )
    )

    assert set(starred) >= set(READERS) == set(COLUMNS)
    assert {name for name in COLUMNS if starred[name]} == set(REQUIRED)
