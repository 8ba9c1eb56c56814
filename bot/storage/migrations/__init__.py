"""The steps that bring a database file from any earlier form to the present one."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.storage.engine import DatabaseUnusable, make_writer_engine


def migrate(path: Path) -> None:
    """Create the database at `path`, or bring it up to the present form.

    Raises DatabaseUnusable where the folder or file cannot be used, is no database, or was made
    by a newer release.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        engine = make_writer_engine(path)
        try:
            with engine.connect() as connection:
                # The pragma does nothing inside a transaction, and with keys on a batch migration
                # would cascade into the child rows of a table that it moves.
                driver = connection.connection.driver_connection
                assert driver is not None  # noqa: S101 - a live connection has one
                driver.execute("PRAGMA foreign_keys=OFF")
                with connection.begin():
                    config = make_config()
                    config.attributes["connection"] = connection
                    former = MigrationContext.configure(connection).get_current_heads()
                    command.upgrade(config, "head")
                    if MigrationContext.configure(connection).get_current_heads() != former:
                        _check_references(connection, path)
                driver.execute("PRAGMA foreign_keys=ON")
        finally:
            engine.dispose()
    except CommandError:
        raise DatabaseUnusable(
            f"{path} was made by a newer release of the bot. Update the bot, or choose another "
            "DATABASE."
        ) from None
    except (OSError, DBAPIError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error.orig)
        raise DatabaseUnusable(f"The database {path} cannot be used: {reason}.") from None


def _check_references(connection: Connection, path: Path) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise DatabaseUnusable(f"{path}: the migration would break references: {broken[:3]}")


def make_config() -> Config:
    """Return the Alembic configuration; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def list_revisions() -> list[str]:
    """Return all revisions, the oldest first."""
    script = ScriptDirectory.from_config(make_config())
    return [revision.revision for revision in script.walk_revisions()][::-1]
