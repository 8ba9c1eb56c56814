"""What reports are asked for: of which moment, and of which database."""

import argparse
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cli.output import fail
from bot.config import Settings
from bot.learning.assignments import close_day


class Unanswerable(ValueError):
    """There is no such report; the message says why."""


def read_moment(text: str) -> date:
    """Read a day, which means its end, or a time; without a zone where that names none."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no time; write 2026-11-23 or 2026-11-23T12:00"
        ) from None
    return time if "T" in text or " " in text else time.date()


def find_moment(asked: date | None, settings: Settings, now: datetime) -> datetime:
    """Return the moment that is meant, in UTC: today is until now, and tomorrow is not recorded.

    Raises Unanswerable for a later one.
    """
    if asked is None:
        return now
    zone = ZoneInfo(settings.timezone)
    if isinstance(asked, datetime):
        moment = (asked if asked.tzinfo else asked.replace(tzinfo=zone)).astimezone(now.tzinfo)
    else:
        moment = close_day(asked, zone)
    if moment <= now:
        return moment
    if (
        moment - now <= timedelta(days=1)
        and moment.astimezone(zone).date() == now.astimezone(zone).date()
    ):
        return now
    raise Unanswerable(f"{moment:%F %T} UTC is still to come; a report is of what was recorded.")


def fail_without_database(settings: Settings) -> int:
    """Say that there is nothing to report of yet."""
    return fail(word_no_database(settings))


def word_no_database(settings: Settings) -> str:
    """Return what is said where nothing was ever recorded."""
    return f"There is no database at {settings.database}. Run the bot once first."
