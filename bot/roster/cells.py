"""What each column of a roster may hold, and how a cell of it is read."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from bot.learning.roster import Status, quote
from bot.learning.writing import drop_marks, is_visible

TEXT_LIMIT = 200  # characters
ID_LIMIT = 64
GROUP_LIMIT = 50
ROUNDED = re.compile(r"\d+([.,]\d+)?E\+\d+", re.IGNORECASE)
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")
EMAIL = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]+\.[^@\s,;<>]+")
ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})


class BadCell(Exception):
    """A cell that cannot be taken; the message says what may stand there."""


def read_text(cell: str) -> str:
    """Read one line of text."""
    if cell.isascii() and cell.isprintable():
        text = " ".join(cell.split()) if "  " in cell else cell
    else:
        text = unicodedata.normalize("NFC", " ".join(drop_marks(cell).split()))
        if any(unicodedata.category(c) in {"Cc", "Cs"} for c in text):
            raise BadCell("has a character that cannot be shown")
        if not is_visible(text):
            return ""
    if len(text) > TEXT_LIMIT:
        raise BadCell(f"is longer than {TEXT_LIMIT} characters")
    if text in ERRORS:
        raise BadCell(f"holds {text}, an error of the spreadsheet")
    return text


def read_name(cell: str) -> str:
    """Read what names somebody, on certificates too: no formula is meant there."""
    text = read_text(cell)
    if text.startswith("="):
        raise BadCell(f"is {quote(text)}, a formula. Put in what it comes to")
    return text


def read_id(cell: str) -> str:
    """Read a number or code that names somebody; leading zeros count."""
    text = read_name(cell)
    if len(text) > ID_LIMIT:
        raise BadCell(f"is longer than {ID_LIMIT} characters")
    if ROUNDED.fullmatch(text):
        raise BadCell(
            f"is {quote(text)}: the spreadsheet has rounded it. Format the column as text"
        )
    return text


@cache
def read_status(cell: str) -> Status:
    """Read where somebody stands with the company."""
    try:
        return Status(cell.lower())
    except ValueError:
        raise BadCell(f"is {quote(cell)}; it must be {', '.join(Status)}") from None


def read_email(cell: str) -> str:
    """Read an address."""
    text = read_text(cell)
    if not EMAIL.fullmatch(text):
        raise BadCell(f"is {quote(text)}, which is no e-mail address")
    return text


@cache
def read_date(cell: str) -> date:
    """Read a day as 2026-11-23; other orders could mean two days."""
    try:
        day = date.fromisoformat(cell)
    except ValueError:
        day = None
    if day is None or cell != day.isoformat():  # 20261123 and 2026-W48-1 are ISO dates, too
        raise BadCell(f"is {quote(cell)}; write dates as 2026-11-23")
    return day


@cache
def read_language(cell: str) -> str:
    """Read a language such as `de` or `pt-BR`."""
    if not LANGUAGE.fullmatch(cell):
        raise BadCell(f"is {quote(cell)}; write languages as de or pt-BR")
    return cell


@cache
def read_timezone(cell: str) -> str:
    """Read a time zone of the IANA list, such as `Europe/Berlin`."""
    if cell not in available_zones():
        raise BadCell(f"is {quote(cell)}; write time zones as Europe/Berlin")
    return cell


@cache
def available_zones() -> frozenset[str]:
    """Return all time zones that this machine knows."""
    return frozenset(available_timezones())


def read_groups(cell: str) -> tuple[str, ...]:
    """Read groups, with `|` between them; each counts once."""
    groups = tuple(dict.fromkeys(filter(None, (read_text(one.strip()) for one in cell.split("|")))))
    if len(groups) > GROUP_LIMIT:
        raise BadCell(f"has more than {GROUP_LIMIT} groups")
    return groups


READERS: dict[str, Callable[[str], Any]] = {
    "employee_id": read_id,
    "status": read_status,
    "first_name": read_name,
    "last_name": read_name,
    "department": read_text,
    "email": read_email,
    "manager_id": read_id,
    "location": read_text,
    "job_code": read_text,
    "hire_date": read_date,
    "termination_date": read_date,
    "language": read_language,
    "timezone": read_timezone,
    "groups": read_groups,
}
REQUIRED = ("employee_id", "status", "first_name", "last_name", "department")
