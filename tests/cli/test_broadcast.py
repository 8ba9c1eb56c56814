"""`broadcast` as a person runs it: asked before, shown how far it is, told who was missed."""

import io
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

import pytest

from bot.bootstrap import open_database, read_clock
from bot.cli import main
from bot.cli.following import follow
from bot.config import Settings
from bot.learning.people import Role, UnreachableReason
from bot.services.broadcasts import Broadcasts
from bot.services.enrolment import Enrolment
from bot.services.reach import Reach
from bot.storage.engine import ProcessLock
from tests.conftest import FakeClock

ANA, BEN, HANA = 77, 78, 79


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


@pytest.fixture(autouse=True)
def _here(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in an empty folder with only these settings."""
    monkeypatch.setenv("DATABASE", str(settings.database))


@pytest.fixture
def broadcasts(settings: Settings, clock: FakeClock) -> Iterator[Broadcasts]:
    """Mass messages of a bot that the learners Ana and Ben, and Hana of HR, have joined.

    The clock of these stands still; that of the command goes on.
    """
    with open_database(settings.database) as database:
        enrolment = Enrolment(database, read_clock)
        for telegram_id, name, role in (
            (ANA, "Ana Kovač", Role.LEARNER),
            (BEN, "Ben Berg", Role.LEARNER),
            (HANA, "Hana Ito", Role.HR),
        ):
            enrolment.join(telegram_id, enrolment.invite(role))
            enrolment.give_name(telegram_id, name)
        yield Broadcasts(database, clock)


def type_in(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    """Sit at a terminal and answer its question."""
    monkeypatch.setattr(sys, "stdin", Terminal(answer))


def send_next(broadcasts: Broadcasts) -> None:
    """Do what a mailer does, for one recipient: Ben has blocked the bot."""
    due = broadcasts.find_due()
    assert due is not None
    for recipient in broadcasts.claim(due.id, 1):
        if recipient.telegram_id == BEN:
            broadcasts.mark_unreachable(recipient, UnreachableReason.BLOCKED)
        else:
            broadcasts.mark_sent(recipient)


def test_message_waits_in_the_database_until_the_bot_runs(
    broadcasts: Broadcasts, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """No bot: it is queued, that is said, and how to look."""
    assert main(["broadcast", "Hello", "--yes"]) == 0

    assert capsys.readouterr().out == (
        "Broadcast 1 to 2 people is queued.\n"
        f"No bot is running on {settings.database}; it sends the message as soon as it runs.\n"
        "Look at it with `run_bot.py broadcast --status 1`, stop it with `--stop 1`.\n"
    )
    assert broadcasts.find_progress(1).left == 2


def test_command_waits_for_the_bot_and_names_who_was_missed(
    broadcasts: Broadcasts, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """The bot sends, the command watches, and ends with the summary."""
    roles = ["--role", "learner", "--role", "hr"]

    def be_the_bot() -> None:
        while broadcasts.find_due() is None:
            sleep(0.01)
        for _ in range(3):
            send_next(broadcasts)

    with ProcessLock(settings.database), ThreadPoolExecutor() as threads:
        working = threads.submit(be_the_bot)
        assert main(["broadcast", "Hello", "--yes", *roles]) == 0
        working.result()

    out = capsys.readouterr().out
    assert out.startswith("Broadcast 1 to 3 people is queued.\n")
    assert " UTC to hr, learner: finished " in out
    assert out.endswith(
        "Sent: 2\nCould not be reached: 1\n  Ben Berg: blocked the bot, since 2026-11-23\n"
    )


def test_progress_is_one_line_on_a_terminal(
    broadcasts: Broadcasts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is written over; the cursor ends below it."""
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    broadcasts.create("Hello", [Role.LEARNER])

    assert follow(broadcasts, 1, lambda: True, lambda _: send_next(broadcasts))
    assert screen.getvalue() == (
        "\r\x1b[K0 of 2: 0 sent"
        "\r\x1b[K1 of 2: 1 sent"
        "\r\x1b[K2 of 2: 1 sent, 1 could not be reached\n"
    )


def test_progress_is_a_line_now_and_then_in_a_file(
    broadcasts: Broadcasts, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every ten looks, and only when something has changed."""
    with open_database(settings.database) as database:
        enrolment = Enrolment(database, read_clock)
        code = enrolment.invite(Role.LEARNER, uses=20)
        for number in range(20):
            enrolment.join(100 + number, code)
            enrolment.give_name(100 + number, "Somebody")
    broadcasts.create("Hello", [Role.LEARNER])

    assert follow(broadcasts, 1, lambda: True, lambda _: send_next(broadcasts))
    assert capsys.readouterr().out == (
        "0 of 22: 0 sent\n"
        "10 of 22: 9 sent, 1 could not be reached\n"
        "20 of 22: 19 sent, 1 could not be reached\n"
    )


def test_watching_ends_when_the_bot_does(broadcasts: Broadcasts) -> None:
    """Without progress it is asked whether the bot still runs, not at every look."""
    broadcasts.create("Hello", [Role.LEARNER])
    looks: list[float] = []
    answers = iter([True, False])

    assert not follow(broadcasts, 1, lambda: next(answers), looks.append)
    assert len(looks) == 10


def test_stopped_bot_is_said(
    broadcasts: Broadcasts, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The rest goes out later; that is no failure."""
    running = iter([True, False])
    monkeypatch.setattr("bot.cli.broadcast._is_bot_running", lambda _path: next(running))
    monkeypatch.setattr("bot.cli.following.QUIET_LOOKS", 0)

    assert main(["broadcast", "Hello", "--yes"]) == 0
    assert "The bot has stopped; it sends the rest when it runs again." in capsys.readouterr().out
    assert broadcasts.find_progress(1).left == 2


def test_interrupt_ends_only_the_watching(
    broadcasts: Broadcasts,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Ctrl-C says so, and how to look again."""

    def interrupt(*_: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.cli.broadcast.follow", interrupt)
    with ProcessLock(settings.database):
        assert main(["broadcast", "Hello", "--yes"]) == 130

    assert (
        "The bot goes on sending; only the view has ended. Look at it with "
        "`run_bot.py broadcast --status 1`"
    ) in capsys.readouterr().out
    assert broadcasts.find_progress(1).stopped_at is None


def test_no_wait_comes_back_at_once(
    broadcasts: Broadcasts, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also while a bot runs."""
    with ProcessLock(settings.database):
        assert main(["broadcast", "Hello", "--yes", "--no-wait"]) == 0

    assert capsys.readouterr().out.startswith(
        "Broadcast 1 to 2 people is queued.\nLook at it with `"
    )
    assert broadcasts.find_progress(1).left == 2


@pytest.mark.parametrize(
    ("answer", "is_sent"),
    [("y\n", True), ("Yes\n", True), ("n\n", False), ("\n", False), ("", False)],
)
def test_person_at_a_terminal_is_asked(
    broadcasts: Broadcasts,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answer: str,
    is_sent: bool,  # noqa: FBT001 - a case of the table
) -> None:
    """They see the message and the figure first; only a yes sends it."""
    type_in(monkeypatch, answer)

    assert main(["broadcast", "Hello **all**"]) == (0 if is_sent else 1)
    said = capsys.readouterr()
    assert said.out.startswith(
        "To 2 people with the role learner.\nLearners are all who have to learn: managers and "
        "everybody on the roster, too.\n9 of 4,096 characters:\n\nHello all\n\n"
        "Send to 2 people? [y/N] "
    )
    assert ("Nothing was sent." in said.err) is not is_sent
    assert len(broadcasts.list_newest()) == is_sent


def test_without_anybody_to_ask_yes_is_needed(
    broadcasts: Broadcasts, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No terminal, no --yes: nothing is sent, and it is said what to add."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))

    assert main(["broadcast", "Hello"]) == 1
    assert capsys.readouterr().err == (
        "Nobody can be asked here whether to send it. Add --yes if you are sure.\n"
    )
    assert broadcasts.list_newest() == []


def test_dry_run_shows_all_and_sends_nothing(
    broadcasts: Broadcasts, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whom, how many, the text as it will look, and where its links lead."""
    with open_database(settings.database) as database:
        Reach(database, read_clock).mark_unreachable(BEN, UnreachableReason.BLOCKED)
    text = "# News 🙂\n\nRead [the *rules*](https://example.org/rules)."

    assert main(["broadcast", text, "--dry-run", "--role", "learner", "--role", "hr"]) == 0
    assert capsys.readouterr().out == (
        "To 3 people with the role learner or hr.\n"
        "Learners are all who have to learn: managers and everybody on the roster, too.\n"
        "1 of them cannot be reached, unless they write to the bot.\n"
        "24 of 4,096 characters:\n\nNews 🙂\n\nRead the rules.\n\n"
        "Link: the rules → https://example.org/rules\n"
        "Nothing was sent: this was a dry run.\n"
    )
    assert broadcasts.list_newest() == []


def test_text_comes_from_a_file_or_standard_input(
    broadcasts: Broadcasts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """UTF-8, also with the mark that Windows puts before it."""
    path = tmp_path / "message.md"
    path.write_bytes("\ufeffGrüße".encode())
    assert main(["broadcast", "--file", str(path), "--yes"]) == 0
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Привет".encode())))
    assert main(["broadcast", "--file", "-", "--yes"]) == 0

    assert [one.text for one in broadcasts.list_newest()] == ["Привет", "Grüße"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "The text is empty."),
        (" \n\t\u200b", "The text is empty."),
        ("&nbsp;", "The text is empty."),
        ("x" * 4097, "The text has 4,097 characters, 1 too many: Telegram takes 4,096"),
        ("🙂" * 2049, "The text has 4,098 characters, 2 too many"),
        ("half \udcc3", "The text is not UTF-8."),
    ],
)
@pytest.mark.usefixtures("broadcasts")
def test_text_that_cannot_be_sent_is_refused_at_once(
    text: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one line, with the figure; also in a dry run."""
    for option in ("--yes", "--dry-run"):
        assert main(["broadcast", text, option]) == 1
        error = capsys.readouterr().err
        assert error.startswith(words)
        assert error.count("\n") == 1


@pytest.mark.usefixtures("broadcasts")
def test_longest_text_is_taken() -> None:
    """What counts is what people see: marks of Markdown are free."""
    assert main(["broadcast", f"**{'x' * 4096}**", "--yes"]) == 0


@pytest.mark.usefixtures("broadcasts")
def test_file_that_cannot_be_read_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is not there, or it is no text."""
    path = tmp_path / "message.md"
    assert main(["broadcast", "--file", str(path), "--yes"]) == 1
    assert capsys.readouterr().err == f"{path} cannot be read: No such file or directory.\n"
    path.write_bytes(b"Gr\xfc\xdfe")
    assert main(["broadcast", "--file", str(path), "--yes"]) == 1
    assert capsys.readouterr().err == (
        f"{path} is not UTF-8 text. Save it as UTF-8 and try again.\n"
    )


def test_same_text_is_not_sent_twice_by_mistake(
    broadcasts: Broadcasts, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --yes it takes --again; a person at a terminal is told and asked."""
    assert main(["broadcast", "Hello", "--yes"]) == 0
    capsys.readouterr()
    queued_at = broadcasts.find_progress(1).created_at
    told = f"The same text was queued at {queued_at:%H:%M} UTC as broadcast 1."

    assert main(["broadcast", "Hello", "--yes"]) == 1
    assert capsys.readouterr().err == f"{told} Nothing was sent; --again sends it once more.\n"
    assert len(broadcasts.list_newest()) == 1
    assert main(["broadcast", "Hello", "--yes", "--again"]) == 0
    capsys.readouterr()
    type_in(monkeypatch, "y\n")
    assert main(["broadcast", "Hello"]) == 0
    assert "as broadcast 2.\nSend to 2 people?" in capsys.readouterr().out
    assert len(broadcasts.list_newest()) == 3


def test_status_lists_and_sums_up(
    broadcasts: Broadcasts, capsys: pytest.CaptureFixture[str]
) -> None:
    """All of them in a line each, or one with the names of the missed."""
    assert main(["broadcast", "--status"]) == 0
    assert capsys.readouterr().out == "Nothing has been broadcast yet.\n"
    broadcasts.create("Hello\n" * 20, [Role.LEARNER])
    send_next(broadcasts)
    send_next(broadcasts)
    second = broadcasts.create("Two", [Role.LEARNER, Role.HR])
    send_next(broadcasts)
    send_next(broadcasts)
    at = "2026-11-23 09:00"

    assert main(["broadcast", "--status"]) == 0
    assert capsys.readouterr().out == (
        f"   2  {at} UTC  hr, learner  not finished, "
        "2 of 3: 1 sent, 1 skipped as unreachable  “Two”\n"
        f"   1  {at} UTC  learner  finished {at}, 2 of 2: 1 sent, 1 could not be reached  "
        "“Hello Hello Hello Hello Hello Hello Hello Hello H…”\n"
    )
    assert main(["broadcast", "--status", str(second.id)]) == 0
    assert capsys.readouterr().out == (
        f"Broadcast 2 of {at} UTC to hr, learner: not finished.\n"
        "Sent: 1\n"
        "Skipped as unreachable: 1\n"
        f"  Ben Berg: blocked the bot, since 2026-11-23\n"
        "Still to send: 1\n"
    )


def test_stop_says_what_was_sent_and_what_was_not(
    broadcasts: Broadcasts, capsys: pytest.CaptureFixture[str]
) -> None:
    """A broadcast that is finished cannot be stopped."""
    broadcasts.create("Hello", [Role.LEARNER])
    send_next(broadcasts)
    assert main(["broadcast", "--stop", "1"]) == 0
    out = capsys.readouterr().out
    assert ": stopped " in out
    assert out.endswith("Sent: 1\nNot sent, because it was stopped: 1\n")

    broadcasts.create("Two", [Role.HR])
    send_next(broadcasts)
    assert main(["broadcast", "--stop", "2"]) == 1
    assert capsys.readouterr().err == (
        "Broadcast 2 had been sent to everybody before; nothing was stopped.\n"
    )


@pytest.mark.usefixtures("broadcasts")
def test_what_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown number, or a role that nobody has."""
    for option in ("--status", "--stop"):
        assert main(["broadcast", option, "7"]) == 1
        assert capsys.readouterr().err == (
            "There is no broadcast 7. `run_bot.py broadcast --status` lists them.\n"
        )
    for option in ("--yes", "--dry-run"):
        assert main(["broadcast", "Hello", "--role", "trainer", option]) == 1
        assert capsys.readouterr().err == "Nobody with that role has joined and given a name yet.\n"


def test_no_database_is_made(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong DATABASE is said."""
    assert main(["broadcast", "Hello", "--yes"]) == 1
    assert capsys.readouterr().err.startswith(f"There is no database at {settings.database}.")
    assert not settings.database.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["Hello", "--file", "x"],
        ["Hello", "--status"],
        ["--stop"],
        ["--stop", "0"],
        ["--status", "x"],
        ["Hello", "--role", "boss"],
    ],
)
def test_bad_usage_ends_with_status_two(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """One thing at a time."""
    with pytest.raises(SystemExit) as ended:
        main(["broadcast", *arguments])

    assert ended.value.code == 2
    assert "usage: run_bot.py broadcast" in capsys.readouterr().err
