"""Tokens on the command line: made for somebody in HR, listed, revoked."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.bootstrap import open_database, read_clock
from bot.cli import main
from bot.config import Settings
from bot.learning.people import Role
from bot.services.tokens import Tokens
from bot.storage.engine import Database
from tests.services.builder import School
from tests.storage.rows import count

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run a command; return its status, and what it has printed."""
    monkeypatch.setenv("DATABASE", str(settings.database))
    monkeypatch.setenv("LOGNAME", "opal")

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(["token", *arguments])
        return status, *capsys.readouterr()

    return run


def find_events(database: Database) -> list[tuple[object, ...]]:
    """Return what was written down about tokens."""
    with database.peeking() as plain:
        return plain.fetch("SELECT token_id, kind, origin, actor_id, login FROM api_token_event")


def test_token_is_made_listed_and_revoked(
    run: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the only administrator where nobody is named; each act is written down."""
    assert run("list")[0] == run("create", "payroll")[0] == run("revoke", "1")[0] == 1
    with open_database(settings.database) as database:
        School(database, read_clock).join(1, Role.ADMIN, "Zoe")
        status, out, _ = run("create", "payroll", "--expires", "30")
        assert status == 0
        assert "The API needs WEB_PORT" in out
        [secret] = [line for line in out.splitlines() if line.startswith("tb_")]
        token = Tokens(database, read_clock).find_good(secret)
        assert token is not None
        assert token.owner_name == "Zoe"
        left = token.expires_at - datetime.now(UTC)
        assert timedelta(days=29) < left <= timedelta(days=30)
        assert secret not in run("list")[1]
        assert "#1  payroll  good  of Zoe #1" in run("list")[1]
        monkeypatch.setenv("WEB_PORT", "8081")
        assert "http://127.0.0.1:8081/api/v1" in run("create", "time clock")[1]

        assert run("revoke", "1")[:2] == (0, "Revoked #1 payroll: it opens nothing any more.\n")
        assert Tokens(database, read_clock).find_good(secret) is None
        assert run("revoke", "1")[0] == run("revoke", "7")[0] == 1
        assert find_events(database) == [
            (1, "created", "command", None, "opal"),
            (2, "created", "command", None, "opal"),
            (1, "revoked", "command", None, "opal"),
        ]


def test_owner_has_to_be_said_and_fit(run: Run, settings: Settings) -> None:
    """HR or an administrator who has joined; no department that is not there, and no odd name."""
    with open_database(settings.database) as database:
        school = School(database, read_clock)
        school.join(1, Role.LEARNER, "Ana")
        assert "Say with --for" in run("create", "payroll")[2]
        school.join(2, Role.ADMIN, "Zoe")
        school.join(3, Role.HR, "Hana")

        assert "#3  Hana (hr)" in run("create", "payroll")[2]
        assert run("create", "payroll", "--for", "hana")[0] == 0
        assert "as good as its owner's role" in run("create", "x", "--for", "ana")[2]
        assert "There is nobody" in run("create", "x", "--for", "nia")[2]
        assert "no such department" in run("create", "x", "--for", "#2", "--department", "?")[2]
        assert "letters and digits" in run("create", " ", "--for", "#2")[2]
        assert "of Hana #3" in run("list")[1]
        assert count(database, "api_token") == 1
