"""Seal why something was ruled."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TEXTS = ("reason", "proof")


def upgrade() -> None:
    """Go one step forward."""
    # A salt is no change of anybody's rows: nobody is told of it.
    watching = _take_triggers()
    for text in TEXTS:
        op.add_column("occurrence_event", sa.Column(f"{text}_salt", sa.String(), nullable=True))
        op.execute(
            f"UPDATE occurrence_event SET {text}_salt = lower(hex(randomblob(16)))"
            f" WHERE {text} IS NOT NULL"
        )
    for statement in watching:
        op.execute(statement)
    # What was ruled stays; its words may be blanked, once they have to be erased.
    blanked = (*TEXTS, *(f"{text}_salt" for text in TEXTS))
    found = op.get_bind().execute(sa.text("PRAGMA table_info(occurrence_event)"))
    columns = [row[1] for row in found]
    may = [f"(NEW.{name} IS NULL OR NEW.{name} IS OLD.{name})" for name in blanked]
    must = [f"NEW.{name} IS OLD.{name}" for name in columns if name not in blanked]
    op.execute(
        "CREATE TRIGGER occurrence_event_no_update BEFORE UPDATE ON occurrence_event"
        f" WHEN NOT ({' AND '.join(must + may)})"
        " BEGIN SELECT RAISE(ABORT, 'occurrence_event is append-only'); END"
    )


def _take_triggers() -> list[str]:
    """Drop what happens at an update; return how to have all of it again but the refusal."""
    triggers = op.get_bind().execute(
        sa.text(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            " AND tbl_name = 'occurrence_event' AND sql LIKE '% UPDATE ON %'"
        )
    )
    statements = {name: sql for name, sql in triggers}  # noqa: C416 - rows are no pairs to mypy
    for name in statements:
        op.execute(f"DROP TRIGGER {name}")
    del statements["occurrence_event_no_update"]
    return list(statements.values())
