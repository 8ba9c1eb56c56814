"""Migrations: they make what the tables say, once, whole, and refuse what they cannot use."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.bootstrap import open_database, read_clock
from bot.learning.people import Role
from bot.services.broadcasts import Broadcasts
from bot.storage.engine import Database, DatabaseUnusable, make_writer_engine
from bot.storage.migrations import list_revisions, make_config, migrate
from bot.storage.tables import Table
from tests.storage.rows import count, make_person, store_quiz


def dump(path: Path) -> list[str]:
    """Return the whole file as SQL."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def upgrade(path: Path, revision: str) -> None:
    """Make a database of an earlier form."""
    engine = make_writer_engine(path)
    with engine.connect() as connection, connection.begin():
        config = make_config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def test_migrations_make_what_the_tables_say(database: Database) -> None:
    """Nothing is left to draft, neither a column nor an index, nor is anything too much."""
    with database.reading() as session:
        context = MigrationContext.configure(
            session.connection(), opts={"compare_type": True, "compare_server_default": True}
        )

        assert compare_metadata(context, Table.metadata) == []
        assert context.get_current_revision() == list_revisions()[-1]


def test_partial_indexes_are_those_of_the_tables(database: Database) -> None:
    """The condition of an index, which the comparison above does not see, is the same."""
    declared = {
        index.name: str(index.dialect_options["sqlite"]["where"])
        for table in Table.metadata.tables.values()
        for index in table.indexes
        if index.dialect_options["sqlite"]["where"] is not None
    }
    with database.reading() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'"
        )
        stored = {name: sql.partition(" WHERE ")[2] for name, sql in rows}

    assert stored == declared
    assert len(stored) == 14


def test_migrating_again_changes_nothing(tmp_path: Path) -> None:
    """A second start finds the file as the first one left it, with all that it holds."""
    path = tmp_path / "bot.db"
    with open_database(path) as database:
        store_quiz(database)
    before = dump(path)

    migrate(path)

    assert dump(path) == before


def test_people_of_an_earlier_form_can_be_written_to(tmp_path: Path) -> None:
    """The step to mass messages keeps everybody, marks nobody, and leaves the triggers."""
    path = tmp_path / "bot.db"
    upgrade(path, "0003")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO person (telegram_id, name, role, joined_at) "
            "VALUES (1001, 'Ana', 'learner', '2026-11-23 09:00:00')"
        )

    with open_database(path) as database:
        broadcasts = Broadcasts(database, read_clock)
        assert broadcasts.create("Hello", [Role.LEARNER]).total == 1
        [recipient] = broadcasts.claim(1, 9)
        assert recipient.telegram_id == 1001
        assert count(database, "sqlite_master WHERE type = 'trigger'") == 73


def test_due_days_of_an_earlier_form_end_where_people_are(tmp_path: Path) -> None:
    """In the zone that the roster names, else in that of the assignment; and there they stay."""
    path = tmp_path / "bot.db"
    upgrade(path, "0026")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(
            "INSERT INTO person (id, role) VALUES (1, 'learner'), (2, 'learner');"
            "INSERT INTO employee (person_id, employee_id, status, first_name, last_name,"
            " department, groups, timezone, recorded_at) VALUES"
            " (1, 'a', 'active', 'A', 'B', 'C', '[]', 'Asia/Tokyo', '2026-11-23 09:00:00');"
            "INSERT INTO assignment (id, course_id, target, target_key, timezone, created_at,"
            " origin) VALUES (1, 'c', 'everyone', '', 'Europe/Berlin', '2026-11-23', 'command');"
            "INSERT INTO occurrence (person_id, course_id, number, assignment_id, assigned_at)"
            " VALUES (1, 'c', 1, 1, '2026-11-23'), (2, 'c', 1, 1, '2026-11-23');"
        )

    migrate(path)

    with closing(sqlite3.connect(path)) as connection:
        stored = connection.execute("SELECT timezone FROM occurrence ORDER BY person_id").fetchall()
        assert stored == [("Asia/Tokyo",), ("Europe/Berlin",)]
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute("UPDATE occurrence SET timezone = 'UTC'")


def test_folder_is_made(tmp_path: Path) -> None:
    """The first start needs no folder."""
    path = tmp_path / "new" / "folder" / "bot.db"
    migrate(path)

    assert path.is_file()


@pytest.mark.parametrize(
    "name",
    [
        "a b",
        "a%b",
        "a%20b",
        "a?b",
        "a?mode=memory",
        "a#b",
        "ünï 李",
        "it's",
        'a"b',
        "a&b=c",
        "a:b@c",
    ],
)
def test_odd_path_is_one_file_for_all(tmp_path: Path, name: str) -> None:
    """Migrations, the writer and the reader take a path for what it is."""
    path = tmp_path / name / f"{name}.db"
    with open_database(path) as database:
        with database.writing() as session:
            session.add(make_person())

        assert count(database, "person") == 1
    names = sorted(entry.name for entry in path.parent.iterdir())
    assert names == [path.name, f"{path.name}.key"]


def test_failing_migration_leaves_nothing_behind(tmp_path: Path) -> None:
    """Where one step fails, those before it are undone: half a form would never be mended."""
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE completion (mine TEXT)")
    before = dump(path)

    with pytest.raises(DatabaseUnusable, match="table completion already exists"):
        migrate(path)
    assert dump(path) == before


def test_broken_references_are_reported(tmp_path: Path) -> None:
    """A row that points nowhere stops a migration instead of surfacing in a report."""
    path = tmp_path / "bot.db"
    upgrade(path, list_revisions()[-2])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO lesson_read VALUES (9, 'one', 9, '2026-11-23')")
        connection.commit()

    with pytest.raises(DatabaseUnusable, match="break references"):
        migrate(path)


def test_database_of_a_newer_release_is_left_alone(tmp_path: Path) -> None:
    """An old bot does not run on a form it does not know, and says so in one line."""
    path = tmp_path / "bot.db"
    migrate(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = dump(path)

    with pytest.raises(DatabaseUnusable, match="newer release") as refused:
        migrate(path)
    assert len(str(refused.value).splitlines()) == 1
    assert str(path) in str(refused.value)
    assert dump(path) == before


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("text.db", "file is not a database"),
        ("folder", "unable to open database file"),
        ("text.db/bot.db", "File exists"),
        ("text.db/deeper/bot.db", "Not a directory"),
        ("nowhere/bot.db", "File exists"),
    ],
)
def test_unusable_place_is_said_in_one_line(tmp_path: Path, name: str, reason: str) -> None:
    """Text in place of a database, a folder in place of a file, or no folder to be had."""
    (tmp_path / "text.db").write_text("Shopping: apples, pears and a good deal more.\n" * 30)
    (tmp_path / "folder").mkdir()
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")

    with pytest.raises(DatabaseUnusable) as refused:
        migrate(tmp_path / name)
    assert str(refused.value) == f"The database {tmp_path / name} cannot be used: {reason}."
