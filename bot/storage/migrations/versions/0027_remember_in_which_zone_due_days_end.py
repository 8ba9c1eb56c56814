"""Remember in which zone due days end."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

KEPT = (
    *("id", "person_id", "course_id", "number", "assignment_id", "assigned_at", "due_at"),
    *("pass_mark_pct", "attempts", "cooldown_hours", "valid_months"),
)


def upgrade() -> None:
    """Go one step forward."""
    with op.batch_alter_table("occurrence", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("timezone", sa.String(), nullable=False, server_default="UTC")
        )
    # By which zone it was is not written down; where people are today comes next to it.
    op.execute(
        "UPDATE occurrence SET timezone = coalesce((SELECT employee.timezone FROM employee"
        " WHERE employee.person_id = occurrence.person_id),"
        " (SELECT assignment.timezone FROM assignment WHERE assignment.id = assignment_id))"
    )
    op.execute("DROP TRIGGER occurrence_no_update")
    must = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in (*KEPT, "timezone"))
    op.execute(
        "CREATE TRIGGER occurrence_no_update BEFORE UPDATE ON occurrence"
        f" WHEN NOT ({must}) BEGIN SELECT RAISE(ABORT, 'occurrence is append-only'); END"
    )
