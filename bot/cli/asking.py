"""What reports are asked for: of which moment, and of which database."""

import argparse
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.cli.output import fail
from bot.config import Settings
from bot.learning import as_of


class Unanswerable(ValueError):
    """There is no such report; the message says why."""


def read_moment(text: str) -> date:
    """Read a day, which means its end, or a time; without a zone where that names none."""
    try:
        return as_of.read_moment(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no time; write 2026-11-23 or 2026-11-23T12:00"
        ) from None


def find_moment(asked: date | None, settings: Settings, now: datetime) -> datetime:
    """Return the moment that is meant, in UTC: today is until now, and tomorrow is not recorded.

    Raises Unanswerable for a later one.
    """
    if asked is None:
        return now
    moment = as_of.place_moment(asked, ZoneInfo(settings.timezone), now)
    if moment <= now:
        return moment
    raise Unanswerable(f"{moment:%F %T} UTC is still to come; a report is of what was recorded.")


def fail_without_database(settings: Settings) -> int:
    """Say that there is nothing to report of yet."""
    return fail(word_no_database(settings))


def word_no_database(settings: Settings) -> str:
    """Return what is said where nothing was ever recorded."""
    return f"There is no database at {settings.database}. Run the bot once first."
