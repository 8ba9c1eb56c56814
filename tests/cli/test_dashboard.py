"""`run_bot.py dashboard`: a link for whom, to where, and what is said where there is none."""

from pathlib import Path

import pytest

from bot.bootstrap import open_database, read_clock
from bot.cli import main
from bot.config import Settings
from bot.learning.people import Role
from bot.services.enrolment import Enrolment
from bot.services.signin import SignIn


@pytest.fixture(autouse=True)
def _here(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run on the test's own database, with a web server for this machine."""
    monkeypatch.setenv("DATABASE", str(settings.database))
    monkeypatch.setenv("WEB_PORT", "8090")


def let_in(path: Path, **roles: Role) -> None:
    """Let people in, each with a role."""
    with open_database(path) as database:
        enrolment = Enrolment(database, read_clock)
        for number, (name, role) in enumerate(roles.items(), start=1):
            enrolment.join(number, enrolment.invite(role))
            enrolment.give_name(number, name)


def test_link_signs_in_the_only_administrator(
    settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On this machine, or wherever the public address is; each link works."""
    let_in(settings.database, Ana=Role.LEARNER, Zoe=Role.ADMIN, Hana=Role.HR)
    assert main(["dashboard"]) == 0
    said, link = capsys.readouterr().out.splitlines()
    assert said == "Signs in Zoe (admin), once, within 15 minutes:"
    assert link.startswith("http://127.0.0.1:8090/dashboard/enter?code=")
    with open_database(settings.database) as database:
        signin = SignIn(database, read_clock)
        viewer = signin.find_viewer(signin.enter(link.partition("=")[2]))
    assert viewer is not None
    assert viewer.member.name == "Zoe"

    for host, shown in (("0.0.0.0", "localhost"), ("::1", "[::1]")):  # noqa: S104 - a setting
        monkeypatch.setenv("WEB_HOST", host)
        assert main(["dashboard", "--for", "hana"]) == 0
        assert f"http://{shown}:8090/dashboard/enter" in capsys.readouterr().out
    monkeypatch.setenv("PUBLIC_URL", "https://bot.example.org")
    monkeypatch.setenv("WEBHOOK_SECRET", "secret")
    assert main(["dashboard"]) == 0
    assert "\nhttps://bot.example.org/dashboard/enter?code=" in capsys.readouterr().out


def test_what_is_missing_is_said(
    settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a database, anybody who may, one name or a web server."""
    assert main(["dashboard"]) == 1
    assert "Run the bot once first" in capsys.readouterr().err
    let_in(settings.database, Ana=Role.LEARNER)
    assert main(["dashboard"]) == 1
    assert "invite --role admin" in capsys.readouterr().err
    with open_database(settings.database) as database:
        enrolment = Enrolment(database, read_clock)
        for number, name in ((8, "Hana Hart"), (9, "Hanno Hund")):
            enrolment.join(number, enrolment.invite(Role.HR))
            enrolment.give_name(number, name)
    for more in ([], ["--for", "han"], ["--for", "ana"]):
        assert main(["dashboard", *more]) == 1
        assert "--for NAME:\n  Hana Hart (hr)\n  Hanno Hund (hr)" in capsys.readouterr().err
    monkeypatch.delenv("WEB_PORT")
    assert main(["dashboard"]) == 1
    assert "WEB_PORT" in capsys.readouterr().err
