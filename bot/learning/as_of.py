"""Of which moment something is reported, as people write it."""

from datetime import MAXYEAR, MINYEAR, date, datetime
from zoneinfo import ZoneInfo

from bot.learning.assignments import close_day


def read_moment(text: str) -> date:
    """Read a day, which means its end, or a time; without a zone where that names none.

    Raises ValueError for anything else.
    """
    time = datetime.fromisoformat(text)
    if time.year in {MINYEAR, MAXYEAR}:
        raise ValueError(text)  # in another zone it would be no time any more
    return time if "T" in text or " " in text else time.date()


def place_moment(asked: date, zone: ZoneInfo, now: datetime) -> datetime:
    """Return the moment that is meant, in UTC: today is until now. A later one is still to come."""
    if isinstance(asked, datetime):
        moment = (asked if asked.tzinfo else asked.replace(tzinfo=zone)).astimezone(now.tzinfo)
    else:
        moment = close_day(asked, zone)
    is_today = moment.astimezone(zone).date() == now.astimezone(zone).date()
    return now if moment > now and is_today else moment
