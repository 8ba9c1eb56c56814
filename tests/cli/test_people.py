"""`roster` and `invite --all-new` as HR runs them."""

import csv
import re
import stat
from pathlib import Path

import pytest

from bot.bootstrap import open_database, read_clock
from bot.chat.account import Account
from bot.chat.application import Connection
from bot.cli import main
from bot.config import Settings
from bot.learning.people import Claim
from bot.services.enrolment import Enrolment
from tests.storage.rows import count

HEADER = "employee_id;status;first_name;last_name;department;manager_id;shoe size\n"
STAFF = HEADER + (
    "1;active;Ana;Kovač;=Logistics;2;38\n2;active;Cleo;<Ash>;Board;;40\n3;leave;Ben;Berg;Sales;2;44\n"
)


@pytest.fixture(autouse=True)
def _here(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in an empty folder with a bot that has a name."""

    async def find_account(_connection: Connection) -> Account:
        return Account("Training bot", "training_bot")

    monkeypatch.setattr("bot.cli.personal_invites.find_account", find_account)
    monkeypatch.setenv("DATABASE", str(settings.database))
    monkeypatch.setenv("ORGANISATION", "Acme & Sons")
    monkeypatch.setenv("BOT_TOKEN", "7000000001:token-of-the-tests-and-no-other-bot")


def run(*arguments: str) -> int:
    """Run a command on a file with the staff."""
    Path("staff.csv").write_text(STAFF, encoding="utf-8")
    return main([*arguments])


def test_roster_shows_the_difference_and_applies_it(
    capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    """A dry run changes nothing; the second time there is nothing to do."""
    assert run("roster", "staff.csv", "--dry-run") == 0
    out = capsys.readouterr().out
    assert "added: 3" not in out
    for words in (
        "staff.csv: 3 rows, 0 people here",
        "Column 'shoe_size' is left out",
        "new: 3",
        "new managers: 1",
        "+ 1 Ana Kovač, =Logistics",
        "Dry run: nothing was changed.",
    ):
        assert words in out
    with open_database(settings.database) as database:
        assert count(database, "employee") == 0

    assert run("roster", "staff.csv") == 0
    assert "Applied.\nInvite the new ones: run_bot.py invite" in capsys.readouterr().out
    assert run("roster", "staff.csv", "--snapshot") == 0
    assert "Nothing to change." in capsys.readouterr().out


def test_roster_says_what_changes_and_stops_before_many_leave(
    capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    """With the word that it is meant, they leave."""
    run("roster", "staff.csv")
    Path("one.csv").write_text(STAFF.splitlines()[0] + "\n2;active;Cleo;Ash;Office;;\n", "utf-8")
    capsys.readouterr()

    assert main(["roster", "one.csv", "--snapshot"]) == 1
    printed = capsys.readouterr()
    assert "~ 2 Cleo Ash: last_name <Ash> → Ash, department Board → Office" in printed.out
    assert "- 3 Ben Berg, Sales" in printed.out
    assert "2 of 3 people would leave, which is more than 5%. Nothing was changed." in printed.err
    with open_database(settings.database) as database:
        assert count(database, "employee WHERE status = 'terminated'") == 0
    assert main(["roster", "one.csv", "--snapshot", "--deactivate-many"]) == 0
    with open_database(settings.database) as database:
        assert count(database, "employee WHERE status = 'terminated'") == 2


def test_wrong_rows_and_files_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each on a line, with status 1, and nothing is changed."""
    Path("bad.csv").write_text(STAFF.replace("leave", "gone").replace(";2;38", ";9;38"), "utf-8")
    assert main(["roster", "bad.csv"]) == 1
    printed = capsys.readouterr()
    assert printed.out == (
        "bad.csv: line 4: status: is 'gone'; it must be active, leave, terminated\n"
    )
    assert printed.err == "1 row is wrong. Nothing was changed.\n"
    Path("bad.csv").write_bytes(b"\xff\xfe")
    assert main(["roster", "bad.csv"]) == 1
    assert "bad.csv: line 1 is not in UTF-8" in capsys.readouterr().err
    assert main(["roster", "missing.csv"]) == 1
    assert main(["roster", str(tmp_path)]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_invitations_are_written_for_everybody_new(
    capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    """As links and on a sheet that holds no markup of theirs; only we may read the files."""
    run("roster", "staff.csv")
    assert main(["invite", "--all-new"]) == 1
    assert "Add --sheet" in capsys.readouterr().err

    arguments = ["invite", "--all-new", "--links", "links.csv", "--sheet", "sheet.html"]
    assert main(arguments) == 0
    assert "Invited 2 people, until " in capsys.readouterr().out

    with Path("links.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["employee_id"], row["name"], row["department"]) for row in rows] == [
        ("1", "Ana Kovač", "'=Logistics"),
        ("2", "Cleo <Ash>", "Board"),
    ]
    page = Path("sheet.html").read_text("utf-8-sig")
    assert page.count("<svg") == 2
    assert "Cleo &lt;Ash&gt;" in page
    assert "Acme &amp; Sons" in page
    for row in rows:
        assert row["link"] == f"https://t.me/training_bot?start={row['code']}"
        assert row["link"] in page
    for name in ("links.csv", "sheet.html"):
        assert stat.S_IMODE(Path(name).stat().st_mode) == 0o600
    with open_database(settings.database) as database:
        claim = Enrolment(database, read_clock).redeem(5, rows[0]["code"])
        assert isinstance(claim, Claim)

    assert main(arguments) == 1
    assert "Nobody waits for an invitation" in capsys.readouterr().err
    assert main([*arguments, "--again"]) == 0


def test_one_employee_is_invited_on_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever is not there, or has left, is not."""
    run("roster", "staff.csv")
    assert main(["invite", "--employee", "3", "--days", "2"]) == 0
    assert re.search(
        r"Ben Berg: https://t.me/training_bot\?start=[\w-]{22}\n", capsys.readouterr().out
    )

    assert main(["invite", "--employee", "99"]) == 1
    assert "The roster has no employee '99'." in capsys.readouterr().err
    Path("staff.csv").write_text(HEADER + "3;terminated;Ben;Berg;Sales;;\n", "utf-8")
    main(["roster", "staff.csv"])
    assert main(["invite", "--employee", "3"]) == 1
    assert "3 has left by the roster." in capsys.readouterr().err


def test_file_that_cannot_be_written_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """Before anybody is invited."""
    run("roster", "staff.csv")
    assert main(["invite", "--all-new", "--sheet", "nowhere/sheet.html"]) == 1
    assert "cannot be written" in capsys.readouterr().err
    assert main(["invite", "--all-new", "--sheet", "sheet.html"]) == 0
