"""Know a reminder as sent when it is, and not when it is owed."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

MARK = "coalesce((SELECT max(id) FROM record_mark), 0)"


def upgrade() -> None:
    """Go one step forward."""
    (name,) = (
        op.get_bind()
        .exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            " AND tbl_name = 'unprompted' AND name LIKE 'person_change_%'"
        )
        .one()
    )
    op.execute(f"DROP TRIGGER {name}")
    # When somebody was last reminded is in the report.
    op.execute(
        "CREATE TRIGGER person_change_notice AFTER UPDATE OF state ON notice"
        " WHEN NEW.kind = 'reminder' AND NEW.state = 'sent' BEGIN"
        f" INSERT INTO person_change (person_id, mark_id) SELECT NEW.person_id, {MARK} WHERE TRUE"
        " ON CONFLICT (person_id) DO UPDATE SET mark_id = excluded.mark_id"
        " WHERE mark_id < excluded.mark_id; END"
    )
