"""A defect in the log: where it is, and of which kind, without what people wrote."""

import io
import logging
from collections.abc import Iterator

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import text

from bot.diagnostics.logging import install_redaction
from bot.storage.engine import Database

LOG = logging.getLogger("bot.chat.worker")


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """What a handler writes of the bot's own records."""
    factory, stream = logging.getLogRecordFactory(), io.StringIO()
    handler = logging.StreamHandler(stream)
    LOG.addHandler(handler)
    install_redaction()
    yield stream
    LOG.removeHandler(handler)
    logging.setLogRecordFactory(factory)


def write(database: Database, name: str) -> None:
    """Fail with a name that somebody typed as a parameter."""
    with database.writing() as session:
        session.execute(
            text("INSERT INTO person (id, name, role) VALUES (7, :name, 'x'), (7, :name, 'x')"),
            {"name": name},
        )


def test_statement_is_shown_without_its_parameters(out: io.StringIO, database: Database) -> None:
    """The database says which rule was broken, the frames by whom."""
    name = "Ana Kovač"
    try:
        write(database, name)
    except IntegrityError:
        LOG.exception("update 7 met a defect")

    said = out.getvalue()
    assert name not in said
    assert "sqlite3.IntegrityError: UNIQUE constraint failed: person.id" in said
    assert "in write\n" in said
    assert "sqlalchemy.exc.IntegrityError" in said


def test_message_that_quotes_somebody_is_left_out(out: io.StringIO) -> None:
    """Also that of the cause and of what came before; the lines of the program stay."""
    words = "I was ill"
    try:
        try:
            int(words)
        except ValueError as error:
            raise KeyError(words) from error
    except KeyError:
        LOG.exception("update 7 met a defect")

    said = out.getvalue()
    assert words not in said
    assert said.index("builtins.ValueError (its message") < said.index("builtins.KeyError (its m")
    assert "    int(words)\n" in said
    assert "raise KeyError(words) from error\n" in said


def test_message_that_tells_of_the_program_stays(out: io.StringIO) -> None:
    """What is missing on an object, a file that is not there."""
    try:
        None.missing  # type: ignore[attr-defined]  # noqa: B018
    except AttributeError:
        LOG.exception("update 7 met a defect")

    assert "AttributeError: 'NoneType' object has no attribute 'missing'" in out.getvalue()
