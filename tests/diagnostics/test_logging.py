"""Redaction: a token that gets into a record, a traceback or a crash does not get out."""

import io
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.diagnostics.logging import CHATTY, install_redaction, redact, set_up_logging

TOKEN = "7000000001:AA-token_of_the_tests-and-no-other-bot"
ROOT = Path(__file__).parents[2]
LOG = logging.getLogger("tests.diagnostics")


@pytest.fixture(autouse=True)
def _restored(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give back to the process what these tests change of it."""
    factory, level = logging.getLogRecordFactory(), logging.root.level
    levels = {name: logging.getLogger(name).level for name in (*CHATTY, "telegram")}
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(logging.root, "handlers", [])
    yield
    logging.setLogRecordFactory(factory)
    logging.root.setLevel(level)
    for name, old in levels.items():
        logging.getLogger(name).setLevel(old)


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """What a handler of somebody else's writes, made before redaction is installed."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.DEBUG)
    install_redaction()
    yield stream
    LOG.removeHandler(handler)
    LOG.setLevel(logging.NOTSET)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (TOKEN, "<token>"),
        (
            f"POST https://api.telegram.org/bot{TOKEN}/getMe",
            "POST https://api.telegram.org/bot<token>/getMe",
        ),
        (f"{TOKEN} and {TOKEN}", "<token> and <token>"),
        (f"file/bot{TOKEN}/photos/1.jpg", "file/bot<token>/photos/1.jpg"),
        ("at 12:30 in room 12345:6", "at 12:30 in room 12345:6"),
        ("", ""),
    ],
)
def test_what_looks_like_a_token_is_taken_out(text: str, shown: str) -> None:
    """And nothing else."""
    assert redact(text) == shown


def test_message_is_redacted(out: io.StringIO) -> None:
    """Wherever the token stands in it."""
    LOG.info(f"token {TOKEN}")  # noqa: G004 - that is what is tested

    assert out.getvalue() == "INFO token <token>\n"


@pytest.mark.parametrize(
    ("message", "args"),
    [
        ("got %s", (TOKEN,)),
        ("got %r", ({"url": f"/bot{TOKEN}/x"},)),
        ("got %(token)s", ({"token": TOKEN},)),
        ("got %s and %s", (1, Path(TOKEN))),
        ("got %s", (ValueError(TOKEN),)),
        ("got %s:%s", tuple(TOKEN.split(":"))),
    ],
)
def test_arguments_are_redacted(out: io.StringIO, message: str, args: tuple[object, ...]) -> None:
    """Also inside other objects, and when only the whole message makes the token."""
    LOG.info(message, *args)

    assert "<token>" in out.getvalue()
    assert TOKEN not in out.getvalue()


def test_percent_signs_survive(out: io.StringIO) -> None:
    """A message that is formatted is not formatted again."""
    LOG.info("%s", "100% of %d")
    LOG.info("50%")

    assert out.getvalue() == "INFO 100% of %d\nINFO 50%\n"


@pytest.mark.parametrize(("message", "args"), [("%d", (TOKEN,)), ("%s %s", (TOKEN,))])
def test_arguments_that_do_not_fit_are_shown_redacted(
    out: io.StringIO, message: str, args: tuple[object, ...]
) -> None:
    """A slip in a log call loses neither the message nor the secret."""
    LOG.info(message, *args)

    assert "<token>" in out.getvalue()
    assert TOKEN not in out.getvalue()


def fail() -> None:
    """Fail with a token in the exception, its cause and its note."""
    problem = RuntimeError(f"failed with {TOKEN}")
    problem.add_note(f"note {TOKEN}")
    raise problem from OSError(f"no route to /bot{TOKEN}")


def test_traceback_is_redacted(out: io.StringIO) -> None:
    """The exception, what caused it, and the notes on it; the rest of the trace is there."""
    try:
        fail()
    except RuntimeError:
        LOG.exception("request failed")

    text = out.getvalue()
    assert TOKEN not in text
    assert "OSError: no route to /bot<token>" in text
    assert "RuntimeError: failed with <token>\nnote <token>" in text
    assert "in test_traceback_is_redacted\n" in text
    assert "in fail\n" in text


def test_every_handler_is_given_redacted_records(out: io.StringIO) -> None:
    """The record itself is clean, so that no formatter can bring the token back."""
    records: list[logging.LogRecord] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    collector = Collector()
    LOG.addHandler(collector)
    LOG.warning("got %s", TOKEN)
    LOG.removeHandler(collector)
    (record,) = records

    assert record.getMessage() == "got <token>"
    assert TOKEN not in repr(vars(record))
    assert "<token>" in out.getvalue()


def test_record_without_a_current_exception_has_no_traceback(out: io.StringIO) -> None:
    """`exc_info=True` outside of an exception does no harm."""
    LOG.info("fine", exc_info=True)  # noqa: LOG014 - that is what is tested

    assert out.getvalue().startswith("INFO fine\n")


def test_crash_is_redacted(out: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    """What Python prints when nothing caught an exception."""
    error = RuntimeError(f"cannot reach /bot{TOKEN}")
    sys.excepthook(type(error), error, None)

    assert capsys.readouterr().err == "RuntimeError: cannot reach /bot<token>\n"
    assert out.getvalue() == ""


def test_process_shows_no_token(tmp_path: Path) -> None:
    """A program that logs, lets a library log, and crashes."""
    program = f"""
import logging
from bot.diagnostics.logging import set_up_logging
set_up_logging("INFO")
logging.getLogger("bot").info("starting %s", "{TOKEN}")
logging.getLogger("bot").debug("not shown")
logging.getLogger("httpx").info("not shown: {TOKEN}")
logging.getLogger("httpx").warning("slow: {TOKEN}")
raise RuntimeError("{TOKEN}")
"""
    (tmp_path / "program.py").write_text(program, encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, tmp_path / "program.py"],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={"PYTHONPATH": str(ROOT)},
    )

    assert done.returncode == 1
    assert done.stdout == ""
    assert "INFO bot: starting <token>\n" in done.stderr
    assert "WARNING httpx: slow: <token>\n" in done.stderr
    assert done.stderr.endswith("RuntimeError: <token>\n")
    assert "not shown" not in done.stderr
    assert TOKEN not in done.stderr


@pytest.mark.parametrize(("level", "number", "telegram"), [("DEBUG", 10, 20), ("ERROR", 40, 40)])
def test_level_is_the_one_that_was_set(level: str, number: int, telegram: int) -> None:
    """Libraries that log every call, or all that people write, stay quiet even for DEBUG."""
    set_up_logging(level)

    assert logging.root.level == number
    assert logging.getLogger("telegram").getEffectiveLevel() == telegram
    assert {logging.getLogger(name).level for name in CHATTY} == {logging.WARNING}


def test_setting_up_twice_logs_once(capsys: pytest.CaptureFixture[str]) -> None:
    """No line is doubled, and redaction still works."""
    set_up_logging("INFO")
    set_up_logging("INFO")
    logging.getLogger("bot").info("token %s", TOKEN)

    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert lines[0].endswith(" INFO bot: token <token>")


def test_slip_in_a_log_call_is_no_crash() -> None:
    """Who logs goes on, whatever the arguments are."""

    class Unprintable:
        def __str__(self) -> str:
            raise RuntimeError

    install_redaction()

    logging.getLogger("x").warning("got %(name)s", {"other": 1})
    logging.getLogger("x").warning("got %s", Unprintable())


def test_crash_of_a_thread_is_redacted(capsys: pytest.CaptureFixture[str]) -> None:
    """Python's own report of it goes the same way as a crash of the program."""
    install_redaction()

    threading.excepthook(threading.ExceptHookArgs((RuntimeError, RuntimeError(TOKEN), None, None)))

    printed = capsys.readouterr().err
    assert "RuntimeError: <token>" in printed
    assert TOKEN not in printed
