"""Logging to standard error, with every token taken out of every record, and what people wrote."""

import contextlib
import logging
import re
import sys
import threading
import traceback
from types import TracebackType
from typing import Any

from bot.diagnostics.defects import describe_defect

TOKEN = re.compile(r"[0-9]{5,}:[A-Za-z0-9_-]{30,}")
CHATTY = ("httpx", "httpcore", "alembic")  # at INFO they log every URL, and so the token
# Who logs what failed while somebody was served: the message may quote what they wrote.
SERVING = ("bot", "uvicorn", "asyncio", "telegram")

_make_record = logging.LogRecord


def redact(text: str) -> str:
    """Replace whatever looks like a bot's token."""
    return TOKEN.sub("<token>", text)


def set_up_logging(level: str) -> None:
    """Log to standard error from `level` up; redact records, tracebacks and crash reports."""
    install_redaction()
    logging.basicConfig(
        level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True
    )
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    # At DEBUG the library logs whole answers of the API, with everybody's names.
    logging.getLogger("telegram").setLevel(max(logging.INFO, logging.getLevelName(level)))


def install_redaction() -> None:
    """Redact every log record that is made from now on, and what Python prints at a crash."""
    logging.setLogRecordFactory(_make_redacted)
    sys.excepthook = _print_redacted
    threading.excepthook = lambda crash: _print_error(crash.exc_value)
    sys.unraisablehook = lambda crash: _print_error(crash.exc_value)


def _make_redacted(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = _make_record(*args, **kwargs)
    record.msg = redact(_read_message(record))
    record.args = ()
    if record.exc_info and record.exc_info[1] is not None:
        # A formatter prints this text instead of formatting the exception itself.
        record.exc_text = redact(_describe(record.name, record.exc_info[1]))
    return record


def _describe(logger: str, error: BaseException) -> str:
    if logger.partition(".")[0] in SERVING:
        return describe_defect(error)
    return "".join(traceback.format_exception(error)).rstrip()


def _read_message(record: logging.LogRecord) -> str:
    """Return the message; arguments that do not fit it must not stop who logs."""
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001 - an argument may raise anything while it is shown
        with contextlib.suppress(Exception):
            return f"{record.msg} {record.args}"
    return str(record.msg)


def _print_redacted(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    sys.stderr.write(redact("".join(traceback.format_exception(kind, error, trace))))


def _print_error(error: BaseException | None) -> None:
    if error is not None:
        _print_redacted(type(error), error, error.__traceback__)
