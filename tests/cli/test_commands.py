"""The commands as a person runs them, within this process."""

import csv
import io
import shutil
import stat
from hashlib import sha256
from pathlib import Path

import pytest

from bot.bootstrap import open_database, read_clock
from bot.chat.account import Account, Unreachable
from bot.chat.application import Connection
from bot.cli import main
from bot.config import Settings
from bot.content.catalog import load_catalog
from bot.learning.people import Role
from bot.services.enrolment import Enrolment
from bot.services.inbox import Inbox
from bot.services.library import Library
from tests.conftest import CONTENT

TOKEN = "7000000001:token-of-the-tests-and-no-other-bot"


@pytest.fixture(autouse=True)
def _here(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in an empty folder with only these settings."""
    monkeypatch.setenv("CONTENT", str(settings.content))
    monkeypatch.setenv("DATABASE", str(settings.database))


@pytest.fixture
def learner(settings: Settings) -> int:
    """Somebody who has joined as a learner under a dangerous name, with content published."""
    with open_database(settings.database) as database:
        library = Library(database, read_clock)
        loaded = load_catalog(CONTENT)
        assert loaded.catalog is not None
        library.publish(loaded.catalog, loaded.media)
        enrolment = Enrolment(database, read_clock)
        enrolment.join(77, enrolment.invite(Role.LEARNER))
        enrolment.give_name(77, '=cmd("Ana"), Kovač')
        enrolment.join(78, enrolment.invite(Role.HR))
        enrolment.give_name(78, "Hana")
    return 77


def test_check_of_the_shipped_content_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    """Our own content has no problem, and the figures are said."""
    assert main(["check"]) == 0
    assert capsys.readouterr().out.startswith("Content is sound: 16 lessons, ")


def test_check_lists_all_problems_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each problem on a line with its place; the status is 1."""
    shutil.copytree(CONTENT, tmp_path / "mine")
    for name in ("questions.yaml", "glossary.yaml"):
        path = tmp_path / "mine" / name
        path.write_text(path.read_text("utf-8").replace("    id: ", "    idd: ", 1), "utf-8")
        path.write_text(path.read_text("utf-8").replace("  - id: ", "  - idd: ", 1), "utf-8")

    assert main(["check", str(tmp_path / "mine")]) == 1

    out = capsys.readouterr().out
    assert "questions.yaml:" in out
    assert "glossary.yaml:" in out
    assert out.count("unknown field 'idd'. Did you mean 'id'?") == 2
    assert out.rstrip().endswith("2 errors, 0 warnings")


def test_invite_prints_link_qr_and_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    """All three lead to the same invitation, and the code works once."""

    async def find_account(_connection: Connection) -> Account:
        return Account("Training bot", "training_bot")

    monkeypatch.setattr("bot.cli.invite.find_account", find_account)
    monkeypatch.setenv("BOT_TOKEN", TOKEN)

    assert main(["invite", "--role", "hr", "--uses", "1", "--days", "3"]) == 0

    out = capsys.readouterr().out
    code = out.rstrip().rpartition(" ")[2]
    assert f"Link: https://t.me/training_bot?start={code}" in out
    assert "█" in out
    assert "Invitation as hr for one person, valid for 3 days." in out
    with open_database(settings.database) as database:
        assert Enrolment(database, read_clock).join(5, code).role is Role.HR


def test_invite_without_telegram_still_gives_the_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No token or no network: the code is printed, and why there is no link."""
    assert main(["invite"]) == 0
    assert "No link: BOT_TOKEN is not set." in capsys.readouterr().out

    async def find_account(_connection: Connection) -> Account:
        raise Unreachable("Telegram's API cannot be reached.")

    monkeypatch.setattr("bot.cli.invite.find_account", find_account)
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    assert main(["invite"]) == 0
    out = capsys.readouterr().out
    assert "No link: Telegram's API cannot be reached." in out
    assert "Code to paste" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["invite", "--uses", "0"],
        ["invite", "--role", "boss"],
        ["report", "x"],
        ["nonsense"],
        ["report"],
        ["report", "completion", "--as-of", "yesterday"],
        ["report", "items", "--format", "pdf"],
    ],
)
def test_bad_usage_ends_with_status_two(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is done, and the usage is shown."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == 2
    assert "usage: run_bot.py" in capsys.readouterr().err


@pytest.mark.usefixtures("learner")
def test_report_writes_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One row for each learner, safe in a spreadsheet, to a file or to standard output."""
    assert main(["report", "completion"]) == 0
    [row] = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert row["name"] == '\'=cmd("Ana"), Kovač'
    assert row["completion"] == "not_started"
    assert row["success"] == "unknown"
    assert (row["occurrence_no"], row["overdue"], row["due_at"]) == ("0", "false", "")

    target = tmp_path / "report.csv"
    assert main(["report", "completion", "-o", str(target), "--as-of", "2020-01-01"]) == 0
    out = capsys.readouterr().out
    assert "0 row(s), course: all, department: all" in out
    assert "As of 2020-01-01T23:59:59.999999+00:00 (2020-01-01 23:59:59 UTC)" in out
    assert f"SHA-256 of the evidence columns: {sha256().hexdigest()}" in out
    assert target.read_bytes().startswith("\ufeffperson_id,employee_id,".encode())
    assert [one.name for one in tmp_path.glob("report*")] == ["report.csv"]

    for name, beginning in (
        ("certificates.json", b'{\n "report": "certificates"'),
        ("completion.html", b"<!DOCTYPE html>"),
        ("overdue.xlsx", b"PK"),
    ):
        target = tmp_path / name
        assert main(["report", target.stem, "-o", str(target)]) == 0
        assert "1 unassigned" in capsys.readouterr().out
        assert target.read_bytes().startswith(beginning)

    assert main(["report", "completion", "--course", "customer-centricity"]) == 0
    assert "1 row(s), course: customer-centricity, department: all" in capsys.readouterr().err

    for wrong, words in (
        (["--course", "moon"], "no course 'moon' then; there were: customer-centricity."),
        (["--department", "Moon"], "no department 'Moon'; the roster names none."),
        (["--as-of", "2999-01-01"], "is still to come"),
        (["--format", "xlsx"], "A workbook needs a file"),
        (["-o", str(tmp_path / "gone" / "report.html")], "cannot be written: No such file"),
    ):
        assert main(["report", "overdue", *wrong]) == 1
        assert words in capsys.readouterr().err


def test_report_on_answers_is_off_unless_allowed(
    learner: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Else it says what it means and how to allow it; each use is noted."""
    del learner
    assert main(["report", "answers"]) == 1
    words = capsys.readouterr().err
    assert "This report is off" in words
    assert "ANSWERS_REPORT=yes" in words
    assert "works council" in words
    assert main(["accesses"]) == 0
    assert "Nobody has looked" in capsys.readouterr().out

    monkeypatch.setenv("ANSWERS_REPORT", "yes")
    assert main(["report", "answers"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("person_id,employee_id,name,department,course_id,")
    assert "0 answer(s), course: all, department: all" in said.err
    for name, beginning in (
        ("answers.csv", "\ufeffperson_id".encode()),
        ("answers.json", b'{\n "report": "answers"'),
        ("answers.xlsx", b"PK"),
    ):
        target = tmp_path / name
        assert main(["report", "answers", "-o", str(target)]) == 0
        assert f"{target}: 0 answer(s)" in capsys.readouterr().out
        assert target.read_bytes().startswith(beginning)
    for wrong, problem in (
        (["--course", "moon"], "no course 'moon' then"),
        (["--department", "Moon"], "no department 'Moon'"),
        (["--format", "xlsx"], "A workbook needs a file"),
        (["-o", str(tmp_path / "gone" / "answers.csv")], "cannot be written: No such file"),
    ):
        assert main(["report", "answers", *wrong]) == 1
        assert problem in capsys.readouterr().err
    assert main(["accesses"]) == 0
    assert capsys.readouterr().out.count("report on answers") == 5


@pytest.mark.usefixtures("learner")
def test_report_on_items_in_each_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The name of the file chooses; without one it is a page of text. A workbook needs a file."""
    assert main(["report", "items"]) == 0
    assert " question(s) have fewer than 10 answers" in capsys.readouterr().out
    for name, beginning in (
        ("items.csv", "\ufeffquestion_id,quiz,".encode()),
        ("items.json", b'{\n  "report": "items"'),
        ("items.xlsx", b"PK"),
        ("items.txt", b"Customer centricity at work: 0 answers in 0 all attempts"),
    ):
        target = tmp_path / name
        assert main(["report", "items", "--all-attempts", "-o", str(target)]) == 0
        assert f"{target}: 0 answers in 0 all attempts" in capsys.readouterr().out
        assert target.read_bytes().startswith(beginning)

    assert main(["report", "items", "--format", "json", "--as-of", "2020-01-01"]) == 0
    assert '"as_of": "2020-01-01T23:59:59+00:00"' in capsys.readouterr().out
    assert main(["report", "items", "--format", "xlsx"]) == 1
    assert "A workbook needs a file" in capsys.readouterr().err
    for name in ("items.xlsx", "items.csv"):
        assert main(["report", "items", "-o", str(tmp_path / "gone" / name)]) == 1
        assert "cannot be written: No such file" in capsys.readouterr().err


def test_report_of_an_empty_database(
    capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    """One clear line and status 1; no database is made of it."""
    assert main(["report", "completion"]) == 1
    assert capsys.readouterr().err.startswith("There is no database at ")
    assert not settings.database.exists()

    assert main(["invite"]) == 0
    capsys.readouterr()
    assert main(["report", "completion"]) == 1
    assert capsys.readouterr().err == (
        "No content has been stored in this database yet. Run the bot once first.\n"
    )


@pytest.mark.usefixtures("learner")
def test_report_that_cannot_be_written_says_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The path and the reason, in one line."""
    assert main(["report", "completion", "-o", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"{tmp_path} cannot be written: Is a directory.\n"


def test_setup_writes_env_and_prints_the_admin_link(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    """A wrong token is asked for again; the rest of .env is kept; only the owner may read it."""
    seen: list[str] = []

    async def find_account(connection: Connection) -> Account:
        seen.append(connection.token)
        if len(seen) == 1:
            raise Unreachable("Telegram does not accept BOT_TOKEN.")
        return Account("Acme training", "acme_bot")

    monkeypatch.setattr("bot.cli.setup.find_account", find_account)
    monkeypatch.setattr("bot.cli.invite.find_account", find_account)
    answers = iter(["nonsense", TOKEN, TOKEN, "Acme's", "Hana"])
    monkeypatch.setattr("builtins.input", lambda _prompt: next(answers))
    Path(".env").write_text("LOG_LEVEL=ERROR\nBOT_TOKEN=old\n", encoding="utf-8")
    monkeypatch.setenv("BOT_TOKEN", "")

    assert main(["setup"]) == 0

    out = capsys.readouterr().out
    assert "That does not look like a token." in out
    assert "Telegram does not accept BOT_TOKEN." in out
    assert "Link: https://t.me/acme_bot?start=" in out
    assert TOKEN not in out
    code = out.partition("?start=")[2].split()[0]
    with open_database(settings.database) as database:
        assert Enrolment(database, read_clock).join(5, code).role is Role.ADMIN
    env = Path(".env")
    assert env.read_text(encoding="utf-8") == (
        f"LOG_LEVEL=ERROR\nBOT_TOKEN='{TOKEN}'\nORGANISATION='Acme’s'\nCONTACT='Hana'\n"
    )
    assert stat.S_IMODE(env.stat().st_mode) == 0o600
    monkeypatch.delenv("BOT_TOKEN")
    assert Settings().organisation == "Acme’s"


def test_setup_without_anybody_to_answer_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """End of input is said, and no file is written."""

    def end(_prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", end)

    assert main(["setup"]) == 1
    assert "Setup needs somebody to answer" in capsys.readouterr().err
    assert not Path(".env").exists()


def test_inbox_lists_incidents_and_runs_one_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The number a person was told leads to the update; nothing of its text is shown."""
    assert main(["inbox"]) == 1
    assert capsys.readouterr().err == (
        "BOT_TOKEN is not set; incidents belong to one bot, so its token is needed.\n"
    )
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    assert main(["inbox"]) == 1
    assert "There is no database at" in capsys.readouterr().err
    with open_database(settings.database) as database:
        inbox = Inbox(database, read_clock, int(TOKEN.partition(":")[0]))
        inbox.store([{"update_id": 5, "message": {"chat": {"id": 1}, "text": "private"}}])
        incident_id = [inbox.count_defect(5, ValueError("private")) for _ in range(3)][-1]

    assert main(["inbox"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{incident_id}  ")
    assert out.endswith("update 5  ValueError\n")
    assert main(["inbox", "--again", "ffff"]) == 1
    assert "There is no incident ffff." in capsys.readouterr().err
    assert main(["inbox", "--again", str(incident_id)]) == 0
    capsys.readouterr()
    assert main(["inbox"]) == 0
    assert capsys.readouterr().out == "Nothing is set aside.\n"
