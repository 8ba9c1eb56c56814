"""Know whose rows changed, and let HR systems ask."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

COUNTED = "('check', 'test')"
OF_OCCURRENCE = "(SELECT person_id FROM occurrence WHERE id = {})"
OF_SESSION = "(SELECT person_id FROM quiz_session WHERE id = {})"
# What is in the completion report, by table: when it changes, and whose rows change with it.
CHANGES = (
    ("person", "INSERT", "", "NEW.id"),
    (
        "person",
        "UPDATE OF name, role, joined_at, telegram_id, unreachable_since, replaced_by",
        "",
        "NEW.id",
    ),
    ("person_event", "INSERT", "", "NEW.person_id"),
    ("employee", "INSERT", "", "NEW.person_id"),
    ("employee", "UPDATE", "", "NEW.person_id"),
    ("occurrence", "INSERT", "", "NEW.person_id"),
    ("occurrence_event", "INSERT", "", OF_OCCURRENCE.format("NEW.occurrence_id")),
    ("occurrence_event", "UPDATE", "", OF_OCCURRENCE.format("NEW.occurrence_id")),
    ("unprompted", "INSERT", "NEW.occurrence_id IS NOT NULL", "NEW.person_id"),
    ("quiz_session", "INSERT", f"NEW.kind IN {COUNTED}", "NEW.person_id"),
    (
        "quiz_session",
        'UPDATE OF finished_at, "right"',
        f"NEW.kind IN {COUNTED}",
        "NEW.person_id",
    ),
    ("card_read", "INSERT", "", "NEW.person_id"),
    ("completion", "INSERT", "", "NEW.person_id"),
    ("completion_change", "INSERT", "", "NEW.person_id"),
    ("certificate", "INSERT", "", "NEW.person_id"),
    (
        "certificate_ending",
        "INSERT",
        "",
        "(SELECT person_id FROM certificate WHERE id = NEW.certificate_id)",
    ),
    ("result_correction", "INSERT", "", OF_SESSION.format("NEW.session_id")),
    (
        "pass_ruling",
        "INSERT",
        "",
        OF_SESSION.format(
            "(SELECT session_id FROM result_correction WHERE id = NEW.correction_id)"
        ),
    ),
)
MARK = "coalesce((SELECT max(id) FROM record_mark), 0)"
UPSERT = (
    "INSERT INTO person_change (person_id, mark_id) {} ON CONFLICT (person_id)"
    " DO UPDATE SET mark_id = excluded.mark_id WHERE mark_id < excluded.mark_id"
)
FOR_ALL = (
    "UPDATE record_mark SET concerns_all = 1"
    " WHERE id = (SELECT max(id) FROM record_mark) AND NOT concerns_all"
)


def upgrade() -> None:
    """Go one step forward."""
    op.create_table(
        "record_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("concerns_all", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_mark")),
    )
    with op.batch_alter_table("record_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_mark_at"), ["at"], unique=False)
    op.create_table(
        "person_change",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("mark_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_change_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_change")),
    )
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("departments", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("update_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_api_token_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint(
            "person_id", "update_id", name=op.f("uq_api_token_person_id_update_id")
        ),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
    )
    op.create_table(
        "api_token_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("login", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["person.id"], name=op.f("fk_api_token_event_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["token_id"], ["api_token.id"], name=op.f("fk_api_token_event_token_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token_event")),
    )
    with op.batch_alter_table("api_token_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_token_event_token_id"), ["token_id"], unique=False)
    # Certificates expire without anybody doing anything.
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_valid_until"), ["valid_until"])
    with op.batch_alter_table("occurrence_event", schema=None) as batch_op:
        batch_op.create_index(
            "ix_occurrence_event_waived_by",
            ["actor_id"],
            unique=False,
            sqlite_where=sa.text("kind = 'waived'"),
        )
    _protect()
    _watch()


def _protect() -> None:
    """Of tokens it stays what they were and what was done about them."""
    refuse = "BEGIN SELECT RAISE(ABORT, '{} is append-only'); END"
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER api_token_event_no_{event.lower()} BEFORE {event}"
            f" ON api_token_event {refuse.format('api_token_event')}"
        )
    op.execute(
        "CREATE TRIGGER api_token_no_delete BEFORE DELETE ON api_token "
        + refuse.format("api_token")
    )
    op.execute(
        "CREATE TRIGGER api_token_stays_revoked BEFORE UPDATE ON api_token"
        " WHEN OLD.revoked_at IS NOT NULL OR NEW.person_id IS NOT OLD.person_id "
        + refuse.format("api_token")
    )


def _watch() -> None:
    """Let each change that the report shows say whose rows it is in."""
    for number, (table, event, when, person) in enumerate(CHANGES):
        condition = f" WHEN {when}" if when else ""
        change = UPSERT.format(f"SELECT {person}, {MARK} WHERE TRUE")
        op.execute(
            f"CREATE TRIGGER person_change_{number}_{table} AFTER {event} ON {table}{condition}"
            f" BEGIN {change}; END"
        )
    # Whom an employee manages has their name and number in the row.
    managed = UPSERT.format(
        f"SELECT person_id, {MARK} FROM employee"
        " WHERE manager_id IN (OLD.employee_id, NEW.employee_id)"
    )
    op.execute(
        "CREATE TRIGGER person_change_managed AFTER UPDATE ON employee"
        " WHEN NEW.employee_id IS NOT OLD.employee_id OR NEW.first_name IS NOT OLD.first_name"
        f" OR NEW.last_name IS NOT OLD.last_name BEGIN {managed}; END"
    )
    came = UPSERT.format(
        f"SELECT person_id, {MARK} FROM employee WHERE manager_id = NEW.employee_id"
    )
    op.execute(
        f"CREATE TRIGGER person_change_manager_came AFTER INSERT ON employee BEGIN {came}; END"
    )
    # Another version is taught: its title and number are in the rows of who has not completed.
    op.execute(
        f"CREATE TRIGGER record_mark_taught AFTER INSERT ON content_activation BEGIN {FOR_ALL}; END"
    )
    # As long as nobody is assigned a course, it is asked of everybody.
    op.execute(
        "CREATE TRIGGER record_mark_assigned AFTER INSERT ON occurrence"
        " WHEN NOT EXISTS (SELECT 1 FROM assignment WHERE course_id = NEW.course_id AND EXISTS"
        " (SELECT 1 FROM occurrence WHERE assignment_id = assignment.id AND id != NEW.id))"
        f" BEGIN {FOR_ALL}; END"
    )
    # Whoever waived something is named in the rows of others.
    waived = UPSERT.format(
        f"SELECT person_id, {MARK} FROM occurrence WHERE id IN (SELECT occurrence_id"
        " FROM occurrence_event WHERE actor_id = NEW.id AND kind = 'waived')"
    )
    op.execute(
        "CREATE TRIGGER person_change_waived_by AFTER UPDATE OF name ON person"
        f" WHEN NEW.name IS NOT OLD.name BEGIN {waived}; END"
    )
