"""Draft the migration for a change of the tables: `python -m bot.storage.migrations "Add x"`."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command

from bot.storage.engine import make_writer_engine
from bot.storage.migrations import list_revisions, make_config, migrate


def draft(message: str) -> None:
    """Write the next numbered file under `versions/` from what the tables have and it lacks."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "draft.db"
        migrate(path)
        engine = make_writer_engine(path)
        with engine.connect() as connection, connection.begin():
            config = make_config()
            config.attributes["connection"] = connection
            number = f"{len(list_revisions()) + 1:04}"
            command.revision(config, message, autogenerate=True, rev_id=number)
        engine.dispose()


if __name__ == "__main__":
    draft(sys.argv[1])
